"""What is done to a bundle is seen and named: one byte, a member, an event, a person. And what cannot be seen is said."""

import lzma
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from random import Random

import orjson
import polars as pl
import pytest

from domain.errors import Unreadable
from projections.bundles.archive import Member, read, written
from projections.bundles.contents import Bundle
from projections.bundles.entries import Keyed, leaves, packed, unpacked
from projections.bundles.members import ANCHORS, ORDER, bundled
from projections.measures.catalogue import CATALOGUE
from projections.measuring.figures import Ask
from projections.measuring.periods import period
from projections.publishing.rows import as_text, digest, from_text
from projections.worlds.coordinates import Coordinates
from tests.conftest import Many
from tests.projections.bundles.sample_bundles import (
    anew,
    bundle,
    failed,
    members_of,
    opened,
    published,
    verification,
    with_entries,
)
from tests.projections.publishing.test_changes import paid, registered
from tests.projections.worlds.test_worlds import file
from tests.stores import Shop

AS_OF = date(2024, 6, 30)
Open = Callable[[str], Shop]


@pytest.fixture
def of_persons(sqlite_where: str, shops: Open) -> bytes:
    """Of persons with journeys: many kinds of events decide."""
    shop = shops(sqlite_where)
    shop.take_in(file(7, 12))
    (name,) = published(shop, shop.worlds.world(Coordinates(AS_OF)), Ask(CATALOGUE["UPP-1.2"], [period("2023")]))
    archive = bundle(shop, name)
    assert failed(archive) == {}
    return archive


@pytest.fixture
def of_three(sqlite_where: str, shops: Open) -> bytes:
    """Of three who had support in a month; the last event of each decides."""
    shop = shops(sqlite_where)
    shop.take_in([*registered(*"abcd"), *(paid(who, month="2023-02", id=f"before-{who}") for who in "abc"), *map(paid, "abc")])
    (name,) = published(shop, shop.worlds.world(Coordinates(AS_OF)), Ask(CATALOGUE["UPP-1.6"], [period("2023-03")]))
    return bundle(shop, name)


def places(archive: bytes) -> Iterator[tuple[str, range]]:
    """Where each member's content lies; the archive's own bytes lie between."""
    for name, content in members_of(archive).items():
        start = archive.index(content, archive.index(name.encode()))
        yield name, range(start, start + len(content))


def spread(archive: bytes, number: int, chance: Random) -> list[int]:
    """Bytes of every member, and of what is the archive's own."""
    contents = [lies for _, lies in places(archive)]
    own = sorted(set(range(len(archive))).difference(*contents))
    return [chance.choice(chance.choice((*contents, own, own))) for _ in range(number)]


def test_no_changed_byte_passes_and_each_is_named(of_persons: bytes, many: Many) -> None:
    where = dict(places(of_persons))
    chance = Random(1)
    for at in spread(of_persons, many(1000, 60), chance):
        changed = bytearray(of_persons)
        changed[at] ^= 1 << chance.randrange(8)
        (differs,) = failed(bytes(changed)).values()
        member = next((name for name, lies in where.items() if at in lies), None)
        expected = f"{member} is changed" if member else f"byte {at} is changed, "
        assert [difference[: len(expected)] for difference in differs] == [expected], (at, member, differs)


def test_every_byte_of_the_archives_own_is_named(of_three: bytes, many: Many) -> None:
    own = sorted(set(range(len(of_three))).difference(*(lies for _, lies in places(of_three))))
    for at in own[:: 1 if many(2, 1) == 2 else 17]:
        changed = bytearray(of_three)
        changed[at] ^= 0xFF
        (differs,) = failed(bytes(changed)).values()
        assert differs[0].startswith(f"byte {at} is changed"), (at, differs)


def test_bytes_before_after_or_less_than_the_whole_are_seen(of_three: bytes) -> None:
    assert "bytes" in failed(of_three + b"\0")
    assert "bytes" in failed(of_three + of_three[-22:])
    assert failed(of_three[:-1])
    for length in (0, 10, 100, len(of_three) // 2):
        with pytest.raises(Unreadable, match=r"bundle\.zip: is no bundle, or cut off"):
            verification(of_three[:length])


@pytest.mark.parametrize(
    "garbage", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"%PDF-1.7", bytes(5000), b"PK\x03\x04" + b"\xff" * 500]
)
def test_what_is_no_bundle_is_refused_with_a_sentence(garbage: bytes) -> None:
    with pytest.raises(Unreadable, match="is no bundle"):
        verification(garbage)


def test_a_member_too_many_too_few_twice_or_elsewhere_is_refused(of_three: bytes) -> None:
    members = read(of_three, ORDER) or []
    others: Sequence[Sequence[Member]] = (
        [*members, ("more.bin", b"x")],
        members[1:],
        [members[0], *members],
        members[::-1],
        [(name.upper(), content) for name, content in members],
    )
    for changed in others:
        assert set(failed(written(changed))) == {"members"}


