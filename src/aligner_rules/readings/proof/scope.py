"""Where a statement is put to the test: one plan, under the terms of one period of a rulebook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.proof.statement import Change, Situation
from aligner_rules.rulebook.book import Period, Rulebook
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.symbols import symbolic_facts
from aligner_rules.rules.words import one_of, where


@frozen(eq=False)
class Scope:
    """The cases of one plan whose setup was approved in one period of a rulebook.

    `last_day` is None where the period is open, `regions` None where it holds everywhere. The
    situation that one is compared with stands under the rulebook `against`, where there is one.
    """

    book: Rulebook
    plan: str
    edition: str
    first_day: date
    last_day: date | None
    regions: frozenset[str] | None
    against: Rulebook | None = None

    @property
    def other_book(self) -> Rulebook:
        """The rulebook that the other situation stands under."""
        return self.book if self.against is None else self.against

    def terms(self, *forgotten: str) -> PlanTerms:
        """The terms that govern it, as far as they do without the forgotten facts."""
        return _terms(self.book, self, forgotten)

    def other_terms(self, *forgotten: str) -> PlanTerms:
        """The terms that the other situation stands under."""
        return _terms(self.other_book, self, forgotten)

    def situation(self, policy: Policy[Any], change: Change) -> Situation:
        """All situations of the scope at once, in symbols, and the other that differs from each."""
        facts = evolve(symbolic_facts(policy.facts), plan=self.plan)
        prices = tuple(charge.symbol for charge in policy.charges)
        other = None
        if change.happens or self.against is not None:
            terms = self.other_terms(*change.forgotten)
            other = Situation(policy, changed(facts, change), terms, prices)
        return Situation(policy, facts, self.terms(), prices, other)

    def governs(self, facts: Any) -> Any:
        """Whether the period governs the case that the facts are of."""
        begun = facts.approved_on >= self.first_day
        inside = begun if self.last_day is None else begun & (facts.approved_on <= self.last_day)
        if self.regions is None:
            return inside
        return inside & one_of(facts.region, *sorted(self.regions))


def scopes_of(book: Rulebook) -> Iterator[Scope]:
    """Yield the scope of every plan of every period of the rulebook."""
    for period in book.periods:
        for plan in period.plans:
            yield Scope(
                book, plan, period.edition, period.first_day, period.last_day, period.regions
            )


def shared_scopes(before: Rulebook, after: Rulebook) -> Iterator[Scope]:
    """Yield the scope of every plan, days and regions that periods of both rulebooks govern."""
    for one in before.periods:
        for other in after.periods:
            first = max(one.first_day, other.first_day)
            lasts = [each.last_day for each in (one, other) if each.last_day is not None]
            last = min(lasts, default=None)
            regions = _in_both(one, other)
            if (last is None or first <= last) and regions != frozenset():
                name = " | ".join(dict.fromkeys([one.edition, other.edition]))
                for plan in one.plans:
                    if plan in other.plans:
                        yield Scope(before, plan, name, first, last, regions, after)


def changed(facts: Any, change: Change) -> Any:
    """Symbols for the facts of the other situation."""
    types = fact_types(type(facts))
    fresh = {name: Formula.fact(f"other {name}", types[name]) for name in change.varies}
    kept: dict[str, Any] = {
        name: Formula.fact(f"{name} is kept", Type.BOOL) for name in change.forgettable
    }
    kept = {name: where(keep, getattr(facts, name), UNKNOWN) for name, keep in kept.items()}
    return evolve(facts, **fresh, **kept, **dict.fromkeys(change.forgotten, UNKNOWN))


def _terms(book: Rulebook, scope: Scope, forgotten: tuple[str, ...]) -> PlanTerms:
    region = min(scope.regions) if scope.regions else UNKNOWN
    governing = {"plan": scope.plan, "approved_on": scope.first_day, "region": region}
    return book.terms(**{**governing, **{n: UNKNOWN for n in forgotten if n in governing}})


def _in_both(one: Period, other: Period) -> frozenset[str] | None:
    if one.regions is None or other.regions is None:
        return one.regions or other.regions
    return one.regions & other.regions
