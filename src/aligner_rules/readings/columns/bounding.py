"""How large counts may be before an amount leaves Int64: beyond that a row is refused, not told.

Not every engine fails where whole numbers overflow; some tell another number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, reduce
from operator import and_
from typing import Any, Final

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.engines import engine_of
from aligner_rules.readings.columns.expressions import literal
from aligner_rules.readings.columns.frames import Sheet
from aligner_rules.readings.columns.sheets import Worked
from aligner_rules.rules.formula import Formula, Type, nodes

_DAYS: Final = 2**32
"""No engine has a day that is more days away from the one that it counts from."""

_HALF: Final = 2**62
"""What amounts stay below: so that the difference of two still is a number of Int64."""


Guard = Callable[[Any], Any]
"""Takes a column of amounts, and gives the same one, that fails where it might be wrong."""


def counts_in(formulas: Iterable[Formula]) -> list[Formula]:
    """Return the facts that amounts are made of, and not only the conditions in them."""
    parts = {part: None for formula in formulas for part in _parts(formula)}
    return [part for part in parts if part.op == "fact"]


@cache
def most_counted(formula: Formula) -> int:
    """Return up to which size the counts in it cannot take a formula beyond half of Int64.

    >>> many = Formula.fact("upper_steps", Type.INT) + Formula.fact("lower_steps", Type.INT)
    >>> most_counted(many * Formula.literal(10**12))
    2305843
    """
    least, most = 0, _HALF
    while least < most:
        tried = (least + most + 1) // 2
        least, most = (tried, most) if _size(formula, tried) < _HALF else (least, tried - 1)
    return least


def bounded(sheet: Sheet, done: Worked, amounts: Iterable[Formula]) -> tuple[Any, Guard]:
    """Return the frame, and a guard on the amounts: to compute one under guard fails on some rows.

    They are those with counts so large that an amount might not be told right. The counts have been
    worked out with the amounts.
    """
    asked = list(amounts)
    speech, counts = sheet.speech, counts_in(asked)
    if not counts:  # and so nothing that could be too large
        return done.frame, lambda amount: amount
    most = min(map(most_counted, asked))
    above, below = literal(most, Type.INT, speech), literal(-most, Type.INT, speech)
    fit = reduce(and_, [done.answers[count].is_between(below, above) for count in counts])
    beyond, refused = f"{done.prefix}beyond", f"{done.prefix}refused"
    because = f"a count beyond {most} may take an amount beyond Int64, and is not priced"
    frame = done.frame.with_columns(**{beyond: ~fit})
    frame = engine_of(sheet).refused(frame, refused, beyond, because)
    return frame, lambda amount: speech.coalesce(speech.col(refused), amount)


def _size(formula: Formula, most: int) -> int:
    """Return what no part of the formula exceeds in size, with counts up to `most`."""
    sizes: dict[Formula, int] = {}
    for part in _parts(formula):
        sizes[part] = _size_of(part, [sizes.get(arg, 0) for arg in part.args], most)
    return max(sizes.values())


def _parts(formula: Formula) -> list[Formula]:
    """Return the whole numbers that a formula is made of, arguments first."""
    parts, new = {formula}, [formula]
    while new:
        numbers = {arg for one in new for arg in one.args if arg.type is Type.INT}
        new = [*(numbers - parts)]
        parts |= numbers
    return [node for node in nodes(formula) if node in parts]


def _size_of(node: Formula, sizes: list[int], most: int) -> int:
    if node.op == "literal":
        return 0 if node.payload is UNKNOWN else abs(node.payload)
    if node.op == "mul":
        return sizes[0] * sizes[1]
    if node.op == "floordiv":
        return sizes[0] // max(1, sizes[1]) + 1
    if node.op in ("where", "provided"):
        return max(sizes)
    return {"fact": most, "epoch_day": _DAYS}.get(node.op, sum(sizes))