def test_a_bundle_from_before_anchors_holds(of_three: bytes) -> None:
    assert failed(anew(of_three)) == {}


def test_an_anchor_that_is_none_is_refused(of_three: bytes) -> None:
    contents = opened(of_three).contents()
    assert {*ANCHORS} <= contents.keys()
    assert "anchor" in failed(bundled({**contents, "checkpoint": b"c"}))
    assert "anchor" in failed(bundled({**contents, "checkpoint": b"\xff"}))
    assert "anchor" in failed(bundled({**contents, "proofs.bin": b"p"}))
    assert set(failed(bundled({name: contents[name] for name in contents if name != "checkpoint"}))) == {"members"}


def test_no_anchor_can_be_another(of_persons: bytes, many: Many) -> None:
    """One byte of the root or of a hash: it fails also for a reader without keys."""
    chance, contents = Random(5), opened(of_persons).contents()
    root = contents["checkpoint"].split(b"\n")[2]
    for _ in range(many(200, 10)):
        name, at = chance.choice([("checkpoint", contents["checkpoint"].index(root) + chance.randrange(43)), ("proofs.bin", 0)])
        at = at or chance.randrange(len(contents[name]))
        changed = bytes([*contents[name][:at], contents[name][at] ^ 1, *contents[name][at + 1 :]])
        assert "anchor" in failed(bundled({**contents, name: changed})), (name, at)


def test_an_anchor_is_of_these_entries(of_persons: bytes) -> None:
    """An insider leaves out a whole stream, mends all else, and keeps the checkpoint that others know."""
    original = opened(of_persons)
    entries = unpacked(original.packed)
    fewer = [entry for entry in entries if entry.stored.stream != entries[0].stored.stream]
    streams = original.streams.model_copy(update={"leaves": leaves(fewer)})
    assert "anchor" in failed(anew(of_persons, anchor=original.anchor, packed=packed(fewer), streams=streams))


def test_what_would_fill_a_memory_is_not_unpacked(of_three: bytes) -> None:
    bomb, contents = lzma.compress(b"\n" * 100_000_000), opened(of_three).contents()
    assert failed(bundled({**contents, "rows.tsv.xz": bomb})) == {"contents": ["rows.tsv.xz: cannot be unpacked."]}
    assert failed(bundled({**contents, "entries.json.xz": bomb}))["entries"] == ["entries.json.xz: cannot be unpacked."]


