"""The verb: three tables of a portfolio in, the facts of a question out, in a frame like them."""

from __future__ import annotations

from typing import Any

from aligner_rules.model.order import Order
from aligner_rules.readings.columns.gathering.given import given
from aligner_rules.readings.columns.gathering.orders import KINDS, order_rows
from aligner_rules.readings.columns.results import handed_over
from aligner_rules.rulebook.book import Rulebook


def facts_frame(cases: Any, phases: Any, orders: Any, kind: type[Order], book: Rulebook) -> Any:
    """Return the facts of all orders of a kind as a frame of the kind that the tables are."""
    if kind not in KINDS:
        given_kind = getattr(kind, "__name__", repr(kind))
        known = ", ".join(one.__name__ for one in KINDS)
        raise TypeError(f"no facts are gathered for {given_kind}: expected one of {known}")
    tables = given({"cases": cases, "phases": phases, "orders": orders}, book)
    return handed_over(orders, [order_rows(kind, tables).frame])[0]
