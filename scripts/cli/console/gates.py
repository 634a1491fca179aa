"""The disclosure gate of a command, by who acts: for those who may not see persons it remembers all that left."""

from contextlib import closing

from domain.access.decisions import sees_persons
from domain.log.application import Log
from projections.disclosure.gate import Gate
from projections.publishing.register import gate_after
from scripts.cli.console.session import Session, today


def gate_of(session: Session, log: Log) -> Gate:
    """Returns the gate through which figures leave to the operator."""
    if sees_persons(session.permit.context.subject):
        return gate_after(log)
    from domain.log.releases import Releases  # noqa: PLC0415 loaded for those whose answers are remembered
    from projections.publishing.ledger import outward_gate  # noqa: PLC0415

    releases = session.permit.opened.enter_context(closing(Releases(log)))
    return outward_gate(log, releases, today())
