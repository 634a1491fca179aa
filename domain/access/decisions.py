"""The one decision: may this subject do this action to this resource, why, and on which rows? Pure, and refuses by default.

A list is filtered by the same rows that decide about one participant, so that a list and a look cannot disagree. Nothing
else in the house decides who may see whom.
"""

from dataclasses import dataclass
from typing import Literal

from domain.access.roles import GRANTS, AccessAction, Reach, Role
from domain.vocabulary.text import Text

Reason = Literal["granted", "ended", "not_granted", "out_of_scope", "no_purpose", "not_own"]
REASONS: dict[Reason, Text] = {
    "granted": Text("Rollen ger rätt till det.", "The role grants it."),
    "ended": Text("Kontot är avslutat.", "The account has ended."),
    "not_granted": Text("Rollen ger inte rätt till det.", "The role does not grant it."),
    "out_of_scope": Text("Nyckeln för program ger inte rätt till det.", "The token does not grant it."),
    "no_purpose": Text("Det kräver ett antecknat ändamål.", "It takes a recorded purpose."),
    "not_own": Text(
        "Deltagaren hör inte till egna enheter eller uppdrag.", "The participant is of no unit or assignment of one's own."
    ),
}


@dataclass(frozen=True, slots=True)
class AccessSubject:
    """Whoever asks: staff known by issuer and subject identifier, with the role and the limits of our own table."""

    issuer: str
    sub: str
    role: Role
    units: frozenset[str] = frozenset()
    assigned: frozenset[str] = frozenset()
    """The ids of participants that are assigned to the subject, wherever they are enrolled."""
    known_as: frozenset[str] = frozenset()
    """What the sources call the subject, where they name a participant's caseworker or coach."""
    purpose: str | None = None
    """The recorded purpose that holds now."""
    scope: frozenset[AccessAction] | None = None
    """What a token was issued for; None for a person."""
    is_ended: bool = False


@dataclass(frozen=True, slots=True)
class PersonResource:
    """A participant, as far as the decision needs. One that does not exist is one of no unit: the answers are the same."""

    id: str
    units: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    """The caseworker and the coach, as the sources call them."""


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which participants a decision covers, and whether they are shown under pseudonyms."""

    everyone: bool = False
    units: frozenset[str] = frozenset()
    assigned: frozenset[str] = frozenset()
    known_as: frozenset[str] = frozenset()
    pseudonymous: bool = False

    def holds(self, person: PersonResource) -> bool:
        return (
            self.everyone
            or person.id in self.assigned
            or not (self.units.isdisjoint(person.units) and self.known_as.isdisjoint(person.staff))
        )


NO_ROWS = RowFilter()


@dataclass(frozen=True, slots=True)
class Decision:
    allowed: bool
    reason: Reason
    rows: RowFilter = NO_ROWS


def decide(subject: AccessSubject, action: AccessAction, person: PersonResource | None = None) -> Decision:
    """Decides about one participant, or, without one, about the action as such: the rows then say whom it covers."""
    if subject.is_ended:
        return Decision(False, "ended")
    reach = GRANTS[subject.role].get(action)
    if reach is None:
        return Decision(False, "not_granted")
    if subject.scope is not None and action not in subject.scope:
        return Decision(False, "out_of_scope")
    if reach is Reach.PURPOSE and not subject.purpose:
        return Decision(False, "no_purpose")
    rows = _rows(subject, reach)
    if person is not None and not rows.holds(person):
        return Decision(False, "not_own")
    return Decision(True, "granted", rows)


def sees_persons(subject: AccessSubject) -> bool:
    """Whether a subject may see everyone by their keys, so that figures hide nobody who asks again and again from them."""
    rows = decide(subject, "cases").rows
    return rows.everyone and not rows.pseudonymous


def _rows(subject: AccessSubject, reach: Reach) -> RowFilter:
    match reach:
        case Reach.ALL:
            return RowFilter(everyone=True)
        case Reach.PURPOSE:
            return RowFilter(everyone=True, pseudonymous=True)
        case Reach.OWN:
            return RowFilter(units=subject.units, assigned=subject.assigned, known_as=subject.known_as)
        case Reach.NOBODY:
            return NO_ROWS
