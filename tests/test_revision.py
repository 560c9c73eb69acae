"""Revisions, clause by clause: both sides of every boundary."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

import aligner_rules as ar
from aligner_rules.model import (
    UNKNOWN,
    Case,
    FormStatus,
    ModelSource,
    Phase,
    Plan,
    ReplacementOrder,
    RevisionOrder,
    Shipment,
    StepSelection,
)
from aligner_rules.readings.explanation import WayOut
from aligner_rules.rules.policy import Way
from aligner_rules.rules.revision import POLICY
from strategies import cases, days, revision_orders

BOOK = ar.load_rulebooks()
PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
OCTOBER, DECEMBER, AMERICAN = date(2024, 10, 1), date(2025, 12, 1), date(2017, 6, 1)
STEPS = StepSelection.parse(upper="1-9", lower="")


def case(plan: str = "ONE", approved_on: Any = OCTOBER, **given_: Any) -> Case:
    """A case that shipped on the last of January 2026, or on the day given."""
    shipped_on = given_.pop("shipped_on", date(2026, 1, 31))
    shipment = None if shipped_on is None else Shipment(shipped_on)
    told: dict[str, Any] = {
        "region": "US",
        "plan": Plan(plan, approved_on),
        "phases": (Phase(1, STEPS, shipment=shipment),),
        "orders": (),
    }
    return Case("C-1", "America/New_York", **told | given_)


def form(**given_: Any) -> RevisionOrder:
    """A complete form, but for what is given."""
    complete: dict[str, Any] = {"models": ModelSource.SCANS}
    return RevisionOrder(**complete | given_)


def decide(of: Case, request: RevisionOrder, as_of: date = date(2026, 2, 28)) -> ar.Decision:
    """Decide by the packaged editions."""
    return ar.decide(of, request, as_of=as_of, book=BOOK)


def price(of: Case, request: RevisionOrder, as_of: date = date(2026, 2, 28)) -> Any:
    """The total in minor units; UNKNOWN where it is."""
    total: Any = ar.quote(of, request, as_of=as_of, book=BOOK, prices=PRICES).total
    return total if total is UNKNOWN else total.minor


class TestRev1Charge:
    """REV-1 and EXP-4: included while the allowance lasts and has not expired, else Flex price."""

    @pytest.mark.parametrize(
        ("plan", "so_far", "expected"),
        [("FLEX", 0, 12000), ("MINI", 0, 0), ("ONE", 0, 0), ("ONE", 1, 12000), ("TWO", 0, UNKNOWN)],
    )
    def test_the_allowance_of_each_plan(self, plan: str, so_far: int, expected: Any) -> None:
        """Nothing included is paid, one is free once, and what no source tells is unknown."""
        orders = (RevisionOrder(placed_on=date(2026, 2, 1)),) * so_far
        assert price(case(plan, orders=orders), form()) == expected

    @pytest.mark.parametrize(
        ("as_of", "expected"),
        [(date(2027, 1, 30), 0), (date(2027, 1, 31), 0), (date(2027, 2, 1), 12000)],
    )
    def test_until_expiry(self, as_of: date, expected: int) -> None:
        """ONE of October 2024: submission on the expiry day is inside, on the next it is paid."""
        assert price(case(), form(), as_of) == expected

    def test_before_the_first_shipment_nothing_lapses(self) -> None:
        """EXP-6: no shipment, no expiry, in the edition that counts approval too."""
        assert price(case(approved_on=DECEMBER, shipped_on=None), form()) == 0

    def test_unlimited_lasts(self) -> None:
        """Sixty months of UNLIMITED, however many were ordered, with the American edition."""
        orders = tuple(RevisionOrder(placed_on=date(2018, 1, day)) for day in range(1, 9))
        old = case("UNLIMITED", AMERICAN, shipped_on=date(2017, 12, 31), orders=orders)
        placed = form(setup_approved_on=date(2022, 12, 31))
        assert price(old, placed, date(2022, 12, 31)) == 0
        assert price(old, placed, date(2023, 1, 1)) == 12000

    def test_a_refused_revision_has_its_price(self) -> None:
        """Where none is left it is no refusal: it is priced, and told so."""
        used = case(orders=(RevisionOrder(placed_on=date(2026, 2, 1)),))
        told = decide(used, form())
        assert told.outcome is ar.Outcome.ALLOWED
        assert [one.code for one in told.consequences] == ["revision-at-flex-price"]


class TestExp11Deadline:
    """EXP-11: submission inside the window, from December 2025 submission and approval."""

    @pytest.mark.parametrize(
        ("approval", "expected"),
        [
            (date(2027, 1, 31), 0),
            (date(2027, 2, 1), 12000),
            (None, UNKNOWN),
            (UNKNOWN, UNKNOWN),
        ],
    )
    def test_approval_counts_from_december_2025(self, approval: Any, expected: Any) -> None:
        """Submitted in time, it is included only if its setup is approved by the expiry day."""
        december = case(approved_on=DECEMBER)
        assert price(december, form(setup_approved_on=approval), date(2027, 1, 31)) == expected
        assert price(case(), form(setup_approved_on=approval), date(2027, 1, 31)) == 0

    def test_an_unknown_approval_is_named(self) -> None:
        """The quote names what is missing, and the decision tells the condition."""
        december = case(approved_on=DECEMBER)
        day = date(2026, 2, 28)
        told = ar.quote(december, form(), as_of=day, book=BOOK, prices=PRICES)
        assert told.missing == ("setup_approved_on",)
        codes = [one.code for one in decide(december, form()).consequences]
        assert codes == ["approval-before-expiry"]

    def test_late_approval_of_what_was_late_anyway(self) -> None:
        """After expiry it is paid, whatever becomes of the approval."""
        assert price(case(approved_on=DECEMBER), form(), date(2027, 2, 1)) == 12000


class TestAlw1Left:
    """ALW-1: how many included revisions remain."""

    def test_the_last_one_leaves_none(self) -> None:
        """ONE includes one, so that none is left once it is placed."""
        (told,) = decide(case(), form()).consequences
        assert (told.code, told.many) == ("included-revisions-left", 0)
        assert told.message() == "Included revisions left afterwards: 0."


class TestRev2Replacements:
    """REV-2: not while a replacement order has not shipped."""

    @pytest.mark.parametrize(
        ("shipment", "outcome"),
        [
            (None, ar.Outcome.REFUSED),
            (Shipment(date(2026, 3, 1)), ar.Outcome.REFUSED),
            (Shipment(date(2026, 2, 28)), ar.Outcome.ALLOWED),
            (UNKNOWN, ar.Outcome.UNDETERMINED),
        ],
    )
    def test_it_waits_for_the_shipment(self, shipment: Any, outcome: ar.Outcome) -> None:
        """Shipped on the day itself is shipped; not known to have is not known."""
        order = ReplacementOrder(steps=STEPS, placed_on=date(2026, 2, 1), shipment=shipment)
        assert decide(case(orders=(order,)), form()).outcome is outcome

    def test_the_way_out(self) -> None:
        """The reason counts the orders and says to wait for them."""
        order = ReplacementOrder(steps=STEPS, placed_on=date(2026, 2, 1), shipment=None)
        (reason,) = decide(case(orders=(order, order)), form()).reasons
        assert (reason.actual, reason.required, reason.lifts_on) == (2, 0, None)
        assert reason.ways_out == (WayOut(Way.AWAIT_SHIPMENT),)

    def test_an_order_yet_to_come_does_not_count(self) -> None:
        """Only what had happened by the day counts."""
        order = ReplacementOrder(steps=STEPS, placed_on=date(2026, 3, 1), shipment=None)
        assert decide(case(orders=(order,)), form()).outcome is ar.Outcome.ALLOWED

    def test_the_american_edition_does_not_tell(self) -> None:
        """No source of 2017 says it: undetermined, and the term is named."""
        order = ReplacementOrder(steps=STEPS, placed_on=date(2026, 2, 1), shipment=None)
        (reason,) = decide(case("UNLIMITED", AMERICAN, orders=(order,)), form()).reasons
        assert reason.missing == ("revision.blocked_by",)

    def test_unknown_orders(self) -> None:
        """A case that does not tell its orders may have one that has not shipped."""
        told = decide(case(orders=UNKNOWN), form())
        assert told.codes == ("replacements-have-shipped",)

    def test_a_plan_of_no_rulebook(self) -> None:
        """Where no rulebook governs, nobody knows what stands in the way."""
        told = decide(case("NO SUCH PLAN"), form())
        assert (told.outcome, told.codes) == (
            ar.Outcome.UNDETERMINED,
            ("revisions-offered-here", "soon-enough-after-last-step", "wear-attested"),
        )


class TestRev3Form:
    """REV-3: what the form needs, and what it leaves to the doctor."""

    @pytest.mark.parametrize(
        ("given_", "codes"),
        [
            ({}, ()),
            ({"models": ModelSource.IMPRESSIONS}, ()),
            ({"models": ModelSource.EXISTING}, ("scans-or-impressions-given",)),
            ({"models": None}, ("scans-or-impressions-given",)),
            ({"models": UNKNOWN}, ("scans-or-impressions-given",)),
            ({"status": FormStatus.DRAFT}, ("form-submitted",)),
            ({"photos": False, "features": frozenset(), "instructions": None}, ()),
            ({"photos": UNKNOWN, "planning_services": True}, ()),
        ],
    )
    def test_what_is_needed(self, given_: dict[str, Any], codes: tuple[str, ...]) -> None:
        """Scans or impressions, and to be handed in; all else is optional."""
        assert decide(case(), form(**given_)).codes == codes


class TestSub8Approval:
    """SUB-8: before the setup is approved there is no plan to revise."""

    @pytest.mark.parametrize(
        ("plan", "outcome"),
        [
            (None, ar.Outcome.REFUSED),
            (UNKNOWN, ar.Outcome.UNDETERMINED),
            (Plan("ONE"), ar.Outcome.UNDETERMINED),
            (Plan("ONE", date(2026, 2, 28)), ar.Outcome.ALLOWED),
            (Plan("ONE", date(2026, 3, 1)), ar.Outcome.REFUSED),
        ],
    )
    def test_it_needs_an_approved_setup(self, plan: Any, outcome: ar.Outcome) -> None:
        """Approved by the day itself it may be revised."""
        assert (
            decide(evolve(case(shipped_on=None, phases=()), plan=plan), form()).outcome is outcome
        )


@given(cases(), revision_orders(), days())
def test_facts_of_a_case_fit_together(of: Case, request: RevisionOrder, as_of: date) -> None:
    """No case yields facts that `consistent` rules out."""
    assert POLICY.consistent(POLICY.facts_of(of, request, as_of, BOOK)) is not False


def test_an_allowed_revision_is_placed() -> None:
    """The case has it afterwards, and the next one is paid."""
    day = date(2026, 2, 28)
    later = ar.apply(case(), form(), as_of=day, book=BOOK)
    assert [(one.placed_on, one.in_production_on) for one in later.orders] == [(day, None)]
    assert price(later, form(), day) == 12000


def test_codes_are_public_and_stay() -> None:
    """The codes and clauses that portals have stored; a code is never renamed or reused."""
    assert [(one.code, one.clause) for one in POLICY.requirements] == [
        ("setup-is-approved", "SUB-8"),
        ("replacements-have-shipped", "REV-2"),
        ("scans-or-impressions-given", "REV-3"),
        ("form-submitted", "REV-3"),
        ("case-is-active", "UPG-1"),
        ("target-is-offered", "UPG-1"),
        ("offered-in-region", "UPG-3"),
        ("plan-has-not-expired", "EXP-5"),
        ("no-revision-submitted", "UPG-4"),
        ("retainers-have-shipped", "SHAPE-10"),
        ("revisions-offered-here", "SHAPE-11"),
        ("soon-enough-after-last-step", "SHAPE-12"),
        ("wear-attested", "SHAPE-12"),
    ]
    assert [(one.code, one.clause) for one in POLICY.consequences] == [
        ("included-revisions-left", "ALW-1"),
        ("approval-before-expiry", "EXP-11"),
        ("revision-at-flex-price", "REV-1"),
        ("as-if-ordered-at-the-start", "UPG-2"),
        ("shared-for-planning", "SUB-9"),
    ]
