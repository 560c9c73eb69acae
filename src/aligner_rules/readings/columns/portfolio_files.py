"""An invented portfolio as files: three of Parquet, and one that says what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import polars as pl
from polars.io.plugins import register_io_source

from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.readings.columns.portfolio import TABLES
from aligner_rules.readings.columns.portfolio_cases import dtypes
from aligner_rules.readings.columns.synthetic import Synthetic
from aligner_rules.version import __version__

AT_ONCE: Final = 100_000
"""How many cases are held in memory, and written as one group of rows."""

_README: Final = "README.md"
_ABOUT: Final = """\
# A synthetic portfolio

Nothing in these files is real: every case, practice, day and order was invented by `aligner-rules
portfolio`. No conclusion about any practice, patient or vendor can be drawn from them.

- `cases.parquet`: {cases:,} cases
- `phases.parquet`: {phases:,} phases
- `orders.parquet`: {orders:,} orders

Seed {seed}, as it stands at the end of {as_of}, under the rulebook {rulebook} ({hash});
written by aligner-rules {version}. The same seed, day, rulebook and version give the same rows.
Ask of it as of that day: days are placed around the limits that it would meet then.

A null is unknown. What the columns mean is told by `aligner_rules.tables.portfolio_schema()`.
"""


def path_of(folder: Path, table: str) -> Path:
    """Return the file of a table."""
    return folder / _file(table)


def _file(table: str) -> str:
    return f"{table}.parquet"


def written(
    made: Synthetic, count: int, folder: Path, *, progress: Callable[[str, int], Any]
) -> dict[str, int]:
    """Write the tables of so many cases into a folder, and return how many rows each has.

    A file has its name only once all are whole; until then, and if anything comes between, there is
    none. `progress` is told, table by table, of how many more cases the rows are made. Invalid
    where a file of one of the names is there already, or the folder cannot be made.
    """
    _ready(folder)
    parts = {name: folder / f".{name}.part" for name in (_README, *map(_file, TABLES))}
    try:
        return _whole(made, count, parts, progress)
    except KeyboardInterrupt:
        # One Ctrl-C is told twice, by the engine and by Python: the second may have come before
        # anything was removed.
        _cleared(parts.values())
        raise


def _whole(
    made: Synthetic, count: int, parts: Mapping[str, Path], progress: Callable[[str, int], Any]
) -> dict[str, int]:
    """Write all files under the names of parts, and then give them their own."""
    try:
        rows = {name: _sunk(made, name, count, parts[_file(name)], progress) for name in TABLES}
        text = _ABOUT.format(**_about(made), **rows)
        parts[_README].write_text(text, encoding="utf-8")
        for name, part in parts.items():
            part.rename(part.with_name(name))
    finally:
        _cleared(parts.values())
    return rows


def _cleared(parts: Iterable[Path]) -> None:
    for part in parts:
        part.unlink(missing_ok=True)


def _ready(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fault = Fault("$", shown(str(folder)), "a folder to write into", str(error.strerror))
        raise Invalid("--out", [fault]) from error
    there = [name for name in (*map(_file, TABLES), _README) if (folder / name).exists()]
    if there:
        expected = f"a folder without {', '.join(there)}"
        raise Invalid("--out", [Fault("$", shown(str(folder)), expected, "name another folder")])


def _about(made: Synthetic) -> dict[str, str]:
    return {
        "seed": str(made.seed),
        "as_of": str(made.as_of),
        "rulebook": made.book.name,
        "hash": made.book.hash,
        "version": __version__,
    }


def _sunk(
    made: Synthetic, table: str, count: int, path: Path, progress: Callable[[str, int], Any]
) -> int:
    """Write one table, some cases at a time, and return how many rows it has."""
    chunks = partial(chunks_of, made, table, count, progress)
    source = register_io_source(chunks, schema=dtypes(table))
    labels = {f"aligner_rules.{key}": value for key, value in _about(made).items()}
    label = {"synthetic": "true", "aligner_rules.table": table, **labels}
    source.sink_parquet(path, row_group_size=AT_ONCE, metadata=label)
    rows: int = pl.scan_parquet(path).select(pl.len()).collect().item()
    return rows


def chunks_of(
    made: Synthetic,
    table: str,
    count: int,
    progress: Callable[[str, int], Any],
    *_pushed_down: Any,
) -> Iterator[pl.DataFrame]:
    """Yield the rows of a table, some cases at a time, and tell `progress` of each part."""
    for first in range(0, count, AT_ONCE):
        cases = min(AT_ONCE, count - first)
        yield made.table(table, first, cases)
        progress(table, cases)
