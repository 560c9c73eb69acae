"""Frames of every kind that is accepted: what is computed on, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial, reduce
from typing import Any, Final, Protocol

import narwhals.stable.v2 as nw
import narwhals.stable.v2.dependencies as kinds
import polars as pl
from attrs import evolve, frozen

from aligner_rules.readings.columns.expressions import Speech

ACCEPTED: Final = (
    "a Polars DataFrame or LazyFrame, a DuckDB relation, a PySpark DataFrame, "
    "a pandas DataFrame or a pyarrow Table"
)


class Calendar(Protocol):
    """How an engine turns dates into the days since 1970 and back, which Narwhals does not."""

    def numbers(self, frame: Any, made: Mapping[str, str]) -> Any:
        """Return the frame with new columns: the numbers of the days that the old ones hold."""

    def days(self, frame: Any, made: Mapping[str, str]) -> Any:
        """Return the frame with new columns: the days of the numbers that the old ones hold."""


class PolarsCalendar:
    """On Polars a date is the number of days since 1970, and to cast it costs nothing."""

    def numbers(self, frame: pl.LazyFrame, made: Mapping[str, str]) -> pl.LazyFrame:
        """Return the frame with new columns: the numbers of the days that the old ones hold."""
        return frame.with_columns(**{new: pl.col(old).cast(pl.Int64) for new, old in made.items()})

    def days(self, frame: pl.LazyFrame, made: Mapping[str, str]) -> pl.LazyFrame:
        """Return the frame with new columns: the days of the numbers that the old ones hold."""
        numbers = {new: pl.col(old).cast(pl.Int32) for new, old in made.items()}
        return frame.with_columns(**{new: number.cast(pl.Date) for new, number in numbers.items()})


@frozen
class SqlCalendar:
    """On engines of SQL both are expressions of their dialect, in which `{}` is the column."""

    number: str
    day: str
    quoted: str
    select: Callable[[Any, Sequence[str]], Any]

    def numbers(self, frame: nw.LazyFrame[Any], made: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return the frame with new columns: the numbers of the days that the old ones hold."""
        return self._with(frame, self.number, made)

    def days(self, frame: nw.LazyFrame[Any], made: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return the frame with new columns: the days of the numbers that the old ones hold."""
        return self._with(frame, self.day, made)

    def _with(
        self, frame: nw.LazyFrame[Any], sql: str, made: Mapping[str, str]
    ) -> nw.LazyFrame[Any]:
        columns = [
            f"{sql.format(self.quoted.format(old))} AS {self.quoted.format(new)}"
            for new, old in made.items()
        ]
        selected: nw.LazyFrame[Any] = nw.from_native(
            self.select(frame.to_native(), ["*", *columns])
        )
        return selected


POLARS: Final = PolarsCalendar()
DUCKDB: Final = SqlCalendar(
    number="date_diff('day', DATE '1970-01-01', {})",
    day="CAST(DATE '1970-01-01' + CAST({} AS INTEGER) AS DATE)",
    quoted='"{}"',
    select=lambda relation, columns: relation.project(", ".join(columns)),
)
SPARK: Final = SqlCalendar(
    number="CAST(unix_date({}) AS BIGINT)",
    day="date_from_unix_date(CAST({} AS INT))",
    quoted="`{}`",
    select=lambda frame, columns: frame.selectExpr(*columns),
)


@frozen
class Sheet:
    """A frame to compute on, and the `speech` in which expressions over it are written.

    `names` are its columns, `schema` the types of those that can be told, as Narwhals has them;
    `folds_case` says if case tells none apart. `restored` takes the computed frame and the names of
    its new columns, and gives a frame of the kind that was given: its columns as they were, then
    the new ones.
    """

    frame: Any
    speech: Speech
    names: tuple[str, ...]
    schema: Mapping[str, Any]
    calendar: Calendar
    restored: Callable[[Any, Sequence[str]], Any]
    folds_case: bool = False

    def spelling(self, name: str) -> str:
        """Return the name as the engine tells it from others."""
        return name.casefold() if self.folds_case else name


def sheet_of(frame: Any, wanted: Collection[str]) -> Sheet:
    """Return the frame as something to compute on, of which the wanted columns will be looked at.

    TypeError for what is no frame of a kind that is accepted.
    """
    wrapped = kinds.is_narwhals_dataframe(frame) or kinds.is_narwhals_lazyframe(frame)
    for is_kind, sheet in () if wrapped else _KINDS:
        if is_kind(frame):
            return sheet(frame, wanted)
    given = f"{type(frame).__module__}.{type(frame).__qualname__}"
    raise TypeError(f"a {given} is no frame that rules are read on: expected {ACCEPTED}")


def _on_sql(
    frame: Any,
    _wanted: Collection[str],
    *,
    calendar: Calendar,
    untyped: Callable[[Any], Collection[str]],
) -> Sheet:
    lazy = nw.from_native(frame)
    nulls = untyped(frame)
    schema = {name: _known(dtype, name in nulls) for name, dtype in lazy.collect_schema().items()}

    def restored(made: Any, new: Sequence[str]) -> Any:
        return made.select(*schema, *new).to_native()

    return Sheet(lazy, nw, tuple(schema), schema, calendar, restored, folds_case=True)


def _known(dtype: Any, is_null: bool) -> Any:
    """Return a type as Narwhals has it; of one that it has not, only that of nulls is Unknown."""
    return nw.Object() if isinstance(dtype, nw.Unknown) and not is_null else dtype


_duckdb = partial(
    _on_sql,
    calendar=DUCKDB,
    untyped=lambda relation: [
        name
        for name, dtype in zip(relation.columns, relation.types, strict=True)
        if str(dtype) == '"NULL"'
    ],
)
_spark = partial(
    _on_sql,
    calendar=SPARK,
    untyped=lambda frame: [name for name, dtype in frame.dtypes if dtype == "void"],
)


def _lazy_polars(frame: pl.LazyFrame, _wanted: Collection[str]) -> Sheet:
    schema = dict(nw.from_native(frame).collect_schema())

    def restored(made: pl.LazyFrame, new: Sequence[str]) -> pl.LazyFrame:
        return made.select(*schema, *new)

    return Sheet(frame, pl, tuple(schema), schema, POLARS, restored)


def _eager_polars(frame: pl.DataFrame, wanted: Collection[str]) -> Sheet:
    def restored(made: pl.LazyFrame, new: Sequence[str]) -> pl.DataFrame:
        # Only what is new is collected: columns that are carried along cost half as much again.
        return frame.hstack(made.select(*new).collect())

    return evolve(_lazy_polars(frame.lazy(), wanted), restored=restored)


def _pandas(frame: Any, wanted: Collection[str]) -> Sheet:
    def restored(made: pl.LazyFrame, new: Sequence[str]) -> Any:
        columns = made.select(*new).collect()
        found = columns.to_pandas(use_pyarrow_extension_array=True).set_axis(frame.index)
        return frame.assign(**{name: found[name] for name in new})

    return _through_polars(frame, wanted, restored)


def _pyarrow(frame: Any, wanted: Collection[str]) -> Sheet:
    def restored(made: pl.LazyFrame, new: Sequence[str]) -> Any:
        columns = made.select(*new).collect().to_arrow()
        return reduce(lambda table, name: table.append_column(name, columns[name]), new, frame)

    return _through_polars(frame, wanted, restored)


def _through_polars(
    frame: Any, wanted: Collection[str], restored: Callable[[pl.LazyFrame, Sequence[str]], Any]
) -> Sheet:
    """Return the wanted columns as Polars has them; those that Arrow cannot type are left out."""
    given = nw.from_native(frame, eager_only=True)
    found = [_polars_column(given, name) for name in given.columns if name in wanted]
    columns = [column for column in found if column is not None]
    sheet = pl.concat(columns, how="horizontal") if columns else given.select().to_polars()
    return evolve(_lazy_polars(sheet.lazy(), wanted), names=tuple(given.columns), restored=restored)


def _polars_column(given: nw.DataFrame[Any], name: str) -> pl.DataFrame | None:
    nulls = given.select(nw.col(name).is_null())
    if nulls[name].all():  # of no type that can be told: pandas may say float or object
        return nulls.to_polars().with_columns(pl.lit(None).alias(name))
    try:
        column = given.select(name).to_polars()
    except (ValueError, TypeError, OverflowError):  # as pyarrow says that no one type holds them
        return None
    if given.schema[name] == nw.Object and column.schema[name] == pl.Date:
        # Among dates, pyarrow would cut instants off at midnight.
        instants = (isinstance(day, datetime) for day in given[name].drop_nulls())
        return None if any(instants) else column
    return column


_KINDS: Final[tuple[tuple[Callable[[Any], bool], Callable[[Any, Collection[str]], Sheet]], ...]] = (
    (kinds.is_polars_dataframe, _eager_polars),
    (kinds.is_polars_lazyframe, _lazy_polars),
    (kinds.is_pandas_dataframe, _pandas),
    (kinds.is_pyarrow_table, _pyarrow),
    (kinds.is_duckdb_relation, _duckdb),
    (kinds.is_pyspark_dataframe, _spark),
    (kinds.is_pyspark_connect_dataframe, _spark),
)
