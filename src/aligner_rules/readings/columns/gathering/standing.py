"""Facts that a case and its phases tell of a row's day, each by its name."""

from __future__ import annotations

from typing import Any, Final

from aligner_rules.readings.columns.gathering.counting import (
    happened,
    is_known,
    is_unknown,
    many,
    provided,
    shipped,
    total,
)
from aligner_rules.readings.columns.gathering.given import Columns
from aligner_rules.readings.columns.gathering.histories import (
    AS_OF,
    CASE,
    FIRST_HAS_SHIPPED,
    FIRST_SHIPPED_ON,
)
from aligner_rules.readings.columns.gathering.rows import Formulas, Rows
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.words import equals, not_

PHASE: Final = Columns("phases", "phase_")
_NUMBER: Final[Any] = PHASE.phase
_UNTOLD: Final = Formula.unknown(Type.BOOL)

GOVERNING: Final[Formulas] = {
    "plan": CASE.plan,
    "approved_on": provided(is_known(CASE.plan), CASE.approved_on),
    "region": CASE.region,
}
"""What decides which terms govern a case."""


def first_phases(phases: Rows) -> Rows:
    """Return for each case how many phases are told, and when the first of them shipped."""
    first = equals(_NUMBER, 1)
    awaits = first & is_unknown(PHASE.shipped_on) & not_(shipped(PHASE))
    rows = phases.told({"first_on": provided(first, PHASE.shipped_on)})
    sums = {"phase_count": many(is_known(_NUMBER)), "first_awaits": many(awaits)}
    return rows.tallied(["case_id"], sums, ["first_on"])


def first_phase() -> dict[str, Formula]:
    """Return when the first phase of a case shipped, and whether it has: a day, or known not to."""
    on = Formula.fact("first_on", Type.DATE)
    all_told, unplanned = CASE.phases_known, not_(CASE.has_plan) & is_unknown(CASE.plan)
    awaited = (total("phase_count") <= 0) | (total("first_awaits") >= 1)
    not_shipped = unplanned | provided(all_told, awaited, False)
    return {
        "first_phase_on": provided(not_shipped, Formula.unknown(Type.DATE), provided(all_told, on)),
        "first_phase_there": provided(not_shipped, False, _UNTOLD),
    }


def of_the_case() -> dict[str, Formula]:
    """Return every fact that the columns of the case tell, by its name."""
    has_shipped = happened(FIRST_SHIPPED_ON, FIRST_HAS_SHIPPED, AS_OF)
    unplanned = not_(CASE.has_plan) & is_unknown(CASE.plan)
    approved = provided(is_known(CASE.plan), CASE.approved_on <= AS_OF, provided(unplanned, False))
    last_step_ended = happened(CASE.last_step_ended_on, CASE.last_step_ended, AS_OF)
    return {
        "has_shipped": has_shipped,
        "first_shipped_on": provided(has_shipped, FIRST_SHIPPED_ON),
        "is_approved": approved,
        "last_step_ended": last_step_ended,
        "last_step_ended_on": provided(last_step_ended, CASE.last_step_ended_on),
    }
