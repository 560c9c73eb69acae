"""Results as frames of the kind that was given: computed where it is eager, else left lazy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import narwhals.stable.v2 as nw
import narwhals.stable.v2.dependencies as kinds
import polars as pl

from aligner_rules.readings.columns.frames import Sheet


def handed_over(frame: Any, small: Sequence[Any]) -> list[Any]:
    """Return small frames, computed together, as what the given frame is."""
    if kinds.is_polars_lazyframe(frame):
        return list(small)
    if not is_eager(frame):
        return [made.to_native() for made in small]
    collected = pl.collect_all(small)
    if kinds.is_pandas_dataframe(frame):
        return [made.to_pandas(use_pyarrow_extension_array=True) for made in collected]
    if kinds.is_pyarrow_table(frame):
        return [made.to_arrow() for made in collected]
    return collected


def carried(frame: Any, sheet: Sheet) -> list[str]:
    """Return the columns of the given frame that are carried along: all that cost no conversion."""
    apart = kinds.is_pandas_dataframe(frame) or kinds.is_pyarrow_table(frame)
    return [] if apart else [*sheet.schema]


def with_rows(frame: Any, told: Any, position: str) -> Any:
    """Return the rows that something is told of, as they were given, with what is told of them.

    `told` has been handed over; of pandas and pyarrow it has no other columns yet.
    """
    if kinds.is_pandas_dataframe(frame):
        rows = frame.iloc[told[position].to_numpy(dtype="int64")]
        return rows.assign(**{name: told[name].set_axis(rows.index) for name in told.columns})
    if kinds.is_pyarrow_table(frame):
        rows = frame.take(told[position])
        names = told.column_names
        return reduce(lambda table, name: table.append_column(name, told[name]), names, rows)
    return told


def in_polars(frames: Sequence[Any]) -> list[pl.DataFrame]:
    """Return small frames as Polars has them; what is lazy is computed, of Polars together."""
    if all(kinds.is_polars_lazyframe(frame) for frame in frames):
        return pl.collect_all(frames, engine="streaming")
    return [_in_polars(frame) for frame in frames]


def _in_polars(frame: Any) -> pl.DataFrame:
    if is_eager(frame):
        made: pl.DataFrame = nw.from_native(frame, eager_only=True).to_polars()
        return made
    collected: pl.DataFrame = nw.from_native(frame).collect("polars").to_native()
    return collected


def is_eager(frame: Any) -> bool:
    """Return whether all of a frame is there already, so that to show it computes nothing."""
    return (
        kinds.is_polars_dataframe(frame)
        or kinds.is_pandas_dataframe(frame)
        or kinds.is_pyarrow_table(frame)
    )
