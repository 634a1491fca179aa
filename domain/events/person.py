"""What can be known of the person: identity, circumstances, moves, death. Contract: events.md §2, Person."""

from typing import Literal, Self

from pydantic import ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from domain.events.event import END, START, Count, Day, Event, Key, Text
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


class ParticipantRegistered(Event):
    kind: Literal["participant_registered"] = "participant_registered"
    sv, en = "registrerad", "registered"
    rank = START
    timeless = True
    sex: Sex
    born_on: Day | None = None
    protected: bool = False


class ParticularsRecorded(Event):
    """What another table knew later of who the participant is."""

    kind: Literal["particulars_recorded"] = "particulars_recorded"
    sv, en = "personuppgifter", "particulars"
    timeless = True
    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["sex"]}, {"required": ["born_on"]}]})
    sex: Sex | None = None
    born_on: Day | None = None

    @model_validator(mode="after")
    def _gives_something(self) -> Self:
        if self.sex is None and self.born_on is None:
            raise PydanticCustomError("no_particulars", "neither sex nor date of birth")
        return self


class IdentityRegistered(Event):
    kind: Literal["identity_registered"] = "identity_registered"
    sv, en = "identitet", "identity"
    personal = frozenset({"number", "name"})
    number: Text
    number_type: NumberType
    name: Text | None = None


class IdentityReplaced(Event):
    kind: Literal["identity_replaced"] = "identity_replaced"
    sv, en = "ny identitet", "new identity"
    personal = frozenset({"number", "name"})
    number: Text
    number_type: NumberType
    name: Text | None = None


class ParticipantsMerged(Event):
    kind: Literal["participants_merged"] = "participants_merged"
    sv, en = "sammanförda", "merged"
    timeless = True
    absorbed: Key


class MergeUndone(Event):
    kind: Literal["merge_undone"] = "merge_undone"
    sv, en = "sammanföring hävd", "merge undone"
    timeless = True
    absorbed: Key


class CircumstancesRecorded(Event):
    """Each field given holds from `on` until given again; `null` clears it."""

    kind: Literal["circumstances_recorded"] = "circumstances_recorded"
    sv, en = "förhållanden", "circumstances"
    household: Key | None = None
    household_type: HouseholdType | None = None
    youngest_child_born_on: Day | None = None
    children: Count | None = None
    foreign_born: bool | None = None
    area_class: AreaClass | None = None
    education: Education | None = None
    priority_groups: tuple[Key, ...] | None = None
    establishment_from: Day | None = None
    establishment_to: Day | None = None
    education_duty: bool | None = None
    in_kaa: bool | None = None


class WorkAbilityAssessed(Event):
    kind: Literal["work_ability_assessed"] = "work_ability_assessed"
    sv, en = "arbetsförmåga bedömd", "work ability assessed"
    ability: Ability


class ObstacleRecorded(Event):
    kind: Literal["obstacle_recorded"] = "obstacle_recorded"
    sv, en = "försörjningshinder", "obstacle to self-support"
    obstacle: Obstacle


class LanguageAssessed(Event):
    kind: Literal["language_assessed"] = "language_assessed"
    sv, en = "språknivå bedömd", "language level assessed"
    level: Level


class MovedOut(Event):
    kind: Literal["moved_out"] = "moved_out"
    sv, en = "utflyttad", "moved out"


class MovedIn(Event):
    kind: Literal["moved_in"] = "moved_in"
    sv, en = "inflyttad", "moved in"


class Deceased(Event):
    kind: Literal["deceased"] = "deceased"
    sv, en = "avliden", "deceased"


class ProtectionSet(Event):
    kind: Literal["protection_set"] = "protection_set"
    sv, en = "skyddade uppgifter", "protected identity"
    level: ProtectionLevel


class CaseworkerAssigned(Event):
    kind: Literal["caseworker_assigned"] = "caseworker_assigned"
    sv, en = "handläggare", "caseworker"
    caseworker: Key
    unit: Key | None = None


class Erased(Event):
    kind: Literal["erased"] = "erased"
    sv, en = "gallrad", "erased"
    timeless = True
    rank = END
    basis: ErasureBasis
