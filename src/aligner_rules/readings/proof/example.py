"""An example: a case, a request and a day, with what is decided about them, told as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import fill
from typing import Any, Final

from attrs import fields_dict, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import Order, RetainerOrder
from aligner_rules.model.phase import Phase
from aligner_rules.model.plan import Plan
from aligner_rules.model.request import Request
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import Decision
from aligner_rules.readings.proof.statement import Situation
from aligner_rules.rules.facts import Facts, fact_types

_WIDTH: Final = 92


@frozen(eq=False)
class Example:
    """One situation that was found, decided again by the reading as a value.

    `case` and `request` are None where no case leaves just these facts unknown: the decision is
    then about the facts. `prices` are those of the policy's charges in minor units, which matter
    where it is `priced`. `other` is what it is compared with.
    """

    case: Case | None
    request: Request | None
    decision: Decision
    prices: tuple[int, ...]
    priced: bool
    other: Example | None = None

    @property
    def facts(self) -> Any:
        """The facts, as they are gathered from the case."""
        return self.decision.facts

    @property
    def as_of(self) -> date:
        """The day that is asked about."""
        day: date = self.decision.facts.as_of
        return day

    @property
    def situation(self) -> Situation:
        """What a statement speaks about."""
        told = self.decision
        other = None if self.other is None else self.other.situation
        return Situation(told.policy, told.facts, told.terms, self.prices, other)

    def __str__(self) -> str:
        return "\n".join(_wrapped(line) for line in self._lines())

    def _lines(self) -> Iterator[str]:
        if self.case is None or self.request is None:
            yield f"facts: {_told(self.facts, fact_types(type(self.facts)))}"
        else:
            yield from _case_lines(self.case)
            names = [n for n in fields_dict(type(self.request)) if n not in fields_dict(Order)]
            yield f"request: {self.request.kind}; {_told(self.request, names)}"
        if self.priced:
            charges = zip(self.decision.policy.charges, self.prices, strict=True)
            yield f"prices: {_words(f'{one.item} {_value(price)}' for one, price in charges)}"
        yield f"on {_value(self.as_of)}: {self.outcome}"
        if self.other is not None:
            yield f"{self._unlike(self.other)}: {self.other.outcome}"

    @property
    def outcome(self) -> str:
        """What is decided, and what it comes to where it is priced."""
        costs = f", for {_value(self.situation.total)}" if self.priced else ""
        return f"{_verdict(self.decision)}{costs}"

    def _unlike(self, other: Example) -> str:
        """Return in what the other situation differs."""
        names = told_apart(self.facts, other.facts)
        book = other.decision.book
        under = "" if book == self.decision.book else f" under {book.name}"
        if not names:
            return f"the same{under}"
        return f"with {_told(other.facts, names)} instead of {_told(self.facts, names)}{under}"


def told_apart(one: Facts, other: Facts) -> tuple[str, ...]:
    """The names of the facts in which two records differ."""
    return tuple(n for n in fact_types(type(one)) if getattr(one, n) != getattr(other, n))


def _told(record: Any, names: Iterable[str]) -> str:
    return _words(f"{n.replace('_', ' ')} {_value(getattr(record, n))}" for n in names)


def _wrapped(line: str) -> str:
    margin = " " * (len(line) - len(line.lstrip()) + 4)
    return fill(line, _WIDTH, subsequent_indent=margin, break_on_hyphens=False)


def _verdict(decision: Decision) -> str:
    told = zip(decision.policy.requirements, decision.verdicts, strict=True)
    standing = False if False in decision.verdicts else UNKNOWN
    codes = ", ".join(one.code for one, verdict in told if verdict is standing)
    return decision.outcome.value + (f" ({codes})" if codes else "")


def _case_lines(case: Case) -> Iterator[str]:
    plan: Any = case.plan
    if isinstance(plan, Plan):
        plan = f"{plan.name}, approved {_value(plan.approved_on)}"
    yield f"case: plan {_value(plan)}; region {_value(case.region)}"
    for phase in case.phases:
        active = ", active" if phase.number == case.active_phase else ""
        yield f"  phase {phase.number}{active}: {_words(_phase_parts(phase))}"
    if case.active_phase is UNKNOWN:
        yield "  active phase: unknown"
    if case.orders is UNKNOWN:
        yield "  earlier orders: unknown"
    for order in () if case.orders is UNKNOWN else case.orders:
        sets = f", sets {order.sets}" if isinstance(order, RetainerOrder) else ""
        told = f"{order.kind}{sets}, {order.channel.value}, shipped {_value(order.shipped_on)}"
        yield f"  ordered {_value(order.placed_on)}: {told}"


def _phase_parts(phase: Phase) -> Iterator[str]:
    yield _value(phase.steps)
    yield f"engagers at {_value(phase.engagers)}"
    yield f"in production {_value(phase.in_production_on)}"
    yield f"shipped {_value(phase.shipped_on)}"


def _value(value: Any) -> str:
    if value is UNKNOWN:
        return "unknown"
    if value is None:
        return "no"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    return str(value).replace("; ", " and ") or "none"


def _words(parts: Iterable[str]) -> str:
    return "; ".join(parts)
