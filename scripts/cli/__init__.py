"""The command line `rodtrad`, a package a noun: its options, its answer, how it is rendered."""
