"""The approval of a setup on one of its plans (SUB-8): both sides of every boundary."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules.model import (
    UNKNOWN,
    AlignerOrder,
    Arch,
    Case,
    Option,
    Phase,
    Plan,
    RevisionOrder,
    Setup,
    Shipment,
    StepSelection,
)
from aligner_rules.model.event import Approval
from aligner_rules.readings.quotation import quote_facts
from aligner_rules.rulebook.terms import NO_TERMS
from aligner_rules.rules.approval import POLICY
from strategies import PLAN_NAMES, cases, days

BOOK = ar.load_rulebooks()
PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
READY, DAY = date(2025, 3, 1), date(2025, 3, 3)
SUBMITTED = AlignerOrder(arches=frozenset(Arch), placed_on=date(2025, 2, 1))
REVISION = RevisionOrder(id="R-1", placed_on=date(2025, 2, 20))


def option(plan: str = "ONE", upper: str = "1-24", lower: str = "1-12", number: int = 1) -> Option:
    """An option of one phase with these steps."""
    return Option(plan, (Phase(number, StepSelection.parse(upper, lower)),))


def case(*options: Option, **given_: Any) -> Case:
    """A case whose setup is ready with these options, or with one for ONE."""
    setup = Setup(READY, options or (option(),), approved_on=None)
    told: dict[str, Any] = {"plan": None, "orders": (SUBMITTED,), "setups": (setup,)}
    return Case("C-1", "Europe/Paris", region="FR", **told | given_)


def revised(*options: Option, **given_: Any) -> Case:
    """A running case on ONE whose revision has a setup with these options."""
    setup = Setup(READY, options or (option(upper="10-20", lower="", number=2),), "R-1", None)
    told: dict[str, Any] = {
        "plan": Plan("ONE", date(2024, 11, 1)),
        "phases": (
            Phase(1, StepSelection.parse("1-9", "1-9"), shipment=Shipment(date(2024, 12, 1))),
        ),
        "orders": (REVISION,),
        "setups": (setup,),
    }
    return Case("C-1", "Europe/Paris", region="FR", **told | given_)


def approve(plan: str = "ONE", payment: Any = "card", of_order: str | None = None) -> Approval:
    """An approval on that plan."""
    return Approval(plan=plan, payment_method=payment, of_order=of_order)


def decide(of: Case, request: Approval, as_of: date = DAY) -> ar.Decision:
    """Decide by the packaged editions."""
    return ar.decide(of, request, as_of=as_of, book=BOOK)


def quote(of: Case, request: Approval, as_of: date = DAY) -> ar.Quote:
    """Price by the packaged editions and the example's prices."""
    return ar.quote(of, request, as_of=as_of, book=BOOK, prices=PRICES)


class TestCap:
    """SUB-8: the planned steps keep to what the plan covers, by the terms of that day."""

    @pytest.mark.parametrize(
        ("plan", "upper", "lower", "outcome"),
        [
            ("ONE", "1-24", "", ar.Outcome.ALLOWED),
            ("ONE", "", "1-25", ar.Outcome.REFUSED),
            ("MINI", "1-12", "1-12", ar.Outcome.ALLOWED),
            ("MINI", "1-13", "", ar.Outcome.REFUSED),
            ("UNLIMITED", "1-90", "", ar.Outcome.ALLOWED),
            ("FLEX", "1-90", "", ar.Outcome.ALLOWED),
            ("TWO", "1", "", ar.Outcome.UNDETERMINED),
        ],
    )
    def test_of_each_plan(self, plan: str, upper: str, lower: str, outcome: ar.Outcome) -> None:
        """The cap itself is fine; a step more of either arch is not."""
        assert decide(case(option(plan, upper, lower)), approve(plan)).outcome is outcome

    def test_the_reason(self) -> None:
        """Planned steps stand beside the cap."""
        (reason,) = decide(case(option(upper="1-25")), approve()).reasons
        assert (reason.code, reason.actual, reason.required) == ("steps-within-plan", 25, 24)

    @pytest.mark.parametrize(
        ("day", "edition"),
        [
            (date(2025, 11, 30), "clearcorrect-2024-10"),
            (date(2025, 12, 1), "clearcorrect-2025-12"),
        ],
    )
    def test_the_day_of_the_approval_picks_the_edition(self, day: date, edition: str) -> None:
        """THREE is a plan of the one edition and not of the other."""
        decision = decide(case(option("UNLIMITED")), approve("UNLIMITED"), day)
        assert decision.edition == edition
        known = edition == "clearcorrect-2024-10"
        assert decision.outcome is (ar.Outcome.ALLOWED if known else ar.Outcome.UNDETERMINED)

    def test_a_revision_keeps_its_terms(self) -> None:
        """U: what governs a revision are the terms of the plan, as old as its approval."""
        decision = decide(revised(), approve(of_order="R-1"), date(2026, 1, 1))
        assert (decision.edition, decision.outcome) == ("clearcorrect-2024-10", ar.Outcome.ALLOWED)


