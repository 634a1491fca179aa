"""What is written down about one made-up participant: lines, and the second each was registered."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

Line = dict[str, object]

FIRST: Final = date(2019, 1, 1)
HEADING: Final = frozenset({"kind", "participant", "on", "recorded_at", "id", "source", "by"})
_AT_ONCE: Final = frozenset({"participant_registered", "participants_merged", "deceased"})
LAST: Final = (date(2024, 12, 31) - FIRST).days
# What happened on the last day can still be registered the year after.
_DAYS: Final = [FIRST + timedelta(days=n) for n in range(LAST + 366)]
DATES: Final = [day.isoformat() for day in _DAYS]
_DAY_NUMBERS: Final = {day: n for n, day in enumerate(DATES)}
_NOON: Final = time(12, tzinfo=ZoneInfo("Europe/Stockholm"))
_OFFSETS: Final = [datetime.combine(day, _NOON).isoformat()[-6:] for day in _DAYS]


def made_up_number(born: date, serial: int, *, coordination: bool) -> str:
    """An identity number with a true check digit; the serial says at sight that nobody bears it."""
    nine = f"{born:%y%m}{born.day + 60 * coordination:02d}{serial:03d}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(nine))
    return f"{born.year // 100}{nine}{-sum(sum(divmod(product, 10)) for product in doubled) % 10}"


class Life:
    """One participant and the pen: whoever tells the life notes in it what happens."""

    def __init__(self, number: int, chance: Random, same_person: "Life | None" = None) -> None:
        self.number, self.chance = number, chance
        self.key = f"lc{number:07d}"
        self.by = f"h{number % 180:03d}"
        # Another stride than the serial's, so that numbers stay unique for 180,000 participants.
        self.born: date = same_person.born if same_person else date(1955, 1, 1) + timedelta(number * 7919 % 18_000)
        self.sex: str = same_person.sex if same_person else chance.choice("KM")
        self.twice_registered = same_person is not None
        self.dead = False
        self.begins = chance.randrange(LAST - 60)
        self.lines: list[tuple[int, Line]] = []
        self._learnt: dict[str, int] = {}
        self._spells = 0

    def spell(self, letter: str) -> str:
        self._spells += 1
        return f"{self.key}-{letter}{self._spells}"

    def among(self, low: int, high: int) -> int:
        return low + int(self.chance.random() * (high - low + 1))

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def note(self, kind: str, day: int, **fields: object) -> None:
        """Write a line, unless it happens after the last day: then it has not happened yet.

        Nothing is registered before what it builds on, else a file cut in two would not hold.
        """
        if day > LAST:
            return
        second = (day + self._delay(kind)) * 86_400 + self.among(28_800, 61_200)
        leans_on = [str(value) for name, value in fields.items() if name.endswith("_id")]
        known = [self._learnt[spell] for spell in leans_on if spell in self._learnt]
        registration = [self.lines[0][0]] if self.lines else []
        second = max([second, *(earlier + 60 for earlier in known + registration)])
        self._learnt.update(dict.fromkeys(leans_on, second))
        self.put(kind, day, second, fields)

    def _delay(self, kind: str) -> int:
        if kind in _AT_ONCE:
            return 0
        draw = self.chance.random()
        if draw < 0.027:
            return self.among(31, 150)
        return self.among(0, 3) if draw < 0.85 else self.among(4, 20)

    def day_of(self, line: Line) -> int:
        return _DAY_NUMBERS[str(line["on"])]

    def put(self, kind: str, day: int, second: int, fields: Line) -> None:
        registered, seconds = divmod(second, 86_400)
        clock = f"{seconds // 3_600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        line: Line = {
            "kind": kind,
            "participant": self.key,
            "on": DATES[day],
            "recorded_at": f"{DATES[registered]}T{clock}{_OFFSETS[registered]}",
            "id": f"{self.key}.{len(self.lines)}",
            "source": "lifecare",
            "by": self.by,
        }
        self.lines.append((second, line | fields))
