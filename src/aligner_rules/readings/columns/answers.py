"""Result columns made of the truth values of requirements: masks, the outcome and the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Final

import narwhals.stable.v2 as nw

from aligner_rules.readings.columns.expressions import literal
from aligner_rules.readings.decision import Outcome
from aligner_rules.rules.formula import Type

_WIDTHS: Final = ((15, nw.Int16), (31, nw.Int32), (63, nw.Int64))
"""How many bits fit into which type: narrow numbers are faster to add up."""


def unproven(verdicts: Sequence[nw.Expr]) -> nw.Expr:
    """Return the mask in which bit i says that requirement i is not known to hold."""
    return _mask(verdicts)


def unsettled(verdicts: Sequence[nw.Expr]) -> nw.Expr:
    """Return the mask in which bit i says that it is not known whether requirement i holds."""
    return _mask([~holds.is_null() for holds in verdicts])


def outcome(not_met: nw.Expr, unknown: nw.Expr) -> nw.Expr:
    """Return the outcome as text, from the two masks."""
    allowed, undetermined, refused = (
        literal(one.value, Type.TEXT)
        for one in (Outcome.ALLOWED, Outcome.UNDETERMINED, Outcome.REFUSED)
    )
    otherwise = nw.when(not_met == unknown).then(undetermined).otherwise(refused)
    return nw.when(not_met == 0).then(allowed).otherwise(otherwise)


def reasons(verdicts: Mapping[str, nw.Expr]) -> nw.Expr:
    """Return the codes of what is not known to hold, joined by commas; empty where all holds."""
    nothing = nw.lit(None, nw.String)
    told = [
        nw.when(holds).then(nothing).otherwise(literal(code, Type.TEXT))
        for code, holds in verdicts.items()
    ]
    return nw.concat_str(told, separator=", ", ignore_nulls=True)


def _mask(cleared: Iterable[nw.Expr]) -> nw.Expr:
    """Return the number whose bit i is 0 where column i is true, else 1."""
    columns = list(cleared)
    width = next(dtype for bits, dtype in _WIDTHS if len(columns) <= bits)
    return reduce(
        add,
        [
            nw.when(column).then(nw.lit(0, width)).otherwise(nw.lit(1 << bit, width))
            for bit, column in enumerate(columns)
        ],
    )
