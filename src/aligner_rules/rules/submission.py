"""New cases (SUB): what has to be in the five steps of the form before one is submitted.

There is no plan yet: the terms in force on the day of the submission are asked.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.aligner import AlignerOrder
from aligner_rules.model.case import Case
from aligner_rules.model.order import FormStatus, ModelSource
from aligner_rules.model.steps import Arch
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import edition_facts, fact
from aligner_rules.rules.ordering import REQUIREMENTS, OrderingFacts, attested
from aligner_rules.rules.policy import Charge, Consequence, Policy, Way, requirement, yes
from aligner_rules.rules.upgrade import approved_by_then
from aligner_rules.rules.words import equals, listed, not_, one_of


@frozen
class SubmissionFacts(OrderingFacts):
    """What the policy of new cases looks at: the form, as it stands on the day `as_of`."""

    is_new: bool = fact("whether the case has neither been submitted before nor approved")
    has_patient_name: bool = fact("whether the patient is named")
    has_birth_date: bool = fact("whether the day of the patient's birth is given")
    born_on: date = fact("day of the patient's birth; unknown where none is given")
    has_gender: bool = fact("whether the patient's gender is given")
    treats_upper: bool = fact("whether the upper arch is to be treated")
    treats_lower: bool = fact("whether the lower arch is to be treated")
    has_chief_complaint: bool = fact("whether the chief complaint is told")
    upper_models: str = fact("what is given for the upper arch: scans, impressions or none")
    lower_models: str = fact("what is given for the lower arch: scans, impressions or none")
    material: str = fact("what impressions are made of: pvs, silicone, alginate, ..., or none")
    tray: str = fact("tray that impressions are taken with: disposable, metal, ..., or none")
    dentition: str = fact("permanent, mixed or none")
    approach: str = fact("aesthetic, full-arch or none")
    wear_schedule: str = fact("days for which each step is worn, in digits, or none")
    has_step_limit: bool = fact("whether the treatment is limited to a number of steps")
    step_limit: int = fact("most steps that it may take; unknown where it is not limited")
    adds_planning_services: bool = fact("whether planning services (TPS) are added")
    consent_signed: bool = fact("whether the patient has signed the informed consent")
    accepts_terms: bool = fact("whether the terms and conditions are accepted")
    accepts_privacy_policy: bool = fact("whether the privacy policy is accepted")
    is_submitted: bool = fact("whether it is handed in, not saved as a draft")


def by_impressions(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """Whether impressions are given for either arch (SUB-3)."""
    return equals(f.upper_models, "impressions") | equals(f.lower_models, "impressions")


@requirement("SUB-8", Way.CUSTOMER_CARE, actual=lambda f, _t: f.is_new)
def case_is_new(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """The case has not been submitted before: from then on it is revised."""
    return f.is_new


@requirement("SUB-1", Way.COMPLETE_FORM, actual=lambda f, _t: f.has_patient_name)
def patient_named(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """The patient is named."""
    return f.has_patient_name


@requirement(
    "SUB-1",
    Way.COMPLETE_FORM,
    actual=lambda f, _t: f.born_on,
    lifts_on=lambda f, _t: f.born_on,  # a typing error, most often, and known to pass even so
)
def birth_date_given(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """The day of birth is given, and lies not in the future."""
    return f.has_birth_date & (f.born_on <= f.as_of)


@requirement("SUB-1", Way.COMPLETE_FORM, actual=lambda f, _t: f.has_gender)
def gender_given(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """The gender of the patient is given."""
    return f.has_gender


@requirement("SUB-1", Way.COMPLETE_FORM, actual=lambda f, _t: f.treats_upper | f.treats_lower)
def some_arch_chosen(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """At least one arch is to be treated."""
    return f.treats_upper | f.treats_lower


@requirement("SUB-1", Way.COMPLETE_FORM, actual=lambda f, _t: f.has_chief_complaint)
def chief_complaint_told(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """The chief complaint is told."""
    return f.has_chief_complaint


@requirement(
    "SUB-2",
    Way.COMPLETE_FORM,
    actual=lambda f, _t: f.upper_models,
    required=lambda _f, _t: "scans, impressions",
)
def upper_arch_recorded(f: SubmissionFacts, t: PlanTerms) -> bool:
    """Scans or impressions of the upper arch are given, even if only the lower is treated."""
    needed = f.treats_upper | t.submission.both_arches
    return not_(needed) | one_of(f.upper_models, "scans", "impressions")


@requirement(
    "SUB-2",
    Way.COMPLETE_FORM,
    actual=lambda f, _t: f.lower_models,
    required=lambda _f, _t: "scans, impressions",
)
def lower_arch_recorded(f: SubmissionFacts, t: PlanTerms) -> bool:
    """Scans or impressions of the lower arch are given, even if only the upper is treated."""
    needed = f.treats_lower | t.submission.both_arches
    return not_(needed) | one_of(f.lower_models, "scans", "impressions")


@requirement(
    "SUB-3",
    Way.TAKE_ANEW,
    actual=lambda f, _t: f.material,
    required=lambda _f, t: t.submission.materials,
)
def material_is_taken(f: SubmissionFacts, t: PlanTerms) -> bool:
    """Impressions, where there are any, are of a material that is taken."""
    return not_(by_impressions(f, t)) | listed(f.material, t.submission.materials)


@requirement(
    "SUB-3", Way.TAKE_ANEW, actual=lambda f, _t: f.tray, required=lambda _f, t: t.submission.trays
)
def tray_is_taken(f: SubmissionFacts, t: PlanTerms) -> bool:
    """Impressions, where there are any, are in a tray that can be scanned."""
    return not_(by_impressions(f, t)) | listed(f.tray, t.submission.trays)


@requirement("SUB-4", Way.COMPLETE_FORM, actual=lambda f, _t: f.dentition)
def dentition_chosen(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """Permanent or mixed dentition is chosen."""
    return one_of(f.dentition, "permanent", "mixed")


@requirement("SUB-4", Way.CUSTOMER_CARE, actual=lambda f, _t: f.region)
def mixed_dentition_offered(f: SubmissionFacts, t: PlanTerms) -> bool:
    """Mixed dentition is treated where it may be; permanent teeth are treated everywhere."""
    where_it_is = t.submission.mixed_dentition
    offered = where_it_is.everywhere | listed(f.region, where_it_is.countries)
    return not_(equals(f.dentition, "mixed")) | offered


@requirement("SUB-4", Way.COMPLETE_FORM, actual=lambda f, _t: f.approach)
def approach_chosen(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """An aesthetic approach or full-arch correction is chosen."""
    return one_of(f.approach, "aesthetic", "full-arch")


@requirement(
    "SUB-5",
    Way.COMPLETE_FORM,
    actual=lambda f, _t: f.wear_schedule,
    required=lambda _f, t: t.submission.wear_schedules,
)
def wear_schedule_offered(f: SubmissionFacts, t: PlanTerms) -> bool:
    """Each step is worn for one of the numbers of days that are offered."""
    return listed(f.wear_schedule, t.submission.wear_schedules)


@requirement("SUB-7", Way.COMPLETE_FORM, actual=lambda f, _t: f.consent_signed)
def consent_is_signed(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """The patient has signed the informed consent."""
    return f.consent_signed


@requirement("SUB-7", Way.COMPLETE_FORM, actual=lambda f, _t: f.accepts_terms)
def terms_accepted(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """The terms and conditions are accepted."""
    return f.accepts_terms


@requirement("SUB-7", Way.COMPLETE_FORM, actual=lambda f, _t: f.accepts_privacy_policy)
def privacy_policy_accepted(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """The privacy policy is accepted."""
    return f.accepts_privacy_policy


@requirement("SUB-10", Way.SUBMIT_DRAFT, actual=lambda f, _t: f.is_submitted)
def form_submitted(f: SubmissionFacts, _t: PlanTerms) -> bool:
    """The form is handed in: what is saved as a draft is not submitted yet."""
    return f.is_submitted


def one(_f: SubmissionFacts, _t: PlanTerms) -> int:
    """One case is submitted at a time."""
    return 1


def consistent(f: SubmissionFacts) -> bool:
    """Whether facts fit together as those of every form do."""
    upper = one_of(f.upper_models, "scans", "impressions", "existing-model", "none")
    lower = one_of(f.lower_models, "scans", "impressions", "existing-model", "none")
    chosen = one_of(f.dentition, "permanent", "mixed", "none")
    approached = one_of(f.approach, "aesthetic", "full-arch", "none")
    limited = not_(f.has_step_limit) | (f.step_limit >= 1)
    shipped = f.has_practice | not_(f.practice_is_own)
    return upper & lower & chosen & approached & limited & shipped


def submission_facts(
    case: Case, order: AlignerOrder, as_of: date, _terms: PlanTerms
) -> SubmissionFacts:
    """The facts of a submission; no term decides what they are."""
    taken: Any = order.impression
    if taken is not UNKNOWN:
        taken = (None, None) if taken is None else (taken.material, taken.tray)
    material, tray = (UNKNOWN, UNKNOWN) if taken is UNKNOWN else taken
    return SubmissionFacts(
        **edition_facts(case, as_of),
        **attested(order.provider, order.practice),
        **_given("has_birth_date", "born_on", order.born_on),
        **_given("has_step_limit", "step_limit", order.step_limit),
        is_new=_is_new(case, as_of),
        has_patient_name=_is_given(order.patient_name),
        has_gender=_is_given(order.gender),
        treats_upper=Arch.UPPER in order.arches,
        treats_lower=Arch.LOWER in order.arches,
        has_chief_complaint=_is_given(order.chief_complaint),
        upper_models=_told(order.upper_models),
        lower_models=_told(order.lower_models),
        material=_told(material),
        tray=_told(tray),
        dentition=_told(order.dentition),
        approach=_told(order.approach),
        wear_schedule=_told(order.days_per_step),
        adds_planning_services=order.planning_services,
        consent_signed=order.consent_signed,
        accepts_terms=order.accepts_terms,
        accepts_privacy_policy=order.accepts_privacy_policy,
        is_submitted=order.status is FormStatus.SUBMITTED,
    )


def submitted_by_then(case: Case, as_of: date) -> bool:
    """Whether the case had been submitted by that day; an approved setup tells that it had."""
    placed: Any = case.orders
    if placed is not UNKNOWN:
        days = [order.placed_on for order in placed if isinstance(order, AlignerOrder)]
        placed = any(day is not None and day <= as_of for day in days)
    told: bool = placed | approved_by_then(case, as_of)
    return told


def _is_new(case: Case, as_of: date) -> bool:
    return not_(submitted_by_then(case, as_of))


def _told(choice: Any) -> str:
    """Return what was chosen, as a text."""
    told: str = UNKNOWN if choice is UNKNOWN else "none" if choice is None else str(choice)
    return told


def _given(known_as: str, named: str, value: Any) -> dict[str, Any]:
    return {known_as: _is_given(value), named: UNKNOWN if value is None else value}


def _is_given(value: Any) -> bool:
    told: bool = UNKNOWN if value is UNKNOWN else value is not None
    return told


def placed(case: Case, order: AlignerOrder, as_of: date, _terms: PlanTerms) -> Case:
    """The case as submitted on that day: scans are there at once, impressions have to come in."""
    given = [order.upper_models, order.lower_models]
    scanned = all(models is ModelSource.SCANS for models in given if models is not None)
    dentition: Any = order.dentition
    return evolve(
        case.with_order(evolve(order, placed_on=as_of, in_production_on=None, shipment=None)),
        dentition=dentition,
        records_received_on=as_of if scanned else None,
    )


POLICY = Policy(
    name="aligner",
    kind=AlignerOrder,
    facts=SubmissionFacts,
    gather=submission_facts,
    consistent=consistent,
    placed=placed,
    requirements=(
        case_is_new,
        *REQUIREMENTS,
        patient_named,
        birth_date_given,
        gender_given,
        some_arch_chosen,
        chief_complaint_told,
        upper_arch_recorded,
        lower_arch_recorded,
        material_is_taken,
        tray_is_taken,
        dentition_chosen,
        mixed_dentition_offered,
        approach_chosen,
        wear_schedule_offered,
        consent_is_signed,
        terms_accepted,
        privacy_policy_accepted,
        form_submitted,
    ),
    charges=(Charge("submission", "submission", "SUB-7", many=one, free=yes),),
    consequences=(
        Consequence("nothing-paid-before-approval", "SUB-7", holds=lambda _f, _t: True),
        Consequence("records-not-returned", "SUB-3", holds=by_impressions),
        Consequence(
            "no-molars-moved", "SUB-4", holds=lambda f, _t: equals(f.approach, "aesthetic")
        ),
        Consequence(
            "steps-limited",
            "SUB-5",
            holds=lambda f, _t: f.has_step_limit,
            many=lambda f, _t: f.step_limit,
        ),
        Consequence("shared-for-planning", "SUB-9", holds=lambda f, _t: f.adds_planning_services),
    ),
)
"""The policy of new cases, its requirements in the order of the form's steps."""
