"""The periods that a figure can have: which days each label means, and what is no label."""

from datetime import date

import pytest

from domain.errors import Unknown
from projections.measuring.periods import Period, month, period


@pytest.mark.parametrize(
    ("label", "first_on", "last_on", "months"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31), 12),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), 1),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31), 1),
        ("2023-Q1", date(2023, 1, 1), date(2023, 3, 31), 3),
        ("2023-Q4", date(2023, 10, 1), date(2023, 12, 31), 3),
        ("2023-T1", date(2023, 1, 1), date(2023, 4, 30), 4),
        ("2023-T3", date(2023, 9, 1), date(2023, 12, 31), 4),
        ("2022-11..2023-02", date(2022, 11, 1), date(2023, 2, 28), 4),
        ("2023..2023", date(2023, 1, 1), date(2023, 12, 31), 12),
        ("1900", date(1900, 1, 1), date(1900, 12, 31), 12),
    ],
)
def test_a_label_means_its_first_and_last_day_and_the_months_between(
    label: str, first_on: date, last_on: date, months: int
) -> None:
    parsed = period(label)
    assert (parsed.label, parsed.first_on, parsed.last_on, len(parsed.months)) == (label, first_on, last_on, months)
    assert (parsed.months[0], parsed.months[-1]) == (month(first_on), month(last_on))
    assert parsed.is_year == (label in ("2023", "1900"))


@pytest.mark.parametrize(
    "label",
    [
        *("", "23", "1899", "2023-13", "2023-00", "2023-1", "٢٠٢٣"),
        *("2023-Q", "2023-Q0", "2023-Q5", "2023-T4", "2023-W01"),
        *("2023-02..2023-01", "2023..", "..2023", "2021..2022..2023"),
    ],
)
def test_what_is_no_period_is_refused_with_what_was_written_and_examples(label: str) -> None:
    with pytest.raises(Unknown) as error:
        period(label)
    for lang, what in (("sv", "Perioden"), ("en", "period")):
        sentence = error.value.text[lang]
        assert what in sentence
        assert "2023-01..2023-08" in sentence
    if ".." not in label:
        assert f"”{label}”" in error.value.text["sv"]


def test_a_month_is_that_of_its_day() -> None:
    assert month(date(2024, 2, 17)) == Period(date(2024, 2, 1), date(2024, 2, 29), "2024-02")
