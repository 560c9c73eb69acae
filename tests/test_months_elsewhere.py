"""Months as others count them: dateutil, numpy and QuantLib give the same days."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import numpy as np
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules.words import month_lacks_day, months_between, plus_months

QL: Any = import_module("QuantLib")

MONTH_ENDS = st.builds(
    lambda year, month, before: date(year, month, 1) - relativedelta(days=before),
    st.integers(1904, 2090),
    st.integers(1, 12),
    st.integers(1, 4),
)
DAYS = st.dates(date(1902, 1, 1), date(2098, 12, 31)) | MONTH_ENDS
MONTHS = st.integers(0, 120) | st.sampled_from((6, 12, 18, 24, 36, 48, 60, 1200))


def numpy_months_later(day: date, months: int) -> tuple[date, bool]:
    """The day that numpy's own months lead to, and whether the month lacks such a day."""
    start = np.datetime64(day, "M")
    target = start + np.timedelta64(months, "M")
    last = (target + np.timedelta64(1, "M")).astype("M8[D]") - np.timedelta64(1, "D")
    same = target.astype("M8[D]") + (np.datetime64(day, "D") - start.astype("M8[D]"))
    found: date = min(same, last).astype(object)
    return found, bool(same > last)


def quantlib_months_later(day: date, months: int) -> date:
    """The day that QuantLib's periods lead to."""
    later = QL.Date(day.day, day.month, day.year) + QL.Period(months, QL.Months)
    return date(later.year(), later.month(), later.dayOfMonth())


@given(DAYS, MONTHS)
def test_months_later_are_those_of_dateutil_numpy_and_quantlib(day: date, months: int) -> None:
    """Three libraries clip to the end of a month as the word does."""
    elsewhere = {
        day + relativedelta(months=months),
        numpy_months_later(day, months)[0],
        quantlib_months_later(day, months),
    }
    assert elsewhere == {plus_months(day, months)}


@given(DAYS, MONTHS)
def test_what_a_month_lacks_rolls_on_to_the_day_after_the_end_that_quantlib_finds(
    day: date, months: int
) -> None:
    """Rolled on, it is the first of the next month; raised, there is none; else all are alike."""
    clipped, lacking = numpy_months_later(day, months)
    end = QL.Date.endOfMonth(QL.Date(day.day, day.month, day.year) + QL.Period(months, QL.Months))
    first = end + 1
    rolled = date(first.year(), first.month(), first.dayOfMonth()) if lacking else clipped
    found = [plus_months(day, months, rule) for rule in ("clip", "roll", "raise")]
    assert found == [clipped, rolled, UNKNOWN if lacking else clipped]


@given(DAYS, MONTHS)
def test_a_month_lacks_a_day_where_numpy_runs_over_its_end(day: date, months: int) -> None:
    """The same count of days from the first of the month falls into the next one."""
    assert month_lacks_day(day, months) is numpy_months_later(day, months)[1]


@given(DAYS, DAYS)
def test_months_between_are_those_of_dateutil_counted_back(one: date, two: date) -> None:
    """From the later day back to the earlier, dateutil counts the same whole months."""
    start, end = sorted((one, two))
    back = relativedelta(start, end)
    assert months_between(start, end) == -(back.years * 12 + back.months)


@given(DAYS, DAYS)
def test_months_between_are_those_of_numpy(one: date, two: date) -> None:
    """The months of numpy, less one where the day of the month has not come."""
    start, end = sorted((one, two))
    months = int((np.datetime64(end, "M") - np.datetime64(start, "M")).astype(int))
    assert months_between(start, end) == months - (start.day > end.day)


@given(DAYS, DAYS)
def test_quantlib_puts_the_end_back_to_the_start_or_later(one: date, two: date) -> None:
    """So many months back QuantLib has not passed the start, and with one more it has."""
    start, end = sorted((one, two))
    between = months_between(start, end)
    reached = [quantlib_months_later(end, -months) >= start for months in (between, between + 1)]
    assert reached == [True, False]
