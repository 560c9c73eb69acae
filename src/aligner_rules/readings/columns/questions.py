"""What a policy is asked, as formulas: how a rule reads once it is called with symbols."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, reduce
from operator import add
from typing import Any

from attrs import frozen

from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.formula import Formula, nodes
from aligner_rules.rules.policy import Charge, Policy, Rule
from aligner_rules.rules.symbols import as_formula, symbolic_facts, symbolic_terms
from aligner_rules.rules.words import where


@frozen
class Decided:
    """Whether a request is allowed: one truth value for each requirement, and the day it opens."""

    requirements: tuple[Formula, ...]
    opens_on: Formula


@frozen
class Charged:
    """What a request costs: the total, and how many of what come along and are charged."""

    amount_minor: Formula
    counts: dict[str, Formula]


@cache
def decided(policy: Policy[Any]) -> Decided:
    """Return the decision of a policy as formulas over facts and terms."""
    return Decided(
        requirements=tuple(_read(policy, holds) for holds in policy.statements),
        opens_on=_read(policy, policy.opens_on),
    )


@cache
def charged(policy: Policy[Any]) -> Charged:
    """Return the quote of a policy as formulas over facts, terms and prices.

    `counts` names result columns. Of what is never charged, only how many come along is told.
    """
    amounts = [_read(policy, _amount(charge)) for charge in policy.charges]
    counts: dict[str, Formula] = {}
    for charge in policy.charges:
        name = charge.what.replace("-", "_")
        counts[f"{name}_count"] = _read(policy, charge.many)
        if isinstance(charge.free(*_symbols(policy)), Formula):
            counts[f"{name}s_charged"] = _read(policy, _charged_many(charge))
    return Charged(amount_minor=reduce(add, amounts, Formula.literal(0)), counts=counts)


def facts_in(formulas: Iterable[Formula], book: Rulebook | None = None) -> frozenset[str]:
    """Return the names of the facts that are read: the day and what decides who governs as well.

    The region does so only if the book has regional editions, or if no book is given.
    """
    read = {name for node in nodes(*formulas) for name in _facts_of(node)}
    regional = book is None or any(period.regions is not None for period in book.periods)
    return frozenset(read | {"as_of", "plan", "approved_on"} | ({"region"} if regional else set()))


def _facts_of(node: Formula) -> tuple[str, ...]:
    """Return the facts that a node looks at: itself, or those that tell the plans of a fee."""
    if node.op == "price" and isinstance(node.payload, tuple):
        return node.payload[1:]
    return (node.payload,) if node.op == "fact" else ()


def _symbols(policy: Policy[Any]) -> tuple[Any, Any]:
    return symbolic_facts(policy.facts), symbolic_terms()


def _read(policy: Policy[Any], rule: Rule[Any]) -> Formula:
    return as_formula(rule(*_symbols(policy)))


def _amount(charge: Charge[Any]) -> Rule[Any]:
    def amount(facts: Any, terms: PlanTerms) -> Any:
        price: Any = charge.symbol
        if charge.unit is not None:
            price = charge.of_unit(facts, terms, Formula.price)  # type: ignore[arg-type]
        return charge.amount_minor(facts, terms, price)

    return amount


def _charged_many(charge: Charge[Any]) -> Rule[Any]:
    return lambda facts, terms: where(charge.free(facts, terms), 0, charge.charged(facts, terms))
