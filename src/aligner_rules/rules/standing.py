"""A case as it stands on a day: what a menu looks at, one by one or as a record (CAS-1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from attrs import fields_dict, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import ReplacementOrder, RetainerOrder, RevisionOrder
from aligner_rules.model.setup import Setup
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import NO_TERMS, PlanTerms
from aligner_rules.rules.activity import IS_ACTIVE, active_then
from aligner_rules.rules.allowances import ordered_so_far
from aligner_rules.rules.approval import waiting_setup
from aligner_rules.rules.facts import PlanFacts, by_then, fact, shared_facts, unshipped
from aligner_rules.rules.planning_services import added_by_then
from aligner_rules.rules.replacement_facts import (
    last_ordered_on,
    lower_aligners_of,
    upper_aligners_of,
)
from aligner_rules.rules.retainer import last_phase_shipped, sets_of
from aligner_rules.rules.revision import revisions_of
from aligner_rules.rules.shipping_labels import used_by_then
from aligner_rules.rules.submission import submitted_by_then
from aligner_rules.rules.upgrade import approved_by_then, revised_by_then


@frozen
class MenuFacts(PlanFacts):
    """What the menu of a case looks at, as it stands on the day `as_of`: no form, and no terms.

    They mean what they mean to the policies; where a policy asks about what a form chooses, they
    tell of the best that there is to choose.
    """

    is_approved: bool = fact("whether the setup of the case is approved")
    is_active: bool = fact(IS_ACTIVE)
    setup_is_ready: bool = fact("whether a setup is ready that waits to be approved")
    has_shipped: bool = fact("whether phase 1 has shipped")
    first_shipped_on: date = fact("day on which phase 1 shipped; unknown where it has not")
    last_phase_shipped: bool = fact("whether the last phase that is scheduled has shipped")
    unmade_steps: int = fact("0 where a step of the case was made, and so can be ordered, else 1")
    has_ordered: bool = fact("whether replacement aligners were ordered online before")
    last_ordered_on: date = fact("day of the latest such order; unknown where there was none")
    unshipped_replacements: int = fact("replacement orders placed that have not shipped")
    unshipped_revisions: int = fact("revisions placed that have not shipped")
    unshipped_retainers: int = fact("retainer orders placed that have not shipped")
    last_step_ended: bool = fact("whether the last step has ended")
    last_step_ended_on: date = fact("day on which the last step ended; else unknown")
    has_revision: bool = fact("whether a revision of the case was submitted before")
    was_submitted: bool = fact("whether the case has been submitted")
    has_services: bool = fact("whether planning services were added before")
    names_known: bool = fact("whether the case tells the names of the patient so far")
    labels_known: bool = fact("whether the case tells its shipping labels so far")
    is_there: bool = fact("whether the case has a shipping label at all")
    is_used: bool = fact("whether all shipping labels of the case are used; unknown without one")


class Standing:
    """A case as it stands on a day: the facts of a menu, each gathered when it is looked at.

    They are gathered by the functions by which the policies gather them. Most terms settle most
    statements, so that few facts are ever looked at.
    """

    __slots__ = (
        "_first_shipped",
        "_last_order",
        "approved_on",
        "as_of",
        "case",
        "plan",
        "region",
        "terms",
    )

    def __init__(self, case: Case, known: Mapping[str, Any], terms: PlanTerms) -> None:
        """Stand on what `shared_facts` tells of the case, and on the terms that govern it."""
        self.case = case
        self.as_of: date = known["as_of"]
        self.plan: str = known["plan"]
        self.approved_on: date = known["approved_on"]
        self.region: str = known["region"]
        self.terms = terms
        self._first_shipped: dict[str, Any] | None = None
        self._last_order: dict[str, Any] | None = None

    @property
    def is_approved(self) -> bool:
        """Whether the setup is approved."""
        return approved_by_then(self.case, self.as_of)

    @property
    def has_shipped(self) -> bool:
        """Whether phase 1 has shipped."""
        shipped: bool = self._first_shipment["has_shipped"]
        return shipped

    @property
    def first_shipped_on(self) -> date:
        """Day on which phase 1 shipped."""
        day: date = self._first_shipment["first_shipped_on"]
        return day

    @property
    def _first_shipment(self) -> dict[str, Any]:
        if self._first_shipped is None:
            day = self.case.first_shipped_on
            self._first_shipped = by_then("has_shipped", "first_shipped_on", day, self.as_of)
        return self._first_shipped

    @property
    def last_phase_shipped(self) -> bool:
        """Whether the last phase that is scheduled has shipped."""
        return last_phase_shipped(self.case, self.as_of)

    @property
    def unmade_steps(self) -> int:
        """Steps never made of an order of one step: 0 where there is one that was made."""
        return _fewest_unmade(self.case, self.as_of)

    @property
    def has_ordered(self) -> bool:
        """Whether replacement aligners were ordered online before."""
        ordered: bool = self._ordered_before["has_ordered"]
        return ordered

    @property
    def last_ordered_on(self) -> date:
        """Day of the latest such order."""
        day: date = self._ordered_before["last_ordered_on"]
        return day

    @property
    def _ordered_before(self) -> dict[str, Any]:
        if self._last_order is None:
            day = last_ordered_on(self.case, self.as_of)
            self._last_order = by_then("has_ordered", "last_ordered_on", day, self.as_of)
        return self._last_order

    @property
    def unshipped_replacements(self) -> int:
        """Replacement orders placed that have not shipped."""
        return unshipped(self.case, ReplacementOrder, self.as_of)

    @property
    def unshipped_revisions(self) -> int:
        """Revisions placed that have not shipped."""
        return unshipped(self.case, RevisionOrder, self.as_of)

    @property
    def unshipped_retainers(self) -> int:
        """Retainer orders placed that have not shipped."""
        return unshipped(self.case, RetainerOrder, self.as_of)

    @property
    def last_step_ended(self) -> bool:
        """Whether the last step has ended."""
        ended: bool = self._last_step["last_step_ended"]
        return ended

    @property
    def last_step_ended_on(self) -> date:
        """Day on which the last step ended."""
        day: date = self._last_step["last_step_ended_on"]
        return day

    @property
    def _last_step(self) -> dict[str, Any]:
        day = self.case.last_step_ended_on
        return by_then("last_step_ended", "last_step_ended_on", day, self.as_of)

    @property
    def is_active(self) -> bool:
        """Whether the case is active."""
        return active_then(self.case, self.as_of)

    @property
    def has_revision(self) -> bool:
        """Whether a revision was submitted before."""
        return revised_by_then(self.case, self.as_of)

    @property
    def target(self) -> str:
        """A plan that the case may be upgraded to: the first that is offered, if any is known."""
        offered: Any = self.terms.upgrade.targets
        told: str = "none" if offered in (UNKNOWN, ()) else offered[0]
        return told

    @property
    def revisions_ordered(self) -> int:
        """Revisions ordered before that count against the allowance."""
        allowance = self.terms.revision.included
        return ordered_so_far(self.case, revisions_of, allowance, self.terms, self.as_of)

    @property
    def upper_ordered(self) -> int:
        """Upper aligners ordered before that count against the allowance."""
        allowance = self.terms.replacement.free_aligners
        return ordered_so_far(self.case, upper_aligners_of, allowance, self.terms, self.as_of)

    @property
    def lower_ordered(self) -> int:
        """Lower aligners ordered before that count against the allowance."""
        allowance = self.terms.replacement.free_aligners
        return ordered_so_far(self.case, lower_aligners_of, allowance, self.terms, self.as_of)

    @property
    def sets_ordered(self) -> int:
        """Retainer sets ordered before that count against the allowance."""
        allowance = self.terms.retainer.included_sets
        return ordered_so_far(self.case, sets_of, allowance, self.terms, self.as_of)

    @property
    def setup_is_ready(self) -> bool:
        """Whether a setup is ready that waits to be approved."""
        waiting = waiting_setups(self.case, self.as_of)
        return UNKNOWN if UNKNOWN in waiting else bool(waiting)

    @property
    def was_submitted(self) -> bool:
        """Whether the case has been submitted."""
        return submitted_by_then(self.case, self.as_of)

    @property
    def has_services(self) -> bool:
        """Whether planning services were added before."""
        return added_by_then(self.case, self.as_of)

    @property
    def names_known(self) -> bool:
        """Whether the case tells the names of the patient so far."""
        return _told(self.case.patient_names)

    @property
    def labels_known(self) -> bool:
        """Whether the case tells its shipping labels so far."""
        return _told(self.case.shipping_labels)

    @property
    def is_there(self) -> bool:
        """Whether the case has a shipping label."""
        labels: Any = self.case.shipping_labels
        return labels if labels is UNKNOWN else bool(labels)

    @property
    def is_used(self) -> bool:
        """Whether the shipping label that is used last has been: every one, that is."""
        return _all_used(self.case, self.as_of)


def menu_facts(case: Case, as_of: date) -> MenuFacts:
    """Return the facts of a case for its menu: only what had happened by that day counts.

    >>> menu_facts(Case("C-1", "UTC", plan=None, orders=()), date(2025, 3, 3)).is_approved
    False
    """
    standing = Standing(case, shared_facts(case, as_of), NO_TERMS)
    return MenuFacts(**{name: getattr(standing, name) for name in fields_dict(MenuFacts)})


def _told(value: Any) -> bool:
    told: bool = UNKNOWN if value is UNKNOWN else True
    return told


def _all_used(case: Case, as_of: date) -> bool:
    """Whether every shipping label had been used by that day; unknown where there is none."""
    labels: Any = case.shipping_labels
    nothing: bool = UNKNOWN
    if labels is UNKNOWN or not labels:
        return nothing
    return reduce(and_, [used_by_then(label, as_of) for label in labels])


def _fewest_unmade(case: Case, as_of: date) -> int:
    phases: Any = case.phases
    if phases is UNKNOWN:
        return UNKNOWN  # type: ignore[no-any-return]
    fewest = 1
    for phase in phases:
        day: Any = phase.in_production_on
        if day is not None and phase.steps:
            if day is UNKNOWN:
                fewest = UNKNOWN
            elif day <= as_of:
                return 0
    return fewest


def waiting_setups(case: Case, as_of: date) -> list[Setup]:
    """The setups that wait for approval; UNKNOWN among them is one that may."""
    setups: Any = case.setups
    if setups is UNKNOWN:
        return [setups]
    found: list[Any] = [
        waiting_setup(case, of_order, as_of) for of_order in {one.of_order for one in setups}
    ]
    return [one for one in found if one is not None]
