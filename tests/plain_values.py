"""Formulas read back as plain values: what the readings of formulas are held against."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from aligner_rules.rulebook.terms import NO_TERMS, PlanTerms
from aligner_rules.rules.folding import VALUES
from aligner_rules.rules.formula import Type
from aligner_rules.rules.symbols import term_value


@frozen
class Plain:
    """An algebra in which every operation means what it means for plain values and UNKNOWN."""

    facts: dict[str, Any]
    terms: PlanTerms = NO_TERMS
    prices: Callable[[str], Any] = lambda _: None

    def literal(self, value: Any, _type: Type) -> Any:
        """The constant itself."""
        return value

    def fact(self, name: str, _type: Type) -> Any:
        """The fact of that name."""
        return self.facts[name]

    def term(self, path: str, _type: Type) -> Any:
        """The term at that path."""
        return term_value(self.terms, path)

    def price(self, item: str, _type: Type) -> Any:
        """The price of that item."""
        return self.prices(item)

    def __getattr__(self, op: str) -> Callable[..., Any]:
        """The operation of that name."""
        return VALUES[op]
