"""Values along time: overlaps, gaps, cutting short and laying over."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.faults import Fault
from aligner_rules.rulebook.book import Value
from aligner_rules.rulebook.inspection import Place
from aligner_rules.rulebook.timeline import Span, laid_over, note_gaps, note_overlaps, within

BEGIN = date(2024, 1, 1)
LENGTH = 30
DAYS = [BEGIN + timedelta(days=n) for n in range(LENGTH + 2)]

ends = st.none() | st.integers(0, 10)
stretches = st.lists(st.tuples(st.integers(0, 20), ends), max_size=4)


def spans_of(pairs: list[tuple[int, int | None]], faults: list[Fault]) -> list[Span]:
    """Return spans by their first day and their length."""
    return [
        Span(
            DAYS[first],
            None if more is None else DAYS[first + more],
            Place("$", faults).at(number),
            "SMALL",
        )
        for number, (first, more) in enumerate(pairs)
    ]


def covers(span: Span, day: date) -> bool:
    """Return whether a day lies in a span."""
    return span.first <= day and (span.last is None or day <= span.last)


def value(number: int, first: date, last: date | None, plan: str = "SMALL") -> Value:
    """Return a value of a plan's interval between two days."""
    return Value("replacement.interval_days", plan, "toy", first, last, number, "Interval")


@given(stretches)
def test_an_overlap_is_noted_if_and_only_if_a_day_has_two_values(
    pairs: list[tuple[int, int | None]],
) -> None:
    """Overlaps are faults exactly where some day lies in two spans."""
    faults: list[Fault] = []
    spans = spans_of(pairs, faults)
    note_overlaps(spans)
    twice = any(sum(covers(span, day) for span in spans) > 1 for day in DAYS)
    assert (faults != []) == twice


@given(stretches)
def test_a_gap_is_noted_if_and_only_if_a_day_has_no_value(
    pairs: list[tuple[int, int | None]],
) -> None:
    """Gaps are faults exactly where some day since the beginning lies in no span."""
    faults: list[Fault] = []
    spans = spans_of(pairs, faults)
    note_gaps(spans, BEGIN, to_the_end=True)
    left_out = bool(spans) and any(not any(covers(span, d) for span in spans) for d in DAYS)
    assert (faults != []) == left_out


@given(stretches)
def test_gaps_inside_are_told_apart_from_those_at_the_ends(
    pairs: list[tuple[int, int | None]],
) -> None:
    """Where spans need neither begin nor end on a day, only days between them count."""
    faults: list[Fault] = []
    spans = spans_of(pairs, faults)
    note_gaps(spans, to_the_end=False)
    covered = [any(covers(span, day) for span in spans) for day in DAYS]
    inside = "".join("#" if day else " " for day in covered).strip()
    assert (faults != []) == (" " in inside)


def test_an_overlap_is_told_at_the_later_span() -> None:
    """The fault points to the span that begins inside another and names that one."""
    faults: list[Fault] = []
    note_overlaps(spans_of([(5, None), (0, 5)], faults))
    assert list(map(str, faults)) == [
        (
            "$[0].holds_from: given SMALL from 2024-01-06; expected no overlap with $[1] "
            "(from 2024-01-01 until 2024-01-06); end the one before the other begins"
        )
    ]


def test_a_gap_is_told_at_the_span_after_it() -> None:
    """The fault points to the span before which a day is left out."""
    faults: list[Fault] = []
    note_gaps(spans_of([(0, 3), (5, None)], faults), BEGIN, to_the_end=True)
    assert [fault.where for fault in faults] == ["$[1].holds_from"]


def test_a_gap_at_the_end_is_told_at_the_last_span() -> None:
    """The fault points to the day on which the last span ends."""
    faults: list[Fault] = []
    note_gaps(spans_of([(0, 3)], faults), BEGIN, to_the_end=True)
    assert [fault.where for fault in faults] == ["$[0].holds_until"]


days = st.integers(0, LENGTH - 1)


@given(days, ends, days)
def test_values_are_cut_after_the_last_day(first: int, more: int | None, last: int) -> None:
    """A value cut short holds on the days until the last one on which it held before."""
    whole = value(1, DAYS[first], None if more is None else DAYS[min(first + more, LENGTH)])
    kept = list(within([whole], DAYS[last]))
    held = [day for day in DAYS if any(each.holds_on(day) for each in kept)]
    assert held == [day for day in DAYS if whole.holds_on(day) and day <= DAYS[last]]


def test_without_a_last_day_nothing_is_cut() -> None:
    """Values of an open edition stay as they are."""
    values = [value(1, BEGIN, None)]
    assert list(within(values, None)) == values


@given(days, ends, days, ends)
def test_the_upper_value_wins_and_the_lower_shows_beside_it(
    first: int, more: int | None, above_first: int, above_more: int | None
) -> None:
    """On each day the value laid over holds where it says so, else what was there before."""

    def until(begin: int, length: int | None) -> date | None:
        return None if length is None else DAYS[min(begin + length, LENGTH)]

    under = value(1, DAYS[first], until(first, more))
    over = value(2, DAYS[above_first], until(above_first, above_more))
    result = list(laid_over(over, [under]))
    for day in DAYS:
        expected = [2] if over.holds_on(day) else [1] if under.holds_on(day) else []
        assert [each.value for each in result if each.holds_on(day)] == expected


def test_other_plans_are_left_alone() -> None:
    """A value laid over one plan leaves those of other plans as they are."""
    other, over = value(1, BEGIN, None, "LARGE"), value(2, BEGIN, None)
    assert list(laid_over(over, [other])) == [other, over]
