"""What a case has seen, up to its latest day: every event looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import Order
from aligner_rules.model.phase import Phase
from aligner_rules.model.plan import Plan
from aligner_rules.model.shipment import Shipment
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import PlanFacts, fact, shared_facts
from aligner_rules.rules.policy import Requirement, Way, requirement
from aligner_rules.rules.words import not_


@frozen
class EventFacts(PlanFacts):
    """What every event looks at, beside what governs: how far the case has come."""

    has_history: bool = fact("whether the case tells of any day on which something happened")
    last_seen_on: date = fact("latest of these days; unknown where it tells of none")


@requirement(
    "EXP-10",
    Way.WAIT,
    actual=lambda f, _t: f.as_of,
    required=lambda f, _t: f.last_seen_on,
    lifts_on=lambda f, _t: f.last_seen_on,
)
def days_move_forward(f: EventFacts, _t: PlanTerms) -> bool:
    """The event is not before what the case has seen; the same day is fine."""
    return not_(f.has_history) | (f.last_seen_on <= f.as_of)


OF_ANY_EVENT: Final[tuple[Requirement[Any], ...]] = (days_move_forward,)
"""What is required of every event."""


def history_fits(f: EventFacts) -> bool:
    """Whether the approval is among what the case has seen, where it tells of it."""
    return not_(f.has_history) | (f.approved_on <= f.last_seen_on)


def event_facts(case: Case, as_of: date) -> dict[str, Any]:
    """Return the facts of `EventFacts` for a case.

    Only days that the case tells count: what it leaves out cannot contradict.
    """
    latest = max(days_seen(case), default=None)
    seen = {"has_history": latest is not None, "last_seen_on": latest or UNKNOWN}
    return {**shared_facts(case, as_of), **seen}


def days_seen(case: Case) -> Iterator[date]:
    """Yield every day on which the case tells that something happened; what is planned is none."""
    told: list[Any] = [
        case.plan.approved_on if isinstance(case.plan, Plan) else None,
        case.records_received_on,
        case.issue_found_on,
        case.planning_services_on,
        case.closed_on,
    ]
    for phase in _each(case.phases):
        told += _days_of(phase)
    for order in _each(case.orders):
        told += [order.placed_on, *_days_of(order)]
    for setup in _each(case.setups):
        told += [setup.ready_on, setup.approved_on]
    told += [upgrade.placed_on for upgrade in _each(case.upgrades)]
    return (day for day in told if isinstance(day, date))


def _each(collection: Any) -> tuple[Any, ...]:
    return () if collection is UNKNOWN else collection


def _days_of(item: Phase | Order) -> list[Any]:
    days: list[Any] = [item.in_production_on]
    if isinstance(item.shipment, Shipment):
        days += [item.shipment.shipped_on, item.shipment.delivered_on]
    return days
