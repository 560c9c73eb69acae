"""Formulas as Narwhals expressions: three-valued on every engine, what is shared computed once."""

from __future__ import annotations

import operator
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import narwhals.stable.v2 as nw
from attrs import frozen

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.folding import is_unknown
from aligner_rules.rules.formula import Formula, Type, nodes

DTYPES: Final[Mapping[Type, Any]] = MappingProxyType(
    {Type.BOOL: nw.Boolean, Type.INT: nw.Int64, Type.DATE: nw.Date, Type.TEXT: nw.String}
)
"""The column type of every type of a formula."""

_PLAIN: Final[Mapping[str, Callable[..., nw.Expr]]] = MappingProxyType(
    {
        "add": operator.add,
        "sub": operator.sub,
        "mul": operator.mul,
        "floordiv": operator.floordiv,
        "le": operator.le,
        "lt": operator.lt,
        "equals": operator.eq,
        "both": operator.and_,
        "either": operator.or_,
        "negation": operator.invert,
        "is_unknown": nw.Expr.is_null,
    }
)


@frozen
class Staged:
    """Formulas as expressions over columns that are made first, stage by stage.

    Each of `stages` names new columns, made from those of the frame and of the stages before.
    """

    stages: tuple[Mapping[str, nw.Expr], ...]
    answers: Mapping[Formula, nw.Expr]


def literal(value: Any, type_: Type) -> nw.Expr:
    """Return a constant as a column of its type: the only door through which constants come in."""
    return nw.lit(None if value is UNKNOWN else value, DTYPES[type_])


def staged(formulas: Iterable[Formula], inputs: Mapping[Formula, nw.Expr], prefix: str) -> Staged:
    """Return the formulas as expressions, with what is used twice named as a column.

    `inputs` are the columns that stand for facts and for the numbers of days; `prefix` begins the
    name of every column made. What is asked for is named as well: many answers use it.
    """
    asked = list(formulas)
    uses = _uses(asked)
    stages: defaultdict[int, dict[str, nw.Expr]] = defaultdict(dict)
    level: dict[Formula, int] = {}
    made: dict[Formula, nw.Expr] = {}
    for node in nodes(*asked):
        if node in inputs or not node.args:
            level[node] = 0
            made[node] = inputs[node] if node in inputs else literal(node.payload, node.type)
            continue
        level[node] = max(level[arg] for arg in node.args)
        made[node] = _expression(node, [made[arg] for arg in node.args])
        if uses[node] > 1:
            name = f"{prefix}{sum(map(len, stages.values()))}"
            stages[level[node]][name] = made[node]
            made[node] = nw.col(name)
            level[node] += 1
    return Staged(
        stages=tuple(stages[number] for number in sorted(stages)),
        answers={formula: made[formula] for formula in asked},
    )


def _uses(asked: list[Formula]) -> Counter[Formula]:
    """Return how often each node is looked at.

    What is asked for counts twice; so do a condition, and a dividend, of which SQL for a division
    that rounds down speaks many times.
    """
    uses = Counter(asked * 2)
    for node in nodes(*asked):
        uses.update(node.args)
        if node.op in ("where", "floordiv"):
            uses[node.args[0]] += 1
    return uses


def _expression(node: Formula, args: list[Any]) -> Any:
    if node.op in _PLAIN:
        return _PLAIN[node.op](*args)
    condition, then, otherwise = args
    if node.op == "where" and not is_unknown(node.args[2]):
        # Engines take an unknown condition for a false one, so it is asked for both ways.
        return nw.when(condition).then(then).otherwise(nw.when(~condition).then(otherwise))
    return nw.when(condition).then(then).otherwise(otherwise)
