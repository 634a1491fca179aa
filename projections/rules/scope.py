"""What the steps of a rule can read: the World, the requested windows, the parameters' values, the view."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from projections.worlds.world import World

View = Literal["official", "adjusted"]
Value = str | int
Length = int | str
"""The length of a window: days, or months or years by date (`6mo`, `1y`)."""


@dataclass(frozen=True)
class Scope:
    """What a step can read: the World, the requested windows (period, first_on, last_on), and the parameters' values."""

    world: World
    windows: pl.DataFrame
    values: Mapping[str, Value]
    view: View = "official"
    window: Length = 0
    """How long the measure's cases wait to be judged (`MeasureWindow`)."""

    @property
    def window_days(self) -> int:
        """The window in days, for a measure whose window is in days."""
        return int(self.window)

    def within(self, units: pl.DataFrame, day: str) -> pl.DataFrame:
        """Returns the units whose day lies in a window, each with that window."""
        first, last = self.windows["first_on"].min(), self.windows["last_on"].max()
        near = units.filter(pl.col(day).is_between(pl.lit(first), pl.lit(last)))
        return near.join(self.windows, how="cross").filter(pl.col(day).is_between("first_on", "last_on"))

    def each_window(self, units: pl.DataFrame) -> pl.DataFrame:
        """Returns every unit in every window."""
        return units.join(self.windows, how="cross")
