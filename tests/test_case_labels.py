"""Labels of cases, clause by clause."""

from __future__ import annotations

from datetime import date

import pytest

import aligner_rules as ar
from aligner_rules.model.portal import LabelCase
from aligner_rules.rules.case_labels import POLICY

BOOK = ar.load_rulebooks()
DAY = date(2025, 3, 3)
CASE = ar.Case("C-1", "UTC", labels=frozenset({"red"}))


def label(*colours: str) -> LabelCase:
    """Labels of these colours, of a practice that has named red and green."""
    return LabelCase(labels=frozenset(colours), categories=frozenset({"red", "green"}))


@pytest.mark.parametrize(
    ("colours", "strange"), [(["red", "green"], 0), ([], 0), (["blue"], 1), (["red", "blue"], 1)]
)
def test_labels_are_categories_of_the_practice(colours: list[str], strange: int) -> None:
    """CAS-7: only what the practice has named is a label, and none is a choice too."""
    told = ar.decide(CASE, label(*colours), as_of=DAY, book=BOOK)
    assert [one.actual for one in told.reasons] == [strange] * bool(strange)


def test_a_case_carries_the_labels_chosen() -> None:
    """CAS-7: they take the place of those before, and cases are filtered by them."""
    later = ar.apply(CASE, label("green"), as_of=DAY, book=BOOK)
    unknown = ar.Case("C-2", "UTC")
    told = [ar.cases_labelled([CASE, later, unknown], colour) for colour in ("red", "green")]
    assert told == [[CASE], [later]]


def test_facts_of_a_case_fit_together() -> None:
    """What is gathered is never ruled out."""
    facts = POLICY.facts_of(CASE, label("blue"), DAY, BOOK)
    assert POLICY.consistent(facts) is True


def test_codes_are_public_and_stay() -> None:
    """The code that portals have stored is never renamed or reused."""
    assert [one.code for one in POLICY.requirements] == ["labels-are-categories"]
