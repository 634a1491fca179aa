"""The command line `rodtrad`, one package per noun: options, answers and rendering."""
