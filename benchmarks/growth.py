"""How the cost of a row grows with their number, and the memory that more rows than fit take."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import larger_than_memory
from columns import questions
from frames import Generator
from measuring import in_turns, is_asked, ratio

from aligner_rules.rulebook.book import Rulebook

Result = tuple[str, float]


def of_time(book: Rulebook, most: int, rounds: int, only: str = "") -> Iterator[Result]:
    """The time a row of replacement orders at `most` rows over that at a twentieth of them.

    Beside it is told what a row takes at a quarter of them, over that at a twentieth.
    """
    if not is_asked("tables.growth", only):
        return
    question = next(each for each in questions(book) if each.name == "replacement")
    frame = Generator(most).frame(question.record, question.names)
    sizes = {"least": most // 20, "some": most // 4, "most": most}
    work = {name: partial(question.ours, frame.head(rows)) for name, rows in sizes.items()}
    seconds = in_turns(work, rounds, perf_counter)
    for figure, name in (("tables.growth", "most"), ("tables.growth.to_a_quarter", "some")):
        yield figure, ratio(seconds, name, "least") * sizes["least"] / sizes[name]


def of_memory(rows: int, only: str = "") -> Iterator[Result]:
    """The most memory, in MiB, that a process takes to decide so many rows of Parquet into Parquet.

    Polars streams, DuckDB works over the files; each does it in a process of its own.
    """
    if not is_asked("tables.peak_mib", only):
        return
    with TemporaryDirectory() as folder:
        facts = Path(folder) / "facts"
        facts.mkdir()
        larger_than_memory.write(facts, rows)
        peaks: dict[str, float] = {}
        for engine in larger_than_memory.ENGINES:
            result = Path(folder) / f"{engine}.parquet"
            command = [sys.executable, larger_than_memory.__file__, engine, facts, result]
            told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
            peaks[engine], seconds = map(float, told.stdout.split())
            yield f"tables.peak_mib.{engine}", peaks[engine]
            yield f"tables.peak_mib.{engine}.rows_per_second", rows / seconds
            result.unlink()
    yield "tables.peak_mib", max(peaks.values())
