"""A definition in an address: `UPP-2.3/1` has a slash in it, and its parameters more."""

from typing import Annotated

from fastapi import Path
from starlette.convertors import Convertor, register_url_convertor


class _Written(Convertor[str]):
    """Whatever does not end with a slash, which leads to the same address without it."""

    regex = ".*[^/]"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("definition", _Written())

Key = Annotated[
    str,
    Path(
        description="Måttets nyckel, eller en definition så som en siffra bär den; dess ? skrivs %3F.",
        examples=["UPP-2.3", "UPP-2.3/1", "UPP-2.3/1%3Fgap=1"],
    ),
]
"""In a path as `{key:definition}`; a longer path stands before a shorter, which would take all of it."""
