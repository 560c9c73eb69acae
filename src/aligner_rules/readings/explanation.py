"""The reading as an explanation: why a decision is as it is, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cache, lru_cache
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.limit import Limit
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.wording import Wording, wording
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.folding import VALUES, folded
from aligner_rules.rules.formula import Formula, nodes
from aligner_rules.rules.policy import Policy, Requirement, Rule, Way
from aligner_rules.rules.symbols import (
    as_formula,
    symbolic_facts,
    symbolic_terms,
    term_value,
    whole_term,
)

_SETTLED: Final[Mapping[str, frozenset[str]]] = {
    "expiry.month_overflow": frozenset({"clip", "roll"}),
    "expiry.anchor": frozenset({"first-shipment", "approval", "none"}),
}
"""Terms that may leave an answer open though all is known, and the values by which they do not."""


class Standing(Enum):
    """Why a requirement stands in the way: it is known not to hold, or not known to hold."""

    UNMET = "unmet"
    UNKNOWN = "unknown"


@frozen
class WayOut:
    """One thing that can be done: wait until the day `on`, split into `orders` orders."""

    way: Way
    on: date | None = None
    orders: int | None = None

    def message(self, language: str = "en") -> str:
        """Return the way out as a sentence in that language ("en" or "fr")."""
        return wording(language).way(self.way.value, on=self.on, orders=self.orders)


@frozen
class Reason:
    """A requirement that is not met, or not known to be: what stands against what, and the way out.

    `actual` and `required` are UNKNOWN where they are. Of an unmet requirement, `lifts_on` is the
    day from which waiting alone meets it, if any, and `ways_out` what can be done. Of an unknown
    one, `missing` names the facts and terms that would have to be known.
    """

    code: str
    clause: str
    standing: Standing
    actual: Any
    required: Any
    missing: tuple[str, ...]
    lifts_on: date | None
    ways_out: tuple[WayOut, ...]

    def message(self, language: str = "en") -> str:
        """Return the reason as a sentence in that language ("en" or "fr")."""
        texts: Wording = wording(language)
        if self.standing is Standing.UNKNOWN:
            return texts.unknown(self.code, self.missing)
        return texts.unmet(self.code, actual=self.actual, required=self.required)


@frozen
class Result:
    """Something that an order brings about by itself; `many` counts what comes along."""

    code: str
    clause: str
    many: int | None

    def message(self, language: str = "en") -> str:
        """Return the consequence as a sentence in that language ("en" or "fr")."""
        return wording(language).consequence(self.code, many=self.many)


def reasons_of(
    policy: Policy[Any], facts: Any, terms: PlanTerms, verdicts: Iterable[Any]
) -> tuple[Reason, ...]:
    """Return a reason for every requirement that is not known to hold, in the policy's order."""
    told = zip(policy.requirements, verdicts, strict=True)
    return tuple(
        _reason(policy, one, facts, terms, holds) for one, holds in told if holds is not True
    )


def consequences_of(policy: Policy[Any], facts: Any, terms: PlanTerms) -> tuple[Result, ...]:
    """Return what is known to come about once the order is placed."""
    return tuple(
        Result(one.code, one.clause, None if one.many is None else one.many(facts, terms))
        for one in policy.consequences
        if one.holds(facts, terms) is True
    )


def missing_for(record: Any, rule: Rule[Any], facts: Any, terms: PlanTerms) -> tuple[str, ...]:
    """Return the names of the unknown facts and terms that a rule still looks at.

    What is known settles which of the others matter. Where terms are unknown because nobody knows
    which terms govern, the facts that decide it are named first. Where all are known and the answer
    is unknown nonetheless, the terms are named that leave it open: for a day that the calendar
    lacks, or one that the question does not look at.
    """
    names = list(_still_open(_parts(record, rule, terms), facts))
    if not names and rule(facts, terms) is UNKNOWN:
        names = [n.payload for n in inputs_of(record, rule) if _leaves_open(n, terms)]
    return names_told(names, facts)


def names_told(missing: Iterable[str], facts: Any) -> tuple[str, ...]:
    """Return names of what is missing, each once: what decides the terms first, terms as wholes."""
    names = [*missing]
    if any("." in name for name in names):
        names = [n for n in facts.governing if getattr(facts, n) is UNKNOWN] + names
    return tuple(dict.fromkeys(whole_term(name) for name in names))


