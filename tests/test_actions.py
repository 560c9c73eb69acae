"""The menu of a case: every action with its decision, black or grey, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings

import aligner_rules as ar
from aligner_rules.model import UNKNOWN, Case
from aligner_rules.model.shipping_label import ShippingLabel
from aligner_rules.rules.menu import ENTRIES
from strategies import cases, days

BOOK = ar.load_rulebooks()
OCTOBER, AS_OF = date(2024, 10, 15), date(2025, 3, 3)
STEPS = ar.StepSelection.parse(upper="1-10", lower="1-10")
MADE = ar.Phase(1, STEPS, in_production_on=date(2024, 11, 4), shipment=None)

LABEL = ShippingLabel("L-1", OCTOBER, "1 Main Street", used_on=None)

MANY = ar.Option("MINI", (ar.Phase(1, ar.StepSelection.parse(upper="1-13")),))
FEW = ar.Option("TWO", MANY.phases)
READY = ar.Setup(AS_OF, (MANY, FEW), approved_on=None)
DOUBTFUL = ar.Setup(AS_OF, (FEW,), of_order="R-1", approved_on=UNKNOWN)


def case(plan: Any = "UNLIMITED", **given_: Any) -> Case:
    """A case in its first phase, without orders, or as given."""
    approved = plan if plan is None or plan is UNKNOWN else ar.Plan(plan, OCTOBER)
    told: dict[str, Any] = {
        "region": "US",
        "plan": approved,
        "phases": (MADE,),
        "orders": (),
        "closed_on": None,
        "setups": (),
        "planning_services_on": None,
        "patient_names": (),
        "shipping_labels": (LABEL,),
    }
    return Case("C-1", "America/New_York", **told | given_)


def menu(of: Case, as_of: date = AS_OF, book: ar.Rulebook = BOOK) -> dict[str, ar.Action]:
    """The actions of the case by their codes."""
    return {one.code: one for one in ar.actions(of, as_of=as_of, book=book)}


def lost(placed_on: date, **given_: Any) -> ar.ReplacementOrder:
    """A replacement order that was placed on that day."""
    return ar.ReplacementOrder(
        steps=ar.StepSelection.parse(upper="1"), placed_on=placed_on, **given_
    )


class TestCas1Actions:
    """CAS-1: every action comes with its state, and with its reasons."""

    def test_the_menu_has_every_action_in_order(self) -> None:
        """The actions stand in the order of the menu, each with its code."""
        assert [one.code for one in ar.actions(case(), as_of=AS_OF, book=BOOK)] == [
            one.code for one in ENTRIES
        ]

    def test_a_running_case_may_do_all(self) -> None:
        """No form has been filled in, and nothing about the case stands in the way."""
        told = menu(case("ONE"), book=BOOK.evolve({"upgrade.regions": "everywhere"}))
        del told["approve-setup"]
        assert [(one.available, one.codes) for one in told.values()] == [(True, ())] * len(told)

    @pytest.mark.parametrize(
        ("setups", "outcome", "plan"),
        [
            ((), ar.Outcome.REFUSED, None),
            (UNKNOWN, ar.Outcome.UNDETERMINED, None),
            ((READY,), ar.Outcome.ALLOWED, "TWO"),
            ((evolve(READY, options=(MANY,)),), ar.Outcome.REFUSED, "MINI"),
            ((evolve(READY, options=(MANY,)), DOUBTFUL), ar.Outcome.UNDETERMINED, None),
        ],
    )
    def test_a_setup_is_approved_on_the_plan_that_it_fits(
        self, setups: Any, outcome: ar.Outcome, plan: str | None
    ) -> None:
        """SUB-8: of the plans offered one is enough, under the terms of that plan."""
        waiting = case(None, phases=(), orders=(), setups=setups)
        book = BOOK.evolve({"treatment.steps": 24}, plans=["TWO"])
        told = menu(waiting, book=book)["approve-setup"]
        assert (told.outcome, told.codes) == (told.decision.outcome, told.decision.codes)
        assert (told.outcome, getattr(told.request, "plan", None)) == (outcome, plan)

    def test_planning_services_are_added_once(self) -> None:
        """SUB-9: they are open until the case has them."""
        told = [
            menu(case(planning_services_on=day))["add-planning-services"].available
            for day in (None, AS_OF)
        ]
        assert told == [True, False]

    def test_the_highest_plan_has_no_upgrade(self) -> None:
        """UPG-4: a plan that leads to no other greys the upgrade, and tells so."""
        assert "target-is-offered" in menu(case())["upgrade"].codes

    @pytest.mark.parametrize(
        ("as_of", "available", "opens_on"),
        [(date(2025, 4, 16), False, date(2025, 4, 17)), (date(2025, 4, 17), True, None)],
    )
    def test_a_grey_action_tells_why_and_until_when(
        self, as_of: date, available: bool, opens_on: date | None
    ) -> None:
        """REP-4: UNLIMITED waits 45 days, and its menu says so before any form."""
        told = menu(case(orders=(lost(AS_OF),)), as_of)["order-replacements"]
        assert (told.available, told.outcome is ar.Outcome.ALLOWED) == (available, available)
        assert told.decision.opens_on == (opens_on or as_of)
        assert [one.code for one in told.decision.reasons] == list(told.codes)

    def test_what_was_never_made_cannot_be_replaced(self) -> None:
        """REP-11: before the first phase reaches production no order would do."""
        phases = (ar.Phase(1, STEPS, in_production_on=None),)
        told = menu(case(phases=phases))["order-replacements"]
        assert told.codes == ("steps-were-made",)
        (reason,) = told.decision.reasons
        assert [way.message() for way in reason.ways_out] == ["Wait until production has begun."]

    def test_before_the_approval(self) -> None:
        """SUB-8: without an approved setup nothing is made and nothing can be revised."""
        told = menu(case(None, phases=(), orders=()))
        outcomes = [told[code].outcome for code in ("order-replacements", "revise")]
        assert outcomes == [ar.Outcome.REFUSED] * 2
        assert "setup-is-approved" in told["revise"].codes

    def test_a_replacement_on_its_way_greys_the_revision(self) -> None:
        """REV-2: the way out is told, as of any decision."""
        waiting = lost(AS_OF, in_production_on=AS_OF, shipment=None)
        revise = menu(case("ONE", orders=(waiting,)))["revise"]
        (reason,) = revise.decision.reasons
        assert (reason.code, reason.actual) == ("replacements-have-shipped", 1)
        assert [way.message() for way in reason.ways_out] == ["Wait for the shipment."]

    def test_a_final_retainer_waits_where_the_edition_says_so(self) -> None:
        """RET-3: of the two retainer actions only the final one hangs on the last phase."""
        book = BOOK.evolve({"retainer.final_after_last_phase": True})
        told = menu(case(), book=book)
        assert told["order-final-retainer"].codes == ("last-phase-has-shipped",)
        assert told["order-retainers"].available
        assert menu(case())["order-final-retainer"].available

    def test_unknown_stays_undetermined(self) -> None:
        """A case that does not tell its orders may have one too many, and the reason names them."""
        told = menu(case(orders=UNKNOWN))
        assert told["order-replacements"].outcome is ar.Outcome.UNDETERMINED
        (reason,) = told["revise"].decision.reasons
        assert reason.missing == ("unshipped_replacements",)

    def test_only_what_had_happened_counts(self) -> None:
        """A menu of a past day knows nothing of later orders."""
        later = case(orders=(lost(date(2025, 3, 4)),))
        assert menu(later)["order-replacements"].available

    def test_the_decision_is_an_ordinary_one(self) -> None:
        """It tells consequences, edition and facts as the policy has them."""
        decision = menu(case("ONE"))["revise"].decision
        assert [one.code for one in decision.consequences] == ["included-revisions-left"]
        assert (decision.policy.name, decision.edition) == ("revision", "clearcorrect-2024-10")
        assert isinstance(decision.facts, decision.policy.facts)

    @settings(max_examples=40)
    @given(of=cases(), as_of=days())
    def test_the_menu_says_what_its_decisions_say(self, of: Case, as_of: date) -> None:
        """All actions are judged at once, and each as if it had been asked alone."""
        told = ar.actions(of, as_of=as_of, book=BOOK)
        decisions = [one.decision for one in told]
        assert [(one.outcome, one.codes) for one in decisions] == [
            (one.outcome, one.codes) for one in told
        ]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_action_has_a_name(language: str) -> None:
    """Each is called something, and no two the same."""
    names = [one.message(language) for one in menu(case()).values()]
    assert len(set(names)) == len(ENTRIES)


def test_an_action_shows_what_it_is() -> None:
    """Its representation names the action, the outcome and the codes."""
    phases = (ar.Phase(1, STEPS, in_production_on=None),)
    shown = repr(menu(case(phases=phases))["order-replacements"])
    assert shown.startswith("<order-replacements refused ['steps-were-made'] by 'us-unlimited")


def test_a_day_is_needed() -> None:
    """What is no date is refused, as of every question."""
    with pytest.raises(ar.Invalid, match=r"\$\.as_of"):
        ar.actions(case(), as_of="2025-03-03", book=BOOK)  # type: ignore[arg-type]
