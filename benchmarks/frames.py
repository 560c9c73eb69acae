"""Rows to decide in columns: generated, with holes, plans of no rulebook and days before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl

PLANS: Final = ("FLEX", "MINI", "ONE", "TWO", "THREE", "UNLIMITED")

_UNKNOWN_SHARE: Final = 0.02
_EPOCH: Final = date(1970, 1, 1).toordinal()


class Generator:
    """Columns of so many rows, the same ones every time; a share of every column is null."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.random = np.random.default_rng(20241001)

    def frame(self) -> pl.DataFrame:
        """The facts that the replacement policy decides by."""
        causes = ("lost", "damaged", "quality", "other")
        steps = (0, 0, 1, 2, 3, 8, 9)
        return pl.DataFrame(
            [
                self._days("as_of", date(2025, 6, 1), 60),
                self._texts("plan", (*PLANS, "PLUS"), (0.1, 0.1, 0.15, 0.15, 0.1, 0.35, 0.05)),
                self._days("approved_on", date(2024, 8, 1), 300),
                self._texts("cause", causes, (0.6, 0.3, 0.05, 0.05)),
                self._counts("upper_steps", steps),
                self._counts("lower_steps", steps),
                self._counts("unmade_steps", (*[0] * 9, 2)),
                self._counts("lone_templates", (*[0] * 19, 1)),
                self._counts("misplaced_templates", (*[0] * 19, 1)),
                self._truths("has_ordered", 0.5),
                self._days("last_ordered_on", date(2025, 3, 20), 73),
                self._truths("has_payment_method", 0.95),
                self._truths("acknowledged", 0.95),
                self._truths("accepts_terms", 0.97),
            ]
        )

    def _with_holes(self, name: str, column: pl.Series) -> pl.Series:
        holes = pl.Series(self.random.random(self.rows) < _UNKNOWN_SHARE)
        return column.set(holes, None).alias(name)

    def _texts(self, name: str, options: Sequence[str], shares: Sequence[float]) -> pl.Series:
        numbers = self.random.choice(len(options), self.rows, p=shares)
        return self._with_holes(name, pl.Series(options).gather(numbers))

    def _days(self, name: str, first: date, span: int) -> pl.Series:
        numbers = first.toordinal() - _EPOCH + self.random.integers(0, span, self.rows)
        return self._with_holes(name, pl.Series(numbers.astype(np.int32)).cast(pl.Date))

    def _counts(self, name: str, options: Sequence[int]) -> pl.Series:
        numbers: Any = self.random.choice(np.array(options, dtype=np.int64), self.rows)
        return self._with_holes(name, pl.Series(numbers))

    def _truths(self, name: str, share: float) -> pl.Series:
        return self._with_holes(name, pl.Series(self.random.random(self.rows) < share))
