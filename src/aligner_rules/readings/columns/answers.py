"""Result columns made of the truth values of requirements: masks, the outcome and the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any, Final

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.expressions import Speech, literal
from aligner_rules.readings.decision import Outcome
from aligner_rules.rules.formula import Type

_WIDTHS: Final = ((15, "Int16"), (31, "Int32"), (63, "Int64"))
"""How many bits fit into which type: narrow numbers are faster to add up."""


def unproven(verdicts: Sequence[Any], speech: Speech) -> Any:
    """Return the mask in which bit i says that requirement i is not known to hold."""
    return _mask(verdicts, speech)


def unsettled(verdicts: Sequence[Any], speech: Speech) -> Any:
    """Return the mask in which bit i says that it is not known whether requirement i holds."""
    return _mask([~holds.is_null() for holds in verdicts], speech)


def outcome(not_met: Any, unknown: Any, speech: Speech) -> Any:
    """Return the outcome as text, from the two masks."""
    allowed, undetermined, refused = (
        literal(one.value, Type.TEXT, speech)
        for one in (Outcome.ALLOWED, Outcome.UNDETERMINED, Outcome.REFUSED)
    )
    otherwise = speech.when(not_met == unknown).then(undetermined).otherwise(refused)
    return speech.when(not_met == 0).then(allowed).otherwise(otherwise)


def reasons(verdicts: Mapping[str, Any], speech: Speech) -> Any:
    """Return the codes of what is not known to hold, joined by commas; empty where all holds."""
    nothing = literal(UNKNOWN, Type.TEXT, speech)
    told = [
        speech.when(holds).then(nothing).otherwise(literal(code, Type.TEXT, speech))
        for code, holds in verdicts.items()
    ]
    return speech.concat_str(told, separator=", ", ignore_nulls=True)


def _mask(cleared: Iterable[Any], speech: Speech) -> Any:
    """Return the number whose bit i is 0 where column i is true, else 1."""
    columns = list(cleared)
    width = getattr(speech, next(name for bits, name in _WIDTHS if len(columns) <= bits))
    return reduce(
        add,
        [
            speech.when(column).then(speech.lit(0, width)).otherwise(speech.lit(1 << bit, width))
            for bit, column in enumerate(columns)
        ],
    )
