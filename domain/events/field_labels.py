"""What a field is called, in Swedish and English, by a schema, a timeline or a form. It is written where the field is.

`enrolment_id: Annotated[Key, ENROLMENT]`: the label of a field that several kinds have is here, that of one kind in its class.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from domain.vocabulary.text import Text


@dataclass(frozen=True, slots=True)
class FieldLabel(Text):
    """The words for a field."""


def labels_of(model: type[BaseModel]) -> Mapping[str, FieldLabel]:
    """The label of each field of a model, its own or that of the class it has the field from.

    Raises `TypeError` for a field that has none.
    """
    models = [part for part in model.__mro__ if issubclass(part, BaseModel)]
    labels = {
        name: label
        for part in reversed(models)
        for name, field in part.model_fields.items()
        for label in field.metadata
        if isinstance(label, FieldLabel)
    }
    if unnamed := model.model_fields.keys() - labels.keys():
        raise TypeError(f"{model.__name__}: no label for {', '.join(sorted(unnamed))}")
    return labels


SEX = FieldLabel("kön", "sex")
BORN_ON = FieldLabel("födelsedatum", "date of birth")
NUMBER = FieldLabel("identitetsnummer", "identity number")
NUMBER_TYPE = FieldLabel("slag av identitetsnummer", "type of identity number")
NAME = FieldLabel("namn", "name")
ABSORBED = FieldLabel("nyckeln som går upp i deltagaren", "the key that is absorbed")
LEVEL = FieldLabel("nivå", "level")
UNIT = FieldLabel("enhet", "unit")
APPLICATION = FieldLabel("ansökan", "application")
OUTCOME = FieldLabel("utfall", "outcome")
REASON = FieldLabel("orsak", "reason")
REFERRAL = FieldLabel("anvisning", "referral")
APPOINTMENT = FieldLabel("besök", "appointment")
PURPOSE = FieldLabel("syfte", "purpose")
ENROLMENT = FieldLabel("inskrivning", "enrolment")
EMPLOYMENT = FieldLabel("anställning", "employment")
PLAN = FieldLabel("plan", "plan")
MILESTONE = FieldLabel("delmål", "milestone")
DUE_ON = FieldLabel("ska vara nått", "due on")
TITLE = FieldLabel("rubrik", "title")
INSATS_CODE = FieldLabel("slag av insats", "kind of insats")
INSATS = FieldLabel("insats", "insats")
FUNDER = FieldLabel("finansiär", "funder")
EXPECTED_OUTCOME = FieldLabel("förväntat resultat", "expected outcome")
HOURS_PER_WEEK = FieldLabel("timmar i veckan", "hours a week")
LADDER = FieldLabel("trappstegsmodell", "ladder")
STEP = FieldLabel("steg", "step")
LANGUAGE_SUPPORT = FieldLabel("språkstöd", "language support")
WORKPLACE = FieldLabel("arbetsplats", "workplace")
RESULT = FieldLabel("resultat", "result")
AS_EXPECTED = FieldLabel("som förväntat", "as expected")
PLACEMENT = FieldLabel("placering", "placement")
FORM = FieldLabel("form", "form")
SECTOR = FieldLabel("sektor", "sector")
CONTRACT = FieldLabel("avtal", "contract")
STUDY = FieldLabel("studier", "studies")
PROGRAMME = FieldLabel("utbildningsform", "programme")
SHORTAGE_OCCUPATION = FieldLabel("bristyrke", "shortage occupation")
OCCUPATION = FieldLabel("yrke (SSYK)", "occupation (SSYK)")
FIGURE = FieldLabel("siffran, med alla sina fält", "the figure, with all its fields")
PUBLICATION = FieldLabel("publicering", "publication")
