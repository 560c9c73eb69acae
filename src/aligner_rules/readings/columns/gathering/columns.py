"""The columns of the tables as facts, under the names that they have beside a row."""

from __future__ import annotations

from typing import Any, Final

from aligner_rules.readings.columns.portfolio import portfolio_schema
from aligner_rules.readings.columns.portfolio_columns import TYPES
from aligner_rules.rules.formula import Formula, Type


class Columns:
    """The columns of a table as facts, whose names begin with a prefix."""

    def __init__(self, table: str, prefix: str) -> None:
        self._types = {
            told.name: TYPES[told.dtype] for told in portfolio_schema(table) if told.dtype in TYPES
        }
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        return Formula.fact(f"{self._prefix}{name}", self._types[name])


AS_OF: Final[Any] = Formula.fact("as_of", Type.DATE)
"""The day on which a row asks."""

CASE: Final = Columns("cases", "case_")
"""The case of a row."""

PHASE: Final = Columns("phases", "phase_")
"""A phase of the case."""

ASKED: Final = Columns("orders", "order_")
"""The order that a row asks about."""

EARLIER: Final = Columns("orders", "earlier_")
"""An order of the case that was placed before."""
