"""纸面: how results go out: spreadsheets, forms and official documents."""
