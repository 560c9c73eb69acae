"""The days on which business is done: what a delivery window is counted in (DEL-7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from importlib import import_module
from typing import Any, Final, NamedTuple, NoReturn

from attrs import frozen

from aligner_rules.model.checks import Checked
from aligner_rules.model.faults import Fault, Invalid, shown


class Weekday(Enum):
    """A day of the week, numbered from Monday, 0, to Sunday, 6."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


SATURDAY_AND_SUNDAY: Final = frozenset({Weekday.SATURDAY, Weekday.SUNDAY})
"""The weekend of a calendar that says nothing else (DEL-7)."""


_QUESTION: Final = "question about a calendar"


class Window(NamedTuple):
    """So many business days either way of a day, and the closed days that were passed over.

    `skipped` are all that are no business days, those of a weekend too, from the day itself or the
    window's first, whichever is earlier, to its last.
    """

    earliest: date
    latest: date
    skipped: tuple[date, ...]


class _Days(NamedTuple):
    """A calendar laid out: `before` counts business days before each of its days, and in all."""

    first: int
    before: tuple[int, ...]
    business: tuple[date, ...]
    closed: tuple[date, ...]


def _in_order(first_day: date, last_day: date) -> Iterator[Fault]:
    if last_day < first_day:
        expected = f"the first day ({first_day}) or a later one"
        yield Fault("$.last_day", shown(last_day), expected, "put one of the two right")


def _closed_within(first_day: date, last_day: date, closed: frozenset[date]) -> Iterator[Fault]:
    outside = sorted(day for day in closed if not first_day <= day <= last_day)
    if outside and first_day <= last_day:
        expected = f"closed days from {first_day} to {last_day}, for which the calendar speaks"
        remedy = "leave them out, or have the calendar speak for them"
        yield Fault("$.closed", ", ".join(map(str, outside[:3])), expected, remedy)


def _some_day_works(weekend: frozenset[Weekday]) -> Iterator[Fault]:
    if len(weekend) == len(Weekday):
        expected = "at most six days of the week"
        yield Fault("$.weekend", "all seven", expected, "leave out the days on which work is done")


