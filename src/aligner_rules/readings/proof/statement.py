"""What can be said of a policy: statements, and the situations that they speak about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import reduce
from operator import add, and_
from typing import Any, Final

from attrs import evolve, frozen

from aligner_rules.readings.proof.knowledge import is_unknown
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.policy import Policy


class Unspoken(LookupError):  # noqa: N818 - it says why a statement means nothing
    """A statement speaks of what there is not."""


@frozen(eq=False)
class Situation:
    """One record of facts under the terms of one plan, and what the policy says of it.

    Facts and prices are values, or symbols for all values at once. `other` is the situation that
    a statement compares it with; prices are the same for both.
    """

    policy: Policy[Any]
    facts: Any
    terms: PlanTerms
    prices: tuple[Any, ...]
    other: Situation | None = None

    @property
    def allowed(self) -> bool:
        """Whether every requirement holds."""
        return self.policy.allowed(self.facts, self.terms)

    def met(self, code: str) -> bool:
        """Whether the requirement of that code holds; Unspoken where the policy has none."""
        for one in self.policy.requirements:
            if one.code == code:
                return one(self.facts, self.terms)
        raise Unspoken(f"the policy has no requirement {code}")

    def many(self, what: str) -> int:
        """How many the charge of that name counts; Unspoken where the policy has none."""
        for charge in self.policy.charges:
            if charge.what == what:
                count: int = charge.many(self.facts, self.terms)
                return count
        raise Unspoken(f"the policy has no charge for {what}")

    @property
    def total(self) -> int:
        """What all charges come to, in minor units."""
        charges = zip(self.policy.charges, self.prices, strict=True)
        told = [one.amount_minor(self.facts, self.terms, price) for one, price in charges]
        return reduce(add, told, 0)

    @property
    def opens_on(self) -> date:
        """The first day on which it is allowed if nothing else changes."""
        return self.policy.opens_on(self.facts, self.terms)

    def on(self, day: date) -> Situation:
        """The same facts asked about on another day."""
        return evolve(self, facts=evolve(self.facts, as_of=day))

    @property
    def counterpart(self) -> Situation:
        """The other situation; Unspoken where the statement says of none."""
        if self.other is None:
            raise Unspoken("the statement compares, but its change says not with what")
        return self.other


Condition = Callable[[Situation], Any]


@frozen
class Change:
    """In which facts the other situation differs: all others are the same.

    What `varies` is of any value, `forgotten` facts are unknown, and any of `forgettable` ones may
    be. What varies still fits together as in some case.
    """

    varies: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    forgettable: tuple[str, ...] = ()

    @property
    def happens(self) -> bool:
        """Whether there is another situation at all."""
        return bool(self.varies or self.forgotten or self.forgettable)


LATER: Final = Change(varies=("as_of",))
"""The same facts on another day."""


def no_day_earlier(s: Situation) -> bool:
    """Whether the other situation is on the same day or later."""
    later: bool = s.counterpart.facts.as_of >= s.facts.as_of
    return later


def costs_no_more(s: Situation) -> bool:
    """Whether the other situation costs no more; what is not known to cost anything is not held."""
    one, other = s.total, s.counterpart.total
    return is_unknown(one) | is_unknown(other) | (other <= one)


def costs_no_less(s: Situation) -> bool:
    """Whether the other situation costs as much at least, where that is known."""
    return is_unknown(s.counterpart.total) | (s.counterpart.total >= s.total)


def prices_are_natural(s: Situation) -> bool:
    """Whether no price is below nothing; what is free costs nothing at unknown ones too."""
    return reduce(and_, [price >= 0 for price in s.prices], True)


def at_all(_situation: Situation) -> bool:
    """Whatever the situation is."""
    return True


@frozen(eq=False)
class Always:
    """A theorem: wherever `given` is known to hold, `then` is known to hold as well."""

    name: str
    sentence: str
    then: Condition
    given: Condition = at_all
    change: Change = Change()


@frozen(eq=False)
class Sometimes:
    """A statement that something can happen: `arises` is known to hold in one situation at least.

    It has to for one plan of an edition, or `for_every_plan` of it. Nothing is claimed of a plan
    whose terms alone make `unless` true, though the terms of another might not.
    """

    name: str
    sentence: str
    arises: Condition
    for_every_plan: bool = False
    unless: Condition | None = None


Statement = Always | Sometimes
