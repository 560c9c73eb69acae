"""Decide a folder of Parquet files into one, and tell the most memory that it took.

``python larger_than_memory.py polars|duckdb FOLDER RESULT`` prints MiB and seconds.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from time import perf_counter
from typing import Final

from aligner_rules import tables
from aligner_rules.model.order import ReplacementOrder
from aligner_rules.rulebook.loading import load_rulebook

_CHUNK: Final = 1_000_000
_STATUS: Final = Path("/proc/self/status")
_EDITION: Final = "clearcorrect-2024-10"


def write(folder: Path, rows: int) -> None:
    """Write facts of replacement orders, in files of a million rows."""
    from columns import questions  # noqa: PLC0415 - whose memory is measured needs none of it
    from frames import Generator  # noqa: PLC0415 - as above

    question = next(q for q in questions(load_rulebook(_EDITION)) if q.name == "replacement")
    for number, start in enumerate(range(0, rows, _CHUNK)):
        frame = Generator(min(_CHUNK, rows - start), seed=number).frame(
            question.record, question.names
        )
        frame.write_parquet(folder / f"{number:04}.parquet")


def with_polars(folder: Path, result: Path) -> None:
    """Decide as Polars streams: nothing is computed until the result is written."""
    import polars as pl  # noqa: PLC0415 - DuckDB is measured without it

    facts = pl.scan_parquet(folder / "*.parquet")
    decided = tables.decide(facts, ReplacementOrder, book=load_rulebook(_EDITION))
    decided.sink_parquet(result)


def with_duckdb(folder: Path, result: Path) -> None:
    """Decide as DuckDB works over files.

    To give the rows in their order it would hold back what is worked out ahead of others.
    """
    import duckdb  # noqa: PLC0415 - Polars is measured without it

    connection = duckdb.connect(config={"preserve_insertion_order": False})
    facts = connection.read_parquet(f"{folder}/*.parquet")
    decided = tables.decide(facts, ReplacementOrder, book=load_rulebook(_EDITION))
    decided.write_parquet(str(result))


ENGINES: Final = {"polars": with_polars, "duckdb": with_duckdb}


def main() -> None:
    """Decide with the engine that is named, and print what it took."""
    engine, folder, result = sys.argv[1:]
    start = perf_counter()
    ENGINES[engine](Path(folder), Path(result))
    seconds = perf_counter() - start
    print(_peak_mib(), seconds)


def _peak_mib() -> float:
    """Return the most memory that this process had at once.

    Linux tells it of the program itself; what the system accounts to a process begins with what the
    one had that started it.
    """
    if _STATUS.exists():
        told = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
        return float(told["VmHWM"].removesuffix("kB")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
