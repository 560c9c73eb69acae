"""Revisions of a case (REV): when one may be submitted, and whether the plan includes it.

Upgrades inside the form are not modelled here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import FormStatus, Order, ReplacementOrder, RevisionOrder
from aligner_rules.model.plan import Plan
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.allowances import any_left, left, ordered_so_far
from aligner_rules.rules.expiry import UsualAnchors, expired, expires_on, lapses
from aligner_rules.rules.facts import PlanFacts, at_least_known, by_then, fact, shared_facts
from aligner_rules.rules.policy import Charge, Consequence, Policy, Way, requirement
from aligner_rules.rules.words import equals, not_, one_of, where


@frozen
class RevisionFacts(UsualAnchors, PlanFacts):
    """What the revision policy looks at, as it stands on the day `as_of`."""

    is_approved: bool = fact("whether the setup of the case is approved")
    has_shipped: bool = fact("whether phase 1 has shipped")
    first_shipped_on: date = fact("day on which phase 1 shipped; unknown where it has not")
    revisions_ordered: int = fact("revisions ordered before that count against the allowance")
    unshipped_replacements: int = fact("replacement orders placed that have not shipped")
    models: str = fact("what is given for the models: scans, impressions, existing-model or none")
    setup_approved_on: date = fact("day on which its setup is or will be approved; else unknown")
    is_submitted: bool = fact("whether it is handed in, not saved as a draft")
    accepts_terms: bool = fact("whether the terms and conditions are accepted")


def approved_late(f: RevisionFacts, t: PlanTerms) -> bool:
    """Whether the revision's own setup is approved after the plan has expired (EXP-11)."""
    on = expires_on(f, t)
    day = f.setup_approved_on
    late = where(t.expiry.expiry_day_inside, day > on, day >= on)
    return lapses(f, t) & late


def lapsed(f: RevisionFacts, t: PlanTerms) -> bool:
    """Whether the act that the edition counts falls outside the window (EXP-4, EXP-11)."""
    approval_counts = equals(t.expiry.deadline, "submission-and-approval")
    return expired(f, t) | (approval_counts & approved_late(f, t))


def is_included(f: RevisionFacts, t: PlanTerms) -> bool:
    """Whether the plan includes the revision: one is left and has not lapsed (REV-1)."""
    return any_left(t.revision.included, f.revisions_ordered) & not_(lapsed(f, t))


def left_afterwards(f: RevisionFacts, t: PlanTerms) -> int:
    """How many included revisions are left once this one is placed (ALW-1)."""
    return left(t.revision.included, f.revisions_ordered + 1)


def approval_is_awaited(f: RevisionFacts, t: PlanTerms) -> bool:
    """Whether an included revision has yet to be approved before the plan expires (EXP-11)."""
    approval_counts = equals(t.expiry.deadline, "submission-and-approval")
    ends = lapses(f, t) & not_(expired(f, t))
    return any_left(t.revision.included, f.revisions_ordered) & approval_counts & ends


@requirement("SUB-8", Way.APPROVE_SETUP, actual=lambda f, _t: f.is_approved)
def setup_is_approved(f: RevisionFacts, _t: PlanTerms) -> bool:
    """The setup of the case is approved: before that there is no plan to revise."""
    return f.is_approved


@requirement(
    "REV-2",
    Way.AWAIT_SHIPMENT,
    actual=lambda f, _t: f.unshipped_replacements,
    required=lambda _f, _t: 0,
)
def replacements_have_shipped(f: RevisionFacts, t: PlanTerms) -> bool:
    """No replacement order of the case is still to be shipped, where that rules one out."""
    return not_(t.revision.blocked_by_replacement) | (f.unshipped_replacements <= 0)


@requirement(
    "REV-3",
    Way.COMPLETE_FORM,
    actual=lambda f, _t: f.models,
    required=lambda _f, _t: "scans, impressions",
)
def scans_or_impressions_given(f: RevisionFacts, _t: PlanTerms) -> bool:
    """Scans or impressions are given; photos, features and instructions are optional."""
    return one_of(f.models, "scans", "impressions")


