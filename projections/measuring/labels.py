"""Labels of the codes of measures, cases and figures in both languages, shared by all interfaces."""

from collections.abc import Mapping

from domain.participant.folding import RULES, Rules
from domain.vocabulary.plurals import counted
from domain.vocabulary.text import Lang, Text
from projections.measuring.measure import Measure
from projections.rules.scope import Length
from projections.rules.windows import by_date

_WHY: Mapping[str, Text] = {
    "works": Text("hade ett arbete som räknas", "had work that counts"),
    "studies": Text("studerade med studiemedel", "studied with student aid"),
    "placement_counts": Text("hade en extratjänst, som räknas här", "had an extratjänst, which counts here"),
    "month_not_over": Text("arbetet har ännu inte varat en månad", "the work has not yet lasted a month"),
    "followed_up": Text("enligt uppföljningen närmast dagen", "by the follow-up nearest the day"),
    "enrolled": Text("var inskriven", "was enrolled"),
    "in_insats": Text("deltog i en insats", "took part in an insats"),
    "in_placement": Text("hade en placering", "had a placement"),
    "work_does_not_count": Text("hade ett arbete som inte räknas", "had work that does not count"),
    "study_does_not_count": Text("studerade utan studiemedel", "studied without student aid"),
    "has_support": Text("hade försörjningsstöd den månaden", "had income support that month"),
    "dead": Text("hade avlidit", "had died"),
    "nothing_known": Text("inget är känt om den dagen", "nothing is known of that day"),
    "named_employment": Text("enligt anställningen som avslutet anger", "by the employment that the exit names"),
    "exit_reason": Text("enligt avslutsorsaken", "by the exit's reason"),
    "no_reason": Text("avslutet saknar orsak", "the exit has no reason"),
    "window_not_over": Text("fönstret har ännu inte gått ut", "the window is not over yet"),
    "exit_not_standing": Text(
        "avslutet kan ännu bli en övergång ({gap} har inte gått)",
        "the exit may still turn out to be a transfer ({gap} have not passed)",
    ),
    "left_unknown": Text(
        "lämnade kommunen eller livet; utan känt utfall räknas nej",
        "left; with no known outcome counts as no",
    ),
    "left_excluded": Text("lämnade kommunen eller livet; räknas inte i denna vy", "left; is not counted in this view"),
    "returned": Text("kom tillbaka inom fönstret", "came back within the window"),
    "not_returned": Text("kom inte tillbaka inom fönstret", "did not come back within the window"),
    "has_it": Text("har det som räknas", "has what is counted"),
    "has_it_not": Text("har inte det som räknas", "has not what is counted"),
    "completed": Text("har kommit fram", "has arrived"),
    "waiting": Text("väntar ännu", "is still waiting"),
    "withdrawn": Text("avbröt väntan", "withdrew from waiting"),
    "under_way": Text("pågick redan", "was already under way"),
    "not_recorded": Text("det som avgör har aldrig registrerats", "what decides it was never recorded"),
    "is_counted": Text("räknas", "is counted"),
    "left_frame": Text("flyttade ut inom ramtiden utan att ha fullföljt", "moved out within the time without having completed"),
    "no_exit_near": Text("inget avslut nära stödets slut", "no exit near the end of the support"),
    "support_goes_on": Text("stödet upphörde inte i perioden", "the support did not end in the period"),
    "has_support_again": Text("fick försörjningsstöd däremellan", "had income support in between"),
    "not_delivered": Text(
        "går inte att veta: det som avgör är inte levererat", "cannot be known: what decides it was not delivered"
    ),
    "turn": Text("avslutades utan stadigt utfall och började om", "ended without a stable outcome and began again"),
    "no_new_journey": Text("började inte om", "did not begin again"),
    "stable_outcome": Text("fick ett stadigt utfall", "had a stable outcome"),
}

