"""How figures stand to what left of the same number: equal to it, near it, or far from it.

The same question at another point of knowledge, with another view or another value of a parameter, is another version of
the same number. Versions that differ by fewer than five persons tell of those persons.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from projections.disclosure.additivity import CellKey
from projections.disclosure.aspects import MAIN, NO_COUNTS, SMALLEST, Aspect, numbers_of
from projections.disclosure.linked import cell_key
from projections.disclosure.release import LASTING, ReleasedFigure
from projections.measuring.figures import Figure

Standing = Literal["hidden", "known", "near", "far"]


class Remembered:
    """The releases of one number by cell, and how each stands to what the number is now. See `control.EarlierReleases`."""

    slack = float(SMALLEST)

    def __init__(
        self, requested: Mapping[CellKey, Figure], releases: Sequence[ReleasedFigure], now: Mapping[CellKey, Figure]
    ) -> None:
        """`now`: what cells that left are in the version that is requested, as far as that is computed."""
        self.releases: dict[CellKey, list[ReleasedFigure]] = {}
        for release in releases:
            self.releases.setdefault(cell_key(release.figure), []).append(release)
        self._requested = requested
        self._now = {**now, **requested}
        self._decided: dict[str, Mapping[CellKey, tuple[Standing, ReleasedFigure]]] = {}

    @property
    def figures(self) -> list[Figure]:
        """The figures that are not requested, which the requested are held against: each with all its numbers."""
        return [self._beside(key, of) for key, of in self.releases.items() if key not in self._requested]

    def hidden(self, aspect: Aspect) -> Collection[CellKey]:
        return self._standing(aspect, "hidden")

    def known(self, aspect: Aspect) -> Collection[CellKey]:
        return self._standing(aspect, "known")

    def held(self, aspect: Aspect) -> Collection[CellKey]:
        return self._standing(aspect, "near")

    def unreleased(self, aspect: Aspect) -> Collection[CellKey]:
        return self._standing(aspect, "far") - self._requested.keys()

    def moved(self, aspect: Aspect) -> ReleasedFigure | None:
        """Returns a release that the same cell of this version is near to, but not the same: little has happened since."""
        return next((release for how, release in self.decided(aspect).values() if how == "near"), None)

    def decided(self, aspect: Aspect) -> Mapping[CellKey, tuple[Standing, ReleasedFigure]]:
        """Returns how each cell stands, and the release that decides it."""
        if aspect.name not in self._decided:
            self._decided[aspect.name] = {key: self._decide(aspect, key, of) for key, of in self.releases.items()}
        return self._decided[aspect.name]

    def _decide(self, aspect: Aspect, key: CellKey, releases: Sequence[ReleasedFigure]) -> tuple[Standing, ReleasedFigure]:
        if key not in self._now:
            release = _representative(releases)
            return ("hidden" if aspect.hides(release.figure) else "known"), release
        alike = [(release, _nearness(aspect, self._now[key], release.figure)) for release in releases]
        shown = [(release, how) for release, how in alike if how != "far" and not aspect.hides(release.figure)]
        hidden = [(release, how) for release, how in alike if how != "far" and aspect.hides(release.figure)]
        for release, how in shown:
            if how == "same":
                return "known", release
        for release, how in hidden:
            if how == "same" or release.reasons.get(aspect.name) in LASTING:
                return "hidden", release
        return ("near", shown[0][0]) if shown else ("far", releases[-1])

    def _standing(self, aspect: Aspect, standing: Standing) -> set[CellKey]:
        return {key for key, (how, _) in self.decided(aspect).items() if how == standing}

    def _beside(self, key: CellKey, releases: Sequence[ReleasedFigure]) -> Figure:
        released = _representative(releases).figure
        return replace(self._now.get(key, released), hidden=released.hidden, suppressed=released.suppressed)


def _representative(releases: Sequence[ReleasedFigure]) -> ReleasedFigure:
    """Returns the release that stands for a cell: the last that was shown, else the last."""
    return ([release for release in releases if not release.figure.suppressed] or list(releases))[-1]


def _nearness(aspect: Aspect, figure: Figure, other: Figure) -> Literal["same", "near", "far"]:
    """Returns whether two versions of a number are the same, or so near that they tell of fewer than five persons."""
    ours, theirs = numbers_of(figure), numbers_of(other)
    names = [name for name in aspect.numbers if name in ours and name in theirs]
    if figure.measure == other.measure and aspect.name == MAIN:
        shown = [(_field(figure, name), _field(other, name)) for name in aspect.fields]
    else:
        shown = [(ours[name], theirs[name]) for name in names]
    apart = [abs(ours[name] - theirs[name]) for name in names if not name.startswith(NO_COUNTS)]
    if all(ours == theirs for ours, theirs in shown) and not any(apart):
        return "same"
    moved = [by for by in apart if by]
    return "near" if not moved or min(moved) < SMALLEST else "far"


def _field(figure: Figure, name: str) -> object:
    return getattr(figure, name) if hasattr(figure, name) else getattr(figure.lead, name, None)
