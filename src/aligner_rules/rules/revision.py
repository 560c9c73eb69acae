"""Revisions of a case (REV): when one may be submitted, and whether the plan includes it.

The form may upgrade the case as well: then it has to meet what every upgrade does, the fee is
charged, and the target plan is the one that includes the revision or not (UPG-1, UPG-2).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import (
    FormStatus,
    Order,
    ReplacementOrder,
    RetainerOrder,
    RevisionOrder,
)
from aligner_rules.model.request import Upgrade
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.allowances import any_left, left, ordered_so_far
from aligner_rules.rules.expiry import expired, expires_on, lapses
from aligner_rules.rules.facts import by_then, fact, unshipped
from aligner_rules.rules.policy import Charge, Consequence, Policy, Way, requirement, where_asked
from aligner_rules.rules.upgrade import REQUIREMENTS as UPGRADE
from aligner_rules.rules.upgrade import UpgradeFacts, case_facts, standing, upgraded
from aligner_rules.rules.words import days_between, equals, larger, listed, not_, one_of, where


@frozen
class RevisionFacts(UpgradeFacts):
    """What the revision policy looks at, as it stands on the day `as_of`.

    Without an upgrade, the facts about its target are unknown.
    """

    adds_planning_services: bool = fact("whether planning services (TPS) are added")
    has_upgrade: bool = fact("whether the form upgrades the case")
    revisions_ordered: int = fact("revisions ordered before that count against the allowance")
    unshipped_replacements: int = fact("replacement orders placed that have not shipped")
    models: str = fact("what is given for the models: scans, impressions, existing-model or none")
    setup_approved_on: date = fact("day on which its setup is or will be approved; else unknown")
    is_submitted: bool = fact("whether it is handed in, not saved as a draft")
    target_revisions: int = fact("revisions that the target includes, where that has an end")
    target_unlimited: bool = fact("whether the target includes revisions without end")
    target_lapsed: bool = fact("whether the act that counts falls outside the target's window")
    target_awaits: bool = fact("whether the target's window leaves time, but asks for approval too")
    unshipped_retainers: int = fact("retainer orders placed that have not shipped")
    last_step_ended: bool = fact("whether the last step has ended")  # type: ignore[misc]
    last_step_ended_on: date = fact("day on which the last step ended; else unknown")  # type: ignore[misc]
    worn_as_told: bool = fact("whether it is attested that the aligners were worn as told")


def approved_late(f: RevisionFacts, t: PlanTerms) -> bool:
    """Whether the revision's own setup is approved after the plan has expired (EXP-11)."""
    on = expires_on(f, t)
    day = f.setup_approved_on
    late = where(t.expiry.expiry_day_inside, day > on, day >= on)
    return lapses(f, t) & late


def lapsed(f: RevisionFacts, t: PlanTerms) -> bool:
    """Whether the act that the edition counts is outside the window (EXP-4, EXP-11, SHAPE-3)."""
    approval_counts = equals(t.expiry.deadline, "submission-and-approval")
    return expired(f, t) | (approval_counts & approved_late(f, t))


def target_includes(f: RevisionFacts) -> bool:
    """Whether the plan that the form upgrades to includes the revision (UPG-2)."""
    some_left = f.target_unlimited | (f.target_revisions - f.revisions_ordered >= 1)
    return some_left & not_(f.target_lapsed)


def is_included(f: RevisionFacts, t: PlanTerms) -> bool:
    """Whether the plan includes the revision: one is left and has not lapsed (REV-1)."""
    by_plan = any_left(t.revision.included, f.revisions_ordered) & not_(lapsed(f, t))
    return where(f.has_upgrade, target_includes(f), by_plan)


def has_an_end(f: RevisionFacts, t: PlanTerms) -> bool:
    """Whether the included revisions come to an end."""
    return not_(where(f.has_upgrade, f.target_unlimited, t.revision.included.unlimited))


def left_afterwards(f: RevisionFacts, t: PlanTerms) -> int:
    """How many included revisions are left once this one is placed (ALW-1)."""
    of_target = larger(f.target_revisions - f.revisions_ordered - 1, 0)
    return where(f.has_upgrade, of_target, left(t.revision.included, f.revisions_ordered + 1))


def window_awaits(f: RevisionFacts, t: PlanTerms) -> bool:
    """Whether the plan's window has not ended yet, and the approval must fall inside (EXP-11)."""
    approval_counts = equals(t.expiry.deadline, "submission-and-approval")
    return approval_counts & lapses(f, t) & not_(expired(f, t))


