"""Replacement aligners ordered online (REP): who may order them, and what they cost.

The rules are read four ways; each is a few lines in the closed vocabulary of `words`.
"""

from __future__ import annotations

from datetime import date

from attrs import evolve

from aligner_rules.model.case import Case
from aligner_rules.model.order import ReplacementOrder
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.allowances import included
from aligner_rules.rules.expiry import ExpiringFacts, expired
from aligner_rules.rules.policy import Charge, Consequence, Policy, Way, requirement
from aligner_rules.rules.replacement_facts import ReplacementFacts, consistent, replacement_facts
from aligner_rules.rules.words import (
    days_between,
    equals,
    larger,
    listed,
    not_,
    one_of,
    plus_days,
    where,
    within,
)

__all__ = ["POLICY", "ReplacementFacts", "replacement_facts"]


def aligners(f: ReplacementFacts, _t: PlanTerms) -> int:
    """Aligners ordered: one step of one arch is one aligner (REP-6)."""
    return f.upper_steps + f.lower_steps


def days_waited(f: ReplacementFacts, _t: PlanTerms) -> int:
    """Days since the latest online order (REP-4, SHAPE-4)."""
    return days_between(f.last_ordered_on, f.as_of)


def next_order_on(f: ReplacementFacts, t: PlanTerms) -> date:
    """The first day on which the interval between online orders has passed (REP-4)."""
    return plus_days(f.last_ordered_on, t.replacement.interval_days)


def orders_needed(f: ReplacementFacts, t: PlanTerms) -> int:
    """Into how many orders the steps must be split to keep to each arch's cap (REP-5, SHAPE-5)."""
    cap = larger(t.replacement.steps_per_arch.number, 1)
    return (larger(f.upper_steps, f.lower_steps) + cap - 1) // cap


def free_lapsed(f: ExpiringFacts, t: PlanTerms) -> bool:
    """Whether what was free of charge no longer is, because the plan has expired (REP-12)."""
    return expired(f, t) & not_(t.replacement.free_after_expiry)


def always_free(f: ExpiringFacts, t: PlanTerms) -> bool:
    """Whether replacement aligners are free under the plan, however many there were (REP-3)."""
    return t.replacement.free & not_(free_lapsed(f, t))


def aligners_included(f: ReplacementFacts, t: PlanTerms) -> int:
    """How many of the aligners the plan's allowance covers, in all or of each arch (SHAPE-2)."""
    allowance = t.replacement.free_aligners
    lapsed = free_lapsed(f, t)
    ordered = f.upper_ordered + f.lower_ordered
    upper = included(allowance, f.upper_ordered, f.upper_steps, lapsed)
    lower = included(allowance, f.lower_ordered, f.lower_steps, lapsed)
    together = included(allowance, ordered, aligners(f, t), lapsed)
    return where(equals(t.replacement.free_pools, "arch"), upper + lower, together)


def free(f: ReplacementFacts, t: PlanTerms) -> bool:
    """Whether the order is free of charge (REP-3): as the first online one is, or by allowance."""
    first = t.replacement.first_free & not_(f.has_ordered)
    covered = aligners_included(f, t)
    all_covered = (covered >= 1) & (covered >= aligners(f, t))
    return always_free(f, t) | (first & not_(free_lapsed(f, t))) | all_covered


def units_charged(f: ReplacementFacts, t: PlanTerms) -> int:
    """How many units are charged of what the plan charges by (SHAPE-6).

    Of units larger than an aligner all are, unless the allowance covers the whole order.
    """
    unit = t.replacement.charge_unit
    rest = aligners(f, t) - aligners_included(f, t)
    arches = where(f.upper_steps >= 1, 1, 0) + where(f.lower_steps >= 1, 1, 0)
    larger_units = where(equals(unit, "arch"), arches, 1)
    some = where(equals(unit, "step"), f.distinct_steps, larger_units)
    return where(equals(unit, "aligner"), rest, some)