@requirement("REV-3", Way.COMPLETE_FORM, actual=lambda f, _t: f.accepts_terms)
def terms_accepted(f: RevisionFacts, _t: PlanTerms) -> bool:
    """The terms and conditions are accepted."""
    return f.accepts_terms


@requirement("REV-3", Way.SUBMIT_DRAFT, actual=lambda f, _t: f.is_submitted)
def form_submitted(f: RevisionFacts, _t: PlanTerms) -> bool:
    """The form is handed in: what is saved as a draft is not ordered yet."""
    return f.is_submitted


def one(_f: RevisionFacts, _t: PlanTerms) -> int:
    """One revision is ordered at a time."""
    return 1


def consistent(f: RevisionFacts) -> bool:
    """Whether facts fit together as those of every case do."""
    models = one_of(f.models, "scans", "impressions", "existing-model", "none")
    counts = (f.revisions_ordered >= 0) & (f.unshipped_replacements >= 0)
    in_the_past = not_(f.has_shipped) | (f.first_shipped_on <= f.as_of)
    once_approved = not_(f.has_shipped) | (f.approved_on <= f.first_shipped_on)
    planned = f.is_approved | (not_(f.has_shipped) & not_(f.approved_on <= f.as_of))
    by_now = not_(f.is_approved) | (f.approved_on <= f.as_of)
    return models & counts & in_the_past & once_approved & planned & by_now


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
        **shared_facts(case, as_of),
        **by_then("has_shipped", "first_shipped_on", case.first_shipped_on, as_of),
        is_approved=approved_by_then(case, as_of),
        revisions_ordered=ordered_so_far(case, revisions_of, allowance, terms, as_of),
        unshipped_replacements=unshipped_replacements(case, as_of),
        models=models if models is UNKNOWN else "none" if models is None else models.value,
        setup_approved_on=UNKNOWN if approval is None else approval,
        is_submitted=order.status is FormStatus.SUBMITTED,
        accepts_terms=order.accepts_terms,
    )


def approved_by_then(case: Case, as_of: date) -> bool:
    """Whether the setup had been approved by that day; a plan without a day does not tell."""
    plan: Any = case.plan
    if isinstance(plan, Plan):
        day: Any = plan.approved_on
        plan = day if day is UNKNOWN else day <= as_of
    told: bool = False if plan is None else plan
    return told


def revisions_of(order: Order) -> int:
    """How many revisions an order of any kind asks for."""
    return int(isinstance(order, RevisionOrder))


def unshipped_replacements(case: Case, as_of: date) -> int:
    """How many replacement orders had not shipped by that day; unknown as `at_least_known` is."""
    orders: Any = case.orders
    if orders is UNKNOWN:
        return UNKNOWN  # type: ignore[no-any-return]
    days: list[Any] = [
        order.shipped_on
        for order in orders
        if order.placed_on <= as_of and isinstance(order, ReplacementOrder)
    ]
    return at_least_known([day if day is UNKNOWN else day is None or day > as_of for day in days])


def placed(case: Case, order: RevisionOrder, as_of: date, _terms: PlanTerms) -> Case:
    """The case with the revision placed on that day; its setup comes first, so none is made yet."""
    return case.with_order(evolve(order, placed_on=as_of, in_production_on=None, shipment=None))


POLICY = Policy(
    name="revision",
    kind=RevisionOrder,
    facts=RevisionFacts,
    gather=revision_facts,
    consistent=consistent,
    placed=placed,
    requirements=(
        setup_is_approved,
        replacements_have_shipped,
        scans_or_impressions_given,
        terms_accepted,
        form_submitted,
    ),
    charges=(Charge("revision", "flex.revision", "REV-1", many=one, free=is_included),),
    consequences=(
        Consequence(
            "included-revisions-left",
            "ALW-1",
            holds=lambda f, t: is_included(f, t) & not_(t.revision.included.unlimited),
            many=left_afterwards,
        ),
        Consequence("approval-before-expiry", "EXP-11", holds=approval_is_awaited),
        Consequence("revision-at-flex-price", "EXP-4", holds=lambda f, t: not_(is_included(f, t))),
    ),
)
"""The revision policy, its requirements in the order in which they are told."""
