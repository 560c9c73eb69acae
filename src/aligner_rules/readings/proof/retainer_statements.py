"""What is claimed of the retainer policy."""

from __future__ import annotations

from typing import Any, Final

from aligner_rules.readings.proof.knowledge import alike, is_unknown, no_more
from aligner_rules.readings.proof.statement import (
    LATER,
    Always,
    Change,
    Situation,
    Statement,
    costs_no_less,
    costs_no_more,
    no_day_earlier,
    prices_are_natural,
)
from aligner_rules.rules.expiry import expired
from aligner_rules.rules.words import equals, not_, one_of

INCLUDED: Final = "included-retainer-set"
CHARGED: Final = "retainer-set"


def _every_set_paid(s: Situation) -> Any:
    return alike(s.total, s.facts.sets * s.prices[-1])


def _priced(s: Situation) -> bool:
    return not_(is_unknown(s.prices[-1]))


OF_RETAINERS: Final[tuple[Statement, ...]] = (
    Always(
        "every-set-is-told-once",
        "Each set is either included or charged, and none is told twice (RET-2).",
        given=lambda s: not_(is_unknown(s.many(INCLUDED))),
        then=lambda s: (
            equals(s.many(INCLUDED) + s.many(CHARGED), s.facts.sets)
            & (s.many(INCLUDED) >= 0)
            & (s.many(CHARGED) >= 0)
        ),
    ),
    Always(
        "never-more-than-the-allowance",
        "Included sets and those ordered before never exceed the allowance (RET-2, ALW-3).",
        given=lambda s: not_(s.terms.retainer.included_sets.unlimited) & (s.many(INCLUDED) >= 1),
        then=lambda s: (
            s.facts.sets_ordered + s.many(INCLUDED) <= s.terms.retainer.included_sets.number
        ),
    ),
    Always(
        "included-means-never-charged",
        "Sets of a known patient that are left before expiry cost nothing at any price (RET-2).",
        given=lambda s: (
            not_(s.facts.is_new_patient)
            & not_(expired(s.facts, s.terms))
            & (
                s.terms.retainer.included_sets.unlimited
                | (s.facts.sets_ordered + s.facts.sets <= s.terms.retainer.included_sets.number)
            )
        ),
        then=lambda s: equals(s.total, 0),
    ),
    Always(
        "expired-means-flex-price",
        "After expiry every set is charged in full, however many are left (EXP-4).",
        given=lambda s: expired(s.facts, s.terms) & _priced(s),
        then=_every_set_paid,
    ),
    Always(
        "new-patient-means-flex-price",
        "A new patient has no plan: every set is charged in full (RET-2).",
        given=lambda s: s.facts.is_new_patient & _priced(s),
        then=_every_set_paid,
    ),
    Always(
        "fewer-sets-cost-no-more",
        "An order of fewer sets never costs more.",
        change=Change(varies=("sets",)),
        given=lambda s: (s.counterpart.facts.sets <= s.facts.sets) & prices_are_natural(s),
        then=costs_no_more,
    ),
    Always(
        "fewer-ordered-cost-no-more",
        "The fewer sets were ordered before, the less the next ones cost, if at all (ALW-2).",
        change=Change(varies=("sets_ordered",)),
        given=lambda s: (
            no_more(s.counterpart.facts.sets_ordered, s.facts.sets_ordered) & prices_are_natural(s)
        ),
        then=costs_no_more,
    ),
    Always(
        "waiting-never-makes-cheaper",
        "What sets cost today they cost on every later day at least, if no month ends (EXP-4).",
        change=LATER,
        given=lambda s: no_day_earlier(s) & prices_are_natural(s) & not_(is_unknown(s.total)),
        then=costs_no_less,
    ),
    Always(
        "models-fit-the-patient",
        "A new patient has no existing model, and one that exists comes with its step (RET-1).",
        given=lambda s: (
            one_of(s.facts.models, "existing-model")
            & (s.facts.is_new_patient | not_(s.facts.has_model_step))
        ),
        then=lambda s: not_(s.allowed),
    ),
    Always(
        "incomplete-form-is-refused",
        "Without arch, models, payment and terms, or as a draft it is refused (RET-1, RET-4).",
        given=lambda s: not_(
            (s.facts.arches >= 1)
            & not_(equals(s.facts.models, "none"))
            & s.facts.has_payment_method
            & s.facts.accepts_terms
            & s.facts.is_submitted
        ),
        then=lambda s: not_(s.allowed),
    ),
    Always(
        "final-retainer-waits",
        "Where it is asked for, a final retainer waits for the last phase to ship (RET-3).",
        given=lambda s: (
            s.terms.retainer.final_after_last_phase
            & s.facts.is_final
            & not_(s.facts.last_phase_shipped)
        ),
        then=lambda s: not_(s.allowed),
    ),
    Always(
        "allowance-and-expiry-forbid-nothing",
        "What is left, and when the plan expires, never decides whether sets are allowed.",
        change=Change(varies=("has_shipped", "first_shipped_on", "sets_ordered")),
        then=lambda s: alike(s.allowed, s.counterpart.allowed),
    ),
)
"""Statements about retainers, in the order in which they are told."""
