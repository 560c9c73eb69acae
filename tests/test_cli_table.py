"""The command that runs a policy over the files of a portfolio."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.console import Console

import aligner_rules as ar
from aligner_rules import tables
from aligner_rules.cli import main
from aligner_rules.readings.columns import portfolio_decided
from aligner_rules.readings.columns.portfolio_decided import Asked, decided_portfolio

PRICES = str(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
BOOK = ar.load_rulebooks()
NAMES = ("cases", "phases", "orders")
CASES = 300


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portfolio of some hundred cases in files."""
    made = tmp_path_factory.mktemp("portfolio") / "files"
    assert main(["portfolio", f"--cases={CASES}", "--seed=5", f"--out={made}"]) == 0
    return made


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take few cases at a time, and print on 100 columns, as into a file."""
    monkeypatch.setattr(portfolio_decided, "AT_ONCE", 70)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def at_once(folder: Path) -> pl.DataFrame:
    """What the tables decide about all replacement orders of the portfolio in one frame."""
    files: dict[str, Any] = {name: pl.read_parquet(folder / f"{name}.parquet") for name in NAMES}
    facts: pl.DataFrame = tables.facts(**files, kind=ar.ReplacementOrder, book=BOOK)
    columns = ("outcome", "opens_on", "reasons", "unmet", "unknown")
    made = tables.decide(facts, ar.ReplacementOrder, book=BOOK, columns=columns)
    prices = ar.load_prices(PRICES)
    return tables.quote(made, ar.ReplacementOrder, book=BOOK, prices=prices)


def decide(folder: Path, out: Path, *more: str) -> int:
    """Run the command about replacement orders."""
    return main(["table", "decide", str(folder), "--kind=replacement", f"--out={out}", *more])


def test_the_file_says_what_tables_say(
    folder: Path, at_once: pl.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """However many cases are taken at a time, each order has its row, and none is lost."""
    assert decide(folder, tmp_path / "told.parquet", "--prices", PRICES, "--json") == 0
    written = pl.read_parquet(tmp_path / "told.parquet")
    assert written.equals(at_once.select(written.columns))
    assert written.columns[-2:] == ["amount_minor", "currency"]
    told = json.loads(capsys.readouterr().out)
    assert told["orders"] == written.height == sum(one["orders"] for one in told["plans"])
    flex = next(one for one in told["plans"] if one["plan"] == "FLEX")
    mine = written.filter(plan="FLEX")
    assert flex["refused"] == mine.filter(outcome="refused").height
    assert flex["allowed_minor"] == mine.filter(outcome="allowed")["amount_minor"].sum()
    codes = [code for text in written["reasons"] for code in text.split(", ") if code]
    assert told["reasons"] == {code: codes.count(code) for code in set(codes)}
    assert (told["currency"], told["rulebook"]["hash"]) == ("USD", BOOK.hash)


def test_what_came_of_all_is_printed(
    folder: Path, at_once: pl.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By plan and by reason, with the clause of each."""
    assert decide(folder, tmp_path / "told.parquet") == 0
    written = pl.read_parquet(tmp_path / "told.parquet")
    assert "amount_minor" not in written.columns
    lines = capsys.readouterr().out.splitlines()
    assert f"{at_once.height:,} orders of kind replacement" in lines
    mine = at_once.filter(plan="FLEX")["outcome"].to_list()
    counts = [mine.count(one) for one in ("allowed", "refused", "undetermined")]
    flex = next(line.split() for line in lines if line.startswith(" FLEX"))
    assert flex == ["FLEX", *map(str, [len(mine), *counts])]
    waited = at_once["reasons"].str.contains("waited-long-enough").sum()
    assert ["waited-long-enough", "REP-4", str(waited)] in [line.split() for line in lines]


