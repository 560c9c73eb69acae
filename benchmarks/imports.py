"""Importing the package, against importing what it is built on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from tempfile import TemporaryDirectory
from typing import Final

from measuring import ratio

Result = tuple[str, float]

_FEWEST_ROUNDS: Final = 15

_STATEMENTS: Final = {
    "ours": "import aligner_rules",
    "core": "import attrs, cattrs, dateutil.relativedelta, pendulum",
}

_TIMED: Final = "from time import process_time as now; s = now(); {}; print(now() - s)"


def against_core(rounds: int) -> Iterator[Result]:
    """The time of the import over that of the four packages, each in a fresh interpreter.

    It is processor time, without the interpreter's own start, which would only bring the two closer
    together. All modules are compiled beforehand, as those of an installed package are.
    """
    seconds: dict[str, list[float]] = {name: [] for name in _STATEMENTS}
    order = list(_STATEMENTS)
    with TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for statement in _STATEMENTS.values():
            _seconds(statement, environment)
        for _ in range(max(rounds, _FEWEST_ROUNDS)):
            for name in order:
                seconds[name].append(_seconds(_STATEMENTS[name], environment))
            order.reverse()
    yield "import.over_core", ratio(seconds, "ours", "core")


def _seconds(statement: str, environment: Mapping[str, str]) -> float:
    told = subprocess.run(  # noqa: S603 - the statements are those above
        [sys.executable, "-c", _TIMED.format(statement)],
        check=True,
        capture_output=True,
        text=True,
        env=environment,
    )
    return float(told.stdout)
