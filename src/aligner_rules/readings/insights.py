"""Practice insights: what happened in a span of days, against the span before it (CAS-4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import frozen

from aligner_rules.model.aligner import AlignerOrder
from aligner_rules.model.case import Case
from aligner_rules.model.order import Order, RevisionOrder
from aligner_rules.model.plan import Plan
from aligner_rules.model.span import Span
from aligner_rules.model.unknown import UNKNOWN


@frozen
class Metric:
    """How often something happened in a span, and in the one `before` it.

    `unknown` is the number of cases that do not tell: each of them may add to either.
    """

    count: int
    before: int
    unknown: int

    @property
    def change(self) -> Fraction | None:
        """The change as an exact part of what was before, -1/4 for 3 after 4; None after 0.

        >>> Metric(count=3, before=4, unknown=0).change, Metric(3, 0, 0).change
        (Fraction(-1, 4), None)
        """
        return Fraction(self.count - self.before, self.before) if self.before else None


@frozen
class Insights:
    """Submissions, approvals and revisions of a practice in a span, and in the one before it."""

    span: Span
    before: Span
    submissions: Metric
    approvals: Metric
    revisions: Metric


def insights(cases: Iterable[Case], *, span: Span) -> Insights:
    """Return how many cases were submitted, approved and revised in the span (CAS-4).

    A submission or a revision counts on the day on which it was placed, an approval on the day on
    which the setup of the case was approved. `Span.before` tells what each is compared with.
    """
    told = list(cases)
    return Insights(
        span=span,
        before=span.before,
        submissions=_metric(told, _placed(AlignerOrder), span),
        approvals=_metric(told, _approved_on, span),
        revisions=_metric(told, _placed(RevisionOrder), span),
    )


def _metric(cases: list[Case], days_of: Callable[[Case], Any], span: Span) -> Metric:
    told = [days_of(case) for case in cases]
    days = [day for each in told if each is not UNKNOWN for day in each]
    before = span.before
    return Metric(
        count=sum(day in span for day in days),
        before=sum(day in before for day in days),
        unknown=sum(each is UNKNOWN for each in told),
    )


def _placed(kind: type[Order]) -> Callable[[Case], Any]:
    def days(case: Case) -> Any:
        if case.orders is UNKNOWN:
            return UNKNOWN
        return [order.placed_on for order in case.orders if isinstance(order, kind)]

    return days


def _approved_on(case: Case) -> Any:
    if not isinstance(case.plan, Plan):
        return UNKNOWN if case.plan is UNKNOWN else []
    day: date = case.plan.approved_on
    return UNKNOWN if day is UNKNOWN else [day]
