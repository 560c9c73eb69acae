"""Who may order at all: a registered provider, for a practice of theirs (SUB-11)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import aligner_rules as ar
from aligner_rules.model import UNKNOWN, Case, Provider
from aligner_rules.model.ordering import Ordering
from aligner_rules.rules import submission
from aligner_rules.rules.ordering import POLICY, REQUIREMENTS

BOOK = ar.load_rulebooks()
DAY = date(2025, 3, 3)
CASE = Case("C-1", "Europe/Paris", region="FR")
MINE = frozenset({"P-1"})


@pytest.mark.parametrize(
    ("registered", "practices", "practice", "codes"),
    [
        (True, MINE, "P-1", ()),
        (False, MINE, "P-1", ("provider-is-registered",)),
        (True, MINE, "P-2", ("practice-is-the-providers",)),
        (True, frozenset(), "P-1", ("practice-is-the-providers",)),
        (True, MINE, None, ("practice-chosen",)),
        (True, UNKNOWN, None, ("practice-chosen",)),
        (False, UNKNOWN, "P-1", ("provider-is-registered", "practice-is-the-providers")),
    ],
)
def test_who_may_order(registered: bool, practices: Any, practice: Any, codes: Any) -> None:
    """Registered, with a practice chosen, and that one of theirs."""
    provider = Provider(registered=registered, practices=practices)
    request = Ordering(provider=provider, practice=practice)
    decision = ar.decide(CASE, request, as_of=DAY, book=BOOK)
    assert decision.codes == codes
    assert (decision.outcome is ar.Outcome.ALLOWED) == (codes == ())


def test_what_is_not_attested_is_not_known() -> None:
    """Nothing is taken for granted, and what is missing is named."""
    decision = ar.decide(CASE, Ordering(provider=Provider()), as_of=DAY, book=BOOK)
    assert decision.outcome is ar.Outcome.UNDETERMINED
    assert [one.missing for one in decision.reasons] == [
        ("is_registered",),
        ("has_practice",),
        ("has_practice", "practice_is_own"),
    ]


def test_no_rulebook_is_needed_to_tell() -> None:
    """It holds on any day, before the first edition too."""
    request = Ordering(provider=Provider(registered=True, practices=MINE), practice="P-1")
    asked = ar.decide(CASE, request, as_of=date(1999, 1, 1), book=BOOK)
    assert (asked.outcome, asked.edition) == (ar.Outcome.ALLOWED, None)


@pytest.mark.parametrize("practice", ["P-1", "P-2", None, UNKNOWN])
def test_facts_fit_together(practice: Any) -> None:
    """What is attested is never ruled out by `consistent`."""
    request = Ordering(provider=Provider(registered=True, practices=MINE), practice=practice)
    assert POLICY.consistent(POLICY.facts_of(CASE, request, DAY, BOOK)) is not False


def test_asking_changes_nothing() -> None:
    """The case is as it was, where ordering is allowed."""
    request = Ordering(provider=Provider(registered=True, practices=MINE), practice="P-1")
    assert ar.apply(CASE, request, as_of=DAY, book=BOOK) is CASE


def test_a_submission_asks_the_same() -> None:
    """The requirements stand once, and every case begins with them."""
    assert set(POLICY.requirements) == set(REQUIREMENTS) <= set(submission.POLICY.requirements)


def test_codes_are_public_and_stay() -> None:
    """The codes and clauses that portals have stored; a code is never renamed or reused."""
    assert [(one.code, one.clause) for one in POLICY.requirements] == [
        ("provider-is-registered", "SUB-11"),
        ("practice-chosen", "SUB-11"),
        ("practice-is-the-providers", "SUB-11"),
    ]
