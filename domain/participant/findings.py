"""The kinds of findings [avvikelser], with sentences for caseworkers. Hard findings refuse, soft findings are reported.

The list is events.md §4. In a sentence, `{kind}` and `{on}` are the event's, `{detail}` is the id or value concerned.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.participant.follow_ups import DAYS_AFTER_EXIT
from domain.vocabulary.text import Text

LATE_DAYS = 30
"""An event registered more than this many days after its day is late (events.md §4)."""
QUIET_DAYS = 30
"""An open enrolment without activity for more than this many days is quiet (events.md §4)."""

EXTENDED_HOLIDAY_MONTHS = 4
"""Extended holiday work [förlängt feriearbete] lasts at most this long (Enköping's answer of 2020, row 13)."""


@dataclass(frozen=True)
class FindingKind:
    code: str
    hard: bool
    text: Text


def _hard(code: str, text: Text) -> FindingKind:
    return FindingKind(code, True, text)


def _soft(code: str, text: Text) -> FindingKind:
    return FindingKind(code, False, text)


_ALL = (
    _hard(
        "not_registered",
        Text(
            "Deltagaren är inte registrerad; därför kan ”{kind}” {on} inte gälla någon.",
            "The participant is not registered, so “{kind}” on {on} can be about nobody.",
        ),
    ),
    _hard(
        "absorbs_nobody",
        Text(
            "Nyckeln som skulle gå upp i deltagaren är inte registrerad, så det finns inget att sammanföra.",
            "The key that was to become part of the participant is not registered, so there is nothing to merge.",
        ),
    ),
    _hard(
        "registered_twice",
        Text("Deltagaren är redan registrerad.", "The participant is already registered."),
    ),
    _hard(
        "ends_without_start",
        Text("”{kind}” {on} avslutar {detail}, som aldrig har börjat.", "“{kind}” on {on} ends {detail}, which never began."),
    ),
    _hard(
        "ends_before_start",
        Text(
            "”{kind}” {on} avslutar {detail} före den dag då det började.",
            "“{kind}” on {on} ends {detail} before the day it began.",
        ),
    ),
    _hard(
        "second_ending",
        Text(
            "{detail} är redan avslutad; ”{kind}” {on} avslutar den en gång till.",
            "{detail} has already ended; “{kind}” on {on} ends it again.",
        ),
    ),
    _hard(
        "second_start",
        Text(
            "{detail} har redan börjat; ”{kind}” {on} börjar den en gång till.",
            "{detail} has already begun; “{kind}” on {on} begins it again.",
        ),
    ),
    _hard(
        "same_id_in_both",
        Text(
            "{detail} finns under två nycklar, och en deltagare kan inte ha båda.",
            "{detail} stands under two keys, and one participant cannot have both.",
        ),
    ),
    _hard(
        "begins_after_death",
        Text(
            "”{kind}” {on} börjar efter att deltagaren har avlidit.", "“{kind}” on {on} begins after the participant has died."
        ),
    ),
    _hard(
        "unknown_plan",
        Text(
            "”{kind}” {on} gäller planen {detail}, som inte var beslutad den dagen.",
            "“{kind}” on {on} is about the plan {detail}, which had not been decided that day.",
        ),
    ),
    _hard(
        "corrects_nothing",
        Text(
            "Rättelsen gäller {detail}, som inte är en händelse för deltagaren.",
            "The correction is of {detail}, which is no event of this participant.",
        ),
    ),
    _hard(
        "corrects_a_correction",
        Text(
            "{detail} är en makulering; en rättelse kan inte rättas.",
            "{detail} is a retraction; a correction cannot be corrected.",
        ),
    ),
    _hard(
        "already_corrected",
        Text(
            "{detail} är redan rättad; det som kan rättas är det som står i dess ställe.",
            "{detail} has already been corrected; what can be corrected is what stands in its place.",
        ),
    ),
    _hard(
        "replaces_another_kind",
        Text("Rättelsen är av ett annat slag än {detail}.", "The correction is of another kind than {detail}."),
    ),
    _hard(
        "replaces_another_id",
        Text(
            "Rättelsen gäller något annat än {detail}: id stämmer inte.",
            "The correction is about something else than {detail}: the ids differ.",
        ),
    ),
    _hard(
        "already_merged",
        Text(
            "{detail} är deltagaren själv eller redan sammanförd med någon.",
            "{detail} is the participant or has already been merged with somebody.",
        ),
    ),
    _hard(
        "not_merged",
        Text(
            "{detail} är inte sammanförd med deltagaren, så det finns inget att häva.",
            "{detail} is not merged with the participant, so there is nothing to undo.",
        ),
    ),
    _soft(
        "impossible_value",
        Text(
            "”{kind}” med id {id} säger något som inte kan vara ({detail}) och som inte räknas. "
            "Rätta eller makulera händelsen.",
            "“{kind}” with the id {id} says what cannot be ({detail}) which does not count. Correct it or retract it.",
        ),
    ),
    _soft(
        "impossible_reference",
        Text(
            "”{kind}” med id {id} säger något som inte kan vara ({detail}) och som inte räknas. "
            "Registrera värdet på nytt, med ett annat id.",
            "“{kind}” with the id {id} says what cannot be ({detail}) which does not count. Register it anew, with another id.",
        ),
    ),
    _hard(
        "of_several_sources",
        Text(
            "Flera källor har det som nämns: {detail}. Ange vilken källa som menas (of_source).",
            "Several sources have what is named: {detail}. Say which source is meant (of_source).",
        ),
    ),
    _soft(
        "names_nothing_known",
        Text("”{kind}” {on} nämner {detail}, som inte finns.", "“{kind}” on {on} names {detail}, which is not known."),
    ),
    _soft(
        "outside_enrolment",
        Text(
            "Insatsen {detail} började {on} utan att deltagaren var inskriven.",
            "The insats {detail} began on {on} while the participant was not enrolled.",
        ),
    ),
    _soft(
        "overlapping_enrolments",
        Text(
            "Deltagaren skrevs in {on} på {detail}, där hen redan var inskriven.",
            "The participant was enrolled on {on} at {detail} while already enrolled there.",
        ),
    ),
    _soft(
        "exit_without_reason",
        Text("Avslutet {on} saknar orsak, så utfallet är okänt.", "The exit on {on} has no reason, so its outcome is unknown."),
    ),
    _soft(
        "no_activity",
        Text(
            f"Ingen aktivitet på mer än {QUIET_DAYS} dagar i en öppen inskrivning, efter {{on}}.",
            f"No activity for more than {QUIET_DAYS} days in an open enrolment, after {{on}}.",
        ),
    ),
    _soft(
        "is_re_entry",
        Text("Inskrivningen {on} är ett återinträde enligt datumen.", "The enrolment on {on} is a re-entry by its dates."),
    ),
    _soft(
        "extended_holiday_long",
        Text(
            f"Det förlängda feriearbetet {{detail}}, som började {{on}}, varar längre än {EXTENDED_HOLIDAY_MONTHS} månader.",
            f"The extended holiday work {{detail}}, begun on {{on}}, lasts longer than {EXTENDED_HOLIDAY_MONTHS} months.",
        ),
    ),
    _soft(
        "code_not_valid",
        Text("Koden {detail} gällde inte {on} (”{kind}”).", "The code {detail} was not valid on {on} (“{kind}”)."),
    ),
    _soft(
        "registered_late",
        Text("”{kind}” {on} registrerades {detail} dagar efteråt.", "“{kind}” on {on} was registered {detail} days later."),
    ),
    _soft(
        "planned",
        Text("”{kind}” {on} är planerad och har inte hänt än.", "“{kind}” on {on} is planned and has not happened yet."),
    ),
    _soft(
        "before_birth",
        Text("”{kind}” {on} är före födelsedagen {detail}.", "“{kind}” on {on} is before the date of birth, {detail}."),
    ),
    _soft(
        "no_follow_up",
        Text(
            f"Uppföljning {DAYS_AFTER_EXIT} dagar efter avslutet {{on}} saknas.",
            f"The follow-up {DAYS_AFTER_EXIT} days after the exit on {{on}} is missing.",
        ),
    ),
    _soft(
        "number_not_valid",
        Text(
            "Identitetsnumret som registrerades {on} kan inte vara ett {detail}.",
            "The identity number registered on {on} cannot be a {detail}.",
        ),
    ),
    _soft(
        "sexes_disagree",
        Text(
            "Uppgifterna om kön går isär: {detail} säger ett annat än det som gäller.",
            "The particulars disagree on sex: {detail} says another than the one that holds.",
        ),
    ),
    _soft(
        "birth_dates_disagree",
        Text(
            "Uppgifterna om födelsedatum går isär: {detail} säger ett annat än det som gäller.",
            "The particulars disagree on the birth date: {detail} says another than the one that holds.",
        ),
    ),
    _soft(
        "possible_duplicate",
        Text(
            "Möjlig dubblett: samma identitetsnummer finns hos {detail}.",
            "Possible duplicate: the same identity number stands under {detail}.",
        ),
    ),
)

FINDING_KINDS: Mapping[str, FindingKind] = {kind.code: kind for kind in _ALL}

OF_PARTICIPANT = frozenset({"not_registered", "registered_twice"})
OF_DAYS = frozenset({"ends_before_start", "begins_after_death", "unknown_plan"})
OF_CORRECTION = frozenset(
    {"corrects_nothing", "corrects_a_correction", "already_corrected", "replaces_another_kind", "replaces_another_id"}
)
"""Findings by the field that corrects the refused event: the participant, the day, or the named event."""

TIMELESS = frozenset(
    OF_CORRECTION | {"registered_twice", "already_merged", "not_merged", "sexes_disagree", "birth_dates_disagree"}
)
"""Findings that hold as of any day: corrections, merges and who a person is apply whatever their date."""


STILL_NEEDED = FindingKind(
    "still_needed",
    True,
    Text(
        "{cause} kan inte makuleras: ”{kind}” {on} hör till den.",
        "{cause} cannot be retracted: “{kind}” on {on} belongs to it.",
    ),
)
STILL_MERGED = FindingKind(
    "still_merged",
    True,
    Text(
        "Sammanföringen med {cause} kan inte hävas: ”{kind}” {on} bygger på den.",
        "The merge with {cause} cannot be undone: “{kind}” on {on} rests on it.",
    ),
)
"""The sentences for an accepted event that would lose what it depends on, whatever finding that would give."""
OF_ANOTHER_SOURCE = FindingKind(
    "of_another_source",
    True,
    Text(
        "”{kind}” {on} gäller {detail}, som finns men hos en annan källa: {elsewhere}. Ange den källan (of_source).",
        "“{kind}” on {on} is about {detail}, which is there but of another source: {elsewhere}. Say that source (of_source).",
    ),
)
CORRECTION_OF_ANOTHER_SOURCE = FindingKind(
    "correction_of_another_source",
    True,
    Text(
        "Rättelsen gäller {detail}, som finns men hos en annan källa: {elsewhere}. Ange den källan (of_source).",
        "The correction is of {detail}, which is there but of another source: {elsewhere}. Say that source (of_source).",
    ),
)
"""The sentences for an event whose own source lacks what it names, while another source has it (events.md §1)."""
