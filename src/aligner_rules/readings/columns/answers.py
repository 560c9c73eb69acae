"""Result columns made of the truth values of requirements: masks, the outcome and the reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any, Final

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.expressions import COMMA, Speech, literal
from aligner_rules.readings.decision import Outcome
from aligner_rules.rules.formula import Type

_WIDTHS: Final = ((15, "Int16"), (31, "Int32"), (63, "Int64"))
"""How many bits fit into which type: narrow numbers are faster to add up."""


def unproven(verdicts: Sequence[Any], speech: Speech) -> Any:
    """Return the mask in which bit i says that requirement i is not known to hold."""
    return _mask(verdicts, speech, lambda holds: holds)


def unsettled(verdicts: Sequence[Any], speech: Speech) -> Any:
    """Return the mask in which bit i says that it is not known whether requirement i holds."""
    return _mask(verdicts, speech, lambda holds: ~holds.is_null())


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
    return speech.concat_str(told, separator=COMMA, ignore_nulls=True)


def _mask(verdicts: Sequence[Any], speech: Speech, cleared: Callable[[Any], Any]) -> Any:
    """Return the number whose bit i is 0 where `cleared` of verdict i is true, else 1.

    Verdicts that are one column, as switches are that no plan has set, have their bits together.
    """
    bits: dict[int, int] = {}
    for bit, verdict in enumerate(verdicts):
        bits[id(verdict)] = bits.get(id(verdict), 0) | 1 << bit
    columns = {id(verdict): verdict for verdict in verdicts}
    width = getattr(speech, next(name for most, name in _WIDTHS if len(verdicts) <= most))
    return reduce(
        add,
        [
            speech.when(cleared(columns[key]))
            .then(speech.lit(0, width))
            .otherwise(speech.lit(mask, width))
            for key, mask in bits.items()
        ],
    )
