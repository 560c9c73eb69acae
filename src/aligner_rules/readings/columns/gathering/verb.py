"""The verb: three tables of a portfolio in, the facts of a question out, in a frame like them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from aligner_rules.model.faults import Fault, shown
from aligner_rules.readings.actions import Action
from aligner_rules.readings.columns.frames import sheet_of
from aligner_rules.readings.columns.gathering.cases import expiry_rows
from aligner_rules.readings.columns.gathering.given import given
from aligner_rules.readings.columns.gathering.menus import menu_rows
from aligner_rules.readings.columns.gathering.orders import KINDS, order_rows
from aligner_rules.readings.columns.gathering.parcels import parcel_rows
from aligner_rules.readings.columns.gathering.rows import Rows
from aligner_rules.readings.columns.inspection import day_faults, fact_faults
from aligner_rules.readings.columns.results import handed_over
from aligner_rules.readings.delivery import Delivery
from aligner_rules.readings.expiry import Expiry
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.formula import Type

ON_A_DAY: Final[Mapping[type[Any], Callable[[Mapping[str, Rows], date | None], Rows]]] = {
    Expiry: expiry_rows,
    Delivery: parcel_rows,
    Action: menu_rows,
}
"""What is asked about cases on a day, and not about an order on its own."""


def facts_frame(  # noqa: PLR0913 - three tables, and what is asked of them
    cases: Any,
    phases: Any,
    orders: Any,
    kind: type[Any],
    book: Rulebook,
    *,
    as_of: date | None = None,
) -> Any:
    """Return the facts of a question as a frame of the kind that the tables are."""
    frames = {"cases": cases, "phases": phases, "orders": orders}
    if kind in KINDS:
        tables = given(frames, book, also=_day_of_orders(as_of))
        rows = order_rows(kind, tables)
    elif kind in ON_A_DAY:
        faults = _day_of_cases(cases, as_of)
        tables = given(frames, book, also=faults, with_day=as_of is None)
        rows = ON_A_DAY[kind](tables, as_of)
    else:
        given_kind = getattr(kind, "__name__", repr(kind))
        known = ", ".join(one.__name__ for one in (*KINDS, *ON_A_DAY))
        raise TypeError(f"no facts are gathered for {given_kind}: expected one of {known}")
    return handed_over(orders, [rows.frame])[0]


def _day_of_cases(cases: Any, as_of: date | None) -> Iterator[Fault]:
    sheet = sheet_of(cases, ["as_of"])
    if as_of is None:
        return fact_faults("as_of", Type.DATE, sheet, sheet.schema)
    return day_faults(as_of, sheet)


def _day_of_orders(as_of: date | None) -> Iterator[Fault]:
    if as_of is not None:
        expected = "no day, for an order is asked about on the day on which it was placed"
        yield Fault("$.as_of", shown(as_of), expected, "leave it out")
