"""Requests: what they have in common, upgrades, and what is added to a case."""

from __future__ import annotations

from datetime import date

import pytest

from aligner_rules.model.event import REQUEST_KINDS
from aligner_rules.model.faults import Invalid
from aligner_rules.model.order import Order
from aligner_rules.model.request import PlanningServices, Request, Upgrade
from aligner_rules.model.unknown import UNKNOWN


def test_little_is_known_of_an_upgrade() -> None:
    """An upgrade names its target; how it is paid is unknown, and nobody has placed it."""
    upgrade = Upgrade(target="TWO")
    told = upgrade.payment_method, upgrade.accepts_terms, upgrade.placed_on, upgrade.former
    assert told == (UNKNOWN, UNKNOWN, None, None)


def test_a_target_is_named() -> None:
    """An upgrade to nowhere is no upgrade."""
    with pytest.raises(Invalid, match=r"\$\.target: given ' '; expected text that is not blank"):
        Upgrade(target=" ", placed_on=date(2024, 3, 1))


def test_planning_services_ask_nothing() -> None:
    """Two requests for planning services are one and the same."""
    assert PlanningServices() == PlanningServices()


def test_every_kind_is_a_request_with_its_own_name() -> None:
    """Each kind of request is found by the name that it gives itself."""
    assert {kind: cls.kind for kind, cls in REQUEST_KINDS.items()} == {
        kind: kind for kind in REQUEST_KINDS
    }
    assert all(issubclass(cls, Request) for cls in REQUEST_KINDS.values())


def test_every_class_of_requests_that_can_be_built_is_listed() -> None:
    """No kind of request is missing from the list of them; those of accounts are a list apart."""

    def below(cls: type[Request]) -> set[type[Request]]:
        return {cls}.union(*map(below, cls.__subclasses__()))

    inside = {cls for cls in below(Request) if cls.__module__.startswith("aligner_rules.")}
    inside -= {cls for cls in inside if cls.__module__ == "aligner_rules.model.account"}
    bases = {Request, Order} | {cls for cls in inside if not hasattr(cls, "kind")}
    assert inside - bases == {*REQUEST_KINDS.values()}
