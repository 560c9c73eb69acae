"""The masks of events, and of requests with one or two requirements, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import polars as pl

from polars_by_hand.words import col, masks

Verdicts = Mapping[str, pl.Expr | None]
"""Verdicts by name, in order; None for a column that is one itself."""


def _none(name: str) -> pl.Expr:
    return col(name) <= 0


_FORWARD: Final = {"forward": ~col("has_history") | (col("last_seen_on") <= col("as_of"))}
_EXIST: Final = {"phases": _none("absent_phases"), "orders": _none("absent_orders")}
_UNUSED: Final = {"is_there": None, "unused": ~col("is_used")}

_VERDICTS: Final[Mapping[str, Verdicts]] = {
    "records-received": {
        **_FORWARD,
        "is_active": None,
        "is_ordered": None,
        "awaited": col("records_awaited") | col("issue_is_open"),
    },
    "issue-found": {
        **_FORWARD,
        "is_active": None,
        "is_ordered": None,
        "no_issue": ~col("issue_is_open"),
        "unapproved": ~col("is_approved"),
    },
    "setup-ready": {
        **_FORWARD,
        "is_active": None,
        "is_ordered": None,
        "records_in": ~col("records_awaited"),
        "no_issue": ~col("issue_is_open"),
        "unapproved": ~col("is_approved"),
    },
    "production-started": {
        **_FORWARD,
        **_EXIST,
        "active": ~(col("phases") >= 1) | col("is_active"),
        "by_themselves": _none("plans_ordered"),
        "unmade": _none("already_made"),
    },
    "shipped": {
        **_FORWARD,
        **_EXIST,
        "made": _none("unmade"),
        "unshipped": _none("already_shipped"),
        "in_turn": _none("skipped_phases"),
        "together": ~col("is_mixed") | _none("left_phases"),
    },
    "tracked": {
        **_FORWARD,
        **_EXIST,
        "have_shipped": _none("unshipped"),
        "undelivered": _none("already_delivered"),
        "one_parcel": _none("shipped_apart"),
        "one_number": _none("numbered_otherwise"),
    },
    "delivered": {
        **_FORWARD,
        **_EXIST,
        "have_shipped": _none("unshipped"),
        "undelivered": _none("already_delivered"),
    },
    "closed": {**_FORWARD, "open": ~col("was_closed")},
    "edit-photo": {"primary": col("photo") == "primary"},
    "rename-patient": {"names_known": None},
    "label-case": {"fit": _none("strange_labels")},
    "create-shipping-label": {"labels_known": None, "id_is_new": None},
    "print-shipping-label": _UNUSED,
    "use-shipping-label": _UNUSED,
    "readdress-shipping-label": {"is_there": None, "address_kept": None},
    "planning-services": {"was_submitted": None, "fresh": ~col("has_services")},
    "discard-draft": {"is_saved": None},
}


def _by(verdicts: Verdicts, frame: Any) -> Any:
    made = {f"_{name}": holds for name, holds in verdicts.items() if holds is not None}
    names = [name if holds is None else f"_{name}" for name, holds in verdicts.items()]
    return masks(frame, (made,), names)


DECIDED: Final = {name: partial(_by, verdicts) for name, verdicts in _VERDICTS.items()}
