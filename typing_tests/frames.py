"""What a type checker tells an analyst: frames come back as what they were."""

from __future__ import annotations

from datetime import date
from typing import assert_type

import altair as alt
import duckdb
import pandas as pd
import polars as pl
from great_tables import GT

import aligner_rules as ar
from aligner_rules import proofs, tables


def an_analyst(
    eager: pl.DataFrame,
    lazy: pl.LazyFrame,
    pandas: pd.DataFrame,
    relation: duckdb.DuckDBPyRelation,
    day: date,
) -> None:
    """The kind of frame that goes in comes out."""
    book = ar.load_rulebook("clearcorrect-2024-10")
    prices = ar.load_prices("prices.toml")
    kind = ar.ReplacementOrder
    assert_type(tables.decide(eager, kind, book=book), pl.DataFrame)
    assert_type(tables.decide(lazy, kind, book=book, as_of=day), pl.LazyFrame)
    assert_type(tables.quote(pandas, kind, book=book, prices=prices), pd.DataFrame)
    assert_type(tables.decide(relation, kind, book=book), duckdb.DuckDBPyRelation)
    assert_type(tables.expiry(lazy, book=book), pl.LazyFrame)
    calendar = ar.Calendar(day, day)
    assert_type(tables.delivery(pandas, book=book, calendar=calendar), pd.DataFrame)
    assert_type(tables.explain(eager, 0, kind, book=book), ar.Decision)


def what_if(eager: pl.DataFrame, relation: duckdb.DuckDBPyRelation, book: ar.Rulebook) -> None:
    """The frames of a result are of the kind that goes in."""
    kind = ar.ReplacementOrder
    told = tables.compare(relation, kind, before=book, after=book)
    assert_type(told, tables.Comparison[duckdb.DuckDBPyRelation])
    assert_type(told.moved, duckdb.DuckDBPyRelation)
    swept = tables.sweep(eager, kind, vary={"replacement.interval_days": range(30, 61)}, book=book)
    assert_type(swept.curve, pl.DataFrame)
    assert_type(told.computed().flips, pl.DataFrame)
    assert_type(told.chart(), alt.VConcatChart)
    assert_type(swept.table(), GT)


def an_editor(before: ar.Rulebook, after: ar.Rulebook) -> None:
    """Reports are lists of findings, with the case of each."""
    assert_type(proofs.check(before), proofs.Report)
    for finding in proofs.difference(before, after).refuted:
        assert_type(finding.case, ar.Case | None)
        assert_type(finding.as_of, date | None)
