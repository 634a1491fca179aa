"""Out to others' tools: tables for spreadsheets and notebooks, Kolada-shaped rows, object-centric events, sequences.

No export holds a name, an identity number or free text. Participants are called by their random id, and what a source
calls its things by a keyed hash, so that exports of one store fit together and fit nothing else; `--keys` says otherwise.
"""
