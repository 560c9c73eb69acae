"""The shared expressions as NumPy source, for the engines that know columns only.

They have no null for numbers, days or truths: -1 stands for unknown. Texts are numbered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from aligner_rules.rules.formula import EPOCH
from aligner_rules.rules.replacement import ReplacementFacts
from engines import plain
from engines.orders import MODELS, ROOM, Verdict, facts_of
from engines.requirements import (
    CAUSES,
    GOVERNED,
    PLANS,
    REQUIREMENTS,
    TEXTS,
    opposite,
)
from engines.syntax import Syntax

UNKNOWN: Final = -1
_NUMBERS: Final = {
    text: number for texts in (CAUSES, PLANS, MODELS) for number, text in enumerate(texts)
}
_NO_PLAN: Final = len(PLANS)

VERDICTS: Final = (False, True, None)
"""What the numbers of a verdict stand for."""

_WORDS: Final[dict[str, Any]] = {
    "both": "&",
    "either": "|",
    "negation": "~",
    "null": "{} < 0",
    "known": "{} >= 0",
    "no": "{} == 0",
    "true": "{} == 1",
    "among": lambda fact, texts: " | ".join(f"({fact} == {_NUMBERS[text]})" for text in texts),
}
_SYNTAX: Final = Syntax(**_WORDS)
_SHARED: Final = Syntax(**_WORDS, governed="governed")


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
            found[name] = (source, _sorted_facts(("and", each.unknown, each.holds)))
        else:
            found[name] = (_SYNTAX.text(unmet), _sorted_facts(unmet))
    return found


_DAYS: Final = {"as_of_order": "as_of", "first_shipped_order": "first_shipped_on"}
_MONTH: Final = (
    f"({{0}} - {EPOCH}).astype('datetime64[D]').astype('datetime64[M]').astype(np.int64)"
)
_ORDER: Final = (
    f"{{0}}_month * {ROOM} + {{0}} - {EPOCH}"
    " - {0}_month.astype('datetime64[M]').astype('datetime64[D]').astype(np.int64)"
)
"""A number in which month and day can be told apart; below nought where the day is unknown."""

Rules = dict[str, tuple[str, tuple[str, ...]]]
"""The source of the column of each requirement, and what it looks at."""


def shared_sources(verdicts: Mapping[str, Verdict]) -> tuple[Rules, tuple[str, ...]]:
    """The sources of all requirements of a policy, and the names of what they share.

    Shared are whether the edition governs, and the order of days between which months are counted.
    Requirements are numbers of `VERDICTS`.
    """
    rules: Rules = {}
    for name, (unknown, holds) in verdicts.items():
        if unknown is None:
            rules[name] = ("np.full(len(plan), 2)", ("plan",))
            continue
        known = "0" if holds is None else _SHARED.text(holds)
        source = f"np.where({_SHARED.text(unknown)}, 2, {known})"
        rules[name] = (source, _sorted_facts(_shared(("and", unknown, holds))))
    asked = {name for _, names in rules.values() for name in names}
    shared: Rules = {"governed": (_SYNTAX.text(GOVERNED), _sorted_facts(GOVERNED))}
    for name, day in _DAYS.items():
        if name in asked:
            month = f"{day}_month"
            shared[month] = (_MONTH.format(day), (day,))
            shared[name] = (_ORDER.format(day), (day, month))
    return shared | rules, tuple(shared)


def columns_of(frame: pl.DataFrame) -> dict[str, Any]:
    """The facts of a frame as columns of whole numbers."""
    return {name: _numbers(frame[name]) for name in frame.columns}


def _numbers(column: pl.Series) -> Any:
    if column.dtype == pl.String:
        numbers = column.replace_strict(_NUMBERS, default=_NO_PLAN, return_dtype=pl.Int64)
        column = numbers.set(column.is_null(), None)
    if column.dtype == pl.Date:
        column = column.cast(pl.Int64) + EPOCH
    return column.cast(pl.Int64).fill_null(UNKNOWN).to_numpy()


def _sorted_facts(expression: Any) -> tuple[str, ...]:
    return tuple(sorted(facts_of(expression)))


def _shared(expression: Any) -> Any:
    """The expression with the fact `governed` in the place of what it stands for."""
    if expression is GOVERNED:
        return ("true", "governed")
    return tuple(map(_shared, expression)) if isinstance(expression, tuple) else expression
