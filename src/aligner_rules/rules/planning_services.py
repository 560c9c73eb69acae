"""Treatment planning services, added to a case from its actions (SUB-9).

They may come with the submission or a revision too, and are part of those forms then.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.request import PlanningServices
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, edition_facts, fact
from aligner_rules.rules.policy import Charge, Consequence, Policy, Way, no, requirement
from aligner_rules.rules.submission import submitted_by_then
from aligner_rules.rules.words import not_


@frozen
class PlanningServicesFacts(EditionFacts):
    """What the policy of planning services looks at, as it stands on the day `as_of`."""

    was_submitted: bool = fact("whether the case has been submitted")
    has_services: bool = fact("whether planning services were added before")


@requirement("SUB-9", Way.COMPLETE_FORM, actual=lambda f, _t: f.was_submitted)
def case_was_submitted(f: PlanningServicesFacts, _t: PlanTerms) -> bool:
    """The case has been submitted: before that, they are part of its form."""
    return f.was_submitted


@requirement("SUB-9", actual=lambda f, _t: f.has_services, required=lambda _f, _t: False)
def services_are_new(f: PlanningServicesFacts, _t: PlanTerms) -> bool:
    """The case does not have planning services yet."""
    return not_(f.has_services)


def one(_f: PlanningServicesFacts, _t: PlanTerms) -> int:
    """They are added once."""
    return 1


def consistent(_f: PlanningServicesFacts) -> bool:
    """Whether facts fit together: these always do."""
    return True


def planning_services_facts(
    case: Case, _request: PlanningServices, as_of: date, _terms: PlanTerms
) -> PlanningServicesFacts:
    """The facts of planning services for a case: only what had happened by that day counts."""
    return PlanningServicesFacts(
        **edition_facts(case, as_of),
        was_submitted=submitted_by_then(case, as_of),
        has_services=added_by_then(case, as_of),
    )


def added_by_then(case: Case, as_of: date) -> bool:
    """Whether planning services had been added by that day, at the submission or later."""
    added: Any = case.planning_services_on
    told: bool = added if added is UNKNOWN else added is not None and added <= as_of
    return told


def placed(case: Case, _request: PlanningServices, as_of: date, _terms: PlanTerms) -> Case:
    """The case with planning services since that day."""
    return evolve(case, planning_services_on=as_of)


POLICY = Policy(
    name="planning-services",
    kind=PlanningServices,
    facts=PlanningServicesFacts,
    gather=planning_services_facts,
    consistent=consistent,
    placed=placed,
    requirements=(case_was_submitted, services_are_new),
    charges=(Charge("planning-service", "planning-services", "SUB-9", many=one, free=no),),
    consequences=(Consequence("shared-for-planning", "SUB-9", holds=lambda _f, _t: True),),
)
"""The policy of planning services."""
