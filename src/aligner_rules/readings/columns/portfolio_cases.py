"""Cases as the three tables of a portfolio, and the cases that such tables tell of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import partial
from math import inf
from typing import Any, Final

import narwhals.stable.v2 as nw
import polars as pl
from attrs import frozen

from aligner_rules.model.case import Case
from aligner_rules.model.event import ORDER_KINDS
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.order import Order
from aligner_rules.model.phase import Phase
from aligner_rules.model.plan import Plan
from aligner_rules.model.shipment import Shipment
from aligner_rules.model.steps import Arch, Steps, StepSelection
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.portfolio import (
    ASKED,
    CASE,
    CASE_ID,
    KIND,
    KNOWN,
    MAKING,
    ORDER,
    PHASE,
    PLAN,
    SHIPMENT,
    SHIPPED,
    TABLES,
    Told,
    portfolio_schema,
)
from aligner_rules.readings.columns.portfolio_columns import column_faults
from aligner_rules.rulebook.inspection import did_you_mean

_TYPES: Final[dict[str, Any]] = {
    "String": pl.String,
    "Boolean": pl.Boolean,
    "Int64": pl.Int64,
    "Date": pl.Date,
    "List(Int16)": pl.List(pl.Int16),
    "List(String)": pl.List(pl.String),
}
_UNSAID: Final = "it has to be known, find it out first"

Row = Mapping[str, Any]


@frozen
class Portfolio:
    """The three tables of a portfolio, as Polars frames; they unpack in this order."""

    cases: pl.DataFrame
    phases: pl.DataFrame
    orders: pl.DataFrame

    def __iter__(self) -> Iterator[pl.DataFrame]:
        return iter((self.cases, self.phases, self.orders))


def dtypes(table: str) -> dict[str, Any]:
    """Return the columns of a table with their types in Polars."""
    return {column.name: _TYPES[column.dtype] for column in portfolio_schema(table)}


def tables_of(cases: Iterable[Case]) -> Portfolio:
    """Return the tables of these cases; Invalid where two of them have one id."""
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    faults: list[Fault] = []
    seen: set[str] = set()
    for index, case in enumerate(cases):
        if case.id in seen:
            expected, remedy = "an id that no other case has", "take one of the two out"
            faults.append(Fault(f"$[{index}].id", shown(case.id), expected, remedy))
        seen.add(case.id)
        rows["cases"].append(_case_row(case))
        rows["phases"].extend(_phase_rows(case))
        rows["orders"].extend(_order_rows(case))
    if faults:
        raise Invalid("portfolio", faults)
    return Portfolio(**{table: pl.DataFrame(rows[table], dtypes(table)) for table in TABLES})


def _case_row(case: Case) -> dict[str, Any]:
    row = _cells(case, (CASE_ID, *CASE))
    name, approved_on = PLAN
    if isinstance(case.plan, Plan):
        row |= _cells(case.plan, PLAN)
    else:
        row |= _cell(name, case.plan) | _cell(approved_on, UNKNOWN)
    row |= {told.names[0]: getattr(case, told.field) is not UNKNOWN for told in KNOWN}
    return row


def _phase_rows(case: Case) -> Iterator[dict[str, Any]]:
    for phase in () if case.phases is UNKNOWN else case.phases:
        yield _cell(CASE_ID, case.id) | _cells(phase, (*PHASE, *MAKING)) | _parcel(phase)


def _order_rows(case: Case) -> Iterator[dict[str, Any]]:
    for position, order in enumerate(() if case.orders is UNKNOWN else case.orders, start=1):
        row = _cell(CASE_ID, case.id) | _cell(KIND, order.kind) | {"position": position}
        row |= _cells(order, (*ORDER, *MAKING)) | _parcel(order)
        yield row | _cells(order, _asked_of(order.kind))


def _asked_of(kind: str) -> tuple[Told, ...]:
    return tuple(told for told in ASKED if not told.kinds or kind in told.kinds)


def _parcel(made: Phase | Order) -> dict[str, Any]:
    parcel = made.shipment
    if isinstance(parcel, Shipment):
        return _cells(parcel, (SHIPPED, *SHIPMENT))
    return _cell(SHIPPED, parcel)


def _cells(of: Any, tolds: Iterable[Told]) -> dict[str, Any]:
    return {k: v for told in tolds for k, v in _cell(told, getattr(of, told.field)).items()}


def _cell(told: Told, value: Any) -> dict[str, Any]:
    """Return what the columns of a field say of a value."""
    given = value is not UNKNOWN and value is not None
    cells = dict(zip(told.names, _plain(told, value) if given else _NOTHING, strict=False))
    if told.there:
        cells[told.there] = None if value is UNKNOWN else given
    return cells


_NOTHING: Final = (None,) * len(Arch)


def _plain(told: Told, value: Any) -> tuple[Any, ...]:
    if told.kind is StepSelection:
        return tuple(list(value.on(arch)) for arch in Arch)
    if told.many:
        return (sorted(each.value for each in value),)
    return (value.value if isinstance(value, Enum) else value,)


def cases_in(cases: Any, phases: Any, orders: Any) -> list[Case]:
    """Return the cases that the tables tell of, in the order of their rows.

    Invalid tells every column that is missing or of another type; if there is none, every row that
    is at fault. TypeError for what is no frame.
    """
    given = {
        name: _polars(frame) for name, frame in zip(TABLES, (cases, phases, orders), strict=True)
    }
    faults = [
        fault
        for name, frame in given.items()
        for fault in column_faults(name, frame.columns, nw.from_native(frame).schema)
    ]
    if faults:
        raise Invalid("portfolio", faults)
    return _Reading(given).cases()


def _polars(frame: Any) -> pl.DataFrame:
    found = nw.from_native(frame)
    eager = found.collect("polars") if isinstance(found, nw.LazyFrame) else found
    whole: pl.DataFrame = eager.to_polars()
    return whole


class _Reading:
    """Tables on their way to cases, with all faults that are found on it."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self._tables = tables
        self._faults: list[Fault] = []
        self._heads: dict[Any, Row] = {}

    def cases(self) -> list[Case]:
        """Return the cases; Invalid with every fault in any row."""
        rows = list(self._tables["cases"].iter_rows(named=True))
        for index, row in enumerate(rows):
            self._admit(index, row)
        phases = self._belonging("phases", "phases_known", _phase)
        orders = self._belonging("orders", "orders_known", _order)
        found = [
            self._built(f"$.cases[{index}]", partial(_case, row, phases, orders))
            for index, row in enumerate(rows)
        ]
        if self._faults:
            raise Invalid("portfolio", self._faults)
        return found

    def _admit(self, index: int, row: Row) -> None:
        where = f"$.cases[{index}]"
        if row["case_id"] in self._heads:
            expected, remedy = "each case in one row", "take one of the two out"
            self._faults.append(Fault(f"{where}.case_id", shown(row["case_id"]), expected, remedy))
        self._heads.setdefault(row["case_id"], row)
        for told in KNOWN:
            (name,) = told.names
            if row[name] is None:
                self._faults.append(Fault(f"{where}.{name}", "null", "true or false", _UNSAID))

    def _belonging(
        self, table: str, known: str, read: Callable[[Row], Any]
    ) -> dict[Any, list[tuple[Row, Any]]]:
        """Return what the rows of a table tell, with the row, by case."""
        found: dict[Any, list[tuple[Row, Any]]] = {}
        for index, row in enumerate(self._tables[table].iter_rows(named=True)):
            where = f"$.{table}[{index}]"
            head = self._heads.get(row["case_id"])
            if head is None:
                expected = "a case of the table cases"
                remedy = "add the case, or take the row out"
                fault = Fault(f"{where}.case_id", shown(row["case_id"]), expected, remedy)
                self._faults.append(fault)
            elif head[known] is False:
                expected = f"a case of which {known} is true"
                remedy = "say that they are all there, or take them out"
                fault = Fault(f"{where}.case_id", shown(row["case_id"]), expected, remedy)
                self._faults.append(fault)
            made = self._built(where, partial(read, row))
            found.setdefault(row["case_id"], []).append((row, made))
        return found

    def _built(self, where: str, build: Callable[[], Any]) -> Any:
        """Return what is built, or None where it is at fault."""
        try:
            return build()
        except Invalid as invalid:
            self._faults += [fault.within(where.removeprefix("$")) for fault in invalid.faults]
            return None


