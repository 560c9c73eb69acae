"""Calendars: business days told as numpy, QuantLib and pandas tell them, and no day beyond."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from aligner_rules.model.calendar import SATURDAY_AND_SUNDAY, Calendar, Weekday
from aligner_rules.model.faults import Invalid

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
CHRISTMAS = date(2024, 12, 25)
YEAR = Calendar(FIRST, LAST, closed=frozenset({CHRISTMAS}))
ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def quantlib() -> Any:
    """QuantLib, which takes long to import and has no types."""
    return import_module("QuantLib")


@st.composite
def calendars(draw: DrawFn) -> Calendar:
    """Calendars of up to four months, with any weekend and closed days, runs of them too."""
    first = draw(st.dates(date(2015, 1, 1), date(2035, 12, 31)))
    span = draw(st.integers(0, 120))
    closed = draw(st.frozensets(st.integers(0, span), max_size=12))
    run = range(draw(st.integers(0, span)), span + 1)[: draw(st.integers(0, 9))]
    return Calendar(
        first,
        first + timedelta(days=span),
        draw(st.frozensets(st.sampled_from(Weekday), max_size=6)),
        frozenset(first + timedelta(days=offset) for offset in {*closed, *run}),
    )


@st.composite
def questions(draw: DrawFn) -> tuple[Calendar, date, int]:
    """A calendar, a day that it speaks for, and a number of business days."""
    calendar = draw(calendars())
    day = draw(st.dates(calendar.first_day, calendar.last_day))
    return calendar, day, draw(st.integers(-30, 30) | st.integers(-2, 2))


def within(question: Callable[[], date]) -> date | None:
    """What a calendar answers, or None where it says that the answer lies outside of it."""
    try:
        return question()
    except Invalid as invalid:
        if [fault.where for fault in invalid.faults] != ["$.days"]:
            raise
        return None


def expected_within(calendar: Calendar, told: date) -> date | None:
    """What another library tells, or None where that lies outside of the calendar."""
    return told if calendar.first_day <= told <= calendar.last_day else None


def of_numpy(calendar: Calendar) -> np.busdaycalendar:
    """The same calendar, as numpy has it."""
    weekdays = {weekday.value for weekday in Weekday} - {each.value for each in calendar.weekend}
    mask = [number in weekdays for number in range(7)]
    return np.busdaycalendar(mask, [np.datetime64(day) for day in calendar.closed])


class TestBesideOthers:
    """On random calendars, other libraries tell the same."""

    @given(questions())
    def test_numpy_tells_the_same_day(self, question: tuple[Calendar, date, int]) -> None:
        """A day moved forward and offset is numpy's, or both lie outside."""
        calendar, day, days = question
        told = np.busday_offset(np.datetime64(day), days, "forward", busdaycal=of_numpy(calendar))
        assert within(lambda: calendar.plus_business_days(day, days)) == expected_within(
            calendar, cast("date", told.item())
        )

    @given(questions(), st.data())
    def test_numpy_counts_the_same(
        self, question: tuple[Calendar, date, int], data: st.DataObject
    ) -> None:
        """Business days between two days are as many as numpy counts, backwards too."""
        calendar, start, _ = question
        end = data.draw(st.dates(start, calendar.last_day))
        told = int(
            np.busday_count(np.datetime64(start), np.datetime64(end), busdaycal=of_numpy(calendar))
        )
        between = calendar.business_days_between
        assert (between(start, end), between(end, start)) == (told, -told)

    @given(questions())
    def test_numpy_knows_the_same_business_days(self, question: tuple[Calendar, date, int]) -> None:
        """A day is a business day where numpy says so."""
        calendar, day, _ = question
        told = np.is_busday(np.datetime64(day), busdaycal=of_numpy(calendar))
        assert calendar.business_day(day) is bool(told)

    @given(questions())
    def test_quantlib_tells_the_same_day(
        self, quantlib: Any, question: tuple[Calendar, date, int]
    ) -> None:
        """A day adjusted to the following and advanced is QuantLib's, or both lie outside."""
        calendar, day, days = question
        other = quantlib.BespokeCalendar("random")
        for weekday in calendar.weekend:
            other.addWeekend((weekday.value + 1) % 7 + 1)  # QuantLib counts from Sunday, 1
        for closed in calendar.closed:
            other.addHoliday(quantlib.Date.from_date(closed))
        moved = other.adjust(quantlib.Date.from_date(day), quantlib.Following)
        told = other.advance(moved, days, quantlib.Days).to_date()
        assert within(lambda: calendar.plus_business_days(day, days)) == expected_within(
            calendar, told
        )
        assert calendar.business_day(day) is other.isBusinessDay(quantlib.Date.from_date(day))

    @given(questions())
    def test_pandas_tells_the_same_day(self, question: tuple[Calendar, date, int]) -> None:
        """A day rolled forward and offset by pandas' custom business days is the same."""
        calendar, day, days = question
        one = pd.offsets.CustomBusinessDay(calendar=of_numpy(calendar))
        told = one.rollforward(pd.Timestamp(day))
        if days:
            told += pd.offsets.CustomBusinessDay(days, calendar=of_numpy(calendar))
        assert within(lambda: calendar.plus_business_days(day, days)) == expected_within(
            calendar, told.date()
        )


