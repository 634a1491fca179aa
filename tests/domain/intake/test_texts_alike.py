"""Two texts that look alike are one in event files too, and in a log that held them before they were."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unicodedata import normalize

import orjson
import pytest

from domain.events.event import Event
from domain.events.lines import Line, read_line
from domain.log.batch import WriteBatch
from domain.normal_form import is_plain, normal_form
from projections.worlds.coordinates import Coordinates
from tests.scripts.command_line import rodtrad, write_lines
from tests.stores import IMPORTED, Shop, as_bytes

AT = {"recorded_at": "2024-01-01T12:00:00+01:00"}
ASA = {"kind": "participant_registered", "participant": "Åsa Ö", "on": "2024-01-01", "sex": "K", "id": "å 1", **AT}
IN = {
    "kind": "enrolled",
    "participant": "Åsa Ö",
    "on": "2024-01-02",
    "unit": "Östra å",
    "enrolment_id": "ä1",
    "id": "å 2",
    **AT,
}
OUT = {"kind": "exited", "participant": "Åsa Ö", "on": "2024-02-01", "enrolment_id": "ä1", "id": "å 3", **AT}
PLAN = {
    "kind": "plan_decided",
    "participant": "Åsa Ö",
    "on": "2024-01-03",
    "plan_id": "p",
    "goal": "work",
    "milestones": [{"milestone_id": "Å", "due_on": "2024-05-01", "title": "Söka jobb"}],
}
LINES = (ASA, IN, OUT)


def otherwise(line: Any) -> Any:
    """The same in decomposed letters and no-break spaces."""
    if isinstance(line, str):
        return normalize("NFD", line).replace(" ", "\u00a0 ")
    if isinstance(line, list):
        return [otherwise(part) for part in line]
    return {name: otherwise(part) for name, part in line.items()} if isinstance(line, dict) else line


@pytest.mark.parametrize("line", [*LINES, PLAN, {**PLAN, "by": "Örjan"}])
def test_a_line_that_looks_the_same_is_the_same_line(line: dict[str, Any]) -> None:
    line = {name: value for name, value in line.items() if name != "id"}
    plain, other = (read_line(orjson.dumps(given), IMPORTED) for given in (line, otherwise(line)))
    assert other == plain
    assert other.given["participant"] == "Åsa Ö"


@pytest.mark.parametrize(
    "text",
    ["", "a", "a-1.b", " a", "a ", "a b", "a  b", "\tab", "a\nb", "å", "a\u030a", "a\u00a0b", "a\u2011b", "\x7f", '"', "\\"],
)
@pytest.mark.parametrize("dump", [json.dumps, partial(json.dumps, ensure_ascii=False)])
def test_json_that_is_plain_holds_no_text_that_is_not_in_normal_form(text: str, dump: Callable[[object], str]) -> None:
    if is_plain(dump([text]).encode()):
        assert normal_form(text) == text
        assert text in ("", "a", "a-1.b", "\x7f")


def test_a_line_break_in_a_key_is_refused_and_in_a_text_kept() -> None:
    text = orjson.dumps({**OUT, "kind": "paused", "reason": "en  rad\noch en till"})
    assert read_line(text, IMPORTED).given["reason"] == "en rad\noch en till"


def test_what_looks_alike_is_stored_once_and_found_either_way(shop: Shop) -> None:
    assert shop.take_in([ASA, IN]).added == 2
    again = shop.take_in([otherwise(line) for line in LINES])
    assert (again.already, again.added, again.refused) == (2, 1, [])
    assert {line["participant"] for line in shop.lines()} == {"Åsa Ö"}
    for name in ("Åsa Ö", normalize("NFD", "Åsa Ö"), "Åsa\u00a0Ö"):
        assert len(shop.log.history(name)) == 3


def stored_as_written(shop: Shop, lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """As the log took it in before texts had one form."""
    with monkeypatch.context() as before:
        before.setattr("domain.log.keys.keystore.normal_form", lambda text: text)
        before.setattr("domain.log.keys.keystore.forms", lambda text: (text,))
        (subject,) = shop.log.keys.provide([lines[0]["participant"]]).values()
    assert subject is not None
    batch = WriteBatch()
    for given in lines:
        entry = read_line(as_bytes(given), IMPORTED).entry.model_copy(update={"id": given["id"]})
        line = Line(entry, {"source": "import", **given}, orjson.dumps(given, option=orjson.OPT_SORT_KEYS), dated=True)
        batch.add(shop.log.keys, subject, line)
    shop.log.write(lambda: batch, datetime(1970, 1, 1, tzinfo=UTC))


def test_a_log_from_before_is_read_found_and_gone_on_with(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    old = [{name: normalize("NFD", str(value)) for name, value in line.items()} for line in (ASA, IN)]
    stored_as_written(shop, old, monkeypatch)
    for name in ("Åsa Ö", normalize("NFD", "Åsa Ö")):
        assert [event.participant for event in shop.log.history(name)] == ["Åsa Ö"] * 2
    for sent in (old, [ASA, IN]):
        again = shop.take_in(sent)
        assert (again.already, again.added, again.refused) == (2, 0, [])
    assert shop.take_in([OUT]).added == 1
    assert len(shop.log.keys.by_stream(row.stream for row in shop.log.rows.read(limit=9))) == 1
    participants = shop.worlds.world(Coordinates(date(2025, 1, 1)))["participants"]
    assert participants["participant"].to_list() == ["Åsa Ö"]


def test_two_that_were_stored_apart_before_stop_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """They look alike, and were two: both are told of, and the composed one is who is meant from now on."""
    stored_as_written(shop, [{name: normalize("NFD", str(value)) for name, value in ASA.items()}], monkeypatch)
    stored_as_written(shop, [{**ASA, "id": "annan"}], monkeypatch)
    assert shop.worlds.world(Coordinates(date(2025, 1, 1)))["participants"]["participant"].to_list() == ["Åsa Ö"] * 2
    assert shop.take_in([IN, OUT]).added == 2
    (event, *_) = shop.log.history("Åsa Ö")
    assert isinstance(event, Event)
    assert event.id == "annan"


def test_a_query_may_spell_it_either_way(tmp_path: Path) -> None:
    store, lines = tmp_path / "store", [ASA, IN, OUT]
    assert rodtrad("import", write_lines(tmp_path / "e.ndjson", lines), "--store", store).code == 0
    for spelt in (str, otherwise):
        assert "Östra å" in rodtrad("timeline", spelt("Åsa Ö"), "--store", store).out
        words = ("-p", "2024-02", "--store", store, "-f", "json")
        explained = rodtrad("explain", "OUT-90.kas", "--participant", spelt("Åsa Ö"), *words)
        assert (explained.code, explained.err) == (0, "")
        cases = rodtrad("cases", "OUT-90.kas", *words, "--part", spelt("unit=Östra å"))
        assert [case["participant"] for case in cases.json] == ["Åsa Ö"]
        flows = rodtrad("movements", "between", spelt("enrolled:Östra å"), "exited", "--store", store)
        assert (flows.code, flows.err) == (0, "")
