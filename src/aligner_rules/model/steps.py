"""Steps of a treatment: aligners by number on one arch, and a selection of them on both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final

from attrs import frozen

from aligner_rules.model.checks import Checked, Must
from aligner_rules.model.faults import Fault, Invalid, shown

MOST_STEPS: Final = 999
"""The highest step number that a case holds."""

StepNumber = Annotated[
    int,
    Must(
        lambda number: 1 <= number <= MOST_STEPS,
        f"a step number, 1 to {MOST_STEPS}",
        "count steps from 1",
    ),
]


class Arch(StrEnum):
    """The jaw that an aligner is worn on."""

    UPPER = "upper"
    LOWER = "lower"


@frozen(repr=False)
class Steps(Checked):
    """Step numbers of one arch, each from 1 to 999, at most once, in ascending order.

    >>> steps = Steps.parse("3-5, 9")
    >>> list(steps), len(steps), 4 in steps, str(steps | Steps.of(6)), str(steps & Steps.of(6))
    ([3, 4, 5, 9], 4, True, '3-6, 9', '')
    """

    numbers: frozenset[StepNumber] = frozenset()

    @classmethod
    def of(cls, *numbers: int) -> Steps:
        """The steps with these numbers, given in any order.

        >>> Steps.of(9, 4, 3, 5, 9)
        Steps.parse('3-5, 9')
        """
        return cls(numbers)  # type: ignore[arg-type]  # a check sees each before they are a set

    @classmethod
    def parse(cls, text: str) -> Steps:
        """The steps that a text lists: numbers and ascending ranges, parted by commas (REP-6).

        The empty text lists none. Every part that is not understood is a fault.

        >>> Steps.parse(" 9,3 - 5,4")
        Steps.parse('3-5, 9')
        >>> Steps.parse("5-3, 1000")
        Traceback (most recent call last):
        aligner_rules.model.faults.Invalid: Steps is not valid, 2 faults:
        $: given '5-3'; expected a range that ascends, such as '3-5'; did you mean '3-5'?
        $: given '1000'; expected step numbers from 1 to 999; put the number right
        """
        if not isinstance(text, str):
            expected = "text that lists steps, such as '3-5, 9'"
            remedy = "write it in quotes, or build it by Steps.of(3, 4, 5, 9)"
            raise Invalid("Steps", [Fault("$", shown(text), expected, remedy)])
        parts = [part.strip() for part in text.split(",")] if text.strip() else []
        read = [_part(part) for part in parts]
        faults = [each for each in read if isinstance(each, Fault)]
        if faults:
            raise Invalid("Steps", faults)
        return cls(frozenset(n for each in read if isinstance(each, range) for n in each))

    def __str__(self) -> str:
        numbers = list(self)
        firsts = [n for n in numbers if n - 1 not in self.numbers]
        lasts = [n for n in numbers if n + 1 not in self.numbers]
        ranges = zip(firsts, lasts, strict=True)
        return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)

    def __repr__(self) -> str:
        return f"Steps.parse({str(self)!r})"

    def __iter__(self) -> Iterator[int]:
        return iter(sorted(self.numbers))

    def __len__(self) -> int:
        return len(self.numbers)

    def __contains__(self, number: object) -> bool:
        return number in self.numbers

    def __and__(self, other: Steps) -> Steps:
        return _picked(self.numbers & other.numbers) if isinstance(other, Steps) else NotImplemented

    def __or__(self, other: Steps) -> Steps:
        return _picked(self.numbers | other.numbers) if isinstance(other, Steps) else NotImplemented

    def __sub__(self, other: Steps) -> Steps:
        return _picked(self.numbers - other.numbers) if isinstance(other, Steps) else NotImplemented

    def __le__(self, other: Steps) -> bool:
        return self.numbers <= other.numbers if isinstance(other, Steps) else NotImplemented


def _picked(numbers: frozenset[int]) -> Steps:
    """Return steps of numbers that come from steps: there is nothing left to check."""
    steps = object.__new__(Steps)
    object.__setattr__(steps, "numbers", numbers)
    return steps


NO_STEPS: Final = Steps()
"""No step of an arch."""

_PART = re.compile(r"0*(\d{1,9})(?:\s*[-\N{EN DASH}]\s*0*(\d{1,9}))?", re.ASCII)


def _part(part: str) -> range | Fault:
    match = _PART.fullmatch(part)
    if not match:
        expected = "a step number or a range, such as '9' or '3-5'"
        if any(map(str.isdigit, part)):
            return Fault("$", shown(part), expected, "part steps by commas, ranges by a hyphen")
        remedy = "write steps by their numbers" if part else "take the superfluous comma out"
        return Fault("$", shown(part), expected, remedy)
    first = int(match[1])
    last = int(match[2] or first)
    if not (1 <= first <= MOST_STEPS and 1 <= last <= MOST_STEPS):
        expected = f"step numbers from 1 to {MOST_STEPS}"
        return Fault("$", shown(part), expected, "put the number right")
    if first > last:
        expected = "a range that ascends, such as '3-5'"
        return Fault("$", shown(part), expected, f"did you mean '{last}-{first}'?")
    return range(first, last + 1)


@frozen(repr=False)
class StepSelection(Checked):
    """Steps picked on each arch; one step on one arch is one aligner (REP-6).

    >>> picked = StepSelection.parse(upper="3-5, 9", lower="4")
    >>> str(picked), picked.aligners, str(picked - StepSelection.parse(upper="1-9"))
    ('upper 3-5, 9; lower 4', 5, 'lower 4')
    """

    upper: Steps = NO_STEPS
    lower: Steps = NO_STEPS

    @classmethod
    def parse(cls, upper: str = "", lower: str = "") -> StepSelection:
        """The selection that the texts of both arches list; the faults of both are told at once.

        >>> StepSelection.parse(upper="0", lower="4;5")
        Traceback (most recent call last):
        aligner_rules.model.faults.Invalid: StepSelection is not valid, 2 faults:
        $.upper: given '0'; expected step numbers from 1 to 999; put the number right
        $.lower: given '4;5'; expected a step number or a range, such as '9' or '3-5'; \
