"""A line from a file of refused lines is read as the line it was; what was told of its refusal is left out."""

import json
from datetime import UTC, datetime

import pytest

from domain.events.lines import BadLine, mended, read_line

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LINE = {"kind": "moved_out", "participant": "a", "on": "2024-01-31", "source": "t"}


def read(given: object) -> object:
    return read_line(json.dumps(given).encode(), NOW).entry


def test_the_reasons_of_the_refusal_are_left_out_also_of_the_id() -> None:
    assert read({**LINE, "_refused": {"code": "missing"}}) == read(LINE)


def test_text_that_was_no_json_is_read_from_where_it_stands() -> None:
    assert read({"_refused": {"raw": json.dumps(LINE)}}) == read(LINE)


@pytest.mark.parametrize("refusal", [{"raw": "nonsens"}, {"raw": 1}, {}, "raw", None])
def test_what_is_not_mended_is_refused_again(refusal: object) -> None:
    with pytest.raises(BadLine):
        read({"_refused": refusal})


@pytest.mark.parametrize(
    "raw", [b'{"kind": "x"}', b'"_refused"', b'["_refused"]', b'{"_refused" nonsens', b'{"by": "\\"_refused\\""}']
)
def test_other_lines_are_left_as_they_are(raw: bytes) -> None:
    assert mended(raw) == raw