class TestWaiting:
    """SUB-8: a setup is ready and waits."""

    @pytest.mark.parametrize(
        ("approved_on", "day", "outcome"),
        [
            (None, READY, ar.Outcome.ALLOWED),
            (None, date(2025, 2, 28), ar.Outcome.REFUSED),
            (DAY, DAY, ar.Outcome.REFUSED),
            (date(2025, 3, 4), DAY, ar.Outcome.ALLOWED),
            (UNKNOWN, DAY, ar.Outcome.UNDETERMINED),
        ],
    )
    def test_since_when(self, approved_on: Any, day: date, outcome: ar.Outcome) -> None:
        """From the day on which it is ready until it is approved."""
        setups = (Setup(READY, (option(),), approved_on=approved_on),)
        assert decide(case(setups=setups), approve(), day).outcome is outcome

    @pytest.mark.parametrize(
        ("given_", "outcome"),
        [
            ({"setups": ()}, ar.Outcome.REFUSED),
            ({"setups": UNKNOWN}, ar.Outcome.UNDETERMINED),
            ({"plan": Plan("ONE", DAY)}, ar.Outcome.REFUSED),
            ({"plan": UNKNOWN}, ar.Outcome.UNDETERMINED),
        ],
    )
    def test_no_setup_waits(self, given_: dict[str, Any], outcome: ar.Outcome) -> None:
        """None is there, or the submission has been approved before."""
        assert decide(case(**given_), approve()).outcome is outcome

    def test_the_latest_setup_counts(self) -> None:
        """A setup that was changed is approved as it is now."""
        old, new = option(upper="1-30"), option(upper="1-20")
        setups = (Setup(READY, (old,), approved_on=None), Setup(DAY, (new,), approved_on=None))
        assert decide(case(setups=setups), approve()).codes == ()
        assert decide(case(setups=setups), approve(), READY).codes == ("steps-within-plan",)

    def test_of_another_order(self) -> None:
        """The setup of a revision is not that of the submission, nor of another revision."""
        assert decide(revised(), approve(of_order="R-2")).codes[0] == "setup-is-waiting"
        assert decide(case(), approve(of_order="R-1")).codes[0] == "setup-is-waiting"


class TestChoice:
    """SUB-8: the plan is among the options, and a payment method is chosen."""

    def test_another_plan(self) -> None:
        """A plan that is not offered cannot be chosen."""
        decision = decide(case(), approve("MINI"))
        assert decision.outcome is ar.Outcome.REFUSED
        assert "plan-is-an-option" in decision.codes

    @pytest.mark.parametrize("payment", [None, UNKNOWN])
    def test_payment(self, payment: Any) -> None:
        """It is paid from the approval on."""
        assert decide(case(), approve(payment=payment)).codes == ("payment-method-chosen",)

    def test_a_revision_stays_in_its_plan(self) -> None:
        """Another plan is an upgrade."""
        of = revised(option("TWO", "10-12", "", 2))
        assert decide(of, approve("TWO", of_order="R-1")).codes == ("revision-keeps-the-plan",)

    @pytest.mark.parametrize(
        ("given_", "outcome"),
        [
            (option(upper="10-20", lower="", number=2), ar.Outcome.ALLOWED),
            (option(upper="10-20", lower="", number=3), ar.Outcome.REFUSED),
            (option(upper="9-20", lower="", number=2), ar.Outcome.REFUSED),
        ],
    )
    def test_phases_run_on(self, given_: Option, outcome: ar.Outcome) -> None:
        """Numbers of phases and steps go on where those of the case end."""
        assert decide(revised(given_), approve(of_order="R-1")).outcome is outcome

    def test_phases_of_a_first_setup(self) -> None:
        """They count from 1, and no step is in two of them."""
        twice = Option("ONE", (*option().phases, Phase(2, StepSelection.parse("24"))))
        assert decide(case(twice), approve()).codes == ("phases-follow",)
        assert decide(case(option(number=2)), approve()).codes == ("phases-follow",)

    def test_unknown_phases(self) -> None:
        """What nobody told may stand in the way of a revision, not of a first setup."""
        assert decide(revised(phases=UNKNOWN), approve(of_order="R-1")).codes == ("phases-follow",)
        assert decide(case(phases=UNKNOWN), approve()).codes == ()


