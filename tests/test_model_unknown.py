"""What is not known stays unknown, unless the answer holds whatever it is."""

from __future__ import annotations

import copy
import operator
import pickle
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from aligner_rules.model.unknown import UNKNOWN

ABSORBED: tuple[Callable[[Any, Any], Any], ...] = (
    *(operator.add, operator.sub, operator.mul, operator.floordiv),
    *(operator.lt, operator.le, operator.gt, operator.ge),
)


class TestKleene:
    """`&` and `|` are those of Kleene's three-valued logic."""

    @pytest.mark.parametrize(("known", "expected"), [(False, False), (True, UNKNOWN)])
    def test_and(self, known: bool, expected: object) -> None:
        """Whatever is unknown, false and it are false."""
        assert (expected, expected) == (known & UNKNOWN, UNKNOWN & known)

    @pytest.mark.parametrize(("known", "expected"), [(True, True), (False, UNKNOWN)])
    def test_or(self, known: bool, expected: object) -> None:
        """Whatever is unknown, true or it is true."""
        assert (expected, expected) == (known | UNKNOWN, UNKNOWN | known)

    def test_two_unknowns(self) -> None:
        """Two unknowns together are unknown."""
        assert (UNKNOWN, UNKNOWN) == (UNKNOWN & UNKNOWN, UNKNOWN | UNKNOWN)

    @pytest.mark.parametrize("operate", [operator.and_, operator.or_])
    def test_what_is_no_truth(self, operate: Callable[[Any, Any], Any]) -> None:
        """A number is neither true nor false, and has no place here."""
        with pytest.raises(TypeError):
            operate(UNKNOWN, 45)

    def test_it_has_no_truth(self) -> None:
        """Asking whether it is true is an error that says what to ask instead."""
        with pytest.raises(TypeError, match="ask `x is UNKNOWN` first"):
            bool(UNKNOWN)


class TestAbsorption:
    """Arithmetic and comparison with it are unknown."""

    @pytest.mark.parametrize("operate", ABSORBED)
    @pytest.mark.parametrize("known", [0, 45])
    def test_numbers(self, operate: Callable[[Any, Any], Any], known: int) -> None:
        """From either side of a number."""
        assert (operate(UNKNOWN, known), operate(known, UNKNOWN)) == (UNKNOWN, UNKNOWN)

    def test_dates(self) -> None:
        """From either side of a date, and as a day number."""
        day = date(2024, 2, 29)
        assert (day <= UNKNOWN, day - UNKNOWN) == (UNKNOWN, UNKNOWN)
        assert UNKNOWN.toordinal() is UNKNOWN

    def test_negation(self) -> None:
        """Its negative is unknown."""
        assert -UNKNOWN is UNKNOWN


def test_there_is_one() -> None:
    """Copies of it, pickled ones too, are the one that there is."""
    copies = [
        copy.copy(UNKNOWN),
        copy.deepcopy(UNKNOWN),
        pickle.loads(pickle.dumps(UNKNOWN)),  # noqa: S301 -- its own bytes
    ]
    assert all(each is UNKNOWN for each in copies)


def test_it_names_itself() -> None:
    """It shows as the name by which it is imported."""
    assert repr(UNKNOWN) == "UNKNOWN"
