"""HTML as values: text is escaped where it enters an element, and only there.

The pages made of it stand by themselves: no script, nothing loaded, and no colour of text or
background, so that they can be read in a light notebook and in a dark one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape
from typing import Final

from attrs import frozen

_CLASS: Final = "aligner-rules"
_NUMBER: Final = "number"
_STYLES: Final = {
    "": "overflow-x:auto",
    "table": "border-collapse:collapse;margin:0;border:none",
    "caption": "caption-side:top;color:inherit;font-weight:bold;padding:.5em 0 0;text-align:left",
    "tr": "background:none",
    "td, th": "background:none;padding:.2em .8em .2em 0;text-align:left;vertical-align:top",
    "thead": "border-bottom:1px solid rgba(128,128,128,.5)",
    "tfoot": "border-top:1px solid rgba(128,128,128,.5);font-weight:bold",
    f".{_NUMBER}": "font-variant-numeric:tabular-nums;text-align:right;white-space:nowrap",
    "p": "margin:.3em 0",
    "code": "background:none;color:inherit;white-space:nowrap",
    "small": "font-weight:normal;opacity:.8",
    "summary": "cursor:pointer",
}
_SHEET: Final = "".join(
    f"{','.join(f'.{_CLASS} {each.strip()}'.strip() for each in what.split(','))}{{{how}}}"
    for what, how in _STYLES.items()
)


@frozen
class Html:
    """Text that is markup already; a notebook shows it as such."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


def element(tag: str, *content: str | Html, **attributes: str) -> Html:
    """Return an element; an underscore in the name of an attribute stands for a hyphen.

    >>> element("b", "a < b", element("i", "so"), title='"').text
    '<b title="&quot;">a &lt; b<i>so</i></b>'
    """
    told = "".join(
        f' {name.strip("_").replace("_", "-")}="{escape(given)}"'
        for name, given in attributes.items()
    )
    return Html(f"<{tag}{told}>{together(*content).text}</{tag}>")


def together(*parts: str | Html, between: str = "") -> Html:
    """Return several parts as one, with a text between them."""
    told = (part.text if isinstance(part, Html) else escape(part) for part in parts)
    return Html(escape(between).join(told))


def laid_out(*parts: str | Html, language: str = "en") -> Html:
    """Return parts as a page with its styles, which hold for nothing outside it."""
    styles = Html(f"<style>{_SHEET}</style>")
    return element("div", styles, *parts, class_=_CLASS, lang=language)


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str | Html]],
    *,
    numbers: Collection[int] = (),
    foot: Sequence[str | Html] = (),
) -> Html:
    """Return a table; the first cell of a row is its header, columns of `numbers` stand right.

    Without `heads` it is a list of names with what they stand for.
    """

    def cell(place: int, content: str | Html, scope: str | None) -> Html:
        attributes = {} if scope is None else {"scope": scope}
        attributes |= {"class": _NUMBER} if place in numbers else {}
        return element("td" if scope is None else "th", content, **attributes)

    def row(cells: Sequence[str | Html]) -> Html:
        scopes = ["row", *(None for _ in cells[1:])]
        return element("tr", *map(cell, range(len(cells)), cells, scopes))

    head = element("tr", *(cell(place, name, "col") for place, name in enumerate(heads)))
    parts = [element("caption", caption)] if caption else []
    parts += [element("thead", head)] if heads else []
    parts += [element("tbody", *map(row, rows))]
    parts += [element("tfoot", row(foot))] if foot else []
    return element("table", *parts)
