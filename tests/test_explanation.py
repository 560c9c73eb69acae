"""Decisions as explanations: what stands against what, what is missing, and the way out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model import UNKNOWN
from aligner_rules.readings.decision import decide_facts
from aligner_rules.readings.explanation import Reason, Standing, WayOut, missing_for
from aligner_rules.readings.wording import LANGUAGES, wording
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.terms import NO_TERMS, UNKNOWN_REGIONS, PlanTerms, Regions
from aligner_rules.rules.facts import PlanFacts
from aligner_rules.rules.policies import policies
from aligner_rules.rules.policy import Policy, Way
from aligner_rules.rules.replacement import POLICY
from aligner_rules.rules.words import listed
from facts_strategies import GOVERNING, facts_for, good_facts

BOOK = load_rulebooks()


every_policy = pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.name)


def reasons(**changes: Any) -> tuple[Reason, ...]:
    """The reasons of a decision about good facts, but for the changes."""
    return decide_facts(POLICY, good_facts(**changes), book=BOOK).reasons


@pytest.mark.parametrize(
    ("changes", "actual", "required", "ways_out"),
    [
        ({"cause": "quality"}, "quality", "lost, damaged", (WayOut(Way.CUSTOMER_CARE),)),
        ({"upper_steps": 0, "lower_steps": 0}, 0, 1, (WayOut(Way.CHANGE_STEPS),)),
        ({"upper_steps": 9}, 9, 8, (WayOut(Way.SPLIT, orders=2),)),
        ({"lower_steps": 17}, 17, 8, (WayOut(Way.SPLIT, orders=3),)),
        ({"unmade_steps": 2}, 2, 0, (WayOut(Way.CHANGE_STEPS),)),
        ({"unmade_steps": 5}, 5, 0, (WayOut(Way.CHANGE_STEPS),)),
        (
            {"unmade_steps": 4, "has_shipped": False, "first_shipped_on": UNKNOWN},
            4,
            0,
            (WayOut(Way.CHANGE_STEPS),),
        ),
        (
            {"unmade_steps": 5, "has_shipped": False, "first_shipped_on": UNKNOWN},
            5,
            0,
            (WayOut(Way.AWAIT_PRODUCTION),),
        ),
        (
            {"unmade_steps": 5, "has_shipped": UNKNOWN, "first_shipped_on": UNKNOWN},
            5,
            0,
            (WayOut(Way.CHANGE_STEPS), WayOut(Way.AWAIT_PRODUCTION)),
        ),
        (
            {"lone_templates": 1},
            1,
            0,
            (WayOut(Way.CHANGE_STEPS), WayOut(Way.CUSTOMER_CARE)),
        ),
        ({"misplaced_templates": 1}, 1, 0, (WayOut(Way.CUSTOMER_CARE),)),
        (
            {"last_ordered_on": date(2025, 1, 18)},
            44,
            45,
            (WayOut(Way.WAIT, on=date(2025, 3, 4)), WayOut(Way.CUSTOMER_CARE)),
        ),
        ({"has_payment_method": False}, False, True, (WayOut(Way.COMPLETE_FORM),)),
        ({"acknowledged": False}, False, True, (WayOut(Way.COMPLETE_FORM),)),
        ({"accepts_terms": False}, False, True, (WayOut(Way.COMPLETE_FORM),)),
    ],
)
def test_a_reason_tells_both_sides_and_the_way_out(
    changes: dict[str, Any], actual: Any, required: Any, ways_out: Any
) -> None:
    """Each requirement tells what there is, what it asks for, and what can be done."""
    (reason,) = reasons(**changes)
    assert (reason.standing, reason.actual, reason.required, reason.ways_out) == (
        Standing.UNMET,
        actual,
        required,
        ways_out,
    )


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"cause": UNKNOWN}, [("cause",)]),
        ({"upper_steps": UNKNOWN}, [("upper_steps",), ("upper_steps",)]),
        ({"last_ordered_on": UNKNOWN}, [("last_ordered_on",)]),
        (
            {"plan": UNKNOWN},
            [
                ("plan", "replacement.steps_per_arch"),
                ("plan", "replacement.steps_per_arch"),
                ("plan", "replacement.interval_days"),
                ("plan", "replacement.blocked_by"),
                ("plan", "replacement.blocked_by"),
                ("plan", "replacement.regions"),
            ],
        ),
        (
            {"plan": "NO SUCH PLAN"},
            [
                ("replacement.steps_per_arch",),
                ("replacement.steps_per_arch",),
                ("replacement.interval_days",),
                ("replacement.blocked_by",),
                ("replacement.blocked_by",),
                ("replacement.regions",),
            ],
        ),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, Any], missing: Any) -> None:
    """An unknown requirement names the facts and terms that would have to be known."""
    told = reasons(**changes)
    assert ([r.missing for r in told], {r.standing for r in told}) == (missing, {Standing.UNKNOWN})


def test_a_way_out_is_known_in_full() -> None:
    """Nobody is told to split into an unknown number of orders, or how to meet the unknown."""
    told = reasons(upper_steps=9, lower_steps=UNKNOWN)
    assert [(one.standing.value, one.ways_out) for one in told] == [
        ("unknown", ()),
        ("unmet", ()),
        ("unknown", ()),
    ]


@every_policy
@given(data=st.data())
def test_reasons_and_codes_agree(policy: Policy[Any], data: st.DataObject) -> None:
    """There is one reason for every code, and each unknown one names something missing."""
    decision = decide_facts(policy, data.draw(facts_for(policy)), book=BOOK)
    assert tuple(r.code for r in decision.reasons) == decision.codes
    for reason in decision.reasons:
        assert (reason.standing is Standing.UNKNOWN) == bool(reason.missing)


@every_policy
@given(data=st.data())
def test_naming_what_is_missing_is_not_idle(policy: Policy[Any], data: st.DataObject) -> None:
    """A named fact is UNKNOWN, and what decides the terms is named where terms are."""
    facts = data.draw(facts_for(policy))
    for reason in decide_facts(policy, facts, book=BOOK).reasons:
        named = [name for name in reason.missing if "." not in name]
        assert all(getattr(facts, name) is UNKNOWN for name in named)
        if any(name in GOVERNING for name in named):
            assert any("." in name for name in reason.missing)


@every_policy
@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data())
def test_everything_can_be_told(language: str, policy: Policy[Any], data: st.DataObject) -> None:
    """Every reason, way out and consequence has its sentence in every language."""
    decision = decide_facts(policy, data.draw(facts_for(policy)), book=BOOK)
    told = [reason.message(language) for reason in decision.reasons]
    told += [way.message(language) for reason in decision.reasons for way in reason.ways_out]
    told += [one.message(language) for one in decision.consequences]
    assert [text for text in told if not text or "{" in text or "UNKNOWN" in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_wording_has_every_code_and_no_other(language: str) -> None:
    """The texts of a language fit the codes of the policies, one by one."""
    texts = wording(language).texts
    codes = {one.code for policy in policies() for one in policy.requirements}
    results = {one.code for policy in policies() for one in policy.consequences}
    what = {one.what for policy in policies() for one in policy.charges}
    groups = [texts[name].keys() for name in ("statement", "unmet", "consequence", "what", "way")]
    assert groups == [codes, codes, results, what, {way.value for way in Way}]


def test_a_language_that_is_not_spoken_is_refused() -> None:
    """An unknown language is an error that names the known ones."""
    with pytest.raises(ValueError, match="'xx': expected one of 'en', 'fr'"):
        wording("xx")


def test_a_message_reads_well() -> None:
    """The message of the interval, as a doctor reads it."""
    (reason,) = reasons(last_ordered_on=date(2025, 1, 18))
    assert [reason.message(), reason.message("fr"), *(w.message() for w in reason.ways_out)] == [
        "Days since the last online order: 44. This plan asks for 45.",
        "Jours écoulés depuis la dernière commande en ligne : 44. Ce plan en demande 45.",
        "Wait until 2025-03-04.",
        "Contact Customer Care.",
    ]


def offered(f: PlanFacts, t: PlanTerms) -> bool:
    """Whether something is offered in the country of the practice."""
    return t.upgrade.regions.everywhere | listed(f.region, t.upgrade.regions.countries)


@pytest.mark.parametrize(
    ("region", "regions", "missing"),
    [
        ("US", UNKNOWN_REGIONS, ("upgrade.regions",)),
        (UNKNOWN, UNKNOWN_REGIONS, ("region", "upgrade.regions")),
        (UNKNOWN, Regions(everywhere=False, countries=("US",)), ("region",)),
    ],
)
def test_a_list_that_is_missing_is_named_as_a_whole(
    region: Any, regions: Regions, missing: tuple[str, ...]
) -> None:
    """An unknown list of countries is named by its path, and a country that is to be looked up."""
    approved_on = date(2024, 10, 1)
    facts = PlanFacts(as_of=approved_on, plan="ONE", approved_on=approved_on, region=region)
    terms = evolve(NO_TERMS, upgrade=evolve(NO_TERMS.upgrade, regions=regions))
    found = offered(facts, terms), missing_for(PlanFacts, offered, facts, terms)
    assert found == (UNKNOWN, missing)
