"""The record of a decision: all that it said, in a form that outlives the rulebook."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given

import aligner_rules as ar
from aligner_rules.model import (
    UNKNOWN,
    Case,
    Cause,
    Invalid,
    Plan,
    ReplacementOrder,
    StepSelection,
)
from aligner_rules.readings.decision import Outcome
from aligner_rules.readings.verbs import decide
from aligner_rules.rulebook.loading import load_rulebook, load_rulebooks
from aligner_rules.wire import DecisionRecord, Ground, record_of
from strategies import cases_with_requests, days

BOOKS = load_rulebooks()
DAY = date(2025, 3, 17)
ORDER = ReplacementOrder(
    steps=StepSelection.parse(upper="1-3"),
    cause=Cause.LOST,
    payment_method="card",
    acknowledges_no_quality_complaint=True,
    accepts_terms=True,
)


def record_for(plan: Plan | None, book: Any = BOOKS) -> DecisionRecord:
    """Return the record of the decision about an order in a case with that plan."""
    case = Case("C-1", "UTC", plan=plan, orders=[])  # type: ignore[arg-type]
    return record_of(decide(case, ORDER, as_of=DAY, book=book))


@given(cases_with_requests(), days())
def test_the_same_decision_gives_an_equal_record(asked: Any, day: date) -> None:
    """A record says what the decision said, and is equal to any other of the same question."""
    case, request = asked
    decision = decide(case, request, as_of=day, book=BOOKS)
    told = record_of(decision)
    assert told == record_of(decide(case, request, as_of=day, book=BOOKS))
    assert (told.outcome, told.codes) == (decision.outcome, decision.codes)
    assert UNKNOWN not in {*told.facts.values()}


def test_a_record_names_the_terms_that_it_rests_on() -> None:
    """Terms that requirements and consequences look at are told, and where each is written."""
    told = record_for(Plan("UNLIMITED", date(2024, 10, 15)))
    assert told.terms == {
        "replacement.interval_days": 45,
        "replacement.steps_per_arch": 8,
        "replacement.rush": True,
        "replacement.blocked_by": [],
        "replacement.regions": "everywhere",
    }
    assert told.grounds["replacement.interval_days"] == Ground(
        sources=("Doctor Portal FAQ (English, 480.857_en_04)", "FAQ du Doctor Portal (French)"),
        decided_here="The forty-fifth day after an order is allowed.",
    )


def test_what_is_not_known_is_not_told() -> None:
    """Unknown facts and terms are left out; the reasons name those that were missing."""
    told = record_for(None)
    assert (told.edition, dict(told.terms), dict(told.grounds)) == (None, {}, {})
    assert "plan" not in told.facts
    told = record_for(Plan("UNLIMITED", date(2020, 2, 10)), load_rulebook("us-unlimited-2017"))
    assert dict(told.terms) == {}


def test_a_record_names_the_book() -> None:
    """The name, the hash and the edition tell which rules were applied."""
    told = record_for(Plan("FLEX", date(2024, 10, 15)))
    assert (told.book, told.book_hash, told.overlays) == (BOOKS.name, BOOKS.hash, ())
    assert (told.edition, told.policy) == ("clearcorrect-2024-10", "replacement")


def test_a_record_cannot_be_changed_by_its_parts() -> None:
    """What was given for facts and terms is copied, and what is held is read-only."""
    told = record_for(None)
    with pytest.raises(TypeError):
        told.facts["plan"] = "FLEX"  # type: ignore[index]


def test_a_record_can_be_copied_pickled_and_hashed() -> None:
    """A copy of a record is equal to it, and hashes alike."""
    told = record_for(Plan("FLEX", date(2024, 10, 15)))
    again = pickle.loads(pickle.dumps(told))  # noqa: S301 - our own bytes
    assert again == copy.deepcopy(told) == told
    assert hash(again) == hash(told)


@pytest.mark.parametrize("outcome", [Outcome.ALLOWED, Outcome.REFUSED])
def test_an_outcome_that_does_not_follow_is_invalid(outcome: Outcome) -> None:
    """A record whose outcome contradicts its reasons cannot be built."""
    told = record_for(None)
    assert told.outcome is Outcome.UNDETERMINED
    with pytest.raises(Invalid, match=r"\$\.outcome: given '.*'; expected 'undetermined', as"):
        attrs.evolve(told, outcome=outcome)


def test_a_record_of_a_version_to_come_is_invalid() -> None:
    """A record of another form is refused, not guessed at."""
    with pytest.raises(Invalid, match=r"\$\.schema: given 2; expected 1"):
        attrs.evolve(record_for(None), schema=2)


def test_the_version_is_that_of_the_package() -> None:
    """A record tells by which version of the package it was made."""
    assert record_for(None).version == ar.__version__