@requirement(
    "REP-1",
    Way.CUSTOMER_CARE,
    actual=lambda f, _t: f.cause,
    required=lambda _f, _t: "lost, damaged",
)
def lost_or_damaged_by_patient(f: ReplacementFacts, _t: PlanTerms) -> bool:
    """The patient lost or damaged the aligners; quality is never a cause to order online."""
    return one_of(f.cause, "lost", "damaged")


@requirement("REP-6", Way.CHANGE_STEPS, actual=aligners, required=lambda _f, _t: 1)
def some_step_chosen(f: ReplacementFacts, t: PlanTerms) -> bool:
    """At least one step of one arch is chosen."""
    return aligners(f, t) >= 1


@requirement(
    "REP-5",
    Way.SPLIT,
    actual=lambda f, _t: f.upper_steps,
    required=lambda _f, t: t.replacement.steps_per_arch.number,
    orders=orders_needed,
)
def upper_steps_within_cap(f: ReplacementFacts, t: PlanTerms) -> bool:
    """The upper arch keeps to the cap of steps in one order; the cap itself is fine."""
    return within(f.upper_steps, t.replacement.steps_per_arch)


@requirement(
    "REP-5",
    Way.SPLIT,
    actual=lambda f, _t: f.lower_steps,
    required=lambda _f, t: t.replacement.steps_per_arch.number,
    orders=orders_needed,
)
def lower_steps_within_cap(f: ReplacementFacts, t: PlanTerms) -> bool:
    """The lower arch keeps to the cap of steps in one order; the cap itself is fine."""
    return within(f.lower_steps, t.replacement.steps_per_arch)


def others_were_made(f: ReplacementFacts, t: PlanTerms) -> bool:
    """Whether there is anything else to choose: before production begins there is not."""
    return (f.unmade_steps < aligners(f, t)) | f.has_shipped


@requirement(
    "REP-11",
    Way.CHANGE_STEPS,
    Way.AWAIT_PRODUCTION,
    actual=lambda f, _t: f.unmade_steps,
    required=lambda _f, _t: 0,
    helps={
        Way.CHANGE_STEPS: others_were_made,
        Way.AWAIT_PRODUCTION: lambda f, t: not_(others_were_made(f, t)),
    },
)
def steps_were_made(f: ReplacementFacts, _t: PlanTerms) -> bool:
    """Every ordered step belongs to a phase that has reached production."""
    return f.unmade_steps <= 0


@requirement(
    "REP-7",
    Way.CHANGE_STEPS,
    Way.CUSTOMER_CARE,
    actual=lambda f, _t: f.lone_templates,
    required=lambda _f, _t: 0,
)
def templates_with_their_step(f: ReplacementFacts, _t: PlanTerms) -> bool:
    """No engager template is asked for alone: it comes with the aligner of its step."""
    return f.lone_templates <= 0


@requirement(
    "REP-8",
    Way.CUSTOMER_CARE,
    actual=lambda f, _t: f.misplaced_templates,
    required=lambda _f, _t: 0,
)
def templates_of_active_phase(f: ReplacementFacts, _t: PlanTerms) -> bool:
    """Engager templates are asked for only at steps of the phase that is active now."""
    return f.misplaced_templates <= 0


@requirement(
    "REP-4",
    Way.WAIT,
    Way.CUSTOMER_CARE,
    actual=days_waited,
    required=lambda _f, t: t.replacement.interval_days,
    lifts_on=next_order_on,
)
def waited_long_enough(f: ReplacementFacts, t: PlanTerms) -> bool:
    """The plan's interval has passed since the latest online order; its last day is enough."""
    return (
        not_(f.has_ordered)
        | (t.replacement.interval_days <= 0)
        | (days_waited(f, t) >= t.replacement.interval_days)
    )


@requirement("REP-10", Way.COMPLETE_FORM, actual=lambda f, _t: f.has_payment_method)
def payment_method_chosen(f: ReplacementFacts, _t: PlanTerms) -> bool:
    """A payment method is chosen."""
    return f.has_payment_method


@requirement("REP-10", Way.COMPLETE_FORM, actual=lambda f, _t: f.acknowledged)
def no_complaint_acknowledged(f: ReplacementFacts, _t: PlanTerms) -> bool:
    """It is acknowledged that this is no quality complaint and that copies are made (REP-2)."""
    return f.acknowledged


