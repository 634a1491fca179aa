"""Random histories: wild ones, in which anything follows anything, and lives, which could be true and are full of edges.

Days, ids and sources come from small pools, so that things collide. Both draw from a `Random`; hypothesis gives one that
it can shrink, and a seed gives one that is quick.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from domain.events import EVENTS
from domain.events.event import Event, kind_of

Line = dict[str, Any]

SOURCES = ("s", "s", "s", "t")
FIRST = date(2021, 1, 1)
SPAN = 1150
"""Days: into 2024, past its 29 February."""
STEPS = (-1, 0, 0, 1, 1, 2, 7, 13, 14, 15, 16, 27, 28, 29, 30, 31, 32, 45, 60, 88, 89, 90, 91, 92, 120, 180, 365, 366)
"""How far apart things happen: about where the rules draw their lines."""
ENDS_OF_MONTHS = (date(2023, 1, 31), date(2023, 2, 28), date(2023, 12, 31), date(2024, 2, 29), date(2023, 3, 31))


def _plain(annotation: Any) -> Any:
    """A field's type without its constraints and without None."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return next(_plain(part) for part in get_args(annotation) if part is not type(None))
    return annotation


def value_of(name: str, annotation: Any, chance: Random) -> Any:  # noqa: PLR0911 one line for each type of field
    """Some value that the field can hold; ids from a pool of three."""
    plain = _plain(annotation)
    if get_origin(plain) is Literal:
        return chance.choice(get_args(plain))
    if name == "month":
        return f"{chance.choice((2022, 2023))}-{chance.randint(1, 12):02}"
    if name == "week":
        return f"2023-W{chance.randint(1, 52):02}"
    if name == "milestones":
        return [{"milestone_id": chance.choice("123"), "due_on": _day(chance)} for _ in range(chance.randint(0, 2))]
    if name == "priority_groups":
        return chance.sample(["a", "b", "c"], chance.randint(0, 2))
    if plain is bool:
        return chance.random() < 0.5
    if plain is date:
        return _day(chance)
    if plain in (int, float):
        return chance.randint(1, 40)
    if name == "unit":
        return chance.choice(("UJC-A", "AME"))
    return f"{name[0]}{chance.randint(1, 3)}"


def _day(chance: Random) -> str:
    return (FIRST + timedelta(days=chance.randrange(SPAN))).isoformat()


def line_of(model: type[Event], chance: Random, keys: str, optional: float) -> Line:
    """A line of a kind, with each field that it need not have as often as that."""
    record: Line = {"kind": kind_of(model), "participant": chance.choice(keys), "on": _day(chance)}
    for name, field in model.model_fields.items():
        if name not in Event.model_fields and (field.is_required() or chance.random() < optional):
            record[name] = chance.choice(keys) if name == "absorbed" else value_of(name, field.annotation, chance)
    if record["kind"] == "particulars_recorded" and "sex" not in record:
        record.setdefault("born_on", _day(chance))
    return record


def wild(chance: Random, most: int = 25) -> list[Line]:
    """Lines of any kind in any order; most histories begin with registrations, so that something can stand."""
    keys = chance.choice(("a", "ab", "abc"))
    lines = [
        {"kind": "participant_registered", "participant": key, "on": "2021-01-01", "sex": chance.choice("KMU")}
        for key in keys
        if chance.random() < 0.9
    ]
    kinds = chance.sample(EVENTS, chance.randint(1, 8)) if chance.random() < 0.7 else EVENTS
    lines += [line_of(chance.choice(kinds), chance, keys, 0.3) for _ in range(chance.randint(0, most))]
    _name(lines, chance)
    for line in lines:
        if chance.random() < 0.1 and line["kind"] != "retracted":
            line["replaces"] = chance.choice(lines)["id"]
        if line["kind"] == "retracted":
            line["event"] = chance.choice(lines)["id"]
        if chance.random() < 0.1:
            line["of_source"] = chance.choice(SOURCES)
    chance.shuffle(lines)
    return lines


def _name(lines: list[Line], chance: Random) -> None:
    """Ids in no order, sources, and days of registration: mostly soon, at times late, early, or at one instant."""
    names = chance.sample(range(10, 10 + 3 * len(lines)), len(lines))
    for line, name in zip(lines, names, strict=True):
        delay = chance.choice((0, 0, 0, 1, 20, 40, 150, 400, -5))
        on = date.fromisoformat(line["on"]) + timedelta(days=delay)
        hour = chance.choice((0, 9, 9, 9, 23))
        line |= {"id": f"n{name}", "source": chance.choice(SOURCES), "recorded_at": f"{on}T{hour:02}:00:00+01:00"}


