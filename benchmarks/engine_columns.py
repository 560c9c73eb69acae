"""The same rules on the same rows in engines that work on columns as well: ttsim and OpenFisca."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl
from columns import MASKS, Question, questions
from engines.arrays import columns_of, shared_sources
from engines.orders import ORDERS
from frames import Generator
from measuring import DisagreementError, in_turns, is_asked, ratio

from aligner_rules.rulebook.book import Rulebook
from engines import gettsim, openfisca

Result = tuple[str, float]

_ENGINES = {gettsim.NAME: gettsim, openfisca.NAME: openfisca}
_UNKNOWN = 2
"""The number that stands for a requirement of which it is not known whether it holds."""


def against_engines(book: Rulebook, rows: int, rounds: int, only: str = "") -> Iterator[Result]:
    """The time of the faster engine over ours, for the verdicts of all requirements of all rows.

    What they take in, NumPy columns of numbers, is made before, and they are spared the masks.
    `only` begins the names of the figures that are asked for.
    """
    asked = {each.name: each for each in questions(book)}
    for name in ORDERS:
        figure = f"tables.{name}.engines_over_us"
        if not is_asked(figure.rpartition(".")[0], only):
            continue
        question = asked[name]
        frame = Generator(rows).frame(question.record, question.names)
        (rules, shared), facts = shared_sources(ORDERS[name]), columns_of(frame)
        work = {key: engine.of_columns(rules, shared, facts) for key, engine in _ENGINES.items()}
        for key, each in work.items():
            _agree(f"{key}, {name}", list(each().values()), question, frame)
        work["ours"] = lambda: question.ours(frame)  # noqa: B023 - called before the next one
        seconds = in_turns(work, rounds, perf_counter)
        ratios = {key: ratio(seconds, key, "ours") for key in _ENGINES}
        yield figure, min(ratios.values())
        for key, value in ratios.items():
            yield f"tables.{name}.{key}_over_us", value


def _agree(who: str, verdicts: list[Any], question: Question, frame: pl.DataFrame) -> None:
    """Refuse verdicts that are not those of our masks."""
    unmet, unknown = (question.ours(frame)[mask].to_numpy() for mask in MASKS)
    for bit, verdict in enumerate(verdicts):
        expected = np.where(unknown >> bit & 1, _UNKNOWN, 1 - (unmet >> bit & 1))
        if not np.array_equal(np.asarray(verdict), expected):
            differ = int(np.flatnonzero(np.asarray(verdict) != expected)[0])
            raise DisagreementError(f"{who}: bit {bit} differs in {frame.row(differ, named=True)}")
