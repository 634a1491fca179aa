"""Random small batches about one participant: what stands already, and lines of which some cannot.

Ids and days come from small pools, so that lines contradict one another, depend on one another and need one another.
"""

from random import Random
from typing import Any

Line = dict[str, Any]

KINDS: tuple[tuple[str, Line], ...] = (
    ("enrolled", {"enrolment_id": "", "unit": "AME"}),
    ("exited", {"enrolment_id": ""}),
    ("plan_decided", {"plan_id": "", "goal": "work"}),
    ("milestone_added", {"plan_id": "", "milestone_id": "m", "due_on": "2023-05-01"}),
    ("plan_followed_up", {"plan_id": ""}),
    ("plan_ended", {"plan_id": ""}),
    ("moved_out", {}),
)
REGISTERED: Line = {"kind": "participant_registered", "sex": "K", "on": "2023-01-01"}
_CORRECTS = ("replaces", "of_source", "event")


def _happening(chance: Random, keys: str) -> Line:
    kind, fields = chance.choice(KINDS)
    named = {name: value or chance.choice("xy") for name, value in fields.items()}
    on = f"2023-0{chance.randint(1, 6)}-0{chance.randint(1, 3)}"
    return {"kind": kind, "participant": chance.choice(keys), "on": on, **named}


def _corrected(chance: Random, wrong: Line, on: str) -> Line:
    """A retraction or a replacement of a line; a replacement moves it to another day."""
    about = {"participant": wrong["participant"], "of_source": wrong["source"]}
    if chance.random() < 0.6:
        return {"kind": "retracted", "event": wrong["id"], "reason": "fel", "on": on, **about}
    kept = {name: value for name, value in wrong.items() if name not in _CORRECTS}
    return {**kept, "replaces": wrong["id"], "on": on, **about}


def _joined(chance: Random, keys: str, on: str) -> Line:
    """Mostly the first takes in the second; now and then the other way about, or one takes in itself."""
    kind = chance.choice(("participants_merged", "merge_undone"))
    survivor, absorbed = chance.choice((keys, keys, keys, keys[::-1], keys[0] * 2))
    return {"kind": kind, "participant": survivor, "absorbed": absorbed, "on": on}


def _named(line: Line, number: int, chance: Random) -> Line:
    recorded = f"2023-07-0{chance.randint(1, 5)}T09:00:00+01:00"
    return line | {"id": f"n{number}", "source": chance.choice("sst"), "recorded_at": recorded}


def likely(chance: Random, before: list[Line], number: int) -> list[Line]:
    """Lines as files have them: each thing is corrected at most once, not on a day before it happened."""
    lines: list[Line] = []
    corrected = {str(line.get("replaces") or line.get("event")) for line in before}
    for _ in range(number):
        known = [line for line in (*before, *lines) if line["kind"] not in ("retracted", REGISTERED["kind"])]
        uncorrected = [line for line in known if line["id"] not in corrected]
        line = _happening(chance, "a")
        if uncorrected and chance.random() < 0.4:
            wrong = chance.choice(uncorrected)
            corrected.add(wrong["id"])
            line = _corrected(chance, wrong, max(wrong["on"], line["on"]))
        lines.append(_named(line, len(before) + len(lines), chance))
    return lines


def wild(chance: Random, before: list[Line], number: int, keys: str) -> list[Line]:
    """Lines of which anything may be corrected, before it happened and twice; who is registered, merged or dead changes."""
    lines: list[Line] = []
    for _ in range(number):
        known = (*before, *lines)
        line = _happening(chance, keys)
        if (draw := chance.random()) < 0.4 and known:
            line = _corrected(chance, chance.choice(known), line["on"])
        elif draw < 0.5:
            line = {**REGISTERED, "participant": chance.choice(keys), "on": line["on"]}
        elif draw < 0.55:
            line = {"kind": "deceased", "participant": chance.choice(keys), "on": line["on"]}
        elif draw < 0.7 and len(keys) > 1:
            line = _joined(chance, keys, line["on"])
        lines.append(_named(line, len(before) + len(lines), chance))
    return [line if line["kind"] != "retracted" or "event" in line else line | {"event": "n0"} for line in lines]
