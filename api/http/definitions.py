"""A definition as a URL path parameter: `UPP-2.3/1` contains a slash, and its parameters further reserved characters."""

from typing import Annotated

from fastapi import Path
from starlette.convertors import Convertor, register_url_convertor


class _Written(Convertor[str]):
    """Matches any path that does not end with a slash; a trailing slash redirects to the same path without it."""

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
"""Used in a path as `{key:definition}`; declare longer paths first, since a shorter one would match them entirely."""
