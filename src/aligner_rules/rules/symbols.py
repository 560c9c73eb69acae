"""Facts and terms made of symbols: a rule called with them comes out as a formula."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from attrs import fields

from aligner_rules.model.limit import Limit
from aligner_rules.rulebook.terms import GROUPS, Allowance, PlanTerms, Regions, Route
from aligner_rules.rules.facts import Facts, fact_types
from aligner_rules.rules.formula import Formula, Type

F = TypeVar("F", bound=Facts)

_PLAIN = {t.value: t for t in Type}
_PARTED: dict[str, type[Any]] = {
    "Limit": Limit,
    "Allowance": Allowance,
    "Regions": Regions,
    "Route": Route,
}


def symbolic_facts(record: type[F]) -> F:
    """Return that record with a symbol for every fact.

    >>> symbolic_facts(Facts).as_of
    as_of
    """
    symbols: dict[str, Any] = {
        name: Formula.fact(name, type_) for name, type_ in fact_types(record).items()
    }
    return record(**symbols)


@cache
def symbolic_terms() -> PlanTerms:
    """Return the terms of a plan with a symbol for every term, named by its path.

    >>> symbolic_terms().replacement.steps_per_arch.number
    replacement.steps_per_arch.number
    """
    groups: dict[str, Any] = {
        name: group(**{a.name: _symbol(f"{name}.{a.name}", str(a.type)) for a in fields(group)})
        for name, group in GROUPS.items()
    }
    return PlanTerms(**groups)


def _symbol(path: str, annotation: str) -> Any:
    if annotation in _PLAIN:
        return Formula.term(path, _PLAIN[annotation])
    parts = _PARTED[annotation]
    return parts(**{a.name: _symbol(f"{path}.{a.name}", str(a.type)) for a in fields(parts)})


def as_formula(answer: Any) -> Formula:
    """Return what a rule gave for symbols as a formula, if it was but a constant."""
    return answer if isinstance(answer, Formula) else Formula.literal(answer)


def whole_term(path: str) -> str:
    """Return the path of the term that a part belongs to: a limit is told as one.

    >>> whole_term("replacement.steps_per_arch.number")
    'replacement.steps_per_arch'
    """
    return ".".join(path.split(".")[:2])


def term_value(terms: PlanTerms, path: str) -> Any:
    """Return the value at a path of the terms, parts of limits and allowances included."""
    value: Any = terms
    for name in path.split("."):
        value = getattr(value, name)
    return value
