"""Somebody finds that a line was wrong, or should never have been, or that two participants are one."""

from typing import Final

from scripts.benchmarks.life import HEADING, LAST, Life, Line

_CORRECTED: Final = 0.0105
_RETRACTED: Final = 0.0031
_CORRECTABLE: Final = ("support_paid", "obstacle_recorded", "exited", "insats_started")
_RETRACTABLE: Final = ("support_paid", "obstacle_recorded", "plan_followed_up", "followed_up")


def mend(life: Life) -> None:
    """Correct and retract; no line twice, for a correction is not corrected itself."""
    written = len(life.lines)
    wrong = _any_of(life, _CORRECTABLE) if life.likely(_CORRECTED * written) else None
    if wrong is not None:
        _correct(life, *life.lines[wrong])
    void = _any_of(life, _RETRACTABLE) if life.likely(_RETRACTED * written) else None
    if void is not None and void != wrong:
        second, line = life.lines[void]
        retracted_at = second + life.among(1, 40) * 86_400
        life.put("retracted", min(retracted_at // 86_400, LAST), retracted_at, {"event": line["id"], "reason": "Fel person"})


def merge(survivor: Life, absorbed: Life) -> None:
    day = min(max(survivor.begins, absorbed.begins) + survivor.among(20, 300), LAST)
    survivor.note("participants_merged", day, absorbed=absorbed.key)


def _any_of(life: Life, kinds: tuple[str, ...]) -> int | None:
    fitting = [n for n, (_, line) in enumerate(life.lines) if line["kind"] in kinds and "replaces" not in line]
    return life.chance.choice(fitting) if fitting else None


def _correct(life: Life, second: int, wrong: Line) -> None:
    day, kind = life.day_of(wrong), str(wrong["kind"])
    right = {name: value for name, value in wrong.items() if name not in HEADING}
    if kind == "support_paid":
        right["amount"] = 100 * life.among(21, 138)
    elif kind == "obstacle_recorded":
        right["obstacle"] = "social_reasons"
    elif kind == "exited":
        day = min(day + life.among(1, 5), LAST)
    else:
        day = max(day - life.among(1, 5), 0)
    corrected_at = max(second + life.among(1, 60) * 86_400, day * 86_400 + 61_200)
    life.put(kind, day, corrected_at, right | {"replaces": wrong["id"]})
