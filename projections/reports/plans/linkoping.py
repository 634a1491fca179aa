"""Linköping: plans in four tiers, full-time activity, lead times from the first application, outcomes and support."""

from projections.reports.parts.answers import Answers
from projections.reports.parts.model import Paragraph, Section
from projections.reports.parts.over_time import over_time
from projections.reports.parts.periods import ReportPeriods
from projections.reports.parts.sentences import notes
from projections.reports.parts.side_by_side import by_part, side_by_side, with_bars
from projections.reports.parts.waiting import against_year_before, lead_times, shares_of_time

TITLE = "Alla behövs. Alla bidrar."
LEAD = (
    "Uppföljning av Linköpings kommuns arbetsmarknadsprogram (KS 2021-799): planering i fyra nivåer, heltidsaktivering, "
    "ledtider från ansökan, utfall och ekonomiskt bistånd."
)
TIERS = (
    ("Nivå 1: har en plan", "LIN-1.t1"),
    ("Nivå 2: planen leder mot arbete eller studier", "LIN-1.t2"),
    ("Nivå 3: med tidsatt delmål", "LIN-1.t3"),
    ("Nivå 4: uppföljd de senaste 90 dagarna", "LIN-1.t4"),
)
FULL_TIME = (
    ("Planerad heltid", "LIN-2.planned"),
    ("Planerad heltid, av de inskrivna", "LIN-2.planned.enrolled"),
    ("Närvaro på heltid", "LIN-2.attended"),
    ("Närvaro på heltid, av de inskrivna", "LIN-2.attended.enrolled"),
)
LEAD_TIMES = (
    ("LT1 Ansökan till beslut", "LT1"),
    ("LIN-3 Ansökan till insats", "LIN-3"),
    ("LT4a Ansökan till bokad tid", "LT4.booked"),
    ("LT4b Ansökan till erbjuden insats", "LT4.offered"),
    ("LT5a Anvisning till inskrivning", "LT5a"),
    ("LT5b Anvisning till kartläggning", "LT5b"),
    ("LT5c Anvisning till plan", "LT5c"),
    ("LT5d Anvisning till insats", "LT5d"),
    ("LT5e Anvisning till placering", "LT5e"),
    ("LT5f Anvisning till anställning", "LT5f"),
    ("LT13 Ansökan till självförsörjning", "LT13"),
    ("LT14 Stödperiodens längd", "LT14"),
    ("LT6 Inskrivning till avslut", "LT6"),
)
SAME_DAY = (("Bokad tid samma dag", "LIN-4.booked"), ("Erbjuden insats samma dag", "LIN-4.offered"))
OUTCOMES = (
    ("Avslut till arbete eller studier", "LIN-5"),
    ("Varaktigt: 90 dagar och ett år efter", "LIN-10"),
    ("Föräldrar: avslut till arbete eller studier", "LIN-9"),
    ("Barn i deras hushåll", "LIN-9.children"),
    ("Barn i hushåll med försörjningsstöd", "KIDS-SUPPORT"),
)
SUPPORT = (
    ("Biståndsmånader", "LIN-6.months"),
    ("Utbetalt bistånd", "LIN-6.sek"),
)
PARITY = (
    ("Kvot kvinnor/män i LIN-5", "LIN-6.parity_sex"),
    ("Kvot utrikes/inrikes födda i LIN-5", "LIN-6.parity_born"),
)
DEMANDS = (
    ("Ogiltig frånvaro", "LIN-7.persons"),
    ("Ogiltig frånvaro: stödet nedsatt eller nekat inom 60 dagar", "LIN-7.restricted"),
    ("Platser i bruk", "LIN-8"),
    ("Andel av dem som erbjuds", "LIN-8.share"),
)
_AMBIGUOUS = (
    "Programmet anger 70 % för ”merparten” men inget tal för ”den absoluta merparten” (heltidsaktivering), och är inte "
    "entydigt om vilka som räknas: de som finns inom nämndens verksamhetsområde eller de som ansöker."
)


def sections(answers: Answers, periods: ReportPeriods) -> list[Section]:
    return [_plans(answers, periods), _full_time(answers, periods), _waiting(answers, periods), _outcomes(answers, periods)]


def _plans(answers: Answers, periods: ReportPeriods) -> Section:
    tiers = side_by_side(answers, "Arbetsmarknadsplanering: fyra nivåer, var och en inom den före", TIERS, periods)
    parts = tuple(Section(name, tuple(over_time(answers, key, periods))) for name, key in TIERS)
    return Section("Arbetsmarknadsplanering", (Paragraph(_AMBIGUOUS, is_note=True), with_bars(tiers)), parts)


def _full_time(answers: Answers, periods: ReportPeriods) -> Section:
    table = side_by_side(answers, "Heltidsaktivering", FULL_TIME, periods)
    demands = side_by_side(answers, "Krav och platser", DEMANDS, periods)
    reservations = notes(answers, [key for _, key in (*FULL_TIME, *DEMANDS)])
    return Section("Heltidsaktivering, krav och platser", (table, demands, *reservations))


def _waiting(answers: Answers, periods: ReportPeriods) -> Section:
    return Section(
        "Ledtider",
        (
            lead_times(answers, "Ledtider", LEAD_TIMES, periods),
            against_year_before(answers, "Ledtider mot samma månader året före", LEAD_TIMES, periods),
            shares_of_time(answers, "Stödperiodens längd", LEAD_TIMES[-2:-1], periods, "bands"),
            shares_of_time(answers, "Inskrivningstid vid avslut", LEAD_TIMES[-1:], periods, "bands"),
            side_by_side(answers, "Samma dag som första ansökan", SAME_DAY, periods),
            *notes(answers, [key for _, key in (*LEAD_TIMES, *SAME_DAY)]),
        ),
    )


def _outcomes(answers: Answers, periods: ReportPeriods) -> Section:
    return Section(
        "Utfall och bistånd",
        (
            side_by_side(answers, "Utfall vid och efter avslut", OUTCOMES, periods),
            by_part(answers, "Avslut till arbete eller studier, efter födelseland", "LIN-5", periods, "born"),
            side_by_side(answers, "Ekonomiskt bistånd", SUPPORT, periods),
            side_by_side(answers, "Likvärdighet", PARITY, periods),
            *notes(answers, [key for _, key in (*OUTCOMES, *SUPPORT, *PARITY)]),
        ),
        (Section("Avslut till arbete eller studier över tid", tuple(over_time(answers, "LIN-5", periods))),),
    )
