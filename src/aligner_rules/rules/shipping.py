"""Shipping, tracking and delivery (DEL): one shipment for all that goes together.

When a phase ships it becomes the active one, the first of those that ship on one day (REP-8). What
a closed case has in production still ships and arrives.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.event import Delivered, Parcel, Shipped, Tracked
from aligner_rules.model.shipment import Shipment
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.delivery import mixed_dentition
from aligner_rules.rules.facts import at_least_known, fact
from aligner_rules.rules.parcels import (
    OF_ANY_PARCEL,
    ParcelFacts,
    delivered_by_then,
    how_many,
    made_by_then,
    named,
    named_fit,
    parcel_facts,
    shipped_by_then,
    with_each,
)
from aligner_rules.rules.policy import Policy, Requirement, Way, requirement
from aligner_rules.rules.words import not_


@frozen
class ShippingFacts(ParcelFacts):
    """What shipping looks at, as it stands on the day `as_of`."""

    unmade: int = fact("those named that are not in production")
    already_shipped: int = fact("those named that have shipped already")
    skipped_phases: int = fact("phases before the last one named, neither named nor shipped")
    is_mixed: bool = fact("whether the case is one of mixed dentition")
    left_phases: int = fact("phases neither named nor shipped; none where no phase is named")


@requirement(
    "DEL-4", Way.AWAIT_PRODUCTION, actual=lambda f, _t: f.unmade, required=lambda _f, _t: 0
)
def all_in_production(f: ShippingFacts, _t: PlanTerms) -> bool:
    """All that ships is in production."""
    return f.unmade <= 0


@requirement("DEL-4", actual=lambda f, _t: f.already_shipped, required=lambda _f, _t: 0)
def not_yet_shipped(f: ShippingFacts, _t: PlanTerms) -> bool:
    """Nothing that ships has shipped before."""
    return f.already_shipped <= 0


@requirement(
    "EXP-2", Way.SHIP_TOGETHER, actual=lambda f, _t: f.skipped_phases, required=lambda _f, _t: 0
)
def earlier_phases_shipped(f: ShippingFacts, _t: PlanTerms) -> bool:
    """Phases ship in order, so that the first shipment is that of phase 1."""
    return f.skipped_phases <= 0


@requirement(
    "DEL-5", Way.SHIP_TOGETHER, actual=lambda f, _t: f.left_phases, required=lambda _f, _t: 0
)
def mixed_phases_together(f: ShippingFacts, _t: PlanTerms) -> bool:
    """All phases of mixed dentition ship at once."""
    return not_(f.is_mixed) | (f.left_phases <= 0)


def shipping_consistent(f: ShippingFacts) -> bool:
    """Whether facts fit together as those of every case do."""
    counts = (f.unmade >= 0) & (f.already_shipped >= 0)
    return named_fit(f) & counts & (f.skipped_phases >= 0) & (f.left_phases >= 0)


def shipping_facts(case: Case, event: Shipped, as_of: date, _terms: PlanTerms) -> ShippingFacts:
    """The facts of what ships: only what had happened by that day counts."""
    items = named(case, event, as_of)
    return ShippingFacts(
        **parcel_facts(case, event, as_of),
        unmade=how_many(items, lambda item: not_(made_by_then(item, as_of))),
        already_shipped=how_many(items, lambda item: shipped_by_then(item, as_of)),
        skipped_phases=_left(case, event, as_of, before=max(event.phases, default=0)),
        is_mixed=mixed_dentition(case),
        left_phases=_left(case, event, as_of) if event.phases else 0,
    )


def _left(case: Case, event: Shipped, as_of: date, before: int | None = None) -> int:
    """Return how many phases are neither named nor shipped, of all or of those before a number."""
    others: list[Any] = [UNKNOWN]
    if case.phases is not UNKNOWN:
        others = [phase for phase in case.phases_on(as_of) if phase.number not in event.phases]
    if before is not None:
        others = [one for one in others if before > (0 if one is UNKNOWN else one.number)]
    return how_many(others, lambda phase: not_(shipped_by_then(phase, as_of)))


def shipped(case: Case, event: Shipped, as_of: date, _terms: PlanTerms) -> Case:
    """The case with one shipment for all that is named; its first phase is the active one."""
    number, expected = event.tracking_number, event.carrier_expects_on
    shipment = Shipment(as_of, number, expected, delivered_on=None)
    later = with_each(case, event, lambda item: evolve(item, shipment=shipment))
    if not event.phases:
        return later
    today = [phase.number for phase in later.phases if phase.shipped_on == as_of]
    return evolve(later, active_phase=min(today))


SHIPPED = Policy(
    name="shipped",
    kind=Shipped,
    facts=ShippingFacts,
    gather=shipping_facts,
    consistent=shipping_consistent,
    placed=shipped,
    requirements=(
        *OF_ANY_PARCEL,
        all_in_production,
        not_yet_shipped,
        earlier_phases_shipped,
        mixed_phases_together,
    ),
    charges=(),
    consequences=(),
)
"""When something leaves in one parcel."""


@frozen
class DeliveredFacts(ParcelFacts):
    """What a delivery that is told looks at, as it stands on the day `as_of`."""

    unshipped: int = fact("those named that have not shipped")
    already_delivered: int = fact("those named that have been delivered already")


@frozen
class TrackedFacts(DeliveredFacts):
    """What the word of a carrier looks at, as it stands on the day `as_of`."""

    shipped_apart: int = fact("those named that shipped later than the first of them")
    numbered_otherwise: int = fact("those named that are known to have another tracking number")


@requirement(
    "DEL-4", Way.AWAIT_SHIPMENT, actual=lambda f, _t: f.unshipped, required=lambda _f, _t: 0
)
def all_have_shipped(f: DeliveredFacts, _t: PlanTerms) -> bool:
    """All that is on its way, or arrives, has shipped."""
    return f.unshipped <= 0


@requirement("DEL-4", actual=lambda f, _t: f.already_delivered, required=lambda _f, _t: 0)
def not_yet_delivered(f: DeliveredFacts, _t: PlanTerms) -> bool:
    """Nothing that is on its way, or arrives, was delivered before."""
    return f.already_delivered <= 0


@requirement(
    "DEL-3", Way.NAME_OTHERS, actual=lambda f, _t: f.shipped_apart, required=lambda _f, _t: 0
)
def shipped_in_one_parcel(f: TrackedFacts, _t: PlanTerms) -> bool:
    """What is tracked together shipped on one day."""
    return f.shipped_apart <= 0


@requirement(
    "DEL-2", Way.NAME_OTHERS, actual=lambda f, _t: f.numbered_otherwise, required=lambda _f, _t: 0
)
def tracking_number_stays(f: TrackedFacts, _t: PlanTerms) -> bool:
    """Nothing that is named is known by another tracking number: the carrier's date may change."""
    return f.numbered_otherwise <= 0


