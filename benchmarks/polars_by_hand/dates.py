"""Expiry and delivery by hand."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from aligner_rules.model.calendar import Calendar
from polars_by_hand.words import PLAN, col, months_later, where_governed

_RED: Final = 3
_BOLD: Final = 6
_SHOWN_DAYS: Final = 30
_SPREAD: Final = 2


def expiry(frame: Any) -> Any:
    """When what a plan includes lapses, and how that is shown."""
    has_end = (
        pl.when("is_FLEX")
        .then(pl.lit(False))
        .when(col("is_MINI") | col("is_ONE") | col("is_TWO"))
        .then(pl.lit(True))
    )
    first, day, ends = col("first_shipped_on"), col("as_of"), col("expires_on")
    stages: tuple[dict[str, pl.Expr], ...] = (
        *PLAN[:2],
        {
            "lapses": where_governed(col("has_shipped") & has_end),
            "later": where_governed(months_later(first)),
        },
        {"expires_on": pl.when("lapses").then("later"), "last_day": col("later").dt.day()},
        {"months": _months(ends) - _months(day) - (day.dt.day() > col("last_day")).cast(pl.Int32)},
    )
    for stage in stages:
        frame = frame.with_columns(**stage)
    left = ends.cast(pl.Int32) - day.cast(pl.Int32)
    return frame.select(
        "expires_on",
        months_left=col("months").clip(lower_bound=0).cast(pl.Int64),
        days_left=left.clip(lower_bound=0).cast(pl.Int64),
        emphasis=pl.when(~col("lapses"))
        .then(pl.lit("plain"))
        .when(day > ends)
        .then(pl.lit("expired"))
        .when(col("months") < _RED)
        .then(pl.lit("red"))
        .when(col("months") < _BOLD)
        .then(pl.lit("bold"))
        .when(col("months") >= _BOLD)
        .then(pl.lit("plain")),
        overflowed=col("lapses") & (col("last_day") != first.dt.day()),
        undated=pl.when(col("since") & col("is_FLEX"))
        .then(pl.lit("never-expires"))
        .when(col("governed") & ~col("has_shipped"))
        .then(pl.lit("not-started")),
    )


def delivery(frame: Any, calendar: Calendar) -> Any:
    """When parcels arrive, and what is told of them."""
    target, closed = col("target_ship_on").dt, sorted(calendar.closed)
    by_carrier = {"by_carrier": col("has_tracking_number") & col("has_carrier_date")}
    last_shown = col("delivered_on").cast(pl.Int32) + where_governed(_SHOWN_DAYS).cast(pl.Int32)
    gone = {"gone": col("is_delivered") & (col("as_of").cast(pl.Int32) > last_shown)}
    for stage in (*PLAN[:2], by_carrier, gone):
        frame = frame.with_columns(**stage)
    carrier = col("by_carrier")

    def window(days: int) -> pl.Expr:
        moved = target.add_business_days(days, holidays=closed, roll="forward")
        return (
            pl.when(carrier)
            .then("carrier_expects_on")
            .when(~col("has_target"))
            .then(None)
            .when(~carrier & col("governed"))
            .then(moved)
        )

    return frame.select(
        earliest=window(-_SPREAD),
        latest=window(_SPREAD),
        source=pl.when(carrier)
        .then(pl.lit("carrier"))
        .when(~carrier & col("has_target"))
        .then(pl.lit("target"))
        .when(~carrier & ~col("has_target"))
        .then(pl.lit("none")),
        state=_state(),
        shown=col("in_production") & ~col("gone"),
    )


def _state() -> pl.Expr:
    delivered, made, sent = col("is_delivered"), col("in_production"), col("has_shipped")
    return (
        pl.when(delivered)
        .then(pl.when("gone").then(pl.lit("gone")).when(~col("gone")).then(pl.lit("delivered")))
        .when(~delivered & ~made)
        .then(pl.lit("not-in-production"))
        .when(~delivered & made & sent)
        .then(pl.lit("in-delivery"))
        .when(~delivered & made & ~sent)
        .then(pl.lit("in-production"))
    )


def _months(day: pl.Expr) -> pl.Expr:
    return day.dt.year() * 12 + day.dt.month()
