"""Millions of decisions in columns, against Polars written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from operator import add, or_
from time import perf_counter
from typing import Any, Final

import polars as pl
from frames import PLANS, Generator
from measuring import DisagreementError, in_turns, ratio

from aligner_rules import tables
from aligner_rules.model.order import ReplacementOrder
from aligner_rules.readings.decision import decide_facts
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.replacement import POLICY, ReplacementFacts

Result = tuple[str, float]

MASKS: Final = ("unmet", "unknown")
_CHECKED: Final = 2_000


def against_polars(book: Rulebook, rows: int, rounds: int) -> Iterator[Result]:
    """The time of deciding all rows over that of hand-written Polars with the same two masks.

    By hand it is told both ways: as one query, which Polars makes the most of, and eagerly.
    """
    frame = Generator(rows).frame()
    work = {
        "ours": lambda: tables.decide(frame, ReplacementOrder, book=book, columns=MASKS),
        "query": lambda: by_hand(frame.lazy()).collect(),
        "eager": lambda: by_hand(frame),
    }
    _agree(frame, book, {name: each() for name, each in work.items()})
    seconds = in_turns(work, rounds, perf_counter)
    yield "table.over_polars", ratio(seconds, "ours", "query")
    yield "table.over_polars_eager", ratio(seconds, "ours", "eager")


def by_hand(frame: Any) -> Any:
    """The masks of a frame, eager or lazy, with bit i for requirement i.

    It is the fastest way found: every requirement is a column of its own, null where it is unknown;
    the masks are narrow; and ``==`` beats ``is_in`` for a handful of texts.
    """
    verdicts = [(pl.col(name), mask) for name, mask in _VERDICTS.items()]
    not_met = [pl.when(holds).then(_bits(0)).otherwise(_bits(mask)) for holds, mask in verdicts]
    unknown = [
        pl.when(holds.is_null()).then(_bits(mask)).otherwise(_bits(0)) for holds, mask in verdicts
    ]
    return (
        _with_verdicts(frame)
        .select(not_met=reduce(add, not_met), unknown=reduce(add, unknown))
        .select("unknown", unmet=pl.col("not_met") - pl.col("unknown"))
    )


def _with_verdicts(frame: Any) -> Any:
    governed, unlimited = pl.col("governed"), pl.col("is_unlimited")
    waited = pl.col("as_of").cast(pl.Int32) - pl.col("last_ordered_on").cast(pl.Int32) >= 45  # noqa: PLR2004
    return (
        frame.with_columns(
            was_approved_since=pl.col("approved_on") >= date(2024, 10, 1),
            is_unlimited=pl.col("plan") == "UNLIMITED",
            waited=waited,
            never_ordered=~pl.col("has_ordered"),
            cause_fits=_among("cause", ("lost", "damaged")),
            some_step=pl.col("upper_steps") + pl.col("lower_steps") >= 1,
            all_made=pl.col("unmade_steps") <= 0,
            none_lone=pl.col("lone_templates") <= 0,
            none_former=pl.col("misplaced_templates") <= 0,
        )
        .with_columns(
            governed=pl.col("was_approved_since") & (_among("plan", PLANS[:-1]) | unlimited)
        )
        .with_columns(
            upper_fits=pl.when(governed).then(pl.col("upper_steps") <= 8),  # noqa: PLR2004
            lower_fits=pl.when(governed).then(pl.col("lower_steps") <= 8),  # noqa: PLR2004
            waited_enough=pl.col("never_ordered")
            | pl.when(governed).then(~unlimited | pl.col("waited")),
            switches_open=pl.when(governed).then(pl.lit(True)),
        )
    )


_NAMES: Final = (
    "cause_fits",
    "some_step",
    "upper_fits",
    "lower_fits",
    "all_made",
    "none_lone",
    "none_former",
    "waited_enough",
    "has_payment_method",
    "acknowledged",
    "accepts_terms",
    *("switches_open", "switches_open", "switches_open"),
)
_VERDICTS: Final = {
    name: sum(1 << bit for bit, other in enumerate(_NAMES) if other == name) for name in _NAMES
}
"""Columns of verdicts, with the bits that they have in the masks."""


def _among(name: str, texts: Sequence[str]) -> pl.Expr:
    return reduce(or_, [pl.col(name) == text for text in texts])


def _bits(mask: int) -> pl.Expr:
    return pl.lit(mask, pl.Int16)


def _agree(frame: pl.DataFrame, book: Rulebook, answers: dict[str, pl.DataFrame]) -> None:
    """Refuse answers that differ from each other, or in their first rows from the decision."""
    plain = {name: each.select(MASKS).cast(pl.Int64) for name, each in answers.items()}
    for name in ("query", "eager"):
        if not plain[name].equals(plain["ours"]):
            raise DisagreementError(f"{name}: the masks of hand-written Polars differ from ours")
    rows = frame.head(_CHECKED).iter_rows(named=True)
    for row, masks in zip(rows, plain["ours"].head(_CHECKED).iter_rows(), strict=True):
        facts = ReplacementFacts(**{k: v for k, v in row.items() if v is not None})
        verdicts = decide_facts(POLICY, facts, book=book).verdicts
        unmet = sum(1 << bit for bit, holds in enumerate(verdicts) if holds is False)
        known = sum(1 << bit for bit, holds in enumerate(verdicts) if isinstance(holds, bool))
        if masks != (unmet, (1 << len(verdicts)) - 1 - known):
            raise DisagreementError(f"the masks of {facts} are {masks}, the decision is {verdicts}")
