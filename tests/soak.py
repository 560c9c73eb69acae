"""The differential property by the million rows: ``nox -s soak``, or this file for what it does.

Each policy, and each date that a portal shows, is asked of so many rows on every engine. They are
drawn in parts, one to a process, by books with ever other terms; no more than the parts in work are
held in memory. The first difference ends it and is told with the facts of the row and how to draw
it again.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context
from time import monotonic

from differential import ENGINES, Disagreement, Draw, Question, agreed, questions

MILLION = 5_000_000
PART = 100_000


def main(arguments: list[str]) -> int:
    """Return 0 where all engines agree with the values, 1 where one does not, once it is told."""
    asked = _parser().parse_args(arguments)
    chosen = [one for one in questions() if one.name in (asked.policy or [one.name])]
    rows = min(asked.part, asked.rows)
    with ProcessPoolExecutor(asked.processes, mp_context=get_context("spawn")) as pool:
        for question in chosen:
            seeds = range(asked.seed, asked.seed - (-asked.rows // rows))
            try:
                _soaked(pool, question, [(question.name, seed, rows) for seed in seeds], asked)
            except Disagreement as found:
                pool.shutdown(wait=False, cancel_futures=True)
                sys.stderr.write(f"\n{found}\n")
                return 1
    return 0


Part = tuple[str, int, int]
"""The name of a question, a seed, and how many rows are drawn from it."""


def _soaked(
    pool: ProcessPoolExecutor, question: Question, parts: list[Part], asked: argparse.Namespace
) -> None:
    """Tell how far a question has come, until all of its parts are agreed on."""
    engines: list[str] = asked.engine or [*ENGINES]
    began, done = monotonic(), 0
    for rows in _worked(pool, parts, engines, asked.processes):
        done += rows
        _tell(question, engines, done, monotonic() - began)
    sys.stdout.write("\n")


def _worked(
    pool: ProcessPoolExecutor, parts: Iterable[Part], engines: list[str], most: int
) -> Iterator[int]:
    """Yield the rows of each part once it is agreed on; no more than twice `most` are in work."""
    waiting = iter(parts)
    working: set[Future[int]] = set()
    while True:
        room = 2 * most - len(working)
        working |= {pool.submit(worked, part, engines) for part in islice(waiting, room)}
        if not working:
            return
        done, working = wait(working, return_when=FIRST_COMPLETED)
        yield from (one.result() for one in done)


def worked(part: Part, engines: list[str]) -> int:
    """Return how many rows engines and values agree on; Disagreement where they do not."""
    name, seed, rows = part
    question = next(one for one in questions() if one.name == name)
    return agreed(Draw(question, seed, rows), engines).height


def _tell(question: Question, engines: list[str], done: int, seconds: float) -> None:
    pace = done / max(seconds, 1e-9)
    told = f"{question.name} on {', '.join(engines)}: {done:,} rows agree, {pace:,.0f} a second"
    sys.stdout.write(f"\r{told}")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nox -s soak --", description=__doc__)
    names = [one.name for one in questions()]
    add = parser.add_argument
    add("--policy", action="append", choices=names, help="ask this alone; may be given again")
    add("--engine", action="append", choices=[*ENGINES], help="on this alone; may be given again")
    add("--rows", type=int, default=MILLION, help="rows of each policy on each engine")
    add("--part", type=int, default=PART, help="rows that are drawn together, by one book")
    add("--seed", type=int, default=0, help="the seed of the first part; the next has the next")
    add("--processes", type=int, default=os.cpu_count(), help="parts that are worked on at once")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
