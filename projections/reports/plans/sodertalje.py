"""Södertälje: the funnel from mapping to employment, milestones, placements, ladders, and cycling (snurrar runt)."""

from projections.reports.parts.answers import Answers
from projections.reports.parts.model import Paragraph, Section
from projections.reports.parts.over_time import over_time
from projections.reports.parts.periods import ReportPeriods
from projections.reports.parts.sentences import notes
from projections.reports.parts.side_by_side import across, by_part, side_by_side, with_bars
from projections.reports.parts.waiting import lead_times, shares_of_time

TITLE = "Från kartläggning till anställning"
LEAD = (
    "Uppföljning av Södertälje kommuns rapport Effektivare arbetsmarknadsarbete (KS 17/225): kedjan från kartläggning till "
    "anställning, delmål, placeringar, trappor och de som snurrar runt."
)
FUNNEL = (
    ("Plan", "SOD-1.plan"),
    ("Insats", "SOD-1.insats"),
    ("Placering", "SOD-1.placement"),
    ("Arbetsmarknadsanställning", "SOD-1.ama"),
    ("Anställning", "SOD-1.employment"),
    ("Avslut till arbete eller studier", "SOD-1.outcome"),
)
MILESTONES = (
    ("Delmål som följts upp", "SOD-2.followed"),
    ("Delmål som nåtts i tid", "SOD-2.attained"),
    ("Delmål som fått nytt datum", "SOD-2.redated"),
)
PLACEMENTS = (
    ("Syfte, behov och förväntat utfall före start", "SOD-3"),
    ("Utfall jämfört med det förväntade", "SOD-3.as_expected"),
    ("Utbildad handledare", "SOD-4"),
    ("Genom sociala klausuler", "SOD-12"),
    ("Platser i bruk, av dem som erbjuds", "SOD-4.places"),
)
LADDERS = (
    ("Steg in", "SOD-5.entries"),
    ("Högre steg, %", "SOD-5"),
    ("Lägre steg, %", "SOD-5.down"),
    ("Steg av", "SOD-5.exits"),
    ("Dagar i steget, median", "SOD-5.days"),
)
AGAINST_TEMPLATE = (
    ("Steg som varade så länge som mallen anger", "SOD-5.length"),
    ("Steg utan att ingångskravet var uppfyllt", "SOD-5.entry"),
)
TO_LADDERS_END = (("LT10 Till högre steg", "LT10"), ("Till den anställning som är trappans mål", "SOD-5.goal"))
ROUND = (
    ("Snurrar runt på mätdagen (R4)", "SOD-6"),
    ("Snurrade runt vid periodens början: motiverande insats inom 30 dagar", "SOD-7"),
    ("Varv utan stadigt utfall fram till mätdagen (R3)", "R3"),
    ("Fastnat på mätdagen (R5)", "R5"),
    ("Samma insats igen utan ny plan (R6)", "R6"),
    ("Anvisad fram och tillbaka (R7)", "R7"),
    ("Återinträde inom ett år", "RET-365"),
    ("Återinträde efter arbete eller studier", "RET-365.yes"),
    ("Återinträde efter annat avslut", "RET-365.no"),
)
LOAD = (
    ("Dagar i insatser", "R8.insats_days"),
    ("Dagar inskriven utan insats", "R8.days_without"),
    ("Utförare", "R8.providers"),
    ("Biståndsmånader", "R8.months"),
    ("Försörjningsstöd", "R8.sek"),
)
OTHERS = (
    ("Förebyggande: inget försörjningsstöd inom ett år", "SOD-8"),
    ("En och samma jobbcoach", "SOD-10"),
    ("Dagar utan jobbcoach", "SOD-10.without"),
    ("Byten av jobbcoach", "SOD-10.changes"),
    ("Högre språknivå efter insats", "SOD-13"),
)
PRIORITY = (
    ("Med försörjningsstöd, från ansökan", "SOD-9.support"),
    ("Från inträdet i aktivitetsansvaret", "SOD-9.kaa"),
    ("Från förebyggande överenskommelse", "SOD-9.preventive"),
)


