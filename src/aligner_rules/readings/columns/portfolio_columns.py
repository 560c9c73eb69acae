"""The columns of a portfolio's tables as frames have them: their types, and what is wrong there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

import narwhals.stable.v2 as nw

from aligner_rules.model.faults import Fault
from aligner_rules.readings.columns.inspection import fits
from aligner_rules.readings.columns.portfolio import PortfolioColumn, portfolio_schema
from aligner_rules.readings.columns.schema import DTYPE_NAMES
from aligner_rules.rules.formula import Type

TYPES: Final[Mapping[str, Type]] = {name: type_ for type_, name in DTYPE_NAMES.items()}
"""The type of a formula that a column of that type stands for; lists stand for none."""

MEMBERS: Final = {"List(Int16)": Type.INT, "List(String)": Type.TEXT}
"""What the members of lists are."""


def column_faults(table: str, names: Collection[str], schema: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the columns of a table: missing ones, and those of another type.

    `schema` has the types of those that can be told, as Narwhals has them.
    """
    for told in portfolio_schema(table):
        where, expected = f"$.{table}.{told.name}", f"a column of {told.dtype}"
        if told.name not in names:
            if told.required:
                yield Fault(where, "no such column", expected, "add it")
        elif told.name not in schema:
            yield Fault(where, "values of several types", expected, f"cast it to {told.dtype}")
        elif not _holds(schema[told.name], told):
            given = f"a column of {schema[told.name]}"
            yield Fault(where, given, expected, f"cast it to {told.dtype}")


def _holds(found: Any, told: PortfolioColumn) -> bool:
    if told.dtype in TYPES:
        return fits(found, TYPES[told.dtype])
    if isinstance(found, nw.List):
        inner = found.inner
        return fits(inner() if isinstance(inner, type) else inner, MEMBERS[told.dtype])
    return isinstance(found, nw.Unknown)
