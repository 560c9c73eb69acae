"""A span of days, both ends included, and the one before it that it is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from attrs import frozen
from dateutil.relativedelta import relativedelta

from aligner_rules.model.checks import Checked
from aligner_rules.model.faults import Fault, shown

_YEAR: Final = 12
_DAY: Final = timedelta(days=1)


def _ends_after_it_begins(first_on: date, last_on: date) -> Iterator[Fault]:
    if last_on < first_on:
        expected = f"the first day ({first_on}) or a later one"
        yield Fault("$.last_on", shown(last_on), expected, "exchange the two")


@frozen
class Span(Checked):
    """The days from `first_on` to `last_on`, both included.

    >>> Span(date(2025, 3, 3), date(2025, 3, 9)).before
    Span(first_on=datetime.date(2025, 2, 24), last_on=datetime.date(2025, 3, 2))
    >>> date(2025, 3, 31) in Span.month(2025, 3), date(2025, 4, 1) in Span.month(2025, 3)
    (True, False)
    """

    first_on: date
    last_on: date

    invariants = (_ends_after_it_begins,)

    @classmethod
    def month(cls, year: int, month: int) -> Span:
        """The whole calendar month; ValueError where there is none of that number.

        >>> Span.month(2024, 2).last_on, Span.month(2024, 3).before == Span.month(2024, 2)
        (datetime.date(2024, 2, 29), True)
        """
        first = date(year, month, 1)
        return cls(first, first + relativedelta(months=1) - _DAY)

    @property
    def months(self) -> int | None:
        """How many whole calendar months it is; None where it does not consist of such.

        >>> Span(date(2025, 1, 1), date(2025, 3, 31)).months
        3
        """
        first, after = self.first_on, self.last_on + _DAY
        if first.day != 1 or after.day != 1:
            return None
        return (after.year - first.year) * _YEAR + after.month - first.month

    @property
    def before(self) -> Span:
        """The span that ends on the day before it.

        Before whole calendar months come as many whole months, however long they are (before March
        comes February, before a quarter the quarter before it); before all others, as many days.
        """
        last = self.first_on - _DAY
        if self.months is None:
            return Span(last - (self.last_on - self.first_on), last)
        return Span(self.first_on - relativedelta(months=self.months), last)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first_on <= day <= self.last_on
