"""Field labels in Swedish and English, for schemas, timelines and forms. Labels are declared with their fields.

`enrolment_id: Annotated[Key, ENROLMENT]`: labels of fields that several kinds share are here, others in their class.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from domain.vocabulary.text import Text


@dataclass(frozen=True, slots=True)
class FieldLabel(Text):
    """The label of a field."""


def labels_of(model: type[BaseModel]) -> Mapping[str, FieldLabel]:
    """Returns the label of each field of a model, including inherited fields.

    Raises `TypeError` for a field without a label.
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
PROGRAMME = FieldLabel("program eller utbildningsform", "programme")
SHORTAGE_OCCUPATION = FieldLabel("bristyrke", "shortage occupation")
OCCUPATION = FieldLabel("yrke (SSYK)", "occupation (SSYK)")
FIGURE = FieldLabel("siffran, med alla sina fält", "the figure, with all its fields")
PUBLICATION = FieldLabel("publicering", "publication")
