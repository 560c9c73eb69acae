"""Calendar months in a proof: bounds that always hold, and exact days where they are needed.

Civil months are too irregular for a solver: with their full arithmetic it does not come to an end.
So the sum of a day and some months is at first known only by what holds for all sums, which can
prove a statement, and never refutes one: every example is decided again with the true calendar.
Where the calendar disagrees, the month in question is told exactly and the solver asked again.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.dates import EARLIEST, LATEST
from aligner_rules.readings.proof.solver import z3
from aligner_rules.rules.words import plus_months

_YEAR: Final = 12
"""Months that make a year."""

_CYCLE: Final = 4800
"""Months after which the Gregorian calendar repeats itself, to the day."""

_SHORTEST: Final = 28
_LONGEST: Final = 31
"""Days that one month has at least and at most, and so many months as many times as much."""


@frozen
class MonthSum:
    """The day `result` that lies `months` after `day`, each an expression of the solver."""

    day: Any
    months: Any
    result: Any


class Months:
    """The sums of days and months of one proof, and what is known of them."""

    def __init__(self) -> None:
        self._sums: list[MonthSum] = []
        self._said: list[Any] = []

    def plus(self, day: Any, months: Any) -> Any:
        """The expression for the day so many months later, the same one for the same sum."""
        for each in self._sums:
            if each.day.eq(day) and each.months.eq(months):
                return each.result
        result = z3().Int(f"month-sum-{len(self._sums)}")
        self._sums.append(MonthSum(day, months, result))
        return result

    def lacks_day(self, day: Any, months: Any) -> Any:
        """The expression for whether the month so many months later has no such day.

        It has none where counting the months forth and back again ends on an earlier one. Over
        whole years that befalls leap days alone: too few to be met with by trying months.
        """
        back = self.plus(self.plus(day, months), z3().simplify(-months))
        lacking = back < day
        self._said += [back <= day, back >= day - (_LONGEST - _SHORTEST)]
        if z3().is_int_value(months) and months.as_long() % _YEAR == 0:
            leap_days = _leap_days_lost(months.as_long() // _YEAR)
            within = z3().And(day >= EARLIEST.toordinal(), day <= LATEST.toordinal())
            is_one = z3().Or([day == each for each in leap_days])
            self._said.append(z3().Implies(within, lacking == is_one))
        return lacking

    def between(self, start: Any, end: Any) -> Any:
        """The expression for the most months by which the end, put back, is not before the start.

        So many put it back to the start or a later day, and one more to an earlier one.
        """
        number = z3().Int(f"months-between-{len(self._said)}")
        self._said += [
            self.plus(end, -number) >= start,
            self.plus(end, -number - 1) < start,
        ]
        return number

    def axioms(self) -> Iterator[Any]:
        """Yield what holds for every sum: its bounds, and that later days give no earlier ones."""
        for each in self._sums:
            span, months = each.result - each.day, each.months
            if z3().is_int_value(months):
                least, most = days_in(months.as_long())
                yield z3().And(span >= least, span <= most)
            else:
                forth = z3().And(span >= _SHORTEST * months, span <= _LONGEST * months)
                back = z3().And(span <= _SHORTEST * months, span >= _LONGEST * months)
                yield z3().If(months >= 0, forth, back)
        yield from self._said
        for one in self._sums:
            for other in self._sums:
                if one is other:
                    continue
                ordered = z3().And(one.day <= other.day, one.months <= other.months)
                yield z3().Implies(ordered, one.result <= other.result)

    def lemmas(self, model: Any) -> list[Any]:
        """The exact sums of the months in which the model takes a sum for what it is not."""
        told = [_told(each, model) for each in self._sums]
        return [lemma for lemma in told if lemma is not None]


@cache
def days_in(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many months span, from any day of any month.

    >>> days_in(1), days_in(12)
    ((28, 31), (365, 366))
    """
    firsts = _firsts()
    spans: list[int] = []
    for number, (first, following) in enumerate(pairwise(firsts)):
        turns, target = divmod(number + months, _CYCLE)
        begin = firsts[target] + turns * firsts[_CYCLE]
        length = firsts[target + 1] - firsts[target]
        last = following - first - 1
        spans += [begin - first, begin + min(last, length - 1) - following + 1]
    return min(spans), max(spans)


@cache
def _leap_days_lost(years: int) -> list[int]:
    """The leap days of models that have no like so many years later, by their ordinal numbers."""
    leaps = [year for year in range(EARLIEST.year, LATEST.year + 1) if isleap(year)]
    return [date(year, 2, 29).toordinal() for year in leaps if not isleap(year + years)]


@cache
def _firsts() -> list[int]:
    """Days from the start of a cycle to the first of each of its months, and to its end."""
    start = date(2000, 1, 1)
    return [(plus_months(start, number) - start).days for number in range(_CYCLE + 1)]


def _told(each: MonthSum, model: Any) -> Any:
    """Return the sum as it is in the month that the model is about; None where that is so already.

    None also where Python's calendar has no such days.
    """
    day, months, result = (
        model.eval(part, model_completion=True).as_long()
        for part in (each.day, each.months, each.result)
    )
    try:
        first = date.fromordinal(day).replace(day=1)
        begin = plus_months(first, months)
        last, end = _last_of_month(first), _last_of_month(begin)
    except (OverflowError, ValueError):
        return None
    shift = (begin - first).days
    if result == min(day + shift, end.toordinal()):
        return None
    meant = z3().And(
        each.months == months, each.day >= first.toordinal(), each.day <= last.toordinal()
    )
    latest = z3().IntVal(end.toordinal())
    same_day = each.day + shift
    return z3().Implies(meant, each.result == z3().If(same_day <= latest, same_day, latest))


def _last_of_month(first: date) -> date:
    return plus_months(first, 1) - timedelta(days=1)
