"""Replacement orders, clause by clause: both sides of every boundary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model import (
    UNKNOWN,
    Case,
    Cause,
    Channel,
    Phase,
    Plan,
    ReplacementOrder,
    RevisionOrder,
    Shipment,
    StepSelection,
)
from aligner_rules.model.limit import UNLIMITED, Limit
from aligner_rules.rulebook.loading import load_rulebook
from aligner_rules.rulebook.terms import NO_TERMS, PlanTerms
from aligner_rules.rules import replacement as law
from aligner_rules.rules.replacement import POLICY, ReplacementFacts, replacement_facts
from facts_strategies import good_facts
from facts_strategies import replacement_facts as any_facts
from strategies import cases_with_requests, days

BOOK = load_rulebook("clearcorrect-2024-10")
AS_OF = date(2025, 3, 3)
CHARGED_PLANS = ("FLEX", "MINI", "ONE", "TWO", "THREE")


def terms(plan: str = "UNLIMITED", **changes: Any) -> PlanTerms:
    """The terms of a plan of 2024-10, but for the changes of its replacement terms."""
    own = BOOK.terms(plan, date(2024, 10, 1), "US")
    return evolve(own, replacement=evolve(own.replacement, **changes))


def months(limit: Limit, *, inside: bool = True, **changes: Any) -> PlanTerms:
    """The terms of UNLIMITED with that expiry."""
    own = terms(**changes)
    return evolve(own, expiry=evolve(own.expiry, months=limit, expiry_day_inside=inside))


def order(upper: str = "3-5", lower: str = "", **given_: Any) -> ReplacementOrder:
    """A complete request for those steps, but for what is given."""
    complete: dict[str, Any] = {
        "steps": StepSelection.parse(upper=upper, lower=lower),
        "cause": Cause.LOST,
        "payment_method": "card",
        "acknowledges_no_quality_complaint": True,
        "accepts_terms": True,
    }
    return ReplacementOrder(**complete | given_)


def case(**given_: Any) -> Case:
    """A case with a phase that is made, an active one, and a planned one."""
    told: dict[str, Any] = {
        "id": "C-1",
        "practice_zone": "America/New_York",
        "region": "US",
        "plan": Plan("UNLIMITED", date(2024, 10, 1)),
        "phases": (
            phase(1, "1-10", engagers="2", made=date(2024, 11, 1)),
            phase(2, "11-20", engagers="11, 15", made=date(2025, 1, 1)),
            phase(3, "21-30", engagers="", made=None),
        ),
        "active_phase": 2,
        "orders": (),
    }
    return Case(**told | given_)


def phase(number: int, steps: str, *, engagers: str, made: date | None) -> Phase:
    """A phase of the upper arch; what is made has shipped ten days later."""
    return Phase(
        number,
        StepSelection.parse(upper=steps, lower=""),
        engagers=StepSelection.parse(upper=engagers, lower=""),
        in_production_on=made,
        shipment=None if made is None else Shipment(made + timedelta(days=10)),
    )


def facts(request: ReplacementOrder, of: Case | None = None, as_of: date = AS_OF) -> Any:
    """The facts of a request."""
    return replacement_facts(case() if of is None else of, request, as_of, NO_TERMS)


class TestRep1Cause:
    """REP-1: online only for aligners that the patient lost or damaged."""

    @pytest.mark.parametrize(
        ("cause", "expected"),
        [
            ("lost", True),
            ("damaged", True),
            ("quality", False),
            ("other", False),
            (UNKNOWN, UNKNOWN),
        ],
    )
    def test_only_lost_or_damaged(self, cause: str, expected: Any) -> None:
        """Lost and damaged will do, nothing else, and silence is unknown."""
        assert law.lost_or_damaged_by_patient(good_facts(cause=cause), terms()) is expected


class TestRep3Charge:
    """REP-3 and REP-12: who pays for replacement aligners."""

    @pytest.mark.parametrize("plan", CHARGED_PLANS)
    @pytest.mark.parametrize("has_shipped", [True, False, UNKNOWN])
    def test_all_but_unlimited_pay(self, plan: str, has_shipped: Any) -> None:
        """Every plan but UNLIMITED pays, expired or not, known or not."""
        assert law.free(good_facts(has_shipped=has_shipped), terms(plan)) is False

    @pytest.mark.parametrize(
        ("on", "expected"),
        [(date(2025, 11, 29), True), (date(2025, 11, 30), True), (date(2025, 12, 1), UNKNOWN)],
    )
    def test_unlimited_is_free_until_expiry(self, on: date, expected: Any) -> None:
        """The expiry day is still free (EXP-7); what comes after, no source says (REP-12)."""
        assert law.free(good_facts(as_of=on), months(Limit(12))) is expected

    @pytest.mark.parametrize("after", [True, False])
    def test_after_expiry_the_rulebook_decides(self, after: bool) -> None:
        """Once an overlay tells whether it stays free, that is the answer."""
        late = good_facts(as_of=date(2025, 12, 1))
        assert law.free(late, months(Limit(12), free_after_expiry=after)) is after

    def test_an_expiry_day_outside_ends_a_day_earlier(self) -> None:
        """Where the rulebook puts the expiry day outside, it is expired already."""
        on = good_facts(as_of=date(2025, 11, 30))
        ended = months(Limit(12), inside=False, free_after_expiry=False)
        assert law.free(on, ended) is False

    def test_unknown_months_leave_the_price_unknown(self) -> None:
        """No source tells when UNLIMITED of 2024-10 expires, so a shipped case may have."""
        assert law.free(good_facts(), terms()) is UNKNOWN

    def test_unshipped_is_free_whatever_the_months(self) -> None:
        """Before the first shipment nothing has expired (EXP-6)."""
        unshipped = good_facts(has_shipped=False, first_shipped_on=UNKNOWN)
        assert law.free(unshipped, terms()) is True

    def test_what_never_expires_stays_free(self) -> None:
        """A free plan without an end is free for ever."""
        assert law.free(good_facts(as_of=date(2100, 1, 1)), months(UNLIMITED)) is True


class TestRep4Interval:
    """REP-4: UNLIMITED waits between online orders, the others do not."""

    @pytest.mark.parametrize(("waited", "expected"), [(44, False), (45, True), (46, True)])
    def test_day_45_is_enough(self, waited: int, expected: bool) -> None:
        """The interval is met on its last day."""
        on = good_facts(last_ordered_on=AS_OF - timedelta(days=waited))
        assert law.waited_long_enough(on, terms()) is expected

    @pytest.mark.parametrize("plan", CHARGED_PLANS)
    @pytest.mark.parametrize("has_ordered", [True, UNKNOWN])
    def test_the_others_need_not_wait(self, plan: str, has_ordered: Any) -> None:
        """Without an interval, not even the day of the last order need be known."""
        today = good_facts(has_ordered=has_ordered, last_ordered_on=AS_OF)
        assert law.waited_long_enough(today, terms(plan)) is True

    def test_the_first_order_need_not_wait(self) -> None:
        """Without an earlier order there is nothing to wait for."""
        first = good_facts(has_ordered=False, last_ordered_on=UNKNOWN)
        assert law.waited_long_enough(first, terms()) is True

    @pytest.mark.parametrize("gap", ["has_ordered", "last_ordered_on"])
    def test_what_is_not_known_is_not_met(self, gap: str) -> None:
        """An unknown history leaves the interval unknown."""
        told = good_facts(last_ordered_on=AS_OF)
        assert law.waited_long_enough(evolve(told, **{gap: UNKNOWN}), terms()) is UNKNOWN

    def test_it_lifts_on_the_day_of_the_interval(self) -> None:
        """The next order is open 45 days after the last."""
        on = good_facts(last_ordered_on=date(2025, 1, 31))
        assert law.next_order_on(on, terms()) == date(2025, 3, 17)


class TestRep5Cap:
    """REP-5: at most 8 steps of each arch in one order, on every plan."""

    @pytest.mark.parametrize("plan", [*CHARGED_PLANS, "UNLIMITED"])
    @pytest.mark.parametrize(
        ("upper", "lower", "expected"),
        [(8, 8, (True, True)), (9, 8, (False, True)), (8, 9, (True, False)), (0, 9, (True, False))],
    )
    def test_eight_and_eight_are_fine(
        self, plan: str, upper: int, lower: int, expected: tuple[bool, bool]
    ) -> None:
        """Each arch is held against the cap by itself, whatever the plan."""
        f, t = good_facts(upper_steps=upper, lower_steps=lower), terms(plan)
        assert (law.upper_steps_within_cap(f, t), law.lower_steps_within_cap(f, t)) == expected

    @pytest.mark.parametrize(("most", "orders"), [(9, 2), (16, 2), (17, 3), (24, 3), (25, 4)])
    def test_a_split_has_as_few_orders_as_the_cap_allows(self, most: int, orders: int) -> None:
        """The fuller arch decides into how many orders the steps must go."""
        assert law.orders_needed(good_facts(upper_steps=1, lower_steps=most), terms()) == orders


class TestRep6Steps:
    """REP-6: one step on one arch is one aligner, and at least one is chosen."""

    @pytest.mark.parametrize(("upper", "lower", "aligners"), [("3-5, 9", "4", 5), ("1", "1", 2)])
    def test_each_arch_counts(self, upper: str, lower: str, aligners: int) -> None:
        """The aligners are the steps of both arches together."""
        assert law.aligners(facts(order(upper, lower)), terms()) == aligners

    @pytest.mark.parametrize(
        ("upper", "lower", "expected"), [(0, 0, False), (1, 0, True), (0, 1, True)]
    )
    def test_some_step_is_chosen(self, upper: int, lower: int, expected: bool) -> None:
        """One step of either arch will do."""
        chosen = good_facts(upper_steps=upper, lower_steps=lower)
        assert law.some_step_chosen(chosen, terms()) is expected


class TestRep7And8Templates:
    """REP-7 and REP-8: engager templates come with their step, in the active phase."""

    @pytest.mark.parametrize(
        ("steps", "expected"),
        [("11-12", (1, 0)), ("11, 15", (2, 0)), ("2-3", (0, 1)), ("12", (0, 0))],
    )
    def test_they_come_by_themselves(self, steps: str, expected: tuple[int, int]) -> None:
        """Templates of the active phase come along; those of others are told apart."""
        f = facts(order(steps))
        assert (f.engager_steps, f.other_engager_steps) == expected

    @pytest.mark.parametrize(("templates", "lone"), [("11", 0), ("11, 15", 1), ("15", 1)])
    def test_they_are_not_asked_for_alone(self, templates: str, lone: int) -> None:
        """A template whose step is not ordered stands alone."""
        asked = order("11", engager_templates=StepSelection.parse(upper=templates, lower=""))
        assert facts(asked).lone_templates == lone

    @pytest.mark.parametrize(("step", "former"), [("11", 0), ("2", 1), ("12", 1)])
    def test_they_are_of_the_active_phase(self, step: str, former: int) -> None:
        """Asked for at another phase's step, or where no engager is placed, they are not."""
        asked = order(step, engager_templates=StepSelection.parse(upper=step, lower=""))
        assert facts(asked).misplaced_templates == former

    @pytest.mark.parametrize("name", ["lone_templates", "misplaced_templates"])
    @pytest.mark.parametrize(("count", "expected"), [(0, True), (1, False), (UNKNOWN, UNKNOWN)])
    def test_one_is_one_too_many(self, name: str, count: Any, expected: Any) -> None:
        """Both requirements hold for none and for no more."""
        rule = {
            "lone_templates": law.templates_with_their_step,
            "misplaced_templates": law.templates_of_active_phase,
        }[name]
        assert rule(good_facts(**{name: count}), terms()) is expected

    def test_without_an_active_phase_all_are_former(self) -> None:
        """Where no phase is active any more, every engager step is of a former one."""
        f = facts(order("2, 11"), case(active_phase=None))
        assert (f.engager_steps, f.other_engager_steps) == (0, 2)

    @pytest.mark.parametrize("gap", ["active_phase", "phases"])
    def test_an_unknown_phase_leaves_templates_unknown(self, gap: str) -> None:
        """Which templates come along is then unknown, but none asked for is none misplaced."""
        told = {"active_phase": UNKNOWN, "phases": UNKNOWN} if gap == "phases" else {gap: UNKNOWN}
        f = facts(order("11"), case(**told))
        assert (f.engager_steps, f.other_engager_steps, f.misplaced_templates) == (
            UNKNOWN,
            UNKNOWN,
            0,
        )

    def test_unknown_engagers_of_another_phase(self) -> None:
        """Only what belongs to the other phases is unknown then."""
        first, *others = case().phases
        f = facts(order("11"), case(phases=(evolve(first, engagers=UNKNOWN), *others)))
        assert (f.engager_steps, f.other_engager_steps) == (1, UNKNOWN)


