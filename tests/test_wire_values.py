"""Single values in JSON, and their faults in the words of JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model import Cause, Fault, Invalid, Steps
from aligner_rules.rulebook.inspection import DATE
from aligner_rules.wire import values
from strategies import days

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | days()
    | st.dictionaries(st.text(), st.integers(), max_size=3)
)


_SCALAR = (
    "expected text, a whole number, true, false, null, a list of texts or "
    '{"date": "2024-06-30"}; write one of'
)
_WHOLE = "expected a whole number; write digits alone, without quotes or a point"
_FLAG = "expected true or false; write true or false, without quotes"


@pytest.mark.parametrize(
    ("read", "raw", "told"),
    [
        (values.text, " ", "given ' '; expected text that is not blank; write it in double quotes"),
        (values.whole, True, f"given true; {_WHOLE}"),
        (values.whole, 3.0, f"given 3.0; {_WHOLE}"),
        (values.flag, "true", f"given 'true'; {_FLAG}"),
        (values.flag, 1, f"given 1; {_FLAG}"),
        (values.steps, 5, "given 5; expected text that lists steps, such as '3-5, 9'; write it"),
        (values.scalar, 0.5, f"given 0.5; {_SCALAR}"),
        (
            values.scalar,
            {"date": "2024-06-31"},
            f"given '2024-06-31'; expected {DATE}; June has 30",
        ),
        (values.scalar, {"number": "2"}, f"given {{'number': '2'}}; {_SCALAR}"),
    ],
)
def test_a_value_of_another_type_is_told(
    read: Callable[[Any], Any], raw: object, told: str
) -> None:
    """What was given, what was expected and what to do are told as JSON spells them."""
    with pytest.raises(Invalid) as caught:
        read(raw)
    (fault,) = caught.value.faults
    assert str(fault).startswith(f"$: {told}")


def test_values_of_the_right_type_are_kept() -> None:
    """Text, whole numbers, truth values and steps are read as they are."""
    read = values.text("x"), values.whole(0), values.flag(False), values.steps("3-5, 9")
    assert read == ("x", 0, False, Steps.of(3, 4, 5, 9))


def test_a_choice_is_told_by_its_values() -> None:
    """A member is read by its value; another text is told with the nearest one."""
    assert values.choice("lost", Cause) is Cause.LOST
    with pytest.raises(Invalid, match=r"expected one of lost, .* did you mean lost"):
        values.choice("LOST", Cause)
    with pytest.raises(Invalid, match="given 5"):
        values.choice(5, Cause)


@given(_SCALARS)
def test_a_scalar_comes_back(value: object) -> None:
    """A fact or a term of any type comes back from what it is written as."""
    assert values.scalar(values.plain_scalar(value)) == value


def test_a_date_is_told_from_the_same_text() -> None:
    """A date and a text that reads like one are written differently."""
    assert values.plain_scalar(date(2024, 6, 30)) != values.plain_scalar("2024-06-30")


def test_a_fault_speaks_json() -> None:
    """None, True and False of Python are null, true and false in a fault about JSON."""
    fault = Fault("$.x", "True", "a date, or None", "write None for none, NoneType is no word")
    spoken = values.spoken(fault)
    assert (
        str(spoken)
        == "$.x: given true; expected a date, or null; write null for none, NoneType is no word"
    )
    assert values.spoken(Fault("$", "'None'", "a date", "")).given == "'None'"
