"""Run the benchmarks: ``python benchmarks/run.py [--json FILE] [--quick] [--only NAME]``.

Everything is measured side by side, in turns, and told as a median of ratios. The package must be
installed with its extras "tables" and "duckdb", beside what `requirements.txt` lists.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import columns
import decisions
import deliveries
import engine_columns
import growth
import imports
import menus
from measuring import is_asked

from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebook

Result = tuple[str, float]

TARGETS: Final = {
    "decide.over_ifs": "at most 5",
    "decide.engines_over_us": "at least 5",
    "actions.over_hand": "at most 5",
    "delivery.over_numpy": "below 1",
    "import.over_core": "at most 1.5",
    "over_polars": "at most 1.5",
    "engines_over_us": "above 1",
    "tables.growth": "about 1",
    "tables.peak_mib": "below 2048",
}
"""What a figure should be, by its name or by how that ends."""


def results(*, quick: bool, only: str) -> Iterator[Result]:
    """Every figure with its name; `quick` takes fewer rounds and fewer rows."""
    book = load_rulebook("clearcorrect-2024-10")
    rounds = 7 if quick else 31
    few = 5 if quick else 11
    rows = 500_000 if quick else 2_000_000
    for name, measured in _single(book, rounds):
        if is_asked(name, only):
            yield from measured()
    yield from columns.against_polars(book, rows, few, only)
    yield from engine_columns.against_engines(book, min(rows, 1_000_000), few, only)
    yield from growth.of_time(book, 2_000_000 if quick else 20_000_000, few, only)
    yield from growth.of_memory(2_000_000 if quick else 50_000_000, only)


def _single(book: Rulebook, rounds: int) -> Iterator[tuple[str, Callable[[], Iterator[Result]]]]:
    """What is measured of single cases, with how the names of the figures begin."""
    yield "decide", lambda: decisions.against_ifs(book, rounds)
    yield "decide", lambda: decisions.against_engines(book, rounds)
    yield "actions", lambda: menus.against_hand(book, rounds)
    yield "delivery", lambda: deliveries.against_numpy(rounds)
    yield "import", lambda: imports.against_core(rounds)


def target(name: str) -> str:
    """What the figure of that name should be."""
    return TARGETS.get(name) or TARGETS.get(name.rpartition(".")[-1], "")


def main() -> None:
    """Print the figures as they come, and write them as JSON lines if asked to."""
    parser = argparse.ArgumentParser(description="The benchmarks of aligner-rules.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write JSON lines to FILE")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and rows")
    parser.add_argument("--only", default="", metavar="NAME", help="figures that begin with NAME")
    arguments = parser.parse_args()
    lines = []
    print(f"{'name':<52}{'value':>14}  target")
    for name, value in results(quick=arguments.quick, only=arguments.only):
        if not name.startswith(arguments.only):
            continue
        print(f"{name:<52}{value:>14,.2f}  {target(name)}", flush=True)
        lines.append(json.dumps({"name": name, "value": round(value, 3)}))
    if arguments.json:
        arguments.json.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
