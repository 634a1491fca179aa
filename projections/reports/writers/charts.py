"""A table's chart as SVG: lines over time with their names at the right end, or bars; with an alternative text.

Lines differ in dash and point shape as well as in colour. An absent value is a gap in the line; a hidden value also has
the sign for hidden below the gap, at the bottom of the chart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import floor, log10
from xml.etree.ElementTree import Element

from markupsafe import Markup

from projections.html.colours import INK, LINK, MARK, RULE, SOFT
from projections.html.drawing import draw, drawing, markup, shortened
from projections.reports.parts.model import Absent, Cell, Chart, Number, ReferenceLine, ReportTable, cell_text

WIDTH, HEIGHT = 720, 260
MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP, MARGIN_BOTTOM, BARS_TOP = 56, 130, 28, 34, 24
BAR, GAP, NAMES = 22, 8, 330
PEN = ((INK, "", "circle"), (MARK, "7 3", "square"), (LINK, "2 3", "diamond"), (SOFT, "9 3 2 3", "circle"))


def svg_chart(table: ReportTable, anchor: str) -> Markup:
    """Returns the chart of a table, which must have one."""
    assert table.chart is not None
    plot = _lines if table.chart.kind == "lines" else _bars
    height = HEIGHT if table.chart.kind == "lines" else BARS_TOP + table.chart.rows * (BAR + GAP)
    svg = drawing(
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height}",
        width=WIDTH,
        height=height,
        role="img",
        aria_labelledby=f"{anchor}-namn {anchor}-ord",
        font_family="sans-serif",
        font_size=12,
    )
    draw(svg, "title", table.caption, id=f"{anchor}-namn")
    draw(svg, "desc", table.chart.says, id=f"{anchor}-ord")
    plot(svg, table, table.chart)
    return markup(svg)


@dataclass(frozen=True)
class Scale:
    """A vertical scale from 0, or from a round number below the lowest negative value, to a round number above the highest."""

    low: float
    high: float
    step: float

    @classmethod
    def over(cls, values: Sequence[float]) -> "Scale":
        low, high = min(0.0, *values), max(0.0, *values) or 1.0
        rough = (high - low) / 4
        size = 10.0 ** floor(log10(rough))
        step = next(size * n for n in (1, 2, 5, 10) if size * n >= rough)
        return cls(step * -(-low // -step) if low < 0 else 0.0, step * -(-high // step), step)

    def y(self, value: float) -> float:
        return MARGIN_TOP + (HEIGHT - MARGIN_TOP - MARGIN_BOTTOM) * (1 - (value - self.low) / (self.high - self.low))

    def ticks(self) -> Iterator[float]:
        for n in range(round((self.high - self.low) / self.step) + 1):
            yield self.low + n * self.step


def _numbers(cells: Sequence[Cell]) -> list[float | None]:
    return [cell.value if isinstance(cell, Number) else None for cell in cells]


def _lines(svg: Element, table: ReportTable, chart: Chart) -> None:
    rows = table.rows[: chart.rows]
    series = {table.columns[n].heading: _numbers([row[n] for row in rows]) for n in chart.columns}
    values = [value for line in series.values() for value in line if value is not None]
    scale = Scale.over([*values, *(reference.number.value for reference in chart.reference_lines)] or [1.0])
    _grid(svg, scale, chart.unit)
    xs = [MARGIN_LEFT + (WIDTH - MARGIN_LEFT - MARGIN_RIGHT) * n / max(len(rows) - 1, 1) for n in range(len(rows))]
    for at, (x, row) in enumerate(zip(xs, rows, strict=True)):
        if at % (-(-len(rows) // 12)) == 0:
            _below(svg, x, HEIGHT - 14, _short(cell_text(row[0])))
        if any(row[n] is Absent.HIDDEN for n in chart.columns):
            _below(svg, x, HEIGHT - MARGIN_BOTTOM - 3, cell_text(Absent.HIDDEN))
    for reference in chart.reference_lines:
        _reference_line(svg, scale, reference)
    heights = _apart([scale.y(last) for line in series.values() if (last := _last(line)) is not None])
    for pen, (name, line) in zip(PEN, series.items(), strict=False):
        _line(svg, pen, [(x, None if v is None else scale.y(v)) for x, v in zip(xs, line, strict=True)])
        if _last(line) is not None:
            draw(svg, "text", name, x=WIDTH - MARGIN_RIGHT + 12, y=heights.pop(0) + 4, fill=pen[0])


def _below(svg: Element, x: float, y: int, text: str) -> None:
    """Draws a text centred below a point of the lines."""
    draw(svg, "text", text, x=x, y=y, text_anchor="middle", fill=SOFT)


def _short(month: str) -> str:
    """Returns a month's name shortened for the axis: `jan` for `januari 2023`."""
    return month[:3]


