"""Spark: on a real local session the columns say what the values say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve

import aligner_rules as ar
from aligner_rules import tables
from aligner_rules.model.calendar import Calendar
from aligner_rules.model.faults import Invalid
from aligner_rules.model.limit import Limit
from aligner_rules.model.order import ReplacementOrder
from aligner_rules.readings.columns.gathering.orders import KINDS as ORDERS
from aligner_rules.readings.columns.synthetic import AS_OF, Synthetic
from aligner_rules.readings.decision import decide_facts
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.prices import load_prices
from aligner_rules.rules.delivery import DeliveryFacts
from aligner_rules.rules.replacement import POLICY, ReplacementFacts
from aligner_rules.rules.standing import MenuFacts
from column_cases import DECIDED, QUOTED, decided, drawn_facts, drawn_rows, quoted
from facts_strategies import good_facts
from frame_kinds import frame_of
from test_tables_exact import COUNT, DAY, DEAREST, EDGE, FACTOR, FREELY, MOST, REST

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default")]

BOOK = load_rulebooks()
EXPIRING = BOOK.evolve(
    {"expiry.months": Limit(12), "replacement.free_after_expiry": False, "replacement.free": True}
)
PRICES = load_prices(Path(__file__).parents[2] / "examples/prices/example-flex-usd.toml")
ALL = ("outcome", "unmet", "unknown", "opens_on", "reasons", "reason_list", "requirements")
SQL_TYPES: dict[Any, str] = {
    pl.Boolean: "boolean",
    pl.Int64: "bigint",
    pl.Date: "date",
    pl.String: "string",
}


def on_spark(spark: Any, frame: pl.DataFrame) -> Any:
    """The frame as a Spark DataFrame with the same columns."""
    frame = frame.cast({"row": pl.Int64})
    columns = [f"`{name}` {SQL_TYPES[dtype]}" for name, dtype in frame.schema.items()]
    return spark.createDataFrame(frame.rows(), ", ".join(columns))


def answers(frame: Any, names: list[str], dtypes: dict[str, Any]) -> pl.DataFrame:
    """The new columns of a Spark DataFrame, in the order of its rows."""
    rows = sorted(frame.select("row", *names).collect())
    schema = {name: dtypes.get(name, pl.Boolean) for name in names}
    return pl.DataFrame([tuple(row)[1:] for row in rows], schema, orient="row")


@pytest.mark.parametrize("book", [BOOK, EXPIRING], ids=["packaged", "expiring"])
def test_one_day_for_all_rows(spark: Any, book: Rulebook) -> None:
    """Decisions and quotes are those of each single row, on a day that is given for all."""
    day = date(2026, 2, 28)
    facts = [evolve(one, as_of=day) for one in drawn_facts(11, 1500, book)]
    frame = frame_of(facts, ReplacementFacts).drop("as_of")
    given = on_spark(spark, frame)
    verdict, bill = decided(facts, book), quoted(facts, book, PRICES)
    told = tables.decide(given, ReplacementOrder, book=book, as_of=day, columns=ALL)
    cost = tables.quote(given, ReplacementOrder, book=book, prices=PRICES, as_of=day)
    assert told.columns == [*frame.columns, *verdict.columns]
    assert answers(told, verdict.columns, DECIDED).equals(verdict)
    assert answers(cost, bill.columns, QUOTED).equals(bill)


def test_a_frame_stays_lazy(spark: Any) -> None:
    """No job is run on the way: what would fail only fails once the rows are asked for."""
    frame = frame_of(drawn_facts(12, 10, BOOK), ReplacementFacts)
    given = on_spark(spark, frame).selectExpr("*", "raise_error('run') AS trap")
    made = tables.decide(given, ReplacementOrder, book=BOOK)
    assert made.columns[-4:] == ["outcome", "unmet", "unknown", "opens_on"]


def test_the_types_are_those_of_tables(spark: Any) -> None:
    """Masks and amounts are bigint, days are dates."""
    given = on_spark(spark, frame_of(drawn_facts(13, 10, BOOK), ReplacementFacts))
    told = dict(tables.decide(given, ReplacementOrder, book=BOOK).dtypes[-4:])
    cost = dict(tables.quote(given, ReplacementOrder, book=BOOK, prices=PRICES).dtypes[-5:])
    assert told == {
        "outcome": "string",
        "unmet": "bigint",
        "unknown": "bigint",
        "opens_on": "date",
    }
    assert set(cost.values()) == {"bigint", "string"}


def test_instants_are_refused(spark: Any) -> None:
    """A timestamp is no date: it is named, with what to do."""
    given = on_spark(spark, frame_of(drawn_facts(14, 10, BOOK), ReplacementFacts))
    given = given.withColumn("approved_on", given["approved_on"].cast("timestamp"))
    with pytest.raises(Invalid, match=r"\$\.approved_on.*turn instants into"):
        tables.decide(given, ReplacementOrder, book=BOOK)


def test_a_column_of_nothing_but_nulls_is_unknown(spark: Any) -> None:
    """A void column is one of unknown facts."""
    frame = frame_of(drawn_facts(15, 10, BOOK), ReplacementFacts)
    given = on_spark(spark, frame).drop("cause").selectExpr("*", "NULL AS cause")
    made = tables.decide(given, ReplacementOrder, book=BOOK, columns=["unknown"])
    assert all(row.unknown & 1 for row in made.collect())


def test_menus_are_those_of_other_engines(spark: Any) -> None:
    """Masks and outcomes of every action are those that Polars tells."""
    cases = frame_of(drawn_rows(19, 300, BOOK, MenuFacts), MenuFacts)
    names = ("mask", "unknown", "outcome")
    told = tables.actions(cases, book=BOOK, columns=names).drop(cases.columns)
    made = tables.actions(on_spark(spark, cases), book=BOOK, columns=names)
    assert answers(made, told.columns, dict(told.schema)).equals(told)


def test_a_window_beyond_the_calendar_is_an_error(spark: Any) -> None:
    """The rows cannot be had, and the error says why."""
    parcels = frame_of(drawn_rows(17, 500, BOOK, DeliveryFacts), DeliveryFacts)
    calendar = Calendar(date(2025, 1, 1), date(2025, 1, 31))
    made = tables.delivery(on_spark(spark, parcels), book=BOOK, calendar=calendar)
    with pytest.raises(Exception, match="leaves the days of the calendar"):
        made.collect()


def test_what_if_is_told_as_by_other_engines(spark: Any) -> None:
    """Flips, groups, totals and curves are those that Polars tells; one row can be explained."""
    facts = drawn_facts(18, 1000, BOOK)
    frame = frame_of(facts, ReplacementFacts)
    given = on_spark(spark, frame)
    changes = {"replacement.interval_days": 30}
    asked: dict[str, Any] = {"before": BOOK, "after": BOOK.evolve(changes), "prices_before": PRICES}
    told = tables.compare(frame, ReplacementOrder, **asked)
    made = tables.compare(given, ReplacementOrder, **asked)
    for name in ("flips", "groups", "total"):
        rows = [tuple(row) for row in getattr(made, name).collect()]
        assert rows == getattr(told, name).rows()
    columns = ["row", *told.moved.columns[-3:]]
    moved = [tuple(row) for row in made.moved.select(*columns).collect()]
    assert sorted(moved, key=str) == sorted(told.moved.select(columns).rows(), key=str)
    vary: dict[str, list[Any]] = {"replacement.interval_days": [30, 45], "replacement.free": [True]}
    curve = tables.sweep(frame, ReplacementOrder, vary=vary, book=BOOK, prices=PRICES).curve
    swept = tables.sweep(given, ReplacementOrder, vary=vary, book=BOOK, prices=PRICES)
    assert [tuple(row) for row in swept.curve.collect()] == curve.rows()
    assert swept.computed().curve.rows() == curve.rows()
    assert "Nothing is computed yet" in swept._repr_mimebundle_()["text/html"]
    one = tables.explain(given.filter("row = 7"), 0, ReplacementOrder, book=BOOK)
    assert one == decide_facts(POLICY, facts[7], book=BOOK)


def costly(spark: Any, *aligners: int, count: str = "bigint") -> Any:
    """Requests of so many aligners, whose counts are of that type."""
    facts = [good_facts(as_of=DAY, plan="ONE", upper_steps=n, lower_steps=0) for n in aligners]
    given = on_spark(spark, frame_of(facts, ReplacementFacts))
    return given.withColumn("upper_steps", given["upper_steps"].cast(count))


def test_amounts_are_exact_or_refused(spark: Any) -> None:
    """Beyond 2 to the 53 no unit is lost; where Int64 might not hold an amount it is an error."""
    prices = PRICES.evolve({"flex.aligner": DEAREST})
    asked: dict[str, Any] = {"book": FREELY, "prices": prices}
    counts = [9_007, 9_008, MOST]
    told = tables.quote(costly(spark, *counts), ReplacementOrder, **asked).collect()
    assert sorted(row.amount_minor for row in told) == [many * DEAREST for many in counts]
    with pytest.raises(Exception, match="a count beyond 2305843 may take an amount beyond Int64"):
        tables.quote(costly(spark, MOST + 1), ReplacementOrder, **asked).collect()


def test_sums_are_exact_or_refused(spark: Any) -> None:
    """9,223,372,036,854,775,807 is told to the last unit, and nothing beyond it."""
    vary: dict[str, list[Any]] = {"replacement.free": [False]}
    for rest, total in ((REST, EDGE), (REST + 1, None)):
        frame = costly(spark, *[COUNT] * 4, rest)
        change = compare_prices(FACTOR)
        compared = tables.compare(frame, ReplacementOrder, before=FREELY, after=FREELY, **change)
        prices = change["prices_before"]
        swept = tables.sweep(frame, ReplacementOrder, vary=vary, book=FREELY, prices=prices)
        if total is None:
            for told in (compared.total, swept.curve):
                with pytest.raises(Exception, match="a sum is beyond Int64"):
                    told.collect()
        else:
            assert [row.difference_minor for row in compared.total.collect()] == [-total]
            assert [row.amount_minor for row in swept.curve.collect()] == [total]


def compare_prices(minor: int) -> dict[str, Any]:
    """An aligner costs so much before, and nothing after."""
    before, after = (PRICES.evolve({"flex.aligner": each}) for each in (minor, 0))
    return {"prices_before": before, "prices_after": after}


@pytest.mark.parametrize("count", ["tinyint", "smallint", "int"])
def test_narrow_counts_are_priced_in_bigint(spark: Any, count: str) -> None:
    """What 100 aligners cost does not fit into the type of their count, and is told nonetheless."""
    prices = PRICES.evolve({"flex.aligner": DEAREST})
    frame = costly(spark, 100, count=count)
    told = tables.quote(frame, ReplacementOrder, book=FREELY, prices=prices).collect()
    assert [row.amount_minor for row in told] == [100 * DEAREST]


@pytest.mark.parametrize("count", ["double", "float", "decimal(10, 0)", "string", "boolean"])
def test_what_is_no_integer_is_no_count(spark: Any, count: str) -> None:
    """As on every other engine, with the cast that is to be made."""
    with pytest.raises(Invalid, match=r"\$\.upper_steps: given a column of .*; cast it to Int64"):
        tables.quote(costly(spark, 1, count=count), ReplacementOrder, book=FREELY, prices=PRICES)


def _table(spark: Any, frame: pl.DataFrame, name: str) -> Any:
    types = {"Int64": "bigint", "List(Int16)": "array<smallint>", "List(String)": "array<string>"}
    told = [
        f"{one.name} {types.get(one.dtype, one.dtype)}" for one in tables.portfolio_schema(name)
    ]
    return spark.createDataFrame(frame.rows(), ", ".join(told))


def test_facts_are_gathered_as_on_other_engines(spark: Any) -> None:
    """The facts of orders of every kind are those that Polars tells of the same portfolio."""
    told = Synthetic(19, AS_OF, BOOK).portfolio(0, 200)
    frames: dict[str, Any] = dict(zip(("cases", "phases", "orders"), told, strict=True))
    given = {name: _table(spark, frame, name) for name, frame in frames.items()}
    for asked in ORDERS:
        made = tables.facts(**given, kind=asked, book=BOOK)
        wanted = tables.facts(**frames, kind=asked, book=BOOK)
        assert made.columns == wanted.columns
        rows = [tuple(row) for row in made.collect()]
        assert sorted(rows, key=str) == sorted(wanted.rows(), key=str)


@pytest.mark.parametrize("asked", [ar.Delivery, ar.Action])
def test_a_portfolio_on_a_day_is_that_of_other_engines(spark: Any, asked: Any) -> None:
    """The facts of cases and of parcels are those that Polars tells of the same portfolio."""
    told = Synthetic(4, AS_OF, BOOK).portfolio(0, 60)
    frames: dict[str, Any] = dict(zip(("cases", "phases", "orders"), told, strict=True))
    given = {name: _table(spark, frame, name) for name, frame in frames.items()}
    made = tables.facts(**given, kind=asked, book=BOOK, as_of=AS_OF)
    wanted = tables.facts(**frames, kind=asked, book=BOOK, as_of=AS_OF)
    rows = [tuple(row) for row in made.collect()]
    assert made.columns == wanted.columns
    assert sorted(rows, key=str) == sorted(wanted.rows(), key=str)
