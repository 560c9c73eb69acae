"""Production (DEL-4): what may be begun, and on which day it is to ship."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.aligner import AlignerOrder
from aligner_rules.model.case import Case
from aligner_rules.model.event import ProductionStarted
from aligner_rules.model.order import RevisionOrder
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.activity import IS_ACTIVE, active_by, active_then
from aligner_rules.rules.facts import fact
from aligner_rules.rules.parcels import (
    OF_ANY_PARCEL,
    ParcelFacts,
    how_many,
    made_by_then,
    named,
    named_fit,
    parcel_facts,
    with_each,
)
from aligner_rules.rules.policy import Policy, requirement, where_asked


@frozen
class ProductionFacts(ParcelFacts):
    """What the start of production looks at, as it stands on the day `as_of`."""

    is_active: bool = fact(IS_ACTIVE)
    phases: int = fact("phases named")
    plans_ordered: int = fact("orders named that are made as phases: submissions and revisions")
    already_made: int = fact("those named that are in production already")


def begins_phases(f: ProductionFacts) -> bool:
    """Whether phases are begun: of a closed case, only what is ordered by itself still is."""
    return f.phases >= 1


@requirement("DEL-3", actual=lambda f, _t: f.plans_ordered, required=lambda _f, _t: 0)
def orders_made_by_themselves(f: ProductionFacts, _t: PlanTerms) -> bool:
    """Only replacements and retainers are made by themselves; the others come as phases."""
    return f.plans_ordered <= 0


@requirement("DEL-4", actual=lambda f, _t: f.already_made, required=lambda _f, _t: 0)
def not_yet_in_production(f: ProductionFacts, _t: PlanTerms) -> bool:
    """Nothing that is named has reached production before."""
    return f.already_made <= 0


def consistent(f: ProductionFacts) -> bool:
    """Whether facts fit together as those of every case do."""
    counts = (f.phases >= 0) & (f.plans_ordered >= 0) & (f.already_made >= 0)
    return named_fit(f) & counts


def production_facts(
    case: Case, event: ProductionStarted, as_of: date, _terms: PlanTerms
) -> ProductionFacts:
    """The facts of a start of production: only what had happened by that day counts."""
    items = named(case, event, as_of)
    return ProductionFacts(
        **parcel_facts(case, event, as_of),
        is_active=active_then(case, as_of),
        phases=len(event.phases),
        plans_ordered=how_many(items, lambda item: isinstance(item, AlignerOrder | RevisionOrder)),
        already_made=how_many(items, lambda item: made_by_then(item, as_of)),
    )


def placed(case: Case, event: ProductionStarted, as_of: date, _terms: PlanTerms) -> Case:
    """The case with all that is named in production since that day, and not shipped."""

    def begun(item: Any) -> Any:
        told = event.target_ship_on
        target = item.target_ship_on if told is UNKNOWN else told
        return evolve(item, in_production_on=as_of, shipment=None, target_ship_on=target)

    return with_each(case, event, begun)


POLICY = Policy(
    name="production-started",
    kind=ProductionStarted,
    facts=ProductionFacts,
    gather=production_facts,
    consistent=consistent,
    placed=placed,
    requirements=(
        *OF_ANY_PARCEL,
        where_asked(begins_phases, active_by("CAS-3")),
        orders_made_by_themselves,
        not_yet_in_production,
    ),
    charges=(),
    consequences=(),
)
"""When something enters production."""
