"""What is wrong with a frame is told at once: where, what was given, what to do."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from aligner_rules import tables
from aligner_rules.model.faults import Fault, Invalid
from aligner_rules.model.order import ReplacementOrder
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.prices import load_prices
from column_cases import drawn_facts
from frame_kinds import frame_of

BOOK = load_rulebooks()
FACTS = drawn_facts(4, 10, BOOK)
FRAME = frame_of(FACTS, type(FACTS[0]))
PRICES = Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml"
DAY = date(2025, 3, 3)


def faults(frame: Any, **options: Any) -> list[tuple[str, str]]:
    """Where a frame is at fault, and what was given there."""
    with pytest.raises(Invalid) as caught:
        tables.decide(frame, ReplacementOrder, book=BOOK, **options)
    return [(fault.where, fault.given) for fault in caught.value.faults]


def test_all_faults_are_told_at_once() -> None:
    """Missing columns, wrong types, taken names and unknown answers come in one error."""
    frame = FRAME.drop("cause", "upper_steps").with_columns(
        pl.col("approved_on").cast(pl.Datetime("us")),
        pl.col("accepts_terms").cast(pl.Int8),
        lower_steps=pl.lit(1.5),
        plan=pl.lit(1),
        outcome=pl.lit("allowed"),
        terms_accepted=pl.lit(1),
    )
    assert faults(frame, columns=["outcome", "reason", "outcome", "requirements"]) == [
        ("$.columns[1]", "'reason'"),
        ("$.columns[2]", "'outcome'"),
        ("$.plan", "a column of Int32"),
        ("$.approved_on", "a column of Datetime(time_unit='us', time_zone=None)"),
        ("$.cause", "no such column"),
        ("$.upper_steps", "no such column"),
        ("$.lower_steps", "a column of Float64"),
        ("$.accepts_terms", "a column of Int8"),
        ("$.outcome", "a column of the frame"),
        ("$.terms_accepted", "a column of the frame"),
    ]


def test_a_fault_says_what_to_do() -> None:
    """A column of instants is refused, with the way to make dates of them."""
    frame = FRAME.with_columns(pl.col("last_ordered_on").cast(pl.Datetime("ms")))
    with pytest.raises(Invalid) as caught:
        tables.decide(frame, ReplacementOrder, book=BOOK)
    assert caught.value.faults == (
        Fault(
            "$.last_ordered_on",
            "a column of Datetime(time_unit='ms', time_zone=None)",
            "a column of Date",
            "cast it to Date; turn instants into the practice's local dates first",
        ),
    )


def test_a_day_is_asked_for() -> None:
    """Without a column of days, and without one day for all, there is nothing to decide on."""
    assert faults(FRAME.drop("as_of")) == [("$.as_of", "no such column")]


def test_one_day_is_enough() -> None:
    """A column of days and one day for all rows contradict each other."""
    assert faults(FRAME, as_of=DAY) == [("$.as_of", "2025-03-03, and a column")]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("2025-03-03", "'2025-03-03'"),
        (datetime(2025, 3, 3), "2025-03-03 00:00:00"),  # noqa: DTZ001 - it is refused
        (date(1899, 12, 31), "1899-12-31"),
        (date(2200, 1, 1), "2200-01-01"),
    ],
)
def test_a_day_is_a_date_in_range(given: Any, told: str) -> None:
    """A text, an instant and a day out of range are no days."""
    assert faults(FRAME.drop("as_of"), as_of=given) == [("$.as_of", told)]


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2199, 12, 31)])
def test_the_first_and_the_last_day_are_in_range(day: date) -> None:
    """Both ends of the range are days that can be asked about."""
    made = tables.decide(FRAME.drop("as_of"), ReplacementOrder, book=BOOK, as_of=day)
    assert made.height == FRAME.height


def test_some_answer_is_asked_for() -> None:
    """To ask for no answer is a mistake."""
    assert faults(FRAME, columns=[]) == [("$.columns", "none")]


def test_columns_of_several_types_are_at_fault() -> None:
    """A pandas column of mixed objects is named, not read."""
    frame: Any = pd.DataFrame({name: FRAME[name].to_list() for name in FRAME.columns}, dtype=object)
    frame["upper_steps"] = [1, "two"] * 5
    assert faults(frame) == [("$.upper_steps", "values that no one type holds")]


def test_a_frame_without_any_fact_misses_them_all() -> None:
    """An unrelated frame is told every column that it lacks, but for those that no plan reads."""
    missing = {where for where, _ in faults(pd.DataFrame({"x": [1]}))}
    read = {c.name for c in tables.schema(ReplacementOrder) if "decide" in c.read_by}
    unread = {"unshipped_revisions", "unshipped_retainers"}  # a switch that no packaged plan sets
    assert (missing, unread <= read) == ({f"$.{name}" for name in read - unread}, True)


def test_case_tells_no_names_apart_in_sql() -> None:
    """Where the engine takes Outcome and outcome for one name, the name is taken."""
    frame = FRAME.with_columns(Outcome=pl.lit(1))
    relation = duckdb.connect().from_arrow(frame.to_arrow())
    assert faults(relation) == [("$.outcome", "a column of the frame")]
    assert "outcome" in tables.decide(frame, ReplacementOrder, book=BOOK).columns


def test_a_quote_tells_its_faults_as_well() -> None:
    """Names that a quote adds must be free, and what it reads must be there."""
    with pytest.raises(Invalid, match=r"\$\.has_shipped.*\n\$\.currency"):
        tables.quote(
            FRAME.drop("has_shipped").with_columns(currency=pl.lit("USD")),
            ReplacementOrder,
            book=BOOK,
            prices=load_prices(PRICES),
        )
