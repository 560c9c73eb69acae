"""A fault says where, what was given, what was expected and what to do."""

from __future__ import annotations

import pickle
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.order import Cause

FAULT = Fault("$.sets", "0", "1 or more", "order one")


class TestShown:
    """A value as a fault shows it."""

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (date(2024, 2, 29), "2024-02-29"),
            (datetime.fromisoformat("2024-02-29T12:00:00+00:00"), "2024-02-29 12:00:00+00:00"),
            (Cause.LOST, "Cause.LOST"),
            ("2024-02-30", "'2024-02-30'"),
            (None, "None"),
            (["a\nb"], r"['a\nb']"),
        ],
    )
    def test_kinds_of_values(self, value: object, expected: str) -> None:
        """Dates as ISO writes them, members by name, text in quotes."""
        assert shown(value) == expected

    def test_a_number_of_thousands_of_digits(self) -> None:
        """A number that Python refuses to write out is named by its type."""
        assert shown(10**5000) == "int too long to show"

    @given(st.lists(st.text()) | st.text() | st.integers())
    def test_it_is_one_short_line(self, value: object) -> None:
        """Whatever is given, one line of at most 60 characters is shown."""
        assert (len(shown(value)) <= 60, len(shown(value).splitlines())) == (True, 1)


class TestFault:
    """A fault as its author reads it."""

    def test_text(self) -> None:
        """It reads: where, given, expected, what to do."""
        assert str(FAULT) == "$.sets: given 0; expected 1 or more; order one"

    def test_within(self) -> None:
        """A parent sees the fault below the place where it holds the object."""
        assert FAULT.within("[3]").within(".orders").where == "$.orders[3].sets"

    def test_within_of_the_object_itself(self) -> None:
        """A fault of the whole object stands at its place in the parent."""
        assert Fault("$", "0", "1", "add 1").within(".upper").where == "$.upper"


class TestInvalid:
    """The error that carries all faults."""

    def test_text_of_one(self) -> None:
        """One fault is counted as one."""
        assert str(Invalid("Order", [FAULT])) == f"Order is not valid, 1 fault:\n{FAULT}"

    def test_text_of_two(self) -> None:
        """Each fault has a line of its own."""
        expected = f"Order is not valid, 2 faults:\n{FAULT}\n{FAULT}"
        assert str(Invalid("Order", iter([FAULT, FAULT]))) == expected

    def test_parts(self) -> None:
        """It tells what was being built, and the faults one by one."""
        invalid = Invalid("Order", [FAULT])
        assert (invalid.subject, invalid.faults) == ("Order", (FAULT,))

    def test_it_travels_between_processes(self) -> None:
        """Pickled and read again it is the same error."""
        again = pickle.loads(pickle.dumps(Invalid("Order", [FAULT])))  # noqa: S301 -- its own
        assert (again.subject, again.faults) == ("Order", (FAULT,))
