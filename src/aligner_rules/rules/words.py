"""The closed vocabulary of the rules: all that may stand in one besides operators.

Operators: ``+ - * //``, ``< <= > >=``, ``&``, ``|``. Words: those below. Each word takes plain
values, UNKNOWN, or formulas, and means the same for all three; UNKNOWN is absorbed. Annotations
speak of plain values, because that is how a rule reads.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Final, TypeVar

from dateutil.relativedelta import relativedelta

from aligner_rules.model.limit import Limit
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules.formula import Formula

__all__ = [
    "days_between",
    "equals",
    "larger",
    "listed",
    "month_lacks_day",
    "months_between",
    "not_",
    "one_of",
    "plus_days",
    "plus_months",
    "where",
    "within",
]

T = TypeVar("T")

_YEAR: Final = 12
"""Months that make a year."""

_SHORTEST: Final = 28
"""Days that every month has."""

_UNKNOWN: Final = type(UNKNOWN)
_LIFTED: Final = frozenset({_UNKNOWN, Formula})


def not_(condition: bool) -> bool:
    """Whether the condition does not hold.

    >>> not_(True), not_(False), not_(UNKNOWN)
    (False, True, UNKNOWN)
    """
    if condition is True:
        return False
    if condition is False:
        return True
    lifted: bool = _lifted("negation", condition)
    return lifted


def where(condition: bool, then: T, otherwise: T) -> T:
    """`then` where the condition holds, `otherwise` where it does not, else unknown.

    >>> where(True, 1, 2), where(False, 1, 2), where(UNKNOWN, 1, 2), where(True, 1, UNKNOWN)
    (1, 2, UNKNOWN, 1)
    """
    if condition is True:
        return then
    if condition is False:
        return otherwise
    lifted: T = _lifted("where", condition, then, otherwise)
    return lifted


def equals(left: T, right: T) -> bool:
    """Whether two values of one type are the same (``==`` does not lift, so rules never use it).

    >>> equals(8, 8), equals(8, 9), equals(8, UNKNOWN)
    (True, False, UNKNOWN)
    """
    if type(left) is str and type(right) is str:
        return left == right  # what is asked most often, and by far the quickest to see
    if _LIFTED & {type(left), type(right)}:
        lifted: bool = _lifted("equals", left, right)
        return lifted
    return left == right


def one_of(value: T, *options: T) -> bool:
    """Whether the value is among the options.

    >>> one_of("lost", "lost", "damaged"), one_of("quality", "lost"), one_of(UNKNOWN, "lost")
    (True, False, UNKNOWN)
    """
    if value is UNKNOWN or isinstance(value, Formula):
        return reduce(or_, [equals(value, option) for option in options])
    return value in options


def listed(value: str, names: tuple[str, ...]) -> bool:
    """Whether the text is one of a list of names, a term of the rulebook.

    In an empty list there is nothing, whatever the text is.

    >>> listed("TWO", ("TWO", "THREE")), listed("ONE", ("TWO",)), listed(UNKNOWN, ("TWO",))
    (True, False, UNKNOWN)
    >>> listed(UNKNOWN, ()), listed("TWO", UNKNOWN)
    (False, UNKNOWN)
    """
    if type(names) is tuple and type(value) is str:
        return value in names
    if type(names) is tuple and not names:
        return False
    lifted: bool = _lifted("listed", value, names)
    return lifted


def within(count: int, limit: Limit) -> bool:
    """Whether the count keeps to the limit; the limit itself still does.

    >>> from aligner_rules.model.limit import UNLIMITED
    >>> within(8, Limit(8)), within(9, Limit(8)), within(UNKNOWN, UNLIMITED)
    (True, False, True)
    """
    return limit.unlimited | (count <= limit.number)


def larger(left: T, right: T) -> T:
    """The later of two days, or the larger of two numbers.

    >>> larger(3, 4), larger(3, UNKNOWN)
    (4, UNKNOWN)
    """
    return where(left >= right, left, right)  # type: ignore[operator]


def days_between(start: date, end: date) -> int:
    """Days from `start` to `end`, negative where `end` comes first.

    >>> days_between(date(2024, 2, 28), date(2024, 3, 1))
    2
    """
    return end.toordinal() - start.toordinal()


def plus_days(day: date, days: int) -> date:
    """The day that comes so many days later.

    >>> plus_days(date(2024, 1, 31), 45)
    datetime.date(2024, 3, 16)
    """
    if type(day) is date and type(days) is int:
        return date.fromordinal(day.toordinal() + days)
    lifted: date = _lifted("plus_days", day, days)
    return lifted


def plus_months(day: date, months: int, overflow: str = "clip") -> date:
    """The same day so many months later; `overflow` says what if the month lacks it (EXP-8).

    "clip" gives the last day of the month, "roll" the first of the next. Any other rule gives no
    day at all, so that the answer is unknown, and with it all that is made of it.

    >>> plus_months(date(2024, 2, 29), 12), plus_months(date(2024, 2, 29), 48)
    (datetime.date(2025, 2, 28), datetime.date(2028, 2, 29))
    >>> plus_months(date(2024, 2, 29), 12, "roll"), plus_months(date(2024, 2, 29), 12, "raise")
    (datetime.date(2025, 3, 1), UNKNOWN)
    """
    if type(overflow) is str and overflow == "clip":
        if type(day) is date and type(months) is int:
            years, month = divmod(day.month - 1 + months, _YEAR)
            if day.day <= _SHORTEST:  # what nearly every day is, several times faster so
                return date(day.year + years, month + 1, day.day)
            return day + relativedelta(months=months)
        lifted: date = _lifted("plus_months", day, months)
        return lifted
    return _overflowing(day, months, overflow)


def month_lacks_day(day: date, months: int) -> bool:
    """Whether the month so many months later has no such day, so that it ends before (EXP-8).

    >>> month_lacks_day(date(2024, 2, 29), 12), month_lacks_day(date(2024, 2, 29), 48)
    (True, False)
    """
    if type(day) is date and type(months) is int:
        return plus_months(day, months).day < day.day
    lifted: bool = _lifted("month_lacks_day", day, months)
    return lifted


def months_between(start: date, end: date) -> int:
    """The most months that `end` may be put back by and not come before `start` (EXP-9).

    They are counted back from `end`, to the last day of a month that lacks its day; they are
    negative where `end` comes first.

    >>> months_between(date(2025, 2, 28), date(2025, 8, 31))
    6
    >>> months_between(date(2025, 3, 1), date(2025, 8, 31))
    5
    """
    if type(start) is date and type(end) is date:
        begun = (end.year - start.year) * _YEAR + end.month - start.month
        return begun if start.day <= end.day else begun - 1
    lifted: int = _lifted("months_between", start, end)
    return lifted


def _overflowing(day: date, months: int, overflow: str) -> date:
    """Return the day so many months later; the rule matters only where the month lacks it."""
    nothing: date = UNKNOWN
    if day is UNKNOWN or months is UNKNOWN:
        return nothing
    clipped = plus_months(day, months)
    unclipped = where(equals(overflow, "roll"), plus_days(clipped, 1), nothing)
    instead = where(equals(overflow, "clip"), clipped, unclipped)
    return where(month_lacks_day(day, months), instead, clipped)


def _lifted(op: str, *arguments: Any) -> Any:
    kinds = [*map(type, arguments)]
    if Formula in kinds:
        return Formula.apply(op, *arguments)
    if _UNKNOWN in kinds:
        return UNKNOWN
    given = ", ".join(f"{a!r} ({type(a).__name__})" for a in arguments)
    raise TypeError(f"{op} cannot take {given}")
