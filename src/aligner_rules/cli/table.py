"""The commands that work on whole portfolios in files."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console, Group
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from aligner_rules.cli.options import Given, in_json, rulebooks_and_overlays, say
from aligner_rules.cli.page import printed
from aligner_rules.model.event import ORDER_KINDS
from aligner_rules.model.money import Money
from aligner_rules.readings.decision import Outcome
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.prices import load_prices
from aligner_rules.rules.policies import policy_for

_OUTCOMES: Final = (Outcome.ALLOWED, Outcome.REFUSED, Outcome.UNDETERMINED)
_NAMES: Final = tuple(one.value for one in _OUTCOMES)
_NO_PLAN: Final = "(unknown)"


@click.group()
def table() -> None:
    """Work on a whole portfolio: the files cases, phases and orders of one folder."""


@table.command(name="decide")
@click.argument("portfolio")
@click.option("--kind", required=True, type=click.Choice([*ORDER_KINDS]), help="Which orders.")
@click.option("--out", required=True, metavar="FILE", help="The file of Parquet to write.")
@click.option("--prices", metavar="PATH", help="A price book: prices the orders as well.")
@rulebooks_and_overlays
@in_json
def _decide(portfolio: str, kind: str, out: str, as_json: bool, **given: Any) -> int:
    """Decide all orders of a kind in the folder PORTFOLIO, each as of the day it was placed.

    The file has a row for each order, with its outcome, reasons, and what it costs where there are
    prices; what came of all of them is printed. The exit code is 0, or 3 if something given is at
    fault.
    """
    files = import_module("aligner_rules.readings.columns.portfolio_decided")
    told = Given()
    book = told.read(lambda: load_rulebooks(given["rulebooks"] or None, given["overlays"]))
    prices = told.read(lambda: None if given["prices"] is None else load_prices(given["prices"]))
    told.done()
    asked = files.Asked(ORDER_KINDS[kind], book, prices)
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), "cases", TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        bar = bars.add_task("decide", total=None)
        summary = files.decided_portfolio(
            Path(portfolio),
            asked,
            Path(out),
            progress=lambda done, whole: bars.update(bar, completed=done, total=whole),
        )
    if as_json:
        say(f"{json.dumps(_document(summary, asked), indent=2)}\n")
    else:
        say(printed(_page(summary, asked, out)))
    return 0


def _document(summary: Any, asked: Any) -> dict[str, Any]:
    """Return what came of all orders as plain data; amounts are whole minor units."""
    plans = [
        {"plan": plan, "orders": sum(counts), **dict(zip(_NAMES, counts, strict=True))}
        | _worth(summary, asked, plan)
        for plan in summary.plans
        for counts in [[summary.outcomes[plan, name] for name in _NAMES]]
    ]
    document = {
        "kind": asked.kind.kind,
        "rulebook": {"name": asked.book.name, "hash": asked.book.hash},
        "orders": summary.rows,
        "plans": plans,
        "reasons": dict(summary.reasons.most_common()),
    }
    if asked.prices is not None:
        document["currency"] = asked.prices.currency.code
    return document


def _worth(summary: Any, asked: Any, plan: str | None) -> dict[str, int]:
    if asked.prices is None:
        return {}
    return {"allowed_minor": summary.worth[plan], "allowed_unpriced": summary.unpriced[plan]}


def _page(summary: Any, asked: Any, out: str) -> Group:
    head = Text(f"{out}\n{summary.rows:,} orders of kind {asked.kind.kind}\nby {asked.book.name}\n")
    by_plan = Table("plan", box=None, header_style="bold")
    for name in ("orders", *_NAMES):
        by_plan.add_column(name, justify="right")
    if asked.prices is not None:
        for name in (f"{asked.prices.currency.code} for the allowed", "without a price"):
            by_plan.add_column(name, justify="right")
    for plan in summary.plans:
        counts = [summary.outcomes[plan, name] for name in _NAMES]
        cells = [f"{many:,}" for many in (sum(counts), *counts)]
        if asked.prices is not None:
            cost, _, _ = str(Money(summary.worth[plan], asked.prices.currency)).partition(" ")
            cells += [cost, f"{summary.unpriced[plan]:,}"]
        by_plan.add_row(_NO_PLAN if plan is None else plan, *cells)
    return Group(head, by_plan, Text(), _reasons(summary, asked))


def _reasons(summary: Any, asked: Any) -> Table:
    clauses = {one.code: one.clause for one in policy_for(asked.kind).requirements}
    shown = Table("unmet or unknown", "clause", box=None, header_style="bold")
    shown.add_column("orders", justify="right")
    for code, many in summary.reasons.most_common():
        shown.add_row(code, clauses[code], f"{many:,}")
    return shown
