"""Millions of decisions in columns, against Polars written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import add
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

_GOVERNED: Final = pl.col("governed")
_LATE: Final = pl.col("ordered_too_early")


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

    A comparison with null is null, which `when` takes for false; so a requirement is unmet only
    where it is known to be, and what is unknown is asked for by itself.
    """
    return frame.with_columns(
        governed=(
            pl.col("plan").is_in(PLANS) & (pl.col("approved_on") >= date(2024, 10, 1))
        ).fill_null(value=False),
        ordered_too_early=(
            pl.col("as_of").cast(pl.Int32) - pl.col("last_ordered_on").cast(pl.Int32) < 45  # noqa: PLR2004
        ),
    ).select(unmet=_mask(_unmet()), unknown=_mask(_unknown()))


def _unmet() -> list[pl.Expr]:
    return [
        ~pl.col("cause").is_in(["lost", "damaged"]),
        pl.col("upper_steps") + pl.col("lower_steps") < 1,
        _GOVERNED & (pl.col("upper_steps") > 8),  # noqa: PLR2004
        _GOVERNED & (pl.col("lower_steps") > 8),  # noqa: PLR2004
        pl.col("unmade_steps") > 0,
        pl.col("lone_templates") > 0,
        pl.col("former_templates") > 0,
        _GOVERNED & pl.col("has_ordered") & (pl.col("plan") == "UNLIMITED") & _LATE,
        ~pl.col("has_payment_method"),
        ~pl.col("acknowledged"),
        ~pl.col("accepts_terms"),
    ]


def _unknown() -> list[pl.Expr]:
    waited = pl.when(_GOVERNED).then((pl.col("plan") != "UNLIMITED") | ~_LATE)
    return [
        pl.col("cause").is_null(),
        pl.col("upper_steps").is_null() | pl.col("lower_steps").is_null(),
        ~_GOVERNED | pl.col("upper_steps").is_null(),
        ~_GOVERNED | pl.col("lower_steps").is_null(),
        pl.col("unmade_steps").is_null(),
        pl.col("lone_templates").is_null(),
        pl.col("former_templates").is_null(),
        (~pl.col("has_ordered") | waited).is_null(),
        pl.col("has_payment_method").is_null(),
        pl.col("acknowledged").is_null(),
        pl.col("accepts_terms").is_null(),
    ]


def _mask(truths: list[pl.Expr]) -> pl.Expr:
    none = pl.lit(0, pl.Int16)
    return reduce(
        add,
        [
            pl.when(truth).then(pl.lit(1 << bit, pl.Int16)).otherwise(none)
            for bit, truth in enumerate(truths)
        ],
    )


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
