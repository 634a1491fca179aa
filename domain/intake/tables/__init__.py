"""Files and tables as numbered lines and rows: event files, text tables, workbooks; and what a mapping says of their form."""
