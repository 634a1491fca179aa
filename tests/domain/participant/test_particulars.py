"""Who a person is holds whatever the day: the registration, and what another table knew later (events.md §2, Person)."""

from datetime import date

import pytest

from domain.events.lines import BadLine, read_line
from domain.participant.fold import fold_cluster
from domain.participant.soft_findings import soft_findings
from domain.participant.thread import Finding, Thread
from projections.measuring.examples import events_of
from tests.memory import IMPORTED

PLAIN = "2023-01-01 anna participant_registered sex=U recorded_at=2023-01-01T09:00:00+01:00"


def anna(*lines: str, as_of: date | None = None) -> Thread:
    threads = fold_cluster(events_of("\n".join(lines)), as_of=as_of)
    return next(thread for thread in threads if "anna" in thread.keys)


def odd(thread: Thread) -> dict[str, list[Finding]]:
    findings: dict[str, list[Finding]] = {}
    for finding in soft_findings(thread):
        findings.setdefault(finding.code, []).append(finding)
    return findings


def test_particulars_hold_whatever_their_day() -> None:
    known = anna(PLAIN, "2024-05-01 anna particulars_recorded sex=K born_on=1990-05-15", as_of=date(2023, 2, 1)).particulars
    assert (known.sex, known.born_on) == ("K", date(1990, 5, 15))


@pytest.mark.parametrize("first", [1, 2])
def test_of_several_the_latest_registered_holds_whatever_its_day(first: int) -> None:
    first_text = f"2024-05-01 anna particulars_recorded born_on=1990-05-15 recorded_at=2024-0{first}-01T09:00:00+01:00"
    second_text = f"2023-05-01 anna particulars_recorded born_on=1991-06-16 recorded_at=2024-0{3 - first}-01T09:00:00+01:00"
    assert anna(PLAIN, first_text, second_text).particulars.born_on == (date(1991, 6, 16) if first == 1 else date(1990, 5, 15))


def test_of_one_instant_the_greater_source_and_then_id_holds() -> None:
    first_text, second_text = (f"2024-05-01 anna particulars_recorded sex={sex}" for sex in "KM")
    assert anna(PLAIN, f"{first_text} source=b id=1", f"{second_text} source=a id=2").particulars.sex == "K"
    assert anna(PLAIN, f"{first_text} source=a id=2", f"{second_text} source=a id=1").particulars.sex == "K"


def test_a_field_that_is_not_given_stays_and_not_stated_displaces_nothing() -> None:
    later = "2024-05-01 anna particulars_recorded sex=M born_on=1990-05-15 recorded_at=2024-05-01T09:00:00+02:00"
    last = "2024-06-01 anna particulars_recorded sex=U recorded_at=2024-06-01T09:00:00+02:00"
    known = anna(PLAIN, later, last).particulars
    assert (known.sex, known.born_on) == ("M", date(1990, 5, 15))


def test_what_was_retracted_or_replaced_is_not_known() -> None:
    given = "2024-05-01 anna particulars_recorded sex=M id=x"
    assert anna(PLAIN, given, "2024-06-01 anna retracted event=x reason=fel").particulars.sex == "U"
    assert anna(PLAIN, given, "2024-06-01 anna particulars_recorded sex=K replaces=x").particulars.sex == "K"


def test_of_merged_keys_the_survivors_registration_stands_and_the_particulars_of_both_count() -> None:
    absorbed = "2023-01-01 berit participant_registered sex=M born_on=1991-06-16"
    merged = "2023-02-01 anna participants_merged absorbed=berit"
    assert anna(PLAIN, absorbed, merged).particulars.sex == "U"
    later = "2024-05-01 berit particulars_recorded sex=K"
    assert anna(PLAIN, absorbed, merged, later).particulars.sex == "K"


def test_two_sources_that_disagree_are_a_finding_that_holds_whatever_the_day() -> None:
    first_text = (
        "2024-05-01 anna particulars_recorded sex=K born_on=1990-05-15 source=lifecare recorded_at=2024-05-01T09:00:00+02:00"
    )
    second_text = (
        "2024-06-01 anna particulars_recorded sex=M born_on=1990-05-16 source=af recorded_at=2024-06-01T09:00:00+02:00"
    )
    findings = odd(anna(PLAIN, first_text, second_text, as_of=date(2023, 2, 1)))
    assert [finding.detail for code in ("sexes_disagree", "birth_dates_disagree") for finding in findings[code]] == [
        "lifecare"
    ] * 2
    assert findings["sexes_disagree"][0].holds_on(date(1900, 1, 1))
    assert not any("1990" in finding.text.sv for finding in findings["birth_dates_disagree"])


def test_a_source_that_says_another_thing_later_does_not_disagree_with_itself() -> None:
    first_text = "2024-05-01 anna particulars_recorded sex=K recorded_at=2024-05-01T09:00:00+02:00"
    second_text = "2024-06-01 anna particulars_recorded sex=M recorded_at=2024-06-01T09:00:00+02:00"
    assert "sexes_disagree" not in odd(anna(PLAIN, first_text, second_text))


@pytest.mark.parametrize("field", ["sex=K born_on=1990-05-15", "sex=M born_on=1990-05-16"])
def test_merged_keys_that_disagree_are_a_finding_that_names_the_key(field: str) -> None:
    registered = "2023-01-01 anna participant_registered sex=K born_on=1990-05-15"
    second_text = f"2023-01-01 berit participant_registered {field}"
    findings = odd(anna(registered, second_text, "2023-02-01 anna participants_merged absorbed=berit"))
    details = [finding.detail for code in ("sexes_disagree", "birth_dates_disagree") for finding in findings.get(code, ())]
    assert details == (["berit", "berit"] if "M" in field else [])


def test_particulars_that_give_neither_field_are_refused() -> None:
    line = b'{"kind":"particulars_recorded","participant":"anna","on":"2024-05-01"}'
    with pytest.raises(BadLine) as refusal:
        read_line(line, IMPORTED)
    assert refusal.value.code == "no_particulars"
    assert "born_on" in refusal.value.text.sv
