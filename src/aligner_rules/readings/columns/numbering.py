"""Computed days written as day numbers: whole-number arithmetic is what every engine agrees on.

A day is numbered from 1970, as engines count. Facts and constants stay dates wherever they are only
compared with each other, because no engine has to convert them for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

from aligner_rules.readings.columns.months import InMonth, in_month
from aligner_rules.rules.folding import is_literal, is_unknown, made
from aligner_rules.rules.formula import EPOCH, Formula, Type, nodes

_FIRST: Final = 1 - EPOCH
_LAST: Final = date.max.toordinal() - EPOCH


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
    return _Numbering().of(formula)


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


class _Numbering:
    """Days turned into numbers; of those that come months later it is kept where they stand.

    So a day that is computed from one of them, or compared with it, need not be looked for in its
    month again.
    """

    def __init__(self) -> None:
        self._standing: dict[Formula, InMonth] = {}
        self._asked_for: dict[Formula, InMonth] = {}
        self._computed: Mapping[str, Callable[[Formula, Formula], Formula]] = {
            "plus_days": lambda day, days: made("add", day, days),
            "plus_months": self._months_later,
            "month_lacks_day": self._lacks_day,
            "months_between": self._months_between,
        }

    def of(self, formula: Formula) -> Formula:
        done: dict[Formula, Formula] = {}
        for node in nodes(formula):
            args = [done[arg] for arg in node.args]
            done[node] = self._rewritten(node.op, args) if args else node
        return done[formula]

    def _rewritten(self, op: str, args: list[Formula]) -> Formula:
        if op == "day_number":
            return made("add", number_of(args[0]), Formula.literal(EPOCH))
        if op in self._computed:
            return self._computed[op](*map(number_of, args))
        if {Type.DATE, Type.INT} <= {arg.type for arg in args}:  # a day given, and one computed
            args = [number_of(arg) if arg.type is Type.DATE else arg for arg in args]
        if op in ("le", "lt") and args[0].type is Type.INT:
            by_months = self._by_months(op, *args)
            return _compared(op, *args) if by_months is None else by_months
        return made(op, *args)

    def _by_months(self, op: str, left: Formula, right: Formula) -> Formula | None:
        """Return the comparison of a day with one that comes months later, if it is such a one.

        No day but the last of a month is put in the place of one that it lacks, and no other day of
        the month comes after the last: so it makes no difference to what is before or after.
        """
        sooner, later = (left, right) if op == "lt" else (right, left)
        if sooner not in self._asked_for or not self._is_cheap(later):
            return None
        ends = {sooner: self._asked_for[sooner].order, later: self._in_month(later).order}
        return made(op, ends[left], ends[right])

    def _is_cheap(self, day: Formula) -> bool:
        return is_literal(day) or day.op == "epoch_day" or day in self._standing

    def _in_month(self, day: Formula) -> InMonth:
        return self._standing.get(day) or in_month(day)

    def _asked(self, day: Formula, months: Formula) -> InMonth:
        month_count, of_month = self._in_month(day)
        return InMonth(month_count + months, of_month)

    def _months_later(self, day: Formula, months: Formula) -> Formula:
        """Return the number of the same day so many months later, clipped to its month's end."""
        asked_for = self._asked(day, months)
        standing = asked_for.clipped()
        number = standing.number
        self._asked_for[number], self._standing[number] = asked_for, standing
        return number

    def _lacks_day(self, day: Formula, months: Formula) -> Formula:
        """Return whether the month so many months later ends before it comes to such a day."""
        asked_for = self._asked(day, months)
        return asked_for.month_ends < asked_for.of_month

    def _months_between(self, start: Formula, end: Formula) -> Formula:
        """Return the most months that the end may be put back by and not come before the start."""
        early, late = self._in_month(start), self._in_month(end)
        begun = late.month_count - early.month_count
        return made("where", early.of_month <= late.of_month, begun, begun - 1)
