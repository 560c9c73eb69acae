"""Rows to decide in columns: generated, with holes, plans of no rulebook and days before it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl

from aligner_rules.rules.facts import Facts, fact_types
from aligner_rules.rules.formula import Type

PLANS: Final = ("FLEX", "MINI", "ONE", "TWO", "THREE", "UNLIMITED")

_UNKNOWN_SHARE: Final = 0.02
_EPOCH: Final = date(1970, 1, 1).toordinal()

_STEPS: Final = (0, 0, 1, 2, 3, 8, 9)
_COUNTS: Final[dict[str, tuple[int, ...]]] = {
    "upper_steps": _STEPS,
    "lower_steps": _STEPS,
    "unmade_steps": (*[0] * 9, 2),
    "planned_steps": (6, 11, 12, 13, 24, 25, 40),
    "upper_ordered": (0, 0, 1, 3),
    "lower_ordered": (0, 0, 1, 3),
    "arches": (0, 1, 2, 2, 2, 2),
    "sets": (1, 1, 1, 2, 3),
    "sets_ordered": (0, 0, 1, 2),
    "revisions_ordered": (0, 0, 1, 2),
    "target_revisions": (0, 1, 2),
    "failed_sign_ins": (0, 0, 1, 2, 3, 4),
    "minutes_since_failure": (0, 5, 19, 20, 21, 600),
    "characters": (0, 7, 8, 12, 16, 17),
}
_SELDOM: Final = (*[0] * 19, 1)

_DAYS: Final = {
    "as_of": (date(2025, 6, 1), 60),
    "approved_on": (date(2024, 8, 1), 300),
    "last_ordered_on": (date(2025, 3, 20), 73),
    "first_shipped_on": (date(2024, 1, 20), 500),
    "setup_approved_on": (date(2025, 6, 1), 300),
    "target_ship_on": (date(2025, 5, 20), 90),
    "carrier_expects_on": (date(2025, 5, 20), 90),
    "delivered_on": (date(2025, 4, 20), 90),
    "born_on": (date(1960, 1, 1), 23_900),
}
_USUALLY: Final = (date(2025, 3, 1), 110)

_PLAN: Final = ((*PLANS, "PLUS"), (0.1, 0.1, 0.15, 0.15, 0.1, 0.35, 0.05))
_MODELS: Final = (("scans", "impressions", "existing-model", "none"), (0.6, 0.25, 0.1, 0.05))
_TEXTS: Final[dict[str, tuple[tuple[str, ...], tuple[float, ...]]]] = {
    "plan": _PLAN,
    "target": _PLAN,
    "region": (("US", "FR", "ES", "JP"), (0.5, 0.2, 0.2, 0.1)),
    "cause": (("lost", "damaged", "quality", "other"), (0.6, 0.3, 0.05, 0.05)),
    "models": _MODELS,
    "upper_models": _MODELS,
    "lower_models": _MODELS,
    "material": (("pvs", "vps", "silicone", "polyether", "alginate", "none"), (1 / 6,) * 6),
    "tray": (("disposable", "metal", "none"), (0.7, 0.1, 0.2)),
    "dentition": (("permanent", "mixed", "none"), (0.8, 0.15, 0.05)),
    "approach": (("aesthetic", "full-arch", "none"), (0.45, 0.5, 0.05)),
    "wear_schedule": (("7", "10", "14", "21", "8", "none"), (0.3, 0.2, 0.3, 0.1, 0.05, 0.05)),
    "form": (("aligner", "revision", "retainer", "replacement"), (0.4, 0.3, 0.2, 0.1)),
    "photo": (("primary", "other", "final-record"), (0.8, 0.1, 0.1)),
    "user_name": (("user-name", "primary-email", "neither"), (0.6, 0.3, 0.1)),
    "password": (("exact", "except-for-case", "none"), (0.8, 0.1, 0.1)),
    "repeated": (("exact", "except-for-case", "none"), (0.8, 0.1, 0.1)),
    "act": (("activate", "resend", "book"), (0.3, 0.2, 0.5)),
}

_SHARES: Final = {
    "has_ordered": 0.5,
    "accepts_terms": 0.97,
    "has_upgrade": 0.3,
    "has_revision": 0.2,
    "has_tracking_number": 0.5,
    "has_carrier_date": 0.5,
    "is_delivered": 0.3,
    "is_new_patient": 0.1,
    "uses_eshop": 0.3,
    "was_closed": 0.1,
}
_MOSTLY: Final = 0.95


class Generator:
    """Columns of so many rows, the same ones for a seed; a share of every column is null."""

    def __init__(self, rows: int, seed: int = 20241001) -> None:
        self.rows = rows
        self.random = np.random.default_rng(seed)

    def frame(self, record: type[Facts], names: Container[str]) -> pl.DataFrame:
        """Those of the facts of a record that are named."""
        types = fact_types(record)
        return pl.DataFrame(
            [self._column(name, type_) for name, type_ in types.items() if name in names]
        )

    def _column(self, name: str, type_: Type) -> pl.Series:
        if type_ is Type.TEXT:
            column = self._texts(*_TEXTS[name])
        elif type_ is Type.DATE:
            column = self._days(*_DAYS.get(name, _USUALLY))
        elif type_ is Type.INT:
            column = self._counts(_COUNTS.get(name, _SELDOM))
        else:
            column = pl.Series(self.random.random(self.rows) < _SHARES.get(name, _MOSTLY))
        holes = pl.Series(self.random.random(self.rows) < _UNKNOWN_SHARE)
        return column.set(holes, None).alias(name)

    def _texts(self, options: Sequence[str], shares: Sequence[float]) -> pl.Series:
        return pl.Series(options).gather(self.random.choice(len(options), self.rows, p=shares))

    def _days(self, first: date, span: int) -> pl.Series:
        numbers = first.toordinal() - _EPOCH + self.random.integers(0, span, self.rows)
        return pl.Series(numbers.astype(np.int32)).cast(pl.Date)

    def _counts(self, options: Sequence[int]) -> pl.Series:
        numbers: Any = self.random.choice(np.array(options, dtype=np.int64), self.rows)
        return pl.Series(numbers)
