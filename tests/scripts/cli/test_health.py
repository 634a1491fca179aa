"""The data's own health from the command line, and when things were registered, read off the log."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from projections.exports.ocel.registrations import registrations
from projections.worlds.coordinates import Coordinates
from scripts.benchmarks.life import made_up_number
from scripts.notebook import open_store
from tests.scripts.command_line import lines_of, rodtrad, write_lines
from tests.stores import Shop

AS_OF = ("--as-of", "2023-12-31")


def test_all_of_it_for_machines(store: Path) -> None:
    health = rodtrad("health", *AS_OF, "--period", "2022", "-f", "json", "--store", store).json
    assert set(health) == {"as_of", "known_at", "position", "findings", "registration_lag", "follow_up", "units", "figures"}
    kinds = {row["code"]: (row["number"], row["says_sv"], row["says_en"]) for row in health["findings"]["by_kind"]}
    assert kinds["exit_without_reason"][:2] == (1, "Avslutet … saknar orsak, så utfallet är okänt.")
    assert health["follow_up"]["all"]["exits"] == 3
    assert {row["unit"] for row in health["units"]} == {"AME", "Jobbcentrum"}
    coverage = {row["measure"]: row["coverage"] for row in health["figures"]}
    assert coverage["OUT-90.kas"] == pytest.approx(200 / 3)
    assert coverage["LT9"] is None


def test_tables_say_what_they_are_in_the_requested_language(store: Path) -> None:
    swedish = rodtrad("health", *AS_OF, "--store", store).out
    english = rodtrad("health", *AS_OF, "--store", store, "--lang", "en").out
    for sv, en in (("Avvikelser", "Findings"), ("Eftersläpning", "lag"), ("Tysta enheter", "Silent units")):
        assert sv in swedish
        assert sv not in english
        assert en in english
    assert not {"anna", "bo", "cia"} & set(swedish.split())


def test_a_file_can_be_written_and_fewer_days_make_more_units_silent(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "health"
    silent = set()
    for days in (100_000, 1):
        assert rodtrad("health", *AS_OF, "--silent-days", days, "-f", "table", "-o", out, "--store", store, "--force").code == 0
        silent.add(out.read_text("utf-8").split("Tysta enheter")[1].split("Siffrornas")[0].count(" ja"))
    assert silent == {0, 2}


STORY = """
2022-01-01 a participant_registered sex=K recorded_at=2022-01-01T12:00:00+01:00 id=1
2022-01-10 a enrolled enrolment_id=e unit=AME recorded_at=2022-01-15T23:30:00+00:00 id=2 source=b
2022-02-01 a exited enrolment_id=e recorded_at=2022-04-01T12:00:00+02:00 id=3 source=b
2022-02-02 a exited enrolment_id=e recorded_at=2022-05-01T12:00:00+02:00 id=4 source=b replaces=3
2022-02-02 a retracted event=1 reason=x recorded_at=2022-05-01T12:00:00+02:00 id=5
"""
END = date(2022, 12, 31)


@pytest.fixture
def registered(shops: Callable[[str], Shop], sqlite_where: str) -> Shop:
    shop = shops(sqlite_where)
    assert shop.take_in(lines_of(STORY)[:4]).refused == []
    return shop


def test_the_day_of_registration_is_stockholms_and_corrections_are_none(registered: Shop) -> None:
    assert sorted(registrations(registered.log, Coordinates(END)).rows()) == [
        ("b", date(2022, 1, 10), date(2022, 1, 16)),
        ("b", date(2022, 2, 1), date(2022, 4, 1)),
        ("example", date(2022, 1, 1), date(2022, 1, 1)),
    ]


def test_what_happened_or_was_known_later_is_not_counted(registered: Shop) -> None:
    assert registrations(registered.log, Coordinates(date(2022, 1, 31))).height == 2
    assert registrations(registered.log, Coordinates(END, datetime(2022, 3, 1, tzinfo=UTC))).height == 2
    assert registrations(registered.log, Coordinates(END, position=1)).height == 1


def test_every_face_counts_the_same_findings_also_those_that_no_single_thread_shows(tmp_path: Path) -> None:
    """One number under two participants is in neither's own thread."""
    number = made_up_number(date(1990, 5, 15), 7, coordination=False)
    lines = [
        f"2022-01-0{day} {who} {kind}"
        for day, who in ((1, "anna"), (2, "berit"))
        for kind in ("participant_registered sex=K", f"identity_registered number={number} number_type=personnummer")
    ]
    where = tmp_path / "store"
    assert rodtrad("import", write_lines(tmp_path / "lines", lines_of("\n".join(lines))), "--store", where).code == 0
    listed = Counter(row["code"] for row in rodtrad("findings", *AS_OF, "-f", "json", "--store", where).json)
    assert listed["possible_duplicate"] == 2
    health = rodtrad("health", *AS_OF, "-f", "json", "--store", where).json
    assert {row["code"]: row["number"] for row in health["findings"]["by_kind"]} == listed
    with open_store(str(where)) as town:
        counted = town.health(as_of=AS_OF[1]).findings_by_kind
    assert dict(counted.select("code", "number").iter_rows()) == listed