def sections(answers: Answers, periods: ReportPeriods) -> list[Section]:
    return [
        _funnel(answers, periods),
        _milestones(answers, periods),
        _placements(answers, periods),
        _ladders(answers, periods),
        _round(answers, periods),
        _others(answers, periods),
    ]


def _funnel(answers: Answers, periods: ReportPeriods) -> Section:
    reached = shares_of_time(answers, "Nått inom så lång tid från kartläggningen (Kaplan–Meier)", FUNNEL, periods, "within")
    return Section(
        "Från kartläggning till anställning",
        (
            Paragraph("Resor med en kartläggning i perioden. De som ännu är på väg räknas in så länge de följts."),
            with_bars(reached, 2),
            lead_times(answers, "Dagar från kartläggningen", FUNNEL, periods),
            *notes(answers, [key for _, key in FUNNEL]),
        ),
    )


def _milestones(answers: Answers, periods: ReportPeriods) -> Section:
    table = side_by_side(answers, "Delmål som förföll i perioden", MILESTONES, periods)
    parts = tuple(Section(name, tuple(over_time(answers, key, periods))) for name, key in MILESTONES)
    return Section("Mål och delmål", (table,), parts)


def _placements(answers: Answers, periods: ReportPeriods) -> Section:
    return Section(
        "Arbetsplatsplaceringar (APP)",
        (
            side_by_side(answers, "Placeringar", PLACEMENTS, periods),
            by_part(answers, "Placeringar med utbildad handledare, per sektor", "SOD-4", periods, "sector"),
            by_part(answers, "Platser i bruk av dem som erbjuds, per sektor", "SOD-4.places", periods, "sector"),
            by_part(answers, "Platser i bruk av dem som erbjuds, per arbetsgivare", "SOD-4.places", periods, "employer"),
            by_part(answers, "Genom sociala klausuler, per kontrakt", "SOD-12", periods, "contract"),
            *notes(answers, [key for _, key in PLACEMENTS]),
        ),
    )


def _ladders(answers: Answers, periods: ReportPeriods) -> Section:
    steps = by_part(answers, "Trappsteg som följdes av ett högre inom tolv månader, per trappa", "SOD-5", periods, "ladder")
    return Section(
        "Trappor",
        (
            across(answers, "Trapporna", LADDERS, periods, "ladder"),
            with_bars(steps),
            side_by_side(answers, "Stegen mot trappornas mallar", AGAINST_TEMPLATE, periods),
            lead_times(answers, "Dagar till nästa högre steg och till målet", TO_LADDERS_END, periods),
            shares_of_time(answers, "Framme vid målet inom (Kaplan–Meier)", TO_LADDERS_END[1:], periods, "within"),
            *notes(answers, [key for _, key in (*LADDERS, *AGAINST_TEMPLATE, *TO_LADDERS_END)]),
        ),
    )


def _round(answers: Answers, periods: ReportPeriods) -> Section:
    return Section(
        "De som snurrar runt",
        (
            side_by_side(answers, "Snurrar runt", ROUND, periods),
            side_by_side(answers, "Belastning i tillbakablicken, medel per person", LOAD, periods),
            *notes(answers, [key for _, key in (*ROUND, *LOAD)]),
        ),
    )


def _others(answers: Answers, periods: ReportPeriods) -> Section:
    return Section(
        "Förebyggande arbete, prioritering, jobbcoach och språk",
        (
            side_by_side(answers, "Övriga mått", OTHERS, periods),
            lead_times(answers, "Ansökan till insats, per prioriterad grupp", PRIORITY, periods),
            by_part(answers, "Avslut till arbete eller studier, efter födelseland", "OUT-0.kas", periods, "born"),
            *notes(answers, [key for _, key in (*PRIORITY, *OTHERS)]),
        ),
    )
