"""A comparison as a chart: who flips, by plan, region and reason, and the worth by plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import altair as alt
import polars as pl
from great_tables import GT

from aligner_rules.model.money import Currency
from aligner_rules.readings.columns.results import in_polars
from aligner_rules.readings.columns.what_if import Comparison
from aligner_rules.readings.showing.amounts import amount, place
from aligner_rules.readings.showing.colours import FLIPS
from aligner_rules.readings.showing.drawing import (
    STEP,
    WIDTH,
    Panel,
    axis_format,
    data,
    panel_title,
    titled,
)
from aligner_rules.readings.showing.tabling import narrowed, read_table

_MOST_BARS: Final = 15
_KEYS: Final = ("plan", "region")
_SIDES: Final = {"before": "#a6a6a6", "after": "#404040"}
_HALF: Final = 15
_LEGEND: Final = alt.Legend(orient="top", title=None, columns=3)
_BESIDE: Final[dict[str, Any]] = {"align": "left", "dx": 4, "fontSize": 11}
_MONEY: Final = ("amount_before_minor", "amount_after_minor", "difference_minor")

_TABLES: Final = {
    "flips": "who flips, and why",
    "groups": "outcomes by group",
    "total": "outcomes of all requests",
    "moved": "the requests that move most",
}

Counts = Mapping[str, Mapping[str, int]]
"""Numbers by what a bar is about, and by what its parts are."""


def chart(told: Comparison[Any]) -> alt.VConcatChart:
    """Return panels of bars: flips by plan, region and reason, then the worth by plan."""
    flips, groups = in_polars([told.flips, told.groups])
    keys = [key for key in _KEYS if key in groups.columns]
    flipped, requests = groups["flipped"].sum(), groups["requests"].sum()
    panels = [_flips(flips, key) for key in (*keys, "reasons")] if flipped else [_nothing()]
    drawn = alt.vconcat(*panels)
    if told.money is not None:
        worth = _worth(groups, keys[0] if keys else None, told.money)
        drawn = alt.vconcat(drawn, worth).resolve_scale(color="independent")
    title = f"{told.question}: {flipped:,} of {requests:,} requests flip"
    return titled(drawn, title, _sides(told))


def table(told: Comparison[Any], which: str, most: int) -> GT:
    """Return the first rows of a frame of a comparison as a table."""
    if which not in told.frames:
        raise ValueError(f"no table {which!r}: expected one of {', '.join(told.frames)}")
    (frame,) = in_polars([narrowed(getattr(told, which))])
    title = f"{told.question}: {_TABLES[which]}"
    return read_table(frame, (title, "; ".join(_sides(told))), told.money, most)


def _sides(told: Comparison[Any]) -> list[str]:
    return [f"{side}: {name}" for side, name in zip(_SIDES, told.sides, strict=True)]


def _flips(flips: pl.DataFrame, key: str) -> Panel:
    counts: dict[str, Counter[str]] = {}
    for row in flips.iter_rows(named=True):
        flip = f"{row['outcome_before']} to {row['outcome_after']}"
        counts.setdefault(_named(row[key]), Counter())[flip] += row["requests"]
    bars = _foremost(counts)
    order = list(bars)
    known = [flip for flip in FLIPS if any(flip in parts for parts in bars.values())]
    parts: list[dict[str, Any]] = [
        {"bar": bar, "flip": flip, "requests": many, "rank": known.index(flip)}
        for bar, each in bars.items()
        for flip, many in each.items()
    ]
    wholes: list[dict[str, Any]] = [
        {"bar": bar, "requests": sum(each.values())} for bar, each in bars.items()
    ]
    along = alt.X(
        "requests:Q",
        title="requests that flip",
        axis=alt.Axis(format=axis_format([0, *(one["requests"] for one in wholes)]), tickMinStep=1),
    )
    across = alt.Y("bar:N", sort=order, title=None)
    colours = alt.Scale(domain=known, range=[FLIPS[flip] for flip in known])
    drawn = alt.Chart(data(parts)).mark_bar()
    drawn = drawn.encode(
        x=along,
        y=across,
        color=alt.Color("flip:N", scale=colours, legend=_LEGEND),
        order=alt.Order("rank:Q"),
        tooltip=[
            alt.Tooltip("bar:N", title=key),
            alt.Tooltip("flip:N", title="from, to"),
            alt.Tooltip("requests:Q", format=","),
        ],
    )
    counted = alt.Chart(data(wholes)).mark_text(**_BESIDE)
    counted = counted.encode(x=along, y=across, text=alt.Text("requests:Q", format=","))
    title = panel_title("By reason" if key == "reasons" else f"By {key}")
    return alt.layer(drawn, counted).properties(width=WIDTH, height=alt.Step(STEP), title=title)


def _worth(groups: pl.DataFrame, key: str | None, currency: Currency) -> Panel:
    counts: dict[str, Counter[str]] = {}
    for row in groups.iter_rows(named=True):
        bar = "all" if key is None else _named(row[key])
        for side in _SIDES:
            counts.setdefault(bar, Counter())[side] += row[f"amount_{side}_minor"]
    bars = _foremost(counts)
    rows: list[dict[str, Any]] = [
        {
            "bar": bar,
            "side": side,
            "worth": amount(each[side], currency),
            "place": place(each[side], currency),
            "difference": amount(each["after"] - each["before"], currency, signed=True),
        }
        for bar, each in bars.items()
        for side in _SIDES
    ]
    ticks = axis_format([0, *(row["place"] for row in rows)])
    sides = list(_SIDES)
    drawn = alt.Chart(data(rows)).encode(
        x=alt.X(
            "place:Q",
            title=f"worth, {currency.code}",
            axis=alt.Axis(format=ticks),
        ),
        y=alt.Y("bar:N", sort=list(bars), title=None),
        yOffset=alt.YOffset("side:N", sort=sides),
    )
    colours = alt.Scale(domain=sides, range=list(_SIDES.values()))
    tooltip = [alt.Tooltip("bar:N", title=key or "requests")]
    tooltip += [alt.Tooltip(f"{name}:N") for name in ("side", "worth", "difference")]
    bars_drawn = drawn.mark_bar().encode(
        color=alt.Color("side:N", sort=sides, scale=colours, legend=_LEGEND), tooltip=tooltip
    )
    told = drawn.mark_text(**_BESIDE).encode(text="worth:N")
    title = panel_title("Worth" if key is None else f"Worth by {key}", _in_all(groups, currency))
    shown = alt.layer(bars_drawn, told)
    return shown.properties(width=WIDTH, height=alt.Step(_HALF), title=title)


def _in_all(groups: pl.DataFrame, currency: Currency) -> str:
    """Return all the money in words; sums are taken of whole numbers, and so are exact."""
    before, after, difference = (sum(groups[name].to_list()) for name in _MONEY)
    return (
        f"before {amount(before, currency)}, after {amount(after, currency)}, "
        f"difference {amount(difference, currency, signed=True)}; known of "
        f"{groups['priced'].sum():,} of {groups['requests'].sum():,} requests"
    )


def _foremost(counts: Counts) -> dict[str, Mapping[str, int]]:
    """Return the largest bars, largest first, and all others together as one."""
    falling = sorted(counts, key=lambda bar: -sum(map(abs, counts[bar].values())))
    shown: dict[str, Mapping[str, int]] = {bar: counts[bar] for bar in falling[:_MOST_BARS]}
    if others := falling[_MOST_BARS:]:
        rest: Counter[str] = Counter()
        for bar in others:
            rest.update(counts[bar])
        shown[f"{len(others)} others"] = rest
    return shown


def _named(value: Any) -> str:
    return "unknown" if value is None else str(value) or "(empty)"


def _nothing() -> Panel:
    told = alt.Chart(data([{"told": "No request flips."}])).mark_text(align="left", fontSize=13)
    shown = told.encode(x=alt.value(0), text="told:N")
    return alt.layer(shown).properties(width=WIDTH, height=STEP)
