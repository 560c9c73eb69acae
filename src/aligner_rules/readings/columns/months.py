"""Months in whole numbers: where in its month a day stands, and the same day months later."""

from __future__ import annotations

from typing import Final, NamedTuple

from aligner_rules.rules.folding import made
from aligner_rules.rules.formula import Formula

_MARCH: Final = 719_468
"""Days from 1 March of year 0, from which leap years are easy to count, to 1970."""

_ROOM: Final = 32
"""More than the days of any month."""


class InMonth(NamedTuple):
    """A day as the months from March of year 0 to its own, and the days before it in that."""

    month_count: Formula
    of_month: Formula

    @property
    def order(self) -> Formula:
        """A number by which such days are in order, also those that their month lacks."""
        return self.month_count * _ROOM + self.of_month

    @property
    def month_ends(self) -> Formula:
        """How many days the last of the month has before it."""
        return _month_begins(self.month_count + 1) - _month_begins(self.month_count) - 1

    @property
    def number(self) -> Formula:
        """The number of the day."""
        return _month_begins(self.month_count) - _MARCH + self.of_month

    def clipped(self) -> InMonth:
        """Return the last day of the month in the place of one that it lacks."""
        last = self.month_ends
        of_month = made("where", self.of_month <= last, self.of_month, last)
        return InMonth(self.month_count, of_month)


def in_month(day: Formula) -> InMonth:
    """Return where in its month the day of that number stands.

    Years are taken to begin in March, so that a leap day is the last day of one, and are counted in
    quarters of a day: a century has 146,097 of them, a year 1,461. No division here meets a number
    below zero, where engines would disagree.
    """
    quarters = (day + _MARCH) * 4 + 3
    century = quarters // 146_097
    of_century = (quarters - century * 146_097) // 4 * 4 + 3
    year = of_century // 1461
    of_year = (of_century - year * 1461) // 4
    fifths = of_year * 5 + 2
    month = fifths // 153
    return InMonth(century * 1200 + year * 12 + month, (fifths - month * 153) // 5)


def _month_begins(month_count: Formula) -> Formula:
    """Return the days from 1 March of year 0 to the first of a month, counted from March too."""
    year = month_count // 12
    leap_days = year // 4 - year // 100 + year // 400
    return year * 365 + leap_days + ((month_count - year * 12) * 153 + 2) // 5
