"""Statements written out as one straight-line function, made from their formulas.

It gives what the statements give when they are called one by one, several times faster: no call for
each, what two of them share is worked out once, and what the terms of the plan settle is not asked
at all. Plain operators absorb UNKNOWN by themselves; only a few forms have to ask for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules import words
from aligner_rules.rules.formula import EPOCH, Formula, nodes

T = TypeVar("T")

_FORMS: Final = {
    "fact": "f.{0}",
    "add": "({0} + {1})",
    "sub": "({0} - {1})",
    "mul": "({0} * {1})",
    "floordiv": "({0} // {1})",
    "le": "({0} <= {1})",
    "lt": "({0} < {1})",
    "both": "({0} & {1})",
    "either": "({0} | {1})",
    "negation": "(UNKNOWN if {0} is UNKNOWN else not {0})",
    "equals": "(UNKNOWN if {0} is UNKNOWN or {1} is UNKNOWN else {0} == {1})",
    "listed": "words.listed({0}, {1})",
    "is_unknown": "({0} is UNKNOWN)",
    "provided": "({1} if {0} is True else {2})",
    "where": "words.where({0}, {1}, {2})",
    "day_number": "{0}.toordinal()",
    "epoch_day": f"({{0}}.toordinal() - {EPOCH})",
    "plus_days": "words.plus_days({0}, {1})",
    "plus_months": "words.plus_months({0}, {1})",
    "month_lacks_day": "words.month_lacks_day({0}, {1})",
    "months_between": "words.months_between({0}, {1})",
}
"""How every operation is written; a form may speak of an argument more than once."""


def written_out(
    statements: Iterable[Formula], told: Mapping[tuple[Any, ...], T]
) -> Callable[[Any], T]:
    """Return the function that takes facts, and gives what is told of the verdicts on them.

    The statements have no terms left in them; `told` is asked with a tuple of their verdicts.

    >>> from aligner_rules.rules.formula import Type
    >>> from aligner_rules.rules.facts import PlanFacts
    >>> known = words.one_of(Formula.fact("plan", Type.TEXT), "ONE", "TWO")
    >>> written_out([known, words.not_(known)], {(True, False): "well"})(PlanFacts(plan="TWO"))
    'well'
    """
    asked = list(statements)
    constants: dict[str, Any] = {"UNKNOWN": UNKNOWN, "words": words, "told": told}
    lines, answers = _written(asked, constants)
    source = "\n    ".join(["def judge(f):", *lines, f"return told[({''.join(answers)})]"])
    exec(source, constants)  # noqa: S102 - of the forms above and the names of facts
    judge: Callable[[Any], T] = constants["judge"]
    return judge


def _written(asked: list[Formula], constants: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the lines that name what is spoken of twice, and the text of each answer."""
    order = list(nodes(*asked))
    spoken_of = Counter(arg for node in order for arg in node.args * _mentions(node))
    lines: list[str] = []
    text: dict[Formula, str] = {}
    for node in order:
        if node.op == "literal":
            text[node] = f"c{len(constants)}"
            constants[text[node]] = node.payload
            continue
        text[node] = _FORMS[node.op].format(*(text[arg] for arg in node.args), node.payload)
        if spoken_of[node] > 1:
            name = f"v{len(lines)}"
            lines.append(f"{name} = {text[node]}")
            text[node] = name
    return lines, [f"{text[one]}, " for one in asked]


def _mentions(node: Formula) -> int:
    return _FORMS[node.op].count("{0}") if node.args else 0