class TestRep9Rush:
    """REP-9: the order enters production at once."""

    @pytest.mark.parametrize(
        ("rush", "made_on"), [(True, AS_OF), (False, None), (UNKNOWN, UNKNOWN)]
    )
    def test_a_placed_order_is_in_production(self, rush: Any, made_on: Any) -> None:
        """It is placed on the day, and made on the day where the rulebook says rush."""
        (placed,) = law.placed(case(), order(), AS_OF, terms(rush=rush)).orders
        assert placed == evolve(order(), placed_on=AS_OF, in_production_on=made_on, shipment=None)


class TestRep10Form:
    """REP-10: payment method, acknowledgement and terms."""

    @pytest.mark.parametrize(
        ("field", "given_", "rule"),
        [
            ("payment_method", (None, "card"), law.payment_method_chosen),
            ("acknowledges_no_quality_complaint", (False, True), law.no_complaint_acknowledged),
            ("accepts_terms", (False, True), law.terms_accepted),
        ],
    )
    def test_each_is_needed(self, field: str, given_: Any, rule: Callable[..., Any]) -> None:
        """Denied is refused, given is met, and unsaid is unknown."""
        answers = [rule(facts(order(**{field: v})), terms()) for v in (*given_, UNKNOWN)]
        assert answers == [False, True, UNKNOWN]


