"""Records, issues with them, and setups (CAS-2, SUB-8): how a submission comes to its approval.

They are about the submission, or about an order, such as a revision, that is named by its id.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.aligner import AlignerOrder
from aligner_rules.model.case import Case
from aligner_rules.model.event import IssueFound, RecordsReceived, SetupReady
from aligner_rules.model.order import ModelSource, Order, RevisionOrder
from aligner_rules.model.setup import Setup
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.activity import IS_ACTIVE, active_by, active_then
from aligner_rules.rules.facts import fact
from aligner_rules.rules.history import (
    OF_ANY_EVENT,
    EventFacts,
    event_facts,
    history_fits,
)
from aligner_rules.rules.policy import Policy, Way, requirement
from aligner_rules.rules.upgrade import approved_by_then
from aligner_rules.rules.words import not_


@frozen
class RecordsFacts(EventFacts):
    """What records, issues and setups look at, as it stands on the day `as_of`."""

    is_active: bool = fact(IS_ACTIVE)
    is_ordered: bool = fact("whether the submission, or the order that is named, was placed")
    records_awaited: bool = fact("whether its records have not all come in")
    issue_is_open: bool = fact("whether an issue was found for which no new records have come")
    is_approved: bool = fact("whether a setup for it is approved")


@requirement("CAS-2", Way.SUBMIT_ORDER, actual=lambda f, _t: f.is_ordered)
def order_was_placed(f: RecordsFacts, _t: PlanTerms) -> bool:
    """The submission, or the order that is named, was placed."""
    return f.is_ordered


@requirement("CAS-2", actual=lambda f, _t: f.records_awaited)
def records_are_awaited(f: RecordsFacts, _t: PlanTerms) -> bool:
    """Records are awaited: they have not all come in, or an issue was found with them."""
    return f.records_awaited | f.issue_is_open


@requirement("CAS-2", Way.SEND_RECORDS, actual=lambda f, _t: not_(f.records_awaited))
def records_are_in(f: RecordsFacts, _t: PlanTerms) -> bool:
    """All records have come in since the order was placed."""
    return not_(f.records_awaited)


@requirement(
    "CAS-2",
    Way.SEND_RECORDS,
    actual=lambda f, _t: f.issue_is_open,
    required=lambda _f, _t: False,
)
def no_issue_is_open(f: RecordsFacts, _t: PlanTerms) -> bool:
    """No issue is open: where one was found, new records have come in."""
    return not_(f.issue_is_open)


@requirement("SUB-8", actual=lambda f, _t: f.is_approved, required=lambda _f, _t: False)
def setup_not_yet_approved(f: RecordsFacts, _t: PlanTerms) -> bool:
    """No setup for it is approved: that is done once."""
    return not_(f.is_approved)


def consistent(f: RecordsFacts) -> bool:
    """Whether facts fit together as those of every case do."""
    return history_fits(f)


Event = RecordsReceived | IssueFound | SetupReady


def records_facts(case: Case, event: Event, as_of: date, _terms: PlanTerms) -> RecordsFacts:
    """The facts of an event on the way to an approved setup: only what happened by then counts."""
    issue: Any = case.issue_found_on
    order = _meant(case, event.of_order, as_of)
    return RecordsFacts(
        **event_facts(case, as_of),
        is_active=active_then(case, as_of),
        is_ordered=_was_ordered(case, event.of_order, order, as_of),
        records_awaited=_records_awaited(case, order, as_of),
        issue_is_open=_happened(issue, as_of),
        is_approved=_approved(case, event.of_order, as_of),
    )


def _meant(case: Case, of_order: str | None, as_of: date) -> Any:
    """Return the order that is meant, the latest of them; None: it was not placed."""
    orders: tuple[Any, ...] = () if case.orders is UNKNOWN else case.orders
    placed = [order for order in orders if order.placed_on <= as_of]
    ours = [order for order in placed if _is_meant(order, of_order)]
    if ours:
        return ours[-1]
    unnamed = of_order is not None and any(order.id is UNKNOWN for order in placed)
    return UNKNOWN if unnamed or case.orders is UNKNOWN else None


def _is_meant(order: Order, of_order: str | None) -> bool:
    return isinstance(order, AlignerOrder) if of_order is None else order.id == of_order


def _was_ordered(case: Case, of_order: str | None, order: Any, as_of: date) -> Any:
    """Return whether it was placed; what was approved had been submitted, told or not."""
    placed = order if order is UNKNOWN else order is not None
    return placed | approved_by_then(case, as_of) if of_order is None else placed


def _records_awaited(case: Case, order: Any, as_of: date) -> Any:
    """Return whether records have not come in since the order was placed; scans come with it."""
    if isinstance(order, RevisionOrder) and order.models is ModelSource.SCANS:
        return False
    received: Any = case.records_received_on
    if received is UNKNOWN or received is None or received > as_of:
        return received if received is UNKNOWN else True
    return order if order is UNKNOWN else order is not None and received < order.placed_on


def _approved(case: Case, of_order: str | None, as_of: date) -> Any:
    if of_order is None:
        return approved_by_then(case, as_of)
    if case.setups is UNKNOWN:
        return UNKNOWN
    ours = [setup.approved_on for setup in case.setups if setup.of_order == of_order]
    return _any_of(_happened(day, as_of) for day in ours)


def _happened(day: Any, as_of: date) -> Any:
    return day if day is UNKNOWN else day is not None and day <= as_of


def _any_of(told: Iterable[Any]) -> Any:
    return reduce(or_, told, False)


def received(case: Case, _event: RecordsReceived, as_of: date, _terms: PlanTerms) -> Case:
    """The case with its records in, and no issue open: they were sent because of it."""
    return evolve(case, records_received_on=as_of, issue_found_on=None)


def found(case: Case, _event: IssueFound, as_of: date, _terms: PlanTerms) -> Case:
    """The case with an issue open since that day."""
    return evolve(case, issue_found_on=as_of)


def ready(case: Case, event: SetupReady, as_of: date, _terms: PlanTerms) -> Case:
    """The case with one more setup, not approved yet."""
    return case.with_setup(Setup(as_of, event.options, event.of_order, approved_on=None))


RECORDS_RECEIVED = Policy(
    name="records-received",
    kind=RecordsReceived,
    facts=RecordsFacts,
    gather=records_facts,
    consistent=consistent,
    placed=received,
    requirements=(*OF_ANY_EVENT, active_by("CAS-3"), order_was_placed, records_are_awaited),
    charges=(),
    consequences=(),
)
"""When all records have come in."""

ISSUE_FOUND = Policy(
    name="issue-found",
    kind=IssueFound,
    facts=RecordsFacts,
    gather=records_facts,
    consistent=consistent,
    placed=found,
    requirements=(
        *OF_ANY_EVENT,
        active_by("CAS-3"),
        order_was_placed,
        no_issue_is_open,
        setup_not_yet_approved,
    ),
    charges=(),
    consequences=(),
)
"""When something is wrong with what was submitted."""

SETUP_READY = Policy(
    name="setup-ready",
    kind=SetupReady,
    facts=RecordsFacts,
    gather=records_facts,
    consistent=consistent,
    placed=ready,
    requirements=(
        *OF_ANY_EVENT,
        active_by("CAS-3"),
        order_was_placed,
        records_are_in,
        no_issue_is_open,
        setup_not_yet_approved,
    ),
    charges=(),
    consequences=(),
)
"""When a setup can be looked at."""
