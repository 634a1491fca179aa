"""A table's picture as SVG: lines over time with their names at their ends, or bars. Told in words to those who do not see it.

Lines differ in dash and shape of their points as well as in colour. Where a value is absent a line has a gap; where it is
hidden the sign for that stands below the gap, at no height.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import floor, log10
from xml.etree.ElementTree import Element, SubElement

from projections.reports.parts.model import Absent, Cell, Mark, Number, Picture, Table, said

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM, BARS_TOP = 56, 130, 28, 34, 24
BAR, GAP, NAMES = 22, 8, 330
PEN = (("#1b1b1b", "", "circle"), ("#8a2a1b", "7 3", "square"), ("#1d4f91", "2 3", "diamond"), ("#505a5f", "9 3 2 3", "circle"))
SOFT, LINE = "#505a5f", "#dcdde0"


def picture(table: Table, anchor: str) -> Element:
    """The picture of a table that has one."""
    assert table.picture is not None
    draw = _lines if table.picture.kind == "lines" else _bars
    height = HEIGHT if table.picture.kind == "lines" else BARS_TOP + table.picture.rows * (BAR + GAP)
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {WIDTH} {height}",
            "width": str(WIDTH),
            "height": str(height),
            "role": "img",
            "aria-labelledby": f"{anchor}-namn {anchor}-ord",
            "font-family": "sans-serif",
            "font-size": "12",
        },
    )
    _text(svg, "title", table.caption, id=f"{anchor}-namn")
    _text(svg, "desc", table.picture.says, id=f"{anchor}-ord")
    draw(svg, table, table.picture)
    return svg


def _text(parent: Element, tag: str, text: str, **given: str) -> None:
    SubElement(parent, tag, {name.replace("_", "-"): value for name, value in given.items()}).text = text


def _draw(parent: Element, tag: str, **given: float | str) -> None:
    told = {name: f"{value:.1f}" if isinstance(value, float) else str(value) for name, value in given.items()}
    SubElement(parent, tag, {name.replace("_", "-"): value for name, value in told.items()})


@dataclass(frozen=True)
class Scale:
    """From nought, or from below it, to a round number above the highest."""

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
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - self.low) / (self.high - self.low))

    def ticks(self) -> Iterator[float]:
        for n in range(round((self.high - self.low) / self.step) + 1):
            yield self.low + n * self.step


def _numbers(cells: Sequence[Cell]) -> list[float | None]:
    return [cell.value if isinstance(cell, Number) else None for cell in cells]


def _lines(svg: Element, table: Table, shown: Picture) -> None:
    rows = table.rows[: shown.rows]
    series = {table.columns[n].heading: _numbers([row[n] for row in rows]) for n in shown.columns}
    values = [value for line in series.values() for value in line if value is not None]
    scale = Scale.over([*values, *(mark.number.value for mark in shown.marks)] or [1.0])
    _grid(svg, scale, shown.unit)
    xs = [LEFT + (WIDTH - LEFT - RIGHT) * n / max(len(rows) - 1, 1) for n in range(len(rows))]
    for at, (x, row) in enumerate(zip(xs, rows, strict=True)):
        if at % (-(-len(rows) // 12)) == 0:
            _text(svg, "text", _short(said(row[0])), x=f"{x:.1f}", y=str(HEIGHT - 14), text_anchor="middle", fill=SOFT)
        if any(row[n] is Absent.HIDDEN for n in shown.columns):
            _text(svg, "text", said(Absent.HIDDEN), x=f"{x:.1f}", y=str(HEIGHT - BOTTOM - 3), text_anchor="middle", fill=SOFT)
    for mark in shown.marks:
        _mark(svg, scale, mark)
    heights = _apart([scale.y(last) for line in series.values() if (last := _last(line)) is not None])
    for pen, (name, line) in zip(PEN, series.items(), strict=False):
        _line(svg, pen, [(x, None if v is None else scale.y(v)) for x, v in zip(xs, line, strict=True)])
        if _last(line) is not None:
            _text(svg, "text", name, x=str(WIDTH - RIGHT + 12), y=f"{heights.pop(0) + 4:.1f}", fill=pen[0])


def _short(month: str) -> str:
    """`januari 2023` below an axis."""
    return month[:3]


def _last(line: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(line) if value is not None), None)


def _apart(heights: Sequence[float]) -> list[float]:
    """The names' heights moved so far apart that they can be read, in the lines' order."""
    order = sorted(range(len(heights)), key=lambda n: heights[n])
    placed = sorted(heights)
    for one, two in pairwise(range(len(placed))):
        placed[two] = max(placed[two], placed[one] + 14)
    return [height for _, height in sorted(zip(order, placed, strict=True))]


def _grid(svg: Element, scale: Scale, unit: str) -> None:
    for tick in scale.ticks():
        y = scale.y(tick)
        _draw(svg, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke=LINE)
        label = said(Number(tick, 0 if tick == int(tick) else 1))
        _text(svg, "text", label, x=str(LEFT - 8), y=f"{y + 4:.1f}", text_anchor="end", fill=SOFT)
    _text(svg, "text", unit, x="4", y="12", fill=SOFT)


def _mark(svg: Element, scale: Scale, mark: Mark) -> None:
    y = scale.y(mark.number.value)
    _draw(svg, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke=SOFT, stroke_dasharray="1 4", stroke_width=2)
    _text(svg, "text", f"{mark.name} {mark.number}", x=str(LEFT + 4), y=f"{y - 4:.1f}", fill=SOFT)


def _line(svg: Element, pen: tuple[str, str, str], points: Sequence[tuple[float, float | None]]) -> None:
    colour, dash, shape = pen
    for absent, run in groupby(points, key=lambda point: point[1] is None):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in run if y is not None)
        if not absent:
            _draw(svg, "polyline", points=path, fill="none", stroke=colour, stroke_width=2, stroke_dasharray=dash or "none")
    for x, y in ((x, y) for x, y in points if y is not None):
        if shape == "circle":
            _draw(svg, "circle", cx=x, cy=y, r=3, fill=colour)
        else:
            turned = f"rotate(45 {x:.1f} {y:.1f})" if shape == "diamond" else "rotate(0)"
            _draw(svg, "rect", x=x - 3, y=y - 3, width=6, height=6, fill=colour, transform=turned)


def _bars(svg: Element, table: Table, shown: Picture) -> None:
    rows, column = table.rows[: shown.rows], shown.columns[0]
    values = _numbers([row[column] for row in rows])
    highest = 100.0 if "%" in shown.unit else max((value for value in values if value), default=1.0)
    _text(svg, "text", shown.unit, x=str(NAMES), y="14", fill=SOFT)
    for n, (row, value) in enumerate(zip(rows, values, strict=True)):
        y = float(BARS_TOP + n * (BAR + GAP))
        name = said(row[0])
        _text(svg, "text", name if len(name) <= 50 else f"{name[:49]}…", x=str(NAMES - 8), y=f"{y + 15:.1f}", text_anchor="end")
        width = (WIDTH - NAMES - 60) * (value or 0.0) / highest
        _draw(svg, "rect", x=NAMES, y=y, width=width, height=BAR, fill=PEN[2][0])
        _text(svg, "text", said(row[column]), x=f"{NAMES + width + 6:.1f}", y=f"{y + 15:.1f}")
