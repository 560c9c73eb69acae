"""Frames of every kind that is accepted: what is computed on, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial, reduce
from typing import Any, Final, Protocol

import narwhals.stable.v2 as nw
import narwhals.stable.v2.dependencies as kinds
from attrs import evolve, frozen

ACCEPTED: Final = (
    "a Polars DataFrame or LazyFrame, a DuckDB relation, a PySpark DataFrame, "
    "a pandas DataFrame or a pyarrow Table"
)


class Calendar(Protocol):
    """How an engine turns dates into the days since 1970 and back, which Narwhals does not."""

    def numbers(self, frame: nw.LazyFrame[Any], made: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return the frame with new columns: the numbers of the days that the old ones hold."""

    def days(self, frame: nw.LazyFrame[Any], made: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return the frame with new columns: the days of the numbers that the old ones hold."""


class PolarsCalendar:
    """On Polars a date is the number of days since 1970, and to cast it costs nothing."""

    def numbers(self, frame: nw.LazyFrame[Any], made: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return the frame with new columns: the numbers of the days that the old ones hold."""
        return frame.with_columns(**{new: nw.col(old).cast(nw.Int64) for new, old in made.items()})

    def days(self, frame: nw.LazyFrame[Any], made: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return the frame with new columns: the days of the numbers that the old ones hold."""
        return frame.with_columns(
            **{new: nw.col(old).cast(nw.Int32).cast(nw.Date) for new, old in made.items()}
        )


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
    """A frame to compute on. `names` are its columns, `folds_case` says if case tells none apart.

    `restored` takes the computed frame and the names of its new columns, and gives a frame of the
    kind that was given: its columns as they were, then the new ones.
    """

    frame: nw.LazyFrame[Any]
    names: tuple[str, ...]
    calendar: Calendar
    restored: Callable[[nw.LazyFrame[Any], Sequence[str]], Any]
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


def _lazy(
    frame: Any, _wanted: Collection[str], *, calendar: Calendar, folds_case: bool = False
) -> Sheet:
    lazy = nw.from_native(frame)
    names = tuple(lazy.collect_schema().names())

    def restored(made: nw.LazyFrame[Any], new: Sequence[str]) -> Any:
        return made.select(*names, *new).to_native()

    return Sheet(lazy, names, calendar, restored, folds_case)


_lazy_polars = partial(_lazy, calendar=POLARS)
_duckdb = partial(_lazy, calendar=DUCKDB, folds_case=True)
_spark = partial(_lazy, calendar=SPARK, folds_case=True)


def _eager_polars(frame: Any, wanted: Collection[str]) -> Sheet:
    def restored(made: nw.LazyFrame[Any], new: Sequence[str]) -> Any:
        # Only what is new is collected: columns that are carried along cost half as much again.
        return frame.hstack(made.select(*new).collect().to_native())

    return evolve(_lazy_polars(frame.lazy(), wanted), restored=restored)


def _pandas(frame: Any, wanted: Collection[str]) -> Sheet:
    def restored(made: nw.LazyFrame[Any], new: Sequence[str]) -> Any:
        columns = made.select(*new).collect().to_native()
        found = columns.to_pandas(use_pyarrow_extension_array=True).set_axis(frame.index)
        return frame.assign(**{name: found[name] for name in new})

    return _through_polars(frame, wanted, restored)


def _pyarrow(frame: Any, wanted: Collection[str]) -> Sheet:
    def restored(made: nw.LazyFrame[Any], new: Sequence[str]) -> Any:
        columns = made.select(*new).collect().to_arrow()
        return reduce(lambda table, name: table.append_column(name, columns[name]), new, frame)

    return _through_polars(frame, wanted, restored)


def _through_polars(
    frame: Any,
    wanted: Collection[str],
    restored: Callable[[nw.LazyFrame[Any], Sequence[str]], Any],
) -> Sheet:
    """Return the wanted columns as Polars has them; those that Arrow cannot type are left out."""
    given = nw.from_native(frame, eager_only=True)
    found = [_polars_column(given, name) for name in given.columns if name in wanted]
    columns = [column for column in found if column is not None]
    sheet = nw.concat(columns, how="horizontal") if columns else given.select()
    return Sheet(sheet.lazy(), tuple(given.columns), POLARS, restored)


def _polars_column(given: nw.DataFrame[Any], name: str) -> nw.DataFrame[Any] | None:
    nulls = given.select(nw.col(name).is_null())
    if nulls[name].all():  # of no type that can be told: pandas may say float or object
        return nw.from_native(nulls.to_polars()).with_columns(nw.lit(None).alias(name))
    try:
        return nw.from_native(given.select(name).to_polars())
    except (ValueError, TypeError):  # as pyarrow says that values are of several types
        return None


_KINDS: Final[tuple[tuple[Callable[[Any], bool], Callable[[Any, Collection[str]], Sheet]], ...]] = (
    (kinds.is_polars_dataframe, _eager_polars),
    (kinds.is_polars_lazyframe, _lazy_polars),
    (kinds.is_pandas_dataframe, _pandas),
    (kinds.is_pyarrow_table, _pyarrow),
    (kinds.is_duckdb_relation, _duckdb),
    (kinds.is_pyspark_dataframe, _spark),
    (kinds.is_pyspark_connect_dataframe, _spark),
)
