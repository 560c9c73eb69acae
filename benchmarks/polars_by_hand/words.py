"""What the queries by hand have in common: masks, plans, and the months of a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from operator import add, or_
from typing import Any, Final

import polars as pl

Columns = Mapping[str, pl.Expr]

FIRST_DAY: Final = date(2024, 10, 1)
PLANS: Final = ("FLEX", "MINI", "ONE", "TWO", "THREE", "UNLIMITED")

col = pl.col
UNKNOWN: Final = pl.lit(None, pl.Boolean)


def masks(frame: Any, stages: Sequence[Columns], verdicts: Sequence[str]) -> Any:
    """The masks of a frame, with bit i for the column that `verdicts` names there.

    Verdicts are columns, null where they are unknown; the same one has its bits together.
    """
    for stage in stages:
        frame = frame.with_columns(**stage)
    bits = {
        name: sum(1 << bit for bit, other in enumerate(verdicts) if other == name)
        for name in verdicts
    }
    kind = pl.Int16 if len(verdicts) < 16 else pl.Int32  # noqa: PLR2004 - the bits of a number
    none = pl.lit(0, kind)
    not_met = [pl.when(name).then(none).otherwise(pl.lit(m, kind)) for name, m in bits.items()]
    unknown = [
        pl.when(col(name).is_null()).then(pl.lit(m, kind)).otherwise(none)
        for name, m in bits.items()
    ]
    return (
        frame.select(not_met=reduce(add, not_met), unknown=reduce(add, unknown))
        .with_columns(unmet=col("not_met") - col("unknown"))
        .select(pl.col("unmet", "unknown").cast(pl.Int64))
    )


def among(name: str, *texts: str) -> pl.Expr:
    """Whether a column holds one of these texts."""
    return reduce(or_, [col(name) == text for text in texts])


def where_governed(value: Any) -> pl.Expr:
    """The value where the edition governs the case, else unknown; see `PLAN`."""
    return pl.when("governed").then(value)


PLAN: Final[tuple[Columns, ...]] = (
    {
        "since": col("approved_on") >= FIRST_DAY,
        **{f"is_{name}": col("plan") == name for name in PLANS},
    },
    {"governed": col("since") & reduce(or_, [col(f"is_{name}") for name in PLANS])},
    {"open": where_governed(pl.lit(True))},
)
"""Whether the edition governs a case, and which plan it has.

`open` is what holds wherever it governs.
"""

ON_ITS_DAY: Final[tuple[Columns, ...]] = (
    {"open": pl.when(col("as_of") >= FIRST_DAY).then(pl.lit(True))},
)
"""The same of a question without a plan."""


def months_later(day: pl.Expr) -> pl.Expr:
    """The day on which the months of the plan from that day end, null where they are not known."""
    return (
        pl.when("is_MINI")
        .then(day.dt.offset_by("6mo"))
        .when("is_ONE")
        .then(day.dt.offset_by("12mo"))
        .when("is_TWO")
        .then(day.dt.offset_by("24mo"))
    )


def has_expired() -> pl.Expr:
    """Whether the plan has expired, null where that is unknown; where the edition governs."""
    over = col("as_of") > months_later(col("first_shipped_on"))
    return col("has_shipped") & ~col("is_FLEX") & over
