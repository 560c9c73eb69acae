"""Counts against an allowance: which of them cases can have, and by which orders.

How orders are counted is for the terms to say (`rules/allowances.py`): over the whole plan, or in
so many months, which a case may leave open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.proof.knowledge import holds, is_unknown
from aligner_rules.rulebook.terms import Allowance, PlanTerms
from aligner_rules.rules.allowances import period_began_on
from aligner_rules.rules.words import not_, plus_months

Way = tuple[Any, Any] | None
"""A way of counting: the months that are counted, and what they are; None for the whole plan."""

Dated = Sequence[tuple[date, int]]
"""How many were ordered on which day, in the order of the days."""


def way_of_counting(allowance: Allowance, t: PlanTerms) -> Way:
    """In which way the terms count what was ordered against the allowance.

    >>> from aligner_rules.rulebook.terms import NO_TERMS
    >>> way_of_counting(Allowance(1), NO_TERMS), way_of_counting(Allowance(2, False, 6), NO_TERMS)
    (None, (6, UNKNOWN))
    """
    if allowance.unlimited is True or allowance.per_months == 0:
        return None
    return allowance.per_months, t.allowance.periods


def can_be_counted(count: int, has_shipped: bool, way: Way) -> bool:
    """Whether orders that are known can come to that count, if it is known."""
    if way is None:
        return True
    months, periods = way
    some = holds(count >= 1)
    if months is UNKNOWN:
        return not_(some)
    return True if periods == "rolling" else not_(some & is_unknown(has_shipped))


def can_be_open(has_shipped: bool, way: Way) -> bool:
    """Whether the count can be unknown although the orders are known."""
    if way is None:
        return False
    months, periods = way
    if months is UNKNOWN or periods is UNKNOWN:
        return True
    return False if periods == "rolling" else is_unknown(has_shipped)


def can_leave_out(f: Any, way: Way) -> bool:
    """Whether orders that are known can come to no count at all, for they were too early."""
    if way is None or way[0] is UNKNOWN:
        return False
    over = f.has_shipped & (plus_months(f.first_shipped_on, way[0]) <= f.as_of)
    return True if way[1] == "rolling" else holds(over)


def related(f: Any, one: tuple[int, Way], other: tuple[int, Way]) -> bool:
    """Whether the same orders, each counted in its way, can come to these two counts.

    It holds for the counts of every case, and leaves few others.
    """
    return (
        _as_open(f, one, other)
        & _as_open(f, other, one)
        & _no_fewer(f, one, other)
        & _no_fewer(f, other, one)
    )


def _as_open(f: Any, one: tuple[int, Way], other: tuple[int, Way]) -> bool:
    """Whether the one count is unknown only where the other is, or its way leaves it open."""
    known = not_(is_unknown(one[0]))
    return known | is_unknown(other[0]) | can_be_open(f.has_shipped, one[1])


def _no_fewer(f: Any, one: tuple[int, Way], other: tuple[int, Way]) -> bool:
    """Whether the one is no less than the other where its way counts all that the other's does."""
    (count, way), (less, narrow) = one, other
    no_fewer = not_(holds(count < less))
    if way is None:
        return no_fewer
    if UNKNOWN in way or narrow is None or UNKNOWN in narrow:
        return True
    if way[1] == "rolling":
        return no_fewer if narrow[1] == "rolling" and way[0] >= narrow[0] else True
    over = f.has_shipped & (plus_months(f.first_shipped_on, way[0]) <= f.as_of)
    return no_fewer | holds(over)


def dated(f: Any, counts: Sequence[tuple[int, Way]]) -> Dated:
    """Orders that come to each of the counts if they are counted in its way.

    What is counted the same in every way is of the day that is asked about; a count that is
    unknown is left open. ValueError where there are no such orders.
    """
    known = [(count, way) for count, way in counts if count is not UNKNOWN]
    if not known:
        return [(_left_open(f, counts[0][1]), 1)]
    whole = [count for count, _ in known]
    ordered = {f.as_of: min(whole)}
    for count, way in known:
        if count > min(whole):
            day = _day_counted(f, way, [other for _, other in known if other is not way])
            ordered[day] = count - min(whole)
    return sorted((day, count) for day, count in ordered.items() if count)


def _left_open(f: Any, way: Way) -> date:
    """Return a day that counts or not, as the terms leave open: in one kind of months alone."""
    today: date = f.as_of
    if way is None or way[0] is UNKNOWN or f.has_shipped is UNKNOWN:
        return today
    before = plus_months(today, -way[0])
    began_on = _began_on(f, way)
    return before if began_on is None or began_on <= before else began_on - timedelta(days=1)


def _day_counted(f: Any, way: Way, others: Sequence[Way]) -> date:
    """Return a day that counts in one way alone; ValueError where there is none."""
    for day in _edges(f, [way, *others]):
        if _counts(f, day, way) and not any(_counts(f, day, other) for other in others):
            return day
    raise ValueError("no day counts in one way alone")


def _edges(f: Any, ways: Sequence[Way]) -> Iterator[date]:
    """Yield the days beside which counting changes."""
    for way in ways:
        if way is not None:
            before = plus_months(f.as_of, -way[0])
            yield from (before, before + timedelta(days=1))
            if began_on := _began_on(f, way):
                yield from (began_on, began_on - timedelta(days=1))


def _counts(f: Any, day: date, way: Way) -> bool:
    if way is None:
        return True
    began_on = _began_on(f, way)
    if way[1] == "rolling":
        counted: bool = plus_months(day, way[0]) > f.as_of
        return counted
    return began_on is None or day >= began_on


def _began_on(f: Any, way: tuple[Any, Any]) -> date | None:
    return period_began_on(f.first_shipped_on, way[0], f.as_of) if f.has_shipped is True else None
