"""Derivation bundles: a published figure comes out again from the file alone, whatever has happened in the log since."""

import lzma
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest

from domain.calendar import end_of_day
from domain.errors import SealBroken, Unknown
from domain.log.keys.sealing import header, unseal
from domain.participant.folding import Rules
from projections.bundles import checking, verifying
from projections.bundles.entries import unpacked
from projections.bundles.making import NoBundle
from projections.measures.catalogue import CATALOGUE, find
from projections.measures.questions import question
from projections.measuring.figures import Ask
from projections.measuring.periods import period
from projections.publishing.register import Publishing, rows_of, the_published, withdraw
from projections.publishing.rows import as_text, digest, from_text
from projections.worlds.coordinates import Coordinates
from tests.conftest import Many
from tests.projections.bundles.sample_bundles import (
    NOW,
    anew,
    bundle,
    failed,
    members_of,
    notes,
    opened,
    published,
    verification,
)
from tests.projections.publishing.test_changes import event_line, paid, registered
from tests.projections.worlds.test_worlds import file
from tests.stores import Shop

AS_OF = date(2024, 6, 30)
Open = Callable[[str], Shop]
MONTH, YEAR = [period("2023-03")], [period("2023")]
POPULATION = {"kind": "reference_value_set", "id": "pop", "series": "population_18plus", "period": "2023", "value": 4000,
              "recorded_at": "2023-02-01T12:00:00+01:00"}  # fmt: skip
ASKS = {
    "a share": Ask(CATALOGUE["OUT-90.kas"], YEAR),
    "a part of it": Ask(CATALOGUE["OUT-90.kas"], YEAR, ("sex", "unit")),
    "with those who left set aside": Ask(CATALOGUE["RET-365"], YEAR, view="adjusted"),
    "a mean of months": Ask(CATALOGUE["UPP-1.2"], YEAR),
    "a count of persons": Ask(CATALOGUE["R4"], YEAR, ("sex",)),
    "a lead time": Ask(CATALOGUE["LT2"], YEAR),
    "a ratio": Ask(CATALOGUE["LIN-6.parity_sex"], YEAR),
    "a sum": Ask(CATALOGUE["LIN-6.sek"], YEAR),
    "a share of the population": Ask(CATALOGUE["UPP-2.1.rate"], YEAR),
    "another value of a parameter": Ask(find("UPP-2.3/1?gap=2")[0], YEAR),
    "groups that overlap": Ask(CATALOGUE["RET-90"], YEAR, ("group",)),
}


def of_one(shop: Shop, *lines: dict[str, Any]) -> tuple[str, bytes]:
    """A publication of one count, of those who had support in a month, and its bundle."""
    assert not shop.take_in(lines).refused
    world = shop.worlds.world(Coordinates(AS_OF, end_of_day(date(2023, 5, 1))))
    (name,) = published(shop, world, Ask(CATALOGUE["UPP-1.6"], MONTH))
    return name, bundle(shop, name)


def identity(who: str) -> dict[str, Any]:
    return event_line(
        "identity_registered", who, "2010-01-01", number="199001012385", number_type="personnummer", name="Anna Ek"
    )


@pytest.mark.parametrize("what", ASKS)
def test_a_figure_of_every_shape_comes_out_again(what: str, sqlite_where: str, shops: Open) -> None:
    shop = shops(sqlite_where)
    shop.take_in([*file(7, 12), POPULATION])
    known_at = end_of_day(date(2024, 3, 1)) if "part" in what else None
    world = shop.worlds.world(Coordinates(AS_OF, known_at, position=None if "mean" in what else 120))
    for name in published(shop, world, ASKS[what]):
        assert failed(bundle(shop, name)) == {}


