"""A rulebook as a page: its periods, what is known of each plan, and where that is written."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve
from hypothesis import given

from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebook, load_rulebooks
from aligner_rules.rulebook.page import rulebook_page
from aligner_rules.rulebook.schema import TERMS
from aligner_rules.rulebook.terms import NO_PLAN
from html_pages import PageRead
from test_markup import TEXTS

BOOK = load_rulebooks()
EXAMPLES = Path(__file__).parent.parent / "examples"


def read(book: Rulebook) -> PageRead:
    """The page of a rulebook, taken apart."""
    return PageRead(book._repr_html_())


def test_every_period_is_told() -> None:
    """The first table lists the periods, with their days, regions and plans."""
    head, *rows = read(BOOK).table("Periods")
    assert head == ["Edition", "First day of approval", "Last day", "Regions", "Plans"]
    assert rows[0] == [
        *("us-unlimited-2017", "2017-06-01", "2024-09-30", "US"),
        "FLEX, UNLIMITED",
    ]
    assert rows[2][:4] == ["clearcorrect-2025-12", "2025-12-01", "open", "everywhere"]


def test_values_stand_by_plan_with_their_sources() -> None:
    """A row has the term, its value under each plan, the clause and the tags of the sources."""
    page = read(load_rulebook("clearcorrect-2024-10"))
    head, *rows = page.table("Terms of its plans")
    assert head == ["Term", "FLEX", "MINI", "ONE", "TWO", "THREE", "UNLIMITED", "Written in"]
    told = {row[0]: row[1:] for row in rows}
    interval = "replacement.interval_daysDays from one online replacement order to the first day of"
    assert told[f"{interval} the next"] == ["0", "0", "0", "0", "0", "45", "REP-4 E F own"]
    free = (
        "replacement.free_after_expiryWhether replacement aligners stay free of charge after expiry"
    )
    assert told[free] == ["no", "no", "no", "no", "no", "unknown", "REP-12 E F"]


def test_every_term_is_told_once_for_each_period() -> None:
    """Each term stands in a row, or among those that are all unknown."""
    for name in ("us-unlimited-2017", "clearcorrect-2024-10", "clearcorrect-2025-12"):
        codes = read(load_rulebook(name)).texts["code"]
        assert sorted(codes) == sorted(TERMS)


def test_values_are_told_in_words() -> None:
    """Lists, routes and allowances within months are told as a person would."""
    text = read(BOOK).text
    for told in (
        "2 in 6 months",
        "eshop: customer-care; others: customer-care",
        "THREE, UNLIMITED",
    ):
        assert told in text


def test_an_overlay_is_told() -> None:
    """What comes from an overlay says so, in the heading and beside its values."""
    overlay = EXAMPLES / "overlays" / "example-contract.toml"
    book = load_rulebook("clearcorrect-2024-10", overlays=[overlay])
    page = read(book)
    assert page.texts["strong"] == [f"{book.name}, with {', '.join(book.overlays)}"]
    tables = [rows for caption, rows in page.tables if caption == "Terms of its plans"]
    assert [any("example-contract" in row[-1] for row in rows) for rows in tables] == [True, True]


def test_a_book_of_one_period_is_open() -> None:
    """The terms of the only period are shown at once, those of several can be unfolded."""
    assert '<details open="open">' in load_rulebook("clearcorrect-2024-10")._repr_html_()
    assert "<details open" not in BOOK._repr_html_()


@given(TEXTS, TEXTS, TEXTS)
def test_whatever_a_book_is_called_is_text(name: str, title: str, reason: str) -> None:
    """Names, titles and plans of a rulebook file are text in its page."""
    period = BOOK.periods[0]
    plans = {title: period.plans["FLEX"]}
    told = evolve(period, edition=name, plans=plans, regions=None, decided_here=reason)
    values = [evolve(BOOK.values[0], plan=title, edition=name, label=reason)]
    values += [evolve(BOOK.values[1], plan=NO_PLAN, edition=name, clause=None, sources=(reason,))]
    book = evolve(BOOK, name=name, title=title, periods=(told,), values=tuple(values))
    page = PageRead(rulebook_page(book).text)
    assert page.texts["strong"] == [name]
    assert page.table("Periods")[1] == [name, "2017-06-01", "2024-09-30", "everywhere", title]
    assert f"Own: {reason}" in page.texts["p"]
