"""A sweep as a chart: outcomes and worth over the values that were tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import altair as alt
import polars as pl
from attrs import frozen
from great_tables import GT

from aligner_rules.model.money import Currency
from aligner_rules.readings.columns.counting import OUTCOMES
from aligner_rules.readings.columns.results import in_polars
from aligner_rules.readings.columns.what_if import Sweep, columns_of
from aligner_rules.readings.showing.amounts import digits, place
from aligner_rules.readings.showing.colours import COLOURS
from aligner_rules.readings.showing.drawing import (
    WIDTH,
    Panel,
    axis_format,
    data,
    panel_title,
    titled,
)
from aligner_rules.readings.showing.tabling import read_table

_HEIGHT: Final = 110
_CELL: Final = 28
_WIDEST: Final = 1_000
_LETTER: Final = 6.5
_FONT: Final = 11
"""Heights and widths in pixels; a letter of that font is about so wide."""

_INK: Final = "#404040"
_COUNTS: Final = [alt.Tooltip(f"{outcome.value}:Q", format=",") for outcome in OUTCOMES]
_PRICED: Final = alt.Tooltip("priced:Q", format=",")

Row = dict[str, Any]


def chart(told: Sweep[Any]) -> alt.VConcatChart:
    """Return the outcomes, and the worth, over one term as lines, over more as maps of cells."""
    (curve,) = in_polars([told.curve])
    rows = list(_rows(curve, told))
    drawn = _lines if len(told.terms) == 1 else _maps
    panels = alt.vconcat(*drawn(rows, told)).resolve_scale(color="independent")
    whole = f"{rows[0]['requests']:,} requests, the same for every value"
    return titled(panels, _title(told), [whole])


def table(told: Sweep[Any], most: int) -> GT:
    """Return the first rows of the curve as a table."""
    (curve,) = in_polars([told.curve])
    heads = dict(zip(columns_of(told.terms), told.terms, strict=True))
    return read_table(curve, (_title(told), ""), told.money, most, heads)


def _title(told: Sweep[Any]) -> str:
    return f"{told.question}: what comes of {', '.join(told.terms)}"


def _rows(curve: pl.DataFrame, told: Sweep[Any]) -> Iterator[Row]:
    """Yield what is drawn of each book: values as they are told, amounts as digits and place."""
    names = columns_of(told.terms)
    short = [term.rpartition(".")[2] for term in told.terms[2:]]
    counts = ["requests", *(each.value for each in OUTCOMES)]
    for row in curve.iter_rows(named=True):
        values = [row[name] for name in names]
        first, second, *others = [*map(str, values), ""]
        rest = ", ".join(f"{name}: {value}" for name, value in zip(short, others, strict=False))
        made = {name: row[name] for name in counts}
        made |= {"value": values[0], "first": first, "second": second, "rest": rest}
        if told.money is not None:
            made |= {"priced": row["priced"], "minor": row["amount_minor"]}
        yield made


def _lines(rows: Sequence[Row], told: Sweep[Any]) -> Iterator[Panel]:
    """Yield a line for each outcome that there is, each on its own scale, and one of the worth."""
    lines = [
        _Line(each.value.capitalize(), COLOURS[each], [row[each.value] for row in rows])
        for each in OUTCOMES
        if any(row[each.value] for row in rows) or not rows[0]["requests"]
    ]
    if told.money is not None:
        title = f"Worth of those that are priced, {told.money.code}"
        lines += [_Line(title, _INK, [row["minor"] for row in rows], told.money)]
    letters = max(len(text) for line in lines for text in line.printed) + 2
    width = len(rows) * letters * _LETTER
    along = _along([row["value"] for row in rows], told.terms[0])
    for line in lines:
        yield _drawn(line, rows, along, width if width <= _WIDEST else None)


@frozen
class _Line:
    """Whole numbers over the values that were tried; minor units of `money`, if that is given."""

    title: str
    colour: str
    numbers: list[int]
    money: Currency | None = None

    @property
    def places(self) -> list[float]:
        return [
            number if self.money is None else place(number, self.money) for number in self.numbers
        ]

    @property
    def printed(self) -> list[str]:
        return [
            f"{number:,}" if self.money is None else digits(number, self.money)
            for number in self.numbers
        ]


def _drawn(line: _Line, rows: Sequence[Row], along: alt.X, width: float | None) -> Panel:
    """Return a line with its points; `width` has room for what is printed, None where none has."""
    numbers = zip(rows, line.places, line.printed, strict=True)
    points = [row | {"place": stands, "printed": text} for row, stands, text in numbers]
    ticks = alt.Axis(format=axis_format(line.places), tickCount=4)
    height = alt.Y("place:Q", title=None, scale=alt.Scale(zero=False, padding=18), axis=ticks)
    drawn = alt.Chart(data(points)).encode(x=along, y=height)
    tooltip = [alt.Tooltip("first:N", title="value"), alt.Tooltip("printed:N", title=line.title)]
    tooltip += _COUNTS if line.money is None else [*_COUNTS, _PRICED]
    parts = [
        drawn.mark_line(color=line.colour),
        drawn.mark_point(filled=True, size=60, opacity=1, color=line.colour).encode(
            tooltip=tooltip
        ),
    ]
    if width is not None:
        parts += [drawn.mark_text(dy=-11, fontSize=_FONT).encode(text="printed:N")]
    size = {"width": max(WIDTH, width or 0), "height": _HEIGHT}
    return alt.layer(*parts).properties(**size, title=panel_title(line.title))


def _along(tried: Sequence[Any], term: str) -> alt.X:
    """Return the axis of the values: numbers stand at their places, others in their order."""
    if all(type(value) is int for value in tried):
        ticks = alt.Axis(values=list(tried), format="d", labelOverlap=True, grid=False)
        return alt.X("value:Q", title=term, scale=alt.Scale(zero=False, padding=40), axis=ticks)
    ticks = alt.Axis(labelAngle=0)
    return alt.X("first:N", title=term, sort=list(dict.fromkeys(map(str, tried))), axis=ticks)


def _maps(rows: Sequence[Row], told: Sweep[Any]) -> Iterator[Panel]:
    """Yield a map of how many are allowed, and one of the worth."""
    counted = [row | {"shade": row["allowed"], "printed": f"{row['allowed']:,}"} for row in rows]
    yield _map(counted, told, "Allowed", _COUNTS)
    if told.money is not None:
        worth = [
            row
            | {
                "shade": place(row["minor"], told.money),
                "printed": digits(row["minor"], told.money),
            }
            for row in rows
        ]
        title = f"Worth of those that are priced, {told.money.code}"
        exact = alt.Tooltip("printed:N", title=title)
        yield _map(worth, told, title, [exact, *_COUNTS, _PRICED])


def _map(
    rows: Sequence[Row], told: Sweep[Any], title: str, tooltip: Sequence[alt.Tooltip]
) -> Panel:
    """Return cells over two terms, the first across, the second down; others make further maps."""
    shades = [row["shade"] for row in rows]
    middle = (min(shades) + max(shades)) / 2
    firsts, seconds, rests = (
        list(dict.fromkeys(row[name] for row in rows)) for name in ("first", "second", "rest")
    )
    letters = max(len(row["printed"]) for row in rows) + 2
    labelled = len(firsts) * letters * _LETTER <= _WIDEST
    across = max(letters if labelled else 0, *(len(rest) / len(firsts) for rest in rests))
    drawn = alt.Chart().encode(
        x=alt.X("first:N", title=None, sort=firsts, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("second:N", title=None, sort=seconds),
    )
    places = zip(("first", "second", "rest"), (*told.terms[:2], "others"), strict=True)
    told_of = [alt.Tooltip(f"{name}:N", title=term) for name, term in places]
    key = alt.Legend(format=axis_format(shades))
    shade = alt.Color("shade:Q", title=None, scale=alt.Scale(scheme="blues"), legend=key)
    parts = [drawn.mark_rect().encode(color=shade, tooltip=[*told_of, *tooltip])]
    if labelled:
        ink = alt.condition(alt.datum.shade > middle, alt.value("white"), alt.value("black"))
        parts += [drawn.mark_text(fontSize=_FONT).encode(text="printed:N", color=ink)]
    size = {"width": alt.Step(max(across * _LETTER, _CELL)), "height": alt.Step(_CELL)}
    cells = alt.layer(*parts, data=data(rows)).properties(**size)
    head = panel_title(title, f"across: {told.terms[0]}; down: {told.terms[1]}")
    if rests == [""]:
        return cells.properties(title=head)
    faceted = cells.facet(alt.Facet("rest:N", title=None, sort=rests), columns=2)
    return faceted.properties(title=head)
