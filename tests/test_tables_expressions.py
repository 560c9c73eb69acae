"""Expressions: every operation means on every engine what it means for plain values."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import polars as pl
import pytest

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.expressions import dtype, literal
from aligner_rules.readings.columns.frames import DUCKDB as DUCKDB_CALENDAR
from aligner_rules.readings.columns.frames import POLARS as POLARS_CALENDAR
from aligner_rules.readings.columns.frames import Sheet, sheet_of
from aligner_rules.readings.columns.numbering import numbered
from aligner_rules.readings.columns.sheets import worked
from aligner_rules.rules.folding import constant
from aligner_rules.rules.formula import EPOCH, SIGNATURES, Formula, Type, fold
from aligner_rules.rules.words import month_lacks_day, months_between, plus_months
from frame_kinds import DTYPES as POLARS_TYPES
from frame_kinds import collected
from plain_values import Plain

SAMPLES: dict[Type, tuple[Any, ...]] = {
    Type.BOOL: (True, False, UNKNOWN),
    Type.INT: (-7, -1, 1, 3, 100_000_000_000, UNKNOWN),
    Type.DATE: (date(1900, 1, 31), date(2024, 2, 29), date(2199, 12, 31), UNKNOWN),
    Type.TEXT: ("lost", "Lost", "", UNKNOWN),
}
COMPUTED = {
    "day_number",
    "epoch_day",
    "plus_days",
    "plus_months",
    "month_lacks_day",
    "months_between",
}  # done in numbers, and tested below
OPERATIONS = [
    (op, takes)
    for op, signatures in SIGNATURES.items()
    for takes, _ in signatures
    if op not in COMPUTED and Type.NAMES not in takes
]


def on_polars(frame: pl.DataFrame) -> Sheet:
    """The frame as Polars computes on it."""
    return sheet_of(frame, frame.columns)


def on_duckdb(frame: pl.DataFrame) -> Sheet:
    """The frame as DuckDB computes on it."""
    return sheet_of(duckdb.connect().from_arrow(frame.to_arrow()), frame.columns)


def told(sheet: Sheet, formula: Formula) -> list[Any]:
    """What a formula comes to in each row."""
    done = worked(sheet, dict(sheet.schema), [formula])
    frame = collected(done.frame.with_columns(told=done.answers[formula])).sort("row")
    return [UNKNOWN if value is None else value for value in frame["told"].to_list()]


def table(takes: tuple[Type, ...]) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """All combinations of the samples of these types, as columns and as rows."""
    rows = [
        {f"x{place}": value for place, value in enumerate(values)}
        for values in product(*(SAMPLES[type_] for type_ in takes))
    ]
    schema = {f"x{place}": POLARS_TYPES[type_] for place, type_ in enumerate(takes)}
    plain = [{n: None if v is UNKNOWN else v for n, v in row.items()} for row in rows]
    return pl.DataFrame(plain, schema).with_row_index("row"), rows


@pytest.mark.parametrize("engine", [on_polars, on_duckdb])
@pytest.mark.parametrize(("op", "takes"), OPERATIONS)
def test_operations_mean_what_they_mean(engine: Any, op: str, takes: tuple[Type, ...]) -> None:
    """On all combinations of values, unknowns too, each operation agrees with plain Python."""
    frame, rows = table(takes)
    facts = [Formula.fact(f"x{place}", type_) for place, type_ in enumerate(takes)]
    formula = Formula.apply(op, *facts)
    if op == "mul":
        frame = frame.with_columns(x1=pl.col("x1") % 1000)
        rows = [r | {"x1": r["x1"] if r["x1"] is UNKNOWN else r["x1"] % 1000} for r in rows]
        frame = frame.with_columns(x1=pl.Series([_null(r["x1"]) for r in rows], dtype=pl.Int64))
    assert told(engine(frame), formula) == [fold(formula, Plain(row)) for row in rows]


@pytest.mark.parametrize("engine", [on_polars, on_duckdb])
@pytest.mark.parametrize(("op", "takes"), [o for o in OPERATIONS if len(o[1]) > 1])
def test_operations_with_constants_mean_the_same(
    engine: Any, op: str, takes: tuple[Type, ...]
) -> None:
    """A constant in the place of any argument, the unknown one too, changes nothing."""
    frame, rows = table(takes)
    facts = [Formula.fact(f"x{place}", type_) for place, type_ in enumerate(takes)]
    for place, type_ in enumerate(takes):
        for value in (SAMPLES[type_][0], UNKNOWN):
            parts: list[Any] = list(facts)
            parts[place] = constant(value, Formula.unknown(type_))
            formula = Formula.apply(op, *parts)
            if op != "mul":
                expected = [fold(formula, Plain(row)) for row in rows]
                assert told(engine(frame), formula) == expected


@pytest.mark.parametrize("engine", [on_polars, on_duckdb])
def test_months_later_on_every_engine(engine: Any) -> None:
    """Month arithmetic in numbers gives the day that the word gives, at the ends of months too."""
    days = pl.date_range(date(2023, 1, 1), date(2028, 3, 1), eager=True)
    frame = days.to_frame("day").join(pl.DataFrame({"n": [0, 1, 12, 48, None]}), how="cross")
    frame = frame.with_row_index("row")
    formula = numbered(plus_months(Formula.fact("day", Type.DATE), Formula.fact("n", Type.INT)))  # type: ignore[arg-type]
    expected = [
        UNKNOWN if n is None else plus_months(day, n).toordinal() - EPOCH
        for day, n in zip(frame["day"], frame["n"], strict=True)
    ]
    assert told(engine(frame), formula) == expected


@pytest.mark.parametrize("engine", [on_polars, on_duckdb])
@pytest.mark.parametrize("n", [0, 1, 12, 48, -6])
def test_months_are_told_and_counted_on_every_engine(engine: Any, n: int) -> None:
    """Days that a month lacks, and the months between two days, are what the words give."""
    days = pl.date_range(date(2023, 1, 1), date(2028, 3, 1), eager=True)
    frame = days.to_frame("day").with_row_index("row")
    day: Any = Formula.fact("day", Type.DATE)
    end = date(2025, 2, 28)
    found = [
        told(engine(frame), numbered(formula))  # type: ignore[arg-type]
        for formula in (month_lacks_day(day, n), months_between(day, end))
    ]
    assert found == [
        [month_lacks_day(each, n) for each in days],
        [months_between(each, end) for each in days],
    ]


@pytest.mark.parametrize(
    ("value", "type_"), [(True, Type.BOOL), (1, Type.INT), (date(2024, 1, 1), Type.DATE)]
)
def test_every_constant_has_its_full_type(value: Any, type_: Type) -> None:
    """No constant is narrower than its column: whole numbers have 64 bits, in either speech."""
    frame = pl.DataFrame({"x": [1]}).lazy()
    spoken = [
        frame.with_columns(y=literal(value, type_, pl)),
        nw.from_native(frame).with_columns(y=literal(value, type_, nw)),
    ]
    assert [collected(one).schema["y"] for one in spoken] == [dtype(type_, pl)] * 2


def test_sums_of_large_amounts_do_not_wrap() -> None:
    """Amounts beyond 32 bits stay what they are."""
    amount = Formula.fact("x0", Type.INT) * 4500 + 1
    frame = pl.DataFrame({"x0": [3_000_000_000]}).with_row_index("row")
    assert told(on_polars(frame), amount) == [13_500_000_000_001]


def test_what_is_used_twice_is_made_once() -> None:
    """A shared part becomes one column, in a stage before what uses it."""
    total = Formula.fact("x0", Type.INT) + Formula.fact("x1", Type.INT)
    frame, _ = table((Type.INT, Type.INT))
    sheet = on_polars(frame)
    done = worked(sheet, dict(sheet.schema), [(total <= 8) | (total * 2 <= 3)])
    made = [name for name in done.frame.collect_schema().names() if name.startswith(done.prefix)]
    assert len(made) == 2  # the sum, and the answer


def test_engines_have_their_calendars() -> None:
    """Polars casts, DuckDB speaks SQL."""
    frame, _ = table((Type.DATE,))
    found = on_polars(frame).calendar, on_duckdb(frame).calendar
    assert found == (POLARS_CALENDAR, DUCKDB_CALENDAR)


def _null(value: Any) -> Any:
    return None if value is UNKNOWN else value
