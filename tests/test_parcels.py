"""What goes together: found by number and id, and told how far it has come."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aligner_rules.model import UNKNOWN, Arch, Case, Phase, RetainerOrder, Shipment, StepSelection
from aligner_rules.model.event import Shipped
from aligner_rules.rules.parcels import (
    delivered_by_then,
    made_by_then,
    named,
    parcel_facts,
    shipped_by_then,
    with_each,
)

BEFORE, DAY, AFTER = date(2025, 3, 2), date(2025, 3, 3), date(2025, 3, 4)
NOTHING = StepSelection()


def phase(**given: Any) -> Phase:
    """Phase 1, of which only this is told."""
    return Phase(1, NOTHING, **given)


def retainer(id_: Any, placed_on: date = DAY) -> RetainerOrder:
    """A retainer order that was placed."""
    return RetainerOrder(id=id_, placed_on=placed_on, arches=frozenset({Arch.UPPER}), sets=1)


def absent(case: dict[str, Any], event: Shipped) -> tuple[Any, Any]:
    """How many of the phases and orders named are not there."""
    told = parcel_facts(Case("C-1", "UTC", **case), event, DAY)
    return told["absent_phases"], told["absent_orders"]


class TestNames:
    """DEL-3: what is named is there, or is not, or nobody knows."""

    @pytest.mark.parametrize(
        ("case", "expected"),
        [
            ({}, (UNKNOWN, UNKNOWN)),
            ({"phases": [phase()], "orders": [retainer("R-1")]}, (0, 0)),
            ({"phases": [], "orders": []}, (1, 1)),
            ({"phases": [], "orders": [retainer(UNKNOWN)]}, (1, UNKNOWN)),
            ({"phases": [], "orders": [retainer("R-1", AFTER)]}, (1, 1)),
        ],
    )
    def test_phases_and_orders(self, case: dict[str, Any], expected: Any) -> None:
        """An order without an id may be the one; one that comes later is not there yet."""
        assert absent(case, Shipped(phases=frozenset({1}), orders=frozenset({"R-1"}))) == expected

    def test_one_id_for_two(self) -> None:
        """Where two orders have one id, both are meant."""
        twice = Case("C-1", "UTC", orders=(retainer("R-1"), retainer("R-1")))
        assert len(named(twice, Shipped(orders=frozenset({"R-1"})), DAY)) == 2

    def test_only_what_is_named_is_changed(self) -> None:
        """The rest of the case is as it was."""
        case = Case("C-1", "UTC", phases=(phase(),), orders=(retainer("R-1"), retainer("R-2")))
        changed = with_each(case, Shipped(orders=frozenset({"R-2"})), lambda _: retainer("R-3"))
        assert changed.phases == case.phases
        assert [order.id for order in changed.orders] == ["R-1", "R-3"]


class TestStandings:
    """DEL-4: how far something had come by a day."""

    @pytest.mark.parametrize(
        ("told", "made", "shipped", "delivered"),
        [
            ({}, UNKNOWN, UNKNOWN, UNKNOWN),
            ({"in_production_on": None}, False, False, False),
            ({"in_production_on": DAY}, True, UNKNOWN, UNKNOWN),
            ({"in_production_on": AFTER, "shipment": None}, False, False, False),
            ({"shipment": None}, UNKNOWN, False, False),
            ({"shipment": Shipment(DAY)}, True, True, UNKNOWN),
            ({"shipment": Shipment(AFTER, delivered_on=None)}, UNKNOWN, False, False),
            ({"shipment": Shipment(BEFORE, delivered_on=DAY)}, True, True, True),
            ({"shipment": Shipment(BEFORE, delivered_on=AFTER)}, True, True, False),
        ],
    )
    def test_by_a_day(self, told: Any, made: Any, shipped: Any, delivered: Any) -> None:
        """What has shipped was made, what has not shipped was not delivered."""
        item = phase(**told)
        assert made_by_then(item, DAY) is made
        assert shipped_by_then(item, DAY) is shipped
        assert delivered_by_then(item, DAY) is delivered
