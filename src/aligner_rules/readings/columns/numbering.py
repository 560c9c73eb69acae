"""Computed days written as day numbers: whole-number arithmetic is what every engine agrees on.

A day is numbered from 1970, as engines count. Facts and constants stay dates wherever they are only
compared with each other, because no engine has to convert them for that.
"""

from __future__ import annotations

from collections.abc import Mapping
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
        return made("add", _number(args[0]), Formula.literal(EPOCH))
    if op == "plus_days":
        return made("add", _number(args[0]), args[1])
    if op == "plus_months":
        return _months_later(_number(args[0]), args[1])
    if {Type.DATE, Type.INT} <= {arg.type for arg in args}:  # a day given, and one computed
        args = [_number(arg) if arg.type is Type.DATE else arg for arg in args]
    if op in ("le", "lt") and args[0].type is Type.INT:
        return _compared(op, *args)
    return made(op, *args)


def _number(day: Formula) -> Formula:
    """Return the number of a day; a choice among days becomes one among their numbers."""
    if day.type is Type.INT:
        return day
    if is_unknown(day):
        return Formula.unknown(Type.INT)
    if day.op in ("where", "provided"):
        condition, then, otherwise = day.args
        return made(day.op, condition, _number(then), _number(otherwise))
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
        between = made("sub", _number(later[0]), _number(sooner[0]))
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


def _months_later(day: Formula, months: Formula) -> Formula:
    """Return the number of the same day so many months later, clipped to the end of its month.

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
    month_count = (era * 400 + year_of_era) * 12 + month + months
    begins = _month_begins(month_count)
    last = _month_begins(month_count + 1) - begins - 1
    return begins - _MARCH + made("where", of_month <= last, of_month, last)


def _days_before(month: Formula) -> Formula:
    """Return the days from 1 March to the first of a month, counted from March as month 0."""
    return (month * 153 + 2) // 5


def _month_begins(month_count: Formula) -> Formula:
    """Return the days from 1 March of year 0 to the first of a month, counted from March too."""
    year = month_count // 12
    leap_days = year // 4 - year // 100 + year // 400
    return year * 365 + leap_days + _days_before(month_count - year * 12)