class TestRep11Made:
    """REP-11: only what was made can be made again."""

    @pytest.mark.parametrize(
        ("steps", "unmade"), [("20", 0), ("21", 1), ("20-22", 2), ("31", 1), ("", 0)]
    )
    def test_steps_of_phases_in_production(self, steps: str, unmade: int) -> None:
        """Steps of planned phases, and of none, were never made."""
        assert facts(order(steps)).unmade_steps == unmade

    @pytest.mark.parametrize(("as_of", "unmade"), [(date(2024, 12, 31), 1), (date(2025, 1, 1), 0)])
    def test_a_phase_is_made_from_its_day_on(self, as_of: date, unmade: int) -> None:
        """On the day on which production begins, its steps can be ordered again."""
        assert facts(order("11"), as_of=as_of).unmade_steps == unmade

    @pytest.mark.parametrize(("steps", "unmade"), [("20", UNKNOWN), ("20-21", 1), ("9", 0)])
    def test_one_that_was_surely_not_made_is_enough(self, steps: str, unmade: Any) -> None:
        """Known not to be made outweighs not known; known to be made is no offence."""
        first, second, third = case().phases
        unclear = (first, evolve(second, in_production_on=UNKNOWN, shipment=UNKNOWN), third)
        assert facts(order(steps), case(phases=unclear)).unmade_steps == unmade

    @pytest.mark.parametrize(("steps", "unmade"), [("", 0), ("1", UNKNOWN)])
    def test_unknown_phases(self, steps: str, unmade: Any) -> None:
        """Without known phases any step may or may not have been made."""
        silent = case(phases=UNKNOWN, active_phase=UNKNOWN)
        assert facts(order(steps), silent).unmade_steps == unmade

    @pytest.mark.parametrize(("count", "expected"), [(0, True), (1, False), (UNKNOWN, UNKNOWN)])
    def test_one_is_one_too_many(self, count: Any, expected: Any) -> None:
        """The requirement holds for none and for no more."""
        assert law.steps_were_made(good_facts(unmade_steps=count), terms()) is expected


