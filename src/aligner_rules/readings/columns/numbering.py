"""Computed days written as day numbers: whole-number arithmetic is what every engine agrees on.

A day is numbered from 1970, as engines count. Facts and constants stay dates wherever they are only
compared with each other, because no engine has to convert them for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

from aligner_rules.rules.folding import is_literal, is_unknown, made
from aligner_rules.rules.formula import EPOCH, Formula, Type, nodes

_FIRST: Final = 1 - EPOCH
_LAST: Final = date.max.toordinal() - EPOCH
_MARCH: Final = 719_468
"""Days from 1 March of year 0, from which leap years are easy to count, to 1970."""


def numbered(formula: Formula) -> Formula:
    """Return the formula with whole numbers in the place of all days that it computes.

    A formula that stands for a day becomes the number of it, unless it is a choice among days that
    are given.

    >>> day = Formula.fact("last_ordered_on", Type.DATE)
    >>> numbered(made("plus_days", day, Formula.literal(45)))
    (epoch_day(last_ordered_on) + 45)
    >>> numbered(Formula.literal(date(2024, 3, 16)).toordinal() - day.toordinal() >= 45)
    (last_ordered_on <= 2024-01-31)
    """
    done: dict[Formula, Formula] = {}
    for node in nodes(formula):
        args = [done[arg] for arg in node.args]
        done[node] = _rewritten(node.op, args) if args else node
    return done[formula]


def _rewritten(op: str, args: list[Formula]) -> Formula:
    if op == "day_number":
        return made("add", number_of(args[0]), Formula.literal(EPOCH))
    if op in _COMPUTED:
        return _COMPUTED[op](*map(number_of, args))
    if {Type.DATE, Type.INT} <= {arg.type for arg in args}:  # a day given, and one computed
        args = [number_of(arg) if arg.type is Type.DATE else arg for arg in args]
    if op in ("le", "lt") and args[0].type is Type.INT:
        return _compared(op, *args)
    return made(op, *args)


def number_of(day: Formula) -> Formula:
    """Return the number of a day, or a number itself; a choice becomes one among numbers."""
    if day.type is Type.INT:
        return day
    if is_unknown(day):
        return Formula.unknown(Type.INT)
    if day.op in ("where", "provided"):
        condition, then, otherwise = day.args
        return made(day.op, condition, number_of(then), number_of(otherwise))
    return made("epoch_day", day)


class _Sum(NamedTuple):
    """How often each day stands in a sum of day numbers, and the constant that is added."""

    days: Mapping[Formula, int]
    constant: int


def _compared(op: str, left: Formula, right: Formula) -> Formula:
    """Return the comparison of two numbers; of two given days, where that is what it comes to."""
    less, more = _sum_of(left), _sum_of(right)
    if less is None or more is None:
        return made(op, left, right)
    days = {day: _times(less, day) - _times(more, day) for day in {**less.days, **more.days}}
    later = [day for day, times in days.items() if times == -1]
    sooner = [day for day, times in days.items() if times == 1]
    gap = more.constant - less.constant
    if sorted(days.values()) == [-1, 1]:
        if gap == 0:
            return made(op, sooner[0], later[0])
        between = made("sub", number_of(later[0]), number_of(sooner[0]))
        return made(op, Formula.literal(-gap), between)
    if list(days.values()) == [1] and _FIRST <= gap <= _LAST:
        return made(op, sooner[0], Formula.literal(date.fromordinal(gap + EPOCH)))
    if list(days.values()) == [-1] and _FIRST <= -gap <= _LAST:
        return made(op, Formula.literal(date.fromordinal(-gap + EPOCH)), later[0])
    return made(op, left, right)


def _times(total: _Sum, day: Formula) -> int:
    return total.days.get(day, 0)


def _sum_of(number: Formula) -> _Sum | None:
    """Return the number as a sum of given days and a constant; None where it is none."""
    if number.op == "epoch_day":
        return _Sum({number.args[0]: 1}, 0)
    if is_literal(number) and not is_unknown(number):
        return _Sum({}, number.payload)
    if number.op not in ("add", "sub"):
        return None
    left, right = map(_sum_of, number.args)
    if left is None or right is None:
        return None
    sign = 1 if number.op == "add" else -1
    days = {d: _times(left, d) + sign * _times(right, d) for d in {**left.days, **right.days}}
    return _Sum({d: n for d, n in days.items() if n}, left.constant + sign * right.constant)


class _InMonth(NamedTuple):
    """A day as the months from March of year 0 to its own, and the days before it in that."""

    month_count: Formula
    of_month: Formula


def _months_later(day: Formula, months: Formula) -> Formula:
    """Return the number of the same day so many months later, clipped to the end of its month."""
    month_count, of_month = _in_month(day)
    begins, last = _begin_and_last(month_count + months)
    return begins - _MARCH + made("where", of_month <= last, of_month, last)


def _lacks_day(day: Formula, months: Formula) -> Formula:
    """Return whether the month so many months later ends before it comes to such a day."""
    month_count, of_month = _in_month(day)
    _, last = _begin_and_last(month_count + months)
    return last < of_month


def _months_between(start: Formula, end: Formula) -> Formula:
    """Return the most months that the end may be put back by and not come before the start."""
    early, late = _in_month(start), _in_month(end)
    begun = late.month_count - early.month_count
    return made("where", early.of_month <= late.of_month, begun, begun - 1)


def _in_month(day: Formula) -> _InMonth:
    """Return where in its month a day stands.

    Years are taken to begin in March, so that a leap day is the last day of one. No division here
    meets a number below zero, where engines would disagree.
    """
    past = day + _MARCH
    era = past // 146_097
    of_era = past - era * 146_097
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (year_of_era * 365 + year_of_era // 4 - year_of_era // 100)
    month = (of_year * 5 + 2) // 153
    of_month = of_year - _days_before(month)
    return _InMonth((era * 400 + year_of_era) * 12 + month, of_month)


def _begin_and_last(month_count: Formula) -> tuple[Formula, Formula]:
    """Return the day on which a month begins, and the days from it to its last."""
    begins = _month_begins(month_count)
    return begins, _month_begins(month_count + 1) - begins - 1


def _days_before(month: Formula) -> Formula:
    """Return the days from 1 March to the first of a month, counted from March as month 0."""
    return (month * 153 + 2) // 5


def _month_begins(month_count: Formula) -> Formula:
    """Return the days from 1 March of year 0 to the first of a month, counted from March too."""
    year = month_count // 12
    leap_days = year // 4 - year // 100 + year // 400
    return year * 365 + leap_days + _days_before(month_count - year * 12)


_COMPUTED: Final[Mapping[str, Callable[[Formula, Formula], Formula]]] = {
    "plus_days": lambda day, days: made("add", day, days),
    "plus_months": _months_later,
    "month_lacks_day": _lacks_day,
    "months_between": _months_between,
}
"""How what is computed from days is computed from their numbers."""
