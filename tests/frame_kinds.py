"""Frames of every kind that tables take: how one is made of rows, and read back as Polars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import duckdb
import polars as pl
from attrs import fields, frozen

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules.facts import Facts, fact_types
from aligner_rules.rules.formula import Type

DTYPES: Final[Mapping[Type, Any]] = {
    Type.BOOL: pl.Boolean,
    Type.INT: pl.Int64,
    Type.DATE: pl.Date,
    Type.TEXT: pl.String,
}


@frozen
class Kind:
    """A kind of frame: made of a Polars DataFrame, and read back as one."""

    name: str
    made: Callable[[pl.DataFrame], Any]
    read: Callable[[Any], pl.DataFrame]

    def __repr__(self) -> str:
        return self.name


CONNECTION: Final = duckdb.connect()
"""Held here: some versions of DuckDB close one that only relations are left of."""


def _as_relation(frame: pl.DataFrame) -> Any:
    return CONNECTION.from_arrow(frame.to_arrow())


POLARS: Final = Kind("polars", lambda frame: frame, lambda frame: frame)
LAZY: Final = Kind("polars-lazy", lambda frame: frame.lazy(), lambda frame: frame.collect())
PANDAS: Final = Kind(
    "pandas", lambda frame: frame.to_pandas(use_pyarrow_extension_array=True), pl.from_pandas
)
PYARROW: Final = Kind("pyarrow", lambda frame: frame.to_arrow(), pl.DataFrame)
DUCKDB: Final = Kind("duckdb", _as_relation, lambda relation: relation.pl())
KINDS: Final = (POLARS, LAZY, PANDAS, PYARROW, DUCKDB)


def frame_of(facts: list[Any], record: type[Facts]) -> pl.DataFrame:
    """The facts as columns, null where they are unknown, and the number of each row."""
    types = fact_types(record)
    columns = {
        a.name: [_null_if_unknown(getattr(one, a.name)) for one in facts] for a in fields(record)
    }
    schema = {name: DTYPES[type_] for name, type_ in types.items()}
    return pl.DataFrame(columns, schema=schema).with_row_index("row")


def _null_if_unknown(value: Any) -> Any:
    return None if value is UNKNOWN else value


def collected(frame: Any) -> pl.DataFrame:
    """A lazy frame, of Polars or of Narwhals, as rows that can be looked at."""
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    rows: pl.DataFrame = frame.collect("polars").to_native()
    return rows


def tables_of(kind: Kind, told: Iterable[pl.DataFrame]) -> dict[str, Any]:
    """The three tables of a portfolio as frames of a kind, which can be joined, by their names."""
    names = ("cases", "phases", "orders")
    return {name: kind.made(frame) for name, frame in zip(names, told, strict=True)}
