"""How far a case has come, as a portal shows it (CAS): action items, and the tab it is under.

Each item is a statement about the case; which tab it is under follows from the items. No term of a
rulebook decides any of it. An item that asks something of the practice puts the case under "action
needed": what is incomplete, records that are awaited, issues, a setup to approve. The sources name
the others as examples of it; that issues are among them is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import RetainerOrder, RevisionOrder
from aligner_rules.model.setup import Setup
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.activity import IS_ACTIVE, active_then
from aligner_rules.rules.facts import PlanFacts, at_least_known, fact, shared_facts
from aligner_rules.rules.retainer import last_phase_shipped
from aligner_rules.rules.submission import submitted_by_then
from aligner_rules.rules.upgrade import approved_by_then
from aligner_rules.rules.words import not_, where


@frozen
class ProgressFacts(PlanFacts):
    """What the action items of a case look at, as it stands on the day `as_of`."""

    is_active: bool = fact(IS_ACTIVE)
    is_submitted: bool = fact("whether the submission has been handed in")
    records_received: bool = fact("whether all records of the submission have come in")
    has_issue: bool = fact("whether an issue with what was submitted is open")
    has_setup: bool = fact("whether a setup of the submission is ready, or was approved")
    revisions_without_setup: int = fact("revisions ordered whose setup is not ready yet")
    setups_to_approve: int = fact("setups that are ready and have not been approved")
    is_approved: bool = fact("whether the setup of the case is approved")
    last_phase_shipped: bool = fact("whether the last phase that is scheduled has shipped")
    final_retainer_ordered: bool = fact("whether a final retainer has been ordered")


State = Callable[[ProgressFacts, PlanTerms], bool]
"""A state that a case may be in, as a rule."""


def submission_incomplete(f: ProgressFacts, _t: PlanTerms) -> bool:
    """The submission has been started and not been handed in (CAS-2)."""
    return f.is_active & not_(f.is_submitted)


def waiting_for_records(f: ProgressFacts, _t: PlanTerms) -> bool:
    """Scans, impressions or other records of the submission have yet to come in (CAS-2)."""
    awaited = f.is_submitted & not_(f.records_received) & not_(f.has_setup)
    return f.is_active & awaited


def setup_in_production(f: ProgressFacts, _t: PlanTerms) -> bool:
    """All records are there and a setup is being made, of the submission (CAS-2).

    So it is while the setup of a revision is (REV-4).
    """
    complete = f.is_submitted & f.records_received & not_(f.has_issue)
    made = (complete & not_(f.has_setup)) | (f.revisions_without_setup >= 1)
    return f.is_active & made


def issues_with_submission(f: ProgressFacts, _t: PlanTerms) -> bool:
    """Something is wrong with what was submitted (CAS-2)."""
    return f.is_active & f.has_issue


def setup_to_approve(f: ProgressFacts, _t: PlanTerms) -> bool:
    """A setup is ready to be looked at and approved, that of a revision too (CAS-2, REV-4)."""
    return f.is_active & (f.setups_to_approve >= 1)


def treatment_in_progress(f: ProgressFacts, _t: PlanTerms) -> bool:
    """The setup is approved, and the case is active (CAS-2)."""
    return f.is_active & f.is_approved


def final_retainer(f: ProgressFacts, _t: PlanTerms) -> bool:
    """The last scheduled phase has shipped, and no final retainer is ordered (CAS-2, RET-3)."""
    return f.is_active & f.last_phase_shipped & not_(f.final_retainer_ordered)


def action_needed(f: ProgressFacts, t: PlanTerms) -> bool:
    """An item of the case asks something of the practice (CAS-3)."""
    records = submission_incomplete(f, t) | waiting_for_records(f, t)
    return records | issues_with_submission(f, t) | setup_to_approve(f, t)


def in_progress(f: ProgressFacts, t: PlanTerms) -> bool:
    """The case is active, and nothing is asked of the practice (CAS-3)."""
    return f.is_active & not_(action_needed(f, t))


def closed(f: ProgressFacts, _t: PlanTerms) -> bool:
    """The case is not active: closed, and not taken up again by a revision (CAS-3)."""
    return not_(f.is_active)


def tab(f: ProgressFacts, t: PlanTerms) -> str:
    """The tab that lists the case: closed, action-needed or in-progress (CAS-3)."""
    return where(closed(f, t), "closed", where(action_needed(f, t), "action-needed", "in-progress"))


ITEMS: Final[tuple[State, ...]] = (
    submission_incomplete,
    waiting_for_records,
    setup_in_production,
    issues_with_submission,
    setup_to_approve,
    treatment_in_progress,
    final_retainer,
)
"""The action items in the order of a case's way (CAS-2)."""

