"""What a plan includes, how much of it is used and left, and what an expiry takes away (ALW).

Every order placed counts, included or paid: no source tells another way to count.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from aligner_rules.model.case import Case
from aligner_rules.model.order import Order
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import Allowance, PlanTerms
from aligner_rules.rules.words import larger, not_, plus_months, where


def any_left(allowance: Allowance, ordered: int) -> bool:
    """Whether the allowance lasts: it has no end, or fewer were ordered than it includes (ALW-2).

    >>> any_left(Allowance(1), 0), any_left(Allowance(1), 1), any_left(Allowance(0), UNKNOWN)
    (True, False, False)
    """
    some = (allowance.number >= 1) & (allowance.number - ordered >= 1)
    return allowance.unlimited | some


def left(allowance: Allowance, ordered: int) -> int:
    """How many are left of an allowance that has an end, 0 at least (ALW-1).

    >>> left(Allowance(2), 1), left(Allowance(2), 3)
    (1, 0)
    """
    return larger(allowance.number - ordered, 0)


def included(allowance: Allowance, ordered: int, wanted: int, lapsed: bool) -> int:
    """How many of those wanted are included: none once lapsed, never more than are left (EXP-4).

    >>> included(Allowance(2), 1, 3, False), included(Allowance(2), 1, 3, True)
    (1, 0)
    """
    enough = allowance.unlimited | (wanted <= left(allowance, ordered))
    some = where(enough, wanted, left(allowance, ordered))
    return where(any_left(allowance, ordered) & not_(lapsed), some, 0)


def ordered_so_far(
    case: Case, many: Callable[[Order], int], allowance: Allowance, terms: PlanTerms, as_of: date
) -> int:
    """How many were ordered that count against the allowance on that day, itself included (ALW-3).

    `many` tells how many an order asks for. They are those of the whole plan, or of the months that
    the allowance is for; unknown where the orders, or the months they fall into, are not known.
    """
    orders: Any = case.orders
    if orders is UNKNOWN:
        return UNKNOWN  # type: ignore[no-any-return]
    placed = [
        (order.placed_on, many(order))
        for order in orders
        if many(order) and order.placed_on <= as_of
    ]
    return _counted(placed, allowance, terms.allowance.periods, case.first_shipped_on, as_of)


def _counted(
    placed: list[tuple[date, int]], allowance: Allowance, periods: Any, first: Any, as_of: date
) -> int:
    months: Any = allowance.per_months
    total = sum(many for _, many in placed)
    if not placed or allowance.unlimited is True or months == 0:
        return total
    unknown: int = UNKNOWN
    if months is UNKNOWN:
        return unknown
    rolling = sum(many for day, many in placed if plus_months(day, months) > as_of)
    if first is UNKNOWN:
        fixed = unknown
    else:
        began_on = None if first is None else period_began_on(first, months, as_of)
        fixed = sum(many for day, many in placed if began_on is None or day >= began_on)
    told = {"rolling": {rolling}, "from-first-shipment": {fixed}}.get(periods, {rolling, fixed})
    return told.pop() if len(told) == 1 else unknown


def period_began_on(first: date, months: int, as_of: date) -> date | None:
    """The day on which the period began that `as_of` is in; None for the first one.

    Periods are counted from the first day, never chained; what lies before it is in the first.

    >>> period_began_on(date(2024, 8, 31), 6, date(2025, 2, 28))
    datetime.date(2025, 2, 28)
    >>> period_began_on(date(2024, 8, 31), 6, date(2025, 2, 27)) is None
    True
    """
    number = 0
    while plus_months(first, months * (number + 1)) <= as_of:
        number += 1
    return plus_months(first, months * number) if number else None
