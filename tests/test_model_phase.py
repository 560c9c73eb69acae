"""A phase: steps that are made and shipped together."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from aligner_rules.model.faults import Invalid
from aligner_rules.model.phase import Phase
from aligner_rules.model.shipment import Shipment
from aligner_rules.model.steps import StepSelection
from aligner_rules.model.unknown import UNKNOWN
from strategies import phases

STEPS = StepSelection.parse(upper="1-8", lower="1-6")
DAY = date(2024, 2, 29)


def test_little_known() -> None:
    """A phase needs its number and steps; the rest is unknown."""
    phase = Phase(1, STEPS)
    assert (phase.engagers, phase.in_production_on, phase.shipment) == (UNKNOWN,) * 3


@pytest.mark.parametrize("number", [0, -1])
def test_numbers(number: int) -> None:
    """Phases count from 1."""
    with pytest.raises(Invalid, match=r"\$\.number: given -?\d; expected a phase number, 1 or mo"):
        Phase(number, STEPS)


def test_engagers_at_its_own_steps() -> None:
    """REP-8: engagers may be placed at any step of the phase."""
    assert Phase(1, STEPS, engagers=STEPS).engagers == STEPS


def test_engagers_elsewhere() -> None:
    """Engagers at steps of another phase are a fault on each arch."""
    with pytest.raises(Invalid) as caught:
        Phase(1, STEPS, engagers=StepSelection.parse(upper="8-9", lower="7"))
    assert [str(fault) for fault in caught.value.faults] == [
        (
            "$.engagers.upper: given '9'; expected steps of this phase, upper '1-8'; "
            "move them to the phase whose steps they are"
        ),
        (
            "$.engagers.lower: given '7'; expected steps of this phase, lower '1-6'; "
            "move them to the phase whose steps they are"
        ),
    ]


def test_shipped_before_production() -> None:
    """A phase is shipped on the day it reached production at the earliest."""
    with pytest.raises(Invalid) as caught:
        Phase(1, STEPS, in_production_on=DAY, shipment=Shipment(date(2024, 2, 28)))
    assert [fault.where for fault in caught.value.faults] == ["$.shipment.shipped_on"]


@given(phases(shipped=True))
def test_shipped_on(phase: Phase) -> None:
    """A shipped phase was shipped on the day of its shipment."""
    assert phase.shipment is not None
    assert phase.shipped_on == phase.shipment.shipped_on


@given(phases(since=DAY))
def test_phases_since_a_day(phase: Phase) -> None:
    """The strategy gives phases made from that day on."""
    made = phase.in_production_on
    assert made is UNKNOWN or made is None or made >= DAY
