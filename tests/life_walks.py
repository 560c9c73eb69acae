"""What walks through the life of a case are made of: rulebooks, requests, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import aligner_rules as ar
from aligner_rules.model.event import Parcel
from aligner_rules.rulebook.loading import packaged
from aligner_rules.rulebook.schema import TERMS
from aligner_rules.rulebook.terms import Allowance, Regions
from aligner_rules.rules.symbols import term_value

OPENINGS: Final = {
    "us-unlimited-2017": date(2017, 6, 1),
    "clearcorrect-2024-10": date(2024, 10, 1),
    "clearcorrect-2025-12": date(2025, 12, 1),
}
"""The first day of every packaged edition."""

CONTRACT: Final[dict[str, Any]] = {
    "expiry.months": ar.Limit(18),
    "treatment.steps": ar.UNLIMITED,
    "revision.included": Allowance(2),
    "retainer.included_sets": Allowance(2, per_months=6),
    "submission.mixed_dentition": Regions(everywhere=True),
    "upgrade.regions": Regions(everywhere=True),
}
"""What an invented contract says where an edition says nothing; of the rest, what another says."""


def filled(name: str) -> ar.Rulebook:
    """An edition with every term that it leaves unknown made known, by the invented contract."""
    book = ar.load_rulebook(name)
    (period,) = book.periods
    for path, term in TERMS.items():
        gaps = [
            plan for plan, terms in period.plans.items() if term_value(terms, path) == term.unknown
        ]
        if gaps:
            value = CONTRACT[path] if path in CONTRACT else said_elsewhere(path)
            book = book.evolve({path: value}, plans=None if term.wide else gaps)
    return book


def said_elsewhere(path: str) -> Any:
    """What an edition says of a term, for some plan."""
    everything = (p.plans.values() for name in packaged() for p in ar.load_rulebook(name).periods)
    told = (term_value(terms, path) for plans in everything for terms in plans)
    return next(value for value in told if value != TERMS[path].unknown)


BOOKS: Final = {"all": ar.load_rulebooks()} | {
    f"{name}, filled": filled(name) for name in packaged()
}
"""The packaged editions as they are, and each of them with all terms known."""


def phases(first: int, many: int) -> tuple[ar.Phase, ...]:
    """So many phases from that number on, each with steps of its own."""
    return tuple(
        ar.Phase(
            number,
            selection := ar.StepSelection.parse(
                upper=f"{5 * number - 4}-{5 * number}", lower=f"{5 * number - 4}-{5 * number - 1}"
            ),
            engagers=selection & ar.StepSelection.parse(upper=f"{5 * number - 4}"),
        )
        for number in range(first, first + many)
    )


def submission(**given: Any) -> ar.AlignerOrder:
    """A complete form of a new case, but for what is given."""
    complete: dict[str, Any] = {
        "id": "S-1",
        "provider": ar.Provider(registered=True, practices=frozenset({"P-1"})),
        "practice": "P-1",
        "patient_name": "Ann Example",
        "born_on": date(2000, 2, 29),
        "gender": ar.Gender.FEMALE,
        "arches": [ar.Arch.UPPER, ar.Arch.LOWER],
        "chief_complaint": "crowding",
        "upper_models": ar.ModelSource.SCANS,
        "lower_models": ar.ModelSource.SCANS,
        "impression": None,
        "dentition": ar.Dentition.PERMANENT,
        "approach": ar.Approach.FULL_ARCH,
        "days_per_step": 14,
        "step_limit": None,
        "planning_services": False,
        "consent_signed": True,
        "accepts_terms": True,
        "accepts_privacy_policy": True,
    }
    return ar.AlignerOrder(**complete | given)


def begun(case: ar.Case, plan: str, many: int, *, wide: bool) -> Iterator[Any]:
    """What comes next in a case, one event after the other, the most urgent first.

    Of mixed dentition, or where `wide` says so, all that can go together does.
    """
    yield from _on_the_way_to_approval(case, plan, many)
    items: list[Any] = [*case.phases, *_made_alone(case)]
    together = wide or case.dentition is ar.Dentition.MIXED
    unmade = [one for one in items if one.in_production_on is None]
    unshipped = [one for one in items if one.in_production_on is not None and one.shipment is None]
    sent = [one for one in items if isinstance(one.shipment, ar.Shipment)]
    underway = [one for one in sent if one.shipment.delivered_on is None]
    untracked = [one for one in underway if one.shipment.tracking_number is None]
    if untracked:
        same_day = [o for o in untracked if o.shipped_on == untracked[0].shipped_on]
        yield parcel(ar.Tracked, same_day, tracking_number=f"1Z{len(sent)}")
    if underway:
        yield parcel(ar.Delivered, underway if wide else underway[:1])
    if unshipped:
        told = {"tracking_number": None, "carrier_expects_on": None}
        yield parcel(ar.Shipped, unshipped if together else unshipped[:1], **told)
    if unmade:
        yield parcel(ar.ProductionStarted, unmade if together else unmade[:1], target_ship_on=None)


def _made_alone(case: ar.Case) -> list[Any]:
    alone = (ar.ReplacementOrder, ar.RetainerOrder)
    return [order for order in case.orders if isinstance(order, alone)]


def _on_the_way_to_approval(case: ar.Case, plan: str, many: int) -> Iterator[Any]:
    revisions = [order for order in case.orders if isinstance(order, ar.RevisionOrder)]
    asked: list[Any] = [] if isinstance(case.plan, ar.Plan) else [None]
    asked += [order.id for order in revisions if not isinstance(order.setup_approved_on, date)]
    for of_order in asked:
        ready = [setup for setup in case.setups if setup.of_order == of_order]
        if ready:
            yield ar.Approval(
                plan=ready[-1].options[0].plan, payment_method="card", of_order=of_order
            )
        elif case.records_received_on is None or isinstance(case.issue_found_on, date):
            yield ar.RecordsReceived(of_order=of_order)
        else:
            yield ar.RecordsReceived(of_order=of_order)
            yield ready_setup(case, of_order, plan, many)


def ready_setup(
    case: ar.Case, of_order: str | None, plan: str = "ONE", many: int = 1
) -> ar.SetupReady:
    """A setup for the submission on that plan, or for a revision on the plan of the case."""
    held = case.plan.name if isinstance(case.plan, ar.Plan) else plan
    option = ar.Option(held, phases(len(case.phases) + 1, many))
    return ar.SetupReady(options=(option,), of_order=of_order)


def parcel(kind: type[Parcel], items: list[Any], **given: Any) -> Any:
    """An event about phases and orders."""
    numbers = {item.number for item in items if isinstance(item, ar.Phase)}
    ids = {item.id for item in items if not isinstance(item, ar.Phase)}
    return kind(phases=frozenset(numbers), orders=frozenset(ids), **given)
