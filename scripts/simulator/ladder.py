"""The four ladders [trappstegsmodeller]: entered at a fitting step, climbed, tried again or left."""

from dataclasses import dataclass
from typing import Final, Literal

from scripts.simulator.dossier import Dossier
from scripts.simulator.odds import CLIMBS, TRIES_STEP_AGAIN, urn


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the template as it is done: an insats, a placement, or the job that the ladder leads to."""

    how: Literal["insats", "placement", "job"]
    code: str
    days: tuple[int, int]
    sector: str = "municipal"


RUNGS: Final = {
    "sry_stad": (
        Rung("insats", "vocational_course", (90, 180)),
        Rung("insats", "validation", (14, 40)),
        Rung("insats", "skills_assessment", (7, 21)),
    ),
    "telge_tillvaxt": (
        Rung("placement", "praktik", (27, 28), "municipal_company"),
        Rung("placement", "ama", (180, 365), "municipal_company"),
        Rung("placement", "ama", (90, 200), "private"),
        Rung("job", "permanent", (0, 0)),
    ),
    "koksbitrade": (
        Rung("placement", "praktik", (90, 120)),
        Rung("placement", "extratjanst", (180, 365)),
        Rung("job", "permanent", (0, 0)),
    ),
    "vard_omsorg": (
        Rung("insats", "course", (14, 40)),
        Rung("insats", "skills_assessment", (7, 30)),
        Rung("placement", "sprakpraktik", (30, 90)),
        Rung("insats", "vocational_course", (150, 300)),
        Rung("job", "hourly", (0, 0)),
    ),
}
_CHOICES: Final = urn({"sry_stad": 3, "telge_tillvaxt": 2, "koksbitrade": 3, "vard_omsorg": 3})
_ENTRIES: Final = (1, 1, 1, 1, 2, 3)
_FROM_B1: Final = ("vard_omsorg", 2)
_VALIDATED: Final = 0.5
"""Those in care who have the trade already, and need no education before the job."""


@dataclass(frozen=True, slots=True)
class Climb:
    """Where it led: the day, and the form of the job if there was one."""

    day: int
    job: str | None


def climb(person: Dossier, enrolment: str, day: int, stop: int) -> Climb:
    """Step after step until the top, until it goes no further, or until the journey's time is over."""
    ladder = person.pick(_CHOICES)
    if ladder == "telge_tillvaxt" and not 18 <= person.age(day) < 30:
        ladder = "koksbitrade"
    rungs = RUNGS[ladder]
    step = min(person.pick(_ENTRIES), len(rungs) - 1)
    while day < stop - 10 and day <= person.until:
        rung = rungs[step - 1]
        if rung.how == "job":
            return Climb(day, rung.code)
        if (ladder, step) == _FROM_B1:
            _judge_language(person, day)
        end = min(day + person.among(*rung.days), stop)
        _take(person, enrolment, (ladder, step), rung, (day, end))
        day = end
        if person.likely(CLIMBS):
            skips = ladder == "vard_omsorg" and step == 3 and person.likely(_VALIDATED)
            step += 2 if skips else 1
        elif not person.likely(TRIES_STEP_AGAIN):
            break
        if step > len(rungs):
            break
        day += person.among(1, 30)
    return Climb(min(day, stop), None)


def _judge_language(person: Dossier, day: int) -> None:
    if person.foreign and person.language not in ("B1", "B2"):
        person.language = "B1"
        person.note("language_assessed", day, level="B1")


def _take(person: Dossier, enrolment: str, at: tuple[str, int], rung: Rung, days: tuple[int, int]) -> None:
    spell = person.spell("i" if rung.how == "insats" else "l")
    common: dict[str, object] = {f"{rung.how}_id": spell}
    fields = {"enrolment_id": enrolment, "ladder": at[0], "step": at[1], "purpose": "Steg mot anställning"}
    if rung.how == "insats":
        fields["insats"] = rung.code
    else:
        extra = rung.code == "extratjanst" and person.almanac.iso[days[0]] > "2022-06"
        fields |= {"form": "ama" if extra else rung.code, "sector": rung.sector, "supervisor_trained": person.likely(0.6)}
    person.note(f"{rung.how}_started", days[0], **common, **fields)
    if days[1] <= person.until:
        result = "completed" if person.likely(0.85) else "interrupted"
        person.note(f"{rung.how}_ended", days[1], **common, result=result, as_expected=result == "completed")
