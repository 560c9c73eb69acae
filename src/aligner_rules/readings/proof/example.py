"""An example: a case, a request and a day, with what is decided about them, told as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from textwrap import indent
from typing import Any

from attrs import field, fields_dict, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import Order
from aligner_rules.model.phase import Phase
from aligner_rules.model.plan import Plan
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import Decision
from aligner_rules.rules.facts import fact_types


@frozen(eq=False)
class Example:
    """One situation that was found, decided again by the reading as a value.

    `case` and `request` are None where no case leaves just these facts unknown: the decision is
    then about the facts. `prices` are those that matter, in minor units. `other` is what it is
    compared with.
    """

    case: Case | None
    request: Order | None
    decision: Decision
    prices: Mapping[str, Any] = field(factory=dict)
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

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.case is not None and self.request is not None:
            yield from _case_lines(self.case)
            yield f"request: {_words(_request_parts(self.request))}"
        yield from (f"price of {item}: {_value(price)}" for item, price in self.prices.items())
        yield f"on {_value(self.as_of)}: {_verdict(self.decision)}"
        if self.other is not None:
            yield from self._other_lines(self.other)

    def _other_lines(self, other: Example) -> Iterator[str]:
        names = [n for n in fact_types(type(self.facts)) if self._differs(n, other)]
        changes = [
            f"{name} {_value(getattr(other.facts, name))} instead of "
            f"{_value(getattr(self.facts, name))}"
            for name in names
        ]
        told = f"with {_words(changes)}" if changes else "the same"
        name = other.decision.book.name
        under = "" if other.decision.book == self.decision.book else f", under {name}"
        yield f"{told}{under}: {_verdict(other.decision)}"

    def _differs(self, name: str, other: Example) -> bool:
        one, two = getattr(self.facts, name), getattr(other.facts, name)
        return one is not two and bool(one is UNKNOWN or two is UNKNOWN or one != two)


def indented(example: Example, by: int) -> str:
    """The text of the example, moved to the right."""
    return indent(str(example), " " * by)


def _verdict(decision: Decision) -> str:
    codes = ", ".join(decision.codes)
    return decision.outcome.value + (f" ({codes})" if codes else "")


def _case_lines(case: Case) -> Iterator[str]:
    plan: Any = case.plan
    if isinstance(plan, Plan):
        plan = f"{plan.name}, approved {_value(plan.approved_on)}"
    yield f"case: plan {_value(plan)}; region {_value(case.region)}; practice in {case.practice_zone}"
    for phase in case.phases:
        active = ", active" if phase.number == case.active_phase else ""
        yield f"  phase {phase.number}{active}: {_words(_phase_parts(phase))}"
    if case.active_phase is UNKNOWN:
        yield "  active phase: unknown"
    if case.orders is UNKNOWN:
        yield "  earlier orders: unknown"
    for order in () if case.orders is UNKNOWN else case.orders:
        yield f"  ordered {_value(order.placed_on)}: {order.kind}, {order.channel.value}"


def _phase_parts(phase: Phase) -> Iterator[str]:
    yield str(phase.steps) or "no steps"
    yield f"engagers at {_value(phase.engagers)}"
    yield f"in production {_value(phase.in_production_on)}"
    yield f"shipped {_value(phase.shipped_on)}"


def _request_parts(request: Order) -> Iterator[str]:
    yield request.kind
    for name in fields_dict(type(request)):
        if name not in fields_dict(Order):
            yield f"{name.replace('_', ' ')} {_value(getattr(request, name))}"


def _value(value: Any) -> str:
    if value is UNKNOWN:
        return "unknown"
    if value is None:
        return "no"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) or "none"


def _words(parts: Iterable[str]) -> str:
    return "; ".join(parts)