class TestWindow:
    """DEL-1 and DEL-7: so many business days either way."""

    @given(questions())
    def test_its_ends_are_so_many_business_days_away(
        self, question: tuple[Calendar, date, int]
    ) -> None:
        """The window ends where counting from the day ends, and all between is accounted for."""
        calendar, day, days = question
        days = abs(days)
        ends = [
            within(lambda n=n: calendar.plus_business_days(day, n))  # type: ignore[misc]
            for n in (-days, days)
        ]
        assume(None not in ends)
        earliest, latest, skipped = calendar.window(day, days)
        first = min(day, earliest)
        passed = [first + timedelta(days=n) for n in range((latest - first).days + 1)]
        assert [earliest, latest] == ends
        assert list(skipped) == [each for each in passed if not calendar.business_day(each)]

    @pytest.mark.parametrize("days", [2, 3, 10])
    def test_one_that_leaves_the_calendar_is_refused(self, days: int) -> None:
        """Where either end lies outside, there is no window."""
        short = Calendar(date(2024, 6, 3), date(2024, 6, 7))
        assert short.window(date(2024, 6, 5), 2).skipped == ()
        for day in (date(2024, 6, 4), date(2024, 6, 6)):
            with pytest.raises(Invalid, match=rf"\$\.days: given {days}; "):
                short.window(day, days)

    def test_a_window_of_no_days_is_the_next_business_day(self) -> None:
        """A closed target is moved, and told among what was skipped."""
        assert YEAR.window(CHRISTMAS, 0) == (date(2024, 12, 26), date(2024, 12, 26), (CHRISTMAS,))

    def test_fewer_than_no_days_are_refused(self) -> None:
        """A window has no negative width."""
        with pytest.raises(Invalid) as caught:
            YEAR.window(FIRST, -1)
        assert [str(fault) for fault in caught.value.faults] == [
            "$.days: given -1; expected 0 or more business days; turn the sign"
        ]


class TestBounds:
    """A calendar speaks for its days alone."""

    @pytest.mark.parametrize("day", [FIRST - ONE_DAY, LAST + ONE_DAY])
    def test_days_outside_are_refused(self, day: date) -> None:
        """Nothing is said of the day before the first and the day after the last."""
        told = (
            f"question about a calendar is not valid, 1 fault:\n$.day: given {day}; "
            "expected a datetime.date from 2024-01-01 to 2024-12-31; "
            "use a calendar that speaks for that day"
        )
        asked: list[Callable[[], object]] = [
            lambda: YEAR.business_day(day),
            lambda: YEAR.business_day_from(day),
            lambda: YEAR.plus_business_days(day, 1),
            lambda: YEAR.business_days_between(FIRST, day),
            lambda: YEAR.window(day, 2),
        ]
        for ask in asked:
            with pytest.raises(Invalid) as caught:
                ask()
            assert str(caught.value) == told

    @pytest.mark.parametrize("day", ["2024-06-03", datetime(2024, 6, 3), None])  # noqa: DTZ001
    def test_only_dates_are_days(self, day: Any) -> None:
        """Text, instants and nothing are no days."""
        with pytest.raises(Invalid, match=r"\$\.day: given "):
            YEAR.business_day(day)

    @pytest.mark.parametrize(("day", "days"), [(FIRST, -1), (LAST, 1)])
    def test_answers_outside_are_refused(self, day: date, days: int) -> None:
        """The first business day has none before it, the last none after it."""
        assert YEAR.plus_business_days(day, 0) == day
        with pytest.raises(Invalid, match=rf"\$\.days: given {days}; .* counted from {day}"):
            YEAR.plus_business_days(day, days)

    def test_the_first_and_the_last_day_count(self) -> None:
        """Both bounds belong to the calendar."""
        assert (YEAR.business_day(FIRST), YEAR.business_day(LAST)) == (True, True)


