"""A case for the facts of a retainer order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from aligner_rules.model.case import Case
from aligner_rules.model.order import (
    FormStatus,
    ModelSource,
    Patient,
    ReplacementOrder,
    RetainerOrder,
    RevisionOrder,
)
from aligner_rules.model.phase import Phase
from aligner_rules.model.steps import Arch
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.proof.counting import Dated, can_be_open, way_of_counting
from aligner_rules.readings.proof.knowledge import all_known, holds, is_unknown
from aligner_rules.readings.proof.parts import (
    days_are_near,
    first_shipment_told,
    given,
    little_unknown,
    open_orders,
    phase,
    plan_of,
    plan_told,
)
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.retainer import RetainerFacts
from aligner_rules.rules.words import equals, not_

_FEW = 6


def possible_retainer(f: RetainerFacts, t: PlanTerms) -> bool:
    """Whether some case leaves just these facts unknown."""
    way = way_of_counting(t.retainer.included_sets, t)
    no_orders_known = is_unknown(f.unshipped_replacements) & is_unknown(f.unshipped_revisions)
    open_count = no_orders_known | can_be_open(f.has_shipped, way)
    return (
        all_known(f.as_of, f.arches, f.sets, f.is_final, f.is_submitted)
        & first_shipment_told(f)
        & plan_told(f)
        & (not_(is_unknown(f.sets_ordered)) | open_count)
    )


def tidy_retainer(f: RetainerFacts) -> tuple[bool, ...]:
    """What makes an example easy to read: few sets, days close together, nothing unknown."""
    few = (f.sets <= _FEW) & (f.sets_ordered <= _FEW) & (f.unshipped_replacements <= _FEW)
    few = few & (f.unshipped_revisions <= _FEW)
    known = little_unknown(f, "first_shipped_on")
    since = not_(holds(f.first_shipped_on <= f.approved_on))
    return (few & days_are_near(f), since, *known, equals(f.region, "US"))


def retainer_case(f: RetainerFacts, ordered: Mapping[str, Dated]) -> tuple[Case, RetainerOrder]:
    """A case and a request whose facts on the day ``f.as_of`` are these."""
    case = Case(
        "EXAMPLE",
        "UTC",
        region=f.region,
        plan=plan_of(f),
        phases=_phases(f),
        active_phase=1,
        orders=_orders(f, ordered["sets_ordered"]),
    )
    models: Any = f.models
    if models is not UNKNOWN:
        models = None if models == "none" else ModelSource(models)
    patient: Any = {True: Patient.NEW, False: Patient.EXISTING}.get(f.is_new_patient, UNKNOWN)
    return case, RetainerOrder(
        patient=patient,
        patient_name=given(f.has_patient_name, "Invented"),
        practice=given(f.has_practice, "INVENTED"),
        arches=frozenset([*Arch][: f.arches]),
        sets=f.sets,
        models=models,
        model_step=given(f.has_model_step, 1),
        final=f.is_final,
        instructions=None,
        payment_method=given(f.has_payment_method, "card"),
        accepts_terms=f.accepts_terms,
        status=FormStatus.SUBMITTED if f.is_submitted else FormStatus.DRAFT,
    )


def _orders(f: RetainerFacts, ordered: Dated) -> Any:
    counts = (f.sets_ordered, f.unshipped_replacements, f.unshipped_revisions)
    if all(count is UNKNOWN for count in counts):
        return UNKNOWN
    retainers = [_earlier(day, sets) for day, sets in ordered]
    replacements = open_orders(f, f.unshipped_replacements, ReplacementOrder)
    return (*retainers, *replacements, *open_orders(f, f.unshipped_revisions, RevisionOrder))


def _earlier(day: date, sets: int) -> RetainerOrder:
    return RetainerOrder(
        arches=frozenset(Arch),
        sets=sets,
        patient=Patient.EXISTING,
        placed_on=day,
        in_production_on=None,
        shipment=None,
    )


def _phases(f: RetainerFacts) -> tuple[Phase, ...]:
    """Return one phase, or two where what is told of the last is not told of the first."""
    first = phase(1, "1-8", f.has_shipped, f.first_shipped_on, f.approved_on)
    if f.has_shipped is f.last_phase_shipped:
        return (first,)
    last = phase(2, "9-16", f.last_phase_shipped, f.as_of, f.approved_on)
    return first, last
