"""What is wrong with a frame or with what is asked of it, all of it told at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import narwhals.stable.v2 as nw

from aligner_rules.model.dates import EARLIEST, LATEST, is_day
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.readings.columns.frames import Sheet
from aligner_rules.readings.columns.schema import DTYPE_NAMES
from aligner_rules.rulebook.inspection import did_you_mean
from aligner_rules.rules.formula import Type

_REMEDIES: Final[Mapping[Type, str]] = {
    Type.BOOL: "make it true, false or null",
    Type.INT: "cast it to Int64, with null for what is unknown",
    Type.DATE: "cast it to Date; turn instants into the practice's local dates first",
    Type.TEXT: "cast it to String",
}


def inspected(
    sheet: Sheet,
    facts: Mapping[str, Type],
    as_of: Any,
    new: Collection[str],
    also: Iterable[Fault] = (),
) -> dict[str, Any]:
    """Return the type of each column of facts; Invalid where any fact or new name is at fault.

    `facts` are those that are read, `as_of` the constant day or None, `new` the result columns;
    `also` are faults that were found before.
    """
    schema = sheet.schema
    wanted = {name: type_ for name, type_ in facts.items() if name != "as_of" or as_of is None}
    faults = [
        *also,
        *day_faults(as_of, sheet),
        *(f for name, type_ in wanted.items() for f in fact_faults(name, type_, sheet, schema)),
        *_clashes(sheet, new),
    ]
    if faults:
        raise Invalid("frame", faults)
    return {name: schema[name] for name in wanted}


def answer_faults(columns: Sequence[str], known: Sequence[str]) -> Iterator[Fault]:
    """Yield what is wrong with the names of the answers that are asked for."""
    if not columns:
        yield Fault("$.columns", "none", f"one or more of {', '.join(known)}", "name an answer")
    for number, name in enumerate(columns):
        where = f"$.columns[{number}]"
        if name not in known:
            expected = f"one of {', '.join(known)}"
            yield Fault(where, shown(name), expected, did_you_mean(name, known))
        elif name in columns[:number]:
            yield Fault(where, shown(name), "each answer once", "take one of the two out")


def day_faults(as_of: Any, sheet: Sheet) -> Iterator[Fault]:
    """Yield what is wrong with a day for all rows; there is none where the rows have a column."""
    if as_of is None:
        return
    if "as_of" in sheet.names:
        expected = "one day for all rows or a day in each, not both"
        yield Fault("$.as_of", f"{shown(as_of)}, and a column", expected, "drop one of the two")
    if not is_day(as_of):
        expected = f"a datetime.date from {EARLIEST} to {LATEST}"
        remedy = "turn an instant into a date with local_date(instant, zone)"
        yield Fault("$.as_of", shown(as_of), expected, remedy)


def fact_faults(name: str, type_: Type, sheet: Sheet, schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with a column of facts."""
    expected = f"a column of {DTYPE_NAMES[type_]}"
    if name not in sheet.names:
        remedy = "add it, with null where it is unknown"
        if name == "as_of":
            remedy = "add it, or give as_of= for all rows"
        yield Fault(f"$.{name}", "no such column", expected, remedy)
    elif name not in schema:
        yield Fault(f"$.{name}", "values that no one type holds", expected, _REMEDIES[type_])
    elif not fits(schema[name], type_):
        yield Fault(f"$.{name}", f"a column of {schema[name]}", expected, _REMEDIES[type_])


def fits(dtype: Any, type_: Type) -> bool:
    """Return whether a column of this type can hold such facts; one of nothing but nulls can."""
    if isinstance(dtype, nw.Unknown):  # Polars and Spark have a type for it, Narwhals has not
        return True
    if type_ is Type.INT:
        return bool(dtype.is_integer())
    if type_ is Type.TEXT:
        return isinstance(dtype, nw.String | nw.Categorical | nw.Enum)
    return isinstance(dtype, nw.Boolean if type_ is Type.BOOL else nw.Date)


def _clashes(sheet: Sheet, new: Collection[str]) -> Iterator[Fault]:
    taken = {sheet.spelling(name) for name in sheet.names}
    for name in dict.fromkeys(new):
        if sheet.spelling(name) in taken:
            remedy = "drop or rename the column first"
            yield Fault(f"$.{name}", "a column of the frame", "a name that is free", remedy)
