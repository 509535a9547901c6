"""办公文件: one CSV or XLSX file becomes cells that know where they stand; the typed parsers of cell values.

`tables` opens and reads, `values` turns one cell into a date, a quantity, a yes or no. What the columns mean is decided above.
"""
