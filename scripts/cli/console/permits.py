"""A command's permit: who acts, whom they may see, and the entry in the access log before anybody is shown."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from domain.access.access_log import AccessContext, AccessLog, Outcome
from domain.access.accounts import Accounts
from domain.access.decisions import NO_ROWS, REASONS, PersonResource, RowFilter, decide
from domain.access.operators import operator, owner
from domain.access.roles import AccessAction
from domain.access.store import AccessStore
from domain.calendar import day_of
from domain.errors import NotPermitted, StoreUnwritable, Unknown
from domain.events.repeating import repeatable_id
from domain.log.application import Log
from domain.normal_form import normal_form
from domain.vocabulary.text import Text
from scripts.cli.console.leave import LEAVE

_ONLY_PSEUDONYMS = Text(
    "Ändamålet gäller pseudonymer: använd export-kommandona.", "The purpose is for pseudonyms: use the exports."
)


@dataclass
class CommandPermit:
    log: Log
    command: str
    action: AccessAction | None
    context: AccessContext
    rows: RowFilter
    now: Callable[[], datetime]
    opened: ExitStack
    _stores: list[AccessStore] = field(default_factory=list)

    @property
    def store(self) -> AccessStore:
        """The access part, made when it is first needed."""
        if not self._stores:
            self._stores.append(self.opened.enter_context(closing(AccessStore(self.log))))
        return self._stores[-1]

    def require(self, action: AccessAction) -> None:
        """Raises `NotPermitted` unless the operator may do something more than the command itself."""
        decision = decide(self.context.subject, action)
        if not decision.allowed:
            self.record("refused", ())
            raise NotPermitted(why=REASONS[decision.reason])

    def check(self, key: str) -> None:
        """Logs that a participant is about to be shown. One who may not be is `Unknown`, as one who does not exist."""
        if not self.rows.everyone and not self.rows.holds(self._person(key)):
            self.record("refused", ())
            raise Unknown(
                what=Text("Deltagaren", "participant"),
                name=repeatable_id(key),
                hint=Text(
                    "Hen är inte registrerad, eller var inte känd då.", "They are not registered, or were not known then."
                ),
            )
        self.show([key])

    def listed(self, records: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Returns the records about participants who may be shown by their keys, and logs them."""
        if self.rows.pseudonymous:
            raise NotPermitted(why=_ONLY_PSEUDONYMS)
        seen = [each for each in records if self.rows.everyone or self.rows.holds(self._person(each["participant"]))]
        self.show({each["participant"] for each in seen})
        return seen

    def show(self, keys: Iterable[str]) -> None:
        """Logs that these participants are about to be shown."""
        subjects = self.log.keys.find(sorted(keys)).values()
        streams = [subject.stream for subject in subjects if subject is not None]
        if streams:
            self.record("done", streams)

    def show_cases(self, answer: Any) -> None:
        """Logs that the participants in an answer's cases, wherever in it, are about to be shown by their keys."""
        keys = set(_participants(answer))
        if keys and not (self.rows.everyone and not self.rows.pseudonymous):
            raise NotPermitted(why=_ONLY_PSEUDONYMS if self.rows.pseudonymous else REASONS["not_own"])
        self.show(keys)

    def show_everyone(self, by_key: bool = True) -> None:
        """Logs that everyone is about to be shown. Raises `NotPermitted` if some may not be, or not by their keys."""
        if not self.rows.everyone:
            raise NotPermitted(why=REASONS["not_own"])
        if by_key and self.rows.pseudonymous:
            raise NotPermitted(why=_ONLY_PSEUDONYMS)
        self.record("done", [subject.stream for subject in self.log.keys.everyone()])

    def record(self, outcome: Outcome, streams: Iterable[bytes]) -> None:
        """Commits an entry; an owner reads a store that cannot be written unlogged."""
        unlogged = StoreUnwritable if self.context.subject.role == "owner" else ()
        with suppress(unlogged):  # type: ignore[arg-type]
            what = f"rodtrad {self.command}"
            AccessLog(self.store).record(self.context, self.now(), self.action or "", what, outcome, streams)

    def _person(self, key: str) -> PersonResource:
        streams, people = self._known
        stream = streams.get(normal_form(key), "")
        return people.get(stream) or PersonResource(stream)

    @cached_property
    def _known(self) -> tuple[Mapping[str, str], Mapping[str, PersonResource]]:
        """Returns everybody's id by key, and by id what a decision needs of them, at the log's head."""
        from projections.worlds.coordinates import Coordinates  # noqa: PLC0415 facts take long to load, and few need them
        from projections.worlds.person_resources import person_resources  # noqa: PLC0415
        from projections.worlds.store import Worlds  # noqa: PLC0415

        with closing(Worlds(self.log, 1)) as worlds:
            world = worlds.world(Coordinates.at(day_of(self.now())))
            return dict(world["keys"].select("key", "stream").iter_rows()), person_resources(world)


def _participants(answer: Any) -> Iterator[str]:
    """Yields the keys of participants in the fields of an answer."""
    if isinstance(answer, Mapping):
        if isinstance(key := answer.get("participant"), str):
            yield key
        answer = list(answer.values())
    if isinstance(answer, list | tuple):
        for part in answer:
            yield from _participants(part)


@contextmanager
def permitted(log: Log, command: str, user: str, name: str | None, now: Callable[[], datetime]) -> Iterator[CommandPermit]:
    """Yields the permit of a command. Raises `NotPermitted` for one that the operator's role does not grant."""
    with ExitStack() as opened:
        there = AccessStore.if_there(log)
        stores = [] if there is None else [opened.enter_context(closing(there))]
        context = operator(Accounts(stores[0]), user, name, now()) if stores else owner(user)
        action = LEAVE.get(command)
        permit = CommandPermit(log, command, action, context, NO_ROWS, now, opened, stores)
        if action is None:
            raise NotPermitted(why=REASONS["not_granted"])
        permit.require(action)
        permit.rows = decide(context.subject, action).rows
        yield permit
