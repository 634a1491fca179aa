"""How far a bundle is anchored: whether somebody outside has seen the head of the log that its entries are in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from domain.proof.checkpoints import Trusted
from domain.proof.notes import SignedNote, VerifierKey, cosigned_at
from domain.vocabulary.text import Text
from projections.bundles.contents import Anchor
from projections.bundles.verification import Note

_NO_CHECKPOINT: Final = Text(
    "inte förankrad: inget knyter posterna till ett signerat läge av loggen",
    "not anchored: nothing ties the entries to a signed head of the log",
)
_NO_KEY: Final = Text(
    "inte förankrad: bunten har en kontrollpunkt av {origin}, men utan loggens nyckel prövas inte vem som har signerat den",
    "not anchored: the bundle has a checkpoint of {origin}, but without the log's public key it is not tried who signed it",
)
_NO_WITNESS: Final = Text(
    "inte förankrad: {origin} har själv signerat läget efter {size} poster, men inget vittne",
    "not anchored: {origin} itself has signed the head after {size} entries, but no witness has",
)
_ANCHORED: Final = Text(
    "förankrad: {origin} har signerat läget efter {size} poster, och det har bevittnats av {witnesses}",
    "anchored: {origin} has signed the head after {size} entries, and it was cosigned by {witnesses}",
)


def anchoring(anchor: Anchor | None, trusted: Trusted) -> Iterator[Note]:
    """Yields what a reader with these keys can say of a bundle whose checks have passed."""
    if anchor is None:
        yield Note("not_anchored", _NO_CHECKPOINT)
        return
    note, checkpoint = SignedNote.parse(anchor.written), anchor.opened
    about = {"origin": checkpoint.origin, "size": checkpoint.size}
    if not trusted.log:
        yield Note("not_anchored", _NO_KEY.format(**about))
    elif not trusted.witnesses:
        yield Note("not_anchored", _NO_WITNESS.format(**about))
    else:
        witnesses = ", ".join(_witness(note, key) for key in trusted.witnesses)
        yield Note("anchored", _ANCHORED.format(**about, witnesses=witnesses))


def _witness(note: SignedNote, key: VerifierKey) -> str:
    signature = next(each for each in note.signatures if (each.name, each.id) == (key.name, key.id))
    return f"{key.name} {datetime.fromtimestamp(cosigned_at(signature), UTC):%Y-%m-%d}"
