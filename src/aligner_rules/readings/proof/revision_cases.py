"""A case for the facts of a revision whose form does not upgrade the case.

What an upgrade inside the form gives hangs on the terms of a second plan; nothing is claimed of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any

from aligner_rules.model.case import Case
from aligner_rules.model.dates import EARLIEST
from aligner_rules.model.order import (
    FormStatus,
    ModelSource,
    ReplacementOrder,
    RetainerOrder,
    RevisionOrder,
)
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.proof.counting import (
    Dated,
    can_be_open,
    can_leave_out,
    way_of_counting,
)
from aligner_rules.readings.proof.knowledge import all_known, holds, is_unknown
from aligner_rules.readings.proof.parts import (
    MOST_ORDERS,
    days_are_near,
    first_shipment_told,
    given,
    little_unknown,
    open_orders,
    phase,
    plan_of,
    plan_told,
)
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.revision import RevisionFacts
from aligner_rules.rules.words import equals, not_

_OF_TARGET = (
    *("target", "target_revisions", "target_unlimited", "target_lapsed", "target_awaits"),
)
_FEW = 3


def possible_revision(f: RevisionFacts, t: PlanTerms) -> bool:
    """Whether some case leaves just these facts unknown.

    Without a plan there is no day of approval, and nothing has shipped. Whether a revision was
    ordered is known where the orders are.
    """
    unplanned = is_unknown(f.plan) & holds(not_(f.is_approved))
    return (
        all_known(f.as_of, f.is_submitted)
        & holds(not_(f.has_upgrade) & not_(f.adds_planning_services))
        & reduce(and_, [is_unknown(getattr(f, name)) for name in _OF_TARGET])
        & first_shipment_told(f)
        & equals(holds(f.last_step_ended), not_(is_unknown(f.last_step_ended_on)))
        & plan_told(f)
        & (equals(is_unknown(f.is_approved), is_unknown(f.approved_on)) | unplanned)
        & (not_(unplanned) | holds(not_(f.has_shipped)))
        & _orders_told(f, t)
    )


def _orders_told(f: RevisionFacts, t: PlanTerms) -> bool:
    """Whether the orders of some case come to just these counts."""
    way = way_of_counting(t.revision.included, t)
    none_shipped_known = is_unknown(f.unshipped_replacements) & is_unknown(f.unshipped_retainers)
    nothing_known = is_unknown(f.revisions_ordered) & none_shipped_known
    some, early = holds(f.revisions_ordered >= 1), holds(f.revisions_ordered <= 0)
    left_open = is_unknown(f.revisions_ordered) & not_(is_unknown(f.has_revision))
    return (
        (not_(is_unknown(f.has_revision)) | nothing_known)
        & (not_(left_open) | (holds(f.has_revision) & can_be_open(f.has_shipped, way)))
        & (not_(some) | holds(f.has_revision))
        & (not_(early & holds(f.has_revision)) | can_leave_out(f, way))
    )


def tidy_revision(f: RevisionFacts) -> tuple[bool, ...]:
    """What makes an example easy to read: few orders, days close together, nothing unknown."""
    few = (f.revisions_ordered <= _FEW) & (f.unshipped_replacements <= _FEW)
    few = few & (f.unshipped_retainers <= _FEW)
    dated = ("first_shipped_on", "setup_approved_on", "last_step_ended_on")
    known = little_unknown(f, *dated, *_OF_TARGET)
    since = not_(holds(f.first_shipped_on <= f.approved_on))
    soon = not_(holds(f.setup_approved_on < f.as_of))
    return (few & days_are_near(f), since & soon, *known, equals(f.region, "US"))


def revision_case(f: RevisionFacts, ordered: Mapping[str, Dated]) -> tuple[Case, RevisionOrder]:
    """A case and a request whose facts on the day ``f.as_of`` are these."""
    unplanned = f.plan is UNKNOWN and f.is_approved is False
    shipped_on = f.first_shipped_on
    case = Case(
        "EXAMPLE",
        "UTC",
        region=f.region,
        plan=None if unplanned else plan_of(f),
        phases=() if unplanned else (phase(1, "1-8", f.has_shipped, shipped_on, f.approved_on),),
        active_phase=None if unplanned else 1,
        orders=_orders(f, ordered["revisions_ordered"]),
        closed_on=given(not_(f.is_active), f.as_of),
        last_step_ended_on=given(f.last_step_ended, f.last_step_ended_on),
    )
    models: Any = f.models
    if models is not UNKNOWN:
        models = None if models == "none" else ModelSource(models)
    return case, RevisionOrder(
        models=models,
        photos=False,
        features=frozenset(),
        instructions=None,
        planning_services=False,
        setup_approved_on=f.setup_approved_on,
        worn_as_told=f.worn_as_told,
        status=FormStatus.SUBMITTED if f.is_submitted else FormStatus.DRAFT,
    )


def _orders(f: RevisionFacts, ordered: Dated) -> Any:
    if f.has_revision is UNKNOWN:
        return UNKNOWN
    if f.has_revision and not ordered:
        ordered = [(EARLIEST, 1)]
    if sum(many for _, many in ordered) > MOST_ORDERS:
        raise ValueError("too many orders for an example")
    revisions = [
        RevisionOrder(placed_on=day, in_production_on=None, shipment=None)
        for day, many in ordered
        for _ in range(many)
    ]
    replacements = open_orders(f, f.unshipped_replacements, ReplacementOrder)
    return (*revisions, *replacements, *open_orders(f, f.unshipped_retainers, RetainerOrder))
