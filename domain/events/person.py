"""Events about the person: identity, circumstances, moves, death. Contract: events.md §2, Person."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, model_validator
from pydantic_core import PydanticCustomError

import domain.events.field_labels as fields
from domain.events.event import END, START, Count, Day, Event, FreeText, Key
from domain.events.field_labels import FieldLabel
from domain.events.point_events import PointEvent
from domain.events.sentences import all_given, code_label, given, no_sentence
from domain.vocabulary.person_codes import (
    Ability,
    AreaClass,
    Education,
    ErasureBasis,
    HouseholdType,
    Level,
    NumberType,
    Obstacle,
    ProtectionLevel,
    Sex,
)
from domain.vocabulary.text import Text


class ParticipantRegistered(Event):
    kind: Literal["participant_registered"] = "participant_registered"
    text = Text("registrerad", "registered")
    rank = START
    timeless = True
    point_event = None
    sentence = no_sentence
    sex: Annotated[Sex, fields.SEX]
    born_on: Annotated[Day | None, fields.BORN_ON] = None
    protected: Annotated[bool, FieldLabel("skyddade personuppgifter", "protected identity")] = False


class ParticularsRecorded(Event):
    """What another table knew later of who the participant is."""

    kind: Literal["particulars_recorded"] = "particulars_recorded"
    text = Text("personuppgifter", "particulars")
    timeless = True
    point_event = None
    sentence = all_given
    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["sex"]}, {"required": ["born_on"]}]})
    sex: Annotated[Sex | None, fields.SEX] = None
    born_on: Annotated[Day | None, fields.BORN_ON] = None

    @model_validator(mode="after")
    def _gives_something(self) -> Self:
        if self.sex is None and self.born_on is None:
            raise PydanticCustomError("no_particulars", "neither sex nor date of birth")
        return self


class IdentityRegistered(Event):
    kind: Literal["identity_registered"] = "identity_registered"
    text = Text("identitet", "identity")
    personal = frozenset({"number", "name"})
    point_event = PointEvent(outside=("number_type",))
    sentence = code_label("number_type")
    number: Annotated[FreeText, fields.NUMBER]
    number_type: Annotated[NumberType, fields.NUMBER_TYPE]
    name: Annotated[FreeText | None, fields.NAME] = None


class IdentityReplaced(Event):
    kind: Literal["identity_replaced"] = "identity_replaced"
    text = Text("ny identitet", "new identity")
    personal = frozenset({"number", "name"})
    point_event = PointEvent(outside=("number_type",))
    sentence = code_label("number_type")
    number: Annotated[FreeText, fields.NUMBER]
    number_type: Annotated[NumberType, fields.NUMBER_TYPE]
    name: Annotated[FreeText | None, fields.NAME] = None


class ParticipantsMerged(Event):
    kind: Literal["participants_merged"] = "participants_merged"
    text = Text("sammanförda", "merged")
    timeless = True
    point_event = PointEvent(outside=("absorbed",))
    sentence = given("absorbed")
    absorbed: Annotated[Key, fields.ABSORBED]


class MergeUndone(Event):
    kind: Literal["merge_undone"] = "merge_undone"
    text = Text("sammanföring hävd", "merge undone")
    timeless = True
    point_event = PointEvent(outside=("absorbed",))
    sentence = given("absorbed")
    absorbed: Annotated[Key, fields.ABSORBED]


class CircumstancesRecorded(Event):
    """Each field given holds from `on` until given again; `null` clears it."""

    kind: Literal["circumstances_recorded"] = "circumstances_recorded"
    text = Text("förhållanden", "circumstances")
    point_event = None
    sentence = all_given
    household: Annotated[Key | None, FieldLabel("hushåll", "household")] = None
    household_type: Annotated[HouseholdType | None, FieldLabel("hushållstyp", "household type")] = None
    youngest_child_born_on: Annotated[
        Day | None, FieldLabel("yngsta barnets födelsedatum", "youngest child's date of birth")
    ] = None
    children: Annotated[Count | None, FieldLabel("antal barn", "number of children")] = None
    foreign_born: Annotated[bool | None, FieldLabel("utrikes född", "foreign-born")] = None
    area_class: Annotated[AreaClass | None, FieldLabel("områdestyp", "area class")] = None
    education: Annotated[Education | None, FieldLabel("utbildning", "education")] = None
    priority_groups: Annotated[tuple[Key, ...] | None, FieldLabel("prioriterade grupper", "priority groups")] = None
    establishment_from: Annotated[Day | None, FieldLabel("etablering från", "establishment from")] = None
    establishment_to: Annotated[Day | None, FieldLabel("etablering till", "establishment to")] = None
    education_duty: Annotated[bool | None, FieldLabel("utbildningsplikt", "duty to study")] = None
    in_kaa: Annotated[
        bool | None, FieldLabel("i kommunens aktivitetsansvar", "within the municipality's activity responsibility")
    ] = None


class WorkAbilityAssessed(Event):
    kind: Literal["work_ability_assessed"] = "work_ability_assessed"
    text = Text("arbetsförmåga bedömd", "work ability assessed")
    point_event = PointEvent(holds={"ability": "ability"})
    sentence = code_label("ability")
    ability: Annotated[Ability, FieldLabel("arbetsförmåga", "work ability")]


class ObstacleRecorded(Event):
    kind: Literal["obstacle_recorded"] = "obstacle_recorded"
    text = Text("försörjningshinder", "obstacle to self-support")
    point_event = PointEvent(holds={"obstacle": "obstacle"})
    sentence = code_label("obstacle")
    obstacle: Annotated[Obstacle, FieldLabel("försörjningshinder", "obstacle to self-support")]


class LanguageAssessed(Event):
    kind: Literal["language_assessed"] = "language_assessed"
    text = Text("språknivå bedömd", "language level assessed")
    point_event = PointEvent(holds={"language": "level"})
    sentence = given("level")
    level: Annotated[Level, fields.LEVEL]


class MovedOut(Event):
    kind: Literal["moved_out"] = "moved_out"
    text = Text("utflyttad", "moved out")
    point_event = PointEvent()
    sentence = no_sentence


class MovedIn(Event):
    kind: Literal["moved_in"] = "moved_in"
    text = Text("inflyttad", "moved in")
    point_event = PointEvent()
    sentence = no_sentence


class Deceased(Event):
    kind: Literal["deceased"] = "deceased"
    text = Text("avliden", "deceased")
    point_event = PointEvent()
    sentence = no_sentence


class ProtectionSet(Event):
    kind: Literal["protection_set"] = "protection_set"
    text = Text("skyddade uppgifter", "protected identity")
    point_event = PointEvent(outside=("level",))
    sentence = code_label("level")
    level: Annotated[ProtectionLevel, fields.LEVEL]


class CaseworkerAssigned(Event):
    kind: Literal["caseworker_assigned"] = "caseworker_assigned"
    text = Text("handläggare", "caseworker")
    point_event = PointEvent(holds={"caseworker": "caseworker"}, outside=("unit",))
    sentence = given("caseworker", "unit")
    caseworker: Annotated[Key, FieldLabel("handläggare", "caseworker")]
    unit: Annotated[Key | None, fields.UNIT] = None


class Erased(Event):
    kind: Literal["erased"] = "erased"
    text = Text("gallrad", "erased")
    timeless = True
    rank = END
    point_event = None
    sentence = no_sentence
    basis: Annotated[ErasureBasis, FieldLabel("grund för gallringen", "basis of the erasure")]
