"""Facts that a case and its phases tell of a row's day, each by its name."""

from __future__ import annotations

from typing import Any, Final

from aligner_rules.readings.columns.gathering.columns import AS_OF, CASE, PHASE
from aligner_rules.readings.columns.gathering.counting import (
    happened,
    is_known,
    is_unknown,
    many,
    provided,
    shipped,
    total,
)
from aligner_rules.readings.columns.gathering.rows import Formulas, Rows
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.words import equals, not_

FIRST_SHIPPED_ON: Final[Any] = Formula.fact("first_phase_on", Type.DATE)
FIRST_HAS_SHIPPED: Final[Any] = Formula.fact("first_phase_there", Type.BOOL)
"""When phase 1 shipped, and whether it has, where it is known not to: see `first_phase`."""

UNPLANNED: Final[Any] = not_(CASE.has_plan) & is_unknown(CASE.plan)
"""Whether it is known that a case has no plan."""

IS_APPROVED: Final[Any] = provided(
    is_known(CASE.plan), CASE.approved_on <= AS_OF, provided(UNPLANNED, False)
)
"""Whether the setup had been approved by the day of a row."""

_NUMBER: Final[Any] = PHASE.phase
_UNTOLD: Final = Formula.unknown(Type.BOOL)

_TWICE: Final = "a phase of a case stands twice among the phases: give each one row"

GOVERNING: Final[Formulas] = {
    "plan": CASE.plan,
    "approved_on": provided(is_known(CASE.plan), CASE.approved_on),
    "region": CASE.region,
}
"""What decides which terms govern a case."""


def first_phases(phases: Rows) -> Rows:
    """Return for each case how many phases are told, and when the first of them shipped.

    To compute them fails where one stands twice, so that no step of it is counted double.
    """
    first = equals(_NUMBER, 1)
    awaits = first & is_unknown(PHASE.shipped_on) & not_(shipped(PHASE))
    largest = {"first_on": provided(first, PHASE.shipped_on), "last_number": _NUMBER}
    sums = {
        "phase_count": many(is_known(_NUMBER)),
        "first_awaits": many(awaits),
        "number_sum": _NUMBER,
    }
    told = phases.told(largest).tallied(["case_id"], sums, [*largest])
    count, last, numbers = (
        Formula.fact(name, Type.INT) for name in ("phase_count", "last_number", "number_sum")
    )
    # As phases count 1, 2, 3, so many of them end with that number, and add up to so much.
    twice = (count > last) | (numbers + numbers < count * (count + 1))
    return told.refusing(twice, _TWICE)


def first_phase() -> dict[str, Formula]:
    """Return when the first phase of a case shipped, and whether it has: a day, or known not to."""
    on = Formula.fact("first_on", Type.DATE)
    all_told = CASE.phases_known
    awaited = (total("phase_count") <= 0) | (total("first_awaits") >= 1)
    not_shipped = UNPLANNED | provided(all_told, awaited, False)
    return {
        "first_phase_on": provided(not_shipped, Formula.unknown(Type.DATE), provided(all_told, on)),
        "first_phase_there": provided(not_shipped, False, _UNTOLD),
    }


def of_the_case() -> dict[str, Formula]:
    """Return every fact that the columns of the case tell, by its name."""
    has_shipped = happened(FIRST_SHIPPED_ON, FIRST_HAS_SHIPPED, AS_OF)
    last_step_ended = happened(CASE.last_step_ended_on, CASE.last_step_ended, AS_OF)
    return {
        "has_shipped": has_shipped,
        "first_shipped_on": provided(has_shipped, FIRST_SHIPPED_ON),
        "is_approved": IS_APPROVED,
        "last_step_ended": last_step_ended,
        "last_step_ended_on": provided(last_step_ended, CASE.last_step_ended_on),
    }
