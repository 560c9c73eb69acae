"""Pages of HTML as tests read them: well formed, by themselves, and taken apart again."""

from __future__ import annotations

from html.parser import HTMLParser

ELEMENTS = {
    *("caption", "code", "details", "div", "em", "p", "pre", "small", "span", "strong", "style"),
    *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
}
"""All that a page is made of: nothing that runs, and nothing that is loaded."""

ATTRIBUTES = {"aria-hidden", "class", "lang", "open", "scope", "style"}


class PageRead(HTMLParser):
    """A page taken apart; AssertionError where it is not well formed or has more than it may.

    `texts` are the texts of all elements of a tag, in order; `tables` the rows of each table, as
    texts of cells, by its caption.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.texts: dict[str, list[str]] = {tag: [] for tag in ELEMENTS}
        self.tables: list[tuple[str, list[list[str]]]] = []
        self._open: list[tuple[str, int]] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that begins."""
        assert tag in ELEMENTS
        told = dict(attrs)
        assert told.keys() <= ATTRIBUTES
        assert "url" not in (told.get("style") or "")
        assert tag != "th" or told["scope"] in {"row", "col"}
        self._open.append((tag, len(self.text)))
        if tag == "table":
            self.tables.append(("", []))
        if tag == "tr":
            self.tables[-1][1].append([])

    def handle_endtag(self, tag: str) -> None:
        """Note an element that ends: it has to be the one that began last."""
        began, place = self._open.pop()
        assert began == tag
        text = self.text[place:]
        self.texts[tag].append(text)
        if tag in {"td", "th"}:
            self.tables[-1][1][-1].append(text)
        if tag == "caption":
            self.tables[-1] = (text, self.tables[-1][1])

    def handle_data(self, data: str) -> None:
        """Note text; that of a style is none."""
        if self._open[-1][0] == "style":
            assert "url" not in data
            assert "@import" not in data
        else:
            self.text += data

    def table(self, caption: str) -> list[list[str]]:
        """Return the rows of the table with that caption."""
        (rows,) = (rows for name, rows in self.tables if name == caption)
        return rows
