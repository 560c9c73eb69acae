"""How long a treatment is worn: every step follows the one before it, on the days of dateutil."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules.model import EARLIEST, LATEST

BOOK = ar.load_rulebooks()
MONDAY = date(2025, 1, 6)
TREATMENTS = st.builds(
    ar.wear,
    st.integers(1, 40),
    st.sampled_from([1, 7, 10, 14, 21, 365]),
    start=st.dates(date(1900, 1, 1), date(2150, 12, 31)),
)


@pytest.mark.parametrize(
    ("days", "last_on"),
    [
        (7, date(2025, 6, 22)),
        (10, date(2025, 9, 2)),
        (14, date(2025, 12, 7)),
        (21, date(2026, 5, 24)),
    ],
)
def test_a_treatment_of_twenty_four_steps(days: int, last_on: date) -> None:
    """SUB-5: 168, 240, 336 or 504 days, by the schedule."""
    treatment = ar.wear(24, days, start=MONDAY)
    assert (treatment.days, treatment.last_on) == (24 * days, last_on)


@given(TREATMENTS)
def test_steps_follow_one_another(treatment: ar.Wear) -> None:
    """Each begins on the day after the last of the step before it, and lasts as long as all."""
    steps = treatment.calendar
    assert [one.number for one in steps] == list(range(1, treatment.steps + 1))
    assert (steps[0].first_on, steps[-1].last_on) == (treatment.start, treatment.last_on)
    assert {(one.last_on - one.first_on).days + 1 for one in steps} == {treatment.days_per_step}
    assert {(b.first_on - a.last_on).days for a, b in pairwise(steps)} <= {1}


@given(TREATMENTS)
def test_the_recurrence_says_the_same(treatment: ar.Wear) -> None:
    """The days of the rule, and of its text read back by dateutil, are those of the steps."""
    begins = [one.first_on for one in treatment.calendar]
    assert [moment.date() for moment in treatment.changes] == begins
    text = treatment.ical
    assert [moment.date() for moment in rrulestr(text)] == begins
    assert text.endswith("\r\n")


@given(TREATMENTS, st.integers(-400, 16_000))
def test_the_step_of_a_day(treatment: ar.Wear, days: int) -> None:
    """The step on a day is the one whose days it is among, if it is."""
    day = treatment.start + timedelta(days=days)
    assume(EARLIEST <= day <= LATEST)
    worn = [one.number for one in treatment.calendar if one.first_on <= day <= one.last_on]
    assert treatment.step_on(day) == (worn[0] if worn else None)


@pytest.mark.parametrize("number", [0, 25, True, "1"])
def test_no_such_step(number: Any) -> None:
    """A step beyond the treatment is an error that tells which there are."""
    with pytest.raises(ar.Invalid, match=r"expected a step from 1 to 24; count steps from 1"):
        ar.wear(24, 14, start=MONDAY).step(number)


def test_all_that_is_wrong_is_told() -> None:
    """Each number out of range is named."""
    with pytest.raises(ar.Invalid) as caught:
        ar.wear(0, 366, start="2025-01-06")  # type: ignore[arg-type]
    places = [fault.where for fault in caught.value.faults]
    assert places == ["$.steps", "$.days_per_step", "$.start"]


def test_the_end_of_days() -> None:
    """A treatment may end on the last day of 2199, and not on the next."""
    assert ar.wear(2, 7, start=date(2199, 12, 18)).last_on == date(2199, 12, 31)
    with pytest.raises(ar.Invalid, match=r"\$\.start: .* 2 steps end by 2199-12-31; begin earlier"):
        ar.wear(2, 7, start=date(2199, 12, 19))


@pytest.mark.parametrize(
    ("as_of", "region", "expected"),
    [
        (date(2025, 3, 3), ar.UNKNOWN, [7, 10, 14, 21]),
        (date(2025, 12, 1), "FR", [7, 10, 14, 21]),
        (date(2018, 1, 1), "US", []),
        (date(1999, 1, 1), "US", []),
    ],
)
def test_what_the_edition_offers(as_of: date, region: Any, expected: list[int]) -> None:
    """The schedules are data: where no edition tells them, there is none to show."""
    told = ar.wear_schedules(24, start=MONDAY, as_of=as_of, book=BOOK, region=region)
    assert list(told) == expected
    assert all(told[days] == ar.wear(24, days, start=MONDAY) for days in told)


def test_a_contract_offers_others() -> None:
    """An overlay's schedules stand in order of their days, however it lists them."""
    book = BOOK.evolve({"submission.wear_schedules": ["14", "5"]})
    told = ar.wear_schedules(1, start=MONDAY, as_of=date(2025, 3, 3), book=book)
    assert [(days, one.days) for days, one in told.items()] == [(5, 5), (14, 14)]
