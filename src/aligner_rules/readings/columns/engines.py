"""What engines do in words of their own, beyond expressions: small tables, and refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

import narwhals.stable.v2 as nw
import polars as pl
from attrs import frozen

from aligner_rules.readings.columns.expressions import COMMA
from aligner_rules.readings.columns.frames import DUCKDB, POLARS, SPARK, Sheet, SqlCalendar

Table = Mapping[str, Sequence[int]]
"""A small table of whole numbers, column by column."""


@frozen
class Column:
    """A cell that holds what a column of that name does."""

    name: str


Cell = Column | int | str | bool
"""What stands in a stacked row: a column, or a constant."""

LEAST, MOST = -(2**63), 2**63 - 1
"""The numbers that Int64 holds."""

_BEYOND = "a sum is beyond Int64, and is not told: group the rows into fewer of them"


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

    def widened(self, frame: Any, made: Mapping[str, str]) -> Any:
        """Return the frame with whole numbers in a type whose sums hold more than Int64."""

    def narrowed(self, frame: Any, made: Mapping[str, str]) -> Any:
        """Return the frame with sums as Int64 again, nought where there was nothing to add.

        To compute a sum that Int64 does not hold fails.
        """

    def numbered(self, frame: Any, position: str) -> Any:
        """Return the frame with the position of each row from 0, as `row` counts it."""

    def stacked(self, frame: Any, names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Any:
        """Return the one row of a frame as many rows, whose cells are its columns, or constants."""

    def parted(self, frame: Any, made: Mapping[str, str]) -> Any:
        """Return the frame with texts as lists of the parts between commas; "" has none."""

    def joined(self, frame: Any, other: Any, keys: Sequence[str]) -> Any:
        """Return the rows of a frame, each with those of another that have the same keys.

        A row without any has nulls. Rows stay in order where the engine has one.
        """

    def overlaps(self, frame: Any, made: Mapping[str, tuple[str, str]]) -> Any:
        """Return the frame with how many different members two lists have in common."""


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

    def widened(self, frame: pl.LazyFrame, made: Mapping[str, str]) -> pl.LazyFrame:
        """Return the frame with whole numbers in a type whose sums hold more than Int64."""
        return frame.with_columns(**{new: pl.col(old).cast(pl.Int128) for new, old in made.items()})

    def narrowed(self, frame: pl.LazyFrame, made: Mapping[str, str]) -> pl.LazyFrame:
        """Return the frame with sums as Int64 again, failing where it does not hold one."""
        return frame.with_columns(**{new: _narrow(pl.col(old)) for new, old in made.items()})

    def numbered(self, frame: pl.LazyFrame, position: str) -> pl.LazyFrame:
        """Return the frame with the position of each row from 0."""
        return frame.with_row_index(position).with_columns(pl.col(position).cast(pl.Int64))

    def stacked(
        self, frame: pl.LazyFrame, names: Sequence[str], rows: Sequence[Sequence[Cell]]
    ) -> pl.LazyFrame:
        """Return the one row of a frame as many rows, whose cells are columns or constants."""
        columns = zip(names, zip(*rows, strict=True), strict=True)
        lists = {
            name: pl.concat_list([_polars_cell(cell) for cell in cells]) for name, cells in columns
        }
        return frame.select(**lists).explode(list(names))

    def parted(self, frame: pl.LazyFrame, made: Mapping[str, str]) -> pl.LazyFrame:
        """Return the frame with texts as lists of the parts between commas; "" has none."""
        parts = {new: pl.col(old).str.split(COMMA) for new, old in made.items()}
        told = {new: each.list.filter(pl.element() != "") for new, each in parts.items()}
        return frame.with_columns(**told)

    def joined(self, frame: pl.LazyFrame, other: pl.LazyFrame, keys: Sequence[str]) -> pl.LazyFrame:
        """Return the rows of a frame, each with those of another that have the same keys."""
        return frame.join(other, on=list(keys), how="left", maintain_order="left")

    def overlaps(self, frame: pl.LazyFrame, made: Mapping[str, tuple[str, str]]) -> pl.LazyFrame:
        """Return the frame with how many different members two lists have in common."""
        shared = {
            new: pl.col(one).list.set_intersection(pl.col(other))
            for new, (one, other) in made.items()
        }
        return frame.with_columns(**{new: s.list.len().cast(pl.Int64) for new, s in shared.items()})


def _narrow(total: pl.Expr) -> pl.Expr:
    outside = (total > pl.lit(MOST, pl.Int128)) | (total < pl.lit(LEAST, pl.Int128))
    refused = pl.when(outside).then(pl.lit(_BEYOND)).otherwise(None).cast(pl.Int64)
    return pl.coalesce(total.cast(pl.Int64, strict=False), refused)


def _polars_cell(cell: Cell) -> pl.Expr:
    return pl.col(cell.name) if isinstance(cell, Column) else pl.lit(cell, _DTYPES[type(cell)])


_DTYPES: Final[Mapping[type, Any]] = {bool: pl.Boolean, int: pl.Int64, str: pl.String}


@frozen
class SqlEngine:
    """Engines of SQL, each with its own ways.

    `error` calls the function that fails on a text, `table` makes a small table beside a frame,
    `rows` reads one row from a position on, `position` is what tells it, `shared` is
    how many members two lists have in common, `stack` makes rows of expressions, and `no_texts` is
    an empty list of texts.
    """

    calendar: SqlCalendar
    error: str
    table: Callable[[Any, Table], Any]
    rows: Callable[[Any, int], Sequence[tuple[Any, ...]]]
    position: str
    shared: str
    stack: Callable[[Any, Sequence[str], Sequence[Sequence[str]]], Any]
    no_texts: str

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
        return self._with(
            frame, {new: f"CASE WHEN {self._quoted(where)} THEN {self._fails(because)} END"}
        )

    def row(
        self, frame: nw.LazyFrame[Any], names: Sequence[str], position: int
    ) -> tuple[Any, ...] | None:
        """Return what the row at that position has in these columns; None where it has none."""
        found = self.rows(frame.select(*names).to_native(), position)
        return tuple(found[0]) if found else None

    def widened(self, frame: nw.LazyFrame[Any], made: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return the frame with whole numbers in a type whose sums hold more than Int64."""
        return self._with(
            frame,
            {new: f"CAST({self._quoted(old)} AS DECIMAL(38, 0))" for new, old in made.items()},
        )

    def narrowed(self, frame: nw.LazyFrame[Any], made: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return the frame with sums as Int64 again, failing where it does not hold one."""
        return self._with(
            frame, {new: self._narrow(self._quoted(old)) for new, old in made.items()}
        )

    def numbered(self, frame: nw.LazyFrame[Any], position: str) -> nw.LazyFrame[Any]:
        """Return the frame with the position of each row from 0, as it is come to."""
        return self._with(frame, {position: self.position})

    def stacked(
        self, frame: nw.LazyFrame[Any], names: Sequence[str], rows: Sequence[Sequence[Cell]]
    ) -> nw.LazyFrame[Any]:
        """Return the one row of a frame as many rows, whose cells are columns or constants."""
        quoted = [self._quoted(name) for name in names]
        cells = [[self._cell(cell) for cell in row] for row in rows]
        made: nw.LazyFrame[Any] = nw.from_native(self.stack(frame.to_native(), quoted, cells))
        return made

    def parted(self, frame: nw.LazyFrame[Any], made: Mapping[str, str]) -> nw.LazyFrame[Any]:
        """Return the frame with texts as lists of the parts between commas; "" has none."""
        return self._with(frame, {new: self._parts(self._quoted(old)) for new, old in made.items()})

    def joined(
        self, frame: nw.LazyFrame[Any], other: nw.LazyFrame[Any], keys: Sequence[str]
    ) -> nw.LazyFrame[Any]:
        """Return the rows of a frame, each with those of another that have the same keys."""
        return frame.join(other, on=list(keys), how="left")

    def overlaps(
        self, frame: nw.LazyFrame[Any], made: Mapping[str, tuple[str, str]]
    ) -> nw.LazyFrame[Any]:
        """Return the frame with how many different members two lists have in common."""
        sql = {new: self.shared.format(*map(self._quoted, lists)) for new, lists in made.items()}
        return self._with(frame, {new: f"CAST({each} AS BIGINT)" for new, each in sql.items()})

    def _with(self, frame: nw.LazyFrame[Any], made: Mapping[str, str]) -> nw.LazyFrame[Any]:
        columns = [f"{sql} AS {self._quoted(new)}" for new, sql in made.items()]
        selected: nw.LazyFrame[Any] = nw.from_native(
            self.calendar.select(frame.to_native(), ["*", *columns])
        )
        return selected

    def _quoted(self, name: str) -> str:
        return self.calendar.quoted.format(name)

    def _fails(self, because: str) -> str:
        return f"CAST({self.error.format(because)} AS BIGINT)"

    def _narrow(self, total: str) -> str:
        held = f"{total} BETWEEN {LEAST} AND {MOST}"
        told = f"WHEN {held} THEN CAST({total} AS BIGINT) ELSE {self._fails(_BEYOND)}"
        return f"CASE WHEN {total} IS NULL THEN CAST(0 AS BIGINT) {told} END"

    def _parts(self, text: str) -> str:
        return f"CASE WHEN {text} = '' THEN {self.no_texts} ELSE split({text}, '{COMMA}') END"

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, Column):
            return self._quoted(cell.name)
        if isinstance(cell, str):
            return "'{}'".format(cell.replace("'", "''"))
        return str(cell).upper() if isinstance(cell, bool) else f"CAST({cell} AS BIGINT)"


def _in_duckdb(relation: Any, table: Table) -> Any:
    """Return the table on the connection of the relation, of which no row is read for it."""
    columns = (f'unnest({list(values)}::BIGINT[]) AS "{name}"' for name, values in table.items())
    return relation.limit(0).aggregate("count(*) AS n").project(", ".join(columns))


def _in_spark(frame: Any, table: Table) -> Any:
    schema = ", ".join(f"`{name}` BIGINT" for name in table)
    rows = list(zip(*table.values(), strict=True))
    return frame.sparkSession.createDataFrame(rows, schema).hint("broadcast")


def _stacked_in_duckdb(relation: Any, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    columns = zip(names, zip(*rows, strict=True), strict=True)
    return relation.project(
        ", ".join(f"unnest([{', '.join(cells)}]) AS {name}" for name, cells in columns)
    )


def _stacked_in_spark(frame: Any, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    cells = ", ".join(cell for row in rows for cell in row)
    return frame.selectExpr(f"stack({len(rows)}, {cells}) AS ({', '.join(names)})")


POLARS_ENGINE: Final = PolarsEngine()
DUCKDB_ENGINE: Final = SqlEngine(
    DUCKDB,
    error="error('{}')",
    table=_in_duckdb,
    rows=lambda relation, start: relation.limit(1, start).fetchall(),
    position="row_number() OVER () - 1",
    shared="CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN len(list_intersect({0}, {1})) END",
    stack=_stacked_in_duckdb,
    no_texts="CAST([] AS VARCHAR[])",
)
SPARK_ENGINE: Final = SqlEngine(
    SPARK,
    error="raise_error('{}')",
    table=_in_spark,
    rows=lambda frame, start: frame.offset(start).limit(1).collect(),
    position="monotonically_increasing_id()",
    shared="CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN size(array_intersect({0}, {1})) END",
    stack=_stacked_in_spark,
    no_texts="CAST(array() AS ARRAY<STRING>)",
)


def engine_of(sheet: Sheet) -> Engine:
    """Return the engine that computes on the sheet."""
    engines: tuple[Engine, ...] = (POLARS_ENGINE, DUCKDB_ENGINE, SPARK_ENGINE)
    calendars = (POLARS, DUCKDB, SPARK)
    return engines[calendars.index(sheet.calendar)]
