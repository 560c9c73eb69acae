"""The three tables of a portfolio as rows: checked, typed, and with every column of the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import narwhals.stable.v2 as nw
from attrs import evolve

from aligner_rules.model.faults import Fault, Invalid
from aligner_rules.readings.columns.expressions import dtype
from aligner_rules.readings.columns.frames import Sheet, sheet_of
from aligner_rules.readings.columns.gathering.rows import Rows
from aligner_rules.readings.columns.inspection import fits
from aligner_rules.readings.columns.portfolio import TABLES, PortfolioColumn, portfolio_schema
from aligner_rules.readings.columns.schema import DTYPE_NAMES
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.formula import Formula, Type

TYPES: Final[Mapping[str, Type]] = {name: type_ for type_, name in DTYPE_NAMES.items()}
"""The type of a formula that a column of that type stands for; lists stand for none."""

_INNER: Final = {"List(Int16)": Type.INT, "List(String)": Type.TEXT}
"""What the members of lists are."""


def column(table: str, name: str, prefix: str = "") -> Formula:
    """Return a column of a table as a fact, with the prefix that its rows have been given."""
    told = next(each for each in portfolio_schema(table) if each.name == name)
    return Formula.fact(f"{prefix}{name}", TYPES[told.dtype])


class Columns:
    """The columns of a table as facts, by their names."""

    def __init__(self, table: str, prefix: str) -> None:
        self._table = table
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        return column(self._table, name, self._prefix)


def given(frames: Mapping[str, Any], book: Rulebook) -> dict[str, Rows]:
    """Return the tables as rows, which have every column of the schema, null where it is missing.

    Invalid tells every column that is missing or of another type, and frames of several kinds;
    TypeError is for what is no frame.
    """
    sheets = {
        table: sheet_of(frames[table], [each.name for each in portfolio_schema(table)])
        for table in TABLES
    }
    faults = [*_kind_faults(frames), *(f for t in TABLES for f in _column_faults(t, sheets[t]))]
    if faults:
        raise Invalid("portfolio", faults)
    return {table: _rows(table, sheet, book) for table, sheet in sheets.items()}


def _kind_faults(frames: Mapping[str, Any]) -> Iterator[Fault]:
    kinds = {table: type(frames[table]) for table in TABLES}
    for table, kind in kinds.items():
        if kind is not kinds["cases"]:
            expected = f"a {kinds['cases'].__name__}, as cases is"
            remedy = "give three frames of one kind"
            yield Fault(f"$.{table}", f"a {kind.__name__}", expected, remedy)


def _column_faults(table: str, sheet: Sheet) -> Iterator[Fault]:
    for told in portfolio_schema(table):
        where, expected = f"$.{table}.{told.name}", f"a column of {told.dtype}"
        found = sheet.schema.get(told.name)
        if told.name not in sheet.names:
            if told.required:
                yield Fault(where, "no such column", expected, "add it")
        elif found is None:
            yield Fault(where, "values of several types", expected, f"cast it to {told.dtype}")
        elif not _fits(found, told):
            yield Fault(where, f"a column of {found}", expected, f"cast it to {told.dtype}")


def _fits(found: Any, told: PortfolioColumn) -> bool:
    if told.dtype not in _INNER:
        return fits(found, TYPES[told.dtype])
    if isinstance(found, nw.List):
        inner = found.inner() if isinstance(found.inner, type) else found.inner
        return fits(inner, _INNER[told.dtype])
    return isinstance(found, nw.Unknown)


def _rows(table: str, sheet: Sheet, book: Rulebook) -> Rows:
    speech = sheet.speech
    made, types, lists = {}, {}, []
    for told in portfolio_schema(table):
        inner = _INNER.get(told.dtype)
        of_one = dtype(inner or TYPES[told.dtype], speech)
        wanted = of_one if inner is None else speech.List(of_one)
        there = told.name in sheet.names
        made[told.name] = speech.col(told.name).cast(wanted) if there else speech.lit(None, wanted)
        if inner is None:
            types[told.name] = TYPES[told.dtype]
        else:
            lists.append(told.name)
    frame = sheet.frame.select(**made)
    names = tuple(made)
    return Rows(evolve(sheet, frame=frame, names=names), book, types, tuple(lists))
