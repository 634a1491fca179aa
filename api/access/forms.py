"""The fields of a form, sent in the body, so that nothing of it appears in an address."""

from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request


async def form_fields(request: Request) -> dict[str, str]:
    return {name: values[0].strip() for name, values in parse_qs((await request.body()).decode("utf-8", "replace")).items()}


Form = Annotated[dict[str, str], Depends(form_fields)]
