"""Counts and sums over a frame: exact whatever the engine, or refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from aligner_rules.readings.columns.engines import engine_of
from aligner_rules.readings.columns.expressions import COMMA, Speech, literal
from aligner_rules.readings.columns.frames import Sheet
from aligner_rules.readings.decision import Outcome
from aligner_rules.rules.formula import Type

OUTCOMES: Final = (Outcome.ALLOWED, Outcome.REFUSED, Outcome.UNDETERMINED)


def counted(condition: Any, speech: Speech) -> Any:
    """Return 1 where the condition is known to hold, else 0."""
    one, none = literal(1, Type.INT, speech), literal(0, Type.INT, speech)
    return speech.when(condition).then(one).otherwise(none)


def came_to(holds: Any, outcome: Outcome) -> Any:
    """Return whether that is the outcome where all requirements together say whether they hold."""
    if outcome is Outcome.UNDETERMINED:
        return holds.is_null()
    return holds if outcome is Outcome.ALLOWED else ~holds


@frozen
class Tally:
    """What is told of each group: new columns, by the columns of whole numbers that are summed.

    Of `sums` the totals may be too large for Int64, of `counts` they are not. `differences` are
    between two sums, the first less the second.
    """

    counts: Mapping[str, str]
    sums: Mapping[str, str]
    differences: Mapping[str, tuple[str, str]]

    def of(self, sheet: Sheet, frame: Any, keys: Sequence[str], prefix: str) -> Any:
        """Return a row for each group of equal keys: the keys, then all that is told."""
        speech, engine = sheet.speech, engine_of(sheet)
        wide = {name: f"{prefix}wide_{name}" for name in (*self.sums, *self.differences)}
        frame = engine.widened(frame, {wide[name]: column for name, column in self.sums.items()})
        added = [speech.col(column).sum().alias(name) for name, column in self.counts.items()]
        added += [speech.col(wide[name]).sum() for name in self.sums]
        made = frame.group_by(*keys).agg(*added) if keys else frame.select(*added)
        made = made.with_columns(
            **{name: speech.col(name).fill_null(0).cast(speech.Int64) for name in self.counts},
            **{
                wide[name]: speech.col(wide[left]) - speech.col(wide[right])
                for name, (left, right) in self.differences.items()
            },
        )
        made = engine.narrowed(made, wide)
        return made.select(*keys, *self.counts, *self.sums, *self.differences)


def codes_in(mask: Any, codes: Iterable[str], speech: Speech) -> Any:
    """Return the codes whose bits are set, joined by ", "."""
    nothing = speech.lit(None, speech.String)
    told = [
        speech.when((mask // speech.lit(1 << bit, speech.Int64)) % 2 == 1)
        .then(literal(code, Type.TEXT, speech))
        .otherwise(nothing)
        for bit, code in enumerate(codes)
    ]
    return speech.concat_str(told, separator=COMMA, ignore_nulls=True)
