"""A phase of a case: steps that are made and shipped together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from attrs import frozen

from aligner_rules.model.checks import Checked, Must
from aligner_rules.model.faults import Fault
from aligner_rules.model.shipment import Shipment, day_shipped, made_before_shipped
from aligner_rules.model.steps import Arch, StepSelection
from aligner_rules.model.unknown import UNKNOWN

PhaseNumber = Annotated[
    int, Must(lambda number: number >= 1, "a phase number, 1 or more", "count phases from 1")
]


def _engagers_at_own_steps(steps: StepSelection, engagers: StepSelection) -> Iterator[Fault]:
    for arch in Arch:
        strays = engagers.on(arch) - steps.on(arch)
        if strays:
            expected = f"steps of this phase, {arch} '{steps.on(arch)}'"
            remedy = "move them to the phase whose steps they are"
            yield Fault(f"$.engagers.{arch}", repr(str(strays)), expected, remedy)


@frozen
class Phase(Checked):
    """Steps of a case that are made together; phases count from 1.

    `engagers` are the steps at which the approved plan first places engagers (REP-8), and
    `in_production_on` is the day on which the phase reached production; None: not yet.
    `target_ship_on` is the day on which it is to ship (DEL-1); None: none is set.

    >>> Phase(1, StepSelection.parse(upper="1-8"), in_production_on=None).shipped_on is None
    True
    """

    number: PhaseNumber
    steps: StepSelection
    engagers: StepSelection = UNKNOWN
    in_production_on: date | None = UNKNOWN
    shipment: Shipment | None = UNKNOWN
    target_ship_on: date | None = UNKNOWN

    invariants = (_engagers_at_own_steps, made_before_shipped)

    @property
    def shipped_on(self) -> date | None:
        """The day on which the phase was shipped; None: not yet."""
        return day_shipped(self.in_production_on, self.shipment)
