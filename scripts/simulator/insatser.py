"""What an enrolment is filled with: one insats after the other, sometimes two, placements, and the waiting between."""

from typing import Final

from scripts.simulator.dossier import Dossier
from scripts.simulator.odds import (
    AMA_FORMS,
    BESIDE,
    INSATS_DAYS,
    INSATSER,
    INSATSER_YOUNG,
    NEVER_ENDED,
    PLACEMENTS,
    SECTORS,
    WAIT_BETWEEN,
    urn,
)

_HOURS: Final = (10, 15, 20, 25, 30, 40)
_PROVIDERS: Final = urn({"kommunen": 6, "folkhogskolan": 1, "studieforbundet": 1, "samordningsforbundet": 1, "foretag-1": 1})
_FUNDERS: Final = urn({"kommunen": 6, "esf": 1, "samordningsforbundet": 1, "af": 2})
_WHY_BROKEN: Final = ("Sjukdom", "Fått arbete", "Uteblev", "Flyttade")
_NEEDS: Final = urn({"participant": 5, "employer": 2, "both": 3})
_LANGUAGE: Final = frozenset({"language_training", "sprakpraktik"})
_AT_WORK: Final = frozenset({"language_training", "work_practice", "work_training"})
_PLACES_OF: Final = 60
"""Participants for each employer that takes people in."""


def one_after_another(person: Dossier, enrolment: str, day: int, leave: int) -> None:
    """Insatser with the waiting between them, as long as the enrolment goes on."""
    urn_of_age = INSATSER_YOUNG if person.age(day) < 20 else INSATSER
    at, wait = day + person.about(16, 0), WAIT_BETWEEN[person.sex]
    if person.likely(0.28):
        person.note("insats_offered", max(day, at - person.among(3, 14)), insats=person.pick(urn_of_age))
    while at < leave and at <= person.until:
        end = min(at + person.about(INSATS_DAYS, 3), leave)
        take_part(person, enrolment, person.pick(urn_of_age), at, end)
        if person.likely(BESIDE):
            take_part(person, enrolment, person.pick(urn_of_age), min(at + person.among(0, 20), end), end)
        at = end + person.about(wait)


def take_part(person: Dossier, enrolment: str, code: str, day: int, end: int) -> None:
    insats = person.spell("i")
    fields: dict[str, object] = {"insats_id": insats, "insats": code, "enrolment_id": enrolment}
    if person.likely(0.6):
        fields |= {"hours_per_week": person.pick(_HOURS), "provider": person.pick(_PROVIDERS)}
    if person.likely(0.25):
        fields |= {"funder": person.pick(_FUNDERS), "purpose": "Komma närmare arbete", "expected_outcome": "Kan söka arbete"}
    if code in _AT_WORK and person.likely(0.5):
        fields["workplace"] = _workplace(person)
    if code in _LANGUAGE or person.likely(0.04):
        fields["language_support"] = True
    person.note("insats_started", day, **fields)
    if not person.likely(NEVER_ENDED):
        person.note("insats_ended", end, insats_id=insats, **_result(person))


def _result(person: Dossier) -> dict[str, object]:
    result: dict[str, object] = {"result": "completed" if person.likely(0.72) else "interrupted"}
    if person.likely(0.4):
        result["as_expected"] = result["result"] == "completed" and person.likely(0.85)
    if result["result"] == "interrupted" and person.likely(0.5):
        result["reason"] = person.pick(_WHY_BROKEN)
    return result


def _workplace(person: Dossier) -> str:
    return f"Arbetsplats {person.among(1, 20 + int(person.by[1:]) * 40 // _PLACES_OF)}"


def place(person: Dossier, enrolment: str | None, form: str, day: int, end: int) -> None:
    """A placement at a workplace, with or without a wage from the municipality."""
    placement, paid = person.spell("l"), form in AMA_FORMS or form.startswith(("ferie", "forlangd"))
    fields: dict[str, object] = {"placement_id": placement, "form": form}
    fields["sector"] = person.pick(SECTORS["ama" if paid else "no_wage"])
    fields["employer"] = _workplace(person)
    if enrolment:
        fields["enrolment_id"] = enrolment
    if person.likely(0.55):
        fields |= {"purpose": "Pröva yrket", "need": person.pick(_NEEDS), "expected_outcome": "Anställning"}
    if person.likely(0.6):
        fields |= {"supervisor_trained": person.likely(0.5), "hours_per_week": person.pick(_HOURS)}
    if form in _LANGUAGE:
        fields["language_support"] = True
    if fields["sector"] == "private" and person.likely(0.1):
        fields["contract"] = f"avtal-{person.among(1, 8)}"
    person.note("placement_started", day, **fields)
    if not person.likely(NEVER_ENDED):
        person.note("placement_ended", end, placement_id=placement, **_result(person))


def practise(person: Dossier, enrolment: str, day: int, leave: int) -> None:
    """A placement without wage somewhere on the way."""
    if leave - day > 60:
        start = person.among(day + 20, leave - 30)
        place(person, enrolment, person.pick(PLACEMENTS), start, min(start + person.about(80, 14), leave))


def employed_by_town(person: Dossier, enrolment: str, day: int) -> int:
    """A municipal labour-market employment; its last day."""
    form = person.pick(AMA_FORMS)
    if form == "extratjanst" and person.almanac.iso[day] > "2022-06":  # the form ended with the year 2022
        form = "ama"
    end = min(day + person.pick((150, 180, 270, 330, 365)) + person.among(-20, 20), person.until + 1)
    place(person, enrolment, form, day, end)
    return end
