"""Whether a case is active: asked of an upgrade (UPG-1) as of what happens to a case (CAS-3).

It is until it is closed, and again once a revision has taken it up.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from aligner_rules.model.case import Case
from aligner_rules.model.order import RevisionOrder
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.policy import Requirement, requirement

IS_ACTIVE: Final = "whether the case is active: not closed, or taken up again by a revision"
"""What the fact `is_active` tells, wherever it is one."""


def case_is_active(f: Any, _t: PlanTerms) -> bool:
    """The case is active: not closed, or taken up again by a revision."""
    return f.is_active  # type: ignore[no-any-return]


def active_by(clause: str) -> Requirement[Any]:
    """Return the requirement that the case is active, under the clause that asks for it."""
    asked: Requirement[Any] = requirement(clause, actual=lambda f, _t: f.is_active)(case_is_active)
    return asked


def active_then(case: Case, as_of: date) -> bool:
    """Whether a case was not closed by a day, or a revision had taken it up again since.

    >>> closed = Case("C-1", "UTC", orders=(), closed_on=date(2026, 5, 1))
    >>> active_then(closed, date(2026, 4, 30)), active_then(closed, date(2026, 5, 1))
    (True, False)
    >>> revision = RevisionOrder(placed_on=date(2026, 5, 2))
    >>> active_then(closed.with_order(revision), date(2026, 5, 2))
    True
    """
    closed_on: Any = case.closed_on
    unknown: bool = UNKNOWN
    if closed_on is UNKNOWN:
        return unknown
    if closed_on is None or closed_on > as_of:
        return True
    if case.orders is UNKNOWN:
        return unknown
    since = [
        order.placed_on
        for order in case.orders
        if isinstance(order, RevisionOrder) and order.placed_on is not None
    ]
    return any(closed_on < day <= as_of for day in since)