def _leaves_open(node: Formula, terms: PlanTerms) -> bool:
    """Return whether the node is a term whose value can leave an answer unknown."""
    settled = _SETTLED.get(node.payload)
    return settled is not None and term_value(terms, node.payload) not in settled


def _still_open(parts: Sequence[Formula], facts: Any) -> Iterator[str]:
    """Yield the names of the inputs that leave the last of the parts unknown, as the facts are.

    What is known needs nothing; of a choice that is made, the side not taken does not matter.
    """
    values: dict[Formula, Any] = {}
    for node in parts:
        values[node] = _value(node, [values[arg] for arg in node.args], facts)
    at_fault = {parts[-1]}
    for node in reversed(parts):
        if node in at_fault and values[node] is UNKNOWN:
            at_fault.update(_looked_at(node, values))
    yield from (n.payload for n in _inputs(parts) if n in at_fault and values[n] is UNKNOWN)


def _value(node: Formula, arguments: list[Any], facts: Any) -> Any:
    if node.args:
        return VALUES[node.op](*arguments)
    if node.op == "fact":
        return getattr(facts, node.payload)
    return UNKNOWN if node.op == "term" else node.payload


def _looked_at(node: Formula, values: Mapping[Formula, Any]) -> tuple[Formula, ...]:
    """Return the arguments of which a node that is unknown makes something."""
    if node.op in {"where", "provided"} and values[node.args[0]] is not UNKNOWN:
        return node.args[1:2] if values[node.args[0]] else node.args[2:]
    return node.args


@lru_cache(maxsize=1024)
def _parts(record: Any, rule: Rule[Any], terms: PlanTerms) -> tuple[Formula, ...]:
    """Return a rule as a formula into which the known terms are written, its parts first."""

    def known(node: Formula) -> Formula:
        return _settled(node, term_value(terms, node.payload)) if node.op == "term" else node

    return tuple(nodes(folded(_read(record, rule), known)))


def _settled(node: Formula, value: Any) -> Formula:
    return node if value is UNKNOWN else Formula.literal(value)


def _inputs(parts: Iterable[Formula]) -> tuple[Formula, ...]:
    return tuple(node for node in parts if node.op in {"fact", "term"})


@cache
def inputs_of(record: Any, rule: Rule[Any]) -> tuple[Formula, ...]:
    """Return the facts and terms that a rule looks at, as it reads as a formula."""
    return _inputs(nodes(_read(record, rule)))


@cache
def _read(record: Any, rule: Rule[Any]) -> Formula:
    return as_formula(rule(symbolic_facts(record), symbolic_terms()))


def _reason(
    policy: Policy[Any], one: Requirement[Any], facts: Any, terms: PlanTerms, holds: Any
) -> Reason:
    unmet = holds is False
    lifts_on = one.lifts_on(facts, terms) if unmet and one.lifts_on else None
    orders = one.orders(facts, terms) if unmet and one.orders else None
    required = one.required(facts, terms)
    helping = _helping(one, facts, terms) if unmet else ()
    return Reason(
        code=one.code,
        clause=one.clause,
        standing=Standing.UNMET if unmet else Standing.UNKNOWN,
        actual=one.actual(facts, terms),
        required=_told(required),
        missing=() if unmet else missing_for(policy.facts, one.holds, facts, terms),
        lifts_on=lifts_on,
        ways_out=tuple(_ways_out(helping, lifts_on, orders)),
    )


def _told(required: Any) -> Any:
    """Return what is required as one value: of a limit its number, of names all of them."""
    if isinstance(required, tuple):
        return ", ".join(required)
    return required.number if isinstance(required, Limit) else required


def _helping(one: Requirement[Any], facts: Any, terms: PlanTerms) -> Iterator[Way]:
    """Yield the ways out that are not known to be of no help."""
    for way in one.ways_out:
        if way not in one.helps or one.helps[way](facts, terms) is not False:
            yield way


def _ways_out(ways: Iterable[Way], lifts_on: Any, orders: Any) -> Iterator[WayOut]:
    """Yield the ways out of an unmet requirement, but for those of which too little is known."""
    for way in ways:
        if way is Way.SPLIT:
            if orders is not UNKNOWN:
                yield WayOut(way, orders=orders)
        else:
            yield WayOut(way, on=lifts_on if way is Way.WAIT else None)
