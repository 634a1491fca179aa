"""What reports are composed of: figures, cells, tables, sentences; in a form that knows no file."""
