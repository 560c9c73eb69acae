"""Quotes by hand, with the prices of the shipped example."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import polars as pl

from polars_by_hand.words import FIRST_DAY, PLAN, col, has_expired, where_governed

_LONG_AGO: Final = date(2017, 6, 1)
_NEW_YEAR: Final = date(2026, 1, 1)

_ONE: Final = pl.lit(1, pl.Int64)
_NONE: Final = pl.lit(0, pl.Int64)
_CURRENCY: Final = pl.lit("USD")


def _price(minor: int, later: int | None = None, first: date = _LONG_AGO) -> pl.Expr:
    """A price, that from the new year on is another one; null before its first day."""
    priced = pl.when(col("as_of") >= first).then(pl.lit(minor, pl.Int64))
    if later is None:
        return priced
    return (
        pl.when(col("as_of") >= _NEW_YEAR)
        .then(pl.lit(later, pl.Int64))
        .when(col("as_of") >= first)
        .then(pl.lit(minor, pl.Int64))
    )


def _unless(condition: pl.Expr, value: pl.Expr) -> pl.Expr:
    """Nought where the condition holds, the value where it does not, else null."""
    return pl.when(condition).then(_NONE).when(~condition).then(value)


def _on(frame: Any, *stages: dict[str, pl.Expr]) -> Any:
    for stage in stages:
        frame = frame.with_columns(**stage)
    return frame


def replacement(frame: Any) -> Any:
    """What replacement orders cost: under UNLIMITED nothing, as long as that is known."""
    free = pl.when(~col("has_shipped")).then(_NONE)
    unlimited = col("since") & col("is_UNLIMITED")
    aligners = {"aligner_count": col("upper_steps") + col("lower_steps")}
    made = _on(frame, *PLAN[:2], aligners)

    def charged(value: pl.Expr) -> pl.Expr:
        return pl.when(unlimited).then(free).when("governed").then(value)

    return made.select(
        "aligner_count",
        amount_minor=charged(col("aligner_count") * _price(4500, 4700)),
        currency=_CURRENCY,
        aligners_charged=charged(col("aligner_count")),
        engager_template_count=col("engager_steps"),
    )


def revision(frame: Any) -> Any:
    """What revisions cost, with the upgrade and the services that come along."""
    since, ordered = col("since"), col("revisions_ordered")
    some_left = (
        pl.when(since & col("is_UNLIMITED"))
        .then(pl.lit(True))
        .when(since & col("is_FLEX"))
        .then(pl.lit(False))
        .when(since & (col("is_MINI") | col("is_ONE")))
        .then(ordered <= 0)
    )
    by_plan = {"by_plan": some_left & ~where_governed(has_expired())}
    of_target = col("target_unlimited") | (col("target_revisions") - ordered >= 1)
    upgrading = col("has_upgrade")
    included = {
        "included": pl.when(upgrading)
        .then(of_target & ~col("target_lapsed"))
        .when(~upgrading)
        .then("by_plan")
    }
    serviced = col("adds_planning_services")
    amount = (
        _unless(col("included"), _price(12_000))
        + _unless(~upgrading, _fee())
        + _unless(~serviced, _price(15_000))
    )
    counts = {
        "upgrade_count": upgrading.cast(pl.Int64),
        "planning_service_count": serviced.cast(pl.Int64),
    }
    return _on(frame, *PLAN[:2], by_plan, included, counts).select(
        "upgrade_count",
        "planning_service_count",
        amount_minor=amount,
        currency=_CURRENCY,
        revision_count=_ONE,
        revisions_charged=(~col("included")).cast(pl.Int64),
        upgrades_charged=col("upgrade_count"),
        planning_services_charged=col("planning_service_count"),
    )


def retainer(frame: Any) -> Any:
    """What retainers cost: the sets that the plan does not include."""
    since, left = col("since"), 1 - col("sets_ordered")
    some_left = (
        pl.when(since & (col("is_FLEX") | col("is_MINI")))
        .then(pl.lit(False))
        .when(since & col("is_ONE"))
        .then(left >= 1)
    )
    lapsed = {"lapsed": col("is_new_patient") | where_governed(has_expired())}
    none_left = {"none_left": ~some_left | col("lapsed")}
    included = {
        "included_retainer_set_count": _unless(
            col("none_left"),
            pl.when(col("sets") <= left).then("sets").when(col("sets") > left).then(left),
        )
    }
    charged = {"retainer_set_count": col("sets") - col("included_retainer_set_count")}
    many = col("retainer_set_count")
    free = many <= 0
    return _on(frame, *PLAN[:2], lapsed, none_left, included, charged).select(
        "included_retainer_set_count",
        "retainer_set_count",
        amount_minor=_unless(free, where_governed(many * _price(9_000))),
        currency=_CURRENCY,
        retainer_sets_charged=_unless(free, where_governed(many)),
    )


def upgrade(frame: Any) -> Any:
    """What upgrades cost: by how much the price of one plan exceeds that of the other."""
    return frame.select(amount_minor=_fee(), currency=_CURRENCY, upgrade_count=_ONE)


def approval(frame: Any) -> Any:
    """What plans cost; a setup of a revision costs nothing more."""
    price = (
        pl.when(col("plan") == "MINI")
        .then(_price(70_000, first=FIRST_DAY))
        .when(col("plan") == "ONE")
        .then(_price(110_000, first=FIRST_DAY))
        .when(col("plan") == "TWO")
        .then(_price(145_000, 149_000, FIRST_DAY))
    )
    return frame.select(
        amount_minor=_unless(~col("for_submission"), price),
        currency=_CURRENCY,
        plan_count=_ONE,
        plans_charged=col("for_submission").cast(pl.Int64),
    )


def _fee() -> pl.Expr:
    plan, target = col("plan"), col("target")
    return (
        pl.when((plan == "ONE") & (target == "TWO"))
        .then(_price(35_000, 39_000, FIRST_DAY))
        .when((plan == "MINI") & (target == "TWO"))
        .then(_price(75_000, 79_000, FIRST_DAY))
        .when((plan == "MINI") & (target == "ONE"))
        .then(_price(40_000, first=FIRST_DAY))
    )


QUOTED: Final = {
    "replacement": replacement,
    "revision": revision,
    "retainer": retainer,
    "upgrade": upgrade,
    "approval": approval,
}
