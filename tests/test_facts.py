"""Facts: what decides which terms govern, of a case and of what concerns no plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from aligner_rules.model.account import SignIn
from aligner_rules.model.case import Case
from aligner_rules.model.plan import Plan
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.explanation import names_told
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.terms import NO_PLAN, PlanTerms
from aligner_rules.rules.facts import EditionFacts, Facts, PlanFacts, edition_facts, fact_types
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.sign_in import POLICY
from aligner_rules.rules.symbols import symbolic_facts

DAY = date(2025, 3, 3)
BOOK = load_rulebooks()


def test_every_question_has_a_day_and_a_region() -> None:
    """What concerns no plan has no other shared fact, a case has its plan and approval as well."""
    names = [[*fact_types(record)] for record in (Facts, EditionFacts, PlanFacts)]
    assert names == [["as_of", "region"]] * 2 + [["as_of", "region", "plan", "approved_on"]]


@pytest.mark.parametrize("day", [DAY, UNKNOWN])
def test_what_concerns_no_plan_stands_under_the_terms_of_its_day(day: Any) -> None:
    """No plan, and the day that is asked about, stand for a plan and its approval."""
    asked = EditionFacts(as_of=day)
    assert (asked.plan, asked.approved_on) == (NO_PLAN, day)


def test_symbols_say_so_too() -> None:
    """As symbols, the day of approval is the symbol of the day that is asked about."""
    asked = symbolic_facts(EditionFacts)
    assert (asked.plan, asked.approved_on is asked.as_of) == (NO_PLAN, True)


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        (PlanFacts(), ("plan", "approved_on", "region", "access.lockout_minutes")),
        (EditionFacts(), ("as_of", "region", "access.lockout_minutes")),
        (EditionFacts(as_of=DAY), ("region", "access.lockout_minutes")),
        (EditionFacts(as_of=DAY, region="US"), ("access.lockout_minutes",)),
    ],
)
def test_what_decides_the_terms_is_named_first(facts: Any, named: tuple[str, ...]) -> None:
    """Where a term is missing, so is whatever would say which terms govern."""
    assert names_told(["access.lockout_minutes"], facts) == named


def test_a_case_may_be_asked_what_concerns_no_plan() -> None:
    """The terms of the whole edition in force on the day are given to what gathers its facts."""
    told = []

    def gathered(case: Case, _request: Any, as_of: date, terms: PlanTerms) -> EditionFacts:
        told.append(terms)
        return EditionFacts(**edition_facts(case, as_of))

    about_accounts: Policy[Any] = POLICY
    policy = evolve(about_accounts, facts=EditionFacts, gather=gathered, of_accounts=False)
    case = Case("C-1", "Europe/Paris", region="FR", plan=Plan("ONE", date(2018, 1, 1)))
    assert policy.facts_of(case, SignIn(), DAY, BOOK) == EditionFacts(as_of=DAY, region="FR")
    assert told == [BOOK.terms(NO_PLAN, DAY)]