class Life:
    """One participant's lines while they are thought up."""

    def __init__(self, chance: Random, key: str, day: date, prefix: str) -> None:
        self.chance, self.key, self.day, self.prefix = chance, key, day, prefix
        self.lines: list[Line] = []
        self.spells = 0

    def note(self, kind: str, day: date, **fields: Any) -> Line:
        line = {"kind": kind, "participant": self.key, "on": day.isoformat(), **fields}
        self.lines.append(line)
        return line

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def name(self, letter: str) -> str:
        self.spells += 1
        return f"{self.prefix}{letter}{self.chance.randint(0, 9)}{self.spells}"

    def near(self, day: date) -> date:
        """A day about where a rule draws its line from that one."""
        return day + timedelta(days=self.chance.choice(STEPS))

    def on_or_after(self, day: date) -> date:
        return max(day, self.near(day))


EXITS = ("A1", "A2", "A3", "A4", "A5", "B1", "B2", "C1", "C5", "D1", "E1", "E2", "E3", "E4", "E7", "E9", "X1", "X1", None)
WORK = ("permanent", "fixed_term", "hourly", "nystartsjobb", "introduktionsjobb", "lonebidrag", "osa", "samhall")
PLACES = ("praktik", "arbetstraning", "ama", "ama", "extratjanst", "extratjanst", "beredskap_kommun", "feriearbete")
INSATSER = ("mapping", "coaching", "coaching", "course", "motivation", "holiday_job", "work_training")


def _enrolment(life: Life) -> None:
    """An enrolment, what runs in it or beside it, and mostly an exit; the next begins about where journeys part."""
    chance, name, day = life.chance, life.name("e"), life.day
    sent = {"referral_id": _referral(life, life.near(day))} if life.likely(0.3) else {}
    life.note(chance.choice(("enrolled", "re_entered")), day, enrolment_id=name, unit=chance.choice(("UJC-A", "AME")), **sent)
    end = life.on_or_after(day)
    for _ in range(chance.randint(0, 2)):
        _activity(life, life.near(day), name)
    if life.likely(0.4):
        _plan(life, life.near(day))
    if life.likely(0.5):
        _work(life, life.near(end))
    if life.likely(0.85):
        reason = {"reason": why} if (why := chance.choice(EXITS)) else {}
        job = {"employment_id": _work(life, life.near(end))} if life.likely(0.25) else {}
        life.note("exited", end, enrolment_id=name, **reason, **job)
    if life.likely(0.4):
        _follow_up(life, end + timedelta(days=chance.choice((82, 83, 90, 97, 119, 120, 121, 0, 365))))
    life.day = max(life.near(end), life.near(day)) if life.likely(0.8) else life.near(day)


def _referral(life: Life, day: date) -> str:
    name = life.name("r")
    life.note("referred", day, referral_id=name, from_party=life.chance.choice(("af", "self")), to_unit="UJC-A")
    return name


_OF_PROVIDER: dict[Any, Line] = {"p": {"programme": "alfa"}, "q": {"programme": "beta", "sector": "civil_society"}}


def _activity(life: Life, day: date, enrolment: str) -> None:
    chance = life.chance
    within = {"enrolment_id": enrolment} if life.likely(0.6) else {}
    within |= {"unit": chance.choice(("UJC-A", "AME"))} if life.likely(0.2) else {}
    within |= {"ladder": "koksbitrade", "step": chance.randint(1, 3)} if life.likely(0.2) else {}
    what = chance.choice(("insats", "placement"))
    within |= {"funder": chance.choice(("esf", "af"))} if life.likely(0.3) else {}
    fields: Line = {"insats": chance.choice(INSATSER)}
    fields |= {"provider": chance.choice(("p", "q"))} if life.likely(0.3) else {}
    fields |= {"p": {"programme": "alfa"}, "q": {"programme": "beta", "sector": "civil_society"}}.get(
        fields.get("provider"), {}
    )
    if what == "placement":
        fields = {"form": chance.choice(PLACES), "sector": "municipal"} | ({"programme": "alfa"} if "funder" in within else {})
    name = life.name(what[0])
    life.note(f"{what}_started", day, **{f"{what}_id": name}, **fields, **within)
    if life.likely(0.75):
        end = life.on_or_after(day)
        life.note(f"{what}_ended", end, **{f"{what}_id": name}, result="completed")
        if life.likely(0.3):
            _work(life, life.near(end + timedelta(days=chance.choice((0, 1, 89)))))


def _work(life: Life, day: date) -> str:
    """A job of about a month or about ninety days, at times followed by the next without a gap; or studies."""
    chance, name = life.chance, life.name("j")
    life.note("employment_started", day, employment_id=name, form=chance.choice(WORK))
    if life.likely(0.8):
        end = _about_a_month(life, day) if life.likely(0.5) else life.on_or_after(day)
        life.note("employment_ended", end, employment_id=name)
        if life.likely(0.3):
            _work(life, end + timedelta(days=chance.choice((0, 1, 1, 2))))
    if life.likely(0.2):
        _study(life, life.near(day))
    return name


