"""The columns of the tables as facts, under the names that they have beside a row."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Final

from aligner_rules.model.steps import Arch
from aligner_rules.readings.columns.portfolio import portfolio_schema
from aligner_rules.readings.columns.portfolio_columns import TYPES
from aligner_rules.rules.formula import Formula, Type


class Columns(SimpleNamespace):
    """The columns of a table as facts, whose names begin with a prefix; lists are none."""

    def __init__(self, table: str, prefix: str) -> None:
        plain = [told for told in portfolio_schema(table) if told.dtype in TYPES]
        super().__init__(
            **{told.name: Formula.fact(f"{prefix}{told.name}", TYPES[told.dtype]) for told in plain}
        )


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

STEP_COUNTS: Final = {f"{arch}_count": (f"{arch}_steps", f"{arch}_steps") for arch in Arch}
"""How many steps a phase or an order has on each arch: as many as its list shares with itself."""
