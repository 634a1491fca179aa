"""Jobs: how they begin, how long they last, what they are."""

from typing import Final

from scripts.simulator.dossier import Dossier
from scripts.simulator.odds import BROKEN_OFF, JOB_DAYS, OCCUPATIONS, SECTORS, urn

_EXTENTS: Final = (50, 75, 75, 100, 100, 100)
_WHY_ENDED: Final = urn({"Tiden gick ut": 5, "Egen begäran": 2, "Arbetsbrist": 2})
_CONTRACTS: Final = tuple(f"avtal-{n}" for n in range(1, 9))


def take_job(person: Dossier, day: int, form: str, occupation: str | None = None) -> tuple[str, int]:
    """The employment's id, and its last day."""
    employment = person.spell("w")
    if form == "introduktionsjobb" and person.foreign and person.almanac.iso[day] >= "2024":
        form = "etableringsjobb"  # the form began with that year
    last = day + (person.among(6, 25) if person.likely(BROKEN_OFF) else person.about(JOB_DAYS[form], 31))
    fields: dict[str, object] = {"employment_id": employment, "form": form, "extent": person.pick(_EXTENTS)}
    sector = person.pick(SECTORS["work"])
    if form != "self_employed":
        fields["sector"] = sector
    if sector == "private" and person.likely(0.06):
        fields["contract"] = person.pick(_CONTRACTS)
    if occupation or person.likely(0.6):
        fields["occupation"] = occupation or person.pick(OCCUPATIONS[person.sex])
    person.note("employment_started", day, **fields)
    if last < person.until and person.likely(0.93):
        reason = {"reason": person.pick(_WHY_ENDED)} if person.likely(0.4) else {}
        person.note("employment_ended", last, employment_id=employment, **reason)
    return employment, last
