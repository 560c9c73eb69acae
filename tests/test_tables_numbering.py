"""Numbering: days as whole numbers, with the same answers as the calendar's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.dates import EARLIEST, LATEST
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.numbering import numbered
from aligner_rules.rules.formula import EPOCH, Formula, Type, fold, nodes
from aligner_rules.rules.words import (
    days_between,
    equals,
    larger,
    month_lacks_day,
    months_between,
    plus_days,
    plus_months,
    where,
)
from plain_values import Plain

A: Any = Formula.fact("a", Type.DATE)
B: Any = Formula.fact("b", Type.DATE)
N: Any = Formula.fact("n", Type.INT)
MID_JANUARY: Any = date(2024, 1, 15)
MID_APRIL: Any = date(2024, 4, 14)
DAY: Any = date(2024, 2, 29)
days = st.dates(EARLIEST, LATEST) | st.just(UNKNOWN)


def told(formula: Formula, **facts: Any) -> Any:
    """The value of a numbered formula; a day as its number."""
    return fold(numbered(formula), Plain(facts))


def number(value: Any) -> Any:
    """A day as its number, everything else as it is."""
    return value.toordinal() - EPOCH if isinstance(value, date) else value


def later_by_months() -> Formula:
    """The fact a, so many months later as the fact n says."""
    later: Any = plus_months(A, N)
    assert isinstance(later, Formula)
    return later


@given(day=days, months=st.integers(0, 1200) | st.just(UNKNOWN))
def test_months_later_is_what_the_calendar_says(day: Any, months: Any) -> None:
    """Whatever the day and the months, it is the word's answer, at the ends of months too."""
    assert told(later_by_months(), a=day, n=months) == number(plus_months(day, months))


@given(day=days, months=st.integers(-24, 1200) | st.just(UNKNOWN))
def test_a_day_that_a_month_lacks_is_what_the_calendar_says(day: Any, months: Any) -> None:
    """Whatever the day and the months, numbers tell as the word does if it is lacking."""
    lacking: Any = month_lacks_day(A, N)
    assert told(lacking, a=day, n=months) == month_lacks_day(day, months)


@given(
    day=days | st.sampled_from((date(2024, 2, 29), date(2024, 8, 31))),
    months=st.integers(0, 1200) | st.sampled_from((6, 12)) | st.just(UNKNOWN),
    rule=st.sampled_from(("clip", "roll", "raise", UNKNOWN)),
)
def test_every_rule_for_a_lacking_day_is_that_of_the_word(day: Any, months: Any, rule: Any) -> None:
    """With the rule as a constant or a column, numbers give the day of the word."""
    expected = number(plus_months(day, months, rule))
    ruled: Any = plus_months(A, N, Formula.fact("rule", Type.TEXT))  # type: ignore[arg-type]
    constant: Any = plus_months(A, N, rule)
    assert told(ruled, a=day, n=months, rule=rule) == expected
    assert told(constant, a=day, n=months) == expected


@given(start=days, end=days)
def test_months_between_are_what_the_calendar_says(start: Any, end: Any) -> None:
    """Whichever day comes first, numbers count the months as the word does."""
    between: Any = months_between(A, B)
    assert told(between, a=start, b=end) == months_between(start, end)


def months_from(day: Any, months: Any) -> Any:
    """So many months later than the day."""
    return plus_months(day, months)


BY_MONTHS: tuple[Any, ...] = (
    months_from(A, N) < B,
    months_from(A, N) <= B,
    months_from(A, N) > B,
    months_from(A, N) >= B,
    months_from(A, N) >= DAY,
    months_from(A, N) < DAY,
    months_from(months_from(A, N), 1) > B,
    months_from(months_from(A, N), 1) < months_from(B, 6),
    months_from(A, N) <= months_from(B, 6),
    plus_days(A, N) <= months_from(B, 6),
    months_between(B, months_from(A, N)),
    month_lacks_day(months_from(A, 1), N),
)


