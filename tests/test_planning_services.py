"""Treatment planning services from the case actions (SUB-9)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import aligner_rules as ar
from aligner_rules.model import (
    UNKNOWN,
    AlignerOrder,
    Arch,
    Case,
    ModelSource,
    Plan,
    PlanningServices,
    RevisionOrder,
)
from aligner_rules.rules.planning_services import POLICY
from strategies import cases, days

BOOK = ar.load_rulebooks()
PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
DAY = date(2025, 3, 3)
SUBMITTED = AlignerOrder(arches=frozenset({Arch.UPPER}), placed_on=date(2025, 3, 1))


def case(**given_: Any) -> Case:
    """A case that was submitted without planning services."""
    told = {"plan": None, "orders": (SUBMITTED,), "planning_services_on": None}
    return Case("C-1", "Europe/Paris", region="FR", **told | given_)


@pytest.mark.parametrize(
    ("given_", "outcome"),
    [
        ({}, ar.Outcome.ALLOWED),
        ({"plan": Plan("ONE", DAY), "orders": ()}, ar.Outcome.ALLOWED),
        ({"orders": ()}, ar.Outcome.REFUSED),
        ({"orders": UNKNOWN}, ar.Outcome.UNDETERMINED),
        ({"planning_services_on": DAY}, ar.Outcome.REFUSED),
        ({"planning_services_on": date(2025, 3, 4)}, ar.Outcome.ALLOWED),
        ({"planning_services_on": UNKNOWN}, ar.Outcome.UNDETERMINED),
    ],
)
def test_when_they_are_added(given_: dict[str, Any], outcome: ar.Outcome) -> None:
    """Once a case is submitted, before its approval or after, and once."""
    asked = ar.decide(case(**given_), PlanningServices(), as_of=DAY, book=BOOK)
    assert asked.outcome is outcome


def test_the_case_has_them_from_that_day() -> None:
    """And shares itself; they are not added twice."""
    later = ar.apply(case(), PlanningServices(), as_of=DAY, book=BOOK)
    again = ar.decide(later, PlanningServices(), as_of=DAY, book=BOOK)
    assert (later.planning_services_on, again.codes) == (DAY, ("services-are-new",))
    assert [one.code for one in again.consequences] == ["shared-for-planning"]


def test_their_price_is_the_price_books() -> None:
    """At list price; where the book has none for that day, the quote names what it lacks."""
    told = ar.quote(case(), PlanningServices(), as_of=DAY, book=BOOK, prices=PRICES)
    (line,) = told.lines
    assert (str(told.total), line.basis) == ("150.00 USD", ar.Basis.LIST_PRICE)
    assert line.message() == "Treatment planning services, at list price"
    early = date(2017, 5, 31)
    told = ar.quote(case(), PlanningServices(), as_of=early, book=BOOK, prices=PRICES)
    assert (told.total, told.missing) == (UNKNOWN, ("price of planning-services",))


@pytest.mark.parametrize(("wanted", "expected"), [(True, DAY), (False, None)])
def test_a_revision_may_bring_them_along(wanted: Any, expected: Any) -> None:
    """SUB-9: from the day on which it is ordered, if it asks for them."""
    form = RevisionOrder(
        models=ModelSource.SCANS,
        planning_services=wanted,
        upgrade_to=None,
    )
    of = case(plan=Plan("ONE", date(2025, 3, 2)), phases=())
    assert ar.apply(of, form, as_of=DAY, book=BOOK).planning_services_on == expected


@given(cases(), days())
def test_facts_of_a_case_fit_together(of: Case, as_of: date) -> None:
    """No case yields facts that `consistent` rules out."""
    assert POLICY.consistent(POLICY.facts_of(of, PlanningServices(), as_of, BOOK)) is not False


def test_codes_are_public_and_stay() -> None:
    """The codes and clauses that portals have stored; a code is never renamed or reused."""
    assert [(one.code, one.clause) for one in POLICY.requirements] == [
        ("case-was-submitted", "SUB-9"),
        ("services-are-new", "SUB-9"),
    ]
