"""The request forms of commands: one form for each kind of registration, distinguished by `kind`.

They are the domain's own models without what the server fills in: the registration time and the source.
Enrol, correct, retract and merge resolve to events; erasure is not available here.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Union

import orjson
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, WrapValidator, create_model
from pydantic.fields import FieldInfo

from domain.events import EVENTS
from domain.events.corrections import Retracted
from domain.events.event import Event, kind_of
from domain.events.field_labels import FieldLabel
from domain.events.lines import BadLine, read_line
from domain.events.person import Erased, ParticipantsMerged
from domain.events.way import Enrolled, ReEntered
from domain.participant.decisions.commands import Command, Correct, Enrol, Intention, Merge, Retract

SOURCE = "web"
MOST = 1000
"""The maximum number of commands in a batch."""
FILLED_IN = frozenset({"kind", "source", "recorded_at"})
DECIDED: Mapping[str, type[Intention]] = {"enrol": Enrol, "correct": Correct, "retract": Retract, "merge": Merge}
_DECIDED_ON: Mapping[type[Intention], type[Event]] = {
    Enrol: Enrolled,
    Correct: Event,
    Retract: Retracted,
    Merge: ParticipantsMerged,
}
"""The events that these commands resolve to, whose field labels they use."""
AS_THEY_ARE: Mapping[str, type[Event]] = {
    kind_of(model): model for model in EVENTS if model not in (Enrolled, ReEntered, Retracted, ParticipantsMerged, Erased)
}
KINDS = (*DECIDED, *AS_THEY_ARE)


class Form(BaseModel):
    """What is sent of a command."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    kind: str


def _form(
    kind: str, model: type[BaseModel], title: str, labels: Mapping[str, FieldLabel], without: frozenset[str]
) -> type[Form]:
    fields: dict[str, Any] = {"kind": (Literal[kind], ...)}
    for name, field in model.model_fields.items():
        if name not in without:
            fields[name] = (field.annotation, _described(field, labels.get(name)))
    called = "".join(word.capitalize() for word in kind.split("_"))
    return create_model(called, __base__=Form, __doc__=f"{title[0].upper()}{title[1:].rstrip('.')}.", **fields)


def _described(field: FieldInfo, label: FieldLabel | None) -> FieldInfo:
    described = copy(field)
    described.description = label.sv if label else None
    return described


_FORMS = (
    *(_form(kind, model, model.__doc__ or kind, _DECIDED_ON[model].labels, FILLED_IN) for kind, model in DECIDED.items()),
    *(_form(kind, model, model.text.sv, model.labels, FILLED_IN | {"replaces"}) for kind, model in AS_THEY_ARE.items()),
)
_List = Annotated[
    list[Annotated[Union[_FORMS], Field(discriminator="kind")]],  # type: ignore[valid-type]  # noqa: UP007
    Field(min_length=1, max_length=MOST),
]
_AS_JSON: TypeAdapter[list[Form]] = TypeAdapter(_List)


def _strictly(given: Any, _: object) -> list[Form]:
    """Validates in JSON mode, where a date must be a string in one form; Python mode would be less strict."""
    try:
        return _AS_JSON.validate_json(orjson.dumps(given))
    except TypeError:  # nested too deeply for orjson
        raise BadLine("no_json_object") from None


class Batch(BaseModel):
    """Commands that are taken together or not at all, in their order."""

    model_config = ConfigDict(extra="forbid")

    commands: Annotated[_List, WrapValidator(_strictly)]


def meant(batch: Batch, now: datetime) -> list[Command]:
    """Converts the forms to commands, registered now. Raises `BadLine` for an event that its form did not exclude."""
    return [_meant(form, now + timedelta(microseconds=number)) for number, form in enumerate(batch.commands)]


def _meant(form: Form, now: datetime) -> Command:
    payload = form.model_dump(mode="json", exclude_unset=True)
    if (model := DECIDED.get(form.kind)) is not None:
        command: Command = model.model_validate({name: value for name, value in payload.items() if name != "kind"})  # type: ignore[assignment]
        return command
    entry = read_line(orjson.dumps({**payload, "source": SOURCE, "recorded_at": now.isoformat()}), now).entry
    assert isinstance(entry, Event)
    return entry


def enrolled(commands: Sequence[Command]) -> dict[str, list[str]]:
    """Returns the keys that the commands are about, those absorbed too, each with the units that it is enrolled in."""
    units: dict[str, list[str]] = {}
    for command in commands:
        of = units.setdefault(command.participant, [])
        if isinstance(command, Enrol):
            of.append(command.unit)
        if (absorbed := getattr(command, "absorbed", None)) is not None:
            units.setdefault(absorbed, [])
    return units


EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "registrera och skriv in": {
        "commands": [
            {"kind": "participant_registered", "participant": "p-1", "on": "2024-02-01", "id": "w-1", "sex": "K"}
            | {"born_on": "1990-05-15"},
            {"kind": "enrol", "participant": "p-1", "on": "2024-02-05", "id": "w-2", "enrolment_id": "e-1", "unit": "UJC-A"},
            {"kind": "plan_decided", "participant": "p-1", "on": "2024-02-12", "id": "w-3", "plan_id": "pl-1", "goal": "work"}
            | {"milestones": [{"milestone_id": "m-1", "due_on": "2024-04-01", "title": "Cv klart"}]},
            {"kind": "insats_started", "participant": "p-1", "on": "2024-02-15", "id": "w-4", "insats_id": "i-1"}
            | {"insats": "coaching", "enrolment_id": "e-1"},
        ]
    },
    "avsluta": {
        "commands": [
            {"kind": "insats_ended", "participant": "p-1", "on": "2024-06-14", "id": "w-5", "insats_id": "i-1"}
            | {"result": "completed"},
            {"kind": "exited", "participant": "p-1", "on": "2024-06-14", "id": "w-6", "enrolment_id": "e-1", "reason": "A1"},
        ]
    },
    "rätta ett avslut": {
        "commands": [
            {"kind": "correct", "participant": "p-1", "on": "2024-06-14", "id": "w-7", "corrects": "w-6"}
            | {"changes": {"reason": "A2"}},
        ]
    },
    "makulera en insats": {
        "commands": [
            {"kind": "retract", "participant": "p-1", "on": "2024-06-20", "id": "w-8", "event": "w-5", "reason": "fel person"},
        ]
    },
    "sammanför två nycklar": {
        "commands": [
            {"kind": "participant_registered", "participant": "p-2", "on": "2024-02-01", "id": "w-9", "sex": "K"},
            {"kind": "merge", "participant": "p-1", "on": "2024-07-01", "id": "w-10", "absorbed": "p-2"},
        ]
    },
}
"""In this order, each can be sent to an initially empty store."""