class TestFacts:
    """How a case and a request become facts."""

    def test_only_online_replacement_orders_count(self) -> None:
        """Other kinds, and what Customer Care took, leave the interval alone (REP-4)."""
        day = date(2025, 2, 1)
        others = (
            evolve(order(), placed_on=day, channel=Channel.CUSTOMER_CARE),
            RevisionOrder(placed_on=day),
        )
        f = facts(order(), case(orders=others))
        assert (f.has_ordered, f.last_ordered_on) == (False, UNKNOWN)

    @pytest.mark.parametrize(
        ("as_of", "expected"),
        [
            (date(2025, 1, 31), (False, UNKNOWN)),
            (date(2025, 2, 1), (True, date(2025, 2, 1))),
            (date(2025, 3, 1), (True, date(2025, 2, 20))),
        ],
    )
    def test_the_latest_order_by_that_day_counts(self, as_of: date, expected: Any) -> None:
        """An order counts from its own day on, and a later one takes its place."""
        placed = [evolve(order(), placed_on=date(2025, 2, day)) for day in (1, 20)]
        f = facts(order(), case(orders=placed), as_of)
        assert (f.has_ordered, f.last_ordered_on) == expected

    @pytest.mark.parametrize(
        ("as_of", "expected"),
        [(date(2024, 11, 10), (False, UNKNOWN)), (date(2024, 11, 11), (True, date(2024, 11, 11)))],
    )
    def test_a_shipment_counts_from_its_day_on(self, as_of: date, expected: Any) -> None:
        """What ships later has not shipped on the day that is asked about."""
        f = facts(order(), as_of=as_of)
        assert (f.has_shipped, f.first_shipped_on) == expected

    def test_unknown_orders_are_unknown(self) -> None:
        """A case that does not tell its orders does not tell that there were none."""
        f = facts(order(), case(orders=UNKNOWN))
        assert (f.has_ordered, f.last_ordered_on) == (UNKNOWN, UNKNOWN)

    @pytest.mark.parametrize("plan", [None, UNKNOWN])
    def test_without_a_plan_no_terms_are_known(self, plan: Any) -> None:
        """Before approval there is neither a plan nor a day that could govern."""
        f = facts(order(), case(plan=plan, phases=(), active_phase=None))
        assert (f.plan, f.approved_on, f.region) == (UNKNOWN, UNKNOWN, "US")

    @given(cases_with_requests(), days())
    def test_facts_of_a_case_fit_together(self, asked: Any, as_of: date) -> None:
        """No case yields facts that `consistent` rules out."""
        f = replacement_facts(asked[0], asked[1], as_of, NO_TERMS)
        assert POLICY.consistent(f) is not False


