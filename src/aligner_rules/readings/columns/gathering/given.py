"""The three tables of a portfolio as rows: checked, typed, and with every column of the schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import narwhals.stable.v2 as nw
from attrs import evolve

from aligner_rules.model.faults import Fault, Invalid
from aligner_rules.readings.columns.expressions import dtype
from aligner_rules.readings.columns.frames import Sheet, sheet_of
from aligner_rules.readings.columns.gathering.rows import Rows
from aligner_rules.readings.columns.portfolio import TABLES, portfolio_schema
from aligner_rules.readings.columns.portfolio_columns import MEMBERS, TYPES, column_faults
from aligner_rules.rulebook.book import Rulebook

_STEPS: Final = nw.List(nw.Int16)


def given(
    frames: Mapping[str, Any],
    book: Rulebook,
    *,
    also: Iterable[Fault] = (),
    with_day: bool = False,
) -> dict[str, Rows]:
    """Return the tables as rows, which have every column of the schema, null where it is missing.

    Cases keep their column `as_of` too if they come `with_day`. Invalid tells every column that is
    missing or of another type, frames of several kinds, and the faults that were found before;
    TypeError is for what is no frame.
    """
    told = {table: {c.name: c.dtype for c in portfolio_schema(table)} for table in TABLES}
    if with_day:
        told["cases"]["as_of"] = "Date"
    sheets = {table: sheet_of(frames[table], told[table]) for table in TABLES}
    faults = [*also, *_kind_faults(frames)]
    for table, sheet in sheets.items():
        faults += column_faults(table, sheet.names, sheet.schema)
    if faults:
        raise Invalid("portfolio", faults)
    return {table: _rows(told[table], sheet, book) for table, sheet in sheets.items()}


def _kind_faults(frames: Mapping[str, Any]) -> Iterator[Fault]:
    kinds = {table: type(frames[table]) for table in TABLES}
    for table, kind in kinds.items():
        if kind is not kinds["cases"]:
            expected = f"a {kinds['cases'].__name__}, as cases is"
            remedy = "give three frames of one kind"
            yield Fault(f"$.{table}", f"a {kind.__name__}", expected, remedy)


def _rows(told: Mapping[str, str], sheet: Sheet, book: Rulebook) -> Rows:
    frame = sheet.frame.select(**{name: _typed(name, each, sheet) for name, each in told.items()})
    types = {name: TYPES[each] for name, each in told.items() if each in TYPES}
    lists = tuple(name for name, each in told.items() if each in MEMBERS)
    return Rows(evolve(sheet, frame=frame, names=(*types, *lists)), book, types, lists)


def _typed(name: str, told: str, sheet: Sheet) -> Any:
    """Return a column of a table in the type that rows have it in."""
    speech = sheet.speech
    members = MEMBERS.get(told)
    plain = dtype(members or TYPES[told], speech)
    wanted = speech.List(plain) if members else plain
    if name not in sheet.names:
        return speech.lit(None, wanted)
    as_it_is = sheet.schema[name] == _STEPS  # lists of any whole numbers can be told beside others
    return speech.col(name) if as_it_is else speech.col(name).cast(wanted)
