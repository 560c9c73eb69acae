"""Looking for one situation in all cases of a scope: found and decided again, or proved absent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import add
from typing import Any, Final

from attrs import evolve, fields_dict, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.request import Request
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import decide_facts
from aligner_rules.readings.proof.cases import Cases
from aligner_rules.readings.proof.example import Example
from aligner_rules.readings.proof.kleene import KleeneAlgebra
from aligner_rules.readings.proof.knowledge import alike
from aligner_rules.readings.proof.scope import Scope
from aligner_rules.readings.proof.solver import z3
from aligner_rules.readings.proof.statement import Change, Condition, Situation
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.formula import Formula, nodes
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.words import not_, where

ROUNDS: Final = 40
"""How often the true calendar may correct the solver before it is left undecided."""

EFFORT: Final = 20_000_000
"""What the solver may spend on one question, in its own units: the same on every machine."""


@frozen
class Answer:
    """What a search came to: an example, or a proof that there is none, or neither.

    `undecided` tells why it is neither.
    """

    example: Example | None = None
    undecided: str | None = None

    @property
    def absent(self) -> bool:
        """Whether it is proved that there is no such situation."""
        return self.example is None and self.undecided is None


class Search:
    """All cases of one scope, as the solver sees them."""

    def __init__(
        self,
        policy: Policy[Any],
        cases: Cases,
        scope: Scope,
        *,
        rounds: int = ROUNDS,
        effort: int = EFFORT,
    ) -> None:
        self._policy = policy
        self._cases = cases
        self._scope = scope
        self._rounds = rounds
        self._effort = effort
        self._algebra = KleeneAlgebra()

    def find(self, wanted: Condition, change: Change, *, priced: bool = False) -> Answer:
        """A situation of which `wanted`, which is never unknown, is true.

        What is found is the facts of a case, gathered from it and decided again. `priced` says
        that the prices of an example matter.
        """
        symbols = self._scope.situation(self._policy, change)
        solver = self._solver(symbols, wanted, change)
        for _ in range(self._rounds):
            verdict = solver.check()
            if verdict == z3().unsat:
                return Answer()
            if verdict == z3().unknown:
                return Answer(undecided=f"the solver gave up: {solver.reason_unknown()}")
            model = self._tidiest(solver, symbols)
            found = self._values(symbols, model)
            if _is_so(wanted, found):
                example = self._example(found, change, priced=priced)
                return _ODD if example is None else Answer(example)
            lemmas = self._algebra.months.lemmas(model)
            if not lemmas:
                return _ODD
            solver.add(*lemmas)
        return Answer(undecided=f"the calendar is not settled after {self._rounds} rounds")

    def looks_at_prices(self, wanted: Condition, change: Change) -> bool:
        """Whether the answer to `wanted` can depend on a price."""
        formula = wanted(self._scope.situation(self._policy, change))
        return isinstance(formula, Formula) and any(n.op == "price" for n in nodes(formula))

    def _solver(self, symbols: Situation, wanted: Condition, change: Change) -> Any:
        read = self._algebra.read
        told = [read(self._scope.governs(symbols.facts)).holds, read(wanted(symbols)).holds]
        told += self._fitting(symbols)
        if change.varies:
            told += self._fitting(symbols.counterpart)
        if change.varies and self._scope.against is not None:
            both = [(each.facts, each.terms) for each in (symbols, symbols.counterpart)]
            told.append(z3().Not(read(self._cases.related(*both)).fails))
        solver = z3().SimpleSolver()  # many times faster here than the solver that picks tactics
        solver.set("rlimit", self._effort)
        solver.add(*told, *self._algebra.months.axioms(), *self._algebra.domain)
        return solver

    def _fitting(self, symbols: Situation) -> list[Any]:
        """Return that the facts fit together as those of some case do."""
        facts = symbols.facts
        fitting = (self._policy.consistent(facts), self._cases.fit(facts, symbols.terms))
        return [z3().Not(self._algebra.read(each).fails) for each in fitting]

    def _tidiest(self, solver: Any, symbols: Situation) -> Any:
        """Return the model that is easiest to read, as far as one can be had."""
        model = solver.model()
        wishes = [self._algebra.read(wish).holds for wish in self._wishes(symbols)]
        solver.push()
        for wish in wishes:
            solver.push()
            solver.add(wish)
            if solver.check() == z3().sat:
                model = solver.model()
            else:
                solver.pop()
        solver.pop(solver.num_scopes())
        return model

    def _wishes(self, symbols: Situation) -> Iterator[Any]:
        """Yield what makes an example easy to read, the most important first."""
        if symbols.other is not None:
            names = fields_dict(self._policy.facts)
            pairs = [(getattr(symbols.facts, n), getattr(symbols.other.facts, n)) for n in names]
            unlike = [where(alike(one, other), 0, 1) for one, other in pairs if one is not other]
            changes = reduce(add, unlike, 0)
            if self._scope.against is not None:
                yield changes <= 0  # so that one case has the facts of both
                # or no period of months has ended, where orders are counted
                counted = self._cases.counted
                yield not_(symbols.facts.has_shipped) if counted else changes <= 0
            else:
                yield changes <= 1
                yield changes >= 1
        for one in self._policy.requirements:
            yield one(symbols.facts, symbols.terms)
        for price in symbols.prices:
            yield (price >= 1) & (price <= _DEAR)
        yield from self._cases.tidy(symbols.facts)

    def _values(self, symbols: Situation, model: Any) -> Situation:
        """Return what the model is about as values, under the terms that govern them."""
        found = self._told(symbols, model, self._scope.book)
        if symbols.other is None:
            return found
        return evolve(found, other=self._told(symbols.other, model, self._scope.other_book))

    def _told(self, symbols: Situation, model: Any, book: Rulebook) -> Situation:
        names = fields_dict(self._policy.facts)
        told = {n: self._algebra.told(getattr(symbols.facts, n), model) for n in names}
        facts = self._policy.facts(**told)
        prices = tuple(self._algebra.told(price, model) for price in symbols.prices)
        terms = book.terms(facts.plan, facts.approved_on, facts.region)
        return Situation(self._policy, facts, terms, prices)

    def _example(self, found: Situation, change: Change, *, priced: bool) -> Example | None:
        """Return the situation as a case; None where it is not that of any.

        Two rulebooks are compared by one case alone, whose facts may be counted otherwise.
        """
        compared = self._scope.against is not None
        case = self._case_of(found, *([found.other] if compared else []))
        if case is None:
            return None
        one = self._decided(found, case, self._scope.book, priced=priced)
        if found.other is None:
            return one
        other_case = case if self._are_of(case, found.other) else None
        if other_case is None and not compared:
            other_case = self._case_of(found.other)
        if other_case is None and (change.varies or compared):
            return None
        other = self._decided(found.other, other_case, self._scope.other_book, priced=priced)
        return evolve(one, other=other)

    def _are_of(self, case: tuple[Case, Request], other: Situation) -> bool:
        """Return whether the other facts are those of the case, on their day."""
        as_of, book = other.facts.as_of, self._scope.other_book
        told: bool = as_of is not UNKNOWN and (
            self._policy.facts_of(*case, as_of, book) == other.facts
        )
        return told

    def _case_of(self, found: Situation, *others: Any) -> tuple[Case, Request] | None:
        """Return a case and a request from which just these facts are gathered, if any has them."""
        facts = found.facts
        fits = self._cases.fit(facts, found.terms)
        if fits is False or self._policy.consistent(facts) is False:
            return None
        try:
            case, request = self._cases.made(*[(e.facts, e.terms) for e in (found, *others)])
        except ValueError:  # no valid case has these facts after all, or none of any use
            return None
        gathered = self._policy.facts_of(case, request, facts.as_of, self._scope.book)
        return (case, request) if gathered == facts else None

    def _decided(
        self, found: Situation, case: tuple[Case, Request] | None, book: Rulebook, *, priced: bool
    ) -> Example:
        decision = decide_facts(self._policy, found.facts, book=book)
        of_case, request = (None, None) if case is None else case
        return Example(of_case, request, decision, found.prices, priced)


_ODD: Final = Answer(undecided="what the solver found is not so when it is decided again")

_DEAR: Final = 10_000


def _is_so(wanted: Condition, found: Situation) -> bool:
    """Return whether the values bear out what the solver found."""
    try:
        return wanted(found) is True
    except (ArithmeticError, ValueError):  # a rule that is not total decides nothing
        return False
