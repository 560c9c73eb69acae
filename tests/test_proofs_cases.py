"""From facts back to cases: every record that a case can have is that of the case made for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aligner_rules.model.case import Case
from aligner_rules.model.order import ReplacementOrder
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.proof.cases import CASES
from aligner_rules.rulebook.terms import NO_TERMS
from aligner_rules.rules.replacement import POLICY, ReplacementFacts
from facts_strategies import good_facts, replacement_facts
from strategies import cases_with_requests, days

CASE_OF = CASES[ReplacementOrder]
MAY_BE_UNKNOWN = (
    *("plan", "approved_on", "region", "has_shipped", "first_shipped_on", "cause", "unmade_steps"),
    *("engager_steps", "other_engager_steps", "misplaced_templates", "has_ordered"),
    *("last_ordered_on", "has_payment_method", "acknowledged", "accepts_terms"),
    *("upper_ordered", "lower_ordered", "unshipped_revisions", "unshipped_retainers"),
)

NO_ORDERS_KNOWN = dict.fromkeys(
    (
        *("has_ordered", "last_ordered_on", "upper_ordered", "lower_ordered"),
        *("unshipped_revisions", "unshipped_retainers"),
    ),
    UNKNOWN,
)


def gathered_again(facts: ReplacementFacts) -> ReplacementFacts:
    """The facts of the case that is made for these facts."""
    case, request = CASE_OF.made((facts, NO_TERMS))
    return POLICY.gather(case, request, facts.as_of, NO_TERMS)


@settings(max_examples=300, deadline=None)
@given(cases_with_requests(), days())
def test_every_case_has_facts_of_which_a_case_can_be_made(
    given_case: tuple[Case, ReplacementOrder], as_of: date
) -> None:
    """Facts gathered from any case are consistent, possible, and those of the case made of them."""
    facts = POLICY.gather(*given_case, as_of, NO_TERMS)
    fitting = (POLICY.consistent(facts) is not False, CASE_OF.fit(facts, NO_TERMS))
    assert (*fitting, gathered_again(facts)) == (True, True, facts)


@settings(max_examples=300, deadline=None)
@given(replacement_facts(), st.sets(st.sampled_from(MAY_BE_UNKNOWN), max_size=6), st.data())
def test_facts_that_fit_together_are_those_of_a_case(
    facts: ReplacementFacts, gaps: set[str], data: st.DataObject
) -> None:
    """Whatever is consistent and possible comes from a case: nothing is proved too weakly."""
    counts = {
        name: data.draw(st.integers(0, 9))
        for name in ("unmade_steps", "engager_steps", "other_engager_steps", "misplaced_templates")
    }
    counts |= dict.fromkeys(("upper_ordered", "lower_ordered"), 0)  # months that nobody knows
    facts = evolve(facts, **{**counts, **dict.fromkeys(gaps, UNKNOWN)})
    assume(CASE_OF.fit(facts, NO_TERMS) is not False and POLICY.consistent(facts) is not False)
    assert gathered_again(facts) == facts


@pytest.mark.parametrize(
    "changes",
    [
        {"engager_steps": 3, "unmade_steps": 4},
        {"engager_steps": 2, "unmade_steps": 2, "other_engager_steps": 3},
        {"engager_steps": 1, "lone_templates": 2, "misplaced_templates": 5},
        {"engager_steps": UNKNOWN, "misplaced_templates": UNKNOWN},
        {"engager_steps": UNKNOWN, "misplaced_templates": UNKNOWN, "lone_templates": 3},
        {"engager_steps": UNKNOWN, "other_engager_steps": UNKNOWN},
        {"other_engager_steps": UNKNOWN, "unmade_steps": 1},
        {"unmade_steps": UNKNOWN, "approved_on": UNKNOWN, "has_shipped": False},
        {
            "upper_steps": 999,
            "lower_steps": 999,
            "distinct_steps": 999,
            "unmade_steps": 1998,
            "engager_steps": 0,
        },
        {"distinct_steps": 5, "unshipped_revisions": 2, "unshipped_retainers": UNKNOWN},
        {"distinct_steps": 3, "upper_ordered": UNKNOWN, "lower_ordered": UNKNOWN},
        {"approved_on": date(2026, 1, 1), "unmade_steps": 1, "engager_steps": 0},
        {"approved_on": UNKNOWN, "has_shipped": False, **NO_ORDERS_KNOWN},
        {"has_shipped": UNKNOWN, "has_ordered": False, "cause": UNKNOWN},
        {"approved_on": UNKNOWN, "has_payment_method": UNKNOWN},
    ],
    ids=str,
)
def test_a_case_is_made_for_facts_at_the_edges(changes: dict[str, Any]) -> None:
    """Engagers in unmade phases, templates of nowhere, full arches and gaps have their cases."""
    for fact, day in (("has_shipped", "first_shipped_on"), ("has_ordered", "last_ordered_on")):
        known = changes.get(fact, changes.get("approved_on") != date(2026, 1, 1)) is True
        changes = {**changes, fact: changes.get(fact, known), **({} if known else {day: UNKNOWN})}
    facts = good_facts(**changes)
    fitting = (POLICY.consistent(facts) is not False, CASE_OF.fit(facts, NO_TERMS))
    assert (*fitting, gathered_again(facts)) == (True, True, facts)


@pytest.mark.parametrize(
    "changes",
    [
        {"unmade_steps": 6},
        {"unmade_steps": 3, "engager_steps": 4},
        {"misplaced_templates": 5},
        {"approved_on": date(2024, 12, 1)},
        {"approved_on": date(2026, 1, 1), "has_shipped": False, "first_shipped_on": UNKNOWN},
        {"last_ordered_on": date(2025, 3, 4)},
        {"upper_steps": 1000},
        {"distinct_steps": 2},
        {"distinct_steps": 6},
        {"unshipped_revisions": -1},
        {"upper_ordered": -1},
        {"lone_templates": 1998},
        {"cause": "stolen"},
    ],
    ids=str,
)
def test_facts_that_no_case_has_are_not_consistent(changes: dict[str, Any]) -> None:
    """What cannot have happened to a case is ruled out by `consistent`."""
    assert POLICY.consistent(good_facts(**changes)) is False


@pytest.mark.parametrize(
    "changes",
    [
        {"as_of": UNKNOWN},
        {"upper_steps": UNKNOWN},
        {"lone_templates": UNKNOWN},
        {"has_shipped": False},
        {"last_ordered_on": UNKNOWN},
        {"plan": UNKNOWN},
        {"upper_steps": 0, "lower_steps": 0, "unmade_steps": UNKNOWN},
        {"engager_steps": UNKNOWN, "lone_templates": 1},
        {"misplaced_templates": UNKNOWN},
        {"distinct_steps": UNKNOWN},
        {"has_ordered": UNKNOWN, "last_ordered_on": UNKNOWN},
    ],
    ids=str,
)
def test_gaps_that_no_case_has_are_not_possible(changes: dict[str, Any]) -> None:
    """What is always known of a request, or known together, is not unknown by itself."""
    assert CASE_OF.fit(good_facts(**changes), NO_TERMS) is False
