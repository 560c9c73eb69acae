"""What goes together: the phases and orders that an event names, and how far each has come (DEL).

Phases are named by their numbers, orders by their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.event import Parcel
from aligner_rules.model.order import Order
from aligner_rules.model.phase import Phase
from aligner_rules.model.shipment import Shipment
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import at_least_known, fact
from aligner_rules.rules.history import OF_ANY_EVENT, EventFacts, event_facts, history_fits
from aligner_rules.rules.policy import Requirement, Way, requirement

Item = Any
"""A phase or an order; None where there is none by that name, UNKNOWN where nobody tells."""


@frozen
class ParcelFacts(EventFacts):
    """What every event about phases and orders looks at, beside how far the case has come."""

    absent_phases: int = fact("phases named that the case does not have")
    absent_orders: int = fact("orders named that were not placed for the case")


@requirement(
    "DEL-3", Way.NAME_OTHERS, actual=lambda f, _t: f.absent_phases, required=lambda _f, _t: 0
)
def phases_exist(f: ParcelFacts, _t: PlanTerms) -> bool:
    """The case has every phase that is named."""
    return f.absent_phases <= 0


@requirement(
    "DEL-3", Way.NAME_OTHERS, actual=lambda f, _t: f.absent_orders, required=lambda _f, _t: 0
)
def orders_exist(f: ParcelFacts, _t: PlanTerms) -> bool:
    """Every order that is named was placed for the case."""
    return f.absent_orders <= 0


OF_ANY_PARCEL: Final[tuple[Requirement[Any], ...]] = (*OF_ANY_EVENT, phases_exist, orders_exist)
"""What is required of every event about phases and orders."""


def named_fit(f: ParcelFacts) -> bool:
    """Whether the facts that all such events have fit together as those of every case do."""
    return history_fits(f) & (f.absent_phases >= 0) & (f.absent_orders >= 0)


def parcel_facts(case: Case, parcel: Parcel, as_of: date) -> dict[str, Any]:
    """Return the facts of `ParcelFacts` for what an event names."""
    return {
        **event_facts(case, as_of),
        "absent_phases": _absent(named_phases(case, parcel, as_of)),
        "absent_orders": _absent(named_orders(case, parcel, as_of)),
    }


def named(case: Case, parcel: Parcel, as_of: date) -> list[Item]:
    """Return all that an event names and that may be there."""
    items = named_phases(case, parcel, as_of) + named_orders(case, parcel, as_of)
    return [item for item in items if item is not None]


def named_phases(case: Case, parcel: Parcel, as_of: date) -> list[Item]:
    """Return the phase of each number that is named, in their order."""
    if case.phases is UNKNOWN:
        return [UNKNOWN] * len(parcel.phases)
    phases = {phase.number: phase for phase in case.phases_on(as_of)}
    return [phases.get(number) for number in sorted(parcel.phases)]


def named_orders(case: Case, parcel: Parcel, as_of: date) -> list[Item]:
    """Return the order of each id that is named; one without an id may be any of them."""
    if case.orders is UNKNOWN:
        return [UNKNOWN] * len(parcel.orders)
    orders: tuple[Any, ...] = case.orders
    placed = [order for order in orders if order.placed_on <= as_of]
    other: Item = UNKNOWN if any(order.id is UNKNOWN for order in placed) else None
    found: list[Item] = []
    for name in sorted(parcel.orders):
        found += [order for order in placed if order.id == name] or [other]
    return found


def _absent(items: Iterable[Item]) -> int:
    return at_least_known(item if item is UNKNOWN else item is None for item in items)


def how_many(items: Iterable[Item], told: Callable[[Any], Any]) -> int:
    """Return of how many it is told to be true; unknown only where none is and one may be."""
    return at_least_known(item if item is UNKNOWN else told(item) for item in items)


def made_by_then(item: Phase | Order, as_of: date) -> Any:
    """Return whether it had reached production by that day; what had shipped had been made."""
    day: Any = item.in_production_on
    if day is UNKNOWN:
        return True if shipped_by_then(item, as_of) is True else UNKNOWN
    return day is not None and day <= as_of


def shipped_by_then(item: Phase | Order, as_of: date) -> Any:
    """Return whether it had shipped by that day."""
    day: Any = item.shipped_on
    return day if day is UNKNOWN else day is not None and day <= as_of


def delivered_by_then(item: Phase | Order, as_of: date) -> Any:
    """Return whether it had been delivered by that day; what had not shipped had not."""
    if not isinstance(item.shipment, Shipment):
        return shipped_by_then(item, as_of)
    day: Any = item.shipment.delivered_on
    return day if day is UNKNOWN else day is not None and day <= as_of


def with_each(case: Case, parcel: Parcel, change: Callable[[Any], Any]) -> Case:
    """Return the case with a change made to all that an event names."""
    made = case
    if parcel.phases:
        phases = [change(one) if one.number in parcel.phases else one for one in case.phases]
        made = evolve(made, phases=tuple(phases))
    if parcel.orders:
        orders = [change(one) if one.id in parcel.orders else one for one in case.orders]
        made = evolve(made, orders=tuple(orders))
    return made
