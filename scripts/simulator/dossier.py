"""A participant's file [akt], and the pen: whoever tells the life notes in it what happens, and when it was registered."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Final, Literal, TypeVar

from scripts.simulator.almanac import OFFICE_SECONDS, Almanac
from scripts.simulator.odds import LAGS, SOURCES

Line = dict[str, object]
Leaving = Literal["", "E3", "E4"]
Drawn = TypeVar("Drawn")

HEADING: Final = frozenset({"kind", "participant", "on", "recorded_at", "id", "source", "by"})
AT_ONCE: Final = frozenset({"participant_registered", "participants_merged", "merge_undone", "deceased"})
"""Kinds that registering is itself, or that the population register tells of the same day."""

ANY_DAY: Final = frozenset({"deceased", "moved_out", "support_ended", "placement_ended", "employment_ended", "followed_up"})
"""Kinds that also happen, or are said of, a day on which no office is open."""


class Dossier:
    """One participant: who it is, until when it lives here, and the lines so far."""

    __slots__ = (
        "_learnt", "_spells", "almanac", "born", "by", "chance", "duty", "exits", "first_obstacle", "foreign", "key",
        "language", "leaving", "lines", "protected", "restless", "sex", "stated_sex", "until",
    )  # fmt: skip

    def __init__(self, number: int, sex: str, born: int, chance: Random, almanac: Almanac) -> None:
        self.key = f"p{number:07d}"
        self.by = f"h{number // 40:04d}"
        self.sex: Literal["K", "M"] = "K" if sex == "K" else "M"
        self.stated_sex: str = sex
        self.born = born
        """The day number of birth; negative before the almanac begins."""
        self.chance, self.almanac = chance, almanac
        self.until = almanac.last
        self.leaving: Leaving = ""
        self.foreign = self.restless = self.protected = self.duty = False
        self.language = self.first_obstacle = ""
        self.exits: list[int] = []
        self.lines: list[tuple[int, Line]] = []
        self._learnt: dict[object, int] = {}
        self._spells = 0

    def spell(self, letter: str) -> str:
        """The id of a new spell."""
        self._spells += 1
        return f"{self.key}-{letter}{self._spells}"

    def among(self, low: int, high: int) -> int:
        return low + int(self.chance.random() * (high - low + 1))

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def pick(self, urn: Sequence[Drawn]) -> Drawn:
        return urn[int(self.chance.random() * len(urn))]

    def about(self, mean: float, least: int = 1) -> int:
        """Days or months that last on average so long: most are shorter, a few much longer."""
        return least + int(self.chance.expovariate(1 / max(mean - least, 0.5)))

    def age(self, day: int) -> float:
        return (day - self.born) / 365.25

    def day_of(self, line: Line) -> int:
        return self.almanac.day(date.fromisoformat(str(line["on"])))

    def note(self, kind: str, day: int, **fields: object) -> None:
        """Write a line, unless the person has left by then or the log is over: then it has not happened here.

        Nothing is registered before what it builds on, so that a file cut in two would hold.
        """
        if day > self.until:
            return
        random, office = self.chance.random, self.almanac.office
        if kind not in ANY_DAY:
            day = min(office[day], self.until)
        lag = 0 if kind in AT_ONCE else LAGS[int(random() * len(LAGS))]
        at = office[day + lag] * OFFICE_SECONDS + int(random() * OFFICE_SECONDS)
        if self.lines and at <= self.lines[0][0]:
            at = self.lines[0][0] + 1
        learnt = self._learnt
        named = [value for name, value in fields.items() if name.endswith("_id")]
        for value in named:
            at = max(at, learnt.get(value, 0) + 1)
        for value in named:
            learnt.setdefault(value, at)  # its first mention is its beginning
        self.put(kind, day, at, fields)

    def put(self, kind: str, day: int, at: int, fields: Mapping[str, object]) -> None:
        line: Line = {
            "kind": kind,
            "participant": self.key,
            "on": self.almanac.iso[day],
            "recorded_at": self.almanac.instant(at),
            "id": f"{self.key}.{len(self.lines)}",
            "source": SOURCES.get(kind, "lifecare"),
            "by": self.by,
        }
        line.update(fields)
        self.lines.append((at, line))