class TestBuilding:
    """A calendar is a checked value."""

    def test_the_weekend_is_saturday_and_sunday(self) -> None:
        """Business days are Monday to Friday unless something else is said (DEL-7)."""
        week = [date(2024, 6, 3) + timedelta(days=n) for n in range(7)]
        assert [YEAR.business_day(day) for day in week] == [True] * 5 + [False] * 2
        assert {Weekday.SATURDAY, Weekday.SUNDAY} == SATURDAY_AND_SUNDAY

    def test_calendars_are_equal_by_value(self) -> None:
        """Lists and sets of the same days make the same calendar, asked before or not."""
        again: Any = [CHRISTMAS]
        other = Calendar(FIRST, LAST, closed=again)
        assert YEAR.business_day(FIRST)
        assert (other, hash(other)) == (YEAR, hash(YEAR))
        assert other != Calendar(FIRST, LAST)

    def test_a_calendar_can_be_pickled(self) -> None:
        """It comes back as it was."""
        assert pickle.loads(pickle.dumps(YEAR)) == YEAR  # noqa: S301 - its own

    def test_all_faults_are_told(self) -> None:
        """Bounds out of order and a week without work are both told."""
        with pytest.raises(Invalid) as caught:
            Calendar(LAST, FIRST, frozenset(Weekday), frozenset({CHRISTMAS}))
        assert [str(fault) for fault in caught.value.faults] == [
            (
                "$.last_day: given 2024-01-01; expected the first day (2024-12-31) or a later one; "
                "put one of the two right"
            ),
            (
                "$.weekend: given all seven; expected at most six days of the week; "
                "leave out the days on which work is done"
            ),
        ]

    def test_closed_days_lie_within(self) -> None:
        """A closed day for which the calendar does not speak is a slip."""
        with pytest.raises(Invalid) as caught:
            Calendar(FIRST, LAST, closed=frozenset({date(2025, 1, 1), CHRISTMAS}))
        assert [str(fault) for fault in caught.value.faults] == [
            (
                "$.closed: given 2025-01-01; expected closed days from 2024-01-01 to 2024-12-31, "
                "for which the calendar speaks; leave them out, or have the calendar speak for them"
            )
        ]


class TestCountries:
    """Calendars of the package holidays."""

    @staticmethod
    def faults(*place: Any, first: date = FIRST, last: date = LAST) -> list[str]:
        """The faults of asking for a country's calendar."""
        with pytest.raises(Invalid) as caught:
            Calendar.of_country(*place, first_day=first, last_day=last)
        return [str(fault) for fault in caught.value.faults]

    def test_public_holidays_are_closed(self) -> None:
        """Independence Day is closed in the US, Bastille Day in France."""
        found = [
            Calendar.of_country(country, first_day=FIRST, last_day=LAST).closed
            for country in ("US", "FR")
        ]
        days = [date(2024, 7, 4), date(2024, 7, 14)]
        assert [[day in closed for day in days] for closed in found] == [
            [True, False],
            [False, True],
        ]

    def test_a_part_of_a_country_has_days_of_its_own(self) -> None:
        """Good Friday is closed in the Moselle, and not in the rest of France."""
        good_friday = date(2024, 3, 29)
        told = [
            Calendar.of_country("FR", part, first_day=FIRST, last_day=LAST).business_day(
                good_friday
            )
            for part in (None, "57")
        ]
        assert told == [True, False]

    def test_only_the_days_asked_for_are_told(self) -> None:
        """Holidays before the first day and after the last are left out."""
        first, last = date(2023, 12, 26), date(2024, 7, 3)
        closed = Calendar.of_country("US", first_day=first, last_day=last).closed
        assert (min(closed), max(closed)) == (date(2024, 1, 1), date(2024, 6, 19))

    def test_the_weekend_is_said_here(self) -> None:
        """A weekend is taken as it is given, in any form."""
        friday = Calendar.of_country("US", first_day=FIRST, last_day=LAST, weekend=[Weekday.FRIDAY])
        assert friday.weekend == frozenset({Weekday.FRIDAY})

    def test_places_that_are_not_known(self) -> None:
        """A country or a part of one that the package lacks is told."""
        assert self.faults("UK") == [
            (
                "$.country: given 'UK'; expected a country that the package holidays knows, "
                "in ISO 3166 letters; look its two letters up"
            )
        ]
        (told,) = self.faults("US", "Texas")
        assert told.startswith("$.subdivision: given 'Texas'; expected None, or a part of US ")
        assert "TX, " in told

    def test_a_country_without_parts(self) -> None:
        """Where no part is known, that is said."""
        (told,) = self.faults("MC", "1")
        assert told.endswith("; known: none")

    @pytest.mark.parametrize(
        ("first", "last", "wheres"),
        [
            (date(1900, 1, 1), LAST, []),
            (FIRST, date(2100, 12, 31), []),
            (FIRST, date(2101, 1, 1), ["$.last_day"]),
        ],
    )
    def test_years_that_are_not_known(self, first: date, last: date, wheres: list[str]) -> None:
        """Beyond the package's years nothing is known, and no year passes for free of holidays."""
        if wheres:
            found = [told.split(":")[0] for told in self.faults("US", first=first, last=last)]
            assert found == wheres
        else:
            assert Calendar.of_country("US", first_day=first, last_day=last).first_day == first

    def test_years_before_the_first_known(self) -> None:
        """The first year of a country that is younger than the question is told."""
        (told,) = self.faults("MK", first=date(1900, 1, 1))
        assert told.startswith("$.first_day: given 1900-01-01; expected a day from ")

    def test_without_the_package_it_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The extra is named."""
        monkeypatch.setitem(sys.modules, "holidays", None)
        with pytest.raises(ModuleNotFoundError, match=r"install aligner-rules\[calendars\]"):
            Calendar.of_country("US", first_day=FIRST, last_day=LAST)
