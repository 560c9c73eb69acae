"""Spans of days: both ends included, and what comes before them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.faults import Invalid
from aligner_rules.model.span import Span

DAYS = st.dates(date(2016, 1, 1), date(2030, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Spans of up to two years, whole months often."""
    first = draw(DAYS)
    if draw(st.booleans()):
        return Span.month(first.year, first.month)
    return Span(first, first + timedelta(draw(st.integers(0, 730))))


@given(spans())
def test_what_comes_before_ends_the_day_before(span: Span) -> None:
    """There is no day between a span and the one before it, and none in both."""
    assert span.before.last_on + timedelta(1) == span.first_on


@given(spans())
def test_what_comes_before_is_as_long(span: Span) -> None:
    """As many whole months where the span is of such, else as many days."""
    before = span.before
    if span.months is None:
        assert span.last_on - span.first_on == before.last_on - before.first_on
    else:
        assert span.months == before.months


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2025, 3, 1), date(2025, 3, 31), 1),
        (date(2024, 2, 1), date(2024, 2, 29), 1),
        (date(2024, 2, 1), date(2024, 2, 28), None),
        (date(2024, 11, 1), date(2025, 1, 31), 3),
        (date(2025, 3, 2), date(2025, 3, 31), None),
    ],
)
def test_whole_months(first: date, last: date, expected: int | None) -> None:
    """A span of whole months begins on a first and ends on the last day of a month."""
    assert Span(first, last).months == expected


def test_before_march_comes_february() -> None:
    """A month is compared with the month before it, and 28 days with 28."""
    assert Span.month(2025, 3).before == Span(date(2025, 2, 1), date(2025, 2, 28))
    assert Span.month(2025, 1).before == Span.month(2024, 12)
    days = Span(date(2025, 3, 1), date(2025, 3, 28)).before
    assert days == Span(date(2025, 2, 1), date(2025, 2, 28))


@given(spans(), DAYS)
def test_both_ends_are_inside(span: Span, day: date) -> None:
    """A day is in the span from its first to its last."""
    assert (span.first_on in span, span.last_on in span) == (True, True)
    assert (day in span) == (span.first_on <= day <= span.last_on)


def test_what_is_no_day_is_in_no_span() -> None:
    """Text that looks like a day is none."""
    assert "2025-03-03" not in Span.month(2025, 3)


def test_it_ends_after_it_begins() -> None:
    """A span that would end before it begins is not built."""
    with pytest.raises(Invalid, match=r"\$\.last_on: given 2025-03-02"):
        Span(date(2025, 3, 3), date(2025, 3, 2))
