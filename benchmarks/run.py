"""Run the benchmarks: ``python benchmarks/run.py [--json FILE] [--quick]``.

Everything is measured side by side, in turns, and told as a median of ratios. The package must be
installed with its extra "tables", beside what `requirements.txt` lists.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import columns
import decisions
import deliveries
import imports
import menus

from aligner_rules.rulebook.loading import load_rulebook

Result = tuple[str, float]

TARGETS: Final = {
    "decide.over_ifs": "at most 5",
    "decide.engines_over_us": "at least 5",
    "actions.over_hand": "at most 5",
    "table.over_polars": "at most 1.5",
    "delivery.over_numpy": "below 1",
    "import.over_core": "at most 1.5",
}


def results(*, quick: bool) -> Iterator[Result]:
    """Every figure with its name; `quick` takes fewer rounds and fewer rows."""
    book = load_rulebook("clearcorrect-2024-10")
    rounds = 7 if quick else 31
    yield from decisions.against_ifs(book, rounds)
    yield from decisions.against_engines(book, rounds)
    yield from menus.against_hand(book, rounds)
    yield from columns.against_polars(
        book, rows=500_000 if quick else 5_000_000, rounds=5 if quick else 11
    )
    yield from deliveries.against_numpy(rounds)
    yield from imports.against_core(rounds)


def main() -> None:
    """Print the figures as they come, and write them as JSON lines if asked to."""
    parser = argparse.ArgumentParser(description="The benchmarks of aligner-rules.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write JSON lines to FILE")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and rows")
    arguments = parser.parse_args()
    lines = []
    print(f"{'name':<52}{'value':>10}  target")
    for name, value in results(quick=arguments.quick):
        print(f"{name:<52}{value:>10.2f}  {TARGETS.get(name, '')}", flush=True)
        lines.append(json.dumps({"name": name, "value": round(value, 3)}))
    if arguments.json:
        arguments.json.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
