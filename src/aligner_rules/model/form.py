"""What the form of a new case is made of: who orders, the records, the treatment (SUB)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final

from attrs import frozen

from aligner_rules.model.checks import Checked, Must
from aligner_rules.model.faults import Fault
from aligner_rules.model.steps import MOST_STEPS
from aligner_rules.model.unknown import UNKNOWN


class Gender(StrEnum):
    """The gender of a patient (SUB-1)."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Approach(StrEnum):
    """How much of the bite is corrected (SUB-4); an aesthetic approach moves no molars."""

    AESTHETIC = "aesthetic"
    FULL_ARCH = "full-arch"


class Material(StrEnum):
    """What an impression is made of (SUB-3); `SILICONE` is any that is not named by itself."""

    PVS = "pvs"
    VPS = "vps"
    SILICONE = "silicone"
    POLYETHER = "polyether"
    ALGINATE = "alginate"
    STONE = "stone-model"
    OTHER = "other"


class Tray(StrEnum):
    """The tray that an impression is taken with (SUB-3)."""

    DISPOSABLE = "disposable"
    METAL = "metal"
    MESH = "mesh"
    OTHER = "other"


MOST_DAYS: Final = 365
"""The most days that a step can be worn."""

DaysPerStep = Annotated[
    int,
    Must(
        lambda days: 1 <= days <= MOST_DAYS,
        f"a number of days from 1 to {MOST_DAYS}",
        "say for how many days each step is worn",
    ),
]

StepLimit = Annotated[
    int,
    Must(
        lambda steps: 1 <= steps <= MOST_STEPS,
        f"a number of steps from 1 to {MOST_STEPS}",
        "give the most steps that the treatment may take, or None for what is recommended",
    ),
]

_TOOTH: Final = re.compile("[1-4][1-8]|[5-8][1-5]")
_UPPER_QUADRANTS: Final = frozenset("1256")

Tooth = Annotated[
    int,
    Must(
        lambda tooth: _TOOTH.fullmatch(str(tooth)),
        "the two digits of a tooth by FDI, 11 to 48, or 51 to 85 of the first teeth",
        "write the quadrant and the place in it: 16 is the upper right first molar",
    ),
]


def _lies_between_two_teeth(space: str) -> bool:
    one, _, other = space.partition("-")
    teeth = _TOOTH.fullmatch(one) and _TOOTH.fullmatch(other) and one != other
    return bool(teeth) and (one[0] in _UPPER_QUADRANTS) == (other[0] in _UPPER_QUADRANTS)


Space = Annotated[
    str,
    Must(
        _lies_between_two_teeth,
        "two teeth of one arch by FDI, such as '13-12'",
        "name the teeth on either side of the space",
    ),
]


@frozen(kw_only=True)
class Provider(Checked):
    """Who orders, as the portal attests it (SUB-11): whether registered, and with which practices.

    The practices are names or numbers by which the portal knows them.
    """

    registered: bool = UNKNOWN
    practices: frozenset[str] = UNKNOWN


@frozen(kw_only=True)
class Impression(Checked):
    """How impressions of the teeth were taken (SUB-3)."""

    material: Material = UNKNOWN
    tray: Tray = UNKNOWN


def _extracted_teeth_are_gone(
    extracted: frozenset[int], unmoved: frozenset[int]
) -> Iterator[Fault]:
    both = sorted(extracted & unmoved)
    if both:
        expected = "teeth that are not extracted"
        yield Fault("$.unmoved", str(both), expected, "leave each in one of the two")


def _spaces_are_between_what_stays(
    extracted: frozenset[int], spaces: frozenset[str]
) -> Iterator[Fault]:
    gone = sorted(extracted & {int(tooth) for space in spaces for tooth in space.split("-")})
    if gone:
        expected = "spaces between teeth that are not extracted"
        yield Fault("$.spaces", str(gone), expected, "name the teeth that stay on either side")


@frozen(kw_only=True)
class Instructions(Checked):
    """What is to be done, and left, at single teeth, numbered by FDI (SUB-6).

    `unmoved` are not to be moved, `extracted` to be taken out before the treatment,
    `without_engagers` to have none placed on them. `spaces` are to be left open at the end, each
    named by the teeth on either side of it. `notes` is None where nothing else is said.

    >>> Instructions(unmoved=[16], extracted=[19], spaces=["13-33"])
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: Instructions is not valid, 2 faults:
    $.extracted[0]: given 19; expected the two digits of a tooth by FDI, 11 to 48, or 51 to 85 of \
the first teeth; write the quadrant and the place in it: 16 is the upper right first molar
    $.spaces[0]: given '13-33'; expected two teeth of one arch by FDI, such as '13-12'; \
name the teeth on either side of the space
    """

    unmoved: frozenset[Tooth] = UNKNOWN
    extracted: frozenset[Tooth] = UNKNOWN
    without_engagers: frozenset[Tooth] = UNKNOWN
    spaces: frozenset[Space] = UNKNOWN
    notes: str | None = UNKNOWN

    invariants = (_extracted_teeth_are_gone, _spaces_are_between_what_stays)