@given(any_facts(), st.sampled_from([*CHARGED_PLANS, "UNLIMITED"]))
def test_every_statement_is_decided_for_known_facts(f: ReplacementFacts, plan: str) -> None:
    """With all facts and terms known, no requirement of the policy is unknown."""
    verdicts = [one.holds(f, terms(plan)) for one in POLICY.requirements]
    assert [v for v in verdicts if v is UNKNOWN] == []


def test_codes_are_public_and_stay() -> None:
    """The codes and clauses that portals have stored; a code is never renamed or reused."""
    assert [(one.code, one.clause) for one in POLICY.requirements] == [
        ("lost-or-damaged-by-patient", "REP-1"),
        ("some-step-chosen", "REP-6"),
        ("upper-steps-within-cap", "REP-5"),
        ("lower-steps-within-cap", "REP-5"),
        ("steps-were-made", "REP-11"),
        ("templates-with-their-step", "REP-7"),
        ("templates-of-active-phase", "REP-8"),
        ("waited-long-enough", "REP-4"),
        ("payment-method-chosen", "REP-10"),
        ("no-complaint-acknowledged", "REP-10"),
        ("terms-accepted", "REP-10"),
        ("revisions-have-shipped", "SHAPE-10"),
        ("retainers-have-shipped", "SHAPE-10"),
        ("replacements-offered-here", "SHAPE-11"),
    ]