def _last(line: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(line) if value is not None), None)


def _apart(heights: Sequence[float]) -> list[float]:
    """Returns the heights of the names, moved apart so that they do not overlap, in the order of the lines."""
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    placed = sorted(heights)
    for upper, lower in pairwise(range(len(placed))):
        placed[lower] = max(placed[lower], placed[upper] + 14)
    return [height for _, height in sorted(zip(order, placed, strict=True))]


def _grid(svg: Element, scale: Scale, unit: str) -> None:
    for tick in scale.ticks():
        y = scale.y(tick)
        draw(svg, "line", x1=MARGIN_LEFT, x2=WIDTH - MARGIN_RIGHT, y1=y, y2=y, stroke=RULE)
        label = cell_text(Number(tick, 0 if tick == int(tick) else 1))
        draw(svg, "text", label, x=MARGIN_LEFT - 8, y=y + 4, text_anchor="end", fill=SOFT)
    draw(svg, "text", unit, x=4, y=12, fill=SOFT)


def _reference_line(svg: Element, scale: Scale, reference: ReferenceLine) -> None:
    y = scale.y(reference.number.value)
    draw(svg, "line", x1=MARGIN_LEFT, x2=WIDTH - MARGIN_RIGHT, y1=y, y2=y, stroke=SOFT, stroke_dasharray="1 4", stroke_width=2)
    draw(svg, "text", f"{reference.name} {reference.number}", x=MARGIN_LEFT + 4, y=y - 4, fill=SOFT)


def _line(svg: Element, pen: tuple[str, str, str], points: Sequence[tuple[float, float | None]]) -> None:
    colour, dash, shape = pen
    for absent, run in groupby(points, key=lambda point: point[1] is None):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in run if y is not None)
        if not absent:
            draw(svg, "polyline", points=path, fill="none", stroke=colour, stroke_width=2, stroke_dasharray=dash or "none")
    for x, y in ((x, y) for x, y in points if y is not None):
        if shape == "circle":
            draw(svg, "circle", cx=x, cy=y, r=3, fill=colour)
        else:
            turned = f"rotate(45 {x:.1f} {y:.1f})" if shape == "diamond" else "rotate(0)"
            draw(svg, "rect", x=x - 3, y=y - 3, width=6, height=6, fill=colour, transform=turned)


def _bars(svg: Element, table: ReportTable, chart: Chart) -> None:
    rows, column = table.rows[: chart.rows], chart.columns[0]
    values = _numbers([row[column] for row in rows])
    highest = 100.0 if "%" in chart.unit else max((value for value in values if value), default=1.0)
    draw(svg, "text", chart.unit, x=NAMES, y=14, fill=SOFT)
    for n, (row, value) in enumerate(zip(rows, values, strict=True)):
        y = float(BARS_TOP + n * (BAR + GAP))
        name = cell_text(row[0])
        draw(svg, "text", shortened(name, 50), x=NAMES - 8, y=y + 15, text_anchor="end")
        width = (WIDTH - NAMES - 60) * (value or 0.0) / highest
        draw(svg, "rect", x=NAMES, y=y, width=width, height=BAR, fill=PEN[2][0])
        draw(svg, "text", cell_text(row[column]), x=NAMES + width + 6, y=y + 15)
