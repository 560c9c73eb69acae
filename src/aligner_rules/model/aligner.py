"""The submission of a case: the form of a new aligner order (SUB)."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from aligner_rules.model.case import Dentition
from aligner_rules.model.form import (
    Approach,
    DaysPerStep,
    Gender,
    Impression,
    Instructions,
    Provider,
    StepLimit,
)
from aligner_rules.model.order import FormStatus, ModelSource, Order, drafts_are_not_placed
from aligner_rules.model.steps import Arch
from aligner_rules.model.unknown import UNKNOWN


@frozen(kw_only=True)
class AlignerOrder(Order):
    """The submission of a case: the five steps of its form (SUB).

    Of a text, a day or a choice, None says that none is given. `models` of an arch are scans or
    impressions, and `impression` tells how the latter were taken. `days_per_step` is the wear
    schedule; `step_limit` the most steps that the treatment may take, None for what is recommended
    (SUB-5). `planning_services` tells whether TPS is wanted (SUB-9).

    >>> AlignerOrder(arches=[Arch.UPPER], step_limit=0)
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: AlignerOrder is not valid, 1 fault:
    $.step_limit: given 0; expected a number of steps from 1 to 999, or None; \
give the most steps that the treatment may take, or None for what is recommended
    """

    kind = "aligner"

    provider: Provider = UNKNOWN
    practice: str | None = UNKNOWN
    patient_name: str | None = UNKNOWN
    born_on: date | None = UNKNOWN
    gender: Gender | None = UNKNOWN
    arches: frozenset[Arch]
    chief_complaint: str | None = UNKNOWN

    upper_models: ModelSource | None = UNKNOWN
    lower_models: ModelSource | None = UNKNOWN
    impression: Impression | None = UNKNOWN
    bite_registration: bool = UNKNOWN

    dentition: Dentition | None = UNKNOWN
    approach: Approach | None = UNKNOWN

    days_per_step: DaysPerStep | None = UNKNOWN
    step_limit: StepLimit | None = UNKNOWN
    instructions: Instructions | None = UNKNOWN

    planning_services: bool = UNKNOWN
    consent_signed: bool = UNKNOWN
    accepts_terms: bool = UNKNOWN
    accepts_privacy_policy: bool = UNKNOWN
    status: FormStatus = FormStatus.SUBMITTED

    invariants = (*Order.invariants, drafts_are_not_placed)
