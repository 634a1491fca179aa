"""Tables of other systems, made into event lines as a TOML file says."""

from scripts.mapping.conversion import BadRow, table_lines, table_rows
from scripts.mapping.explain import Explanation, Weigh, explain_mapping
from scripts.mapping.file import load_mapping, mapping_text, shipped
from scripts.mapping.form import Mapping
from scripts.mapping.identity import Bearer, Lookup, nobody_looks_up
from scripts.mapping.tables import check_table
from scripts.mapping.telling import explained

__all__ = [
    "BadRow",
    "Bearer",
    "Explanation",
    "Lookup",
    "Mapping",
    "Weigh",
    "check_table",
    "explain_mapping",
    "explained",
    "load_mapping",
    "mapping_text",
    "nobody_looks_up",
    "shipped",
    "table_lines",
    "table_rows",
]
