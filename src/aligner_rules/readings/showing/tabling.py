"""Frames of results as tables to be read: amounts digit by digit, what is null as unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import narwhals.stable.v2 as nw
import polars as pl
from great_tables import GT

from aligner_rules.model.money import Currency
from aligner_rules.readings.showing.amounts import amount

_NO_BREAK: Final = "\u00a0"
_FIRST: Final = ("row_number", "case_id", "order_id", "plan", "region")
_SIGNED: Final = "difference_minor"
_HEADS: Final[Mapping[str, str]] = {
    "row_number": "Row",
    "case_id": "Case",
    "order_id": "Order",
    "plan": "Plan",
    "region": "Region",
    "outcome_before": "Before",
    "outcome_after": "After",
    "reasons": "Reasons",
    "reasons_before": "Stood in the way",
    "reasons_after": "Stands in the way",
    "requests": "Requests",
    "flipped": "Flipped",
    "priced": "Priced",
    "amount_minor": "Worth",
    "amount_before_minor": "Before",
    "amount_after_minor": "After",
    _SIGNED: "Difference",
} | {
    f"{outcome}{side}": outcome.capitalize()
    for outcome in ("allowed", "refused", "undetermined")
    for side in ("", "_before", "_after")
}
_SPANNERS: Final[Mapping[str, Sequence[str]]] = {
    "Outcome": ("outcome_before", "outcome_after"),
    "Before": ("allowed_before", "refused_before", "undetermined_before"),
    "After": ("allowed_after", "refused_after", "undetermined_after"),
    "Worth": ("amount_before_minor", "amount_after_minor", _SIGNED),
}


def narrowed(frame: Any) -> Any:
    """Return the columns that a table tells, in its order; no others need be computed."""
    given = nw.from_native(frame)
    names = given.collect_schema().names()
    told = [name for name in names if name in _HEADS]
    first = [name for name in _FIRST if name in told]
    return given.select(*first, *(name for name in told if name not in first)).to_native()


def read_table(
    frame: pl.DataFrame,
    title: tuple[str, str],
    currency: Currency | None,
    most: int,
    heads: Mapping[str, str] | None = None,
) -> GT:
    """Return the first rows of a frame below its titles; `heads` name further columns."""
    rows = frame.head(most)
    known = {**_HEADS, **(heads or {})}
    names: dict[str, Any] = {n: head for n, head in known.items() if n in frame.columns}
    money = [name for name in names if name.endswith("_minor")]
    counts = [name for name in names if frame[name].dtype.is_integer() and name not in money]
    printed = [_printed(rows[name], currency) for name in money if currency is not None]
    shown = GT(rows.with_columns(printed)).tab_options(
        table_font_size="13px", data_row_padding="4px"
    )
    shown = shown.tab_header(title=title[0], subtitle=title[1]).cols_label(cases=names)
    for spanner, below in _SPANNERS.items():
        if below[0] in names:
            shown = shown.tab_spanner(label=spanner, columns=[*below])
    if rows.height < frame.height:
        shown = shown.tab_source_note(f"The first {rows.height:,} of {frame.height:,} rows.")
    shown = shown.fmt_integer(columns=counts).sub_missing(missing_text="unknown")
    return shown.cols_align(align="right", columns=[*money, *counts])


def _printed(column: pl.Series, currency: Currency) -> pl.Series:
    signed = column.name == _SIGNED
    told = [None if m is None else amount(m, currency, signed=signed) for m in column.to_list()]
    unbroken = [None if text is None else text.replace(" ", _NO_BREAK) for text in told]
    return pl.Series(column.name, unbroken, dtype=pl.String)
