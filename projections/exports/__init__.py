"""Exports to other tools: tables for spreadsheets and notebooks, Kolada-shaped rows, object-centric events, sequences.

No export contains a name, an identity number or free text. Participants have their random id, and ids of a source are
replaced by a keyed hash, so that exports of the same store can be joined, but not with other data, unless `--keys` is set.
"""
