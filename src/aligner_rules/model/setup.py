"""The setup of a treatment: what is planned, to be approved on one of several plans (SUB-8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from aligner_rules.model.checks import Checked
from aligner_rules.model.faults import Fault, shown
from aligner_rules.model.phase import Phase
from aligner_rules.model.steps import StepSelection
from aligner_rules.model.unknown import UNKNOWN


def _phases_run_on(phases: tuple[Phase, ...]) -> Iterator[Fault]:
    for index, phase in enumerate(phases[1:], start=1):
        number = phases[index - 1].number + 1
        if phase.number != number:
            expected = f"{number}, the number after that of the phase before it"
            remedy = "put the phases in order and leave none out"
            yield Fault(f"$.phases[{index}].number", shown(phase.number), expected, remedy)


@frozen
class Option(Checked):
    """One plan that a setup may be approved on, with the phases that would be made (SUB-8).

    >>> Option("ONE", [Phase(1, StepSelection.parse(upper="1-20", lower="1-24"))]).steps
    24
    """

    plan: str
    phases: tuple[Phase, ...]

    invariants = (_phases_run_on,)

    @property
    def steps(self) -> int:
        """How many steps are planned: those of the arch that has more."""
        planned = StepSelection()
        for phase in self.phases:
            planned = planned | phase.steps
        return max(len(planned.upper), len(planned.lower))


def some_option(options: tuple[Option, ...]) -> Iterator[Fault]:
    """The faults of options among which nothing can be chosen, or one plan stands twice."""
    plans = [option.plan for option in options]
    if not plans:
        yield Fault("$.options", "()", "one option or more", "give the plans to choose from")
    for index, plan in enumerate(plans):
        if plan in plans[:index]:
            expected, remedy = "each plan once", "take one of the two out"
            yield Fault(f"$.options[{index}].plan", shown(plan), expected, remedy)


def _approved_once_ready(ready_on: date, approved_on: date | None) -> Iterator[Fault]:
    if approved_on is not None and approved_on < ready_on:
        expected = f"the day on which it was ready ({ready_on}) or a later one"
        yield Fault("$.approved_on", shown(approved_on), expected, "put one of the two right")


@frozen
class Setup(Checked):
    """A setup that is ready to be looked at, with the options to choose among.

    `of_order` is the id of the revision that it is for, None where it is for the submission;
    `approved_on` is None where it has not been approved.
    """

    ready_on: date
    options: tuple[Option, ...]
    of_order: str | None = None
    approved_on: date | None = UNKNOWN

    invariants = (some_option, _approved_once_ready)
