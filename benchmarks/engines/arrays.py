"""The shared expressions as NumPy source, for the engines that know columns only.

They have no null for numbers, days or truths: -1 stands for unknown. Texts are numbered.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from aligner_rules.rules.replacement import ReplacementFacts
from engines import plain
from engines.requirements import (
    CAUSES,
    FACTS,
    PLANS,
    REQUIREMENTS,
    TEXTS,
    Expression,
    opposite,
)
from engines.syntax import Syntax

UNKNOWN: Final = -1
_NUMBERS: Final = {text: number for texts in (CAUSES, PLANS) for number, text in enumerate(texts)}
_NO_PLAN: Final = len(PLANS)

VERDICTS: Final = (False, True, None)
"""What the numbers of a verdict stand for."""

_SYNTAX: Final = Syntax(
    both="&",
    either="|",
    negation="~",
    null="{} < 0",
    known="{} >= 0",
    no="{} == 0",
    true="{} == 1",
    among=lambda fact, texts: " | ".join(f"({fact} == {_NUMBERS[text]})" for text in texts),
)


def columns(facts: ReplacementFacts) -> dict[str, Any]:
    """The facts as columns of one row."""
    record = plain(facts)
    for name in TEXTS:
        if record[name] is not None:
            record[name] = _NUMBERS.get(record[name], _NO_PLAN)
    return {
        name: np.array([UNKNOWN if value is None else int(value)], dtype=np.int64)
        for name, value in record.items()
    }


def sources(*, unknowns: bool) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For each requirement the source of its column, and the facts that it looks at.

    The column is whether it is unmet, or with `unknowns` a number of `VERDICTS`.
    """
    found = {}
    for each in REQUIREMENTS:
        unmet = opposite(each.holds_if_known)
        name = each.code.replace("-", "_")
        if unknowns:
            text = _SYNTAX.text
            source = f"np.where({text(each.unknown)}, 2, {text(each.holds)})"
            found[name] = (source, _facts_of((each.unknown, each.holds)))
        else:
            found[name] = (_SYNTAX.text(unmet), _facts_of(unmet))
    return found


def _facts_of(expression: Expression) -> tuple[str, ...]:
    parts = expression if isinstance(expression, tuple) else (expression,)
    found = {part for part in parts if part in FACTS}
    for part in parts:
        if isinstance(part, tuple):
            found.update(_facts_of(part))
    return tuple(sorted(found))
