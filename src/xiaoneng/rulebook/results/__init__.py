"""结果: rows become the sections that people and programs read, each figure with its clause and its facts."""
