"""Which fields of a figure are hidden together, which numbers judge them, and when those are too small (measures.md §9).

A published rate and its number of cases disclose how many are counted and how many are not. So a rate is hidden also if
either is a small count, and a count is hidden together with everything that it could be derived from.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from projections.measuring.figures import Figure
from projections.measuring.measure import Measure

SMALLEST, FEWEST = 5, 10
"""The smallest count that is shown, and the smallest number of cases of which a rate is shown."""
ALL_ALIKE = 20
"""◊ The smallest group of which those outside learn that all its cases came out alike: a share of 0 or 100 percent."""

Numbers = Mapping[str, float]
MAIN = "main"
NO_COUNTS = ("amount", "within")
"""Prefixes of the names of numbers that are not whole numbers."""


@dataclass(frozen=True)
class Aspect:
    """Fields of a figure that are shown or hidden together."""

    name: str
    fields: tuple[str, ...]
    numbers: tuple[str, ...]
    """The numbers that the fields are computed from; each adds up over parts and periods."""
    rule: Callable[[Numbers], bool] | None = None
    """Returns whether the numbers are too small; None: they are if any is a small count."""
    within_main: bool = False
    """Whether it is hidden wherever the main aspect is."""
    makes: str = ""
    """The number of the main aspect that its numbers add up to; empty if there is none."""

    def is_small(self, numbers: Numbers) -> bool:
        if self.rule is not None:
            return self.rule({name: numbers.get(name, 0.0) for name in (*self.numbers, "judged")})
        return any(small(numbers.get(name)) for name in self.numbers)

    def hides(self, figure: Figure) -> bool:
        """Whether it is hidden in a figure that has been published."""
        return figure.suppressed if self.name == MAIN else self.fields[0] in figure.hidden


def small(count: float | None) -> bool:
    """Whether a count is so small that it is hidden. Zero and None are not."""
    return count is not None and 0 < count < SMALLEST


def few(cases: float) -> bool:
    """Whether there are too few cases to show a rate. Zero cases disclose nothing."""
    return 0 < cases < FEWEST


def aspects(measure: Measure, outward: bool = False) -> tuple[Aspect, ...]:
    """Returns the aspects of a measure, the main aspect first; `outward`: as judged for those who ask again and again."""
    if measure.shape == "lead_time":
        return _of_lead_time(measure, _PERCENTAGES if outward else {})
    return _of_counts(measure, _OUTWARD if outward else _RULES)


def all_alike(number: float, cases: float) -> bool:
    """Whether a number is none or all of so few cases that it tells of each of them."""
    return 0 < cases < ALL_ALIKE and number in (0, cases)


def _small_rate(numbers: Numbers) -> bool:
    return few(numbers["judged"]) or small(numbers["yes"]) or small(numbers["others"])


def _small_or_alike(numbers: Numbers) -> bool:
    return _small_rate(numbers) or all_alike(numbers["yes"], numbers["judged"])


_Rule = tuple[tuple[str, ...], Callable[[Numbers], bool]]
_RULES: Mapping[str, _Rule] = {
    "count": (("yes",), lambda of: small(of["yes"])),
    "sum": (("yes", "amount"), lambda of: small(of["yes"]) or small(abs(of["amount"]))),
    "mean": (("yes", "amount"), lambda of: few(of["yes"])),
    "share": (("yes", "others"), _small_rate),
    "ratio": (("yes", "others"), _small_rate),
}
_OUTWARD: Mapping[str, _Rule] = {
    **_RULES,
    "count": (("yes", "others"), lambda of: small(of["yes"]) or small(of["others"])),  # a share of the same tells of both
    **dict.fromkeys(("share", "ratio"), (("yes", "others"), _small_or_alike)),
}
_MAIN_FIELDS = ("value", "numerator", "denominator", "yes", "no", "unknown", "lower", "upper", "coverage")
_LEAD_FIELDS = ("value", "n", "median", "p25", "p75", "p90", "mean", "km_median", "bands", "within")


def _of_counts(measure: Measure, rules: Mapping[str, _Rule]) -> tuple[Aspect, ...]:
    main = Aspect(MAIN, _MAIN_FIELDS, *rules[measure.shape])
    makes = "others" if "others" in main.numbers else ""
    return (
        main,
        Aspect("detail", ("no", "unknown", "upper", "coverage"), ("no", "unknown"), within_main=True, makes=makes),
        *(Aspect(name, (name,), (name,)) for name in ("immature", "excluded")),
        Aspect("undetermined", ("undetermined", "lower", "upper"), ("undetermined",)),
    )


def _band_alike(numbers: Numbers) -> bool:
    return _any_small(numbers) or _one_band(numbers)


def _one_band(numbers: Numbers) -> bool:
    """Whether all who arrived are in one band. A band of nobody tells of nobody."""
    in_bands = [number for name, number in numbers.items() if name != "judged"]
    return 0 < max(in_bands) == sum(in_bands) < ALL_ALIKE


def _within_alike(numbers: Numbers) -> bool:
    return _any_small(numbers) or any(
        all_alike(number, numbers["judged"]) for name, number in numbers.items() if name != "judged"
    )


def _any_small(numbers: Numbers) -> bool:
    return any(small(number) for name, number in numbers.items() if name != "judged")


_PERCENTAGES: Mapping[str, Callable[[Numbers], bool]] = {"bands": _band_alike, "within": _within_alike}


def _of_lead_time(measure: Measure, rules: Mapping[str, Callable[[Numbers], bool]]) -> tuple[Aspect, ...]:
    """The percentages in `bands`, and in `within` (who arrived within a time), disclose how many persons there were.

    `within` is a share of everybody: beside the number who arrived it discloses how many wait or withdrew together.
    """
    counts_of = {field: tuple(f"{field} {name}" for name in getattr(measure, field)) for field in ("bands", "within")}
    return (
        Aspect(MAIN, _LEAD_FIELDS, ("n",), lambda of: few(of["n"])),
        *(
            Aspect(name, (name,), counts, rules.get(name), within_main=True, makes="n" if name == "bands" else "")
            for name, counts in counts_of.items()
            if counts
        ),
        *(Aspect(name, (name, "within"), (name,)) for name in ("waiting", "withdrawn")),
        Aspect("under_way", ("under_way",), ("under_way",)),
        Aspect("undetermined", ("undetermined",), ("undetermined",)),
    )


def numbers_of(figure: Figure) -> dict[str, float]:
    """Returns the numbers of a figure, without those that it does not have."""
    numbers: dict[str, float | None] = {
        name: getattr(figure, name) for name in ("yes", "no", "unknown", "immature", "excluded", "undetermined")
    }
    numbers["amount"] = figure.numerator
    if figure.yes is not None and figure.no is not None and figure.unknown is not None:
        numbers |= {"others": figure.no + figure.unknown, "judged": figure.yes + figure.no + figure.unknown}
    if (lead := figure.lead) is not None:
        numbers |= {name: getattr(lead, name) for name in ("n", "waiting", "withdrawn", "under_way")}
        everybody = (lead.n or 0) + (lead.waiting or 0) + (lead.withdrawn or 0)
        numbers |= {"judged": everybody}
        numbers |= {f"bands {name}": share * (lead.n or 0) / 100 for name, share in lead.bands.items()}
        numbers |= {f"within {name}": share * everybody / 100 for name, share in lead.within.items()}
    return {name: round(float(number), 6) for name, number in numbers.items() if number is not None}


def numbers_of_people(figure: Figure) -> dict[str, float]:
    """Returns the numbers of a figure; of months that are put together, at most the number of persons in them."""
    numbers = numbers_of(figure)
    if figure.people is None:
        return numbers
    return numbers | {name: min(number, numbers.get(name, 0.0)) for name, number in vars(figure.people).items()}