def _about_a_month(life: Life, day: date) -> date:
    later = (day.replace(day=1) + timedelta(days=32)).replace(day=min(day.day, 28))
    return later + timedelta(days=life.chance.choice((-2, -1, 0, 1, 2, 3)))


def _study(life: Life, day: date) -> None:
    name = life.name("u")
    aid = {"student_aid": life.likely(0.8)} if life.likely(0.8) else {}
    life.note("study_started", day, study_id=name, programme=life.chance.choice(("yrkes", "sfi")), **aid)
    if life.likely(0.7):
        life.note("study_ended", life.on_or_after(day), study_id=name, result="completed")


def _plan(life: Life, day: date) -> None:
    chance, name = life.chance, life.name("p")
    until = {"valid_until": life.near(day).isoformat()} if life.likely(0.3) else {}
    stones = [{"milestone_id": f"m{nr}", "due_on": life.near(day).isoformat()} for nr in range(chance.randint(0, 2))]
    life.note("plan_decided", day, plan_id=name, goal=chance.choice(("work", "study", "other")), milestones=stones, **until)
    about = {"plan_id": name}
    if life.likely(0.3):
        life.note("milestone_added", life.on_or_after(day), **about, milestone_id="m9", due_on=life.near(day).isoformat())
    if life.likely(0.4):
        life.note("milestone_reached", life.on_or_after(day), **about, milestone_id=chance.choice(("m0", "m1", "m9")))
    if life.likely(0.4):
        life.note("plan_followed_up", life.on_or_after(day), **about)
    if life.likely(0.4):
        life.note("plan_ended", life.on_or_after(day), **about)


def _follow_up(life: Life, day: date) -> None:
    form = {"form": life.chance.choice((*WORK, "extratjanst", "praktik"))} if life.likely(0.4) else {}
    status = life.chance.choice(("work", "study", "neither", "unknown"))
    life.note("followed_up", day, status=status, **(form if status == "work" else {}))


def _support(life: Life) -> None:
    """An application, perhaps decided or withdrawn, and months with support, with gaps of one and of two."""
    chance, day, name = life.chance, life.near(life.day), life.name("a")
    new = {"new_visit": False} if life.likely(0.2) else {}
    life.note("support_applied", day, application_id=name, **new)
    if life.likely(0.5):
        life.note("support_decided", life.near(day), application_id=name, outcome=chance.choice(("granted", "denied")))
    if life.likely(0.2):
        life.note("application_withdrawn", life.on_or_after(day), application_id=name)
    month = day.year * 12 + day.month - 1
    for _ in range(chance.choice((1, 2, 5, 9, 10, 11, 13))):
        year, number = divmod(month, 12)
        paid = date(year, number + 1, chance.choice((1, 20, 28))) + timedelta(days=chance.choice((0, 0, 0, 10)))
        life.note("support_paid", paid, month=f"{year}-{number + 1:02}", amount=chance.randint(1, 90) * 100)
        month += chance.choice((1, 1, 1, 1, 1, 1, 2, 3, 0))


def _known_of(life: Life) -> None:
    chance = life.chance
    born = chance.choice(("1990-05-15", "2005-02-28", "2004-02-29", "2000-02-29", "1999-12-31", "2006-01-01", "1998-03-01"))
    with_born = {"born_on": born} if life.likely(0.9) else {}
    day = date(2010, 1, 1) if life.likely(0.8) else life.near(life.day)
    guarded = {"protected": True} if life.likely(0.1) else {}
    life.note("participant_registered", day, sex=chance.choice("KKMMU"), **with_born, **guarded)
    for _ in range(chance.choice((0, 0, 0, 1, 2))):
        life.note("protection_set", life.near(life.day), level=chance.choice(("none", "marked", "protected")))
    for _ in range(chance.choice((0, 0, 1, 2))):
        known: Line = {"sex": chance.choice("KMU")} if life.likely(0.6) else {"born_on": born}
        life.note("particulars_recorded", life.near(life.day), **known)
    for _ in range(chance.randint(0, 3)):
        record: Line = {"household_type": chance.choice(("3", "5", "6", "9", None))} if life.likely(0.5) else {}
        record |= {"area_class": chance.choice(("1", "3", None)), "foreign_born": chance.choice((True, False, None))}
        life.note("circumstances_recorded", life.near(life.day), **record)
    if life.likely(0.4):
        code = chance.choice(("unemployed_no_benefit", "missing", "sick_certified_waiting"))
        life.note("obstacle_recorded", life.near(life.day), obstacle=code)


