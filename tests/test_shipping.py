"""Shipping, tracking and delivery: what happens to a case, and what nobody tells."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

import aligner_rules as ar
from aligner_rules.model import UNKNOWN
from aligner_rules.rules.shipping import SHIPPED, TRACKED

MADE, DAY, LATER = date(2025, 3, 1), date(2025, 3, 3), date(2025, 3, 6)
BOOK = ar.load_rulebooks()


def phase(number: int, **given: Any) -> ar.Phase:
    """A phase in production, but for what is given."""
    steps = ar.StepSelection.parse(upper=str(number))
    return ar.Phase(number, steps, **{"in_production_on": MADE, "shipment": None, **given})


CASE = ar.Case(
    "C-1",
    "UTC",
    plan=ar.Plan("ONE", date(2025, 2, 1)),
    phases=(phase(1), phase(2), phase(3)),
    active_phase=None,
    orders=(
        ar.RetainerOrder(
            id="R-1",
            placed_on=MADE,
            arches=frozenset({ar.Arch.UPPER}),
            sets=1,
            in_production_on=MADE,
            shipment=None,
        ),
    ),
    dentition=ar.Dentition.PERMANENT,
)


def after(case: ar.Case, *events: tuple[Any, date]) -> ar.Case:
    """The case once all of it has happened."""
    for event, as_of in events:
        case = ar.apply(case, event, as_of=as_of, book=BOOK)
    return case


class TestEffect:
    """DEL-3: one shipment for all of a parcel, which goes on as one."""

    def test_one_parcel(self) -> None:
        """Phases and orders share their shipment, from leaving to arriving."""
        named: Any = {"phases": [1, 2], "orders": ["R-1"]}
        found = after(
            CASE,
            (ar.Shipped(**named, tracking_number=None, carrier_expects_on=LATER), DAY),
            (ar.Tracked(**named, tracking_number="1Z"), DAY),
            (ar.Delivered(**named), LATER),
        )
        shared = ar.Shipment(DAY, "1Z", LATER, LATER)
        shipments = [*(one.shipment for one in found.phases), found.orders[0].shipment]
        assert shipments == [shared, shared, None, shared]

    def test_the_carrier_may_change_its_mind(self) -> None:
        """DEL-2: its date is its latest word; the number stays."""
        number: Any = {"phases": [1], "tracking_number": "1Z"}
        found = after(
            CASE,
            (ar.Shipped(phases=frozenset({1})), DAY),
            (ar.Tracked(**number, carrier_expects_on=DAY), DAY),
            (ar.Tracked(**number, carrier_expects_on=LATER), DAY),
        )
        assert found.phases[0].shipment == ar.Shipment(DAY, "1Z", LATER, None)
        other = ar.Tracked(phases=frozenset({1}), tracking_number="1Z-2")
        told = ar.decide(found, other, as_of=DAY, book=BOOK)
        assert told.codes == ("tracking-number-stays",)


class TestActivePhase:
    """REP-8: a phase is active from its shipping on, the first of those of one day."""

    def test_the_first_of_a_day(self) -> None:
        """Phases 1 and 2 in one parcel begin with phase 1, and phase 3 comes after them."""
        both = after(CASE, (ar.Shipped(phases=frozenset({1, 2})), DAY))
        last = after(both, (ar.Shipped(phases=frozenset({3})), LATER))
        assert (both.active_phase, last.active_phase) == (1, 3)
        assert [last.active_phase_on(day) for day in (MADE, DAY, LATER)] == [None, 1, 3]

    def test_two_parcels_on_one_day(self) -> None:
        """Nobody knows which of them came first: it is the first phase again."""
        found = after(
            CASE, (ar.Shipped(phases=frozenset({1})), DAY), (ar.Shipped(phases=frozenset({2})), DAY)
        )
        assert found.active_phase == 1

    def test_an_order_changes_nothing(self) -> None:
        """A parcel without a phase leaves the active one as it was."""
        assert after(CASE, (ar.Shipped(orders=frozenset({"R-1"})), DAY)).active_phase is None

    def test_what_is_not_told(self) -> None:
        """A stated phase stands where its shipping is not told; one before it may hide another."""
        sent = ar.Shipment(DAY)
        hidden = phase(1, in_production_on=UNKNOWN, shipment=UNKNOWN)
        case = evolve(CASE, phases=(hidden, phase(2, shipment=sent)), active_phase=2)
        assert [case.active_phase_on(day) for day in (MADE, DAY)] == [UNKNOWN, 2]
        assert evolve(case, phases=UNKNOWN).active_phase_on(MADE) == 2
        assert evolve(case, active_phase=1).active_phase_on(MADE) == 1


@pytest.mark.parametrize(
    ("phases", "dentition", "skipped", "left"),
    [
        (UNKNOWN, ar.Dentition.MIXED, UNKNOWN, UNKNOWN),
        ((phase(1), phase(2), phase(3)), UNKNOWN, 1, 2),
        ((phase(1, shipment=ar.Shipment(MADE)), phase(2)), UNKNOWN, 0, 0),
        ((phase(1, shipment=UNKNOWN), phase(2)), UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_what_is_left_behind(phases: Any, dentition: Any, skipped: Any, left: Any) -> None:
    """EXP-2 and DEL-5: phases neither named nor shipped, before the named one and in all."""
    case = evolve(CASE, phases=phases, active_phase=UNKNOWN, dentition=dentition)
    told = SHIPPED.facts_of(case, ar.Shipped(phases=frozenset({2})), DAY, BOOK)
    assert (told.skipped_phases, told.left_phases) == (skipped, left)


def test_what_is_tracked_but_not_told() -> None:
    """Of phases that nobody tells, it is unknown whether they shipped together."""
    event = ar.Tracked(phases=frozenset({1, 2}), tracking_number="1Z")
    told = TRACKED.facts_of(evolve(CASE, phases=UNKNOWN), event, DAY, BOOK)
    assert (told.unshipped, told.shipped_apart, told.numbered_otherwise) == (UNKNOWN, UNKNOWN, 0)


def test_a_delivered_parcel_is_not_on_its_way() -> None:
    """DEL-4: what has arrived is neither tracked nor delivered again."""
    case = after(
        CASE, (ar.Shipped(phases=frozenset({1})), DAY), (ar.Delivered(phases=frozenset({1})), LATER)
    )
    again = ar.decide(case, ar.Delivered(phases=frozenset({1})), as_of=LATER, book=BOOK)
    assert again.codes == ("not-yet-delivered",)
