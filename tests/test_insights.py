"""Practice insights against a naive count."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules.model import UNKNOWN, Case

SPAN = ar.Span(date(2025, 3, 3), date(2025, 3, 9))
NEAR = st.integers(-9, 8).map(lambda days: SPAN.first_on + timedelta(days))
ARCHES = frozenset({ar.Arch.UPPER})


def placed(kind: str, day: date) -> ar.Order:
    """An order of that kind that was placed on that day."""
    if kind == "submission":
        return ar.AlignerOrder(arches=ARCHES, placed_on=day)
    if kind == "revision":
        return ar.RevisionOrder(placed_on=day)
    return ar.RetainerOrder(arches=ARCHES, sets=1, placed_on=day)


@st.composite
def portfolios(draw: st.DrawFn) -> list[Case]:
    """Cases whose orders and approvals lie in the span, beside it, or nobody knows where."""
    kinds = st.sampled_from(["submission", "revision", "retainer"])
    many = []
    for _ in range(draw(st.integers(0, 4))):
        plan: Any = draw(st.sampled_from([None, UNKNOWN]) | NEAR | NEAR)
        days = sorted(draw(st.lists(NEAR, max_size=4)))
        orders: Any = tuple(placed(draw(kinds), day) for day in days)
        if plan not in (None, UNKNOWN):
            plan = ar.Plan("ONE", draw(st.sampled_from([plan, UNKNOWN])))
        many.append(Case("C-1", "UTC", plan=plan, orders=draw(st.sampled_from([orders, UNKNOWN]))))
    return many


@given(portfolios())
def test_they_are_a_naive_count(many: list[Case]) -> None:
    """CAS-4: each day of the span is counted, both its ends included, and of the one before it."""
    told = ar.insights(iter(many), span=SPAN)
    inside = [SPAN.first_on + timedelta(days) for days in range(7)]
    earlier = [day - timedelta(7) for day in inside]
    known = [case.orders for case in many if case.orders is not UNKNOWN]
    for metric, kind in (
        (told.submissions, ar.AlignerOrder),
        (told.revisions, ar.RevisionOrder),
    ):
        days = [one.placed_on for orders in known for one in orders if type(one) is kind]
        assert metric.count == len([day for day in days if day in inside])
        assert metric.before == len([day for day in days if day in earlier])
        assert metric.unknown == len(many) - len(known)
    plans = [case.plan for case in many]
    approved = [one.approved_on for one in plans if isinstance(one, ar.Plan)]
    assert told.approvals.count == len([day for day in approved if day in inside])
    assert told.approvals.before == len([day for day in approved if day in earlier])
    assert told.approvals.unknown == approved.count(UNKNOWN) + plans.count(UNKNOWN)


def test_a_change_is_exact() -> None:
    """A third more is a third more, and after nothing there is no part to tell."""
    days = [date(2025, 2, 28)] * 3 + [date(2025, 3, 31)] * 4
    many = [Case("C-1", "UTC", orders=(placed("submission", day),)) for day in days]
    told = ar.insights(many, span=ar.Span.month(2025, 3))
    assert (told.submissions.count, told.submissions.before) == (4, 3)
    assert told.submissions.change == Fraction(1, 3)
    assert told.revisions.change is None
    assert (told.span, told.before) == (ar.Span.month(2025, 3), ar.Span.month(2025, 2))
