"""The invented portfolio: the same by its seed, valid case by case, with every edge in it."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from dateutil.relativedelta import relativedelta

import aligner_rules as ar
from aligner_rules import tables
from aligner_rules.cli import main
from aligner_rules.model import Cause, Channel, Dentition
from aligner_rules.model.event import ORDER_KINDS
from aligner_rules.readings.columns import portfolio_files
from aligner_rules.readings.columns.draws import Draws
from aligner_rules.readings.columns.portfolio import TABLES
from aligner_rules.readings.columns.portfolio_cases import Portfolio
from aligner_rules.readings.columns.synthetic import AS_OF, MAKERS, Synthetic

BOOK = ar.load_rulebooks()
DAY = timedelta(days=1)
MANY = Synthetic(1, AS_OF, BOOK).portfolio(0, 5_000)


def back(made: Portfolio) -> list[ar.Case]:
    """Return the cases of three tables."""
    return tables.to_cases(cases=made.cases, phases=made.phases, orders=made.orders)


@pytest.mark.parametrize("seeds", range(10))
def test_every_row_becomes_a_valid_case(seeds: int) -> None:
    """Of hundreds of seeds, on several days, no case has a fault, and none is lost."""
    days = (AS_OF, date(2024, 2, 29), date(2021, 12, 31), date(2189, 6, 1), date(2017, 6, 1))
    for seed in range(seeds * 20, seeds * 20 + 20):
        made = Synthetic(seed, days[seed % len(days)], BOOK).portfolio(seed, 6)
        assert len(back(made)) == 6


def test_the_same_seed_gives_the_same_rows() -> None:
    """Rows follow from seed, day, book and number, however many are made at once."""
    source = Synthetic(1, AS_OF, BOOK)
    again, part = source.portfolio(0, 5_000), source.portfolio(700, 300)
    mine = part.cases["case_id"].to_list()
    for whole, same, some in zip(MANY, again, part, strict=True):
        assert whole.equals(same)
        assert whole.filter(pl.col("case_id").is_in(mine)).equals(some)


def test_another_seed_gives_other_rows() -> None:
    """The ids are those of the numbers of the rows, all else is another draw."""
    other = Synthetic(2, AS_OF, BOOK).portfolio(0, 5_000)
    assert other.cases["case_id"].equals(MANY.cases["case_id"])
    differ = (other.cases["plan"] != MANY.cases["plan"]).sum()
    assert differ > 2_500


def test_draws_are_what_they_always_were() -> None:
    """They are those of SplitMix64 in Python's own numbers, so every engine draws the same."""

    def drawn(row: int) -> int:
        mixed = row ^ int.from_bytes(sha256(b"7/cases/plan").digest()[:8], "big")
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> shift)) * factor % 2**64
        return ((mixed ^ (mixed >> 31)) >> 32) % 1_000

    numbers = [0, 1, 2, 2**40, 2**64 - 1]
    rows = pl.DataFrame({"row": numbers}, {"row": pl.UInt64})
    found = rows.select(Draws(7, "cases").below(1_000, "plan")).to_series()
    assert found.to_list() == [drawn(number) for number in numbers]


def test_draws_are_even() -> None:
    """Each of the numbers comes about as often as any other."""
    rows = pl.DataFrame({"row": pl.int_range(100_000, dtype=pl.UInt64, eager=True)})
    counts = rows.select(Draws(7, "x").below(10, "y")).to_series().value_counts()["count"]
    assert 9_500 < min(counts) <= max(counts) < 10_500


def test_every_choice_is_there() -> None:
    """All plans, regions and none, kinds of orders, causes, channels and dentitions come."""
    cases, _, orders = MANY
    plans = {plan for period in BOOK.periods for plan in period.plans}
    assert set(cases["plan"]) == plans | {None}
    assert {"US", "CA", "FR", None} < set(cases["region"])
    assert set(orders["kind"]) == {*ORDER_KINDS}
    assert set(orders["cause"]) == {*Cause, None}
    assert set(orders["channel"]) == {*Channel}
    assert set(cases["dentition"]) == {*Dentition, None}
    assert set(MANY.phases["phase"]) == {1, 2, 3, 4}


ALWAYS_TOLD = {
    *("position", "final", "sets", "arches", "has_setup_approval", "has_upgrade"),
    *("upper_steps", "lower_steps", "upper_templates", "lower_templates"),
}


@pytest.mark.parametrize("table", TABLES)
def test_everything_is_unknown_somewhere_and_known_elsewhere(table: str) -> None:
    """Each column that may be null is so in some row, and in another it is not."""
    frame: pl.DataFrame = getattr(MANY, table)
    for column in tables.portfolio_schema(table):
        values = frame[column.name]
        if column.kinds:
            values = frame.filter(pl.col("kind").is_in(column.kinds))[column.name]
        assert values.count() > 0, column.name
        unknown = column.nullable and column.name not in ALWAYS_TOLD
        assert (values.null_count() > 0) == unknown, column.name
        if column.dtype == "Boolean":
            assert {True, False} <= set(values), column.name


def test_days_lie_on_both_sides_of_every_edge() -> None:
    """Intervals and expiry end on the day before, on the day and on the day after."""
    cases, phases, orders = MANY
    placed, shipped, approved = (
        set(frame[name])
        for frame, name in (
            (orders.filter(pl.col("kind") == "replacement"), "placed_on"),
            (phases.filter(pl.col("phase") == 1), "shipped_on"),
            (cases, "approved_on"),
        )
    )
    for apart in (-DAY, 0 * DAY, DAY):
        assert AS_OF - 45 * DAY + apart in placed
        for months in (6, 9, 12, 18, 21, 24, 60):
            assert AS_OF - relativedelta(months=months) + apart in shipped
        for period in BOOK.periods:
            assert period.first_day + apart in approved
        assert date(2024, 2, 29) + apart in shipped


