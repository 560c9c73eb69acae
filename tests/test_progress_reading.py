"""Action items, tabs and quick filters, as a portal asks for them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules.model import UNKNOWN, Case
from aligner_rules.readings.progress import STATES
from aligner_rules.rulebook.terms import NO_TERMS
from aligner_rules.rules.progress import progress_facts

BOOK = ar.load_rulebook("clearcorrect-2024-10")
DAY = date(2025, 6, 30)
CALENDAR = ar.Calendar(date(2025, 1, 1), date(2025, 12, 31), closed=frozenset({date(2025, 7, 4)}))
MADE = date(2025, 6, 20)


def phase(number: int, shipment: Any = None) -> ar.Phase:
    """A phase in production, to ship on 3 July, or with its shipment."""
    steps = ar.StepSelection.parse(upper=f"{10 * number}-{10 * number + 9}")
    target = date(2025, 7, 3)
    return ar.Phase(number, steps, in_production_on=MADE, shipment=shipment, target_ship_on=target)


def running(*phases: ar.Phase, **given_: Any) -> Case:
    """An approved case with these phases."""
    told: dict[str, Any] = {
        "plan": ar.Plan("ONE", date(2025, 1, 7)),
        "phases": phases,
        "orders": (),
        "setups": (),
        "issue_found_on": None,
        "closed_on": None,
        "dentition": ar.Dentition.PERMANENT,
    }
    return Case("C-1", "UTC", **told | given_)


ARRIVED = ar.Shipment(date(2025, 6, 21), delivered_on=DAY)
PORTFOLIO = (
    running(phase(1)),
    running(phase(1, ARRIVED)),
    running(phase(1, ARRIVED), closed_on=DAY),
    running(phase(1), closed_on=UNKNOWN),
    running(phase(1), setups=UNKNOWN, issue_found_on=DAY),
    Case("C-2", "UTC", plan=None, phases=(), orders=(), closed_on=None),
    Case("C-3", "UTC"),
)
"""Cases in every tab, and some of which it is not known."""


class TestCas2Progress:
    """CAS-2: the items, and the next phase's estimate."""

    def test_the_next_phase_is_estimated(self) -> None:
        """Phase 1 has arrived, so that the estimate is that of phase 2 (DEL-1)."""
        of = running(phase(1, ARRIVED), phase(2))
        told = ar.progress(of, as_of=DAY, book=BOOK, calendar=CALENDAR)
        (item,) = told.items
        assert isinstance(item.delivery, ar.Delivery)
        assert (item.code, item.phase) == ("treatment-in-progress", 2)
        assert (item.delivery.earliest, item.delivery.latest) == (
            date(2025, 7, 1),
            date(2025, 7, 8),
        )
        assert item.message() == (
            "The treatment is in progress. Next: phase 2. "
            "Status: in production. Estimated between 2025-07-01 and 2025-07-08."
        )

    @pytest.mark.parametrize(
        ("delivered_on", "expected"), [(DAY, None), (date(2025, 7, 1), 1), (None, 1), (UNKNOWN, 1)]
    )
    def test_a_phase_is_next_until_it_has_arrived(self, delivered_on: Any, expected: Any) -> None:
        """What is not known to have arrived is still to come."""
        shipment = ar.Shipment(date(2025, 6, 21), delivered_on=delivered_on)
        told = ar.progress(running(phase(1, shipment)), as_of=DAY, book=BOOK)
        assert told.items[0] == ar.ActionItem("treatment-in-progress", expected)

    def test_phases_that_nobody_told(self) -> None:
        """The next phase of a case whose phases are unknown is unknown."""
        item = ar.progress(running(phases=UNKNOWN), as_of=DAY, book=BOOK).items[0]
        assert (item.phase, item.delivery) == (UNKNOWN, UNKNOWN)
        assert item.message("fr") == "Le traitement est en cours."

    def test_what_is_unclear_is_named(self) -> None:
        """Each item that the case may have is told, and what would have to be known."""
        told = ar.progress(running(phase(1), setups=UNKNOWN), as_of=DAY, book=BOOK)
        assert (told.unclear, told.missing) == (("setup-to-approve",), ("setups_to_approve",))
        assert (told.tab, told.as_of) == (UNKNOWN, DAY)

    def test_the_tab(self) -> None:
        """The tab comes with its name."""
        told = ar.progress(running(phase(1)), as_of=DAY, book=BOOK)
        assert (told.tab, told.tab.message("fr")) == (ar.Tab.IN_PROGRESS, "En cours")


class TestCas3QuickFilters:
    """CAS-3: how many cases are in each key state."""

    @given(many=st.lists(st.sampled_from(PORTFOLIO), max_size=6))
    def test_they_count_every_case_once(self, many: list[Case]) -> None:
        """Known, unknown and neither add up; what a filter shows is what it counts."""
        told = ar.quick_filters(iter(many), as_of=DAY)
        for code, state in STATES.items():
            holds: list[Any] = [state(progress_facts(one, DAY), NO_TERMS) for one in many]
            naive = (
                sum(1 for one in holds if one is True),
                sum(1 for one in holds if one is UNKNOWN),
            )
            assert naive == (told[code].cases, told[code].unknown)
            assert len(ar.cases_in(many, code, as_of=DAY)) == told[code].cases

    def test_a_state_that_there_is_not(self) -> None:
        """A filter that is misspelt is refused with the right one."""
        with pytest.raises(ar.Invalid, match="did you mean setup-to-approve"):
            ar.cases_in([], "setups-to-approve", as_of=DAY)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_state_has_words(language: str) -> None:
    """Items and tabs are told in each language."""
    codes = [code for code in STATES if code not in {tab.value for tab in ar.Tab}]
    told = [ar.ActionItem(code).message(language) for code in codes]
    told += [tab.message(language) for tab in ar.Tab]
    assert len(set(told)) == len(STATES)