part steps by commas, ranges by a hyphen
        """
        steps: dict[str, Steps] = {}
        faults: list[Fault] = []
        for arch, text in (("upper", upper), ("lower", lower)):
            try:
                steps[arch] = Steps.parse(text)
            except Invalid as invalid:
                faults.extend(fault.within(f".{arch}") for fault in invalid.faults)
        if faults:
            raise Invalid("StepSelection", faults)
        return cls(**steps)

    @property
    def aligners(self) -> int:
        """The number of aligners picked, both arches together."""
        return len(self.upper) + len(self.lower)

    def on(self, arch: Arch) -> Steps:
        """The steps picked on one arch.

        >>> StepSelection.parse(upper="3-5").on(Arch.LOWER)
        Steps.parse('')
        """
        return self.upper if arch is Arch.UPPER else self.lower

    def __str__(self) -> str:
        return "; ".join(f"{arch} {self.on(arch)}" for arch in Arch if self.on(arch))

    def __repr__(self) -> str:
        return f"StepSelection.parse(upper={str(self.upper)!r}, lower={str(self.lower)!r})"

    def __bool__(self) -> bool:
        return self.aligners > 0

    def __and__(self, other: StepSelection) -> StepSelection:
        if not isinstance(other, StepSelection):
            return NotImplemented
        return _selected(self.upper & other.upper, self.lower & other.lower)

    def __or__(self, other: StepSelection) -> StepSelection:
        if not isinstance(other, StepSelection):
            return NotImplemented
        return _selected(self.upper | other.upper, self.lower | other.lower)

    def __sub__(self, other: StepSelection) -> StepSelection:
        if not isinstance(other, StepSelection):
            return NotImplemented
        return _selected(self.upper - other.upper, self.lower - other.lower)

    def __le__(self, other: StepSelection) -> bool:
        if not isinstance(other, StepSelection):
            return NotImplemented
        return self.upper <= other.upper and self.lower <= other.lower


def _selected(upper: Steps, lower: Steps) -> StepSelection:
    """Return the selection of steps that are steps: there is nothing left to check."""
    selection = object.__new__(StepSelection)
    object.__setattr__(selection, "upper", upper)
    object.__setattr__(selection, "lower", lower)
    return selection


NOTHING: Final = StepSelection()
"""No step of either arch."""
