"""Cases as they are asked about on a day, one row each: what governs, and when they shipped first.

A day is one for all cases, or that of their column `as_of`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from attrs import fields_dict

from aligner_rules.model.dates import LATEST
from aligner_rules.readings.columns.gathering.columns import AS_OF, CASE
from aligner_rules.readings.columns.gathering.counting import chosen, happened, is_unknown, provided
from aligner_rules.readings.columns.gathering.rows import Rows
from aligner_rules.readings.columns.gathering.standing import (
    GOVERNING,
    first_phase,
    first_phases,
    of_the_case,
)
from aligner_rules.rules.expiry import ExpiryFacts
from aligner_rules.rules.formula import Formula, Type

KEY: Final = ("case_id",)

_TWICE: Final = "a case stands twice among the cases: give each one row"
_NO_DAY: Final = "a case has no day as_of on which it is asked about: give each case one"
_OF_THE_CASE: Final = Formula.fact("case_as_of", Type.DATE)


def case_rows(tables: Mapping[str, Rows], as_of: date | None) -> Rows:
    """Return a row for every case, as it is asked about on that day, or on the one in its row."""
    day = _OF_THE_CASE if as_of is None else Formula.literal(as_of)
    phases = tables["phases"].called("phase_", KEY)
    rows = tables["cases"].called("case_", KEY).beside(first_phases(phases), KEY)
    rows = rows.told({"as_of": day, **GOVERNING, **first_phase()}).once(KEY, _TWICE)
    return rows if as_of is not None else rows.refusing(is_unknown(AS_OF), _NO_DAY)


def expiry_rows(tables: Mapping[str, Rows], as_of: date | None) -> Rows:
    """Return the facts of the expiry of every case, as it stands on the day."""
    names = fields_dict(ExpiryFacts)
    told = chosen({**of_the_case(), **_other_anchors()}, names)
    return case_rows(tables, as_of).told(told).ordered([*KEY, *names])


def _other_anchors() -> dict[str, Any]:
    """Return what the case tells of the days that its months may be counted from."""
    latest = Formula.literal(LATEST)  # a planned end is known ahead
    return {
        **_by_then("has_purchased", "purchased_on", CASE.was_purchased, AS_OF),
        **_by_then("end_is_planned", "planned_end_on", CASE.has_planned_end, latest),
        **_by_then(
            "previous_series_ended", "previous_series_ended_on", CASE.previous_series_ended, AS_OF
        ),
    }


def _by_then(known_as: str, dated_as: str, there: Any, by: Any) -> dict[str, Any]:
    day = getattr(CASE, dated_as)
    has_happened = happened(day, there, by)
    return {known_as: has_happened, dated_as: provided(has_happened, day)}
