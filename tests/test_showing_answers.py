"""Decisions and quotes as pages: all that they tell is on them, and whatever it is, as text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules.cli.shipped import answer, examples
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import decide_facts
from aligner_rules.readings.labels import LABELS
from aligner_rules.readings.quotation import quote_facts
from aligner_rules.readings.showing.answers import decision_page, quote_page
from aligner_rules.rules.replacement import POLICY
from column_cases import drawn_facts
from facts_strategies import good_facts
from html_pages import PageRead
from test_markup import TEXTS
from test_readings_accounts import AT, LOCKED, SIGN_IN

BOOK = ar.load_rulebooks()
PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
ANSWERS = {each.name: answer(each) for each in examples()}


@pytest.mark.parametrize("name", list(ANSWERS))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_example_is_told(name: str, language: str) -> None:
    """Of every shipped example the page tells the outcome, each reason, and what follows."""
    decision = ANSWERS[name].decision
    page = PageRead(decision_page(decision, language).text)
    say = LABELS[language]
    reasons = decision.reasons
    tables = dict(page.tables)
    rows = tables.get(say["reasons"].format(count=len(reasons)), [[]])[1:]
    assert [row[0] for row in rows] == list(decision.codes)
    assert [row[1] for row in rows] == [reason.message(language) for reason in reasons]
    assert [row[4] for row in rows] == [reason.clause for reason in reasons]
    ways = ["".join(way.message(language) for way in reason.ways_out) for reason in reasons]
    assert [row[6] for row in rows] == ways
    opens = [reason.lifts_on for reason in reasons]
    assert [row[5] for row in rows] == ["" if day is None else str(day) for day in opens]
    brings = tables.get(say["consequences"], [])
    assert brings == [[one.clause, one.message(language)] for one in decision.consequences]
    if decision.opens_on is not None and decision.outcome is not ar.Outcome.ALLOWED:
        assert str(decision.opens_on) in page.texts["p"][0]


def test_the_outcome_is_a_word_and_a_sign() -> None:
    """No outcome is told by its colour alone."""
    told = {
        decision.outcome: PageRead(decision._repr_html_()).texts["strong"]
        for decision in (each.decision for each in ANSWERS.values())
    }
    assert told == {
        ar.Outcome.ALLOWED: ["✓ Allowed."],
        ar.Outcome.REFUSED: ["✗ Refused."],
        ar.Outcome.UNDETERMINED: ["? Undetermined."],
    }


def test_the_question_is_told() -> None:
    """Which plan, which day, which edition: the page says what was asked."""
    page = PageRead(ANSWERS["day-44"].decision._repr_html_())
    assert page.tables[0][1] == [
        ["Request", "replacement"],
        ["Plan", "UNLIMITED, approved on 2024-10-15"],
        ["Region", "FR"],
        ["Asked on", "2025-03-17"],
        ["Edition", "clearcorrect-2024-10"],
    ]
    assert page.texts["p"] == ["✗ Refused. Allowed from 2025-03-18, if nothing else changes."]
    assert ["last_ordered_on", "2025-02-01"] in page.tables[-1][1]


def test_what_is_not_known_of_the_question_is_told() -> None:
    """An unknown plan is not known, and no edition governs it; an overlay is named."""
    facts = good_facts(plan=UNKNOWN, approved_on=UNKNOWN, region=UNKNOWN)
    page = PageRead(decide_facts(POLICY, facts, book=BOOK)._repr_html_())
    told = [["Plan", "not known"], ["Region", "not known"]]
    assert page.tables[0][1][1:3] == told
    assert page.tables[0][1][4] == ["Edition", "none governs this case"]
    contract = PageRead(ANSWERS["contract-running"].decision._repr_html_()).tables[0][1]
    assert contract[4] == ["Edition", "clearcorrect-2024-10, with example-contract"]


def test_a_question_without_a_plan_tells_none() -> None:
    """A sign-in concerns no plan, so no plan is told."""
    decision = ar.decide_account(LOCKED, SIGN_IN, at=AT, book=BOOK)
    names = [row[0] for row in PageRead(decision._repr_html_()).tables[0][1]]
    assert names == ["Request", "Region", "Asked on", "Edition"]


@pytest.mark.parametrize("name", list(ANSWERS))
def test_a_quote_is_told(name: str) -> None:
    """The page of a quote has its lines that count anything, the total, and what is missing."""
    quote = ANSWERS[name].quote
    page = PageRead(quote._repr_html_())
    (_, (head, *lines, total)), *_ = page.tables
    shown = [line for line in quote.lines if line.many != 0]
    assert head == ["Price", "How many", "Unit price", "Amount", "Clause"]
    assert [line[0] for line in lines] == [line.message() for line in shown]
    assert [line[4] for line in lines] == [line.clause for line in shown]
    assert total[3] == ("not known" if quote.total is UNKNOWN else str(quote.total))
    missing = [f"missing: {', '.join(quote.missing)}"] if quote.missing else []
    assert page.texts["p"][:-1] == missing


def test_units_are_told_where_they_are_others() -> None:
    """Where other units are charged than are ordered, the page tells how many of which price."""
    quote = ANSWERS["flex-priced"].quote
    line = evolve(quote.lines[0], unit="step", units=2)
    page = PageRead(quote_page(evolve(quote, lines=(line,)), "fr").text)
    assert page.tables[0][1][1][1:4] == ["3", "2 x 45.00 USD", "135.00 USD"]


def test_a_quote_says_what_it_rests_on() -> None:
    """The edition and the hashes of book and prices stand below it."""
    quote = ANSWERS["flex-priced"].quote
    told = f"Edition: {quote.edition}. Rulebook {BOOK.hash[:12]}…, prices {quote.prices[:12]}…"
    assert PageRead(quote._repr_html_()).texts["small"] == [told]
    nowhere = evolve(quote, edition=None)
    assert "none governs this case" in PageRead(nowhere._repr_html_()).text


@given(TEXTS, st.integers(0, 2**32))
def test_whatever_is_asked_is_text(text: str, seed: int) -> None:
    """No name of a plan, region or cause, and no name of a book, becomes an element."""
    (facts,) = drawn_facts(seed, 1, BOOK)
    odd = evolve(facts, plan=text, region=text, cause=text, as_of=date(2025, 3, 3))
    book = evolve(BOOK, overlays=(text,))
    page = PageRead(decide_facts(POLICY, odd, book=book)._repr_html_())
    assert ["cause", text or "none"] in page.tables[-1][1]
    assert PageRead(quote_facts(POLICY, odd, book=book, prices=PRICES)._repr_html_()).tables


def test_a_decision_shows_itself_where_it_is_taken_for_a_tuple() -> None:
    """A notebook that lists every tuple is told what to show instead."""
    decision = ANSWERS["day-44"].decision
    assert decision._display_()._repr_html_() == decision._repr_html_()
