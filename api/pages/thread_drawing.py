"""A thread's picture as SVG. Each bar or mark links to its row in the table below."""

from xml.etree.ElementTree import Element

from markupsafe import Markup

from api.pages.picture import BAR, WIDTH, Bar, DayMark, ThreadPicture
from projections.html.drawing import draw, drawing, markup, shortened

AXIS_TOP, YEARS_AT = 24, 18
INDENT = 14
"""The indentation of spells within a journey."""
LONGEST_LABEL = 42
"""The maximum number of characters of a label in the picture; the table shows the whole label."""


def svg_thread(picture: ThreadPicture) -> Markup:
    svg = drawing(
        class_="thread",
        viewBox=f"0 0 {WIDTH} {picture.height}",
        role="group",
        aria_label="Tråden på en tidsaxel; samma uppgifter står i tabellen under",
    )
    for tick in picture.ticks:
        draw(svg, "line", class_="tick", x1=tick.x, y1=AXIS_TOP, x2=tick.x, y2=picture.height)
        draw(svg, "text", tick.label, class_="year", x=tick.x + 3, y=YEARS_AT)
    for bar in picture.bars:
        _bar(svg, bar)
    if picture.marks:
        draw(svg, "text", "Dagar", class_="label", x=0, y=picture.marks_y + 4, aria_hidden="true")
    for mark in picture.marks:
        _mark(svg, mark)
    return markup(svg)


def _bar(svg: Element, bar: Bar) -> None:
    row, is_within = bar.row, bar.row.what == "enrolment"
    label, x = ("label within", INDENT) if is_within else ("label", 0)
    draw(svg, "text", shortened(row.label, LONGEST_LABEL), class_=label, x=x, y=bar.y + 12, aria_hidden="true")
    outcome = f", {row.outcome}" if row.outcome else ""
    link = draw(
        svg, "a", href=f"#{row.name}", aria_label=f"{row.label}: {row.began_on} till {row.ended_on or 'pågår'}{outcome}"
    )
    look = f"what-{row.what}" if row.ended_on else f"what-{row.what} open"
    draw(link, "rect", class_=look, x=bar.x, y=bar.y, width=bar.width, height=BAR, rx=2)
    if not row.ended_on:
        draw(link, "path", class_="on", d=f"M{bar.x + bar.width:.1f} {bar.y} l8 8 l-8 8 z")


def _mark(svg: Element, mark: DayMark) -> None:
    event = mark.day.moment
    says = f": {event.says}" if event.says else ""
    link = draw(svg, "a", href=f"#{mark.day.name}", aria_label=f"{event.on} {event.label}{says}")
    draw(link, "circle", class_="target", cx=mark.x, cy=mark.y, r=12)
    draw(link, "path", class_="mark", d=f"M{mark.x} {mark.y - 7} l6 7 l-6 7 l-6 -7 z")
