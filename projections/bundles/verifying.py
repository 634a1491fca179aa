"""Verifies a bundle: first that no byte of the file has changed, then that its entries give the published figure.

Needs only the file and this program, no store and no keys. The file may be hostile: its contents are not trusted
before they have been parsed into the expected types.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

import polars as pl

from domain.errors import RodTradError, Unreadable
from domain.proof.checkpoints import NOBODY, Trusted
from domain.vocabulary.text import Text
from projections.bundles.aggregation import bounds
from projections.bundles.anchoring import anchoring
from projections.bundles.archive import Member, altered, first_difference, place, read
from projections.bundles.checking import Checking
from projections.bundles.contents import bundle_of
from projections.bundles.members import ORDER, as_they_must_be, unlike_manifest
from projections.bundles.verification import SHOWN, Check, Note, VerificationResult
from projections.fingerprints.code import code_version
from projections.publishing.published import figure_of

_FAULTS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, pl.exceptions.PolarsError)
"""Exceptions that parsing forged content may raise."""


def verify(archive: bytes, where: str, trusted: Trusted = NOBODY) -> VerificationResult:
    """Returns the checks and notes. Raises `Unreadable` if the bytes are not a bundle.

    `where`: the file's name. `trusted`: the keys of the log and of witnesses, as the reader has them from those themselves.
    """
    members = read(archive, ORDER)
    if members is None:
        raise Unreadable(where=where, why=Text("är ingen bunt, eller är avbruten.", "is no bundle, or cut off."))
    checks = [*_of_the_file(archive, members)]
    if not checks[-1].ok:
        return VerificationResult((*checks,))
    contents = dict(members)
    try:
        checking = Checking(bundle_of(contents), trusted)
    except Unreadable as fault:
        return VerificationResult((*checks, Check("contents", (fault.text,))))
    checks += [Check("contents"), *_of_the_contents(checking)]
    notes = _notes(checking) if all(check.ok for check in checks) else ()
    return VerificationResult((*checks,), (*notes,), checking.bundle.entry)


def _of_the_file(archive: bytes, members: list[Member]) -> Iterator[Check]:
    """Yields the checks of the file, up to the first that fails."""
    if not as_they_must_be(members):
        names = ", ".join(name for name, _ in members)
        yield Check("members", (Text(f"delarna är {names}", f"the members are {names}"),))
        return
    yield Check("members")
    unlike = unlike_manifest(members, altered(archive, members))
    yield Check("digests", tuple(Text(f"{name} är ändrad", f"{name} is changed") for name in unlike))
    if unlike:
        return
    offset = first_difference(archive, members)
    if offset is not None:
        changed = Text("byte {offset} är ändrad, {where}", "byte {offset} is changed, {where}")
        yield Check("bytes", (changed.format(offset=offset, where=place(members, offset)),))
    else:
        yield Check("bytes")


def _of_the_contents(checking: Checking) -> Iterator[Check]:
    checks: dict[str, Callable[[], Iterable[Text]]] = {
        "definition": checking.definition,
        "rows": checking.published_rows,
        "count": checking.count,
        "entries": checking.log_entries,
        "anchor": checking.anchor,
        "people": checking.people,
        "cases": checking.cases,
        "figure": checking.figure,
    }
    for name, check in checks.items():
        yield Check(name, tuple(_differences(check)))


def _differences(check: Callable[[], Iterable[Text]]) -> list[Text]:
    try:
        return [*islice(check(), SHOWN)]
    except RodTradError as fault:
        return [fault.text]
    except _FAULTS as fault:
        kind = type(fault).__name__
        return [Text(f"innehållet går inte att räkna på ({kind})", f"the content cannot be reckoned with ({kind})")]


def _notes(checking: Checking) -> Iterator[Note]:
    bundle = checking.bundle
    yield from anchoring(bundle.anchor, checking.trusted)
    yield from _of_the_program(checking)
    if (withdrawn := bundle.figure.withdrawn) is not None:
        day = f"{withdrawn.at:%Y-%m-%d}"
        yield Note("withdrawn", Text(f"siffran återkallades {day}", f"the figure was withdrawn {day}"))
    if bundle.entry.known_at is not None:
        yield Note(
            "known_at",
            Text(
                "bara det som var känt då är med: att inget däremellan är utelämnat syns inte i bunten",
                "only what was known then is here: that nothing in between is left out cannot be seen in the bundle",
            ),
        )
    yield from _erased(checking)


def _of_the_program(checking: Checking) -> Iterator[Note]:
    then, here = checking.bundle.entry.code_version, code_version()
    if not checking.same_code:
        yield Note(
            "code",
            Text(
                f"publicerad av programversion {then}, verifierad av {here}",
                f"published by version {then}, verified by {here}",
            ),
        )
    if not checking.same_definition:
        yield Note(
            "definition",
            Text(
                "definitionens fingeravtryck är ett annat här: antingen är regeln en annan, eller så räknar programversionerna "
                "fingeravtrycket på olika sätt",
                "the fingerprint of the definition is another here: either the rule is another, or the versions of the program "
                "compute the fingerprint in different ways",
            ),
        )


def _erased(checking: Checking) -> Iterator[Note]:
    gone, every = checking.doubted, len(checking.who)
    if not gone:
        return
    erased = len(gone & {*checking.bundle.gone.erased})
    counts = [
        Text(f"{every - len(gone)} härledda på nytt, {erased} gallrade", f"{every - len(gone)} derived again, {erased} erased")
    ]
    if resting := len(gone) - erased:
        counts.append(Text(f"{resting} vilar på en gallrad", f"{resting} rest on somebody erased"))
    kept = Text("{counts}; siffran är räknad ur de sparade raderna", "{counts}; the figure is counted from the kept rows")
    yield Note("erased", kept.format(counts=Text.joined(", ", counts)))
    between = bounds(checking.measure, checking.rows, figure_of(checking.bundle.entry), gone)
    if between is not None:
        low, high = between
        yield Note(
            "bounds",
            Text(
                f"om varje rad som inte kan härledas vore fel låge värdet mellan {low} och {high}",
                f"if every row that cannot be derived were wrong, the value would lie between {low} and {high}",
            ),
        )