def test_every_outcome_comes() -> None:
    """On the day of the portfolio a plain request is allowed to some, refused to some others."""
    request = ar.ReplacementOrder(
        steps=ar.StepSelection.parse(upper="1"),
        cause=Cause.LOST,
        payment_method="invoice",
        acknowledges_no_quality_complaint=True,
        accepts_terms=True,
    )
    cases = back(Synthetic(1, AS_OF, BOOK).portfolio(0, 200))
    outcomes = {ar.decide(case, request, as_of=AS_OF, book=BOOK).outcome for case in cases}
    assert outcomes == {*ar.Outcome}


def test_nothing_has_happened_after_the_day() -> None:
    """What is still to come has not been approved, placed, made, shipped or delivered."""
    names = {"approved_on", "placed_on", "in_production_on", "shipped_on", "delivered_on"}
    for frame in MANY:
        for name in names & set(frame.columns):
            latest: Any = frame[name].max()
            assert latest <= AS_OF, name


def test_a_book_without_numbers_is_enough() -> None:
    """Where no term counts anything there are no edges, and cases all the same."""
    bare = evolve(BOOK, values=())
    assert len(back(Synthetic(1, AS_OF, bare).portfolio(0, 20))) == 20


def run(folder: Path, *options: str) -> int:
    """Run the command for a few cases."""
    return main(["portfolio", "--out", str(folder), *options])


def test_the_files_hold_what_the_seed_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Written some cases at a time, the files hold the same rows, and say what they are."""
    monkeypatch.setattr(portfolio_files, "AT_ONCE", 150)
    folder = tmp_path / "a" / "b"
    assert run(folder, "--cases", "250", "--seed", "9") == 0
    expected = Synthetic(9, AS_OF, BOOK).portfolio(0, 250)
    lines = capsys.readouterr().out.splitlines()
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md",
        *sorted(f"{table}.parquet" for table in TABLES),
    ]
    for table, frame in zip(TABLES, expected, strict=True):
        path = folder / f"{table}.parquet"
        assert frame.equals(pl.read_parquet(path))
        label = pl.read_parquet_metadata(path)
        assert (label["synthetic"], label["aligner_rules.seed"]) == ("true", "9")
        assert f"{path}: {len(frame):,} rows, synthetic" in lines
    assert "Nothing in these files is real" in (folder / "README.md").read_text(encoding="utf-8")


def test_progress_is_told_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows come some cases at a time, and each part is told of once it has been taken."""
    monkeypatch.setattr(portfolio_files, "AT_ONCE", 4)
    told: list[tuple[str, int]] = []
    source = Synthetic(1, AS_OF, BOOK)
    chunks = portfolio_files.chunks_of(source, "cases", 10, lambda *more: told.append(more))
    assert pl.concat(chunks).equals(MANY.cases.head(10))
    assert told == [("cases", 4), ("cases", 4), ("cases", 2)]


def test_what_is_there_already_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files of these names are never written over: they may be real."""
    (tmp_path / "phases.parquet").write_text("mine")
    assert run(tmp_path, "--cases", "5") == 3
    assert "expected a folder without phases.parquet" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["phases.parquet"]


def test_a_folder_that_cannot_be_made_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of the name of the folder is told, not overwritten."""
    (tmp_path / "file").write_text("mine")
    assert run(tmp_path / "file", "--cases", "5") == 3
    assert "expected a folder to write into" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["2017-05-31", "2191-01-01"])
def test_a_day_without_rules_is_a_fault(
    day: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the first edition nothing can be invented, nor beyond what the model holds."""
    assert run(tmp_path, "--cases", "5", "--as-of", day) == 3
    assert "expected a day from 2017-06-01" in capsys.readouterr().err


def test_faults_of_all_options_are_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong day and a wrong rulebook are both named."""
    assert run(tmp_path, "--cases", "5", "--as-of", "June", "--rulebook", "none") == 3
    told = capsys.readouterr().err
    assert "--as-of is not valid" in told
    assert "rulebook" in told


@pytest.mark.parametrize("table", TABLES)
def test_an_interruption_leaves_no_file(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the midst of any table leaves nothing that looks like a portfolio."""

    def interrupted(*_: Any) -> pl.DataFrame:
        raise KeyboardInterrupt

    monkeypatch.setitem(MAKERS, table, interrupted)
    assert run(tmp_path, "--cases", "5") == 130
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_that_is_told_twice_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine and Python may both tell of one Ctrl-C, the second while files are removed."""
    unlink = Path.unlink
    told: list[bool] = []

    def interrupted(*_: Any) -> pl.DataFrame:
        raise KeyboardInterrupt

    def again(path: Path, *, missing_ok: bool = False) -> None:
        if not told:
            told.append(True)
            raise KeyboardInterrupt
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setitem(MAKERS, "orders", interrupted)
    monkeypatch.setattr(Path, "unlink", again)
    assert run(tmp_path, "--cases", "5") == 130
    assert list(tmp_path.iterdir()) == []


def test_without_polars_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command line works without the extra; this command names it."""
    monkeypatch.delitem(sys.modules, "aligner_rules.readings.columns.portfolio_files")
    monkeypatch.setitem(sys.modules, "polars", None)
    assert run(tmp_path, "--cases", "5") == 3
    assert "aligner-rules[cli,tables]" in capsys.readouterr().err
