"""Retainers (RET): who may order them, from which models, and which sets the plan includes."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import (
    FormStatus,
    Order,
    Patient,
    ReplacementOrder,
    RetainerOrder,
    RevisionOrder,
)
from aligner_rules.model.steps import Arch
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.allowances import included, left, ordered_so_far
from aligner_rules.rules.expiry import UsualAnchors, expired
from aligner_rules.rules.facts import PlanFacts, by_then, fact, shared_facts, unshipped
from aligner_rules.rules.policy import Charge, Consequence, Policy, Way, requirement, yes
from aligner_rules.rules.words import equals, listed, not_, one_of, where

ARCHES: Final = len(Arch)
"""Arches that there are."""


@frozen
class RetainerFacts(UsualAnchors, PlanFacts):
    """What the retainer policy looks at, as it stands on the day `as_of`."""

    has_shipped: bool = fact("whether phase 1 has shipped")
    first_shipped_on: date = fact("day on which phase 1 shipped; unknown where it has not")
    last_phase_shipped: bool = fact("whether the last phase that is scheduled has shipped")
    is_new_patient: bool = fact("whether the patient is new: without a case, and so a plan")
    has_patient_name: bool = fact("whether the name of the patient is given")
    has_practice: bool = fact("whether the practice is given")
    arches: int = fact("arches chosen")
    sets: int = fact("sets ordered")
    sets_ordered: int = fact("sets ordered before that count against the allowance")
    models: str = fact("what the models are from: scans, impressions, existing-model or none")
    has_model_step: bool = fact("whether the step of the existing model is given")
    is_final: bool = fact("whether it is the final retainer of the treatment")
    has_payment_method: bool = fact("whether a payment method is chosen")
    is_submitted: bool = fact("whether it is handed in, not saved as a draft")
    accepts_terms: bool = fact("whether the terms and conditions are accepted")
    unshipped_replacements: int = fact("replacement orders placed that have not shipped")
    unshipped_revisions: int = fact("revisions placed that have not shipped")


def sets_included(f: RetainerFacts, t: PlanTerms) -> int:
    """How many of the sets the plan includes; a new patient has no plan (RET-2)."""
    not_mine = f.is_new_patient | expired(f, t)
    return included(t.retainer.included_sets, f.sets_ordered, f.sets, not_mine)


def sets_charged(f: RetainerFacts, t: PlanTerms) -> int:
    """How many of the sets are paid at Flex price (RET-2, EXP-4)."""
    return f.sets - sets_included(f, t)


def units_charged(f: RetainerFacts, t: PlanTerms) -> int:
    """How many units of what the plan charges by are paid: sets, arches or orders (SHAPE-6)."""
    unit = t.retainer.charge_unit
    sets = sets_charged(f, t)
    larger_units = where(equals(unit, "arch"), sets * f.arches, where(sets >= 1, 1, 0))
    return where(equals(unit, "set"), sets, larger_units)


def none_charged(f: RetainerFacts, t: PlanTerms) -> bool:
    """Whether the plan includes every set."""
    return sets_charged(f, t) <= 0


def left_afterwards(f: RetainerFacts, t: PlanTerms) -> int:
    """How many included sets are left, in these months, once the order is placed (ALW-1)."""
    return left(t.retainer.included_sets, f.sets_ordered + f.sets)


@requirement("RET-1", Way.COMPLETE_FORM, actual=lambda f, _t: f.has_patient_name)
def new_patient_named(f: RetainerFacts, _t: PlanTerms) -> bool:
    """A new patient is named; one who is known need not be."""
    return not_(f.is_new_patient) | f.has_patient_name


@requirement("RET-1", Way.COMPLETE_FORM, actual=lambda f, _t: f.has_practice)
def new_patient_with_practice(f: RetainerFacts, _t: PlanTerms) -> bool:
    """The practice of a new patient is given; that of a case is known."""
    return not_(f.is_new_patient) | f.has_practice


@requirement("RET-1", Way.COMPLETE_FORM, actual=lambda f, _t: f.arches, required=lambda _f, _t: 1)
def some_arch_chosen(f: RetainerFacts, _t: PlanTerms) -> bool:
    """At least one arch is chosen."""
    return f.arches >= 1


@requirement(
    "RET-1",
    Way.COMPLETE_FORM,
    actual=lambda f, _t: f.models,
    required=lambda _f, _t: "scans, impressions, existing-model",
)
def model_source_fits(f: RetainerFacts, _t: PlanTerms) -> bool:
    """Scans or impressions are given, or an existing model of a patient who is not new."""
    old_model = one_of(f.models, "existing-model") & not_(f.is_new_patient)
    return one_of(f.models, "scans", "impressions") | old_model


@requirement("RET-1", Way.COMPLETE_FORM, actual=lambda f, _t: f.has_model_step)
def step_of_model_given(f: RetainerFacts, _t: PlanTerms) -> bool:
    """An existing model comes with the step to use."""
    return not_(one_of(f.models, "existing-model")) | f.has_model_step


@requirement("RET-3", Way.AWAIT_SHIPMENT, actual=lambda f, _t: f.last_phase_shipped)
def last_phase_has_shipped(f: RetainerFacts, t: PlanTerms) -> bool:
    """The last phase has shipped before a final retainer, where the edition asks for it."""
    asked = f.is_final & t.retainer.final_after_last_phase
    return not_(asked) | f.last_phase_shipped


@requirement("RET-4", Way.COMPLETE_FORM, actual=lambda f, _t: f.has_payment_method)
def payment_method_chosen(f: RetainerFacts, _t: PlanTerms) -> bool:
    """A payment method is chosen."""
    return f.has_payment_method


@requirement("RET-4", Way.COMPLETE_FORM, actual=lambda f, _t: f.accepts_terms)
def terms_accepted(f: RetainerFacts, _t: PlanTerms) -> bool:
    """The terms and conditions are accepted."""
    return f.accepts_terms


@requirement("RET-4", Way.SUBMIT_DRAFT, actual=lambda f, _t: f.is_submitted)
def form_submitted(f: RetainerFacts, _t: PlanTerms) -> bool:
    """The form is handed in: what is saved as a draft is not ordered yet."""
    return f.is_submitted


@requirement(
    "SHAPE-10",
    Way.AWAIT_SHIPMENT,
    actual=lambda f, _t: f.unshipped_replacements,
    required=lambda _f, _t: 0,
)
def replacements_have_shipped(f: RetainerFacts, t: PlanTerms) -> bool:
    """No replacement order of the case is still to be shipped, where that rules retainers out."""
    blocking = listed("replacement", t.retainer.blocked_by)
    return f.is_new_patient | where(blocking, f.unshipped_replacements <= 0, True)


@requirement(
    "SHAPE-10",
    Way.AWAIT_SHIPMENT,
    actual=lambda f, _t: f.unshipped_revisions,
    required=lambda _f, _t: 0,
)
def revisions_have_shipped(f: RetainerFacts, t: PlanTerms) -> bool:
    """No revision of the case is still to be shipped, where that rules retainers out."""
    blocking = listed("revision", t.retainer.blocked_by)
    return f.is_new_patient | where(blocking, f.unshipped_revisions <= 0, True)


@requirement("SHAPE-11", Way.CUSTOMER_CARE, actual=lambda f, _t: f.region)
def retainers_offered_here(f: RetainerFacts, t: PlanTerms) -> bool:
    """The plan offers retainers in the country of the practice; a new patient has no plan."""
    regions = t.retainer.regions
    return f.is_new_patient | regions.everywhere | listed(f.region, regions.countries)


def consistent(f: RetainerFacts) -> bool:
    """Whether facts fit together as those of every case do."""
    models = one_of(f.models, "scans", "impressions", "existing-model", "none")
    open_orders = (f.unshipped_replacements >= 0) & (f.unshipped_revisions >= 0)
    counts = (f.arches >= 0) & (f.arches <= ARCHES) & (f.sets >= 1) & (f.sets_ordered >= 0)
    in_the_past = not_(f.has_shipped) | (f.first_shipped_on <= f.as_of)
    once_approved = not_(f.has_shipped) | (f.approved_on <= f.first_shipped_on)
    by_now = not_(f.last_phase_shipped) | (f.approved_on <= f.as_of)
    return models & counts & open_orders & in_the_past & once_approved & by_now


def retainer_facts(
    case: Case, order: RetainerOrder, as_of: date, terms: PlanTerms
) -> RetainerFacts:
    """The facts of a retainer order: only what had happened by that day counts."""
    allowance = terms.retainer.included_sets
    models: Any = order.models
    patient: Any = order.patient
    return RetainerFacts(
        **shared_facts(case, as_of),
        **by_then("has_shipped", "first_shipped_on", case.first_shipped_on, as_of),
        last_phase_shipped=last_phase_shipped(case, as_of),
        is_new_patient=patient if patient is UNKNOWN else patient is Patient.NEW,
        has_patient_name=_given(order.patient_name),
        has_practice=_given(order.practice),
        arches=len(order.arches),
        sets=order.sets,
        sets_ordered=ordered_so_far(case, sets_of, allowance, terms, as_of),
        models=models if models is UNKNOWN else "none" if models is None else models.value,
        has_model_step=_given(order.model_step),
        is_final=order.final,
        has_payment_method=_given(order.payment_method),
        is_submitted=order.status is FormStatus.SUBMITTED,
        accepts_terms=order.accepts_terms,
        unshipped_replacements=unshipped(case, ReplacementOrder, as_of),
        unshipped_revisions=unshipped(case, RevisionOrder, as_of),
    )


def sets_of(order: Order) -> int:
    """How many retainer sets an order of any kind asks for under a plan."""
    if not isinstance(order, RetainerOrder) or order.patient is Patient.NEW:
        return 0
    return order.sets


def _given(value: Any) -> bool:
    told: bool = value if value is UNKNOWN else value is not None
    return told


def last_phase_shipped(case: Case, as_of: date) -> bool:
    """Whether the last phase that was scheduled on that day had shipped by then."""
    phases: Any = () if case.plan is None else case.phases_on(as_of)
    if phases is UNKNOWN:
        return UNKNOWN  # type: ignore[no-any-return]
    day: Any = phases[-1].shipped_on if phases else None
    told: bool = day if day is UNKNOWN else day is not None and day <= as_of
    return told


def placed(case: Case, order: RetainerOrder, as_of: date, _terms: PlanTerms) -> Case:
    """The case with the order placed on that day, not in production yet."""
    return case.with_order(evolve(order, placed_on=as_of, in_production_on=None, shipment=None))


POLICY = Policy(
    name="retainer",
    kind=RetainerOrder,
    facts=RetainerFacts,
    gather=retainer_facts,
    consistent=consistent,
    placed=placed,
    requirements=(
        new_patient_named,
        new_patient_with_practice,
        some_arch_chosen,
        model_source_fits,
        step_of_model_given,
        last_phase_has_shipped,
        payment_method_chosen,
        terms_accepted,
        form_submitted,
        replacements_have_shipped,
        revisions_have_shipped,
        retainers_offered_here,
    ),
    charges=(
        Charge(
            "included-retainer-set",
            "flex.retainer-set",
            "RET-2",
            many=sets_included,
            free=yes,
            by_allowance=True,
        ),
        Charge(
            "retainer-set",
            "flex.retainer-set",
            "RET-2",
            many=sets_charged,
            free=none_charged,
            by_allowance=True,
            units=units_charged,
            unit=lambda _f, t: t.retainer.charge_unit,
            items={
                "set": "flex.retainer-set",
                "arch": "flex.retainer-arch",
                "order": "flex.retainer-order",
            },
        ),
    ),
    consequences=(
        Consequence(
            "included-retainer-sets-left",
            "ALW-1",
            holds=lambda f, t: (
                (sets_included(f, t) >= 1) & not_(t.retainer.included_sets.unlimited)
            ),
            many=left_afterwards,
        ),
        Consequence(
            "retainer-sets-at-flex-price",
            "RET-2",
            holds=lambda f, t: sets_charged(f, t) >= 1,
            many=sets_charged,
        ),
    ),
)
"""The retainer policy, its requirements in the order in which they are told."""
