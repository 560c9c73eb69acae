"""Upgrades of a case to a more comprehensive plan (UPG): to which, until when, and what they cost.

The sources ask for no payment method and no terms of their own, so no requirement is made of them.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.order import RevisionOrder
from aligner_rules.model.plan import Plan
from aligner_rules.model.request import Upgrade
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.activity import IS_ACTIVE, active_by, active_then
from aligner_rules.rules.expiry import UsualAnchors, expired, expires_on
from aligner_rules.rules.facts import PlanFacts, by_then, fact, shared_facts
from aligner_rules.rules.policy import Charge, Consequence, Policy, Requirement, Way, requirement
from aligner_rules.rules.words import listed, not_


@frozen
class UpgradeFacts(UsualAnchors, PlanFacts):
    """What the upgrade policy looks at, as it stands on the day `as_of`."""

    is_approved: bool = fact("whether the setup of the case is approved")
    is_active: bool = fact(IS_ACTIVE)
    has_shipped: bool = fact("whether phase 1 has shipped")
    first_shipped_on: date = fact("day on which phase 1 shipped; unknown where it has not")
    has_revision: bool = fact("whether a revision of the case was submitted before")
    target: str = fact("name of the plan to upgrade to, as the rulebook has it")


@requirement("SUB-8", Way.APPROVE_SETUP, actual=lambda f, _t: f.is_approved)
def setup_is_approved(f: UpgradeFacts, _t: PlanTerms) -> bool:
    """The setup of the case is approved: before that there is no plan to go by."""
    return f.is_approved


@requirement(
    "UPG-1",
    Way.CHOOSE_PLAN,
    actual=lambda f, _t: f.target,
    required=lambda _f, t: t.upgrade.targets,
)
def target_is_offered(f: UpgradeFacts, t: PlanTerms) -> bool:
    """The plan may be upgraded to that one: of some plans there is no upgrade at all (UPG-4)."""
    return listed(f.target, t.upgrade.targets)


@requirement(
    "UPG-3",
    Way.CUSTOMER_CARE,
    actual=lambda f, _t: f.region,
    required=lambda _f, t: t.upgrade.regions.countries,
)
def offered_in_region(f: UpgradeFacts, t: PlanTerms) -> bool:
    """Upgrades are offered in the country of the practice: a switch for each region (SHAPE-11)."""
    return t.upgrade.regions.everywhere | listed(f.region, t.upgrade.regions.countries)


@requirement("EXP-5", Way.FLEX_PRICE, actual=expires_on)
def plan_has_not_expired(f: UpgradeFacts, t: PlanTerms) -> bool:
    """The plan has not expired, where that rules the upgrade out; the expiry day is inside."""
    return not_(t.upgrade.blocked_by_expiry) | not_(expired(f, t))


@requirement("UPG-4", Way.FLEX_PRICE, actual=lambda f, _t: f.has_revision)
def no_revision_submitted(f: UpgradeFacts, t: PlanTerms) -> bool:
    """No revision was submitted before, where that rules the upgrade out."""
    return not_(t.upgrade.blocked_by_revision) | not_(f.has_revision)


def one(_f: UpgradeFacts, _t: PlanTerms) -> int:
    """One fee is charged for an upgrade."""
    return 1


def never(_f: UpgradeFacts, _t: PlanTerms) -> bool:
    """An upgrade is never free: a fee applies (UPG-1)."""
    return False


def always(_f: UpgradeFacts, _t: PlanTerms) -> bool:
    """What comes about with every upgrade."""
    return True


def standing(f: UpgradeFacts) -> bool:
    """Whether approval and shipment fit together as those of every case do."""
    in_the_past = not_(f.has_shipped) | (f.first_shipped_on <= f.as_of)
    once_approved = not_(f.has_shipped) | (f.approved_on <= f.first_shipped_on)
    planned = f.is_approved | (not_(f.has_shipped) & not_(f.approved_on <= f.as_of))
    by_now = not_(f.is_approved) | (f.approved_on <= f.as_of)
    return in_the_past & once_approved & planned & by_now


def case_facts(case: Case, as_of: date) -> dict[str, Any]:
    """The facts of a case that every upgrade looks at, inside a revision too."""
    return {
        **shared_facts(case, as_of),
        **by_then("has_shipped", "first_shipped_on", case.first_shipped_on, as_of),
        "is_approved": approved_by_then(case, as_of),
        "is_active": active_then(case, as_of),
        "has_revision": revised_by_then(case, as_of),
    }


def upgrade_facts(case: Case, request: Upgrade, as_of: date, _terms: PlanTerms) -> UpgradeFacts:
    """The facts of an upgrade of a case: only what had happened by that day counts."""
    return UpgradeFacts(**case_facts(case, as_of), target=request.target)


def approved_by_then(case: Case, as_of: date) -> bool:
    """Whether the setup had been approved by that day; a plan without a day does not tell."""
    plan: Any = case.plan
    if isinstance(plan, Plan):
        day: Any = plan.approved_on
        plan = day if day is UNKNOWN else day <= as_of
    told: bool = False if plan is None else plan
    return told


def revised_by_then(case: Case, as_of: date) -> bool:
    """Whether a revision of the case had been submitted by that day."""
    told: Any = case.orders
    if told is UNKNOWN:
        return UNKNOWN  # type: ignore[no-any-return]
    days: list[Any] = [each.placed_on for each in told if isinstance(each, RevisionOrder)]
    return any(day <= as_of for day in days)


def upgraded(case: Case, request: Upgrade, as_of: date) -> Case:
    """The case as if the target had been ordered at the start, from that day on (UPG-2, SHAPE-8).

    The day of approval stays, and with it the edition; so do all orders, which count against the
    allowances of the target. Expiry follows from the first shipment by the target's months.
    Questions about earlier days see the former plan. Invalid where the case does not tell which
    upgrades it took before, or was upgraded later than that day.
    """
    if case.upgrades is UNKNOWN:
        remedy = "write () where there are none"
        fault = Fault("$.upgrades", shown(UNKNOWN), "the upgrades that it took so far", remedy)
        raise Invalid("Case", (fault,))
    plan: Any = case.plan
    taken = evolve(request, placed_on=as_of, former=plan.name)
    held = evolve(plan, name=request.target)
    return evolve(case, plan=held, upgrades=(*case.upgrades, taken))


def placed(case: Case, request: Upgrade, as_of: date, _terms: PlanTerms) -> Case:
    """The case with the upgrade taken on that day."""
    return upgraded(case, request, as_of)


REQUIREMENTS: Final[tuple[Requirement[Any], ...]] = (
    setup_is_approved,
    active_by("UPG-1"),
    target_is_offered,
    offered_in_region,
    plan_has_not_expired,
    no_revision_submitted,
)
"""What every upgrade requires, by itself or inside a revision."""


POLICY = Policy(
    name="upgrade",
    kind=Upgrade,
    facts=UpgradeFacts,
    gather=upgrade_facts,
    consistent=standing,
    placed=placed,
    requirements=REQUIREMENTS,
    charges=(
        Charge("upgrade", "upgrade", "UPG-5", many=one, free=never, between=("plan", "target")),
    ),
    consequences=(Consequence("as-if-ordered-at-the-start", "UPG-2", holds=always),),
)
"""The upgrade policy, its requirements in the order in which they are told."""