@requirement("REP-10", Way.COMPLETE_FORM, actual=lambda f, _t: f.accepts_terms)
def terms_accepted(f: ReplacementFacts, _t: PlanTerms) -> bool:
    """The terms and conditions are accepted."""
    return f.accepts_terms


@requirement(
    "SHAPE-10",
    Way.AWAIT_SHIPMENT,
    actual=lambda f, _t: f.unshipped_revisions,
    required=lambda _f, _t: 0,
)
def revisions_have_shipped(f: ReplacementFacts, t: PlanTerms) -> bool:
    """No revision of the case is still to be shipped, where that rules a replacement out."""
    return where(listed("revision", t.replacement.blocked_by), f.unshipped_revisions <= 0, True)


@requirement(
    "SHAPE-10",
    Way.AWAIT_SHIPMENT,
    actual=lambda f, _t: f.unshipped_retainers,
    required=lambda _f, _t: 0,
)
def retainers_have_shipped(f: ReplacementFacts, t: PlanTerms) -> bool:
    """No retainer order of the case is still to be shipped, where that rules a replacement out."""
    return where(listed("retainer", t.replacement.blocked_by), f.unshipped_retainers <= 0, True)


@requirement("SHAPE-11", Way.CUSTOMER_CARE, actual=lambda f, _t: f.region)
def replacements_offered_here(f: ReplacementFacts, t: PlanTerms) -> bool:
    """The plan offers replacements in the country of the practice."""
    regions = t.replacement.regions
    return regions.everywhere | listed(f.region, regions.countries)


def always(_f: ReplacementFacts, _t: PlanTerms) -> bool:
    """Whatever the facts are."""
    return True


def placed(case: Case, order: ReplacementOrder, as_of: date, terms: PlanTerms) -> Case:
    """The case with the order placed on that day, in production at once if rushed (REP-9)."""
    made_on = where(terms.replacement.rush, as_of, None)
    placed_order = evolve(order, placed_on=as_of, in_production_on=made_on, shipment=None)
    return case.with_order(placed_order)


POLICY = Policy(
    name="replacement",
    kind=ReplacementOrder,
    facts=ReplacementFacts,
    gather=replacement_facts,
    consistent=consistent,
    placed=placed,
    requirements=(
        lost_or_damaged_by_patient,
        some_step_chosen,
        upper_steps_within_cap,
        lower_steps_within_cap,
        steps_were_made,
        templates_with_their_step,
        templates_of_active_phase,
        waited_long_enough,
        payment_method_chosen,
        no_complaint_acknowledged,
        terms_accepted,
        revisions_have_shipped,
        retainers_have_shipped,
        replacements_offered_here,
    ),
    charges=(
        Charge(
            "aligner",
            "flex.aligner",
            "REP-3",
            many=aligners,
            free=free,
            included=aligners_included,
            units=units_charged,
            unit=lambda _f, t: t.replacement.charge_unit,
            items={
                "aligner": "flex.aligner",
                "step": "flex.replacement-step",
                "arch": "flex.replacement-arch",
                "order": "flex.replacement-order",
            },
        ),
        Charge(
            "engager-template",
            "flex.engager-template",
            "REP-7",
            many=lambda f, _t: f.engager_steps,
            free=always,
        ),
    ),
    consequences=(
        Consequence("made-as-the-originals", "REP-2", holds=always),
        Consequence("originals-not-refundable", "REP-2", holds=always),
        Consequence(
            "engager-templates-included",
            "REP-7",
            holds=lambda f, _t: f.engager_steps >= 1,
            many=lambda f, _t: f.engager_steps,
        ),
        Consequence(
            "templates-by-customer-care",
            "REP-8",
            holds=lambda f, _t: f.other_engager_steps >= 1,
            many=lambda f, _t: f.other_engager_steps,
        ),
        Consequence(
            "in-production-at-once-as-rush", "REP-9", holds=lambda _f, t: t.replacement.rush
        ),
    ),
)
"""The replacement policy, its requirements in the order in which they are told."""
