"""Whether a case is active: one rule, whoever asks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

import aligner_rules as ar
from aligner_rules.model import UNKNOWN, Case, RevisionOrder
from aligner_rules.rules.activity import active_then
from aligner_rules.rules.policies import policies

DAY = date(2025, 3, 3)
BOOK = ar.load_rulebooks()


def case(**given_: Any) -> Case:
    """A case of which only this is told."""
    return Case("C-1", "UTC", **given_)


class TestActive:
    """UPG-1, CAS-3: a case is active until its last day, and from a later revision on."""

    @pytest.mark.parametrize(
        ("told", "expected"),
        [
            ({}, UNKNOWN),
            ({"closed_on": None}, True),
            ({"closed_on": date(2025, 3, 4)}, True),
            ({"closed_on": DAY}, UNKNOWN),
            ({"closed_on": DAY, "orders": ()}, False),
        ],
    )
    def test_by_a_day(self, told: dict[str, Any], expected: Any) -> None:
        """The day counts; without known orders, nobody knows whether it was taken up again."""
        assert active_then(case(**told), DAY) is expected

    @pytest.mark.parametrize("later", [-1, 0, 1, 30])
    def test_a_revision_on_a_later_day_takes_it_up(self, later: int) -> None:
        """One of the same day or before does not."""
        told = case(closed_on=DAY, orders=[RevisionOrder(placed_on=DAY + timedelta(days=later))])
        assert active_then(told, date(2025, 6, 1)) is (later >= 1)
        assert active_then(told, DAY) is False


def test_it_is_one_requirement() -> None:
    """One code for all that ask, under the clause of each; nothing is asked twice."""
    asked = {
        policy.name: [one.clause for one in policy.requirements if one.code == "case-is-active"]
        for policy in policies()
    }
    assert {name: clauses for name, clauses in asked.items() if clauses} == {
        "revision": ["UPG-1"],
        "upgrade": ["UPG-1"],
        "records-received": ["CAS-3"],
        "issue-found": ["CAS-3"],
        "setup-ready": ["CAS-3"],
        "production-started": ["CAS-3"],
    }


@pytest.mark.parametrize(
    ("request_", "clause"), [(ar.Upgrade(target="TWO"), "UPG-1"), (ar.RecordsReceived(), "CAS-3")]
)
def test_it_is_told_alike(request_: Any, clause: str) -> None:
    """In the same words, be it asked for or told."""
    closed = case(closed_on=DAY, orders=())
    reasons = ar.decide(closed, request_, as_of=DAY, book=BOOK).reasons
    (reason,) = (each for each in reasons if each.code == "case-is-active")
    assert (reason.clause, reason.actual, reason.ways_out) == (clause, False, ())
    assert reason.message() == "The case is closed."
    assert reason.message("fr") == "Le cas est clos."