def life(chance: Random, key: str) -> list[Line]:
    """One participant's course, in no order but its days."""
    day = FIRST + timedelta(days=chance.randrange(800)) if chance.random() < 0.7 else chance.choice(ENDS_OF_MONTHS)
    course = Life(chance, key, day, chance.choice(("", key)))
    _known_of(course)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 4))):
        _enrolment(course)
        if course.likely(0.3):
            _support(course)
    if course.likely(0.4):
        _support(course)
    if course.likely(0.15):
        course.note(chance.choice(("moved_out", "deceased")), course.near(course.day))
    return course.lines


def lives(chance: Random, most: int = 4) -> list[Line]:
    """A file of several participants, some merged and unmerged, some lines corrected and retracted, out of order."""
    keys = "abcdef"[: chance.randint(1, most)]
    lines = [line for key in keys for line in life(chance, key)]
    for _ in range(chance.choice((0, 0, 1, 2)) if len(keys) > 1 else 0):
        survivor, absorbed = chance.sample(keys, 2)
        kinds = ("participants_merged", "merge_undone") if chance.random() < 0.3 else ("participants_merged",)
        lines += [{"kind": kind, "participant": survivor, "on": _day(chance), "absorbed": absorbed} for kind in kinds]
    _name(lines, chance)
    if chance.random() < 0.6:
        for line in lines:
            line["source"] = "s"
    _correct(lines, chance)
    _begin_anew(lines, chance)
    if chance.random() < 0.5:
        chance.shuffle(lines)
    return lines


def _correct(lines: list[Line], chance: Random) -> None:
    """Replace some lines, at times in a chain, and retract some: by their own source or by another."""
    for number in range(chance.choice((0, 0, 1, 2, 4))):
        wrong = chance.choice(lines)
        if wrong["kind"] == "retracted":
            continue
        later = date.fromisoformat(wrong["recorded_at"][:10]) + timedelta(days=chance.choice((0, 1, 30, 200)))
        record: Line = {"participant": wrong["participant"], "id": f"c{number}", "recorded_at": f"{later}T10:00:00+01:00"}
        record |= _from(chance, wrong) | {"participant": chance.choice(_keys_of(wrong, lines))}
        if chance.random() < 0.5:
            record |= {"kind": "retracted", "on": wrong["on"], "event": wrong["id"], "reason": "fel"}
        else:
            moved = date.fromisoformat(wrong["on"]) + timedelta(days=chance.choice((0, 0, 1, -1, 15)))
            record = {**wrong, **record, "on": moved.isoformat(), "replaces": wrong["id"]}
        if record.get("of_source") == record["source"]:
            del record["of_source"]
        lines.append(record)


def _keys_of(wrong: Line, lines: list[Line]) -> list[str]:
    """Under whom a line can be corrected: its own key, and those that were at any time merged with it."""
    merges = [line for line in lines if line["kind"] == "participants_merged" and line["absorbed"] == wrong["participant"]]
    return [wrong["participant"], *(merge["participant"] for merge in merges)]


def _from(chance: Random, wrong: Line) -> Line:
    """The source of a correction: the wrong line's own, or another's, which points to it."""
    source = wrong["source"] if chance.random() < 0.5 else chance.choice("tw")
    return {"source": source} if source == wrong["source"] else {"source": source, "of_source": wrong["source"]}


def _begin_anew(lines: list[Line], chance: Random) -> None:
    """Register some starts anew under their names, and retract the old: either may come first, and of any day."""
    starts = [line for line in lines if line["kind"].endswith(("started", "enrolled", "decided")) and "replaces" not in line]
    for number, old in enumerate(chance.sample(starts, min(len(starts), chance.choice((0, 0, 1, 2))))):
        moved = date.fromisoformat(old["on"]) + timedelta(days=chance.choice((0, 0, -1, 1, -15)))
        later = f"{date.fromisoformat(old['recorded_at'][:10]) + timedelta(days=chance.choice((1, 30, 200)))}T10:00:00+01:00"
        lines.append({**old, "id": f"a{number}", "on": moved.isoformat(), "recorded_at": later})
        back: Line = {"kind": "retracted", "participant": old["participant"], "on": old["on"], "id": f"b{number}"}
        lines.append({**back, "event": old["id"], "reason": "fel", "recorded_at": later, **_from(chance, old)})


def _drawn(make: Callable[[Random], list[Line]]) -> st.SearchStrategy[list[Line]]:
    return st.builds(make, st.randoms(use_true_random=False))


WILD = _drawn(wild)
LIVES = _drawn(lives)


def shrunk(lines: list[Line], fails: Callable[[list[Line]], bool]) -> list[Line]:
    """The fewest lines that still fail, by leaving out as much as can be left out."""
    size = max(1, len(lines) // 2)
    while size:
        at = 0
        while at < len(lines):
            fewer = lines[:at] + lines[at + size :]
            if fails(fewer):
                lines = fewer
            else:
                at += size
        size //= 2
    return lines
