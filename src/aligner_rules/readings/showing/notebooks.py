"""What a notebook shows of a result: a chart, else its frames; of what is lazy, how to compute."""

from __future__ import annotations

from typing import Any

from aligner_rules.markup import Html, element, laid_out
from aligner_rules.readings.columns.results import is_eager
from aligner_rules.readings.columns.what_if import WhatIf


def shown(told: WhatIf) -> Any:
    """Return the chart of a result; an Html where there is none to be had without computing."""
    if not is_eager(getattr(told, told.frames[0])):
        return _lazy(told)
    try:
        return told.chart()  # type: ignore[attr-defined]
    except ModuleNotFoundError:
        return _as_frames(told)


def bundle(drawn: Any, include: Any, exclude: Any) -> Any:
    """Return what a notebook asks for, by type of content, of a chart or an Html."""
    if isinstance(drawn, Html):
        return {"text/html": drawn.text}
    return drawn._repr_mimebundle_(include, exclude)


def _lazy(told: WhatIf) -> Html:
    advice: list[str | Html] = [
        "Nothing is computed yet. ",
        element("code", ".computed()"),
        " computes all of it, ",
        element("code", ".chart()"),
        " and ",
        element("code", ".table()"),
        " what they show.",
    ]
    return laid_out(element("p", element("code", repr(told))), element("p", *advice))


def _as_frames(told: WhatIf) -> Html:
    """Return the frames of a result as each shows itself."""
    parts = []
    for name in told.frames:
        frame = getattr(told, name)
        own = getattr(frame, "_repr_html_", None)
        parts += [element("p", element("strong", name))]
        parts += [element("pre", repr(frame)) if own is None else Html(own())]
    return laid_out(*parts)
