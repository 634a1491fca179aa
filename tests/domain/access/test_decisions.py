"""The one decision about who may see what agrees with a second, slower reading of the roles, and a list with its looks."""

import random
from collections.abc import Iterator

import pytest

from domain.access.decisions import AccessSubject, PersonResource, RowFilter, decide
from domain.access.roles import ACTIONS, GRANTS, LABELS, ROLES, AccessAction, Role
from tests.conftest import Many

# a all, o own units and assignments, p everyone under pseudonyms and a purpose, n about nobody, - refused
REFERENCE = """
                         catalogue figures small_counts cases thread search register import
caseworker               n         n       -            o     o      o      o        -
unit_manager             n         n       -            o     o      o      o        -
evaluator                n         n       p            p     -      -      -        -
auditor                  n         n       n            -     -      -      -        -
data_protection_officer  n         n       -            -     -      -      -        -
administrator            n         n       -            -     -      -      -        -
service                  n         n       -            -     -      a      a        a
owner                    a         a       a            a     a      a      a        a

                         export publish audit operate accounts review extract erase own_sessions
caseworker               -      -       -     -       -        -      -       -     n
unit_manager             -      -       -     -       -        o      -       -     n
evaluator                -      n       -     -       -        -      -       -     n
auditor                  -      -       a     -       -        a      -       -     n
data_protection_officer  -      -       -     -       -        a      a       a     n
administrator            -      -       -     n       n        -      -       -     n
service                  a      -       -     n       -        -      -       -     n
owner                    a      a       a     a       a        a      a       a     a
"""
UNITS = ("A", "B", "C")
IDS = ("1", "2", "3", "4")
NAMES = ("hl-1", "hl-2", "hl-3")


def cells() -> Iterator[tuple[Role, AccessAction, str]]:
    for block in REFERENCE.strip("\n").split("\n\n"):
        header, *lines = block.splitlines()
        for line in lines:
            role, *letters = line.split()
            yield from ((role, action, letter) for action, letter in zip(header.split(), letters, strict=True))  # type: ignore[misc]


CELLS = {(role, action): letter for role, action, letter in cells()}


def may(subject: AccessSubject, action: AccessAction, person: PersonResource | None) -> bool:
    """The reference: the letter of the table, read slowly."""
    letter = "-" if subject.is_ended else CELLS[subject.role, action]
    if subject.scope is not None and action not in subject.scope:
        letter = "-"
    if letter == "p" and subject.purpose in (None, ""):
        letter = "-"
    if letter == "-" or person is None:
        return letter != "-"
    own = any(unit in subject.units for unit in person.units) or person.id in subject.assigned
    own = own or any(name in subject.known_as for name in person.staff)
    return {"a": True, "p": True, "o": own, "n": False}[letter]


def drawn(chance: random.Random) -> tuple[AccessSubject, AccessAction, PersonResource | None]:
    def some(words: tuple[str, ...]) -> frozenset[str]:
        return frozenset(chance.sample(words, chance.randrange(3)))

    subject = AccessSubject(
        "local",
        "kim",
        chance.choice(ROLES),
        some(UNITS),
        some(IDS),
        some(NAMES),
        chance.choice((None, "", "uppföljning")),
        chance.choice((None, None, frozenset(chance.sample(ACTIONS, 6)))),
        chance.random() < 0.1,
    )
    person = None if chance.random() < 0.2 else PersonResource(chance.choice(IDS), some(UNITS), some(NAMES))
    return subject, chance.choice(ACTIONS), person


def test_every_role_and_action_is_in_the_reference_and_has_a_label() -> None:
    assert CELLS.keys() == {(role, action) for role in ROLES for action in ACTIONS}
    assert GRANTS.keys() == LABELS.keys() == {*ROLES}


def test_random_requests_are_decided_as_the_reference_decides(many: Many) -> None:
    chance = random.Random(13)
    for _ in range(many(100_000, 2_000)):
        request = drawn(chance)
        assert decide(*request).allowed == may(*request), request


def test_a_list_holds_just_those_whom_a_look_would_show(many: Many) -> None:
    chance = random.Random(14)
    everybody = [PersonResource(id_, frozenset(units)) for id_ in IDS for units in ((), ("A",), ("B", "C"), ("C",))]
    everybody += [PersonResource("9", frozenset(), frozenset({name})) for name in NAMES]
    for _ in range(many(10_000, 400)):
        subject, action, _ = drawn(chance)
        listed = decide(subject, action)
        shown = [person for person in everybody if listed.allowed and listed.rows.holds(person)]
        assert shown == [person for person in everybody if decide(subject, action, person).allowed]


def test_a_refusal_covers_no_rows() -> None:
    chance = random.Random(15)
    for _ in range(500):
        decision = decide(*drawn(chance))
        assert decision.allowed == (decision.reason == "granted")
        assert decision.allowed or decision.rows == RowFilter()


def test_one_who_does_not_exist_is_refused_as_one_of_another_unit_is() -> None:
    subject = AccessSubject("local", "kim", "caseworker", frozenset({"A"}))
    foreign, nobody = PersonResource("1", frozenset({"B"})), PersonResource("2")
    assert decide(subject, "thread", foreign) == decide(subject, "thread", nobody)


@pytest.mark.parametrize("role", ["administrator", "auditor", "data_protection_officer", "evaluator"])
def test_who_works_with_no_participant_sees_no_thread(role: Role) -> None:
    subject = AccessSubject("local", "kim", role, frozenset({"A"}), frozenset({"1"}), purpose="uppföljning")
    assert not decide(subject, "thread", PersonResource("1", frozenset({"A"}))).allowed
