"""Formulas made smaller: what can be worked out before any row is seen is worked out here."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.formula import EPOCH, Formula, Type, nodes
from aligner_rules.rules.symbols import term_value
from aligner_rules.rules.words import (
    equals,
    listed,
    month_lacks_day,
    months_between,
    not_,
    plus_days,
    plus_months,
    where,
)


def _provided(condition: Any, then: Any, otherwise: Any) -> Any:
    return then if condition is True else otherwise


VALUES: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "add": operator.add,
        "sub": operator.sub,
        "mul": operator.mul,
        "floordiv": operator.floordiv,
        "le": operator.le,
        "lt": operator.lt,
        "equals": equals,
        "listed": listed,
        "both": operator.and_,
        "either": operator.or_,
        "negation": not_,
        "where": where,
        "provided": _provided,
        "day_number": lambda day: day.toordinal(),
        "epoch_day": lambda day: day.toordinal() - EPOCH,
        "plus_days": plus_days,
        "plus_months": plus_months,
        "month_lacks_day": month_lacks_day,
        "months_between": months_between,
        "is_unknown": lambda value: value is UNKNOWN,
    }
)
"""What every operation of a formula is for plain values, UNKNOWN among them."""

_ABSORBING: Final = frozenset(
    {
        *("add", "sub", "mul", "floordiv", "le", "lt", "equals", "negation"),
        *("day_number", "epoch_day", "plus_days", "plus_months"),
        *("month_lacks_day", "months_between"),
    }
)
"""Operations that are unknown as soon as one of their arguments is."""

_TRUE: Final = Formula.literal(True)
_FALSE: Final = Formula.literal(False)
_ZERO: Final = Formula.literal(0)
_ONE: Final = Formula.literal(1)


def is_literal(formula: Formula) -> bool:
    """Return whether the formula is a constant, the unknown one included."""
    return formula.op == "literal"


def is_unknown(formula: Formula) -> bool:
    """Return whether the formula is the unknown constant."""
    return is_literal(formula) and formula.payload is UNKNOWN


def constant(value: Any, like: Formula) -> Formula:
    """Return the value as a constant of the type of `like`; UNKNOWN included."""
    return Formula.unknown(like.type) if value is UNKNOWN else Formula.literal(value)


def made(op: str, *args: Formula) -> Formula:
    """Return the smallest formula that is known to equal this operation on these arguments.

    >>> from aligner_rules.rules.formula import Type
    >>> shipped = Formula.fact("has_shipped", Type.BOOL)
    >>> made("both", shipped, Formula.literal(False)), made("either", shipped, shipped)
    (False, has_shipped)
    """
    whole = Formula.apply(op, *args)
    if all(map(is_literal, args)):
        return constant(VALUES[op](*(arg.payload for arg in args)), like=whole)
    if op in _ABSORBING and any(map(is_unknown, args)):
        return Formula.unknown(whole.type)
    shorter = _SHORTER[op](*args) if op in _SHORTER else None
    return whole if shorter is None else shorter


def folded(formula: Formula, inputs: Callable[[Formula], Formula]) -> Formula:
    """Return the formula with its inputs replaced, made as small as that allows.

    `inputs` is asked for every node without arguments.
    """
    done: dict[Formula, Formula] = {}
    for node in nodes(formula):
        parts = [done[arg] for arg in node.args]
        done[node] = made(node.op, *parts) if parts else inputs(node)
    return done[formula]


def under(formula: Formula, terms: PlanTerms) -> Formula:
    """Return the formula with the terms of one plan written into it.

    >>> from aligner_rules.rulebook.loading import load_rulebook
    >>> from aligner_rules.rules.formula import Type
    >>> from datetime import date
    >>> interval = Formula.term("replacement.interval_days", Type.INT)
    >>> under(interval, load_rulebook("clearcorrect-2024-10").terms("FLEX", date(2024, 10, 1)))
    0
    """

    def value(node: Formula) -> Formula:
        return constant(term_value(terms, node.payload), node) if node.op == "term" else node

    return folded(formula, value)


def _listed(_value: Formula, names: Formula) -> Formula | None:
    if is_unknown(names):
        return Formula.unknown(Type.BOOL)
    return _FALSE if is_literal(names) and not names.payload else None


def _both(left: Formula, right: Formula) -> Formula | None:
    if left.op == "both" and right in left.args:
        return left
    if left is right or left is _FALSE or right is _TRUE:
        return left
    return right if right is _FALSE or left is _TRUE else None


def _either(left: Formula, right: Formula) -> Formula | None:
    if left.op == "either" and right in left.args:
        return left
    if left is right or left is _TRUE or right is _FALSE:
        return left
    return right if right is _TRUE or left is _FALSE else None


def _negation(of: Formula) -> Formula | None:
    return of.args[0] if of.op == "negation" else None


def _where(condition: Formula, then: Formula, otherwise: Formula) -> Formula | None:
    if is_unknown(condition):
        return Formula.unknown(then.type)
    if is_literal(condition):
        return then if condition is _TRUE else otherwise
    if condition.op == "provided" and all(map(is_literal, condition.args[1:])):
        known, *answers = condition.args  # a switch of the terms: what it rules out is not asked
        return made("provided", known, *(made("where", one, then, otherwise) for one in answers))
    if condition.op == "le" and condition.args == (then, then):
        return then  # `then <= then` asks no more than whether it is known
    if condition.op == "month_lacks_day" and then is otherwise and then.args == condition.args:
        return then  # both are unknown where the same day or months are
    return None


def _chosen(condition: Formula, then: Formula, otherwise: Formula) -> Formula | None:
    if is_literal(condition):
        return then if condition is _TRUE else otherwise
    return then if then is otherwise else None


def _sum(left: Formula, right: Formula) -> Formula | None:
    if left is _ZERO:
        return right
    return left if right is _ZERO else None


def _difference(left: Formula, right: Formula) -> Formula | None:
    return left if right is _ZERO else None


def _product(left: Formula, right: Formula) -> Formula | None:
    if left is _ONE:
        return right
    return left if right is _ONE else None


_SHORTER: Final[Mapping[str, Callable[..., Formula | None]]] = MappingProxyType(
    {
        "add": _sum,
        "listed": _listed,
        "mul": _product,
        "sub": _difference,
        "both": _both,
        "either": _either,
        "negation": _negation,
        "where": _where,
        "provided": _chosen,
    }
)