def _case(row: Row, phases: Mapping[Any, Any], orders: Mapping[Any, Any]) -> Case | None:
    fields = _fields(row, (CASE_ID, *CASE))
    mine = {"phases": phases.get(row["case_id"], []), "orders": orders.get(row["case_id"], [])}
    if any(made is None for rows in mine.values() for _, made in rows):
        return None  # of a part that is at fault its own row has told
    sorts: dict[str, Callable[[Any], Any]] = {"phases": _by_number, "orders": _by_day}
    told: dict[str, Any] = {
        name: tuple(made for _, made in sorted(rows, key=sorts[name]))
        if row[f"{name}_known"]
        else UNKNOWN
        for name, rows in mine.items()
    }
    return Case(**fields, plan=_plan(row), **told)


def _by_number(told: tuple[Row, Phase]) -> int:
    return told[1].number


def _by_day(told: tuple[Row, Order]) -> tuple[Any, float]:
    position = told[0].get("position")
    return told[1].placed_on, inf if position is None else position


def _plan(row: Row) -> Plan | None:
    fields = _fields(row, PLAN)
    name = fields["name"]
    return Plan(**fields) if isinstance(name, str) else name


def _phase(row: Row) -> Phase:
    return Phase(**_fields(row, (*PHASE, *MAKING)), shipment=_shipment(row))


