"""Setups: options to choose among, ready before they are approved."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from aligner_rules.model.faults import Invalid
from aligner_rules.model.phase import Phase
from aligner_rules.model.setup import Option, Setup
from aligner_rules.model.steps import StepSelection
from strategies import phase_sequences

DAY = date(2024, 2, 29)
BEFORE = date(2024, 2, 28)
ONE = Option("ONE", ())


def faults_of(cls: Any, *args: Any, **rest: Any) -> list[str]:
    """Return where the faults of such an object are."""
    with pytest.raises(Invalid) as caught:
        cls(*args, **rest)
    return [fault.where for fault in caught.value.faults]


class TestOption:
    """One plan with the phases that would be made."""

    @given(phase_sequences())
    def test_steps_are_those_of_the_longer_arch(self, phases: tuple[Phase, ...]) -> None:
        """The planned steps are those of all phases on the arch that has more of them."""
        upper = sum(len(phase.steps.upper) for phase in phases)
        lower = sum(len(phase.steps.lower) for phase in phases)
        assert Option("ONE", phases).steps == max(upper, lower)

    def test_phases_run_on(self) -> None:
        """A revision's phases may begin at any number, but none is left out."""
        third = Phase(3, StepSelection())
        assert Option("ONE", (third, Phase(4, StepSelection()))).steps == 0
        assert faults_of(Option, "ONE", [third, Phase(5, StepSelection())]) == [
            "$.phases[1].number"
        ]


class TestSetup:
    """What can be approved, and when."""

    def test_ready_and_approved_on_one_day(self) -> None:
        """A setup may be approved on the very day on which it is ready."""
        assert Setup(DAY, (ONE,), approved_on=DAY).approved_on == DAY

    def test_not_approved_before_it_is_ready(self) -> None:
        """A setup that is approved the day before it is ready is refused."""
        assert faults_of(Setup, DAY, [ONE], approved_on=BEFORE) == ["$.approved_on"]

    def test_not_approved_yet(self) -> None:
        """A setup that waits to be approved has no day of approval."""
        assert Setup(DAY, (ONE,), approved_on=None).approved_on is None

    def test_something_to_choose(self) -> None:
        """A setup without an option cannot be approved on any."""
        assert faults_of(Setup, DAY, []) == ["$.options"]

    def test_each_plan_once(self) -> None:
        """Two options of one plan could not be told apart."""
        assert faults_of(Setup, DAY, [ONE, Option("TWO", ()), ONE]) == ["$.options[2].plan"]
