"""What is asked of a frame, as formulas: how a rule reads once it is called with symbols."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, reduce
from operator import add
from typing import Any

from attrs import frozen

from aligner_rules.readings.expiry import Undated
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules import delivery as shipping
from aligner_rules.rules import expiry as lapsing
from aligner_rules.rules.delivery import DeliveryFacts
from aligner_rules.rules.expiry import ExpiryFacts
from aligner_rules.rules.folding import made
from aligner_rules.rules.formula import Formula, nodes
from aligner_rules.rules.policy import Charge, Policy, Rule
from aligner_rules.rules.symbols import as_formula, symbolic_facts, symbolic_terms
from aligner_rules.rules.words import equals, where


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


@frozen
class Delivering:
    """When something arrives: on the carrier's day, or some business days around a target.

    `carrier_on`, `target_on` and `spread_days` are unknown where they do not count.
    """

    told: dict[str, Formula]
    carrier_on: Formula
    target_on: Formula
    spread_days: Formula


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


@cache
def expiring() -> dict[str, Formula]:
    """Return the expiry of a case as formulas, by the names of the columns that tell it."""
    f, t = symbolic_facts(ExpiryFacts), symbolic_terms()
    lapses = as_formula(lapsing.lapses(f, t))
    never = as_formula(lapsing.never_expires(f, t))
    undated = made("provided", never, _text(Undated.NEVER_EXPIRES), _text(Undated.NOT_STARTED))
    return {
        "expires_on": _provided(lapses, lapsing.expires_on(f, t)),
        "months_left": _provided(lapses, lapsing.months_left(f, t)),
        "days_left": _provided(lapses, lapsing.days_left(f, t)),
        "emphasis": as_formula(lapsing.emphasis(f, t)),
        "overflowed": as_formula(lapsing.overflowed(f, t)),
        "undated": _provided(made("negation", lapses), undated),
    }


@cache
def delivering() -> Delivering:
    """Return the delivery of a parcel as formulas."""
    f, t = symbolic_facts(DeliveryFacts), symbolic_terms()
    by_carrier = as_formula(shipping.carrier_counts(f, t))
    source = as_formula(shipping.date_source(f, t))
    counted_from = shipping.counted_from(f, t)
    none_is_set: Any = equals(source, Formula.literal("none"))

    def around_target(value: Any) -> Formula:
        unknown = Formula.unknown(as_formula(value).type)
        either = made("provided", none_is_set, unknown, as_formula(value))
        return made("provided", by_carrier, unknown, either)

    return Delivering(
        told={
            "source": source,
            "state": as_formula(shipping.state(f, t)),
            "shown": as_formula(shipping.tracker_shown(f, t)),
        },
        carrier_on=_provided(by_carrier, counted_from),
        target_on=around_target(counted_from),
        spread_days=around_target(shipping.spread_days(f, t)),
    )


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


def _provided(condition: Formula, value: Any) -> Formula:
    """Return the value where the condition is known to hold, else unknown."""
    then = as_formula(value)
    return made("provided", condition, then, Formula.unknown(then.type))


def _text(member: Undated) -> Formula:
    return Formula.literal(member.value)
