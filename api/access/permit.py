"""A request's permit: what its sender may see, whom the answer shows, and the entry in the access log before it leaves.

Every route has one. Participants are reached through it alone, so that nobody is shown whom it does not cover, and everybody
shown is logged. One of another unit is refused as one who does not exist: by the same look-up, with the same words.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request

from api.access.control import AccessControl
from api.access.forms import form_fields
from api.access.routes import PUBLIC, ROUTES
from api.http.guards import SAFE
from api.http.ids import id_of, ids, name_of, unknown
from api.http.questions import When, now
from api.http.store import Opened, Store
from domain.access.access_log import AccessContext, Outcome
from domain.access.decisions import REASONS, PersonResource, RowFilter, decide, sees_persons
from domain.access.roles import LABELS, AccessAction
from domain.access.sessions import SignedInSession
from domain.calendar import day_of
from domain.errors import NotPermitted
from domain.identity import one_form
from domain.log.keys.sealing import mac
from domain.normal_form import normal_form
from projections.disclosure.gate import Gate
from projections.worlds.person_resources import person_resources

Listed = TypeVar("Listed")
CSRF_HEADER, CSRF_FIELD = "x-csrf-token", "csrf"


@dataclass
class Permit:
    store: Store
    control: AccessControl
    context: AccessContext
    session: SignedInSession | None
    action: AccessAction
    rows: RowFilter
    what: str
    shown: set[str] = field(default_factory=set)
    """The ids of the participants that the answer shows."""
    refused: bool = False

    @property
    def signed_in(self) -> str:
        """Who is signed in, and as what, for the page's head."""
        return f"{self.context.subject.sub}, {LABELS[self.context.subject.role].sv}"

    def name_of(self, participant: str) -> str:
        """Returns the key of the participant with this id. Raises as `ids.name_of`, also for one who may not be seen."""
        if not self._covers(participant):
            self.refused = True
            raise unknown(participant)
        name = name_of(self.store, participant)
        self.shown.add(participant)
        return name

    def id_of(self, key: str) -> str:
        """Returns the id of the participant with this key. Raises as `ids.id_of`, also for one who may not be seen."""
        if self.rows.everyone:
            participant = id_of(self.store, key)
        else:
            participant = self._ids.get(normal_form(key), "")
            if not self._covers(participant):
                self.refused = True
                raise unknown(key)
        self.shown.add(participant)
        return participant

    def search(self, text: str) -> list[str]:
        """Returns the ids of participants with this key, identity number or all words of the name, who may be seen."""
        log, known = self.store.log, set(self._ids.values())
        streams = {*log.rows.with_number(log.keys.number_hash(one_form(text))), *self.control.names.find(text)}
        hits = {self._ids.get(normal_form(text), ""), *(stream.hex() for stream in streams)}
        seen = sorted(participant for participant in hits & known if self._covers(participant))
        self.shown.update(seen)
        self.refused = self.refused and not seen  # the key that was tried first
        return seen

    def may(self, action: AccessAction) -> bool:
        return decide(self.context.subject, action).allowed

    @property
    def gate(self) -> Gate:
        """The gate through which figures leave to the sender."""
        return self.store.gate if sees_persons(self.context.subject) else self.store.outward_gate(day_of(now()))

    @property
    def sees_pseudonyms(self) -> bool:
        return decide(self.context.subject, "cases").rows.pseudonymous

    def listed(self, items: Sequence[Listed], id_: Callable[[Listed], str]) -> list[Listed]:
        """Returns the items that are about participants whom the sender may see in a list, by their ids."""
        decision = decide(self.context.subject, "cases")
        if not decision.allowed:
            return []
        return [item for item in items if decision.rows.everyone or decision.rows.holds(self._person(id_(item)))]

    def show(self, participants: Iterable[str]) -> None:
        self.shown.update(participants)

    def pseudonym(self, participant: str) -> str:
        """Returns what stands for a participant in a list: the id, or another one for each purpose."""
        if not self.rows.pseudonymous:
            return participant
        purpose = self.context.subject.purpose or ""
        return mac(self.control.store.key, f"purpose|{purpose}|{participant}".encode())[:16].hex()

    def check_registering(self, enrolled: Mapping[str, Sequence[str]]) -> None:
        """Checks the keys of a registration, each with the units it enrols in.

        Raises `Unknown` for participants of others, `NotPermitted` for a new one who is not enrolled in a unit of one's own.
        """
        for key, units in enrolled.items():
            if self.rows.everyone:
                continue
            if key in self._ids:
                self.id_of(key)
            elif self.rows.units.isdisjoint(units):
                raise NotPermitted(why=REASONS["not_own"])

    def commit(self, outcome: Outcome, at: datetime) -> None:
        """Logs whom the answer shows, or that somebody was refused."""
        if self.shown or self.refused or outcome == "refused":
            outcome = "refused" if self.refused else outcome
            streams = {bytes.fromhex(participant) for participant in self.shown}
            self.control.record(self.context, at, self.action, self.what, outcome, streams)

    def _covers(self, participant: str) -> bool:
        return self.rows.everyone or self.rows.holds(self._person(participant))

    def _person(self, participant: str) -> PersonResource:
        return self._people.get(participant) or PersonResource(participant)

    @cached_property
    def _world(self) -> Any:
        return self.store.world(When().coordinates())

    @property
    def _people(self) -> Mapping[str, PersonResource]:
        return person_resources(self._world)

    @property
    def _ids(self) -> Mapping[str, str]:
        return ids(self._world)


async def _csrf(request: Request) -> str:
    """Returns the token that proves that a form or script of ours sent the request."""
    if request.method in SAFE:
        return ""
    if (header := request.headers.get(CSRF_HEADER)) is not None:
        return header
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return ""
    return (await form_fields(request)).get(CSRF_FIELD, "")


def permitted(request: Request, store: Opened, csrf: Annotated[str, Depends(_csrf)]) -> Iterator[Permit | None]:
    """Yields the permit; after the handler, and before the answer is sent, logs whom it shows.

    Raises `NotSignedIn` or `NotPermitted`; a route that is not in the table is refused.
    """
    control: AccessControl = request.app.state.access
    what = f"{request.method} {request.scope['route'].path}"
    action = ROUTES.get((request.method, request.scope["route"].path))
    if action == PUBLIC:
        yield None
        return
    context, session = control.identify(request, csrf, now())
    if action is None:
        raise NotPermitted(why=REASONS["not_granted"])
    decision = decide(context.subject, action)
    permit = Permit(store, control, context, session, action, decision.rows, what)
    request.state.permit = permit
    if not decision.allowed:
        permit.commit("refused", now())
        raise NotPermitted(why=REASONS[decision.reason])
    try:
        yield permit
    except Exception:
        permit.commit("failed", now())
        raise
    permit.commit("done", now())


Permitted = Annotated[Permit, Depends(permitted, scope="function")]
