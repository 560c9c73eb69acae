"""Putting statements to the test: every one, for every plan of every period of a rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.proof.cases import CASES
from aligner_rules.readings.proof.knowledge import alike, holds
from aligner_rules.readings.proof.report import Finding, Report, Verdict
from aligner_rules.readings.proof.scope import Scope, scopes_of, shared_scopes
from aligner_rules.readings.proof.search import EFFORT, ROUNDS, Search
from aligner_rules.readings.proof.statement import (
    Always,
    Change,
    Situation,
    Sometimes,
    Statement,
    Unspoken,
)
from aligner_rules.readings.proof.statements import statements_of
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.formula import Formula, nodes
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.replacement import POLICY as REPLACEMENT
from aligner_rules.rules.symbols import symbolic_facts, symbolic_terms, term_value, whole_term
from aligner_rules.rules.words import not_

DIFFERENCES: Final[tuple[Statement, ...]] = (
    Always(
        "decided-alike",
        "Both rulebooks decide every request alike.",
        then=lambda s: alike(s.allowed, s.counterpart.allowed),
    ),
    Always(
        "charged-alike",
        "Both rulebooks charge every request alike, at the same prices.",
        then=lambda s: alike(s.total, s.counterpart.total),
    ),
)
"""What is claimed where two rulebooks are compared."""


def check(
    book: Rulebook,
    policy: Policy[Any] = REPLACEMENT,
    *,
    statements: Iterable[Statement] | None = None,
    rounds: int = ROUNDS,
    effort: int = EFFORT,
) -> Report:
    """What comes of the statements, all about the policy by default, for every plan of the book.

    A finding is a theorem about every case and request of its plan and period, or comes with a
    case that was decided again, or says why it is undecided: after so many `rounds` of correcting
    the calendar, or so much `effort` of the solver on one question. TypeError for a policy whose
    facts cannot be traced back to cases.
    """
    asked = statements_of(policy) if statements is None else statements
    searches = _searches(policy, scopes_of(book), rounds, effort)
    found = [finding for each in asked for finding in _findings(each, searches)]
    return Report(policy.name, book.name, tuple(found))


def difference(
    before: Rulebook,
    after: Rulebook,
    policy: Policy[Any] = REPLACEMENT,
    *,
    rounds: int = ROUNDS,
    effort: int = EFFORT,
) -> Report:
    """Where two rulebooks decide or charge differently, for every plan and day that both govern.

    A refuted finding comes with a case that they treat differently; a proved one says that there
    is none. The notes name the plans that only one of them knows.
    """
    searches = _searches(policy, shared_scopes(before, after), rounds, effort)
    found = [finding for each in DIFFERENCES for finding in _findings(each, searches)]
    name = f"{before.name} compared with {after.name}"
    return Report(policy.name, name, tuple(found), tuple(_notes(before, after, searches)))


@frozen(eq=False)
class _Inquiry:
    """The search through one scope."""

    scope: Scope
    policy: Policy[Any]
    search: Search

    def finding(self, statement: Statement, verdict: Verdict, **told: Any) -> Finding:
        scope = self.scope
        return Finding(
            statement.name,
            statement.sentence,
            scope.edition,
            scope.first_day,
            scope.last_day,
            **{"plan": scope.plan, **told},
            verdict=verdict,
        )

    def unknown_terms(self, statement: Sometimes) -> tuple[str, ...]:
        """The terms that the statement looks at and that are unknown for the plan."""
        facts, terms = symbolic_facts(self.policy.facts), symbolic_terms()
        prices = tuple(Formula.price(charge.item) for charge in self.policy.charges)
        looked_at = statement.arises(Situation(self.policy, facts, terms, prices))
        paths = [node.payload for node in nodes(looked_at) if node.op == "term"]
        return tuple(dict.fromkeys(whole_term(p) for p in paths if self._is_missing(p)))

    def _is_missing(self, path: str) -> bool:
        """Whether a term is unknown; the number of what is unlimited is not missing."""
        terms = self.scope.terms()
        unlimited = getattr(term_value(terms, whole_term(path)), "unlimited", False)
        return term_value(terms, path) is UNKNOWN and unlimited is not True


def _searches(
    policy: Policy[Any], scopes: Iterable[Scope], rounds: int, effort: int
) -> list[_Inquiry]:
    cases = CASES.get(policy.kind)
    if cases is None:
        known = ", ".join(kind.__name__ for kind in CASES)
        message = f"no proofs about {policy.kind.__name__}: expected a policy for one of {known}"
        raise TypeError(message)
    return [
        _Inquiry(each, policy, Search(policy, cases, each, rounds=rounds, effort=effort))
        for each in scopes
    ]


def _findings(statement: Statement, searches: Sequence[_Inquiry]) -> Iterator[Finding]:
    try:
        yield from _told(statement, searches)
    except Unspoken as unspoken:
        for each in searches:
            yield each.finding(statement, Verdict.UNDECIDED, remark=str(unspoken))


def _told(statement: Statement, searches: Sequence[_Inquiry]) -> Iterator[Finding]:
    if isinstance(statement, Always):
        yield from (_always(statement, each) for each in searches)
        return
    for _, of_period in groupby(searches, key=lambda e: (e.scope.edition, e.scope.first_day)):
        each_plan = [(each, _sometimes(statement, each)) for each in of_period]
        if statement.for_every_plan:
            yield from (finding for _, finding in each_plan)
        else:
            yield _together(statement, each_plan[0][0], [finding for _, finding in each_plan])


def _always(statement: Always, inquiry: _Inquiry) -> Finding:
    def broken(s: Situation) -> Any:
        return holds(statement.given(s)) & not_(holds(statement.then(s)))

    def arising(s: Situation) -> Any:
        return holds(statement.given(s))

    search, change = inquiry.search, statement.change
    priced = search.looks_at_prices(broken, change)
    counter = search.find(broken, change, priced=priced)
    if counter.example is not None:
        return inquiry.finding(statement, Verdict.REFUTED, example=counter.example)
    if not counter.absent:
        return inquiry.finding(statement, Verdict.UNDECIDED, remark=counter.undecided)
    witness = search.find(arising, change, priced=priced)
    remark = "it never arises" if witness.absent else witness.undecided
    return inquiry.finding(statement, Verdict.PROVED, example=witness.example, remark=remark)


def _sometimes(statement: Sometimes, inquiry: _Inquiry) -> Finding:
    answer = inquiry.search.find(lambda s: holds(statement.arises(s)), Change())
    if answer.example is not None:
        return inquiry.finding(statement, Verdict.PROVED, example=answer.example)
    if not answer.absent:
        return inquiry.finding(statement, Verdict.UNDECIDED, remark=answer.undecided)
    if unknown := inquiry.unknown_terms(statement):
        remark = f"unknown: {', '.join(unknown)}"
        return inquiry.finding(statement, Verdict.UNDECIDED, remark=remark)
    return inquiry.finding(statement, Verdict.REFUTED, remark="there is no such case")


def _together(statement: Sometimes, inquiry: _Inquiry, findings: Sequence[Finding]) -> Finding:
    """Return what the findings for each plan come to for their period."""
    by = {v: [each for each in findings if each.verdict is v] for v in Verdict}
    never = tuple(str(each.plan) for each in by[Verdict.REFUTED])
    unclear = list(dict.fromkeys(str(each.remark) for each in by[Verdict.UNDECIDED]))
    told = [f"never for {', '.join(never)}"] if never else []
    if found := by[Verdict.PROVED]:
        verdict, example = Verdict.PROVED, found[0].example
    else:
        verdict, example = Verdict.UNDECIDED if unclear else Verdict.REFUTED, None
    remark = "; ".join(told + unclear) or None
    return inquiry.finding(
        statement, verdict, plan=None, example=example, remark=remark, never_for=never
    )


def _notes(before: Rulebook, after: Rulebook, searches: Sequence[_Inquiry]) -> Iterator[str]:
    for one, other in ((before, after), (after, before)):
        only = [plan for plan in one.plans if plan not in other.plans]
        if only:
            yield f"only in {one.name}: {', '.join(only)}"
    if not searches:
        yield "no plan is governed by both on any day"
