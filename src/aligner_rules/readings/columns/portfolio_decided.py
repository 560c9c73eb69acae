"""A policy run over the files of a portfolio, some cases at a time, into one file of decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import polars as pl
from attrs import field, frozen

from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.order import Order
from aligner_rules.readings.columns.gathering.verb import facts_frame
from aligner_rules.readings.columns.portfolio import TABLES
from aligner_rules.readings.columns.portfolio_files import path_of
from aligner_rules.readings.columns.verbs import decided_frame, quoted_frame
from aligner_rules.readings.decision import Outcome
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rules.policies import policy_for
from aligner_rules.version import __version__

AT_ONCE: Final = 100_000
"""How many cases are held in memory, and decided as one frame."""

_ANSWERS: Final = ("outcome", "opens_on", "reasons", "unmet", "unknown")
_AMOUNTS: Final = ("amount_minor", "currency")
_ROW: Final = ("case_id", "order_id", "position", "channel", "as_of", "plan", "region")


@frozen
class Asked:
    """What is asked of a portfolio: a kind of order, by which rules, and at which prices."""

    kind: type[Order]
    book: Rulebook
    prices: PriceBook | None = None


@frozen
class Summary:
    """What came of all orders: how many of each plan came to what, for which reasons.

    `worth` is what the allowed orders of a plan cost together, in minor units, `unpriced` how many
    of them have no price that is known.
    """

    outcomes: Counter[tuple[str | None, str]] = field(factory=Counter)
    reasons: Counter[str] = field(factory=Counter)
    worth: Counter[str | None] = field(factory=Counter)
    unpriced: Counter[str | None] = field(factory=Counter)

    @property
    def rows(self) -> int:
        """How many orders there were."""
        return self.outcomes.total()

    @property
    def plans(self) -> list[str | None]:
        """The plans of which there were any, by name; None is a plan that is not known."""
        found = {plan for plan, _ in self.outcomes}
        return sorted(found, key=lambda plan: (plan is None, plan))

    def add(self, decided: pl.DataFrame) -> None:
        """Count what has been decided."""
        told = decided.group_by("plan", "outcome", "reasons").len()
        for plan, outcome, codes, many in told.iter_rows():
            self.outcomes[plan, outcome] += many
            for code in filter(None, codes.split(", ")):
                self.reasons[code] += many
        if "amount_minor" in decided.columns:
            allowed = decided.filter(outcome=Outcome.ALLOWED.value)
            amount = pl.col("amount_minor")
            costs = allowed.group_by("plan").agg(
                amount.cast(pl.Int128).sum(), amount.null_count().alias("open")
            )
            for plan, minor, unknown in costs.iter_rows():
                self.worth[plan] += minor
                self.unpriced[plan] += unknown


def decided_portfolio(
    folder: Path, asked: Asked, out: Path, *, progress: Callable[[int, int], Any]
) -> Summary:
    """Decide all orders of a kind in a portfolio's files, write the file, and tell what came of it.

    Cases are taken some at a time, so the memory does not grow with their number. The file has its
    name only once it is whole. `progress` is told how many cases are done, and of how many. Invalid
    tells what is wrong with the files: one that is missing or no Parquet, columns at fault, a case
    that stands twice, or phases and orders of no case; or that the file is there already.
    """
    tables = _scanned(folder)
    _ready(out)
    count = _checked(tables)
    summary = Summary()
    with TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as parts:
        files = [Path(parts) / f"{first}.parquet" for first in range(0, max(count, 1), AT_ONCE)]
        for number, file in enumerate(files):
            made = _decided(tables, number * AT_ONCE, asked).collect()
            made.write_parquet(file)
            summary.add(made)
            progress(min((number + 1) * AT_ONCE, count), count)
        whole = Path(parts) / "whole.parquet"
        label = {"version": __version__, "rulebook": asked.book.name, "hash": asked.book.hash}
        named = {f"aligner_rules.{key}": value for key, value in label.items()}
        pl.scan_parquet(files).sink_parquet(whole, metadata=named)
        whole.rename(out)
    return summary


def _decided(tables: Mapping[str, pl.LazyFrame], first: int, asked: Asked) -> pl.LazyFrame:
    """Return the decisions about the orders of some cases, from number `first` on."""
    cases = tables["cases"].slice(first, AT_ONCE)
    ids = cases.select("case_id")
    mine = {
        name: tables[name].join(ids, on="case_id", how="semi", maintain_order="left")
        for name in TABLES[1:]
    }
    policy, book = policy_for(asked.kind), asked.book
    facts = facts_frame(cases, mine["phases"], mine["orders"], asked.kind, book)
    made = decided_frame(facts, policy, book, None, _ANSWERS)
    columns = [*_ROW, *_ANSWERS]
    if asked.prices is not None:
        made = quoted_frame(made, policy, book, asked.prices, None)
        columns += _AMOUNTS
    chosen: pl.LazyFrame = made.select(columns)
    return chosen


def _scanned(folder: Path) -> dict[str, pl.LazyFrame]:
    """Return the three files as tables; Invalid tells all that are missing or cannot be read."""
    tables: dict[str, pl.LazyFrame] = {}
    faults: list[Fault] = []
    for table in TABLES:
        path = path_of(folder, table)
        try:
            tables[table] = pl.scan_parquet(path)
            tables[table].collect_schema()
        except FileNotFoundError:
            faults.append(Fault(f"$.{table}", "no such file", shown(str(path)), "name its folder"))
        except (OSError, pl.exceptions.PolarsError) as error:
            expected, (told, *_) = f"a file of Parquet, {path}", str(error).splitlines()
            faults.append(Fault(f"$.{table}", shown(told), expected, "write it anew"))
    if faults:
        raise Invalid("portfolio", faults)
    return tables


def _ready(out: Path) -> None:
    if out.exists():
        expected = "the name of a file that is not there yet"
        raise Invalid("--out", [Fault("$", shown(str(out)), expected, "name another file")])
    if not out.parent.is_dir():
        expected = "a file in a folder that is there"
        raise Invalid("--out", [Fault("$", shown(str(out)), expected, "make the folder first")])


def _checked(tables: Mapping[str, pl.LazyFrame]) -> int:
    """Return how many cases there are; Invalid where rows of the tables do not belong together."""
    faults = [
        Fault(f"$.{name}.case_id", "no such column", "a column of String", "add it")
        for name, table in tables.items()
        if "case_id" not in table.collect_schema()
    ]
    if faults:
        raise Invalid("portfolio", faults)
    ids = tables["cases"].select("case_id")
    rows, different = ids.select(pl.len(), n=pl.col("case_id").n_unique()).collect().row(0)
    if rows != different:
        expected, remedy = "each case in one row", "take the others out"
        given = f"{rows - different:,} rows of cases that stand there already"
        faults.append(Fault("$.cases.case_id", given, expected, remedy))
    for name in TABLES[1:]:
        strays = tables[name].join(ids, on="case_id", how="anti").select(pl.len()).collect().item()
        if strays:
            expected, remedy = "cases of the table cases", "add the cases, or take the rows out"
            given = f"{strays:,} rows of other cases"
            faults.append(Fault(f"$.{name}.case_id", given, expected, remedy))
    if faults:
        raise Invalid("portfolio", faults)
    many: int = rows
    return many