TABS: Final[tuple[State, ...]] = (action_needed, in_progress, closed)
"""The tabs, of which a case is under one (CAS-3)."""


def progress_facts(case: Case, as_of: date) -> ProgressFacts:
    """The facts of how far a case has come: only what had happened by that day counts."""
    approved = approved_by_then(case, as_of)
    orders = _placed(case, as_of)
    return ProgressFacts(
        **shared_facts(case, as_of),
        is_active=active_then(case, as_of),
        is_submitted=submitted_by_then(case, as_of),
        records_received=_by(case.records_received_on, as_of),
        has_issue=_by(case.issue_found_on, as_of),
        has_setup=approved | _any(_ready(case, as_of), lambda one: one.of_order is None),
        revisions_without_setup=_revisions_without_setup(case, as_of),
        setups_to_approve=_setups_to_approve(case, as_of, approved=approved),
        is_approved=approved,
        last_phase_shipped=last_phase_shipped(case, as_of),
        final_retainer_ordered=_any(
            orders, lambda one: isinstance(one, RetainerOrder) and one.final
        ),
    )


def _by(day: Any, as_of: date) -> Any:
    return day if day is UNKNOWN else day is not None and day <= as_of


def _any(of: Any, holds: Callable[[Any], bool]) -> Any:
    return UNKNOWN if of is UNKNOWN else any(map(holds, of))


def _placed(case: Case, as_of: date) -> Any:
    orders: Any = case.orders
    return orders if orders is UNKNOWN else [one for one in orders if one.placed_on <= as_of]


def _ready(case: Case, as_of: date) -> Any:
    setups: Any = case.setups
    return setups if setups is UNKNOWN else [one for one in setups if one.ready_on <= as_of]


def _revisions_without_setup(case: Case, as_of: date) -> int:
    orders = _placed(case, as_of)
    if orders is UNKNOWN:
        return UNKNOWN  # type: ignore[no-any-return]
    ready = _ready(case, as_of)
    return at_least_known(
        _lacks_setup(one, ready, as_of) for one in orders if isinstance(one, RevisionOrder)
    )


def _lacks_setup(order: RevisionOrder, ready: Any, as_of: date) -> Any:
    """Whether the setup of a revision was still being made; what is made of it was approved."""
    told = [order.in_production_on, order.setup_approved_on]
    if any(_by(day, as_of) is True for day in told):
        return False
    if ready is UNKNOWN:
        return UNKNOWN
    of_orders = {one.of_order for one in ready} - {None}
    if order.id is UNKNOWN:
        return UNKNOWN if of_orders else True
    return order.id not in of_orders


def _setups_to_approve(case: Case, as_of: date, *, approved: Any) -> int:
    ready = _ready(case, as_of)
    if ready is UNKNOWN:
        return UNKNOWN  # type: ignore[no-any-return]
    latest: dict[Any, Setup] = {one.of_order: one for one in ready}
    return at_least_known(not_(_approved(one, as_of, approved)) for one in latest.values())


def _approved(setup: Setup, as_of: date, case_approved: Any) -> Any:
    """Whether a setup was approved by that day; that of an approved submission was."""
    told = [_by(setup.approved_on, as_of)]
    if setup.of_order is None:
        told.append(case_approved)
    return reduce(or_, told)