ON_ITS_WAY: Final[tuple[Requirement[Any], ...]] = (
    *OF_ANY_PARCEL,
    all_have_shipped,
    not_yet_delivered,
)
"""What is required of all that is told of something that has left."""


def delivered_consistent(f: DeliveredFacts) -> bool:
    """Whether facts fit together as those of every case do."""
    return named_fit(f) & (f.unshipped >= 0) & (f.already_delivered >= 0)


def tracked_consistent(f: TrackedFacts) -> bool:
    """Whether facts fit together as those of every case do."""
    return delivered_consistent(f) & (f.shipped_apart >= 0) & (f.numbered_otherwise >= 0)


def _on_its_way(case: Case, event: Parcel, as_of: date) -> dict[str, Any]:
    items = named(case, event, as_of)
    return {
        **parcel_facts(case, event, as_of),
        "unshipped": how_many(items, lambda item: not_(shipped_by_then(item, as_of))),
        "already_delivered": how_many(items, lambda item: delivered_by_then(item, as_of)),
    }


def delivered_facts(case: Case, event: Delivered, as_of: date, _terms: PlanTerms) -> DeliveredFacts:
    """The facts of what arrives: only what had happened by that day counts."""
    return DeliveredFacts(**_on_its_way(case, event, as_of))


def tracked_facts(case: Case, event: Tracked, as_of: date, _terms: PlanTerms) -> TrackedFacts:
    """The facts of what is tracked: only what had happened by that day counts."""
    items = named(case, event, as_of)
    days = [UNKNOWN if item is UNKNOWN else _shipped_on(item, as_of) for item in items]
    first = min((day for day in days if isinstance(day, date)), default=UNKNOWN)
    apart = [day if day is UNKNOWN else day is not None and day > first for day in days]
    numbers = [_number_of(item, as_of) for item in items if item is not UNKNOWN]
    return TrackedFacts(
        **_on_its_way(case, event, as_of),
        shipped_apart=0 if len(items) == 1 else at_least_known(apart),
        numbered_otherwise=sum(number not in {None, event.tracking_number} for number in numbers),
    )


def _shipped_on(item: Any, as_of: date) -> Any:
    """Return the day on which something had shipped by then; None where it had not."""
    return item.shipped_on if shipped_by_then(item, as_of) is not False else None


def _number_of(item: Any, as_of: date) -> Any:
    """Return the tracking number that something on its way is known to have."""
    sent = isinstance(item.shipment, Shipment) and item.shipment.shipped_on <= as_of
    number: Any = item.shipment.tracking_number if sent else None
    return None if number is UNKNOWN else number


def tracked(case: Case, event: Tracked, as_of: date, _terms: PlanTerms) -> Case:  # noqa: ARG001
    """The case with the tracking number, and the carrier's date where it tells one."""

    def known(item: Any) -> Any:
        told = event.carrier_expects_on
        expected = item.shipment.carrier_expects_on if told is UNKNOWN else told
        number = event.tracking_number
        shipment = evolve(item.shipment, tracking_number=number, carrier_expects_on=expected)
        return evolve(item, shipment=shipment)

    return with_each(case, event, known)


def delivered(case: Case, event: Delivered, as_of: date, _terms: PlanTerms) -> Case:
    """The case with all that is named delivered on that day."""

    def arrived(item: Any) -> Any:
        return evolve(item, shipment=evolve(item.shipment, delivered_on=as_of))

    return with_each(case, event, arrived)


TRACKED = Policy(
    name="tracked",
    kind=Tracked,
    facts=TrackedFacts,
    gather=tracked_facts,
    consistent=tracked_consistent,
    placed=tracked,
    requirements=(*ON_ITS_WAY, shipped_in_one_parcel, tracking_number_stays),
    charges=(),
    consequences=(),
)
"""When the carrier tells of a parcel."""

DELIVERED = Policy(
    name="delivered",
    kind=Delivered,
    facts=DeliveredFacts,
    gather=delivered_facts,
    consistent=delivered_consistent,
    placed=delivered,
    requirements=ON_ITS_WAY,
    charges=(),
    consequences=(),
)
"""When something arrives."""