OUTCOMES: Mapping[str, Text] = {
    "yes": Text("ja", "yes"),
    "no": Text("nej", "no"),
    "unknown": Text("okänt", "unknown"),
    "immature": Text("ännu ej mätbart", "not yet measurable"),
    "excluded": Text("räknas inte", "excluded"),
    "completed": Text("framme", "completed"),
    "waiting": Text("väntar", "waiting"),
    "withdrawn": Text("avbröt", "withdrawn"),
    "under_way": Text("pågick redan", "under way"),
}
UNITS: Mapping[str, Text] = {
    "percent": Text.same("%"),
    "persons": Text("personer", "persons"),
    "days": Text("dagar", "days"),
    "turns": Text("varv", "turns"),
    "insatser": Text.same("insatser"),
    "placements": Text("placeringar", "placements"),
    "months": Text("månader", "months"),
    "kronor": Text.same("kronor"),
    "children": Text("barn", "children"),
    "steps": Text("steg", "steps"),
    "providers": Text("utförare", "providers"),
    "referrals": Text("anvisningar", "referrals"),
    "changes": Text("byten", "changes"),
    "journeys": Text("resor", "journeys"),
    "appointments": Text("besök", "appointments"),
    "ratio": Text("kvot", "ratio"),
}
"""The units of values."""
HIDDEN = ".."
"""Shown instead of a hidden number, as in Swedish statistics."""
_SHAPES: Mapping[str, Text] = {
    "share": Text("andel", "share"),
    "count": Text("antal", "count"),
    "sum": Text("summa", "sum"),
    "mean": Text("medel per fall", "mean a case"),
    "ratio": Text("kvot mellan två andelar", "ratio of two shares"),
    "lead_time": Text("ledtid; värdet är medianen av dem som är framme", "lead time; the value is the median of the completed"),
}
_YEARS: Mapping[str, Text] = {
    "mean": Text("medel av månaderna", "mean of the months"),
    "december": Text("december, eller periodens sista månad", "December, or the period's last month"),
    "sum": Text("summan av månaderna", "sum of the months"),
    "cohort": Text("hela periodens fall tillsammans", "all the period's cases together"),
    "as_of": Text("mätdagen, oavsett period", "the day it is measured, whatever period"),
}
_DIRECTIONS: Mapping[str, Text] = {
    "up": Text("öka", "rise"),
    "down": Text("minska", "fall"),
    "keep": Text("bibehålla", "hold"),
}
_STATUS: Mapping[str, Text] = {
    "final": Text("slutlig", "final"),
    "preliminary": Text("preliminär", "preliminary"),
    "incomplete": Text("ofullständig", "incomplete"),
    "not_delivered": Text("inte levererad", "not delivered"),
}
_BASIS: Mapping[str, Text] = {
    "undeclared": Text("inget är sagt om vad som levererats", "nothing is stated of what was delivered"),
    "assumed": Text("antagna leveranser", "assumed deliveries"),
    "declared": Text("leveranser", "deliveries"),
}
_WHOLE_OR_PART: Mapping[str, Text] = {"all": Text("alla", "all"), "K": Text("kvinnor", "women"), "M": Text("män", "men")}


def hidden(lang: Lang) -> str:
    """Explains the sign `HIDDEN`."""
    return Text("dolt: små antal", "hidden: small counts")[lang]


# fmt: off
_DAYS: Mapping[str, str] = {
    "absent_on": "frånvaro", "again_on": "började om", "agreed_on": "överenskommelse", "back_on": "åter",
    "before_on": "före", "began_on": "började", "born_on": "född",
    "compensated_on": "ersättning", "cut_on": "klipps", "day_after": "dagen efter",
    "day_before": "dagen före", "due_on": "ska nås", "early_on": "först prövad", "ended_on": "slutade",
    "ended_registered_on": "slutet registrerat", "ends_on": "slutar", "exit_on": "avslut", "first_coach_on": "första coach",
    "first_on": "första", "followed_on": "uppföljd", "frame_on": "ramtiden slut", "from_month": "från", "from_on": "från",
    "gained_on": "högre nivå", "last_began_on": "sista började", "last_ended_on": "sista slutade", "last_on": "sista",
    "left_on": "lämnade", "month": "månad", "moved_on": "flyttad", "next_on": "nästa", "on": "", "plan_on": "plan",
    "planned_end_on": "planerat slut", "reached_on": "nådd", "registered_on": "registrerad", "sfi_on": "sfi",
    "sick_on": "sjukskriven",
    "since": "sedan", "since_on": "sedan", "spell_began": "perioden började", "spell_ended": "perioden slutade",
    "stable_on": "stadigt", "stuck_since": "fast sedan", "talk_on": "samtal", "to_on": "till", "withdrawn_on": "avbröts",
}
# fmt: on
"""Swedish names of the days that decided a case; other days are shown in Swedish by the date alone."""


