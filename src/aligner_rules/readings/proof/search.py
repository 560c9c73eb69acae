"""Looking for one situation in all cases of a scope: found and decided again, or proved absent."""

from __future__ import annotations

from typing import Any, Final

from attrs import evolve, fields_dict, frozen

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import decide_facts
from aligner_rules.readings.proof.cases import Cases
from aligner_rules.readings.proof.example import Example
from aligner_rules.readings.proof.kleene import KleeneAlgebra
from aligner_rules.readings.proof.scope import Scope
from aligner_rules.readings.proof.solver import z3
from aligner_rules.readings.proof.statement import Change, Condition, Situation
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.formula import Formula, nodes
from aligner_rules.rules.policy import Policy

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

    def find(self, wanted: Condition, change: Change) -> Answer:
        """A situation of which `wanted`, which is never unknown, is true.

        What is found is the facts of a case, gathered from it and decided again.
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
            example = self._decided_again(symbols, model, wanted, change)
            if example is not None:
                return Answer(example)
            lemmas = self._algebra.months.lemmas(model)
            if not lemmas:
                return Answer(undecided="what the solver found is not so when it is decided again")
            solver.add(*lemmas)
        return Answer(undecided=f"the calendar is not settled after {self._rounds} rounds")

    def _solver(self, symbols: Situation, wanted: Condition, change: Change) -> Any:
        read = self._algebra.read
        told = [read(self._scope.governs(symbols.facts)).holds, read(wanted(symbols)).holds]
        told += self._fitting(symbols.facts)
        if change.varies:
            told += self._fitting(symbols.counterpart.facts)
        solver = z3().Solver()
        solver.set("rlimit", self._effort)
        solver.add(*told, *self._algebra.months.axioms(), *self._algebra.domain)
        return solver

    def _fitting(self, facts: Any) -> list[Any]:
        """Return that the facts fit together as those of some case do."""
        fitting = (self._policy.consistent(facts), self._cases.possible(facts))
        return [z3().Not(self._algebra.read(each).fails) for each in fitting]

    def _tidiest(self, solver: Any, symbols: Situation) -> Any:
        """Return the model that is easiest to read, as far as one can be had."""
        model = solver.model()
        wishes = self._cases.tidy(symbols.facts)
        solver.push()
        for wish in wishes:
            solver.push()
            solver.add(self._algebra.read(wish).holds)
            if solver.check() == z3().sat:
                model = solver.model()
            else:
                solver.pop()
        solver.pop(solver.num_scopes())
        return model

    def _decided_again(
        self, symbols: Situation, model: Any, wanted: Condition, change: Change
    ) -> Example | None:
        """Return the model as an example; None where the values do not bear it out."""
        found = self._told(symbols, model, self._scope.book)
        if symbols.other is not None:
            against = self._scope.against or self._scope.book
            found = evolve(found, other=self._told(symbols.other, model, against))
        try:
            if wanted(found) is not True:
                return None
        except (ArithmeticError, ValueError):  # a rule that is not total decides nothing
            return None
        return self._example(found, change, _prices(wanted(symbols), found))

    def _told(self, symbols: Situation, model: Any, book: Rulebook) -> Situation:
        names = fields_dict(self._policy.facts)
        told = {n: self._algebra.told(getattr(symbols.facts, n), model) for n in names}
        facts = self._policy.facts(**told)
        prices = tuple(self._algebra.told(price, model) for price in symbols.prices)
        return Situation(
            self._policy, facts, book.terms(facts.plan, facts.approved_on, facts.region), prices
        )

    def _example(self, found: Situation, change: Change, prices: dict[str, Any]) -> Example | None:
        one = self._from_case(found.facts, self._scope.book)
        if one is None or found.other is None:
            return None if one is None else evolve(one, prices=prices)
        against = self._scope.against or self._scope.book
        facts = found.other.facts
        other = self._of_case(one.case, one.request, facts, against)
        other = other or self._from_case(facts, against)
        if other is None and change.varies:
            return None
        alone = Example(None, None, decide_facts(self._policy, facts, book=against))
        return evolve(one, prices=prices, other=other or alone)

    def _from_case(self, facts: Any, book: Rulebook) -> Example | None:
        """Return the facts gathered from a case and decided; None where no case has them."""
        if self._cases.possible(facts) is False or self._policy.consistent(facts) is False:
            return None
        try:
            case, request = self._cases.case_of(facts)
        except ValueError:  # the facts are not those of a valid case after all
            return None
        return self._of_case(case, request, facts, book)

    def _of_case(self, case: Any, request: Any, facts: Any, book: Rulebook) -> Example | None:
        """Return the facts decided, if they are the facts of that case and request."""
        if facts.as_of is UNKNOWN or self._policy.gather(case, request, facts.as_of) != facts:
            return None
        return Example(case, request, decide_facts(self._policy, facts, book=book))


def _prices(formula: Any, found: Situation) -> dict[str, Any]:
    """Return the prices that the formula looks at."""
    items = [charge.item for charge in found.policy.charges]
    priced = nodes(formula) if isinstance(formula, Formula) else ()
    asked = {node.payload for node in priced if node.op == "price"}
    told = zip(items, found.prices, strict=True)
    return {item: price for item, price in told if item in asked}