@pytest.mark.parametrize("seed", range(3))
def test_every_measure_comes_out_again_from_those_in_it_alone(seed: int, sqlite_where: str, shops: Open, many: Many) -> None:
    shop = shops(sqlite_where)
    shop.take_in(file(seed + 300, 9))
    chance, head = Random(seed), shop.log.rows.head()[0]
    for key in chance.sample(list(CATALOGUE), many(len(CATALOGUE), 6)):
        rules = Rules(chance.choice((14, 30)))
        known_at = end_of_day(date(2023, 9, 1)) if chance.random() < 0.3 else None
        world = shop.worlds.world(Coordinates(AS_OF, known_at, chance.randrange(head // 2, head + 1), rules))
        ask = Ask(CATALOGUE[key], [period(chance.choice(("2022", "2023")))], ("sex",), chance.choice(("official", "adjusted")))
        for name in published(shop, world, ask):
            assert failed(bundle(shop, name)) == {}, (key, name)


def test_on_both_databases_the_bundle_is_the_same_bytes_each_time(shop: Shop) -> None:
    _, archive = of_one(shop, *registered("a", "b"), paid("a"))
    name, again = the_published(shop.log, opened(archive).entry.id).id, archive
    assert bundle(shop, name) == again
    assert failed(archive) == {}


def test_a_zip_program_opens_it(shop: Shop, tmp_path: Path) -> None:
    _, archive = of_one(shop, *registered("a"), paid("a"))
    path = tmp_path / "bundle.zip"
    path.write_bytes(archive)
    with ZipFile(path) as zipped:
        assert zipped.testzip() is None
        assert {name: zipped.read(name) for name in zipped.namelist()} == members_of(archive)
        assert {info.date_time for info in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_holds_the_rows_as_they_were_published_and_the_entries_of_those_in_it_alone(shop: Shop) -> None:
    name, archive = of_one(shop, *registered("in", "out"), paid("in"), paid("out", "2023-09-01"))
    figure = the_published(shop.log, name)
    assert lzma.decompress(members_of(archive)["rows.tsv.xz"]) == as_text(rows_of(shop.log, figure))
    assert digest(opened(archive).rows) == figure.entry.cases_digest
    (stream,) = {stored.stream for stored, _, _ in unpacked(opened(archive).packed)}
    assert [subject.name for subject in shop.log.keys.by_stream([stream]).values()] == ["in"]


def test_the_entries_are_the_stored_bytes_and_only_those_the_figure_knew(shop: Shop) -> None:
    lines = [*registered("a"), paid("a"), paid("a", "2023-09-01", month="2023-05", id="unknown then")]
    _, archive = of_one(shop, *lines)
    there = {stored.position: stored for stored in shop.log.rows.read()}
    entries = unpacked(opened(archive).packed)
    assert [stored for stored, _, _ in entries] == [there[1], there[2]]
    assert {"participant_registered", "support_paid"} == {stored.kind for stored, _, _ in entries}


def test_a_key_opens_its_data_part_and_no_person_part_opens(shop: Shop) -> None:
    _, archive = of_one(shop, *registered("a"), identity("a"), paid("a"))
    entries = unpacked(opened(archive).packed)
    assert sum(stored.person is not None for stored, _, _ in entries) == 1
    for stored, key, plain in entries:
        head = header(*stored[:7])
        assert unseal(key, head, stored.data) == plain
        for _, other, _ in entries:
            if stored.person is not None:
                with pytest.raises(SealBroken):
                    unseal(other, head, stored.person)


def test_no_name_number_key_or_free_text_is_in_it(shop: Shop) -> None:
    retraction = event_line("retracted", "anna-k", "2023-04-02", "2023-04-02", event="e3", reason="dubbelt av misstag")
    lines = [*registered("anna-k"), identity("anna-k"), paid("anna-k"), paid("anna-k", month="2023-02"), retraction]
    name, _ = of_one(shop, *({**line, "id": f"e{number}"} for number, line in enumerate(lines)))
    withdraw(shop.log, name, "hemligt skäl", Publishing(NOW, "h017"))
    archive = opened(bundle(shop, name))
    text = b"".join([*archive.contents().values(), archive.rows, *(plain for _, _, plain in unpacked(archive.packed))])
    assert b'"event":"e3"' in text
    for secret in ("Anna Ek", "19900101", "9001012385", "anna-k", "misstag", "hemligt"):
        assert secret.encode() not in text


def test_those_who_were_merged_come_with_all_their_keys(shop: Shop) -> None:
    joined = event_line("participants_merged", "a", "2023-04-10", "2023-04-10", id="joined", absorbed="b")
    _, archive = of_one(shop, *registered("a", "b", "c"), paid("b"), joined)
    assert failed(archive) == {}
    assert {stream.key for stream in opened(archive).streams.streams} == {"a", "b"}


def test_who_was_merged_later_is_not_in_it(shop: Shop) -> None:
    joined = event_line("participants_merged", "a", "2023-09-10", "2023-09-10", id="joined", absorbed="b")
    _, archive = of_one(shop, *registered("a", "b"), paid("a"), joined)
    assert failed(archive) == {}
    assert [stream.key for stream in opened(archive).streams.streams] == [None]


def test_a_merge_that_was_undone_brings_both(shop: Shop) -> None:
    joined = event_line("participants_merged", "a", "2023-04-10", "2023-04-10", id="joined", absorbed="b")
    apart = event_line("merge_undone", "a", "2023-04-20", "2023-04-20", id="apart", absorbed="b")
    _, archive = of_one(shop, *registered("a", "b"), paid("a"), joined, apart)
    assert failed(archive) == {}
    assert len(opened(archive).streams.streams) == 2


def test_the_old_figure_comes_out_again_whatever_happens_in_the_log(shop: Shop) -> None:
    names = [f"p{number}" for number in range(8)]
    name, before = of_one(shop, *registered(*names, "late"), *(paid(who) for who in names))
    late = "2023-09-01"
    lines = [
        paid("late", late),
        paid("p1", late, month="2023-02", id="mended", replaces="paid-p1"),
        event_line("retracted", "p2", late, late, id="gone", event="paid-p2", reason="fel"),
        event_line("participants_merged", "p3", late, late, id="joined", absorbed="p4"),
    ]
    assert not shop.take_in(lines).refused
    assert bundle(shop, name) == before
    shop.take_in(
        [event_line("erased", "p5", late, late, basis="request"), event_line("erased", "p4", late, late, basis="request")]
    )
    after = bundle(shop, name)
    assert failed(after) == {}
    assert len(opened(after).gone.erased) == 3  # p4 took p3 along
    assert notes(after)["erased"] == "5 derived again, 3 erased; the figure is counted from the kept rows"
    assert notes(after)["bounds"].endswith("would lie between 5 and 8")
    assert failed(before) == {}


def test_a_share_could_have_been_so_much_else_if_the_erased_were_wrong(sqlite_where: str, shops: Open) -> None:
    shop = shops(sqlite_where)
    lives = [line for who in "abcd" for line in journey(who, "A1" if who in "ab" else "E9")]
    assert not shop.take_in(lives).refused
    (name,) = published(shop, shop.worlds.world(Coordinates(AS_OF)), Ask(CATALOGUE["OUT-0.kas"], YEAR))
    value = the_published(shop.log, name).figure["value"]
    shop.take_in([event_line("erased", "a", "2024-01-01", "2024-01-01", basis="request")])
    archive = bundle(shop, name)
    assert failed(archive) == {}
    low, high = (float(word) for word in notes(archive)["bounds"].split() if word.replace(".", "").isdigit())
    assert (low, value, high) == (25, 50, 50)


def journey(who: str, reason: str) -> list[dict[str, Any]]:
    return [
        *registered(who),
        event_line("enrolled", who, "2023-01-10", id=f"in-{who}", enrolment_id=f"e-{who}", unit="AME"),
        event_line("exited", who, "2023-03-10", id=f"out-{who}", enrolment_id=f"e-{who}", reason=reason),
    ]


def home(who: str) -> dict[str, Any]:
    return event_line("circumstances_recorded", who, "2022-01-01", id=f"home-{who}", household="h")


def of_a_home(shop: Shop) -> str:
    young = event_line("participant_registered", "young", "2010-01-01", sex="K", born_on="2005-05-15", id="r-young")
    assert not shop.take_in([young, *registered("parent", "other"), home("young"), home("parent"), paid("parent")]).refused
    (name,) = published(shop, shop.worlds.world(Coordinates(AS_OF)), Ask(CATALOGUE["UPP-1.5.offered"], YEAR))
    assert the_published(shop.log, name).figure["no"] == 1
    return name


def test_where_a_household_decides_it_is_there_and_is_not_counted(shop: Shop) -> None:
    archive = bundle(shop, of_a_home(shop))
    assert failed(archive) == {}
    assert len(opened(archive).streams.streams) == 2


def test_whose_row_rests_on_somebody_erased_is_counted_apart(shop: Shop) -> None:
    name = of_a_home(shop)
    shop.take_in([event_line("erased", "parent", "2024-09-01", "2024-09-01", basis="request")])
    archive = bundle(shop, name)
    assert failed(archive) == {}
    assert notes(archive)["erased"].startswith("0 derived again, 0 erased, 1 rest on somebody erased")


def test_a_part_without_cases_is_counted_from_its_rows(shop: Shop) -> None:
    shop.take_in([*registered("a"), paid("a")])
    names = published(shop, shop.worlds.world(Coordinates(AS_OF)), Ask(CATALOGUE["UPP-1.6"], MONTH, ("sex",)))
    for name in names:
        archive = bundle(shop, name)
        assert failed(archive) == {}
        assert len(opened(archive).streams.streams) == (0 if opened(archive).entry.figure["breakdown"] == {"sex": "M"} else 1)


def test_what_is_broken_down_by_employer_is_not_bundled(shop: Shop) -> None:
    shop.take_in(file(5))
    name, *_ = published(shop, shop.worlds.world(Coordinates(AS_OF)), *question(["LIN-8"], ["2023"], by="employer").asks())
    with pytest.raises(NoBundle, match="employer"):
        bundle(shop, name)


def test_what_was_never_published_is_not_bundled(shop: Shop) -> None:
    with pytest.raises(Unknown):
        bundle(shop, "pub-0.1")


def test_a_withdrawn_figure_says_so_and_still_comes_out(shop: Shop) -> None:
    name, _ = of_one(shop, *registered("a"), paid("a"))
    withdraw(shop.log, name, "fel enhet", Publishing(NOW, "h017"))
    archive = bundle(shop, name)
    assert failed(archive) == {}
    assert notes(archive)["withdrawn"] == "the figure was withdrawn 2040-02-01"


def test_another_version_of_the_program_is_noted_and_is_no_fault(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    _, archive = of_one(shop, *registered("a"), paid("a"))
    assert "code" not in notes(archive)
    for module in (checking, verifying):
        monkeypatch.setattr(module, "code_version", lambda: "9.9.9+0")
    assert failed(archive) == {}
    assert "9.9.9+0" in notes(archive)["code"]


def test_a_definition_that_is_not_what_was_published_is_seen(shop: Shop) -> None:
    _, archive = of_one(shop, *registered("a"), paid("a"))
    definition = dict(opened(archive).definition)
    assert "definition" in failed(anew(archive, definition={**definition, "title": {"sv": "Annat", "en": "Other"}}))
    assert "definition" in failed(anew(archive, definition={**definition, "sha256": "0" * 64}))
    assert "definition" in failed(anew(archive, definition={**definition, "definition": "UPP-1.6/2"}))


def test_a_definition_that_another_version_of_the_program_words_otherwise_is_noted_and_is_no_fault(shop: Shop) -> None:
    """As when a figure was published, the program was mended, and the bundle was made after that."""
    _, archive = of_one(shop, *registered("a"), paid("a"))
    entry = opened(archive).entry.model_copy(update={"definition_hash": "0" * 64, "code_version": "0.0.9+0"})
    older = anew(archive, figure=opened(archive).figure.model_copy(update={"published": entry}))
    assert failed(older) == {}
    assert set(notes(older)) == {"not_anchored", "code", "definition", "known_at"}
    assert "either the rule is another, or the versions" in notes(older)["definition"]


def test_what_is_not_anchored_says_so(shop: Shop) -> None:
    _, archive = of_one(shop, *registered("a"), paid("a"))
    assert verification(archive).ok
    assert "not anchored" in notes(archive)["not_anchored"]


def test_participants_have_names_of_the_publication_alone(shop: Shop) -> None:
    _, archive = of_one(shop, *registered("a", "b"), paid("a"))
    (other,) = published(shop, shop.worlds.world(Coordinates(AS_OF)), Ask(CATALOGUE["UPP-1.6"], MONTH))
    names = [set(from_text(opened(each).rows)["who"]) for each in (archive, bundle(shop, other))]
    assert names[0]
    assert not names[0] & names[1]
