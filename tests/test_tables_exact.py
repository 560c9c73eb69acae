"""Whole numbers are told exactly or refused; what has another type than its facts is never read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

import aligner_rules as ar
from aligner_rules import tables
from aligner_rules.model.faults import Invalid
from aligner_rules.model.limit import UNLIMITED
from aligner_rules.rules.replacement import POLICY
from changed_books import BOOK
from facts_strategies import good_facts
from frame_kinds import KINDS, POLARS, Kind, frame_of

DAY = date(2025, 3, 3)
DEAREST = 10**12
FREELY = BOOK.evolve({"replacement.steps_per_arch": UNLIMITED, "replacement.free": False})
EXAMPLE = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
MOST = (2**62 - 1) // (2 * DEAREST)  # of each arch so many are priced: one more might leave Int64
EDGE = 2**63 - 1
FACTOR = 60_247_241_209  # a divisor of the edge, so that a price times a count comes to it
COUNT, REST = divmod(EDGE // FACTOR, 4)


def prices_at(minor: int) -> ar.PriceBook:
    """A price book by which an aligner costs so much."""
    return EXAMPLE.evolve({"flex.aligner": minor})


def ordering(*aligners: int, plan: str = "ONE") -> pl.DataFrame:
    """Requests that are allowed, of so many aligners each."""
    facts = [good_facts(as_of=DAY, plan=plan, upper_steps=n, lower_steps=0) for n in aligners]
    return frame_of(facts, POLICY.facts)


def amounts(frame: Any, kind: Kind = POLARS, minor: int = DEAREST) -> list[Any]:
    """What each request costs."""
    told = tables.quote(frame, POLICY.kind, book=FREELY, prices=prices_at(minor))
    column: list[Any] = kind.read(told).sort("row")["amount_minor"].to_list()
    return column


def compared(kind: Kind, frame: pl.DataFrame, before: int, after: int) -> Any:
    """The comparison of two prices of an aligner."""
    return tables.compare(
        kind.made(frame),
        POLICY.kind,
        before=FREELY,
        after=FREELY,
        prices_before=prices_at(before),
        prices_after=prices_at(after),
    )


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_amounts_beyond_two_to_the_53_are_exact(kind: Kind) -> None:
    """No amount passes through a float, which from 9,007,199,254,740,992 on skips numbers."""
    counts = [1, 9_007, 9_008, 2_000_001, MOST]
    told = amounts(kind.made(ordering(*counts)), kind, DEAREST - 1)
    assert told == [many * (DEAREST - 1) for many in counts]
    assert told[2] > 2**53


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_the_last_count_that_is_priced_and_the_first_that_is_not(kind: Kind) -> None:
    """Up to the bound an amount is exact; one more is an error, though here it would still fit."""
    assert amounts(kind.made(ordering(MOST)), kind) == [MOST * DEAREST]
    with pytest.raises(Exception, match=f"a count beyond {MOST} may take an amount beyond Int64"):
        amounts(kind.made(ordering(1, MOST + 1)), kind)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_what_is_compared_is_exact_in_every_group_and_row(kind: Kind) -> None:
    """Groups, the total, their differences and the rows that move lose no unit either."""
    one, two = ordering(9_011, 1_000_003), ordering(2_000_003, plan="TWO")
    frame = pl.concat([one, two]).drop("row").with_row_index("row")
    before, after = DEAREST - 1, 4_501
    told = compared(kind, frame, before, after)
    names = ("amount_before_minor", "amount_after_minor", "difference_minor")
    groups = kind.read(told.groups).select("plan", *names).rows()
    sums = {"ONE": 9_011 + 1_000_003, "TWO": 2_000_003}
    assert groups == [
        (plan, many * before, many * after, many * (after - before)) for plan, many in sums.items()
    ]
    every = sum(sums.values())
    assert kind.read(told.total).select(names).row(0) == (
        every * before,
        every * after,
        every * (after - before),
    )
    assert kind.read(told.moved)["difference_minor"].to_list() == [
        many * (after - before) for many in (2_000_003, 1_000_003, 9_011)
    ]


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_the_last_sum_that_int64_holds_is_told_and_the_next_is_not(kind: Kind) -> None:
    """9,223,372,036,854,775,807 is exact; beyond it there is an error and no number."""
    held = ordering(*[COUNT] * 4, REST)
    total = kind.read(compared(kind, held, FACTOR, 0).total)
    assert total.select("amount_before_minor", "difference_minor").row(0) == (EDGE, -EDGE)
    assert _swept(kind, held) == [EDGE]
    beyond = ordering(*[COUNT] * 4, REST + 1)
    with pytest.raises(Exception, match="a sum is beyond Int64"):
        kind.read(compared(kind, beyond, FACTOR, 0).total)
    with pytest.raises(Exception, match="a sum is beyond Int64"):
        _swept(kind, beyond)


def _swept(kind: Kind, frame: pl.DataFrame) -> list[int]:
    """The worth of all requests, by a sweep of one value."""
    curve = tables.sweep(
        kind.made(frame),
        POLICY.kind,
        vary={"replacement.free": [False]},
        book=FREELY,
        prices=prices_at(FACTOR),
    ).curve
    told: list[int] = kind.read(curve)["amount_minor"].to_list()
    return told


WIDTHS = (
    *(pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Int128),
    *(pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64),
)


@pytest.mark.parametrize("dtype", WIDTHS, ids=str)
def test_counts_of_any_width_are_priced_in_int64(dtype: Any) -> None:
    """100 aligners fit into every width; what they cost does not, and is told all the same."""
    frame = ordering(100).cast({"upper_steps": dtype, "lower_steps": dtype})
    assert amounts(frame) == [100 * DEAREST]
    assert amounts(frame.lazy().collect(engine="streaming")) == [100 * DEAREST]


SQL_WIDTHS = (
    *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"),
    *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"),
)


def relation_with(column: str, value: str) -> Any:
    """A relation of one request in which a column is that expression."""
    relation = duckdb.connect().from_arrow(ordering(100).to_arrow())
    return relation.project(f"* REPLACE ({value} AS {column})")


@pytest.mark.parametrize("dtype", SQL_WIDTHS)
def test_counts_of_any_width_are_priced_by_duckdb_too(dtype: str) -> None:
    """The same for the integers of SQL."""
    told = tables.quote(
        relation_with("upper_steps", f"100::{dtype}"),
        POLICY.kind,
        book=FREELY,
        prices=prices_at(DEAREST),
    )
    assert told.pl()["amount_minor"].to_list() == [100 * DEAREST]


@pytest.mark.parametrize(
    "frame",
    [
        ordering(1).with_columns(upper_steps=pl.lit(2**63, pl.UInt64)),
        ordering(1).with_columns(upper_steps=pl.lit(2**64, pl.Int128)),
        relation_with("upper_steps", "18446744073709551615::UBIGINT"),
        relation_with("upper_steps", "9223372036854775808::HUGEINT"),
    ],
    ids=["uint64", "int128", "ubigint", "hugeint"],
)
def test_counts_beyond_int64_are_an_error_of_the_engine(frame: Any) -> None:
    """A count that Int64 does not hold is not read as another one."""
    with pytest.raises(Exception, match=r"9223372036854775808|1844674407370955161[56]"):
        tables.quote(frame, POLICY.kind, book=FREELY, prices=prices_at(1)).fetchall()


def refused(frame: Any, column: str) -> str:
    """What is said to be given in a column that is refused, alone."""
    with pytest.raises(Invalid) as caught:
        tables.decide(frame, POLICY.kind, book=FREELY)
    (fault,) = caught.value.faults
    assert fault.where == f"$.{column}"
    return fault.given


@pytest.mark.parametrize(
    ("dtype", "given"),
    [
        (pl.Float64, "a column of Float64"),
        (pl.Float32, "a column of Float32"),
        (pl.Decimal(10, 0), "a column of Decimal(precision=10, scale=0)"),
        (pl.String, "a column of String"),
        (pl.Boolean, "a column of Boolean"),
    ],
    ids=str,
)
def test_what_is_no_integer_is_no_count(dtype: Any, given: str) -> None:
    """Floats and decimals are refused even if they hold whole numbers: the remedy is a cast."""
    assert refused(ordering(1).cast({"upper_steps": dtype}), "upper_steps") == given


SQL_TYPES = [
    ("upper_steps", "1.0::DOUBLE", "a column of Float64"),
    ("upper_steps", "1::DECIMAL(10, 0)", "a column of Decimal(precision=10, scale=0)"),
    ("upper_steps", "'1'", "a column of String"),
    ("upper_steps", "'1'::BIT", "a column of Object"),
    ("upper_steps", "1::VARIANT", "a column of Object"),
    ("approved_on", "TIMESTAMP '2025-01-01 23:59:00'", "time_zone=None"),
    ("approved_on", "TIMESTAMP_S '2025-01-01 23:59:00'", "time_zone=None"),
    ("approved_on", "TIMESTAMP '2025-01-01 23:59:00'::VARIANT", "a column of Object"),
    ("approved_on", "'2025-01-01'", "a column of String"),
]


@pytest.mark.parametrize(("column", "value", "given"), SQL_TYPES, ids=[v for _, v, _ in SQL_TYPES])
def test_sql_of_another_type_is_refused(column: str, value: str, given: str) -> None:
    """A cast that the engine would do by itself, an instant to a day or bits to a count, is not."""
    assert given in refused(relation_with(column, value), column)


def test_sql_that_is_nothing_but_null_is_unknown() -> None:
    """A column whose type is that of null itself is one of unknown facts."""
    told = tables.quote(
        relation_with("upper_steps", "NULL"), POLICY.kind, book=FREELY, prices=prices_at(1)
    )
    assert told.pl()["amount_minor"].to_list() == [None]


def in_pandas(column: str, values: Any) -> pd.DataFrame:
    """Three requests in pandas, of which a column has these values."""
    frame = ordering(1, 2, 3).to_pandas(use_pyarrow_extension_array=True)
    frame[column] = values
    return frame


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        (pd.array([1, None, 3], dtype="Int64"), [1, None, 3]),
        (pd.array([1, None, 3], dtype="UInt8"), [1, None, 3]),
        (pd.Series([1, None, 3], dtype=object), [1, None, 3]),
        (pd.Series([1, np.nan, 3], dtype=object), [1, None, 3]),
        (pd.Series([1, pd.NA, 3], dtype=object), [1, None, 3]),
        (pd.Series([np.int8(1), None, np.int64(3)], dtype=object), [1, None, 3]),
        (np.array([1, 2, 3], dtype=np.int16), [1, 2, 3]),
        (np.array([np.nan] * 3), [None] * 3),
        (pd.Series([None] * 3, dtype=object), [None] * 3),
    ],
    ids=[
        *("nullable", "nullable-narrow", "None", "NaN", "NA"),
        *("numpy-objects", "narrow", "all-NaN", "all-None"),
    ],
)
def test_integers_of_pandas_are_counts(values: Any, counts: list[Any]) -> None:
    """Nullable integers, and objects with any null among them; of nothing but nulls, unknown."""
    told = tables.quote(
        in_pandas("upper_steps", values), POLICY.kind, book=FREELY, prices=prices_at(DEAREST)
    )
    found = pl.from_pandas(told)
    assert found["aligner_count"].to_list() == counts
    assert found["amount_minor"].to_list() == [n if n is None else n * DEAREST for n in counts]


NO_TYPE = "values that no one type holds"


@pytest.mark.parametrize(
    ("column", "values", "given"),
    [
        ("upper_steps", np.array([1, np.nan, 3]), "a column of Float64"),
        ("upper_steps", pd.array([1, None, 3], dtype="Float64"), "a column of Float64"),
        ("upper_steps", pd.Series([1, 2.5, 3], dtype=object), "a column of Float64"),
        ("upper_steps", pd.Series([1, Decimal(2), 3], dtype=object), "a column of Decimal"),
        ("upper_steps", pd.Series([1, True, 3], dtype=object), NO_TYPE),
        ("upper_steps", pd.Series([1, 2**70, 3], dtype=object), NO_TYPE),
        ("approved_on", pd.Series([datetime(2025, 1, 1, tzinfo=UTC)] * 3), "a column of Datetime"),
        (
            "approved_on",
            pd.Series([DAY, datetime(2025, 1, 1, 23, 59, tzinfo=UTC), None], dtype=object),
            NO_TYPE,
        ),
        ("approved_on", ["2025-01-01"] * 3, "a column of String"),
        ("accepts_terms", np.array([1.0, np.nan, 0.0]), "a column of Float64"),
        ("accepts_terms", [1, 0, 1], "a column of Int64"),
    ],
    ids=[
        *("NaN", "nullable-floats", "float-object", "decimal", "bool", "beyond-int64"),
        *("instants", "instant-among-dates", "iso", "truth-as-float", "truth-as-int"),
    ],
)
def test_what_pandas_has_made_something_else_of_is_refused(
    column: str, values: Any, given: str
) -> None:
    """NaN makes floats of integers and of truth values: they are refused, and never rounded."""
    assert refused(in_pandas(column, values), column).startswith(given)


def test_dates_of_pandas_may_have_gaps() -> None:
    """None and NaT among dates are unknown days, and no instants."""
    days = pd.Series([date(2024, 10, 1), None, pd.NaT], dtype=object)
    told = tables.quote(
        in_pandas("approved_on", days), POLICY.kind, book=FREELY, prices=prices_at(1)
    )
    assert pl.from_pandas(told)["amount_minor"].to_list() == [1, None, None]
