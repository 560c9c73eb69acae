"""The phases of a case beside a row: which one is active on its day, and which steps are whose."""

from __future__ import annotations

from typing import Any, Final

from aligner_rules.readings.columns.gathering.columns import AS_OF, CASE, PHASE
from aligner_rules.readings.columns.gathering.counting import (
    Counted,
    happened,
    is_known,
    is_unknown,
    many,
    provided,
    shipped,
    surely,
    total,
)
from aligner_rules.readings.columns.gathering.standing import UNPLANNED
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.words import equals, not_, where

MOST: Final = 1_000_000
"""More phases than any case has: a day and a phase make one number that is in order of both."""

_LAST: Final[Any] = Formula.fact("shipped_last", Type.INT)
_LATER: Final[Any] = total("stated_is_later") >= 1
_OPEN: Final[Any] = total("before_is_open") >= 1

ACTIVE: Final[Any] = provided(
    _LATER,
    provided(not_(_OPEN), MOST - (_LAST - _LAST // MOST * MOST)),
    CASE.active_phase,
)
"""The phase that was active on the day of a row, as `Case.active_phase_on` tells; else unknown."""

NONE_ACTIVE: Final[Any] = provided(
    is_known(CASE.active_phase),
    _LATER & not_(_OPEN) & is_unknown(_LAST),
    surely(not_(CASE.has_active_phase)),
)
"""Whether it is known that no phase was active on the day of a row."""


def shipped_before() -> dict[str, Formula]:
    """What is largest over the phases of a case, from which the active one on a day follows."""
    stated, number = CASE.active_phase, PHASE.phase
    told = is_known(PHASE.shipped_on) | not_(shipped(PHASE))
    sent = happened(PHASE.shipped_on, shipped(PHASE), AS_OF)
    earlier = number < stated
    since = PHASE.shipped_on.toordinal() * MOST + (MOST - number)
    return {
        "stated_is_later": many(equals(number, stated) & (PHASE.shipped_on > AS_OF)),
        "before_is_open": many(earlier & not_(surely(told))),
        "shipped_last": provided(earlier & sent, since),
    }


def last_phase_shipped() -> Counted:
    """Whether the last phase has shipped: not before there is a plan, nor where there is none."""
    number: Any = Formula.fact("last_phase", Type.INT)
    sent = provided(
        equals(PHASE.phase, number), happened(PHASE.shipped_on, shipped(PHASE), AS_OF), False
    )
    told = provided(total("last_untold") <= 0, total("last_shipped") >= 1)
    known = where(CASE.phases_known, told, Formula.unknown(Type.BOOL))
    return Counted(
        provided(UNPLANNED, False, known),
        {"last_shipped": many(sent), "last_untold": many(is_unknown(sent))},
        {"last_phase": PHASE.phase},
    )
