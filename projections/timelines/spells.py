"""The spells of a thread, in words: enrolments, insatser, placements, studies, work, referrals, support. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from domain.calendar import month_end, month_number
from domain.events.event import Event
from domain.events.support import SupportPaid
from domain.events.way import Enrolled, ReEntered
from domain.participant.thread import Activity, Application, Employment, Enrolment, Referral, Study, Thread
from domain.vocabulary.code_lists import label
from domain.vocabulary.ladders import ladder_name, step_title
from domain.vocabulary.text import Lang, Text
from projections.facts.ids import Ids


@dataclass(frozen=True)
class TimelineSpell:
    """A spell, ended or still open. `ended_on` is the last day in it; None: it is open."""

    what: str
    label: str
    began_on: date
    ended_on: date | None
    outcome: str = ""
    code: str | None = None
    id: str | None = None
    unit: str | None = None
    events: tuple[str, ...] = ()


def spells(thread: Thread, lang: Lang) -> Iterator[TimelineSpell]:
    for insats in thread.insatser:
        yield _activity("insats", "insats_code", insats.start.insats, insats.start.insats_id, insats, lang)
    for placement in thread.placements:
        yield _activity("placement", "placement_form", placement.start.form, placement.start.placement_id, placement, lang)
    for study in thread.studies:
        yield _study(study, lang)
    for job in thread.employments:
        yield _employment(job, lang)
    ids = Ids(thread)
    entered = _entered(thread.enrolments, ids)
    for referral in thread.referrals:
        own = ids.own("referral", referral.start, referral.start.referral_id)
        yield _referral(referral, entered.get(own), lang)
    for application in thread.applications:
        yield _application(application, lang)
    yield from _support(thread.payments, lang)


def exit_outcome(enrolment: Enrolment, lang: Lang) -> str:
    if enrolment.end is None:
        return ""
    if (reason := enrolment.end.reason) is None:
        return Text("utan orsak", "no reason given")[lang]
    return f"{reason} {label('exit_reason', reason, lang)}"


def enrolment_spell(spell: Enrolment, lang: Lang) -> TimelineSpell:
    start, reason = spell.start, spell.end.reason if spell.end else None
    title = (Text("Inskriven, ", "Enrolled, ")[lang]) + start.unit
    return timeline_spell("enrolment", title, spell, exit_outcome(spell, lang), reason, start.enrolment_id, start.unit)


def timeline_spell(
    what: str, title: str, spell: Any, outcome: str, code: str | None, name: str, unit: str | None = None
) -> TimelineSpell:
    events = (spell.start.id, spell.end.id) if spell.end else (spell.start.id,)
    return TimelineSpell(what, title, spell.began_on, spell.ended_on, outcome, code, name, unit, events)


def _activity(what: str, codes: str, code: str, name: str, spell: Activity[Any, Any], lang: Lang) -> TimelineSpell:
    start, end = spell.start, spell.end
    title = ", ".join(filter(None, (label(codes, code, lang), start.programme)))
    if start.ladder is not None:
        step = f": {step_title(start.ladder, start.step, lang)}" if start.step is not None else ""
        title += f" ({ladder_name(start.ladder, lang)}{step})"
    return timeline_spell(what, title, spell, _result(end, lang), code, name, spell.unit)


def _result(end: Any, lang: Lang) -> str:
    return label("result", end.result, lang).lower() if end else ""


def _study(spell: Study, lang: Lang) -> TimelineSpell:
    start = spell.start
    aid = f", {start.labels['student_aid'][lang]}" if start.student_aid else ""
    title = label("programme", start.programme, lang) + aid
    return timeline_spell("study", title, spell, _result(spell.end, lang), start.programme, start.study_id)


def _employment(spell: Employment, lang: Lang) -> TimelineSpell:
    start = spell.start
    part = f", {start.extent:g} %" if start.extent is not None else ""
    return timeline_spell(
        "employment", label("employment_form", start.form, lang) + part, spell, "", start.form, start.employment_id
    )


def _entered(enrolments: Sequence[Enrolment], ids: Ids) -> Mapping[str | None, Enrolled | ReEntered]:
    """Returns, for each referral, the first enrolment that names it."""
    starts = (enrolment.start for enrolment in reversed(enrolments))
    return {ids.named("referral", start, start.referral_id): start for start in starts}


def _referral(spell: Referral, entered: Enrolled | ReEntered | None, lang: Lang) -> TimelineSpell:
    """Describes a referral. It lasts until it is closed, else until the enrolment that names it."""
    start, end = spell.start, spell.end
    title = f"{start.labels['from_party'][lang].capitalize()} {label('party', start.from_party, lang)} → {start.to_unit}"
    if end is not None or entered is None:
        outcome = label("referral_outcome", end.outcome, lang).lower() if end else (Text("väntar", "waiting")[lang])
        return timeline_spell("referral", title, spell, outcome, start.from_party, start.referral_id, start.to_unit)
    return TimelineSpell(
        "referral",
        title,
        start.on,
        entered.on,
        entered.text[lang],
        start.from_party,
        start.referral_id,
        start.to_unit,
        (start.id, entered.id),
    )


def _application(spell: Application, lang: Lang) -> TimelineSpell:
    """Describes an application. It lasts until it is first decided or it ends, whichever is earlier."""
    start = spell.start
    again = "" if start.new_visit else Text(" (inte nybesök)", " (not a new visit)")[lang]
    title = start.text[lang].capitalize() + again
    decided = next(iter(spell.decisions), None)
    ends: list[Event] = [end for end in (decided, spell.end) if end is not None]
    last = min(ends, key=lambda event: event.on, default=None)
    decisions = ", ".join(label("decision_outcome", decision.outcome, lang).lower() for decision in spell.decisions)
    events = (start.id, *(decision.id for decision in spell.decisions), *((spell.end.id,) if spell.end else ()))
    outcome = decisions or (spell.end.text[lang] if spell.end else "")
    return TimelineSpell(
        "application", title, start.on, last.on if last else None, outcome, None, start.application_id, None, events
    )


def _support(payments: Sequence[SupportPaid], lang: Lang) -> Iterator[TimelineSpell]:
    """Yields one spell per run of consecutive months with support."""
    paid_in: dict[date, list[SupportPaid]] = {}
    for payment in sorted(payments, key=lambda p: (p.month, p.on, p.id)):
        paid_in.setdefault(date.fromisoformat(f"{payment.month}-01"), []).append(payment)
    for _, run in groupby(enumerate(paid_in), key=lambda pair: month_number(pair[1]) - pair[0]):
        days = [day for _, day in run]
        paid = [payment for day in days for payment in paid_in[day]]
        kronor = f"{sum(p.amount for p in paid):,.0f}".replace(",", "\N{NO-BREAK SPACE}")
        count = Text(f"{len(days)} mån", f"{len(days)} months")[lang]
        title = Text("Försörjningsstöd", "Income support")[lang]
        yield TimelineSpell(
            "support", title, days[0], month_end(days[-1]), f"{count}, {kronor} kr", events=tuple(p.id for p in paid)
        )