class TestPrice:
    """SUB-8: the upfront cost is that of the plan on that day, by the price book."""

    @pytest.mark.parametrize(
        ("plan", "day", "expected"),
        [
            ("MINI", DAY, 70000),
            ("ONE", DAY, 110000),
            ("TWO", date(2025, 12, 31), 145000),
            ("TWO", date(2026, 1, 1), 149000),
        ],
    )
    def test_of_each_plan(self, plan: str, day: date, expected: int) -> None:
        """The price of the day counts, whether the approval is allowed or not."""
        (line,) = quote(case(option(plan)), approve(plan), day).lines
        assert (line.amount.minor, line.basis) == (expected, ar.Basis.LIST_PRICE)

    def test_a_plan_without_a_price(self) -> None:
        """The item that the price book lacks is named."""
        told = quote(case(option("FLEX")), approve("FLEX"))
        assert (told.total, told.missing) == (UNKNOWN, ("price of plan.FLEX",))

    def test_nothing_is_missing_of_a_plan_that_has_a_price(self) -> None:
        """No item is named that the price book has."""
        (charge,) = POLICY.charges
        assert charge.unpriced(POLICY.facts(as_of=DAY, plan="ONE"), NO_TERMS, PRICES) == ()

    def test_a_revision_is_paid_with_its_order(self) -> None:
        """Its approval costs nothing more."""
        assert str(quote(revised(), approve(of_order="R-1")).total) == "0.00 USD"

    def test_an_unknown_plan(self) -> None:
        """Facts that do not tell the plan have no price, and say so."""
        facts = POLICY.facts(as_of=DAY, for_submission=True)
        told = quote_facts(POLICY, facts, book=BOOK, prices=PRICES)
        assert (told.total, told.missing) == (UNKNOWN, ("plan",))


class TestApplied:
    """The case once its setup is approved."""

    def test_the_plan_of_the_case(self) -> None:
        """It has the plan from that day, its phases, none of them made, and no setup waiting."""
        of = case(option(), option("UNLIMITED", "1-40"))
        later = ar.apply(of, approve("UNLIMITED"), as_of=DAY, book=BOOK)
        (phase,) = later.phases
        assert later.plan == Plan("UNLIMITED", DAY)
        assert (len(phase.steps.upper), phase.in_production_on, phase.shipped_on) == (
            40,
            None,
            None,
        )
        assert (later.setups[0].approved_on, later.active_phase) == (DAY, None)
        assert decide(later, approve("UNLIMITED")).codes[0] == "setup-is-waiting"

    def test_a_revision(self) -> None:
        """Its phases are added, and the order tells when it was approved (EXP-11)."""
        later = ar.apply(revised(), approve(of_order="R-1"), as_of=DAY, book=BOOK)
        assert [phase.number for phase in later.phases] == [1, 2]
        assert later.orders == (evolve(REVISION, setup_approved_on=DAY),)
        assert (later.plan, later.setups[0].approved_on) == (revised().plan, DAY)

    def test_a_revision_among_unknown_orders(self) -> None:
        """Where orders are not told, none is changed."""
        of = revised(orders=UNKNOWN)
        assert ar.apply(of, approve(of_order="R-1"), as_of=DAY, book=BOOK).orders is UNKNOWN

    def test_production_begins(self) -> None:
        """The approval tells what it brings about."""
        assert [one.code for one in decide(case(), approve()).consequences] == ["production-begins"]


@given(cases(), st.sampled_from(PLAN_NAMES), days(), st.sampled_from([None, "R-1"]))
def test_facts_of_a_case_fit_together(of: Case, plan: str, as_of: date, order: Any) -> None:
    """No case yields facts that `consistent` rules out."""
    facts = POLICY.facts_of(of, approve(plan, of_order=order), as_of, BOOK)
    assert POLICY.consistent(facts) is not False


def test_codes_are_public_and_stay() -> None:
    """The codes and clauses that portals have stored; a code is never renamed or reused."""
    assert [(one.code, one.clause) for one in POLICY.requirements] == [
        ("setup-is-waiting", "SUB-8"),
        ("plan-is-an-option", "SUB-8"),
        ("revision-keeps-the-plan", "SUB-8"),
        ("steps-within-plan", "SUB-8"),
        ("phases-follow", "SUB-8"),
        ("payment-method-chosen", "SUB-8"),
    ]
