"""Converts tables of other systems to event lines, as a TOML file defines."""

from domain.intake.mapping.conversion import BadRow, table_lines, table_rows
from domain.intake.mapping.description import describe_explanation
from domain.intake.mapping.explain import MappingExplanation, Weigh, explain_mapping
from domain.intake.mapping.file import example_table, load_mapping, mapping_text, shipped
from domain.intake.mapping.identity import Bearer, Lookup, nobody_looks_up
from domain.intake.tables.form import Mapping
from domain.intake.tables.opening import check_table

__all__ = [
    "BadRow",
    "Bearer",
    "Lookup",
    "Mapping",
    "MappingExplanation",
    "Weigh",
    "check_table",
    "describe_explanation",
    "example_table",
    "explain_mapping",
    "load_mapping",
    "mapping_text",
    "nobody_looks_up",
    "shipped",
    "table_lines",
    "table_rows",
]
