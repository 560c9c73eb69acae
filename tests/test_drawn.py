"""Rows and books are drawn so that they can find something: the same again, and all there is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.schema import TERMS
from aligner_rules.rulebook.terms import NO_PLAN
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.formula import Type, nodes
from aligner_rules.rules.symbols import whole_term
from changed_books import BOOK, CHANGES, book_of
from column_cases import drawn_frame, formulas_about
from differential import DRAWS, SHARES, Question, questions, share

DAY = timedelta(days=1)


def held(path: str, book: Rulebook) -> dict[tuple[str, str], Any]:
    """What a term is for each plan of each edition of a book."""
    term = TERMS[path]
    return {
        (period.edition, plan): getattr(getattr(terms, term.group), term.name)
        for period in book.periods
        for plan, terms in (*period.plans.items(), (NO_PLAN, period.wide))
    }


@pytest.mark.parametrize("path", CHANGES)
def test_the_books_meet_every_change(path: str) -> None:
    """Each value that a term may be changed to is that of some plan in some book."""
    met = [cell for seed in DRAWS for cell in held(path, book_of(seed)).items()]
    for value in CHANGES[path]:
        assert any(cell in met for cell in held(path, BOOK.evolve({path: value})).items())


def test_every_term_that_a_question_reads_is_changed() -> None:
    """A new term of a policy has to be given values to be tried with."""
    read = {
        whole_term(node.payload)
        for question in questions()
        for node in nodes(*formulas_about(question.record))
        if node.op == "term"
    }
    assert read - set(CHANGES) == set()


@pytest.mark.parametrize("question", questions(), ids=repr)
def test_the_same_seed_draws_the_same_rows(question: Question) -> None:
    """What a failure tells is enough to see it again; another seed draws others."""
    first, again, other = (drawn_frame(seed, 500, BOOK, question.record) for seed in (3, 3, 4))
    assert first.equals(again)
    assert not first.equals(other)


@pytest.mark.parametrize("question", questions(), ids=repr)
def test_every_fact_is_drawn_known_and_unknown(question: Question) -> None:
    """Every column has nulls and several values; every plan and an unknown one; leap days."""
    drawn = drawn_frame(5, 5_000, BOOK, question.record)
    for name, type_ in fact_types(question.record).items():
        column = drawn[name]
        assert column.null_count() > 0
        assert column.drop_nulls().n_unique() > 1
        if type_ is Type.DATE:
            leap = (column.dt.month() == 2) & (column.dt.day() == 29)
            assert leap.any(), name
    if "plan" in drawn.columns:
        plans = set(drawn["plan"].drop_nulls())
        assert {*BOOK.plans, ""} < plans
        assert NO_PLAN not in plans
        edges = {end for p in BOOK.periods for end in (p.first_day - DAY, p.first_day)}
        assert edges <= set(drawn["approved_on"].drop_nulls())


def test_days_lie_on_and_beside_what_they_are_compared_with() -> None:
    """An interval of 45 days is drawn with 44, 45 and 46, an expiry on its day and about it."""
    replacement = next(one for one in questions() if one.name == "replacement")
    drawn = drawn_frame(6, 20_000, BOOK, replacement.record)
    waited = drawn.select(pl.col("as_of") - pl.col("last_ordered_on")).to_series().dt.total_days()
    assert {44, 45, 46} < set(waited)
    expires = pl.col("first_shipped_on").dt.offset_by("12mo")
    left = drawn.select(expires - pl.col("as_of")).to_series().dt.total_days()
    assert {-1, 0, 1} < set(left)


def test_every_question_is_in_one_share() -> None:
    """There is a test file for each share, and none of the questions is left out."""
    shares = [share(number) for number in range(1, SHARES + 1)]
    files = sorted(Path(__file__).parent.glob("test_differential_*.py"))
    assert len(files) == SHARES
    assert sorted(map(repr, sum(shares, ()))) == sorted(map(repr, questions()))
