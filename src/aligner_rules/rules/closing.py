"""The end of a case (CAS-3): it is told once."""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.event import Closed
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import by_then, fact
from aligner_rules.rules.history import (
    OF_ANY_EVENT,
    EventFacts,
    event_facts,
    history_fits,
)
from aligner_rules.rules.policy import Policy, requirement
from aligner_rules.rules.words import not_


@frozen
class ClosingFacts(EventFacts):
    """What the end of a case looks at, as it stands on the day `as_of`."""

    was_closed: bool = fact("whether the case was closed before")


@requirement("CAS-3", actual=lambda f, _t: f.was_closed, required=lambda _f, _t: False)
def not_yet_closed(f: ClosingFacts, _t: PlanTerms) -> bool:
    """The case was not closed before: the day of its end is told once."""
    return not_(f.was_closed)


def consistent(f: ClosingFacts) -> bool:
    """Whether facts fit together as those of every case do."""
    return history_fits(f)


def closing_facts(case: Case, _event: Closed, as_of: date, _terms: PlanTerms) -> ClosingFacts:
    """The facts of the end of a case: only what had happened by that day counts."""
    closed = by_then("was_closed", "closed_on", case.closed_on, as_of)
    return ClosingFacts(**event_facts(case, as_of), was_closed=closed["was_closed"])


def placed(case: Case, _event: Closed, as_of: date, _terms: PlanTerms) -> Case:
    """The case, closed on that day."""
    return evolve(case, closed_on=as_of)


POLICY = Policy(
    name="closed",
    kind=Closed,
    facts=ClosingFacts,
    gather=closing_facts,
    consistent=consistent,
    placed=placed,
    requirements=(*OF_ANY_EVENT, not_yet_closed),
    charges=(),
    consequences=(),
)
"""When the treatment is over."""
