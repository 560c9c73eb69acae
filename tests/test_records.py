"""Records, issues and setups: what nobody tells stays open."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import aligner_rules as ar
from aligner_rules.model import UNKNOWN
from aligner_rules.model.faults import Invalid
from aligner_rules.rules.records import SETUP_READY

DAY = date(2025, 3, 3)
BOOK = ar.load_rulebooks()
OPTION = ar.Option("ONE", (ar.Phase(1, ar.StepSelection.parse(upper="1-8")),))
SUBMITTED = ar.AlignerOrder(id="S-1", placed_on=DAY, arches=frozenset({ar.Arch.UPPER}))


def facts(request: ar.Request | None = None, **told: Any) -> Any:
    """What a setup, or another event, looks at in a case of which only this is told."""
    case = ar.Case("C-1", "UTC", **told)
    asked = request or ar.SetupReady(options=(OPTION,))
    return SETUP_READY.facts_of(case, asked, DAY, BOOK)


@pytest.mark.parametrize(
    ("told", "ordered", "awaited"),
    [
        ({}, UNKNOWN, UNKNOWN),
        ({"orders": [SUBMITTED]}, True, UNKNOWN),
        ({"orders": [SUBMITTED], "records_received_on": None}, True, True),
        ({"orders": [SUBMITTED], "records_received_on": DAY}, True, False),
        ({"orders": [], "plan": None, "records_received_on": DAY}, False, False),
        ({"plan": ar.Plan("ONE", DAY), "records_received_on": DAY}, True, UNKNOWN),
        ({"plan": ar.Plan("ONE"), "orders": []}, UNKNOWN, UNKNOWN),
    ],
)
def test_what_was_approved_was_submitted(told: Any, ordered: Any, awaited: Any) -> None:
    """Whether there is a submission is known by its order, or by its approval (CAS-2)."""
    found = facts(**told)
    assert (found.is_ordered, found.records_awaited) == (ordered, awaited)


@pytest.mark.parametrize(
    ("setups", "expected"),
    [
        (UNKNOWN, UNKNOWN),
        ((), False),
        ((ar.Setup(DAY, (OPTION,), of_order="V-1", approved_on=None),), False),
        ((ar.Setup(DAY, (OPTION,), of_order="V-1"),), UNKNOWN),
        ((ar.Setup(DAY, (OPTION,), of_order="V-1", approved_on=DAY),), True),
        ((ar.Setup(DAY, (OPTION,), of_order="V-2", approved_on=DAY),), False),
    ],
)
def test_a_revision_is_approved_by_its_own_setup(setups: Any, expected: Any) -> None:
    """SUB-8: the setups of other orders tell nothing of it."""
    request = ar.SetupReady(options=(OPTION,), of_order="V-1")
    assert facts(request, setups=setups).is_approved is expected


def test_setups_must_be_told_to_be_added_to() -> None:
    """A setup cannot stand after others that nobody tells."""
    told: Any = {"orders": (SUBMITTED,), "records_received_on": DAY, "issue_found_on": None}
    case = ar.Case("C-1", "UTC", plan=None, closed_on=None, **told)
    with pytest.raises(Invalid, match=r"\$\.setups: given UNKNOWN; expected the setups"):
        ar.apply(case, ar.SetupReady(options=(OPTION,)), as_of=DAY, book=BOOK)


def test_a_setup_offers_each_plan_once() -> None:
    """SUB-8: a setup without options, or with one twice, is no event that could be told."""
    with pytest.raises(Invalid, match="expected one option or more"):
        ar.SetupReady(options=())
    with pytest.raises(Invalid, match="expected each plan once"):
        ar.SetupReady(options=(OPTION, OPTION))
