"""What is wrong with something given: where, what was given, what was expected, what to do."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from datetime import date
from enum import Enum

from attrs import evolve, frozen

_MOST_SHOWN = 60  # characters
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _MOST_SHOWN


def shown(value: object) -> str:
    """A value as a fault shows it: one line of at most 60 characters, dates as YYYY-MM-DD.

    >>> from datetime import date
    >>> shown(date(2024, 2, 29)), shown("2024-02-30"), len(shown("x" * 61))
    ('2024-02-29', "'2024-02-30'", 60)
    """
    if isinstance(value, date):
        return str(value)
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    try:
        line = " ".join(_SHORT.repr(value).split())
    except ValueError:  # Python refuses to write out integers of thousands of digits
        return f"{type(value).__name__} too long to show"
    return line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 3]}..."


@frozen
class Fault:
    """One thing that is wrong, told so that its author can put it right.

    `where` is a pointer: ``$`` is the object itself, ``$.phases[2].shipped_on`` a part of it.

    >>> print(Fault("$.sets", "0", "a number of sets, at least 1", "order one set or more"))
    $.sets: given 0; expected a number of sets, at least 1; order one set or more
    """

    where: str
    given: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: given {self.given}; expected {self.expected}; {self.remedy}"

    def within(self, prefix: str) -> Fault:
        """The same fault as its parent sees it, which holds the faulty object at `prefix`.

        >>> Fault("$.sets", "0", "1 or more", "order one").within(".orders[3]").where
        '$.orders[3].sets'
        """
        return evolve(self, where="$" + prefix + self.where.removeprefix("$"))


class Invalid(ValueError):  # noqa: N818 -- it reads as what it says: `except Invalid`
    """Something that cannot be built or read, with every fault that it has.

    `subject` is what was being built, "Case" or "rulebook clearcorrect-2024-10".

    >>> print(Invalid("Phase", [Fault("$.number", "0", "1 or more", "count phases from 1")]))
    Phase is not valid, 1 fault:
    $.number: given 0; expected 1 or more; count phases from 1
    """

    def __init__(self, subject: str, faults: Iterable[Fault]) -> None:
        self.subject = subject
        self.faults = tuple(faults)
        super().__init__(subject, self.faults)

    def __str__(self) -> str:
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        return "\n".join((f"{self.subject} is not valid, {count}:", *map(str, self.faults)))
