"""What the charts have in common: rows, titles, and amounts that are printed digit by digit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import altair as alt

WIDTH: Final = 520
STEP: Final = 22
"""The width of a panel, and the height of a bar, in pixels."""

_LABELS: Final = 360  # pixels of a label: reasons are long
_THOUSANDS: Final = 10_000


Panel = alt.LayerChart | alt.FacetChart


def data(rows: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    """Return rows as a chart carries them along."""
    return alt.InlineData(values=[dict(row) for row in rows])


def axis_format(places: Collection[float]) -> str:
    """Return how D3 writes the ticks of an axis with these places on it: 12,500 or 1.2M.

    >>> axis_format([0, 12_500]), axis_format([12_400, 12_500]), axis_format([])
    ('.3~s', ',~f', ',~f')
    """
    least, most = min(places, default=0), max(places, default=0)
    wide = most - least >= _THOUSANDS and most - least >= most / 10
    return ".3~s" if wide else ",~f"


def titled(chart: alt.VConcatChart, title: str, subtitle: Sequence[str]) -> alt.VConcatChart:
    """Return a chart with what it shows above it, and the look of all charts."""
    head = alt.TitleParams(title, subtitle=list(subtitle), anchor="start", fontSize=15, offset=14)
    looks = alt.Config(
        axis=alt.AxisConfig(labelLimit=_LABELS, labelFontSize=11, titleFontWeight="normal"),
        legend=alt.LegendConfig(labelLimit=_LABELS, labelFontSize=11, titleFontWeight="normal"),
        title=alt.TitleConfig(fontSize=12, subtitleFontSize=11, anchor="start"),
        view=alt.ViewConfig(stroke=None),
    )
    told: alt.VConcatChart = chart.properties(title=head, config=looks)
    return told


def panel_title(title: str, subtitle: str = "") -> alt.TitleParams:
    """Return what stands above one panel."""
    told = [subtitle] if subtitle else []
    return alt.TitleParams(title, subtitle=told, anchor="start", frame="group")
