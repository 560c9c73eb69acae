"""Tables: the reading as columns says row by row what the reading as values says."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner_rules import tables
from aligner_rules.model.order import ReplacementOrder
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebook, packaged
from aligner_rules.rulebook.prices import load_prices
from aligner_rules.rules.replacement import ReplacementFacts
from changed_books import BOOK, CHANGES, changed
from column_cases import decided, drawn_facts, quoted
from frame_kinds import KINDS, Kind, frame_of
from strategies import Wish

PRICES = load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
ALL = ("outcome", "unmet", "unknown", "opens_on", "reasons", "reason_list", "requirements")
seeds = st.integers(0, 2**32)


changes = st.dictionaries(
    st.sampled_from(sorted(CHANGES)),
    st.tuples(st.integers(0, 5), st.sets(st.sampled_from(BOOK.plans), min_size=1)),
)
few = settings(max_examples=4, deadline=None)


def differences(expected: pl.DataFrame, actual: pl.DataFrame, frame: pl.DataFrame) -> list[Any]:
    """The first rows in which two tables differ, with the facts that they are about."""
    assert list(expected.schema.items()) == list(actual.schema.items())
    unlike = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_expected")) for name in expected.columns
    )
    told = pl.concat([frame, actual, expected.rename(lambda n: f"{n}_expected")], how="horizontal")
    return told.filter(unlike).head(3).to_dicts()


def answers(kind: Kind, frame: Any, given: pl.DataFrame) -> pl.DataFrame:
    """The new columns of a frame, in the order of its rows; the given ones are as they were."""
    table = kind.read(frame).sort("row")
    assert table.select(given.columns).equals(given)
    return table.drop(given.columns)


FACTS = drawn_facts(1, 1500, BOOK)
FRAME = frame_of(FACTS, ReplacementFacts)
EXPECTED = decided(FACTS, BOOK)
STEPS = ("upper_steps", "lower_steps")


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(seed=seeds, changes=changes)
@few
def test_decisions_agree_row_by_row(kind: Kind, seed: int, changes: Any) -> None:
    """Outcome, masks, day of opening, reasons and requirements are those of each decision."""
    book = changed(changes)
    facts = drawn_facts(seed, 600, book)
    frame = frame_of(facts, ReplacementFacts)
    expected = decided(facts, book)
    made = tables.decide(kind.made(frame), ReplacementOrder, book=book, columns=ALL)
    assert differences(expected, answers(kind, made, frame), frame) == []


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(seed=seeds, changes=changes)
@few
def test_quotes_agree_row_by_row(kind: Kind, seed: int, changes: Any) -> None:
    """Amounts and counts are those of each single quote, on every edge of the price book too."""
    book = changed(changes)
    facts = drawn_facts(seed, 300, book)
    frame = frame_of(facts, ReplacementFacts)
    expected = quoted(facts, book, PRICES)
    made = tables.quote(kind.made(frame), ReplacementOrder, book=book, prices=PRICES)
    assert differences(expected, answers(kind, made, frame), frame) == []


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@pytest.mark.parametrize("name", packaged())
def test_one_day_for_all_rows_is_the_same_day_in_each(kind: Kind, name: str) -> None:
    """A constant day, under each single edition, decides and charges as a column of it does."""
    book, day = load_rulebook(name), date(2026, 2, 28)
    facts = [evolve(one, as_of=day) for one in drawn_facts(7, 600, book)]
    frame = frame_of(facts, ReplacementFacts).drop("as_of")
    given = kind.made(frame)
    told = tables.decide(given, ReplacementOrder, book=book, as_of=day, columns=ALL)
    cost = tables.quote(given, ReplacementOrder, book=book, prices=PRICES, as_of=day)
    assert differences(decided(facts, book), answers(kind, told, frame), frame) == []
    assert differences(quoted(facts, book, PRICES), answers(kind, cost, frame), frame) == []


@given(st.lists(st.sampled_from(ALL), unique=True, min_size=1))
@settings(max_examples=30, deadline=None)
def test_any_answers_can_be_asked_for_in_any_order(names: list[str]) -> None:
    """The new columns are those asked for, in that order, and say what they say with all others."""
    flags = [one.code.replace("-", "_") for one in tables.requirements(ReplacementOrder)]
    wanted = [n for name in names for n in (flags if name == "requirements" else [name])]
    made = tables.decide(FRAME, ReplacementOrder, book=BOOK, columns=names)
    assert made.drop(FRAME.columns).equals(EXPECTED.select(wanted))


def test_one_answer_may_be_named_alone() -> None:
    """A single name is one answer, not its letters."""
    made = tables.decide(FRAME, ReplacementOrder, book=BOOK, columns="unmet")
    assert made.columns == [*FRAME.columns, "unmet"]


def test_by_default_the_outcome_the_masks_and_the_day_are_told() -> None:
    """Without `columns`, four of them are added."""
    made = tables.decide(FRAME, ReplacementOrder, book=BOOK)
    assert made.columns == [*FRAME.columns, "outcome", "unmet", "unknown", "opens_on"]


def test_only_the_region_of_regional_editions_is_read() -> None:
    """A book without regional editions needs no such column."""
    book = load_rulebook("clearcorrect-2024-10")
    made = tables.decide(FRAME.drop("region"), ReplacementOrder, book=book, columns=["unmet"])
    expected = tables.decide(FRAME, ReplacementOrder, book=book, columns=["unmet"])
    assert made["unmet"].to_list() == expected["unmet"].to_list()


def test_a_book_without_plans_governs_nothing() -> None:
    """Where no plan is known, every term is unknown, and the rest is decided all the same."""
    book = Rulebook("none", "No editions", periods=(), values=(), sources=(), overlays=())
    expected = decided(FACTS, book)
    made = tables.decide(FRAME, ReplacementOrder, book=book, columns=ALL)
    assert differences(expected, made.drop(FRAME.columns), FRAME) == []


def test_an_item_without_a_price_is_undetermined() -> None:
    """A price book that lacks the item leaves open every amount that is charged."""
    prices = evolve(PRICES, items={})
    expected = quoted(FACTS, BOOK, prices)
    made = tables.quote(FRAME, ReplacementOrder, book=BOOK, prices=prices)
    assert differences(expected, made.drop(FRAME.columns), FRAME) == []


@pytest.mark.parametrize(
    "other",
    [
        {"plan": pl.Categorical, "cause": pl.Categorical},
        {"cause": pl.Enum(sorted(set(FRAME["cause"].drop_nulls())))},
        {"upper_steps": pl.UInt8, "lower_steps": pl.Int8, "unmade_steps": pl.UInt64},
    ],
)
def test_categories_and_integers_of_any_width_are_taken(other: Any) -> None:
    """Texts as categories and counts of any width give the same answers, and stay as they are."""
    frame = FRAME.cast(other)
    made = tables.decide(frame, ReplacementOrder, book=BOOK, columns=ALL)
    assert made.equals(pl.concat([frame, EXPECTED], how="horizontal"))


def test_narrow_counts_do_not_wrap() -> None:
    """100 upper and 100 lower steps are 200 aligners, although each count fits into eight bits."""
    frame = FRAME.head(1).with_columns(pl.lit(100, pl.Int8).alias(n) for n in STEPS)
    made = tables.quote(frame, ReplacementOrder, book=BOOK, prices=PRICES)
    assert made["aligner_count"].to_list() == [200]


def test_a_column_of_nothing_but_nulls_is_unknown() -> None:
    """A column that has no type because it has no value is one of unknown facts."""
    frame = FRAME.with_columns(cause=None, last_ordered_on=None, accepts_terms=None)
    gaps = {"cause": UNKNOWN, "last_ordered_on": UNKNOWN, "accepts_terms": UNKNOWN}
    expected = decided([evolve(one, **gaps) for one in FACTS], BOOK)
    made = tables.decide(frame, ReplacementOrder, book=BOOK, columns=ALL)
    assert differences(expected, made.drop(FRAME.columns), frame) == []


def test_columns_named_as_ours_are_left_alone() -> None:
    """Names that the computation might use are free to use."""
    frame = FRAME.with_columns(__rules_0=pl.lit(1), __rules_not_met=pl.lit("x"))
    made = tables.decide(frame, ReplacementOrder, book=BOOK, columns=ALL)
    assert made.equals(pl.concat([frame, EXPECTED], how="horizontal"))


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_no_rows_give_no_rows(kind: Kind) -> None:
    """An empty frame gets the same new columns."""
    made = tables.decide(kind.made(FRAME.clear()), ReplacementOrder, book=BOOK, columns=ALL)
    assert kind.read(made).columns == [*FRAME.columns, *EXPECTED.columns]


def test_a_kind_that_nobody_decides_is_refused() -> None:
    """A request that has no policy is a TypeError."""
    with pytest.raises(TypeError, match="no policy decides Wish"):
        tables.decide(FRAME, Wish, book=BOOK)


def test_engines_are_imported_only_when_used() -> None:
    """To ask for the schema needs neither Narwhals nor any engine."""
    program = (
        "import sys; from aligner_rules import tables; "
        "from aligner_rules.model.order import ReplacementOrder as R; tables.schema(R); "
        "print([m for m in ('narwhals', 'polars', 'duckdb', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - this interpreter, a fixed program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_without_its_extra_it_tells_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Narwhals is missing, the error says what to install."""
    for name in [one for one in sys.modules if one.startswith("aligner_rules.readings.columns")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "narwhals", None)
    monkeypatch.setitem(sys.modules, "narwhals.stable", None)
    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    with pytest.raises(ModuleNotFoundError, match=r"install aligner-rules\[tables\]"):
        tables.decide(pl.DataFrame(), ReplacementOrder, book=BOOK)
