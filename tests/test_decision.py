"""Decisions as values: outcome, codes, the day on which a request opens, and its consequences."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model import UNKNOWN
from aligner_rules.readings import decision as decision_module
from aligner_rules.readings.decision import Decision, Outcome, Refused, decide_facts
from aligner_rules.rulebook.loading import load_rulebook, load_rulebooks
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.policies import policies
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.replacement import POLICY, ReplacementFacts
from facts_strategies import FACTS, facts_for, facts_with_gaps, good_facts

BOOK = load_rulebooks()
OF_REGIONS = ("upgrade.regions", "submission.mixed_dentition")  # which no source lists
EDITION = load_rulebook("clearcorrect-2024-10")
OFFERED = BOOK.evolve(dict.fromkeys(OF_REGIONS, "everywhere"))
ALLOWED, REFUSED, UNDETERMINED = Outcome


every_policy = pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.name)


def decide(facts: Any, policy: Policy[Any] = POLICY) -> Decision:
    """Decide facts by the packaged editions."""
    return decide_facts(policy, facts, book=BOOK)


@pytest.mark.parametrize(
    ("changes", "outcome", "codes"),
    [
        ({}, ALLOWED, ()),
        ({"cause": "quality"}, REFUSED, ("lost-or-damaged-by-patient",)),
        ({"cause": UNKNOWN}, UNDETERMINED, ("lost-or-damaged-by-patient",)),
        (
            {"upper_steps": 9, "accepts_terms": UNKNOWN},
            REFUSED,
            ("upper-steps-within-cap", "terms-accepted"),
        ),
        (
            {"plan": "NO SUCH PLAN"},
            UNDETERMINED,
            (
                *("upper-steps-within-cap", "lower-steps-within-cap", "waited-long-enough"),
                *("revisions-have-shipped", "retainers-have-shipped", "replacements-offered-here"),
            ),
        ),
    ],
)
def test_outcome_and_codes(changes: dict[str, Any], outcome: Outcome, codes: Any) -> None:
    """Known not to hold refuses, not known leaves undetermined, and all such codes are told."""
    decision = decide(good_facts(**changes))
    assert (decision.outcome, decision.codes) == (outcome, codes)


@every_policy
@given(data=st.data())
def test_deleting_a_fact_never_allows(policy: Policy[Any], data: st.DataObject) -> None:
    """What was not allowed is not allowed by knowing less."""
    facts = data.draw(facts_for(policy))
    name = data.draw(st.sampled_from([*fact_types(policy.facts)]))
    before, after = decide(facts, policy), decide(evolve(facts, **{name: UNKNOWN}), policy)
    assert after.outcome is not ALLOWED or before.outcome is ALLOWED


@every_policy
@given(data=st.data())
def test_the_order_of_requirements_changes_nothing(
    policy: Policy[Any], data: st.DataObject
) -> None:
    """Shuffled requirements give the same outcome, codes and day."""
    facts = data.draw(facts_for(policy))
    shuffled = data.draw(st.permutations(policy.requirements))
    before = decide(facts, policy)
    after = decide(facts, evolve(policy, requirements=tuple(shuffled)))
    assert (after.outcome, set(after.codes), after.opens_on) == (
        before.outcome,
        set(before.codes),
        before.opens_on,
    )


@every_policy
@given(data=st.data())
def test_an_unmet_requirement_refuses(policy: Policy[Any], data: st.DataObject) -> None:
    """The outcome is what the requirements say one by one."""
    decision = decide(data.draw(facts_for(policy)), policy)
    verdicts = [one(decision.facts, decision.terms) for one in policy.requirements]
    expected = (
        REFUSED
        if any(v is False for v in verdicts)
        else UNDETERMINED
        if any(v is UNKNOWN for v in verdicts)
        else ALLOWED
    )
    assert decision.outcome is expected


@every_policy
@given(data=st.data())
def test_known_facts_are_decided(policy: Policy[Any], data: st.DataObject) -> None:
    """With all facts known, under a plan whose terms are, no requirement is left open."""
    known = {
        "as_of": date(2025, 3, 3),
        "plan": "ONE",
        "approved_on": date(2024, 10, 1),
        "region": "US",
    }
    facts = data.draw(FACTS[policy.name])
    known = {name: known[name] for name in facts.governing}
    facts = evolve(facts, **known)
    assert decide_facts(policy, facts, book=OFFERED).outcome is not UNDETERMINED


@every_policy
@given(data=st.data())
def test_a_request_opens_on_its_day_and_not_before(
    policy: Policy[Any], data: st.DataObject
) -> None:
    """Decided on `opens_on` it is allowed, and on the day before it is not."""
    facts = data.draw(facts_for(policy))
    day = decide(facts, policy).opens_on
    if day is not None:
        assert day >= facts.as_of
        assert decide(evolve(facts, as_of=day), policy).outcome is ALLOWED
        before = evolve(facts, as_of=day - timedelta(days=1))
        assert before.as_of < facts.as_of or decide(before, policy).outcome is not ALLOWED


@every_policy
@given(data=st.data(), wait=st.integers(0, 400))
def test_no_opening_means_no_day_opens(policy: Policy[Any], data: st.DataObject, wait: int) -> None:
    """Where no day is told, a refused request is allowed on none of the days to come."""
    facts = data.draw(facts_for(policy))
    decision = decide(facts, policy)
    if decision.opens_on is None and decision.outcome is REFUSED:
        later = evolve(facts, as_of=facts.as_of + timedelta(days=wait))
        assert decide(later, policy).outcome is not ALLOWED


@pytest.mark.parametrize(
    ("changes", "opens_on"),
    [
        ({}, date(2025, 3, 3)),
        ({"last_ordered_on": date(2025, 3, 1)}, date(2025, 4, 15)),
        ({"last_ordered_on": date(2025, 3, 1), "upper_steps": 9}, None),
        ({"last_ordered_on": UNKNOWN}, None),
        ({"cause": "quality"}, None),
    ],
)
def test_opens_on(changes: dict[str, Any], opens_on: date | None) -> None:
    """Waiting lifts the interval, and nothing else does."""
    assert decide(good_facts(**changes)).opens_on == opens_on


def test_consequences_of_an_order() -> None:
    """Copies, no refund, templates where there are some, and rush (REP-2, REP-7, REP-8, REP-9)."""
    told = decide(good_facts(engager_steps=2, other_engager_steps=1)).consequences
    assert [(one.code, one.many) for one in told] == [
        ("made-as-the-originals", None),
        ("originals-not-refundable", None),
        ("engager-templates-included", 2),
        ("templates-by-customer-care", 1),
        ("in-production-at-once-as-rush", None),
    ]


def test_consequences_that_are_not_known_are_not_told() -> None:
    """Without templates, and without terms that tell of rush, only REP-2 is left."""
    bare = good_facts(engager_steps=0, other_engager_steps=UNKNOWN, plan="NO SUCH PLAN")
    assert [one.clause for one in decide(bare).consequences] == ["REP-2", "REP-2"]


@pytest.mark.parametrize(
    ("approved_on", "edition"),
    [
        (date(2017, 5, 31), None),
        (date(2017, 6, 1), "us-unlimited-2017"),
        (date(2024, 9, 30), "us-unlimited-2017"),
        (date(2024, 10, 1), "clearcorrect-2024-10"),
        (date(2025, 11, 30), "clearcorrect-2024-10"),
        (date(2025, 12, 1), "clearcorrect-2025-12"),
        (UNKNOWN, None),
    ],
)
def test_the_day_of_approval_picks_the_edition(approved_on: date, edition: str | None) -> None:
    """The terms in force on the day of approval stay with the case."""
    assert decide(good_facts(approved_on=approved_on)).edition == edition


def test_a_refused_request_carries_its_decision() -> None:
    """The exception tells the reasons and keeps the decision."""
    decision = decide(good_facts(accepts_terms=False))
    raised = Refused(decision)
    assert (raised.decision, str(raised)) == (
        decision,
        "replacement refused: The terms and conditions are not accepted.",
    )


def test_a_decision_shows_what_it_comes_to() -> None:
    """Shown in a debugger, it tells the policy, the outcome, the codes and the book."""
    shown = repr(decide(good_facts(cause="quality")))
    assert shown == f"<replacement refused ['lost-or-damaged-by-patient'] by {BOOK.name!r}>"


def test_every_order_of_few_requirements_agrees() -> None:
    """All orders of four requirements, exhaustively."""
    four = POLICY.requirements[:4]
    facts = good_facts(upper_steps=9, cause=UNKNOWN)
    told = {
        frozenset(decide_facts(evolve(POLICY, requirements=p), facts, book=EDITION).codes)
        for p in permutations(four)
    }
    assert told == {frozenset({"lost-or-damaged-by-patient", "upper-steps-within-cap"})}


@given(facts_with_gaps(), facts_with_gaps())
def test_what_is_kept_changes_nothing(one: ReplacementFacts, other: ReplacementFacts) -> None:
    """A book that keeps next to nothing between questions gives the same answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decision_module, "_MOST_KEPT", 1)
        fresh = load_rulebook("clearcorrect-2024-10")
        for facts in (one, other, one):
            told = decide_facts(POLICY, facts, book=fresh)
            expected = decide_facts(POLICY, facts, book=EDITION)
            assert (told.verdicts, told.outcome, told.codes, told.terms) == (
                expected.verdicts,
                expected.outcome,
                expected.codes,
                expected.terms,
            )
            assert len(fresh.kept) == 1
