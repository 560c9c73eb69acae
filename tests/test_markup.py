"""HTML as values: whatever a text holds, it is text again when the page is read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.markup import Html, element, laid_out, table, together
from html_pages import PageRead

SPITEFUL = st.sampled_from(
    ["<script>alert(1)</script>", "</td></tr>", '" onload="x', "'", "&lt;", "<!--", "]]>", "<"]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"])) | SPITEFUL


@given(st.lists(TEXTS, min_size=1))
def test_text_stays_text(texts: list[str]) -> None:
    """Every text is read as it was given, and none of it becomes an element."""
    page = PageRead(laid_out(*(element("p", text) for text in texts)).text)
    assert page.texts["p"] == texts


@given(TEXTS)
def test_an_attribute_stays_an_attribute(text: str) -> None:
    """What is given as an attribute ends where it ends."""
    made = element("p", "told", lang=text, aria_hidden="true", class_=text).text
    assert PageRead(made).text == "told"


@given(TEXTS, st.lists(st.lists(TEXTS, min_size=2, max_size=2)), TEXTS)
def test_a_table_has_its_cells(caption: str, rows: list[list[str]], head: str) -> None:
    """A table has a row of heads, its rows, and the row below them."""
    made = table(caption, [head, "b"], rows, foot=["all", "of it"])
    assert PageRead(made.text).tables == [(caption, [[head, "b"], *rows, ["all", "of it"]])]


def test_a_table_need_not_have_heads() -> None:
    """A list of names with what they stand for has no caption, heads or foot."""
    made = table("", [], [["a", "1"]], numbers={1}).text
    row = '<tr><th scope="row">a</th><td class="number">1</td></tr>'
    assert made == f"<table><tbody>{row}</tbody></table>"


def test_parts_are_joined_by_text() -> None:
    """What stands between parts is text, as every part is that is no markup."""
    assert together("<", Html("<b></b>"), between=" & ") == Html("&lt; &amp; <b></b>")


def test_markup_shows_itself() -> None:
    """A notebook that is given markup shows it."""
    assert element("p")._repr_html_() == "<p></p>"


def test_styles_hold_for_the_page_alone() -> None:
    """Every rule of the styles is about what stands in a page of this package."""
    (style,) = laid_out().text.split("<style>")[1].split("</style>")[:1]
    rules = [rule for rule in style.split("}") if rule]
    heads = [each for rule in rules for each in rule.split("{")[0].split(",")]
    assert len(rules) > 5
    assert all(head.startswith(".aligner-rules") for head in heads)
