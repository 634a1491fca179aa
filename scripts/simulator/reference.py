"""What is known of the town itself: how many live there, how many it employs, how many places it offers."""

from collections.abc import Iterator
from typing import Final

import orjson

from scripts.simulator.almanac import Almanac

_ADULTS_OF_A_PARTICIPANT: Final = 5.4
"""Adults in town for each participant in the log, so that some per cent of them have support in a month."""
_EMPLOYEES_OF_AN_ADULT: Final = 0.1
_PLACES_OF_A_PARTICIPANT: Final = 0.06
_GROWS_A_YEAR: Final = 1.012


def reference_lines(participants: int, almanac: Almanac) -> Iterator[bytes]:
    """Reference values, each registered in the January after its year began."""
    for year in range(almanac.first_year, almanac.last_year + 1):
        adults = participants * _ADULTS_OF_A_PARTICIPANT * _GROWS_A_YEAR ** (year - almanac.first_year)
        women = round(adults * 0.507)
        yield _line("population_18plus", year, round(adults))
        yield _line("population_18plus", year, women, {"sex": "K"})
        yield _line("population_18plus", year, round(adults) - women, {"sex": "M"})
        yield _line("municipal_employees", year, round(adults * _EMPLOYEES_OF_AN_ADULT))
        yield _line("places_offered", year, round(participants * _PLACES_OF_A_PARTICIPANT))


def _line(series: str, year: int, value: int, breakdown: dict[str, str] | None = None) -> bytes:
    about = "".join(f"-{value}" for value in (breakdown or {}).values())
    line: dict[str, object] = {
        "kind": "reference_value_set",
        "series": series,
        "period": str(year),
        "value": float(value),
        "recorded_at": f"{year}-01-31T09:00:00+01:00",
        "id": f"{series}-{year}{about}",
        "source": "scb",
    }
    if breakdown:
        line["breakdown"] = breakdown
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
