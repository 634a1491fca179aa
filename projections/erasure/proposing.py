"""The retention run is made by two persons: one proposes, with the archive file made first; another confirms it."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from domain.errors import RodTradError
from domain.log.application import Log
from domain.log.retention_records import Proposal, RetentionRecords
from domain.vocabulary.text import Text
from projections.erasure.archive import PackageDescription, archive
from projections.erasure.candidates import Candidate, candidates
from projections.erasure.erasing import Order, Receipt, erase
from projections.worlds.store import Worlds


class NoProposal(RodTradError):
    text = Text(
        "Det finns inget förslag {id} att bekräfta. ”rodtrad retention --propose FIL” gör ett.",
        "There is no proposal {id} to confirm. “rodtrad retention --propose FILE” makes one.",
    )


class SamePerson(RodTradError):
    text = Text(
        "Den som föreslog gallringen kan inte själv bekräfta den.",
        "Whoever proposed the erasure cannot confirm it.",
    )


class NobodyDue(RodTradError):
    text = Text("Det finns ingen att gallra.", "There is nobody to erase.")


class NoMunicipality(RodTradError):
    text = Text(
        "Lagret vet inte vilken kommun det är: vilka som bevaras hänger på den. Ange --municipality, fyra siffror.",
        "The store does not know which municipality it is: who is kept depends on it. Give --municipality, four digits.",
    )


MUNICIPALITY = "municipality"
"""The setting of the store that holds the municipality's code."""


def municipality_of(log: Log) -> str:
    """Raises `NoMunicipality` if it was never set."""
    code = RetentionRecords(log.keys).setting(MUNICIPALITY)
    if code is None:
        raise NoMunicipality
    return code


def package(log: Log, listed: Sequence[Candidate], by: str, now: datetime) -> bytes:
    """Returns the archive file of those whose time has come and who are kept for research."""
    kept = [stream for each in listed if each.outcome == "research" for stream in each.streams]
    about = PackageDescription(now, by, municipality_of(log), log.id.hex() if log.id else "", log.rows.head()[0])
    return archive(log, kept, about)


def propose(log: Log, listed: Sequence[Candidate], archived: bytes, by: str, now: datetime) -> Proposal:
    """Records whom to erase, in place of an earlier proposal; `archived`: the archive file, which lies on the disk by now."""
    streams = [stream for each in listed if each.outcome == "due" for stream in each.streams]
    if not streams:
        raise NobodyDue
    digest = sha256(archived).hexdigest()
    name = sha256(b"".join(streams) + digest.encode() + now.isoformat().encode()).hexdigest()[:8]
    proposal = Proposal(name, by, now, streams, digest)
    RetentionRecords(log.keys).propose(proposal)
    return proposal


def confirmed(worlds: Worlds, name: str, order: Order, today: date) -> Receipt:
    """Erases those of a proposal who are still due: nothing was registered of them since, and nobody holds them.

    Raises `NoProposal`, `SamePerson` or `NobodyDue`.
    """
    records = RetentionRecords(worlds.log.keys)
    proposal = records.proposed()
    if proposal is None or proposal.id != name:
        raise NoProposal(id=name)
    if proposal.by == order.by:
        raise SamePerson
    due = (each for each in candidates(worlds.log, municipality_of(worlds.log), today) if each.outcome == "due")
    names = [each.participant for each in due if {*each.streams} <= {*proposal.streams}]
    if not names:
        raise NobodyDue
    receipt = erase(worlds, names, order)
    records.end_proposal()
    return receipt
