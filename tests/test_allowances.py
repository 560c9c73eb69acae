"""What is included, used and left (ALW): numbers, no end, none, and so many in so many months."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model import UNKNOWN, Case, Phase, Plan, RevisionOrder, Shipment, StepSelection
from aligner_rules.model.order import Order
from aligner_rules.rulebook.terms import NO_TERMS, UNKNOWN_ALLOWANCE, Allowance, PlanTerms
from aligner_rules.rules import allowances as law

NONE, ONE, ENDLESS = Allowance(0), Allowance(1), Allowance(UNKNOWN, unlimited=True)
TWO_IN_SIX = Allowance(2, per_months=6)
ROLLING, FIXED = "rolling", "from-first-shipment"


def terms(periods: Any) -> PlanTerms:
    """Terms of which only the kind of period is known."""
    return evolve(NO_TERMS, allowance=evolve(NO_TERMS.allowance, periods=periods))


def case(*days: date, shipped_on: Any = date(2024, 8, 31), **given_: Any) -> Case:
    """A case that shipped on that day, with a revision ordered on each of those."""
    made: Any = shipped_on if shipped_on in (None, UNKNOWN) else Shipment(shipped_on)
    phase = Phase(1, StepSelection.parse(upper="1-9", lower=""), shipment=made)
    told: dict[str, Any] = {
        "plan": Plan("UNLIMITED"),
        "phases": (phase,),
        "orders": tuple(RevisionOrder(placed_on=day) for day in days),
    }
    return Case("C-1", "UTC", **told | given_)


def many(order: Order) -> int:
    """One of every revision."""
    return int(isinstance(order, RevisionOrder))


def ordered(of: Case, as_of: date, periods: Any = ROLLING, allowance: Any = TWO_IN_SIX) -> Any:
    """How many count on a day."""
    return law.ordered_so_far(of, many, allowance, terms(periods), as_of)


class TestAlw2WhatIsLeft:
    """ALW-2 and ALW-3: none, a number, no end."""

    @pytest.mark.parametrize(
        ("allowance", "so_far", "expected"),
        [
            (NONE, 0, False),
            (NONE, UNKNOWN, False),
            (ONE, 0, True),
            (ONE, 1, False),
            (ONE, 2, False),
            (ONE, UNKNOWN, UNKNOWN),
            (ENDLESS, 99, True),
            (ENDLESS, UNKNOWN, True),
            (UNKNOWN_ALLOWANCE, 0, UNKNOWN),
        ],
    )
    def test_whether_any_is_left(self, allowance: Allowance, so_far: Any, expected: Any) -> None:
        """None has none left, whatever was ordered; what has no end lasts, whatever was ordered."""
        assert law.any_left(allowance, so_far) is expected

    @given(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9))
    def test_no_more_than_are_left_are_included(self, number: int, so_far: int, more: int) -> None:
        """Included are as many as are wanted and left, and once lapsed none (EXP-4)."""
        allowance = Allowance(number)
        free = max(number - so_far, 0)
        assert law.left(allowance, so_far) == free
        assert law.included(allowance, so_far, more, lapsed=False) == min(free, more)
        assert law.included(allowance, so_far, more, lapsed=True) == 0

    @pytest.mark.parametrize(
        ("allowance", "lapsed", "expected"),
        [(NONE, UNKNOWN, 0), (ONE, UNKNOWN, UNKNOWN), (ENDLESS, False, 3), (ENDLESS, True, 0)],
    )
    def test_an_unknown_expiry_matters_only_to_what_it_can_take(
        self, allowance: Allowance, lapsed: Any, expected: Any
    ) -> None:
        """A plan that includes nothing has nothing to lose."""
        assert law.included(allowance, 0, 3, lapsed) is expected


class TestAlw3Periods:
    """ALW-3: a number in so many months, in any such months or from the first shipment."""

    @pytest.mark.parametrize(
        ("as_of", "expected"),
        [
            (date(2024, 8, 30), 0),
            (date(2024, 8, 31), 1),
            (date(2025, 2, 27), 1),
            (date(2025, 2, 28), 0),
        ],
    )
    def test_any_six_months(self, as_of: date, expected: int) -> None:
        """An order counts from its day until six months later, and on that day no more."""
        assert ordered(case(date(2024, 8, 31)), as_of) == expected

    @pytest.mark.parametrize(
        ("placed_on", "as_of", "expected"),
        [
            (date(2024, 8, 1), date(2024, 8, 1), 1),
            (date(2024, 8, 1), date(2025, 2, 27), 1),
            (date(2025, 2, 27), date(2025, 2, 27), 1),
            (date(2025, 2, 27), date(2025, 2, 28), 0),
            (date(2025, 2, 28), date(2025, 8, 30), 1),
            (date(2025, 2, 28), date(2025, 8, 31), 0),
        ],
    )
    def test_fixed_periods(self, placed_on: date, as_of: date, expected: int) -> None:
        """Periods begin on 28 February and 31 August; what came before is in the first."""
        assert ordered(case(placed_on), as_of, FIXED) == expected

    def test_before_the_first_shipment_is_one_period(self) -> None:
        """Where nothing has shipped, every order is in the first period."""
        old = case(date(2020, 1, 1), shipped_on=None)
        assert ordered(old, date(2025, 1, 1), FIXED) == 1

    @pytest.mark.parametrize(
        ("of", "periods", "allowance", "expected"),
        [
            (case(date(2025, 2, 27)), UNKNOWN, TWO_IN_SIX, UNKNOWN),
            (case(date(2025, 3, 1)), UNKNOWN, TWO_IN_SIX, 1),
            (case(date(2025, 3, 1), shipped_on=UNKNOWN), FIXED, TWO_IN_SIX, UNKNOWN),
            (case(date(2025, 3, 1), shipped_on=UNKNOWN), ROLLING, TWO_IN_SIX, 1),
            (case(date(2025, 3, 1)), ROLLING, UNKNOWN_ALLOWANCE, UNKNOWN),
            (case(), UNKNOWN, UNKNOWN_ALLOWANCE, 0),
            (case(orders=UNKNOWN), ROLLING, ONE, UNKNOWN),
            (case(date(2020, 1, 1)), UNKNOWN, ONE, 1),
            (case(date(2020, 1, 1)), UNKNOWN, ENDLESS, 1),
        ],
    )
    def test_what_is_not_known(self, of: Case, periods: Any, allowance: Any, expected: Any) -> None:
        """A count is unknown only where what is not known could change it."""
        assert ordered(of, date(2025, 3, 3), periods, allowance) is expected
