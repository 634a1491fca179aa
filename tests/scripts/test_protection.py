"""Protection is seen alike in facts, exports, timeline and pages, whichever way it was registered, through a merge."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from projections.rules.circumstances import held_now
from projections.worlds.coordinates import Coordinates
from tests.api.desk import Desk, desk
from tests.scripts.command_line import lines_of, rodtrad
from tests.scripts.exports.test_tables import rows_of
from tests.stores import Shop

LINES = """
2023-01-01 anna participant_registered sex=K
2023-01-10 berit participant_registered sex=K protected=true
2023-02-01 anna participants_merged absorbed=berit
2023-06-01 berit protection_set level=none
2023-06-01 anna protection_set level=marked
2023-01-01 cia participant_registered sex=K
"""
WORDS = {"marked": "Sekretessmarkering från", "protected": "Skyddad folkbokföring från"}
LEVELS = {"2023-01-05": "none", "2023-03-01": "protected", "2023-07-01": "marked"}


@pytest.fixture
def protected(shop: Shop, where: str, key_path: Path) -> Iterator[Desk]:
    assert shop.take_in(lines_of(LINES)).refused == []
    with desk(where, key_path, shop) as opened:
        yield opened


@pytest.mark.parametrize("day", LEVELS)
def test_every_face_says_the_same_of_a_day(protected: Desk, day: str, tmp_path: Path) -> None:
    where = ("--store", protected.shop.log.where, "--as-of", day)
    env = {"RODTRAD_KEY": str(protected.shop.log.key_path)}
    assert rodtrad("export-facts", "participants", "--keys", "-o", tmp_path / "who.csv", *where, env=env).code == 0
    assert rodtrad("export-ocel", "--keys", "-o", tmp_path / "log.json", *where, env=env).code == 0
    world = protected.shop.worlds.world(Coordinates(date.fromisoformat(day)))
    page = protected.get(f"/deltagare/{protected.id_of('berit')}", as_of=day).text
    levels = {
        "facts": dict(
            world["participants"].join(held_now(world, "protection"), on="pid").select("participant", "protection").rows()
        ),
        "list": {row["participant"]: row["protection"] for row in rodtrad("participants", "-f", "json", *where, env=env).json},
        "export": {row["participant"]: row["protection"] for row in rows_of(tmp_path / "who.csv")},
        "ocel": dict(_last_of_objects(orjson.loads((tmp_path / "log.json").read_bytes()))),
        "timeline": {"anna": _last(rodtrad("timeline", "berit", "-f", "json", *where, env=env).json["protection"])},
        "page": {"anna": next((code for code, word in WORDS.items() if word in page), "none")},
    }
    assert {face: of.get("anna", "none") for face, of in levels.items()} == dict.fromkeys(levels, LEVELS[day])
    assert {of.get("cia", "none") for of in levels.values()} == {"none"}


def _last(held: Sequence[Mapping[str, str]]) -> str:
    return held[-1]["level"] if held else "none"


def _last_of_objects(doc: Any) -> Iterator[tuple[str, str]]:
    for thing in doc["objects"]:
        for attribute in thing["attributes"]:
            if attribute["name"] == "protection":
                yield thing["id"].removeprefix("participant:"), attribute["value"]
