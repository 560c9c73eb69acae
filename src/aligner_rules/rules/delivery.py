"""When what ships arrives, and how far it has come (DEL).

The rules are a few lines in the closed vocabulary of `words`; business days are counted by a
calendar of the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from attrs import frozen

from aligner_rules.model.case import Case, Dentition
from aligner_rules.model.order import Order
from aligner_rules.model.phase import Phase
from aligner_rules.model.shipment import Shipment
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import PlanFacts, fact, shared_facts
from aligner_rules.rules.words import equals, not_, plus_days, where

Item = Phase | Order
"""What ships: a phase, or an order."""


@frozen
class DeliveryFacts(PlanFacts):
    """What a delivery looks at, as the parcel stands on the day `as_of`."""

    mixed_dentition: bool = fact("whether the case is one of mixed dentition")
    in_production: bool = fact("whether it has reached production")
    has_target: bool = fact("whether a target ship date is set")
    target_ship_on: date = fact("target ship date; unknown where none is set")
    has_shipped: bool = fact("whether it has shipped")
    has_tracking_number: bool = fact("whether it has a tracking number")
    has_carrier_date: bool = fact("whether the carrier has told a date of delivery")
    carrier_expects_on: date = fact("the carrier's date of delivery; unknown where there is none")
    is_delivered: bool = fact("whether it has been delivered")
    delivered_on: date = fact("day of delivery; unknown where there was none")


def carrier_counts(f: DeliveryFacts, _t: PlanTerms) -> bool:
    """Whether the carrier's date stands in for the estimate: once there is a number (DEL-2)."""
    return f.has_tracking_number & f.has_carrier_date


def date_source(f: DeliveryFacts, t: PlanTerms) -> str:
    """Which date counts: carrier, target, or none (DEL-1, DEL-2)."""
    return where(carrier_counts(f, t), "carrier", where(f.has_target, "target", "none"))


def counted_from(f: DeliveryFacts, t: PlanTerms) -> date:
    """The date that counts; it means nothing where none does."""
    return where(carrier_counts(f, t), f.carrier_expects_on, f.target_ship_on)


def spread_days(f: DeliveryFacts, t: PlanTerms) -> int:
    """Business days either way of the date that counts: the carrier's stands alone (DEL-1)."""
    return where(carrier_counts(f, t), 0, t.delivery.window_business_days)


def last_shown_on(f: DeliveryFacts, t: PlanTerms) -> date:
    """The last day on which the tracker of what was delivered still shows (DEL-6)."""
    return plus_days(f.delivered_on, t.delivery.tracker_days)


def tracker_gone(f: DeliveryFacts, t: PlanTerms) -> bool:
    """Whether the tracker has disappeared since delivery (DEL-6)."""
    return f.is_delivered & (f.as_of > last_shown_on(f, t))


def tracker_shown(f: DeliveryFacts, t: PlanTerms) -> bool:
    """Whether there is a tracker: from production on, until it disappears (DEL-4, DEL-6)."""
    return f.in_production & not_(tracker_gone(f, t))


def state(f: DeliveryFacts, t: PlanTerms) -> str:
    """How far it has come, from production to delivery and out of sight (DEL-4, DEL-6)."""
    delivered = where(tracker_gone(f, t), "gone", "delivered")
    under_way = where(f.has_shipped, "in-delivery", "in-production")
    return where(f.is_delivered, delivered, where(f.in_production, under_way, "not-in-production"))


def one_tracker_per_case(f: DeliveryFacts, t: PlanTerms) -> bool:
    """Whether the phases have one tracker together: of mixed dentition, by edition (DEL-5)."""
    return f.mixed_dentition & equals(t.delivery.mixed_trackers, "case")


@frozen
class _Standing:
    """How something that ships stands on a day; None is "none yet"."""

    in_production: bool
    target: date | None
    shipped_on: date | None
    tracking_number: str | None
    carrier_expects_on: date | None
    delivered_on: date | None

    @property
    def transit(self) -> tuple[Any, ...]:
        """What is told of its way."""
        return self.shipped_on, self.tracking_number, self.carrier_expects_on, self.delivered_on