def test_a_plan_that_nobody_tells_has_a_row(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a column is missing nothing is allowed, and all of it is counted."""
    for name in NAMES:
        frame = pl.read_parquet(folder / f"{name}.parquet")
        frame.drop("plan", strict=False).write_parquet(tmp_path / f"{name}.parquet")
    assert decide(tmp_path, tmp_path / "told.parquet") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    (row,) = [line for line in lines if line[:1] == ["(unknown)"]]
    assert row[2] == "0"
    assert int(row[1]) == int(row[3]) + int(row[4])
    assert decide(tmp_path, tmp_path / "again.parquet", "--json") == 0
    (plan,) = json.loads(capsys.readouterr().out)["plans"]
    assert plan | {"plan": None, "allowed": 0, "orders": int(row[1])} == plan


def test_no_cases_are_no_decisions(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is there, with its columns and without a row."""
    for name in NAMES:
        pl.read_parquet(folder / f"{name}.parquet").clear().write_parquet(
            tmp_path / f"{name}.parquet"
        )
    assert decide(tmp_path, tmp_path / "told.parquet", "--json") == 0
    assert json.loads(capsys.readouterr().out)["orders"] == 0
    assert pl.read_parquet(tmp_path / "told.parquet").shape == (0, 12)


def test_money_is_printed_as_an_amount(
    folder: Path, at_once: pl.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the allowed orders of a plan cost, in the currency that the head names."""
    assert decide(folder, tmp_path / "told.parquet", "--prices", PRICES) == 0
    out = capsys.readouterr().out
    minor = at_once.filter(plan="FLEX", outcome="allowed")["amount_minor"].sum()
    assert "USD for the allowed" in out
    flex = next(line.split() for line in out.splitlines() if line.startswith(" FLEX"))
    assert flex[-2:] == [f"{minor // 100}.{minor % 100:02}", "0"]


def test_progress_is_told_by_cases(folder: Path, tmp_path: Path) -> None:
    """It comes to all cases in the end."""
    told: list[Any] = []
    asked = Asked(ar.ReplacementOrder, BOOK)
    decided_portfolio(folder, asked, tmp_path / "x", progress=lambda *done: told.append(done))
    assert told == [(70, CASES), (140, CASES), (210, CASES), (280, CASES), (CASES, CASES)]


def test_a_terminal_shows_a_bar(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal a bar is drawn while it works."""
    consoles: list[Console] = []

    def terminal(**_: Any) -> Console:
        consoles.append(Console(force_terminal=True, record=True, stderr=True, width=100))
        return consoles[-1]

    monkeypatch.setattr("aligner_rules.cli.table.Console", terminal)
    assert decide(folder, tmp_path / "told.parquet") == 0
    assert f"{CASES}/{CASES} cases" in consoles[0].export_text()


def test_what_breaks_off_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    """A file has its name only once it is whole."""

    def broken(*_: int) -> None:
        raise KeyboardInterrupt

    asked = Asked(ar.ReplacementOrder, BOOK)
    with pytest.raises(KeyboardInterrupt):
        decided_portfolio(folder, asked, tmp_path / "told.parquet", progress=broken)
    assert list(tmp_path.iterdir()) == []


def test_files_that_cannot_be_read_are_told_together(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One is missing, one is no Parquet: both are named."""
    (tmp_path / "cases.parquet").write_bytes((folder / "cases.parquet").read_bytes())
    (tmp_path / "phases.parquet").write_text("no Parquet")
    assert decide(tmp_path, tmp_path / "told.parquet") == 3
    told = capsys.readouterr().err
    assert "portfolio is not valid, 2 faults" in told
    assert "$.phases: given" in told
    assert "$.orders: given no such file" in told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda files: files | {"cases": files["cases"][[0, 0, 1]]}, "1 rows of cases that stand"),
        (lambda files: files | {"cases": files["cases"].tail(1)}, "rows of other cases"),
        (lambda files: files | {"cases": files["cases"].drop("case_id")}, "no such column"),
        (lambda files: files | {"orders": files["orders"].drop("kind")}, "$.orders.kind"),
    ],
)
def test_rows_that_do_not_belong_together_are_faults(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Any, told: str
) -> None:
    """Nothing is decided then, and no file is written."""
    files = {name: pl.read_parquet(folder / f"{name}.parquet") for name in NAMES}
    for name, frame in change(files).items():
        frame.write_parquet(tmp_path / f"{name}.parquet")
    assert decide(tmp_path, tmp_path / "told.parquet") == 3
    assert told in capsys.readouterr().err
    assert not (tmp_path / "told.parquet").exists()


def test_nothing_is_written_over(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is there stays; a folder that is missing is told."""
    (tmp_path / "told.parquet").write_text("mine")
    assert decide(folder, tmp_path / "told.parquet") == 3
    assert "a file that is not there yet" in capsys.readouterr().err
    assert (tmp_path / "told.parquet").read_text() == "mine"
    assert decide(folder, tmp_path / "no" / "told.parquet") == 3
    assert "make the folder first" in capsys.readouterr().err


def test_rulebooks_and_prices_at_fault_are_told_together(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both are read before anything is done."""
    wrong = ("--rulebook", "no-such-book", "--prices", str(tmp_path / "none.toml"))
    assert decide(folder, tmp_path / "told.parquet", *wrong) == 3
    told = capsys.readouterr().err
    assert "no-such-book" in told
    assert "none.toml" in told
