"""The command that writes an invented portfolio."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import Progress

from aligner_rules.cli.options import Given, day_given, rulebooks_and_overlays, say
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebooks

_MOST_CASES: Final = 1_000_000_000
_LAST: Final = date(2190, 12, 31)
"""The last day of an invented portfolio: what is still to come of it lies within the model then."""


@click.command()
@click.option("--cases", required=True, type=click.IntRange(1, _MOST_CASES), help="How many.")
@click.option("--out", required=True, metavar="DIR", help="The folder to write it into.")
@click.option("--seed", type=click.IntRange(0), default=0, help="Another seed, other cases.")
@click.option("--as-of", metavar="DAY", help="The day on which it stands, as YYYY-MM-DD.")
@rulebooks_and_overlays
def portfolio(cases: int, out: str, seed: int, **given: Any) -> int:
    """Write an invented portfolio: cases, phases and orders, each a file of Parquet.

    Days in it lie around every limit of the rulebooks on the day on which it stands. What is in it
    follows from the seed. The exit code is 0, or 3 if something given is at fault.
    """
    files = import_module("aligner_rules.readings.columns.portfolio_files")
    synthetic = import_module("aligner_rules.readings.columns.synthetic")
    told = Given()
    as_of = given["as_of"]
    day = told.read(lambda: synthetic.AS_OF if as_of is None else day_given(as_of))
    book = told.read(lambda: load_rulebooks(given["rulebooks"] or None, given["overlays"]))
    told.done()
    _within(day, book)

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        tables = {table: bars.add_task(table, total=cases) for table in files.TABLES}
        rows = files.written(
            synthetic.Synthetic(seed, day, book),
            cases,
            Path(out),
            progress=lambda table, more: bars.advance(tables[table], more),
        )
    for table, count in rows.items():
        say(f"{files.path_of(Path(out), table)}: {count:,} rows, synthetic\n")
    return 0


def _within(day: date, book: Rulebook) -> None:
    first = book.periods[0].first_day
    if not first <= day <= _LAST:
        expected = f"a day from {first}, on which the rulebooks begin, to {_LAST}"
        raise Invalid("--as-of", [Fault("$", shown(day), expected, "name another day")])
