"""The approval of a setup on one of the plans that it offers (SUB-8).

The setup of a submission makes the plan of the case, under the terms in force on the day of the
approval. The setup of a revision adds phases to the plan that the case has, under its own terms.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.event import Approval
from aligner_rules.model.order import RevisionOrder
from aligner_rules.model.plan import Plan
from aligner_rules.model.setup import Option, Setup
from aligner_rules.model.steps import NOTHING
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import PlanFacts, fact, shared_facts
from aligner_rules.rules.formula import Formula
from aligner_rules.rules.policy import Charge, Consequence, Policy, Way, requirement
from aligner_rules.rules.upgrade import approved_by_then
from aligner_rules.rules.words import not_, within


@frozen
class ApprovalFacts(PlanFacts):
    """What the approval of a setup looks at: the plan is the one that would govern."""

    for_submission: bool = fact("whether the setup is that of the submission, not of a revision")
    setup_is_ready: bool = fact("whether a setup is ready that waits to be approved")
    plan_is_offered: bool = fact("whether the setup offers the plan that is chosen")
    plan_is_kept: bool = fact("whether a revision stays in the plan that the case has")
    planned_steps: int = fact("steps that are planned in that option, of the arch with more")
    phases_run_on: bool = fact("whether its phases and steps go on where those of the case end")
    has_payment_method: bool = fact("whether a payment method is chosen")


@requirement("SUB-8", Way.AWAIT_SETUP, actual=lambda f, _t: f.setup_is_ready)
def setup_is_waiting(f: ApprovalFacts, _t: PlanTerms) -> bool:
    """A setup is ready and has not been approved."""
    return f.setup_is_ready


@requirement("SUB-8", Way.CHOOSE_PLAN, actual=lambda f, _t: f.plan_is_offered)
def plan_is_an_option(f: ApprovalFacts, _t: PlanTerms) -> bool:
    """The plan is among the options of the setup that waits."""
    return not_(f.setup_is_ready) | f.plan_is_offered


@requirement("SUB-8", Way.CHOOSE_PLAN, actual=lambda f, _t: f.plan_is_kept)
def revision_keeps_the_plan(f: ApprovalFacts, _t: PlanTerms) -> bool:
    """The setup of a revision is approved on the plan of the case: another one is an upgrade."""
    return f.for_submission | f.plan_is_kept


@requirement(
    "SUB-8",
    Way.CHOOSE_PLAN,
    actual=lambda f, _t: f.planned_steps,
    required=lambda _f, t: t.treatment.steps,
)
def steps_within_plan(f: ApprovalFacts, t: PlanTerms) -> bool:
    """The steps of an option keep to the cap of the plan; the cap itself is fine."""
    return not_(f.plan_is_offered) | within(f.planned_steps, t.treatment.steps)


@requirement("SUB-8", Way.CUSTOMER_CARE, actual=lambda f, _t: f.phases_run_on)
def phases_follow(f: ApprovalFacts, _t: PlanTerms) -> bool:
    """The phases and steps of an option go on where those of the case end."""
    return not_(f.plan_is_offered) | f.phases_run_on


@requirement("SUB-8", Way.COMPLETE_FORM, actual=lambda f, _t: f.has_payment_method)
def payment_method_chosen(f: ApprovalFacts, _t: PlanTerms) -> bool:
    """A payment method is chosen: from the approval on the treatment is paid."""
    return f.has_payment_method


@frozen(eq=False)
class PlanCharge(Charge[ApprovalFacts]):
    """What a plan costs: the name of the plan makes the item whole, as in `plan.ONE`."""

    @property
    def symbol(self) -> Formula:
        """The price as a symbol, which lowering makes of the price book and the plan."""
        return Formula.price((self.item, "plan"))

    def price(self, facts: ApprovalFacts, _terms: PlanTerms, prices: PriceBook) -> int:
        """Return what the plan costs in minor units on the day that is asked about."""
        return prices.minor(f"{self.item}.{facts.plan}", facts.as_of)

    def unpriced(
        self, facts: ApprovalFacts, terms: PlanTerms, prices: PriceBook
    ) -> tuple[str, ...]:
        """Return what would have to be known for a price: the plan, or its item."""
        if self.price(facts, terms, prices) is not UNKNOWN:
            return ()
        plan: Any = facts.plan
        return ("plan",) if plan is UNKNOWN else (f"price of {self.item}.{plan}",)


def one(_f: ApprovalFacts, _t: PlanTerms) -> int:
    """One plan is chosen."""
    return 1


def part_of_revision(f: ApprovalFacts, _t: PlanTerms) -> bool:
    """Whether nothing is paid for the plan: what a revision costs, its own order says."""
    return not_(f.for_submission)


def consistent(f: ApprovalFacts) -> bool:
    """Whether facts fit together as those of every case do."""
    return (f.planned_steps >= 0) & (f.setup_is_ready | not_(f.plan_is_offered))


def approval_facts(case: Case, request: Approval, as_of: date, _terms: PlanTerms) -> ApprovalFacts:
    """The facts of an approval: only setups that were ready by that day count."""
    known = shared_facts(case, as_of)
    submission = request.of_order is None
    held = known["plan"]
    if submission:
        known |= {"plan": request.plan, "approved_on": as_of}
    setup: Any = waiting_setup(case, request.of_order, as_of)
    option = _option(setup, request.plan)
    payment: Any = request.payment_method
    return ApprovalFacts(
        **known,
        for_submission=submission,
        setup_is_ready=setup if setup is UNKNOWN else setup is not None,
        plan_is_offered=option if option is UNKNOWN else option is not None,
        plan_is_kept=held if held is UNKNOWN else held == request.plan,
        planned_steps=option.steps if isinstance(option, Option) else UNKNOWN,
        phases_run_on=_run_on(case, option, submission=submission),
        has_payment_method=payment if payment is UNKNOWN else payment is not None,
    )


def waiting_setup(case: Case, of_order: str | None, as_of: date) -> Setup | None:
    """The latest setup for that order that was ready by that day; None if none waits for approval.

    UNKNOWN where the case does not tell its setups, or whether that one was approved.
    """
    unknown: Setup = UNKNOWN
    if case.setups is UNKNOWN:
        return unknown
    ready = [each for each in case.setups if each.of_order == of_order and each.ready_on <= as_of]
    if not ready:
        return None
    approved: Any = ready[-1].approved_on
    if approved is not UNKNOWN:
        approved = approved is not None and approved <= as_of
    if of_order is None:
        approved = approved | approved_by_then(case, as_of)
    return unknown if approved is UNKNOWN else None if approved else ready[-1]


def _option(setup: Any, plan: str) -> Any:
    if not isinstance(setup, Setup):
        return setup
    return next((option for option in setup.options if option.plan == plan), None)


def _run_on(case: Case, option: Any, *, submission: bool) -> bool:
    """Return whether the phases of the option can stand after those of the case."""
    unknown: bool = UNKNOWN
    made: Any = () if submission else case.phases
    if not isinstance(option, Option) or made is UNKNOWN:
        return unknown
    taken = NOTHING
    for number, phase in enumerate((*made, *option.phases), start=1):
        if phase.number != number or taken & phase.steps:
            return False
        taken = taken | phase.steps
    return True


def placed(case: Case, request: Approval, as_of: date, _terms: PlanTerms) -> Case:
    """The case with the setup approved: its plan, and the phases of the option, none made yet."""
    setup = waiting_setup(case, request.of_order, as_of)
    unmade = tuple(
        evolve(phase, in_production_on=None, shipment=None)
        for phase in _option(setup, request.plan).phases
    )
    setups = tuple(evolve(s, approved_on=as_of) if s is setup else s for s in case.setups)
    if request.of_order is not None:
        phases, orders = (*case.phases, *unmade), _approved(case.orders, request.of_order, as_of)
        return evolve(case, setups=setups, phases=phases, orders=orders)
    plan = Plan(request.plan, as_of)
    return evolve(case, setups=setups, plan=plan, phases=unmade, active_phase=None)


def _approved(orders: Any, of_order: str, as_of: date) -> Any:
    """Return the orders, the revision with that id approved on that day."""
    if orders is UNKNOWN:
        return orders
    return tuple(
        evolve(order, setup_approved_on=as_of)
        if isinstance(order, RevisionOrder) and order.id == of_order
        else order
        for order in orders
    )


POLICY = Policy(
    name="approval",
    kind=Approval,
    facts=ApprovalFacts,
    gather=approval_facts,
    consistent=consistent,
    placed=placed,
    requirements=(
        setup_is_waiting,
        plan_is_an_option,
        revision_keeps_the_plan,
        steps_within_plan,
        phases_follow,
        payment_method_chosen,
    ),
    charges=(PlanCharge("plan", "plan", "SUB-8", many=one, free=part_of_revision),),
    consequences=(Consequence("production-begins", "SUB-8", holds=lambda _f, _t: True),),
)
"""The policy of approvals."""