@given(
    a=st.dates(date(2023, 1, 1), date(2025, 3, 31)) | st.just(UNKNOWN),
    b=st.dates(date(2023, 6, 1), date(2025, 12, 31)) | st.just(UNKNOWN),
    n=st.integers(0, 14) | st.just(UNKNOWN),
)
def test_days_months_later_are_compared_as_they_are(a: Any, b: Any, n: Any) -> None:
    """Before, after, and on the same day, at the ends of months too, with one that is lacking."""
    facts = {"a": a, "b": b, "n": n}
    assert [told(f, **facts) for f in BY_MONTHS] == [fold(f, Plain(facts)) for f in BY_MONTHS]


@pytest.mark.parametrize("lacking", [date(2024, 1, 31), date(2024, 8, 31), date(2023, 1, 29)])
def test_a_day_that_its_month_lacks_is_after_no_day_but_those_before_its_last(lacking: Any) -> None:
    """Days about the end of the month that lacks it are told from it as from that month's last."""
    later = lacking + relativedelta(months=1)
    for shift in range(-3, 4):
        facts = {"a": lacking, "b": later + timedelta(days=shift), "n": 1}
        assert [told(f, **facts) for f in BY_MONTHS] == [fold(f, Plain(facts)) for f in BY_MONTHS]


def test_months_later_over_four_years_of_days() -> None:
    """From every third day of four years, clipped or not, by up to four years of months."""
    later = numbered(later_by_months())
    for shift in range(0, 1461, 3):
        day = date(2023, 3, 1) + timedelta(days=shift)
        for months in (0, 1, 2, 11, 12, 13, 24, 36, 48):
            found = fold(later, Plain({"a": day, "n": months}))
            assert found == number(day + relativedelta(months=months))


@pytest.mark.parametrize("year", [1900, 2000, 2100])
def test_months_later_over_a_century(year: int) -> None:
    """Only centuries that 400 divides have a 29 February."""
    found = told(later_by_months(), a=date(year, 1, 31), n=1)
    assert found == number(date(year, 1, 31) + relativedelta(months=1))


FORMULAS: tuple[Any, ...] = (
    days_between(A, B) >= 45,
    days_between(A, B) < 45,
    days_between(A, DAY) >= 45,
    days_between(DAY, A) > 45,
    days_between(A, B) <= N,
    days_between(A, B) <= 0,
    days_between(A, A) <= 0,
    days_between(A, B) + days_between(A, B) <= 9,
    days_between(A, DAY) + 10_000_000 <= N,
    days_between(A, DAY) >= -10_000_000,
    days_between(A, DAY) <= -10_000_000,
    N + 1 <= 45,
    plus_days(A, N) <= B,
    plus_days(A, 45) < B,
    plus_days(A, 45) <= DAY,
    larger(A, B),
    larger(A, plus_days(B, N)),
    larger(A, where(A <= B, UNKNOWN, plus_days(DAY, N))),
    plus_days(where(A <= B, A, DAY), 3),
    equals(plus_days(A, N), larger(A, B)),
    where(N <= 3, A, UNKNOWN),
)


@given(a=days, b=days, n=st.integers(-50, 50) | st.just(UNKNOWN))
def test_numbered_formulas_have_the_same_value(a: Any, b: Any, n: Any) -> None:
    """Comparisons and choices among days are the same in numbers, unknowns included."""
    facts = {"a": a, "b": b, "n": n}
    assert [told(f, **facts) for f in FORMULAS if f.type is not Type.DATE] == [
        fold(f, Plain(facts)) for f in FORMULAS if f.type is not Type.DATE
    ]
    assert [number(told(f, **facts)) for f in FORMULAS if f.type is Type.DATE] == [
        number(fold(f, Plain(facts))) for f in FORMULAS if f.type is Type.DATE
    ]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (days_between(A, DAY) >= 45, A <= MID_JANUARY),
        (days_between(DAY, A) >= 45, A >= MID_APRIL),
        (days_between(A, B) >= 0, A <= B),
        (plus_days(A, 45) < DAY, A < MID_JANUARY),
    ],
)
def test_days_that_are_given_are_compared_as_they_are(formula: Any, expected: Any) -> None:
    """Where arithmetic can be done beforehand, no row's day has to be numbered."""
    assert numbered(formula) is expected


def test_no_computed_day_is_left() -> None:
    """What is left are days that are given, and whole numbers."""
    left = [node for f in FORMULAS for node in nodes(numbered(f)) if node.type is Type.DATE]
    assert {node.op for node in left} <= {"fact", "literal", "where"}