@frozen
class Calendar(Checked):
    """Business days from `first_day` to `last_day`: all but the weekend and the days `closed`.

    It speaks for no other days: whatever would need one is `Invalid`. A date is told in O(1); what
    all days come to is laid out once, when first asked.

    >>> calendar = Calendar(date(2024, 1, 1), date(2024, 12, 31), closed=[date(2024, 12, 25)])
    >>> calendar.plus_business_days(date(2024, 12, 24), 1)
    datetime.date(2024, 12, 26)
    >>> calendar.plus_business_days(date(2024, 12, 24), 5)
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: question about a calendar is not valid, 1 fault:
    $.days: given 5; expected a number of business days that ends from 2024-01-01 to 2024-12-31, \
counted from 2024-12-24; use a calendar that speaks for more days
    """

    first_day: date
    last_day: date
    weekend: frozenset[Weekday] = SATURDAY_AND_SUNDAY
    closed: frozenset[date] = frozenset()

    invariants = (_in_order, _closed_within, _some_day_works)

    @classmethod
    def of_country(
        cls,
        country: str,
        subdivision: str | None = None,
        *,
        first_day: date,
        last_day: date,
        weekend: Iterable[Weekday] = SATURDAY_AND_SUNDAY,
    ) -> Calendar:
        """The calendar of a country's public holidays, or those of a part of it.

        `country` is written as in ISO 3166, `subdivision` as in ISO 3166-2 without the country,
        "NY". The days come from the package `holidays`: ModuleNotFoundError, with what to install,
        where it is missing, and `Invalid` for places and years that it does not know. Days of a
        weekend that are worked to make up for a holiday are not known.
        """
        bounds = cls(first_day, last_day, frozenset(weekend))
        holidays = _holidays_of(country, subdivision, bounds)
        return cls(
            bounds.first_day,
            bounds.last_day,
            bounds.weekend,
            frozenset(day for day in holidays if bounds.first_day <= day <= bounds.last_day),
        )

    @cached_property
    def _days(self) -> _Days:
        first, last = self.first_day.toordinal(), self.last_day.toordinal()
        resting = {weekday.value for weekday in self.weekend}
        before: list[int] = []
        business: list[date] = []
        closed: list[date] = []
        for day in map(date.fromordinal, range(first, last + 1)):
            before.append(len(business))
            rests = day.weekday() in resting or day in self.closed
            (closed if rests else business).append(day)
        return _Days(first, (*before, len(business)), tuple(business), tuple(closed))

    def business_day(self, day: date) -> bool:
        """Whether business is done on that day.

        >>> week = Calendar(date(2024, 6, 3), date(2024, 6, 9))
        >>> week.business_day(date(2024, 6, 7)), week.business_day(date(2024, 6, 8))
        (True, False)
        """
        before, place = self._days.before, self._place(day)
        return before[place] < before[place + 1]

    def business_day_from(self, day: date) -> date:
        """The day itself where business is done on it, else the next such day (DEL-7).

        >>> Calendar(date(2024, 6, 3), date(2024, 6, 10)).business_day_from(date(2024, 6, 8))
        datetime.date(2024, 6, 10)
        """
        return self.plus_business_days(day, 0)

    def plus_business_days(self, day: date, days: int) -> date:
        """The business day so many later, or earlier where `days` is negative (DEL-7).

        A closed day is first moved to the next business day, in either direction.

        >>> days = Calendar(date(2024, 6, 3), date(2024, 6, 14))
        >>> days.plus_business_days(date(2024, 6, 8), -1)
        datetime.date(2024, 6, 7)
        """
        at = self._days.before[self._place(day)] + days
        if at < 0:
            self._beyond(day, days)
        try:
            return self._days.business[at]
        except IndexError:
            self._beyond(day, days)

    def business_days_between(self, start: date, end: date) -> int:
        """Business days from `start` until the day before `end`; negative where `end` is earlier.

        >>> days = Calendar(date(2024, 6, 3), date(2024, 6, 14))
        >>> days.business_days_between(date(2024, 6, 7), date(2024, 6, 10))
        1
        """
        before = self._days.before
        return before[self._place(end)] - before[self._place(start)]

    def window(self, day: date, days: int) -> Window:
        """The business days at most `days` away from a day, 0 or more (DEL-1, DEL-7).

        >>> closed = [date(2024, 12, 25)]
        >>> calendar = Calendar(date(2024, 1, 1), date(2024, 12, 31), closed=closed)
        >>> window = calendar.window(date(2024, 12, 25), 2)
        >>> str(window.earliest), str(window.latest), list(map(str, window.skipped))
        ('2024-12-23', '2024-12-30', ['2024-12-25', '2024-12-28', '2024-12-29'])
        """
        if days < 0:
            fault = Fault("$.days", shown(days), "0 or more business days", "turn the sign")
            raise Invalid(_QUESTION, [fault])
        first, before, business, closed = self._days
        place = self._place(day)
        at = before[place]
        start, end = at - days, at + days
        if start < 0 or end >= len(business):
            self._beyond(day, days)
        earliest, latest = business[start], business[end]
        # As many days are closed before a day as there are days before it, less business days.
        passed = min(earliest.toordinal() - first - start, place - at)
        return Window(earliest, latest, closed[passed : latest.toordinal() - first - end])

    def _place(self, day: date) -> int:
        """Return how many days of the calendar come before that day, which must be one of them."""
        if isinstance(day, date) and not isinstance(day, datetime):
            place = day.toordinal() - self._days.first
            if 0 <= place < len(self._days.before) - 1:
                return place
        expected = f"a datetime.date from {self.first_day} to {self.last_day}"
        remedy = "use a calendar that speaks for that day"
        raise Invalid(_QUESTION, [Fault("$.day", shown(day), expected, remedy)])

    def _beyond(self, day: date, days: int) -> NoReturn:
        expected = (
            f"a number of business days that ends from {self.first_day} to {self.last_day}, "
            f"counted from {day}"
        )
        remedy = "use a calendar that speaks for more days"
        raise Invalid(_QUESTION, [Fault("$.days", shown(days), expected, remedy)])


def _holidays_of(country: str, subdivision: str | None, bounds: Calendar) -> Iterable[date]:
    """Return the public holidays of a place in all years of the bounds; Invalid if not known."""
    known = _package()
    places: dict[str, list[str]] = known.list_supported_countries(include_aliases=False)
    if country not in places:
        expected = "a country that the package holidays knows, in ISO 3166 letters"
        fault = Fault("$.country", shown(country), expected, "look its two letters up")
        raise Invalid("Calendar", [fault])
    if subdivision is not None and subdivision not in places[country]:
        expected = f"None, or a part of {country} that the package holidays knows"
        remedy = f"known: {', '.join(places[country]) or 'none'}"
        raise Invalid("Calendar", [Fault("$.subdivision", shown(subdivision), expected, remedy)])
    years = range(bounds.first_day.year, bounds.last_day.year + 1)
    told: Any = known.country_holidays(country, subdiv=subdivision, years=years)
    first, last = date(told.start_year, 1, 1), date(told.end_year, 12, 31)
    expected = f"a day from {first} to {last}: the package holidays knows {country} in these years"
    outside = {
        "$.first_day": bounds.first_day if bounds.first_day < first else None,
        "$.last_day": bounds.last_day if bounds.last_day > last else None,
    }
    faults = [
        Fault(where, shown(day), expected, "ask for those years alone")
        for where, day in outside.items()
        if day is not None
    ]
    if faults:
        raise Invalid("Calendar", faults)
    days: Iterable[date] = told
    return days


def _package() -> Any:
    """Return the package holidays; ModuleNotFoundError, with what to install, if missing."""
    try:
        return import_module("holidays")
    except ModuleNotFoundError as missing:
        message = "calendars of countries need holidays: install aligner-rules[calendars]"
        raise ModuleNotFoundError(message, name="holidays") from missing
