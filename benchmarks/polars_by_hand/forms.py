"""The masks of submissions, approvals, and what is asked around a case, by hand."""

from __future__ import annotations

from typing import Any

import polars as pl

from polars_by_hand.words import ON_ITS_DAY, PLAN, UNKNOWN, among, col, masks


def aligner(frame: Any) -> Any:
    """The masks of new cases."""
    impressions = {
        "by_impressions": (col("upper_models") == "impressions")
        | (col("lower_models") == "impressions"),
        "own_practice": ~col("has_practice") | col("practice_is_own"),
        "born": col("has_birth_date") & (col("born_on") <= col("as_of")),
        "some_arch": col("treats_upper") | col("treats_lower"),
        "upper": ~(col("treats_upper") | col("open"))
        | among("upper_models", "scans", "impressions"),
        "lower": ~(col("treats_lower") | col("open"))
        | among("lower_models", "scans", "impressions"),
        "dentition_fits": among("dentition", "permanent", "mixed"),
        "mixed_here": ~(col("dentition") == "mixed") | UNKNOWN,
        "approach_fits": among("approach", "aesthetic", "full-arch"),
        "schedule_fits": pl.when("open").then(among("wear_schedule", "7", "10", "14", "21")),
    }
    taken = {
        "material_fits": ~col("by_impressions")
        | pl.when("open").then(among("material", "pvs", "vps", "silicone", "polyether")),
        "tray_fits": ~col("by_impressions") | pl.when("open").then(col("tray") == "disposable"),
    }
    verdicts = (
        *("is_new", "is_registered", "has_practice", "own_practice", "has_patient_name", "born"),
        *("has_gender", "some_arch", "has_chief_complaint", "upper", "lower", "material_fits"),
        *("tray_fits", "dentition_fits", "mixed_here", "approach_fits", "schedule_fits"),
        *("consent_signed", "accepts_terms", "accepts_privacy_policy", "is_submitted"),
    )
    return masks(frame, (*ON_ITS_DAY, impressions, taken), verdicts)


def approval(frame: Any) -> Any:
    """The masks of approvals."""
    since, steps = col("since"), col("planned_steps")
    within = (
        pl.when(since & col("is_MINI"))
        .then(steps <= 12)  # noqa: PLR2004
        .when(since & col("is_ONE"))
        .then(steps <= 24)  # noqa: PLR2004
        .when(since & (col("is_FLEX") | col("is_UNLIMITED")))
        .then(pl.lit(True))
    )
    verdicts = {
        "is_option": ~col("setup_is_ready") | col("plan_is_offered"),
        "kept": col("for_submission") | col("plan_is_kept"),
        "fits": ~col("plan_is_offered") | within,
        "follows": ~col("plan_is_offered") | col("phases_run_on"),
    }
    return masks(frame, (PLAN[0], verdicts), ("setup_is_ready", *verdicts, "has_payment_method"))


def ordering(frame: Any) -> Any:
    """The masks of whoever orders."""
    own = {"own": ~col("has_practice") | col("practice_is_own")}
    return masks(frame, (own,), ("is_registered", "has_practice", "own"))


def sign_in(frame: Any) -> Any:
    """The masks of sign-ins."""
    locked = (
        ~col("uses_eshop")
        & (col("failed_sign_ins") >= 3)  # noqa: PLR2004
        & (col("minutes_since_failure") < 20)  # noqa: PLR2004
    )
    verdicts = {
        "is_open": pl.when("open").then(~locked),
        "named": (col("user_name") == "user-name")
        | ((col("user_name") == "primary-email") & col("open")),
        "fits": _alike("password"),
    }
    return masks(frame, (*ON_ITS_DAY, verdicts), tuple(verdicts))


def new_password(frame: Any) -> Any:
    """The masks of passwords that are set."""
    verdicts = {
        "long": pl.when("open").then(col("characters") >= 8),  # noqa: PLR2004
        "short": pl.when("open").then(col("characters") <= 16),  # noqa: PLR2004
        "alike": _alike("repeated"),
        "works": ~(col("by_link") & col("link_spent") & col("open")),
    }
    return masks(frame, (*ON_ITS_DAY, verdicts), tuple(verdicts))


def patient_portal(frame: Any) -> Any:
    """The masks of what is done in a patient portal."""
    says = col("level_says")
    silent = pl.when(~says & col("open")).then(pl.lit(False))
    verdicts = {
        "enabled": pl.when(says).then(col("level_enables")).otherwise(silent),
        "reachable": ~among("act", "activate", "resend") | col("has_email"),
        "fresh": ~(col("act") == "activate") | ~col("activation_sent"),
        "sent": (col("act") == "activate") | col("activation_sent"),
        "slots": ~(col("act") == "book") | col("availability_open"),
    }
    first, *others = verdicts
    return masks(frame, (*ON_ITS_DAY, verdicts), (first, "is_client", *others))


def save_draft(frame: Any) -> Any:
    """The masks of drafts that are saved."""
    verdicts = {
        "has_drafts": among("form", "aligner", "revision", "retainer"),
        "unplaced": ~col("was_placed"),
    }
    first, second = verdicts
    return masks(frame, (verdicts,), (first, "has_id", second, "drafts_are_known"))


def _alike(name: str) -> pl.Expr:
    capitals_differ = (col(name) == "except-for-case") & ~col("open")
    return (col(name) == "exact") | capitals_differ


DECIDED = {
    "aligner": aligner,
    "approval": approval,
    "ordering": ordering,
    "sign-in": sign_in,
    "new-password": new_password,
    "patient-portal": patient_portal,
    "save-draft": save_draft,
}
