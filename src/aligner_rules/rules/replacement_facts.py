"""The facts of a replacement order (REP): what is looked at, and how it is gathered from a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from attrs import frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import Channel, Order, ReplacementOrder, RetainerOrder, RevisionOrder
from aligner_rules.model.steps import MOST_STEPS, StepSelection
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.allowances import ordered_so_far
from aligner_rules.rules.expiry import UsualAnchors
from aligner_rules.rules.facts import (
    PlanFacts,
    at_least_known,
    by_then,
    fact,
    shared_facts,
    unshipped,
)
from aligner_rules.rules.words import not_, one_of


@frozen
class ReplacementFacts(UsualAnchors, PlanFacts):
    """What the replacement policy looks at, as it stands on the day `as_of`."""

    has_shipped: bool = fact("whether phase 1 has shipped")
    first_shipped_on: date = fact("day on which phase 1 shipped; unknown where it has not")
    cause: str = fact("why aligners are needed: lost, damaged, quality or other")
    upper_steps: int = fact("upper steps ordered")
    lower_steps: int = fact("lower steps ordered")
    unmade_steps: int = fact("ordered steps, both arches, whose phase has not reached production")
    engager_steps: int = fact("ordered steps of the active phase at which engagers are placed")
    other_engager_steps: int = fact("ordered steps of other phases at which engagers are placed")
    lone_templates: int = fact("engager templates asked for without the aligner of their step")
    misplaced_templates: int = fact("engager templates asked for that are not of the active phase")
    has_ordered: bool = fact("whether replacement aligners were ordered online before")
    last_ordered_on: date = fact("day of the latest such order; unknown where there was none")
    has_payment_method: bool = fact("whether a payment method is chosen")
    acknowledged: bool = fact("whether it is acknowledged that this is no quality complaint")
    accepts_terms: bool = fact("whether the terms and conditions are accepted")
    distinct_steps: int = fact("different steps ordered: one of both arches is one")
    upper_ordered: int = fact("upper aligners ordered before that count against the allowance")
    lower_ordered: int = fact("lower aligners ordered before that count against the allowance")
    unshipped_revisions: int = fact("revisions placed that have not shipped")
    unshipped_retainers: int = fact("retainer orders placed that have not shipped")


def consistent(f: ReplacementFacts) -> bool:
    """Whether facts fit together as those of every case do."""
    cause = one_of(f.cause, "lost", "damaged", "quality", "other")
    return cause & counts_fit(f) & orders_fit(f) & phases_fit(f) & days_fit(f)


def counts_fit(f: ReplacementFacts) -> bool:
    """Whether no count is below none, and no arch has more steps than a case holds."""
    natural = (
        (f.upper_steps >= 0)
        & (f.lower_steps >= 0)
        & (f.unmade_steps >= 0)
        & (f.engager_steps >= 0)
        & (f.other_engager_steps >= 0)
        & (f.lone_templates >= 0)
        & (f.misplaced_templates >= 0)
    )
    numbered = (f.upper_steps <= MOST_STEPS) & (f.lower_steps <= MOST_STEPS)
    named = f.upper_steps + f.lower_steps + f.lone_templates
    return natural & numbered & (named <= MOST_STEPS + MOST_STEPS)


def orders_fit(f: ReplacementFacts) -> bool:
    """Whether no count of orders is below none, and the different steps are those of the arches."""
    natural = (
        (f.upper_ordered >= 0)
        & (f.lower_ordered >= 0)
        & (f.unshipped_revisions >= 0)
        & (f.unshipped_retainers >= 0)
    )
    at_least = (f.upper_steps <= f.distinct_steps) & (f.lower_steps <= f.distinct_steps)
    at_most = f.distinct_steps <= f.upper_steps + f.lower_steps
    return natural & at_least & at_most & (f.distinct_steps <= MOST_STEPS)


def phases_fit(f: ReplacementFacts) -> bool:
    """Whether the counts can come from phases: a step is in one, and one is made as a whole."""
    ordered = f.upper_steps + f.lower_steps
    active_is_made = f.engager_steps + f.unmade_steps <= ordered
    active_is_unmade = f.engager_steps <= f.unmade_steps
    return (
        (f.unmade_steps <= ordered)
        & (f.other_engager_steps <= ordered)  # by itself too: engager_steps may be unknown
        & (f.engager_steps + f.other_engager_steps <= ordered)
        & (active_is_made | active_is_unmade)
        & (f.misplaced_templates <= f.lone_templates + ordered)
        & (f.misplaced_templates + f.engager_steps <= f.lone_templates + ordered)
    )


def days_fit(f: ReplacementFacts) -> bool:
    """Whether what has happened lies in the past, and nothing was made before the approval."""
    nothing_made = (f.unmade_steps >= 1) | (f.upper_steps + f.lower_steps <= 0)
    return (
        (not_(f.has_shipped) | (f.first_shipped_on <= f.as_of))
        & (not_(f.has_shipped) | (f.approved_on <= f.first_shipped_on))
        & (not_(f.has_ordered) | (f.last_ordered_on <= f.as_of))
        & (nothing_made | (f.approved_on <= f.as_of))
    )


def replacement_facts(
    case: Case, order: ReplacementOrder, as_of: date, terms: PlanTerms
) -> ReplacementFacts:
    """The facts of a replacement order for a case: only what had happened by that day counts."""
    allowance = terms.replacement.free_aligners
    payment: Any = order.payment_method
    return ReplacementFacts(
        **shared_facts(case, as_of),
        **by_then("has_shipped", "first_shipped_on", case.first_shipped_on, as_of),
        **by_then("has_ordered", "last_ordered_on", last_ordered_on(case, as_of), as_of),
        cause=UNKNOWN if order.cause is UNKNOWN else order.cause.value,
        upper_steps=len(order.steps.upper),
        lower_steps=len(order.steps.lower),
        unmade_steps=_unmade_steps(case, order.steps, as_of),
        **_engagers(case, order, as_of),
        lone_templates=(order.engager_templates - order.steps).aligners,
        has_payment_method=UNKNOWN if payment is UNKNOWN else payment is not None,
        acknowledged=order.acknowledges_no_quality_complaint,
        accepts_terms=order.accepts_terms,
        distinct_steps=len(order.steps.upper | order.steps.lower),
        upper_ordered=ordered_so_far(case, upper_aligners_of, allowance, terms, as_of),
        lower_ordered=ordered_so_far(case, lower_aligners_of, allowance, terms, as_of),
        unshipped_revisions=unshipped(case, RevisionOrder, as_of),
        unshipped_retainers=unshipped(case, RetainerOrder, as_of),
    )


def upper_aligners_of(order: Order) -> int:
    """How many upper aligners an order of any kind has made again."""
    return len(order.steps.upper) if isinstance(order, ReplacementOrder) else 0


def lower_aligners_of(order: Order) -> int:
    """How many lower aligners an order of any kind has made again."""
    return len(order.steps.lower) if isinstance(order, ReplacementOrder) else 0


def last_ordered_on(case: Case, as_of: date) -> Any:
    """The day of the latest online order of replacements by that day; None: there was none."""
    if case.orders is UNKNOWN:
        return UNKNOWN
    for order in reversed(case.orders):  # the latest first
        if isinstance(order, ReplacementOrder) and order.channel is Channel.ONLINE:
            day: Any = order.placed_on
            if day <= as_of:
                return day
    return None


def _unmade_steps(case: Case, steps: StepSelection, as_of: date) -> int:
    phases: Any = case.phases
    if phases is UNKNOWN:
        return at_least_known([UNKNOWN] * steps.aligners)
    rest = steps
    answers: list[Any] = []
    for phase in phases:
        made_on = phase.in_production_on
        unmade = made_on if made_on is UNKNOWN else made_on is None or made_on > as_of
        answers += [unmade] * (steps & phase.steps).aligners
        rest = rest - phase.steps
    return at_least_known(answers + [True] * rest.aligners)


def _engagers(case: Case, order: ReplacementOrder, as_of: date) -> dict[str, Any]:
    """Return how the order meets the engagers of the active phase and of the others."""
    active, former = _engager_steps(case, as_of)
    asked = order.engager_templates
    return {
        "engager_steps": _count(active, lambda engagers: order.steps & engagers),
        "other_engager_steps": _count(former, lambda engagers: order.steps & engagers),
        "misplaced_templates": _count(active, lambda engagers: asked - engagers)
        if asked.aligners
        else 0,
    }


def _engager_steps(case: Case, as_of: date) -> tuple[Any, Any]:
    """Return the steps with engagers of the active phase, and those of all other phases."""
    active_phase: Any = case.active_phase_on(as_of)
    if case.phases is UNKNOWN or active_phase is UNKNOWN:
        return UNKNOWN, UNKNOWN
    active: Any = StepSelection()
    former: Any = StepSelection()
    for phase in case.phases_on(as_of):
        if phase.number == active_phase:
            active = phase.engagers
        elif phase.engagers is UNKNOWN or former is UNKNOWN:
            former = UNKNOWN
        else:
            former = former | phase.engagers
    return active, former


def _count(engagers: Any, chosen: Callable[[StepSelection], StepSelection]) -> int:
    count: int = UNKNOWN if engagers is UNKNOWN else chosen(engagers).aligners
    return count