def approval_is_awaited(f: RevisionFacts, t: PlanTerms) -> bool:
    """Whether an included revision has yet to be approved before the plan expires (EXP-11)."""
    of_target = f.target_unlimited | (f.target_revisions - f.revisions_ordered >= 1)
    some_left = where(f.has_upgrade, of_target, any_left(t.revision.included, f.revisions_ordered))
    return some_left & where(f.has_upgrade, f.target_awaits, window_awaits(f, t))


def wants_upgrade(f: RevisionFacts) -> bool:
    """Whether the form upgrades the case."""
    return f.has_upgrade


def planning_services(f: RevisionFacts, _t: PlanTerms) -> int:
    """How many planning services are charged: those that the form adds (SUB-9)."""
    return where(f.adds_planning_services, 1, 0)


def upgrades(f: RevisionFacts, _t: PlanTerms) -> int:
    """How many upgrades are charged."""
    return where(f.has_upgrade, 1, 0)


@requirement(
    "REV-2",
    Way.AWAIT_SHIPMENT,
    actual=lambda f, _t: f.unshipped_replacements,
    required=lambda _f, _t: 0,
)
def replacements_have_shipped(f: RevisionFacts, t: PlanTerms) -> bool:
    """No replacement order of the case is still to be shipped, where that rules one out."""
    return not_(listed("replacement", t.revision.blocked_by)) | (f.unshipped_replacements <= 0)


@requirement(
    "SHAPE-10",
    Way.AWAIT_SHIPMENT,
    actual=lambda f, _t: f.unshipped_retainers,
    required=lambda _f, _t: 0,
)
def retainers_have_shipped(f: RevisionFacts, t: PlanTerms) -> bool:
    """No retainer order of the case is still to be shipped, where that rules a revision out."""
    return not_(listed("retainer", t.revision.blocked_by)) | (f.unshipped_retainers <= 0)


@requirement(
    "REV-3",
    Way.COMPLETE_FORM,
    actual=lambda f, _t: f.models,
    required=lambda _f, _t: "scans, impressions",
)
def scans_or_impressions_given(f: RevisionFacts, _t: PlanTerms) -> bool:
    """Scans or impressions are given; photos, features and instructions are optional."""
    return one_of(f.models, "scans", "impressions")


@requirement("REV-3", Way.SUBMIT_DRAFT, actual=lambda f, _t: f.is_submitted)
def form_submitted(f: RevisionFacts, _t: PlanTerms) -> bool:
    """The form is handed in: what is saved as a draft is not ordered yet."""
    return f.is_submitted


@requirement("SHAPE-11", Way.CUSTOMER_CARE, actual=lambda f, _t: f.region)
def revisions_offered_here(f: RevisionFacts, t: PlanTerms) -> bool:
    """The plan offers revisions in the country of the practice; before approval there is none."""
    regions = t.revision.regions
    return not_(f.is_approved) | regions.everywhere | listed(f.region, regions.countries)


def days_since_last_step(f: RevisionFacts, _t: PlanTerms) -> int:
    """Days since the last step ended (SHAPE-12); it means nothing where it has not."""
    return days_between(f.last_step_ended_on, f.as_of)


@requirement(
    "SHAPE-12",
    Way.CUSTOMER_CARE,
    actual=days_since_last_step,
    required=lambda _f, t: t.revision.days_after_last_step.number,
)
def soon_enough_after_last_step(f: RevisionFacts, t: PlanTerms) -> bool:
    """The last step has not ended, or ended no more days ago than the plan allows."""
    days = days_since_last_step(f, t)
    most = t.revision.days_after_last_step
    in_time = where(t.revision.last_day_inside, days <= most.number, days < most.number)
    soon_enough = where(most.unlimited, True, not_(f.last_step_ended) | in_time)
    return not_(f.is_approved) | soon_enough


@requirement("SHAPE-12", Way.COMPLETE_FORM, actual=lambda f, _t: f.worn_as_told)
def wear_attested(f: RevisionFacts, t: PlanTerms) -> bool:
    """It is attested that the aligners were worn as told, where the plan asks for it."""
    return not_(f.is_approved) | where(t.revision.must_attest_wear, f.worn_as_told, True)


def one(_f: RevisionFacts, _t: PlanTerms) -> int:
    """One revision is ordered at a time."""
    return 1


def consistent(f: RevisionFacts) -> bool:
    """Whether facts fit together as those of every case do."""
    models = one_of(f.models, "scans", "impressions", "existing-model", "none")
    open_orders = (f.unshipped_replacements >= 0) & (f.unshipped_retainers >= 0)
    counts = (f.revisions_ordered >= 0) & open_orders
    ended_by_now = not_(f.last_step_ended) | (f.last_step_ended_on <= f.as_of)
    return models & counts & ended_by_now & standing(f)


