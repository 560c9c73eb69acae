"""How long a treatment is worn (SUB-5): when each step begins and ends, and for a calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen
from dateutil.rrule import DAILY, rrule

from aligner_rules.model.checks import Checked
from aligner_rules.model.dates import LATEST
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.form import DaysPerStep, StepLimit
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.verbs import asked_day
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.terms import NO_PLAN

_FOLDED: Final = "\r\n"
"""What ends a line of a calendar (RFC 5545)."""


def _ends_in_time(steps: int, days_per_step: int, start: date) -> Iterator[Fault]:
    last = start.toordinal() + steps * days_per_step - 1
    if last > LATEST.toordinal():
        expected = f"a first day from which {steps} steps end by {LATEST}"
        yield Fault("$.start", shown(start), expected, "begin earlier, or plan fewer steps")


@frozen
class WornStep:
    """One step of a treatment with the first and the last day on which it is worn."""

    number: int
    first_on: date
    last_on: date


@frozen(kw_only=True)
class Wear(Checked):
    """A treatment of so many steps, each worn for the same number of days, from `start` on.

    >>> treatment = Wear(steps=24, days_per_step=14, start=date(2025, 1, 6))
    >>> treatment.days, treatment.last_on
    (336, datetime.date(2025, 12, 7))
    >>> treatment.step(2)
    WornStep(number=2, first_on=datetime.date(2025, 1, 20), last_on=datetime.date(2025, 2, 2))
    """

    steps: StepLimit
    days_per_step: DaysPerStep
    start: date

    invariants = (_ends_in_time,)

    @property
    def days(self) -> int:
        """How many days it takes, the first and the last among them."""
        return self.steps * self.days_per_step

    @property
    def last_on(self) -> date:
        """The last day on which the last step is worn."""
        return self.start + timedelta(days=self.days - 1)

    def step(self, number: int) -> WornStep:
        """The step of that number, the first is 1; Invalid where the treatment has no such step."""
        if type(number) is not int or not 1 <= number <= self.steps:
            expected = f"a step from 1 to {self.steps}"
            raise Invalid("step", [Fault("$", shown(number), expected, "count steps from 1")])
        first = self.start + timedelta(days=(number - 1) * self.days_per_step)
        return WornStep(number, first, first + timedelta(days=self.days_per_step - 1))

    @property
    def calendar(self) -> tuple[WornStep, ...]:
        """Every step with its days, in order; there is no day between two of them."""
        return tuple(self.step(number) for number in range(1, self.steps + 1))

    def step_on(self, day: date) -> int | None:
        """The number of the step that is worn on that day; None before the first, after the last.

        >>> Wear(steps=2, days_per_step=7, start=date(2025, 1, 6)).step_on(date(2025, 1, 13))
        2
        """
        number = (asked_day(day) - self.start).days // self.days_per_step + 1
        return number if 1 <= number <= self.steps else None

    @property
    def changes(self) -> rrule:
        """The recurrence of the days on which a step begins, the first step's among them."""
        began = datetime.combine(self.start, time.min)
        return rrule(DAILY, dtstart=began, interval=self.days_per_step, count=self.steps)

    @property
    def ical(self) -> str:
        """The same recurrence as two lines of an event in a calendar (RFC 5545), whole days.

        >>> Wear(steps=24, days_per_step=10, start=date(2025, 1, 6)).ical.splitlines()
        ['DTSTART;VALUE=DATE:20250106', 'RRULE:FREQ=DAILY;INTERVAL=10;COUNT=24']
        """
        lines = (
            f"DTSTART;VALUE=DATE:{self.start:%Y%m%d}",
            f"RRULE:FREQ=DAILY;INTERVAL={self.days_per_step};COUNT={self.steps}",
        )
        return "".join(line + _FOLDED for line in lines)


def wear(steps: int, days_per_step: int, *, start: date) -> Wear:
    """Return how long so many steps are worn, so many days each, from the day `start` on (SUB-5).

    Steps are 1 to 999, days 1 to 365. Invalid, with all faults, for other numbers, for what is no
    date, and for a treatment that would last beyond 2199.
    """
    return Wear(steps=steps, days_per_step=days_per_step, start=start)


def wear_schedules(
    steps: int, *, start: date, as_of: date, book: Rulebook, region: str = UNKNOWN
) -> Mapping[int, Wear]:
    """Return the same for every number of days that the edition of that day offers, fewest first.

    `region` is asked where editions are regional. Empty where no edition tells what is offered.
    """
    offered: Any = book.terms(NO_PLAN, asked_day(as_of), region).submission.wear_schedules
    known = () if offered is UNKNOWN else sorted(map(int, offered))
    return MappingProxyType({days: wear(steps, days, start=start) for days in known})