@pytest.mark.parametrize("name", ["figure.json", "definition.json", "streams.json", "erased.json", "environment.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"a":' * 5000, b"\xff"])
def test_a_content_that_is_none_is_refused_with_a_sentence(of_three: bytes, name: str, content: bytes) -> None:
    assert failed(bundled({**opened(of_three).contents(), name: content}))


@pytest.mark.parametrize("name", ["rows.tsv.xz", "entries.json.xz", "seals.bin", "keys.bin"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a\tb\n1\t2\n", lzma.compress(b"[]\n"), lzma.compress(b'["x"]\n' * 12)])
def test_rows_and_entries_that_are_none_are_refused_with_a_sentence(of_three: bytes, name: str, content: bytes) -> None:
    assert failed(bundled({**opened(of_three).contents(), name: content}))


def test_random_contents_with_a_manifest_that_fits_never_pass(of_persons: bytes, many: Many) -> None:
    """An insider's one-byte changes: what does not fail decides nothing, and is a note's or a text's."""
    chance, contents = Random(3), opened(of_persons).contents()
    deciding = ("rows.tsv.xz", "entries.json.xz", "seals.bin", "keys.bin")
    for _ in range(many(1000, 40)):
        name = chance.choice(deciding)
        changed = bytearray(contents[name])
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        assert failed(bundled({**contents, name: bytes(changed)})), name


def test_an_event_hidden_in_the_middle_leaves_a_gap(of_persons: bytes, many: Many) -> None:
    chance = Random(4)
    for _ in range(many(500, 12)):

        def without_an_entry(entries: list[Keyed]) -> list[Keyed]:
            inner = [at for at, entry in enumerate(entries[:-1]) if entries[at + 1].stored.stream == entry.stored.stream]
            gone = chance.choice(inner)
            return [entry for at, entry in enumerate(entries) if at != gone]

        assert any("is missing" in differs for differs in failed(with_entries(of_persons, without_an_entry))["entries"])


def test_a_hidden_last_event_that_decides_is_seen_in_rows_and_figure(of_three: bytes) -> None:
    def without_the_last(entries: list[Keyed]) -> list[Keyed]:
        return entries[:-1]

    failures = failed(with_entries(of_three, without_the_last))
    assert set(failures) == {"cases", "figure"}
    assert "value: 3 in the bundle, 2 again" in failures["figure"]


def test_a_hidden_person_is_seen(of_three: bytes) -> None:
    (first, *_) = unpacked(opened(of_three).packed)

    def without_the_first(entries: list[Keyed]) -> list[Keyed]:
        return [entry for entry in entries if entry.stored.stream != first.stored.stream]

    hidden = with_entries(of_three, without_the_first)
    assert set(failed(hidden)) == {"people", "cases", "figure"}
    assert set(failed(without_the_row(hidden, first))) == {"count", "figure"}


def without_the_row(archive: bytes, keyed: Keyed) -> bytes:
    """And with the person's row left out, its digest and the number of participants made to fit."""
    original = opened(archive)
    who = next(stream.who for stream in original.streams.streams if stream.stream == keyed.stored.stream.hex())
    rows = as_text(from_text(original.rows).filter(pl.col("who") != who))
    entry = original.entry.model_copy(update={"cases_digest": digest(rows)})
    figure = original.figure.model_copy(update={"published": entry, "participants": original.figure.participants - 1})
    return anew(archive, rows=rows, figure=figure)


def test_a_person_who_is_stated_to_be_erased_and_is_there_is_seen(of_three: bytes) -> None:
    original = opened(of_three)
    gone = original.gone.model_copy(update={"erased": (original.streams.streams[0].who,)})
    assert "people" in failed(anew(of_three, gone=gone))


def test_a_published_field_that_is_changed_is_named(of_three: bytes) -> None:
    original = opened(of_three)
    for name in original.entry.figure:
        changed = {**original.entry.figure, name: "?" if original.entry.figure[name] != "?" else 0}
        figure = original.figure.model_copy(update={"published": original.entry.model_copy(update={"figure": changed})})
        assert failed(anew(of_three, figure=figure)), name


def test_an_entry_that_the_figure_did_not_know_is_seen(of_three: bytes) -> None:
    original = opened(of_three)
    entry = original.entry.model_copy(update={"position": 4, "figure": {**original.entry.figure, "position": 4}})
    figure = original.figure.model_copy(update={"published": entry})
    assert "entries" in failed(anew(of_three, figure=figure))


@pytest.mark.parametrize(
    "changed", [{"as_of": date(2024, 6, 29)}, {"position": 5}, {"known_at": datetime(2024, 7, 1, tzinfo=UTC)}]
)
def test_a_figure_that_is_not_of_what_it_is_published_under_is_seen(of_three: bytes, changed: dict[str, object]) -> None:
    original = opened(of_three)
    figure = original.figure.model_copy(update={"published": original.entry.model_copy(update=changed)})
    assert "count" in failed(anew(of_three, figure=figure))


def test_a_stream_that_stands_twice_is_seen(of_three: bytes) -> None:
    original = opened(of_three).streams
    twice = original.model_copy(update={"streams": (*original.streams, original.streams[0])})
    assert failed(anew(of_three, streams=twice)) == {"people": ["a stream stands twice"]}


def test_a_stream_that_is_given_to_somebody_else_is_seen(of_three: bytes) -> None:
    original = opened(of_three)
    first, second, *remaining = original.streams.streams
    swapped = (first.model_copy(update={"who": second.who}), second.model_copy(update={"who": first.who}), *remaining)
    assert "people" in failed(anew(of_three, streams=original.streams.model_copy(update={"streams": swapped})))


def remade(original: Bundle, without: Keyed) -> bytes:
    """All of it made anew by whoever has the log's keys: the person gone from rows, entries, streams and figure."""
    stream = without.stored.stream
    entries = [entry for entry in unpacked(original.packed) if entry.stored.stream != stream]
    who = next(owner.who for owner in original.streams.streams if owner.stream == stream.hex())
    rows = as_text(from_text(original.rows).filter(pl.col("who") != who))
    figure = dict(original.entry.figure) | dict.fromkeys(("value", "numerator", "yes", "lower", "upper"), 2)
    entry = original.entry.model_copy(update={"figure": figure, "cases_digest": digest(rows)})
    return bundled(
        Bundle(
            original.figure.model_copy(update={"published": entry, "participants": original.figure.participants - 1}),
            original.definition,
            rows,
            original.streams.model_copy(
                update={
                    "leaves": leaves(entries),
                    "streams": tuple(owner for owner in original.streams.streams if owner.who != who),
                }
            ),
            original.gone,
            original.environment,
            packed(entries),
        ).contents()
    )


def test_what_is_made_anew_throughout_is_not_seen_without_an_anchor_and_the_readme_says_so(of_three: bytes) -> None:
    original = opened(of_three)
    assert failed(remade(original, unpacked(original.packed)[0])) == {}
    readme = members_of(of_three)["README.txt"].decode()
    assert "not if all of it has been made anew. The verification says whether the bundle is anchored" in readme
    assert "inte om allt har gjorts om. Verifieringen säger om bunten är förankrad" in readme
    assert orjson.loads(members_of(of_three)["manifest.json"])["format"] == "rodtrad-bundle/1"
