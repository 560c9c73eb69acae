"""Frames of every kind come back as what they were; what is no such frame is refused."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pytest

from aligner_rules import tables
from aligner_rules.model.order import ReplacementOrder
from aligner_rules.readings.columns.frames import DUCKDB, POLARS, SPARK, _spark, sheet_of
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.prices import load_prices
from column_cases import drawn_facts
from frame_kinds import collected, frame_of

pa: Any = import_module("pyarrow")  # it tells no types
BOOK = load_rulebooks()
PRICES = Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml"
FACTS = drawn_facts(3, 300, BOOK)
FRAME = frame_of(FACTS, type(FACTS[0]))


def decided(frame: Any) -> Any:
    """The frame with the default answers."""
    return tables.decide(frame, ReplacementOrder, book=BOOK)


def test_a_lazy_frame_stays_lazy() -> None:
    """A LazyFrame gives a LazyFrame whose plan has not been run."""

    def never(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError

    lazy = FRAME.lazy().map_batches(never, schema=FRAME.schema)
    assert type(decided(lazy)) is pl.LazyFrame
    listed = tables.decide(lazy, ReplacementOrder, book=BOOK, columns=["reason_list"])
    assert type(listed) is pl.LazyFrame


def test_a_lazy_frame_can_be_streamed() -> None:
    """The streaming engine gives the same rows in the same order."""
    streamed = decided(FRAME.lazy()).collect(engine="streaming")
    assert streamed.equals(decided(FRAME))


def test_a_relation_stays_a_relation() -> None:
    """A DuckDB relation gives a relation of the same connection."""
    connection = duckdb.connect()
    connection.register("facts", FRAME.to_arrow())
    made = decided(connection.sql("SELECT * FROM facts"))
    counted = connection.sql("SELECT count(*) FROM made").fetchall()
    assert (type(made), counted) == (duckdb.DuckDBPyRelation, [(300,)])


def test_pandas_keeps_its_index_and_every_column() -> None:
    """A pandas frame keeps its index, even a repeated one, its columns and their types."""
    frame: Any = FRAME.drop("row").to_pandas(use_pyarrow_extension_array=True)
    frame.index = pd.Index([number // 2 for number in range(len(frame))], name="case")
    frame["payload"] = [{"any": number} for number in range(len(frame))]
    frame["weight"] = 0.1
    kept = frame.copy(deep=True)
    made = decided(frame)
    pd.testing.assert_frame_equal(frame, kept)
    pd.testing.assert_frame_equal(made[kept.columns], kept)
    assert list(made.columns) == [*kept.columns, "outcome", "unmet", "unknown", "opens_on"]


INDEXES: dict[str, Any] = {
    "default": None,
    "stepped": pd.RangeIndex(600, 0, -2, name="case"),
    "repeated": pd.Index([7] * 300),
    "of-texts": pd.Index([f"C-{number % 150}" for number in range(300)], name="case"),
    "of-nulls": pd.Index([None] * 300, dtype=object),
    "of-days": pd.date_range("2024-01-01", periods=300, freq="D", name="placed_on"),
    "of-categories": pd.CategoricalIndex(["US", "FR", "US"] * 100, name="region"),
    "multiple": pd.MultiIndex.from_product([["US", "FR"], range(150)], names=["region", None]),
    "multiple-repeated": pd.MultiIndex.from_tuples([("C-1", 1), ("C-1", 2)] * 150),
}


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_pandas_keeps_every_kind_of_index(index: Any) -> None:
    """Whatever the rows are labelled by, they keep their labels, their order and their answers."""
    frame: Any = FRAME.to_pandas(use_pyarrow_extension_array=True)
    if index is not None:
        frame.index = index
    kept, prices = frame.index.copy(), load_prices(PRICES)
    expected = decided(FRAME).drop(FRAME.columns)
    made = tables.decide(frame, ReplacementOrder, book=BOOK)
    priced = tables.quote(frame, ReplacementOrder, book=BOOK, prices=prices)
    for told in (made, priced):
        pd.testing.assert_index_equal(told.index, kept, exact=True)
    assert pl.from_pandas(made[expected.columns]).equals(expected)
    costs = tables.quote(FRAME, ReplacementOrder, book=BOOK, prices=prices).drop(FRAME.columns)
    assert pl.from_pandas(priced[costs.columns]).equals(costs)


def test_pandas_columns_of_objects_are_read() -> None:
    """Plain Python objects, None and NaN in pandas columns are read as what they are."""
    plain: Any = pd.DataFrame({name: FRAME[name].to_list() for name in FRAME.columns}, dtype=object)
    plain["region"] = float("nan")
    expected = decided(FRAME.with_columns(region=None))["unknown"].to_list()
    assert decided(plain)["unknown"].to_list() == expected


def test_a_table_keeps_every_column() -> None:
    """A pyarrow table keeps its columns, their chunks and its metadata."""
    table = pa.concat_tables([FRAME.to_arrow(), FRAME.to_arrow()])
    table = table.replace_schema_metadata({"from": "the practice"})
    made = decided(table)
    assert made.select(table.column_names).equals(table, check_metadata=True)
    assert made.column("plan").num_chunks == table.column("plan").num_chunks


def test_the_given_polars_frame_is_not_changed() -> None:
    """What is given stays as it was."""
    given = FRAME.clone()
    decided(given)
    assert given.equals(FRAME)


@pytest.mark.parametrize(
    "given", [None, {"plan": ["ONE"]}, FRAME["plan"], nw.from_native(FRAME), "facts.parquet"]
)
def test_anything_else_is_refused(given: Any) -> None:
    """What is no frame, and a frame that is wrapped, is a TypeError that names what is taken."""
    with pytest.raises(TypeError, match=r"expected a Polars DataFrame or LazyFrame, a DuckDB"):
        decided(given)


@pytest.mark.parametrize("calendar", [POLARS, DUCKDB], ids=["polars", "duckdb"])
def test_days_are_numbered_from_1970(calendar: Any) -> None:
    """Every engine counts the days since 1970, and back, over four centuries."""
    days = pl.date_range(date(1850, 1, 1), date(2250, 1, 1), eager=True).to_frame("day")
    given = days if calendar is POLARS else duckdb.connect().from_arrow(days.to_arrow())
    frame = calendar.numbers(sheet_of(given, ["day"]).frame, {"number": "day"})
    done = collected(calendar.days(frame, {"back": "number"})).sort("day")
    numbers = [(day - date(1970, 1, 1)).days for day in days["day"]]
    assert (done["number"].to_list(), done["back"].equals(days["day"])) == (numbers, True)


def test_spark_is_asked_in_its_own_words() -> None:
    """On Spark the numbers of days are SQL expressions of its dialect."""

    class Recorder:
        def selectExpr(self, *columns: str) -> tuple[str, ...]:  # noqa: N802 - as Spark names it
            return columns

    number = SPARK.number.format("`day`")
    assert SPARK.select(Recorder(), ["*", number]) == (
        "*",
        "CAST(unix_date(`day`) AS BIGINT)",
    )


def test_spark_tells_which_columns_have_no_type() -> None:
    """A column of nothing but nulls is one of type void."""

    class Frame:
        dtypes = (("cause", "void"), ("plan", "string"), ("upper_steps", "variant"))

    assert _spark.keywords["untyped"](Frame()) == ["cause"]
