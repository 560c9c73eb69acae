"""The masks of orders and upgrades by hand."""

from __future__ import annotations

from typing import Any

import polars as pl

from polars_by_hand.words import PLAN, UNKNOWN, among, col, has_expired, masks, where_governed


def replacement(frame: Any) -> Any:
    """The masks of replacement orders."""
    waited = col("as_of").cast(pl.Int32) - col("last_ordered_on").cast(pl.Int32) >= 45  # noqa: PLR2004
    verdicts = {
        "cause_fits": among("cause", "lost", "damaged"),
        "some_step": col("upper_steps") + col("lower_steps") >= 1,
        "upper_fits": where_governed(col("upper_steps") <= 8),  # noqa: PLR2004
        "lower_fits": where_governed(col("lower_steps") <= 8),  # noqa: PLR2004
        "all_made": col("unmade_steps") <= 0,
        "none_lone": col("lone_templates") <= 0,
        "none_former": col("misplaced_templates") <= 0,
        "waited": ~col("has_ordered") | where_governed(~col("is_UNLIMITED") | waited),
    }
    given = ("has_payment_method", "acknowledged", "accepts_terms")
    return masks(frame, (*PLAN, verdicts), (*verdicts, *given, "open", "open", "open"))


def retainer(frame: Any) -> Any:
    """The masks of retainer orders."""
    kinds = {
        "existing": col("models") == "existing-model",
        "known": ~col("is_new_patient"),
    }
    verdicts = {
        "named": col("known") | col("has_patient_name"),
        "placed": col("known") | col("has_practice"),
        "some_arch": col("arches") >= 1,
        "source_fits": among("models", "scans", "impressions") | (col("existing") & col("known")),
        "step_given": ~col("existing") | col("has_model_step"),
        "last_shipped": col("open") | ~col("is_final") | col("last_phase_shipped"),
        "switches": col("open") | col("is_new_patient"),
    }
    *first, switches = verdicts
    given = ("has_payment_method", "accepts_terms", "is_submitted")
    return masks(frame, (*PLAN, kinds, verdicts), (*first, *given, switches, switches, switches))


def upgrade(frame: Any) -> Any:
    """The masks of upgrades."""
    verdicts = {
        "offered": where_governed(_target_offered()),
        "somewhere": UNKNOWN,
        "runs": where_governed(~has_expired()),
        "unrevised": ~where_governed(col("is_MINI")) | ~col("has_revision"),
    }
    return masks(frame, (*PLAN, verdicts), ("is_approved", "is_active", *verdicts))


def revision(frame: Any) -> Any:
    """The masks of revisions."""
    plain = {"alone": ~col("has_upgrade")}
    verdicts = {
        "replaced": ~col("open") | (col("unshipped_replacements") <= 0),
        "recorded": among("models", "scans", "impressions"),
        "is_submitted": col("is_submitted"),
        "active": col("alone") | col("is_active"),
        "offered": col("alone") | where_governed(_target_offered()),
        "somewhere": pl.when("alone").then(pl.lit(True)),
        "runs": col("alone") | where_governed(~has_expired()),
        "unrevised": col("alone") | ~where_governed(col("is_MINI")) | ~col("has_revision"),
        "retained": col("open") | (col("unshipped_retainers") <= 0),
        "switches": col("open") | ~col("is_approved"),
    }
    return masks(
        frame, (*PLAN, plain, verdicts), ("is_approved", *verdicts, "switches", "switches")
    )


def _target_offered() -> pl.Expr:
    """Whether the plan may be upgraded to the target, where the edition governs."""
    target = col("target")
    return (
        (col("is_MINI") & (target == "ONE"))
        | (col("is_ONE") & (target == "TWO"))
        | (col("is_TWO") & among("target", "THREE", "UNLIMITED"))
        | (col("is_THREE") & (target == "UNLIMITED"))
    )


DECIDED = {
    "replacement": replacement,
    "revision": revision,
    "retainer": retainer,
    "upgrade": upgrade,
}