def revision_facts(
    case: Case, order: RevisionOrder, as_of: date, terms: PlanTerms
) -> RevisionFacts:
    """The facts of a revision of a case: only what had happened by that day counts.

    The day of its own approval is part of the request, and may be still to come.
    """
    allowance = terms.revision.included
    models: Any = order.models
    approval: Any = order.setup_approved_on
    return RevisionFacts(
        **case_facts(case, as_of),
        adds_planning_services=order.planning_services,
        has_upgrade=order.upgrade_to is not None,
        target=UNKNOWN if order.upgrade_to is None else order.upgrade_to,
        revisions_ordered=ordered_so_far(case, revisions_of, allowance, terms, as_of),
        unshipped_replacements=unshipped(case, ReplacementOrder, as_of),
        models=models if models is UNKNOWN else "none" if models is None else models.value,
        setup_approved_on=UNKNOWN if approval is None else approval,
        is_submitted=order.status is FormStatus.SUBMITTED,
        unshipped_retainers=unshipped(case, RetainerOrder, as_of),
        **by_then("last_step_ended", "last_step_ended_on", case.last_step_ended_on, as_of),
        worn_as_told=order.worn_as_told,
    )


def with_target(
    f: RevisionFacts, case: Case, order: RevisionOrder, terms_of: Callable[[str], PlanTerms]
) -> RevisionFacts:
    """The facts with what the target includes, as if it had been ordered at the start (UPG-2)."""
    if order.upgrade_to is None:
        return f
    terms = terms_of(order.upgrade_to)
    included = terms.revision.included
    return evolve(
        f,
        revisions_ordered=ordered_so_far(case, revisions_of, included, terms, f.as_of),
        target_revisions=included.number,
        target_unlimited=included.unlimited,
        target_lapsed=lapsed(f, terms),
        target_awaits=window_awaits(f, terms),
    )


def revisions_of(order: Order) -> int:
    """How many revisions an order of any kind asks for."""
    return int(isinstance(order, RevisionOrder))


def placed(case: Case, order: RevisionOrder, as_of: date, _terms: PlanTerms) -> Case:
    """The case with the revision placed on that day; its setup comes first, so none is made yet.

    An upgrade inside the form is taken with it.
    """
    if order.upgrade_to is not None:
        case = upgraded(case, Upgrade(target=order.upgrade_to), as_of)
    return case.with_order(evolve(order, placed_on=as_of, in_production_on=None, shipment=None))


_SETUP_IS_APPROVED, *_OF_UPGRADE = UPGRADE

POLICY = Policy(
    name="revision",
    kind=RevisionOrder,
    facts=RevisionFacts,
    gather=revision_facts,
    consistent=consistent,
    placed=placed,
    requirements=(
        _SETUP_IS_APPROVED,
        replacements_have_shipped,
        scans_or_impressions_given,
        form_submitted,
        *(where_asked(wants_upgrade, each) for each in _OF_UPGRADE),
        retainers_have_shipped,
        revisions_offered_here,
        soon_enough_after_last_step,
        wear_attested,
    ),
    charges=(
        Charge("revision", "flex.revision", "REV-1", many=one, free=is_included, by_allowance=True),
        Charge(
            "upgrade",
            "upgrade",
            "UPG-5",
            many=upgrades,
            free=lambda f, _t: not_(f.has_upgrade),
            between=("plan", "target"),
            optional=True,
        ),
        Charge(
            "planning-service",
            "planning-services",
            "SUB-9",
            many=planning_services,
            free=lambda f, _t: not_(f.adds_planning_services),
            optional=True,
        ),
    ),
    consequences=(
        Consequence(
            "included-revisions-left",
            "ALW-1",
            holds=lambda f, t: is_included(f, t) & has_an_end(f, t),
            many=left_afterwards,
        ),
        Consequence("approval-before-expiry", "EXP-11", holds=approval_is_awaited),
        Consequence("revision-at-flex-price", "REV-1", holds=lambda f, t: not_(is_included(f, t))),
        Consequence("as-if-ordered-at-the-start", "UPG-2", holds=lambda f, _t: f.has_upgrade),
        Consequence("shared-for-planning", "SUB-9", holds=lambda f, _t: f.adds_planning_services),
    ),
    completed=with_target,
)
"""The revision policy, its requirements in the order in which they are told."""
