"""What a case has seen, up to its latest day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from aligner_rules.model import UNKNOWN, Case, Phase, Plan, RevisionOrder, Shipment, StepSelection
from aligner_rules.model.request import Upgrade
from aligner_rules.model.setup import Option, Setup
from aligner_rules.rules.history import (
    EventFacts,
    days_seen,
    event_facts,
    history_fits,
)
from strategies import cases, days

DAY = date(2025, 3, 3)
NOTHING = StepSelection()


def case(**given_: Any) -> Case:
    """A case of which only this is told."""
    return Case("C-1", "UTC", **given_)


class TestDaysSeen:
    """EXP-10: the days of a case are those on which something happened."""

    @pytest.mark.parametrize(
        "told",
        [
            {"plan": Plan("ONE", DAY)},
            {"phases": [Phase(1, NOTHING, in_production_on=DAY)]},
            {"phases": [Phase(1, NOTHING, shipment=Shipment(DAY))]},
            {"phases": [Phase(1, NOTHING, shipment=Shipment(DAY, delivered_on=None))]},
            {"orders": [RevisionOrder(placed_on=DAY, setup_approved_on=date(2026, 1, 1))]},
            {"setups": [Setup(DAY, (Option("ONE", ()),), approved_on=None)]},
            {"plan": Plan("TWO"), "upgrades": [Upgrade(target="TWO", former="ONE", placed_on=DAY)]},
            {"records_received_on": DAY},
            {"issue_found_on": DAY},
            {"planning_services_on": DAY},
            {"closed_on": DAY},
        ],
    )
    def test_each_day_counts(self, told: dict[str, Any]) -> None:
        """Whatever happened on a day, the case has seen it."""
        assert set(days_seen(case(**told))) == {DAY}

    @pytest.mark.parametrize(
        "told",
        [
            {},
            {"plan": None, "phases": [], "orders": (), "closed_on": None},
            {"plan": Plan("ONE"), "planned_end_on": DAY},
            {"phases": [Phase(1, NOTHING, in_production_on=None, target_ship_on=DAY)]},
        ],
    )
    def test_what_is_planned_or_unknown_is_no_day(self, told: dict[str, Any]) -> None:
        """What nobody tells cannot contradict, and what is to come has not been seen."""
        seen = event_facts(case(**told), DAY)
        assert (seen["has_history"], seen["last_seen_on"]) == (False, UNKNOWN)

    @given(cases(), days())
    def test_an_approval_is_among_them(self, told: Case, as_of: date) -> None:
        """Of no case it is otherwise, whatever else it tells."""
        assert history_fits(EventFacts(**event_facts(told, as_of))) is not False
