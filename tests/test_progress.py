"""How far a case has come: every action item, both sides of each of its days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from aligner_rules.model import (
    UNKNOWN,
    AlignerOrder,
    Arch,
    Case,
    Option,
    Phase,
    Plan,
    RetainerOrder,
    RevisionOrder,
    Setup,
    Shipment,
    StepSelection,
)
from aligner_rules.rulebook.terms import NO_TERMS
from aligner_rules.rules import progress as law
from aligner_rules.rules.progress import ITEMS, TABS, progress_facts
from strategies import cases, days

DAY = date(2025, 3, 3)
BEFORE, AFTER = DAY - timedelta(1), DAY + timedelta(1)
STEPS = StepSelection.parse(upper="1-9")
OPTIONS = (Option("ONE", (Phase(1, STEPS),)),)
SUBMISSION = AlignerOrder(arches=frozenset({Arch.UPPER}), placed_on=date(2025, 1, 7))
APPROVED: dict[str, Any] = {"plan": Plan("ONE", date(2025, 2, 1)), "phases": (Phase(1, STEPS),)}


def case(**given_: Any) -> Case:
    """A case of which all is known and nothing has happened, but for what is given."""
    nothing: dict[str, Any] = {
        "plan": None,
        "phases": (),
        "orders": (),
        "drafts": (),
        "records_received_on": None,
        "issue_found_on": None,
        "setups": (),
        "closed_on": None,
    }
    return Case("C-1", "UTC", **nothing | given_)


def items(of: Case, as_of: date = DAY) -> list[str]:
    """The names of the items that the case is known to have."""
    facts = progress_facts(of, as_of)
    return [item.__name__ for item in ITEMS if item(facts, NO_TERMS) is True]


def revision(**given_: Any) -> RevisionOrder:
    """A revision that was placed, with nothing made of it yet, or as given."""
    nothing: dict[str, Any] = {"in_production_on": None, "shipment": None}
    return RevisionOrder(
        **nothing | {"id": "R-1", "placed_on": date(2025, 2, 9), "setup_approved_on": None} | given_
    )


class TestCas2Items:
    """CAS-2: the items at the top of a case."""

    @pytest.mark.parametrize(
        ("given_", "expected"),
        [
            ({}, ["submission_incomplete"]),
            ({"orders": (SUBMISSION,)}, ["waiting_for_records"]),
            ({"orders": (SUBMISSION,), "records_received_on": AFTER}, ["waiting_for_records"]),
            ({"orders": (SUBMISSION,), "records_received_on": DAY}, ["setup_in_production"]),
            (
                {"orders": (SUBMISSION,), "records_received_on": DAY, "issue_found_on": DAY},
                ["issues_with_submission"],
            ),
            (
                {"orders": (SUBMISSION,), "records_received_on": DAY, "issue_found_on": AFTER},
                ["setup_in_production"],
            ),
            (
                {
                    "orders": (SUBMISSION,),
                    "records_received_on": BEFORE,
                    "setups": (Setup(DAY, OPTIONS, approved_on=None),),
                },
                ["setup_to_approve"],
            ),
            (
                {
                    "orders": (SUBMISSION,),
                    "records_received_on": BEFORE,
                    "setups": (Setup(AFTER, OPTIONS, approved_on=None),),
                },
                ["setup_in_production"],
            ),
            (APPROVED, ["treatment_in_progress"]),
            (APPROVED | {"closed_on": AFTER}, ["treatment_in_progress"]),
            (APPROVED | {"closed_on": DAY}, []),
        ],
    )
    def test_on_the_way_to_a_treatment(self, given_: dict[str, Any], expected: list[str]) -> None:
        """From a form that was begun to the end of the treatment, one item after the other."""
        assert items(case(**given_)) == expected

    @pytest.mark.parametrize(
        ("order", "setups", "expected"),
        [
            (revision(), (), ["setup_in_production"]),
            (revision(placed_on=AFTER), (), []),
            (revision(setup_approved_on=DAY), (), []),
            (revision(setup_approved_on=AFTER), (), ["setup_in_production"]),
            (revision(in_production_on=DAY, setup_approved_on=UNKNOWN), (), []),
            (
                revision(),
                (Setup(DAY, OPTIONS, of_order="R-1", approved_on=None),),
                ["setup_to_approve"],
            ),
            (revision(), (Setup(BEFORE, OPTIONS, of_order="R-1", approved_on=DAY),), []),
            (
                revision(id="R-2"),
                (Setup(BEFORE, OPTIONS, of_order="R-1", approved_on=DAY),),
                ["setup_in_production"],
            ),
            (revision(id=UNKNOWN), (), ["setup_in_production"]),
            (
                revision(id=UNKNOWN),
                (Setup(BEFORE, OPTIONS, of_order="R-1", approved_on=DAY),),
                [],
            ),
            (revision(), UNKNOWN, []),
        ],
    )
    def test_a_revision_has_a_setup_too(
        self, order: RevisionOrder, setups: Any, expected: list[str]
    ) -> None:
        """REV-4: it is being made until it is ready, and is to be approved then."""
        told = items(case(**APPROVED, orders=(order,), setups=setups))
        assert [one for one in told if one != "treatment_in_progress"] == expected

    def test_only_the_latest_setup_is_to_be_approved(self) -> None:
        """A setup that was made anew takes the place of the one before it."""
        first, again = Setup(BEFORE, OPTIONS, approved_on=None), Setup(DAY, OPTIONS)
        facts = progress_facts(case(orders=(SUBMISSION,), setups=(first, again)), DAY)
        assert (facts.setups_to_approve, facts.has_setup) == (UNKNOWN, True)

    def test_the_setup_of_an_approved_case_is_approved(self) -> None:
        """Whether or not the setup itself tells it."""
        facts = progress_facts(case(**APPROVED, setups=(Setup(date(2025, 1, 9), OPTIONS),)), DAY)
        assert facts.setups_to_approve == 0

    @pytest.mark.parametrize(
        ("shipped_on", "final", "expected"),
        [
            (DAY, False, True),
            (AFTER, False, False),
            (None, False, False),
            (DAY, True, False),
        ],
    )
    def test_a_final_retainer(self, shipped_on: Any, final: bool, expected: bool) -> None:
        """RET-3: offered once the last phase has shipped, until one is ordered."""
        shipment = None if shipped_on is None else Shipment(shipped_on)
        retainer = RetainerOrder(
            arches=frozenset(Arch), sets=1, final=final, placed_on=date(2025, 2, 20)
        )
        phases = (Phase(1, STEPS, shipment=shipment),)
        of = case(plan=Plan("ONE", date(2025, 2, 1)), phases=phases, orders=(retainer,))
        assert ("final_retainer" in items(of)) is expected

    def test_what_nobody_told_is_not_known(self) -> None:
        """A case of which nothing is known has no item, and lacks none."""
        facts = progress_facts(Case("C-1", "UTC"), DAY)
        assert {item(facts, NO_TERMS) for item in ITEMS} == {UNKNOWN}

    def test_an_approved_case_was_submitted(self) -> None:
        """Nothing before the approval is asked once it is known, though no order tells it."""
        facts = progress_facts(case(**APPROVED, records_received_on=UNKNOWN), DAY)
        asked = (law.submission_incomplete, law.waiting_for_records, law.setup_in_production)
        assert [item(facts, NO_TERMS) for item in asked] == [False, False, False]


class TestCas3Tabs:
    """CAS-3: action needed, in progress, closed."""

    @pytest.mark.parametrize(
        ("given_", "expected"),
        [
            ({}, "action-needed"),
            ({"orders": (SUBMISSION,)}, "action-needed"),
            ({"orders": (SUBMISSION,), "records_received_on": DAY}, "in-progress"),
            ({"orders": (SUBMISSION,), "issue_found_on": DAY}, "action-needed"),
            (APPROVED, "in-progress"),
            (APPROVED | {"closed_on": DAY}, "closed"),
            (APPROVED | {"closed_on": BEFORE, "orders": (revision(placed_on=BEFORE),)}, "closed"),
            (APPROVED | {"closed_on": BEFORE, "orders": (revision(placed_on=DAY),)}, "in-progress"),
            (APPROVED | {"closed_on": BEFORE, "orders": UNKNOWN}, UNKNOWN),
            ({"closed_on": UNKNOWN}, UNKNOWN),
            ({"plan": UNKNOWN, "phases": UNKNOWN}, UNKNOWN),
        ],
    )
    def test_the_tab_follows_from_the_items(self, given_: dict[str, Any], expected: Any) -> None:
        """What is asked of the practice puts a case first; what is unknown stays so."""
        assert law.tab(progress_facts(case(**given_), DAY), NO_TERMS) == expected

    @settings(max_examples=40)
    @given(of=cases(), as_of=days())
    def test_a_case_is_under_one_tab(self, of: Case, as_of: date) -> None:
        """Where the tab is known, the case is known to be under it and under no other."""
        facts = progress_facts(of, as_of)
        told = [tab(facts, NO_TERMS) for tab in TABS]
        names = [tab.__name__.replace("_", "-") for tab in TABS]
        known: Any = law.tab(facts, NO_TERMS)
        if known is UNKNOWN:
            assert True not in told
        else:
            assert told == [name == known for name in names]

    @settings(max_examples=40)
    @given(of=cases(), as_of=days())
    def test_items_are_of_open_cases(self, of: Case, as_of: date) -> None:
        """A case that is closed has no item."""
        facts = progress_facts(of, as_of)
        if facts.is_active is False:
            assert {item(facts, NO_TERMS) for item in ITEMS} == {False}
