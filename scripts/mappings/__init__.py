"""Mappings that are shipped: each TOML says how the rows of a table become events; copy one and change it."""
