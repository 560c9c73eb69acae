"""Steps of an arch and of both arches, as text and as sets."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from aligner_rules.model.faults import Invalid
from aligner_rules.model.steps import NO_STEPS, NOTHING, Arch, Steps, StepSelection
from aligner_rules.model.unknown import UNKNOWN
from strategies import step_selections, steps

NUMBERS = "expected step numbers from 1 to 999; put the number right"
PART = "expected a step number or a range, such as '9' or '3-5'"


class TestParse:
    """REP-6: steps are picked as single steps, sequences and ranges."""

    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("", []),
            ("  ", []),
            ("9", [9]),
            ("3-5, 9", [3, 4, 5, 9]),
            (" 9,3 - 5 ,4", [3, 4, 5, 9]),
            ("3\N{EN DASH}4", [3, 4]),
            ("007", [7]),
            ("1, 999", [1, 999]),
            ("5-5", [5]),
        ],
    )
    def test_what_is_understood(self, text: str, numbers: list[int]) -> None:
        """Numbers and ascending ranges in any order, with blanks wherever they read well."""
        assert list(Steps.parse(text)) == numbers

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("0", f"given '0'; {NUMBERS}"),
            ("998-1000", f"given '998-1000'; {NUMBERS}"),
            ("0-3", f"given '0-3'; {NUMBERS}"),
            (
                "5-3",
                "given '5-3'; expected a range that ascends, such as '3-5'; did you mean '3-5'?",
            ),
            ("3 5", f"given '3 5'; {PART}; part steps by commas, ranges by a hyphen"),
            ("-3", f"given '-3'; {PART}; part steps by commas, ranges by a hyphen"),
            ("\N{ARABIC-INDIC DIGIT THREE}", f"{PART}; part steps by commas, ranges by a hyphen"),
            ("all", f"given 'all'; {PART}; write steps by their numbers"),
            ("3,", f"given ''; {PART}; take the superfluous comma out"),
        ],
    )
    def test_what_is_not(self, text: str, fault: str) -> None:
        """The fault shows the part, what a part looks like, and what to do."""
        with pytest.raises(Invalid) as caught:
            Steps.parse(text)
        assert str(caught.value.faults[0]).endswith(fault)

    def test_every_faulty_part(self) -> None:
        """Each part that is not understood is a fault of its own."""
        with pytest.raises(Invalid) as caught:
            Steps.parse("x, 3, 0, 5-3, 4-6,")
        given = [fault.given for fault in caught.value.faults]
        assert given == ["'x'", "'0'", "'5-3'", "''"]

    @pytest.mark.parametrize("text", [None, 3, [3, 4]])
    def test_no_text(self, text: Any) -> None:
        """What is no text is refused, with the way to build steps from numbers."""
        with pytest.raises(Invalid, match=r"Steps\.of\(3, 4, 5, 9\)"):
            Steps.parse(text)

    @given(steps())
    def test_round_trip(self, some: Steps) -> None:
        """The text of steps, read again, is those steps."""
        assert Steps.parse(str(some)) == some


class TestSteps:
    """An immutable set of step numbers."""

    @pytest.mark.parametrize(
        ("numbers", "text"),
        [
            ((), ""),
            ((9, 4, 3, 5), "3-5, 9"),
            ((1, 2), "1-2"),
            ((1, 3), "1, 3"),
            ((999,), "999"),
        ],
    )
    def test_text(self, numbers: tuple[int, ...], text: str) -> None:
        """Steps read as ascending ranges, as few as there can be."""
        assert (str(Steps.of(*numbers)), repr(Steps.of(*numbers))) == (
            text,
            f"Steps.parse({text!r})",
        )

    @pytest.mark.parametrize("number", [0, 1000, True, 3.0, "3", None])
    def test_what_is_no_step_number(self, number: Any) -> None:
        """Numbers out of range, truth values and text are refused, each at its place."""
        with pytest.raises(Invalid) as caught:
            Steps.of(3, number)
        assert [fault.where for fault in caught.value.faults] == ["$.numbers[1]"]

    @given(steps(), steps())
    def test_as_sets(self, one: Steps, other: Steps) -> None:
        """Union, intersection, difference, inclusion and equality are those of the numbers."""
        left, right = set(one), set(other)
        assert set(one | other) == left | right
        assert set(one & other) == left & right
        assert set(one - other) == left - right
        assert (one <= other) == (left <= right)
        assert (one == other) == (left == right)

    @given(steps())
    def test_as_a_collection(self, some: Steps) -> None:
        """It iterates upwards, counts and contains its numbers."""
        assert list(some) == sorted(set(some))
        assert len(some) == len(list(some))
        assert [number for number in range(1, 1000) if number in some] == list(some)

    @given(steps())
    def test_equal_steps_have_equal_hashes(self, some: Steps) -> None:
        """The order in which numbers are given does not matter."""
        again = Steps.of(*reversed(list(some)))
        assert (again, hash(again)) == (some, hash(some))

    def test_none(self) -> None:
        """No steps are false, and equal to none parsed."""
        assert (bool(NO_STEPS), NO_STEPS) == (False, Steps.parse(""))


OPERATORS: tuple[Callable[[Any, Any], Any], ...] = (
    *(operator.and_, operator.or_, operator.sub, operator.le),
)


@pytest.mark.parametrize("some", [Steps.of(3), StepSelection.parse("3")])
@pytest.mark.parametrize("operate", OPERATORS)
def test_foreign_operands(operate: Callable[[Any, Any], Any], some: Any) -> None:
    """Steps go together with steps, selections with selections, and with nothing else."""
    with pytest.raises(TypeError):
        operate(some, {3})


@pytest.mark.parametrize("some", [Steps.of(3), StepSelection.parse("3")])
def test_unknown_operands(some: Any) -> None:
    """Less what is unknown they are unknown; in it, unknown."""
    assert (some - UNKNOWN, some <= UNKNOWN) == (UNKNOWN, UNKNOWN)


class TestSelection:
    """Steps picked on each arch."""

    def test_aligners(self) -> None:
        """REP-6: one step on one arch is one aligner."""
        assert StepSelection.parse(upper="3-5, 9", lower="4").aligners == 5

    @pytest.mark.parametrize(
        ("upper", "lower", "text"),
        [
            ("3-5, 9", "4", "upper 3-5, 9; lower 4"),
            ("3", "", "upper 3"),
            ("", "4", "lower 4"),
            ("", "", ""),
        ],
    )
    def test_text(self, upper: str, lower: str, text: str) -> None:
        """Only arches with steps are named."""
        assert str(StepSelection.parse(upper, lower)) == text

    def test_faults_of_both_arches(self) -> None:
        """The faults of both arches are told at once."""
        with pytest.raises(Invalid) as caught:
            StepSelection.parse(upper="0, x", lower="5-3")
        places = [fault.where for fault in caught.value.faults]
        assert places == ["$.upper", "$.upper", "$.lower"]

    @given(step_selections(), step_selections())
    def test_as_sets(self, one: StepSelection, other: StepSelection) -> None:
        """What holds for steps holds on each arch."""
        for arch in Arch:
            left, right = one.on(arch), other.on(arch)
            assert (one | other).on(arch) == left | right
            assert (one & other).on(arch) == left & right
            assert (one - other).on(arch) == left - right
        expected = one.upper <= other.upper and one.lower <= other.lower
        assert (one <= other) == expected

    @given(step_selections())
    def test_round_trip(self, some: StepSelection) -> None:
        """Parsed from the texts of its arches, a selection is the same, and shows so."""
        again = StepSelection.parse(upper=str(some.upper), lower=str(some.lower))
        assert (again, repr(again)) == (some, repr(some))
        shown = f"StepSelection.parse(upper={str(some.upper)!r}, lower={str(some.lower)!r})"
        assert repr(some) == shown

    @given(step_selections())
    def test_truth(self, some: StepSelection) -> None:
        """A selection is true once it has an aligner."""
        assert bool(some) == (some != NOTHING)