def days(decided: Mapping[str, object], lang: Lang) -> str:
    """Formats the days that decided a case, each with its name."""
    return ", ".join(f"{_day_name(name)[lang]} {day}".strip() for name, day in decided.items())


def _day_name(name: str) -> Text:
    return Text(_DAYS.get(name, ""), name.removesuffix("_on").replace("_", " "))


def why(code: str, lang: Lang, rules: Rules = RULES) -> str:
    return _WHY[code][lang].format(gap=counted(rules.journey_gap_days, "day", lang))


def outcome(code: str, lang: Lang) -> str:
    return OUTCOMES[code][lang]


def unit(code: str, lang: Lang) -> str:
    return UNITS[code][lang]


def status(code: str, lang: Lang) -> str:
    return _STATUS[code][lang]


def basis(code: str, lang: Lang) -> str:
    return _BASIS[code][lang]


def shape(code: str, lang: Lang) -> str:
    return _SHAPES[code][lang]


def year_value(code: str, lang: Lang) -> str:
    """Returns how a year's value is computed."""
    return _YEARS[code][lang]


def direction(code: str | None, lang: Lang) -> str:
    """Returns the desired direction of a value; empty if no direction is stated."""
    return _DIRECTIONS[code][lang] if code else ""


def whose(code: str, lang: Lang) -> str:
    """Returns the group that a published value covers: all, women or men."""
    return _WHOLE_OR_PART[code][lang]


def decimals(value: float, unit_code: str) -> int:
    """Returns the number of decimals: 1 for shares and means, 2 for ratios and appointments a month, 0 for whole numbers."""
    if unit_code in ("ratio", "appointments"):
        return 2
    return 0 if unit_code != "percent" and value == int(value) else 1


def amount(value: float, unit_code: str, lang: Lang) -> str:
    """Formats a value with the decimals of its unit."""
    return number(value, decimals(value, unit_code), lang)


def out_of(measure: Measure, judged: int | None, lang: Lang) -> str:
    """Returns the suffix of a count that is shown with its total; empty for other values."""
    return f" {Text('av', 'of')[lang]} {number(judged, 0, lang)}" if measure.of_all and judged is not None else ""


def number(value: float, places: int, lang: Lang) -> str:
    """Formats a number; in Swedish with a no-break space between thousands, a decimal comma and a minus sign."""
    en = f"{value:z,.{places}f}"  # z: no minus sign on a value that rounds to zero
    return Text(en.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",").replace("-", "−"), en)[lang]


def goal(measure: Measure, lang: Lang) -> str:
    """Returns the direction, and the target with its deadline, where the document states them."""
    parts = [direction(measure.direction, lang)]
    if measure.target is not None:
        parts.append(f"{Text('till', 'to')[lang]} {amount(measure.target, measure.unit, lang)}")
    if measure.deadline is not None:
        parts.append(f"{Text('senast', 'by')[lang]} {measure.deadline}")
    return " ".join(part for part in parts if part)


def window(of: Length, lang: Lang) -> str:
    """Formats days, or months or years by date (`6mo`, `1y`); empty if there is no window."""
    if isinstance(of, int):
        return counted(of, "day", lang) if of else ""
    number, noun = by_date(of)
    how = Text(" efter, till datum", " after, by date") if noun == "month" else Text(", räknat på datum", ", by date")
    return counted(number, noun, lang) + how[lang]


def grace(days: int, lang: Lang) -> str:
    """Returns how long a figure is preliminary."""
    return Text(f"till {days} dagar efter fönstret", f"until {days} days after the window")[lang]