def delivery_facts(case: Case, item: Item, as_of: date) -> DeliveryFacts:
    """The facts of the parcel that a phase or an order of a case belongs to, on that day."""
    parcel = [_standing(one, as_of) for one in shipped_together(case, item, as_of)]
    target = _agreed(one.target for one in parcel)
    shipped_on = _agreed(one.shipped_on for one in parcel)
    carrier = _agreed(one.carrier_expects_on for one in parcel)
    delivered_on = _agreed(one.delivered_on for one in parcel)
    return DeliveryFacts(
        **shared_facts(case, as_of),
        mixed_dentition=mixed_dentition(case),
        in_production=_any_of(one.in_production for one in parcel),
        has_target=_there_is(target),
        target_ship_on=_known_day(target),
        has_shipped=_there_is(shipped_on),
        has_tracking_number=_there_is(_agreed(one.tracking_number for one in parcel)),
        has_carrier_date=_there_is(carrier),
        carrier_expects_on=_known_day(carrier),
        is_delivered=_there_is(delivered_on),
        delivered_on=_known_day(delivered_on),
    )


def mixed_dentition(case: Case) -> Any:
    """Whether a case is one of mixed dentition; UNKNOWN where its dentition is."""
    return UNKNOWN if case.dentition is UNKNOWN else case.dentition is Dentition.MIXED


def shipped_together(case: Case, item: Item, as_of: date) -> tuple[Item, ...]:
    """What is known to ship in one parcel with a phase or an order, itself first (DEL-3, DEL-5).

    All phases of mixed dentition do. Else it is what has reached production and has the same
    tracking number, or the same target and nothing that tells the parcels apart.
    """
    phases = () if case.phases is UNKNOWN else case.phases
    orders = () if case.orders is UNKNOWN else case.orders
    mixed = mixed_dentition(case) is True
    if mixed and isinstance(item, Phase):
        return (item, *(one for one in phases if one != item))
    others: tuple[Item, ...] = orders if mixed else (*phases, *orders)
    own = _standing(item, as_of)
    return (
        item,
        *(one for one in others if one != item and _one_parcel(own, _standing(one, as_of))),
    )


def _one_parcel(one: _Standing, other: _Standing) -> bool:
    if not (one.in_production is True and other.in_production is True):
        return False
    if _same(one.tracking_number, other.tracking_number):
        return not _differ(one.shipped_on, other.shipped_on)
    apart = any(map(_differ, one.transit, other.transit))
    return _same(one.target, other.target) and not apart


def _same(one: Any, other: Any) -> bool:
    return one is not UNKNOWN and one is not None and one == other


def _differ(one: Any, other: Any) -> bool:
    return one is not UNKNOWN and other is not UNKNOWN and one != other


def _standing(item: Item, as_of: date) -> _Standing:
    """Return how the item stood on that day: what came later had not happened."""
    target = item.target_ship_on
    requested = isinstance(item, Order) and (item.placed_on is None or item.placed_on > as_of)
    made_on: Any = None if requested else item.in_production_on
    shipment: Any = None if requested else item.shipment
    made = made_on if made_on is UNKNOWN else made_on is not None and made_on <= as_of
    if isinstance(shipment, Shipment) and shipment.shipped_on <= as_of:
        delivered_on: Any = shipment.delivered_on
        if isinstance(delivered_on, date) and delivered_on > as_of:
            delivered_on = None
        number, expected = shipment.tracking_number, shipment.carrier_expects_on
        return _Standing(True, target, shipment.shipped_on, number, expected, delivered_on)
    sent: Any = UNKNOWN if shipment is UNKNOWN and made is not False else None
    return _Standing(made, target, sent, sent, sent, sent)


def _agreed(told: Iterable[Any]) -> Any:
    """Return the one value that all tell who know any; unknown where none does, or two differ."""
    known = {value for value in told if value is not UNKNOWN}
    return known.pop() if len(known) == 1 else UNKNOWN


def _any_of(told: Iterable[Any]) -> Any:
    known = set(told)
    return True if True in known else UNKNOWN if UNKNOWN in known else False


def _there_is(value: Any) -> Any:
    return UNKNOWN if value is UNKNOWN else value is not None


def _known_day(value: Any) -> Any:
    return UNKNOWN if value is None else value
