"""Who may order at all (SUB-11): a registered provider, for a practice of that provider.

It holds for orders of every kind and looks at no case: what is asked for a provider and a practice
is answered alike for all that they order on a day. So it is a question of its own, which a portal
asks when a provider comes to order, and the submission, with which every case begins, asks it too.
The policies of later orders do not ask it again: what they look at is the case.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.case import Case
from aligner_rules.model.form import Provider
from aligner_rules.model.ordering import Ordering
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, edition_facts, fact
from aligner_rules.rules.policy import Policy, Requirement, Way, requirement
from aligner_rules.rules.words import not_


@frozen
class OrderingFacts(EditionFacts):
    """What is attested of whoever orders, on the day `as_of`."""

    is_registered: bool = fact("whether the provider is registered")
    has_practice: bool = fact("whether a practice to ship to is chosen")
    practice_is_own: bool = fact("whether that practice is one of the provider's")


@requirement("SUB-11", Way.REGISTER, actual=lambda f, _t: f.is_registered)
def provider_is_registered(f: OrderingFacts, _t: PlanTerms) -> bool:
    """The provider is registered."""
    return f.is_registered


@requirement("SUB-11", Way.COMPLETE_FORM, actual=lambda f, _t: f.has_practice)
def practice_chosen(f: OrderingFacts, _t: PlanTerms) -> bool:
    """A practice to ship to is chosen."""
    return f.has_practice


@requirement("SUB-11", Way.COMPLETE_FORM, Way.CUSTOMER_CARE, actual=lambda f, _t: f.practice_is_own)
def practice_is_the_providers(f: OrderingFacts, _t: PlanTerms) -> bool:
    """The practice is one of the provider's, where one is chosen."""
    return not_(f.has_practice) | f.practice_is_own


def attested(provider: Provider, practice: Any) -> dict[str, Any]:
    """Return the facts of a provider and a practice, which is None where none is chosen.

    >>> attested(Provider(registered=True, practices=["P-1"]), "P-2")
    {'is_registered': True, 'has_practice': True, 'practice_is_own': False}
    """
    known = provider is not UNKNOWN
    registered: Any = provider.registered if known else UNKNOWN
    practices: Any = provider.practices if known else UNKNOWN
    own = UNKNOWN if UNKNOWN in (practice, practices) else practice in practices
    return {
        "is_registered": registered,
        "has_practice": UNKNOWN if practice is UNKNOWN else practice is not None,
        "practice_is_own": own,
    }


def ordering_facts(case: Case, request: Ordering, as_of: date, _terms: PlanTerms) -> OrderingFacts:
    """The facts of whoever is about to order; the case tells where the practice is."""
    return OrderingFacts(
        **edition_facts(case, as_of), **attested(request.provider, request.practice)
    )


def consistent(f: OrderingFacts) -> bool:
    """Whether facts fit together: no practice is the provider's where none is chosen."""
    return f.has_practice | not_(f.practice_is_own)


def unchanged(case: Case, _request: Ordering, _as_of: date, _terms: PlanTerms) -> Case:
    """The case as it is: asking alone changes nothing."""
    return case


REQUIREMENTS: Final[tuple[Requirement[Any], ...]] = (
    provider_is_registered,
    practice_chosen,
    practice_is_the_providers,
)
"""What is required of whoever orders, whatever the order is."""

POLICY = Policy(
    name="ordering",
    kind=Ordering,
    facts=OrderingFacts,
    gather=ordering_facts,
    consistent=consistent,
    placed=unchanged,
    requirements=REQUIREMENTS,
    charges=(),
    consequences=(),
)
"""The policy of ordering at all."""