def _order(row: Row) -> Order:
    kind = row["kind"]
    if kind not in ORDER_KINDS:
        advice = did_you_mean(kind, [*ORDER_KINDS])
        raise Invalid("order", [Fault("$.kind", shown(kind), "a kind of order", advice)])
    fields = _fields(row, (*ORDER, *MAKING, *_asked_of(kind)))
    return ORDER_KINDS[kind](**fields, shipment=_shipment(row))


def _shipment(row: Row) -> Shipment | None:
    shipped_on = _value(SHIPPED, row)
    details = {
        name: row[name]
        for told in SHIPMENT
        for name in (*told.names, told.there)
        if row.get(name) is not None
    }
    if shipped_on is None and any(details.values()):
        expected = f"true or null, for {', '.join(details)} is told"
        raise Invalid("shipment", [_contradiction(SHIPPED.there, expected)])
    if shipped_on is None or shipped_on is UNKNOWN:
        return shipped_on
    return Shipment(shipped_on, **_fields(row, SHIPMENT))


def _fields(row: Row, tolds: Iterable[Told]) -> dict[str, Any]:
    """Return the fields that a row tells, or Invalid with the faults of all of them."""
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for told in tolds:
        try:
            found[told.field] = _value(told, row)
        except Invalid as invalid:
            faults += invalid.faults
    if faults:
        raise Invalid("row", faults)
    return found


def _value(told: Told, row: Row) -> Any:
    """Return a field as the model has it: UNKNOWN where the row does not tell it."""
    given = [row.get(name) for name in told.names]
    nothing = bool(told.there) and row.get(told.there) is False
    if all(each is not None for each in given):
        if nothing:
            expected = f"true or null, for {told.names[0]} is given"
            raise Invalid("row", [_contradiction(told.there, expected)])
        return _read(told, given)
    return None if nothing else UNKNOWN


def _contradiction(name: str, expected: str) -> Fault:
    return Fault(f"$.{name}", "false", expected, "put one of the two right")


def _read(told: Told, given: Sequence[Any]) -> Any:
    if told.kind is StepSelection:
        return StepSelection(*(_steps(*each) for each in zip(told.names, given, strict=True)))
    if told.many:
        return frozenset(_choice(told, each) for each in given[0])
    return _choice(told, given[0]) if issubclass(told.kind, Enum) else given[0]


def _steps(name: str, numbers: Iterable[int]) -> Steps:
    try:
        return Steps.of(*numbers)
    except Invalid as invalid:
        raise Invalid("row", [fault.within(f".{name}") for fault in invalid.faults]) from None


def _choice(told: Told, given: Any) -> Any:
    choices: Any = told.kind
    known = [each.value for each in choices]
    if given not in known:
        (name,) = told.names
        expected = f"one of {', '.join(known)}"
        raise Invalid(
            "row", [Fault(f"$.{name}", shown(given), expected, did_you_mean(given, known))]
        )
    return choices(given)
