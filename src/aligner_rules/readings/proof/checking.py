"""Putting statements to the test: every one, for every plan of every period of a rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from attrs import evolve, frozen

from aligner_rules.model.request import Request
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
from aligner_rules.rules.folding import folded, under
from aligner_rules.rules.formula import Formula, nodes
from aligner_rules.rules.policies import policies, policy_for
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.symbols import (
    as_formula,
    symbolic_facts,
    symbolic_terms,
    term_value,
    whole_term,
)
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

_TRUE: Final = Formula.literal(True)


def check(  # noqa: PLR0913 - what is asked, and how much may be spent on it
    book: Rulebook,
    policy: Policy[Any] | None = None,
    *,
    kind: type[Request] | None = None,
    statements: Iterable[Statement] | None = None,
    rounds: int = ROUNDS,
    effort: int = EFFORT,
) -> Report:
    """What comes of the statements for every plan of the book: about every kind of request, or one.

    A finding is a theorem about every case and request of its plan and period, or comes with a
    case that was decided again, or says why it is undecided: after so many `rounds` of correcting
    the calendar, or so much `effort` of the solver on one question. `unproved` of the report names
    the policies about which nothing can be proved. TypeError for a `policy` or `kind` that is one
    of them, and for `statements` without either: they speak of the facts of one kind.
    """
    if statements is not None and policy is None and kind is None:
        message = "statements speak of the facts of one kind of request: say which with kind="
        raise TypeError(message)
    claimed = None if statements is None else tuple(statements)
    found: list[Finding] = []
    asked, unproved = _asked(policy, kind)
    for each in asked:
        searches = _searches(each, scopes_of(book), rounds, effort)
        for one in statements_of(each) if claimed is None else claimed:
            found += _findings(one, searches)
    names = tuple(each.name for each in asked)
    return Report(names, book.name, tuple(found), tuple(_bounds(asked)), unproved)


def difference(  # noqa: PLR0913 - what is asked, and how much may be spent on it
    before: Rulebook,
    after: Rulebook,
    policy: Policy[Any] | None = None,
    *,
    kind: type[Request] | None = None,
    rounds: int = ROUNDS,
    effort: int = EFFORT,
) -> Report:
    """Where two rulebooks decide or charge differently, for every plan and day that both govern.

    A refuted finding comes with a case that they treat differently; a proved one says that there
    is none. The notes name the plans that only one of them knows. Every kind of request is
    compared, or one, as with `check`.
    """
    found: list[Finding] = []
    asked, unproved = _asked(policy, kind)
    for each in asked:
        searches = _searches(each, shared_scopes(before, after), rounds, effort)
        for one in DIFFERENCES:
            found += _findings(one, searches)
    name = f"{before.name} compared with {after.name}"
    names = tuple(p.name for p in asked)
    notes = (*_bounds(asked), *_notes(before, after))
    return Report(names, name, tuple(found), notes, unproved)


def _asked(
    policy: Policy[Any] | None, kind: type[Request] | None
) -> tuple[tuple[Policy[Any], ...], tuple[str, ...]]:
    """Return the policies that are asked about, and the names of those that cannot be."""
    if policy is None and kind is None:
        unproved = tuple(each.name for each in policies() if each.kind not in CASES)
        return tuple(each for each in policies() if each.kind in CASES), unproved
    asked: Any = policy_for(kind) if policy is None and kind is not None else policy
    if asked.kind not in CASES:
        known = ", ".join(each.__name__ for each in CASES)
        message = f"no proofs about {asked.kind.__name__}: expected a policy for one of {known}"
        raise TypeError(message)
    return (asked,), ()


@frozen(eq=False)
class _Inquiry:
    """The search through one scope."""

    scope: Scope
    policy: Policy[Any]
    search: Search

    def finding(self, statement: Statement, verdict: Verdict, **told: Any) -> Finding:
        scope = self.scope
        return Finding(
            self.policy.name,
            statement.name,
            statement.sentence,
            scope.edition,
            scope.first_day,
            scope.last_day,
            **{"plan": scope.plan, **told},
            verdict=verdict,
        )

    @property
    def recounted(self) -> tuple[str, ...]:
        """The facts that two rulebooks which are compared count differently."""
        cases = CASES[self.policy.kind]
        return cases.recounted(self.scope.terms(), self.scope.other_terms())

    def is_not_asked(self, statement: Sometimes) -> bool:
        """Whether the terms of the plan alone make `unless` true, though other terms might not."""
        if statement.unless is None:
            return False
        otherwise = as_formula(statement.unless(self._symbols))
        left = under(otherwise, self.scope.terms())
        return left is _TRUE and otherwise is not _TRUE

    @property
    def _symbols(self) -> Situation:
        """All situations under all terms there could be."""
        facts = evolve(symbolic_facts(self.policy.facts), **CASES[self.policy.kind].fixed)
        prices = tuple(charge.symbol for charge in self.policy.charges)
        return Situation(self.policy, facts, symbolic_terms(), prices)

    def unknown_terms(self, statement: Sometimes) -> tuple[str, ...]:
        """The terms that the statement looks at and that are unknown for the plan."""
        looked_at = folded(as_formula(statement.arises(self._symbols)), lambda node: node)
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
    cases = CASES[policy.kind]
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
        inquiries = list(of_period)
        spared = [each for each in inquiries if each.is_not_asked(statement)]
        found = [_sometimes(statement, each) for each in inquiries if each not in spared]
        if statement.for_every_plan:
            yield from found
        else:
            yield _together(statement, inquiries[0], found, [e.scope.plan for e in spared])


def _always(statement: Always, inquiry: _Inquiry) -> Finding:
    def broken(s: Situation) -> Any:
        return holds(statement.given(s)) & not_(holds(statement.then(s)))

    def arising(s: Situation) -> Any:
        return holds(statement.given(s))

    search, change = inquiry.search, statement.change
    recounted = inquiry.recounted
    if recounted:
        change = Change(varies=recounted)
    priced = search.looks_at_prices(broken, change)
    counter = search.find(broken, change, priced=priced)
    if counter.example is not None:
        return inquiry.finding(statement, Verdict.REFUTED, example=counter.example)
    if counter.undecided is not None:
        why = "; ".join([counter.undecided, *[f"{n} is counted otherwise" for n in recounted]])
        return inquiry.finding(statement, Verdict.UNDECIDED, remark=why)
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


def _together(
    statement: Sometimes, inquiry: _Inquiry, findings: Sequence[Finding], spared: Sequence[str]
) -> Finding:
    """Return what the findings for each plan come to for their period.

    Plans that are `spared` are those whose terms do not ask: where all are, nothing is refuted.
    """
    by = {v: [each for each in findings if each.verdict is v] for v in Verdict}
    refuted = [str(each.plan) for each in by[Verdict.REFUTED]]
    unclear = list(dict.fromkeys(str(each.remark) for each in by[Verdict.UNDECIDED]))
    told = [f"never for {', '.join(refuted)}"] if refuted else []
    told += [f"not asked of {', '.join(spared)}"] if spared else []
    found = by[Verdict.PROVED]
    verdict = Verdict.PROVED if found or not findings else Verdict.UNDECIDED
    if refuted and not found and not unclear:
        verdict = Verdict.REFUTED
    return inquiry.finding(
        statement,
        verdict,
        plan=None,
        example=found[0].example if found else None,
        remark="; ".join(told + unclear) or None,
        never_for=(*refuted, *spared),
    )


def _bounds(policies: Iterable[Policy[Any]]) -> Iterator[str]:
    """Yield of which requests alone something is proved."""
    for each in policies:
        only = CASES[each.kind].only
        if only is not None:
            yield f"{each.name}: claimed of {only}, and of no others"


def _notes(before: Rulebook, after: Rulebook) -> Iterator[str]:
    for one, other in ((before, after), (after, before)):
        only = [plan for plan in one.plans if plan not in other.plans]
        if only:
            yield f"only in {one.name}: {', '.join(only)}"
    if not any(shared_scopes(before, after)):
        yield "no plan is governed by both on any day"
