"""What engines do in words of their own, beyond expressions: small tables, and refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

import narwhals.stable.v2 as nw
import polars as pl
from attrs import frozen

from aligner_rules.readings.columns.frames import DUCKDB, POLARS, SPARK, Sheet, SqlCalendar

Table = Mapping[str, Sequence[int]]
"""A small table of whole numbers, column by column."""


class Engine(Protocol):
    """What an engine can do with frames that Narwhals has no words for."""

    def beside(self, frame: Any, table: Table, keys: Sequence[str]) -> Any:
        """Return the frame with the columns of a small table, joined where the keys are equal.

        The keys have the same names in both. Rows stay in order where the engine has one.
        """

    def refused(self, frame: Any, new: str, where: str, because: str) -> Any:
        """Return the frame with a new column of nulls, which are whole numbers.

        To compute it fails, with the reason, on any row for which the column `where` is true.
        """

    def row(self, frame: Any, names: Sequence[str], position: int) -> tuple[Any, ...] | None:
        """Return what the row at that position has in these columns; None where it has none.

        Engines without an order count rows as they come to read them.
        """


class PolarsEngine:
    """Polars refuses a row by failing to read the reason as a number."""

    def beside(self, frame: pl.LazyFrame, table: Table, keys: Sequence[str]) -> pl.LazyFrame:
        """Return the frame with the columns of a small table, joined where the keys are equal."""
        small = pl.LazyFrame(table, dict.fromkeys(table, pl.Int64))
        return frame.join(small, on=list(keys), how="left", maintain_order="left")

    def refused(self, frame: pl.LazyFrame, new: str, where: str, because: str) -> pl.LazyFrame:
        """Return the frame with a new column of nulls, failing where `where` is true."""
        told = pl.when(pl.col(where)).then(pl.lit(because)).otherwise(None)
        return frame.with_columns(told.cast(pl.Int64).alias(new))

    def row(
        self, frame: pl.LazyFrame, names: Sequence[str], position: int
    ) -> tuple[Any, ...] | None:
        """Return what the row at that position has in these columns; None where it has none."""
        found = frame.select(names).slice(position, 1).collect().rows()
        return found[0] if found else None


@frozen
class SqlEngine:
    """Engines of SQL, each with its own ways.

    `error` calls the function that fails on a text, `table` makes a small table beside a frame, and
    `rows` reads one row from a position on.
    """

    calendar: SqlCalendar
    error: str
    table: Callable[[Any, Table], Any]
    rows: Callable[[Any, int], Sequence[tuple[Any, ...]]]

    def beside(
        self, frame: nw.LazyFrame[Any], table: Table, keys: Sequence[str]
    ) -> nw.LazyFrame[Any]:
        """Return the frame with the columns of a small table, joined where the keys are equal."""
        small = nw.from_native(self.table(frame.to_native(), table))
        return frame.join(small, on=list(keys), how="left")

    def refused(
        self, frame: nw.LazyFrame[Any], new: str, where: str, because: str
    ) -> nw.LazyFrame[Any]:
        """Return the frame with a new column of nulls, failing where `where` is true."""
        quoted = self.calendar.quoted
        text = because.replace("'", "''")
        fails = f"CAST({self.error.format(text)} AS BIGINT)"
        sql = f"CASE WHEN {quoted.format(where)} THEN {fails} END AS {quoted.format(new)}"
        made: nw.LazyFrame[Any] = nw.from_native(
            self.calendar.select(frame.to_native(), ["*", sql])
        )
        return made

    def row(
        self, frame: nw.LazyFrame[Any], names: Sequence[str], position: int
    ) -> tuple[Any, ...] | None:
        """Return what the row at that position has in these columns; None where it has none."""
        found = self.rows(frame.select(*names).to_native(), position)
        return tuple(found[0]) if found else None


def _in_duckdb(relation: Any, table: Table) -> Any:
    """Return the table on the connection of the relation, of which no row is read for it."""
    columns = (f'unnest({list(values)}::BIGINT[]) AS "{name}"' for name, values in table.items())
    return relation.limit(0).aggregate("count(*) AS n").project(", ".join(columns))


def _in_spark(frame: Any, table: Table) -> Any:
    schema = ", ".join(f"`{name}` BIGINT" for name in table)
    rows = list(zip(*table.values(), strict=True))
    return frame.sparkSession.createDataFrame(rows, schema).hint("broadcast")


POLARS_ENGINE: Final = PolarsEngine()
DUCKDB_ENGINE: Final = SqlEngine(
    DUCKDB, "error('{}')", _in_duckdb, lambda rows, start: rows.limit(1, start).fetchall()
)
SPARK_ENGINE: Final = SqlEngine(
    SPARK, "raise_error('{}')", _in_spark, lambda rows, start: rows.offset(start).limit(1).collect()
)


def engine_of(sheet: Sheet) -> Engine:
    """Return the engine that computes on the sheet."""
    engines: tuple[Engine, ...] = (POLARS_ENGINE, DUCKDB_ENGINE, SPARK_ENGINE)
    calendars = (POLARS, DUCKDB, SPARK)
    return engines[calendars.index(sheet.calendar)]
