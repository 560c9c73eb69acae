"""Parts of a case that facts of several kinds lead back to: its plan and its first phase."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

from aligner_rules.model.order import (
    Cause,
    Channel,
    Order,
    Patient,
    ReplacementOrder,
    RetainerOrder,
    RevisionOrder,
)
from aligner_rules.model.phase import Phase
from aligner_rules.model.plan import Plan
from aligner_rules.model.shipment import Shipment
from aligner_rules.model.steps import NOTHING, Arch, StepSelection
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.proof.knowledge import holds, is_unknown
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.words import equals, not_, plus_days, where

_DAYS_BETWEEN = 1200


def first_shipment_told(f: Any) -> bool:
    """Whether the day of the first shipment is known just where it has shipped."""
    known: bool = not_(is_unknown(f.first_shipped_on))
    return equals(holds(f.has_shipped), known)


def plan_told(f: Any) -> bool:
    """Whether no day of approval is known without the plan."""
    told: bool = not_(is_unknown(f.plan)) | is_unknown(f.approved_on)
    return told


def days_are_near(f: Any) -> bool:
    """Whether the day that is asked about is not far from the approval."""
    late = plus_days(f.approved_on, _DAYS_BETWEEN)
    near: bool = (f.approved_on < f.as_of) & (f.as_of <= late)
    return near


def little_unknown(f: Any, *dated: str) -> tuple[bool, bool]:
    """Whether one fact at most is unknown, and whether none is.

    The dated ones are unknown with good reason, and do not count.
    """
    names = [name for name in fact_types(type(f)) if name not in dated]
    unknown = reduce(add, [where(is_unknown(getattr(f, name)), 1, 0) for name in names])
    return unknown <= 1, unknown <= 0


def plan_of(f: Any) -> Any:
    """The plan of the case, as far as it is known."""
    return UNKNOWN if f.plan is UNKNOWN else Plan(f.plan, f.approved_on)


def phase(number: int, steps: str, shipped: Any, shipped_on: Any, approved_on: Any) -> Phase:
    """A phase of these upper steps: shipped on that day, not yet, or nobody knows."""
    shipment: Any = UNKNOWN if shipped is UNKNOWN else None
    made_on: Any = shipment
    if shipped is True:
        shipment = Shipment(shipped_on)
        made_on = shipped_on if approved_on is UNKNOWN else approved_on
    return Phase(
        number,
        StepSelection.parse(upper=steps),
        engagers=NOTHING,
        in_production_on=made_on,
        shipment=shipment,
    )


def given(flag: Any, value: Any) -> Any:
    """The value where the flag says so, None where not, UNKNOWN where nobody knows."""
    return {True: value, False: None}.get(flag, UNKNOWN)


MOST_ORDERS = 2000
"""More orders than this are not written out for an example."""


def open_orders(f: Any, count: Any, kind: type[Order]) -> list[Order]:
    """So many orders that have not shipped; one that may have, where the count is unknown.

    ValueError for more than are written out.
    """
    if count is UNKNOWN:
        return [_earlier(f, kind, UNKNOWN)]
    if count > MOST_ORDERS:
        raise ValueError("too many orders for an example")
    return [_earlier(f, kind, None)] * count


def _earlier(f: Any, kind: type[Order], shipment: Any) -> Order:
    """Return an order of the day that is asked about, which uses up no allowance."""
    told: dict[str, Any] = {"placed_on": f.as_of, "in_production_on": shipment}
    told |= {"shipment": shipment, "channel": Channel.CUSTOMER_CARE}
    if kind is ReplacementOrder:
        return ReplacementOrder(steps=StepSelection(), cause=Cause.LOST, **told)
    if kind is RetainerOrder:
        return RetainerOrder(patient=Patient.NEW, arches=frozenset(Arch), sets=1, **told)
    return RevisionOrder(**told)
