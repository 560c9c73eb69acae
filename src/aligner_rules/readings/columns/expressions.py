"""Formulas as expressions of an engine: three-valued, and what is shared computed once.

Expressions are written in a `Speech`: Narwhals for engines of SQL, and Polars itself where the
frame is Polars. Narwhals took over the words of Polars, so one text serves both; spoken natively it
takes a fraction of the time to prepare, which counts where many small frames are asked about.
"""

from __future__ import annotations

import operator
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules.folding import is_unknown
from aligner_rules.rules.formula import Formula, Type, nodes

Speech = Any
"""The module in whose words expressions are written: `polars` or `narwhals.stable.v2`."""

COMMA: Final = ", "
"""What stands between codes that are told in one text; none of them has it."""

DTYPES: Final[Mapping[Type, str]] = MappingProxyType(
    {Type.BOOL: "Boolean", Type.INT: "Int64", Type.DATE: "Date", Type.TEXT: "String"}
)
"""The name of the column type of every type of a formula, in either speech."""

_PLAIN: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
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
        "is_unknown": lambda value: value.is_null(),
    }
)


@frozen
class Staged:
    """Formulas as expressions over columns that are made first, stage by stage.

    Each of `stages` names new columns, made from those of the frame and of the stages before.
    """

    stages: tuple[Mapping[str, Any], ...]
    answers: Mapping[Formula, Any]


def dtype(type_: Type, speech: Speech) -> Any:
    """Return the column type of a type of a formula."""
    return getattr(speech, DTYPES[type_])


def literal(value: Any, type_: Type, speech: Speech) -> Any:
    """Return a constant as a column of its type: the only door through which constants come in."""
    return speech.lit(None if value is UNKNOWN else value, dtype(type_, speech))


def staged(
    formulas: Iterable[Formula], inputs: Mapping[Formula, Any], prefix: str, speech: Speech
) -> Staged:
    """Return the formulas as expressions, with what is used twice named as a column.

    `inputs` are the columns that stand for facts and for the numbers of days; `prefix` begins the
    name of every column made. What is asked for is named as well: many answers use it.
    """
    asked = list(formulas)
    uses = _uses(asked)
    stages: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    level: dict[Formula, int] = {}
    made: dict[Formula, Any] = {}
    for node in nodes(*asked):
        if node in inputs or not node.args:
            level[node] = 0
            constant = node not in inputs
            made[node] = literal(node.payload, node.type, speech) if constant else inputs[node]
            continue
        level[node] = max(level[arg] for arg in node.args)
        made[node] = _expression(node, [made[arg] for arg in node.args], speech)
        if uses[node] > 1:
            name = f"{prefix}{sum(map(len, stages.values()))}"
            stages[level[node]][name] = made[node]
            made[node] = speech.col(name)
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


def _expression(node: Formula, args: list[Any], speech: Speech) -> Any:
    if node.op in _PLAIN:
        return _PLAIN[node.op](*args)
    condition, then, otherwise = args
    if node.op == "where" and not is_unknown(node.args[2]):
        # Engines take an unknown condition for a false one, so it is asked for both ways.
        return speech.when(condition).then(then).otherwise(speech.when(~condition).then(otherwise))
    return speech.when(condition).then(then).otherwise(otherwise)
