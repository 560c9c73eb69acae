"""The facts of a menu: a case as it stands on a day, before any form is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from attrs import fields_dict

from aligner_rules.readings.columns.gathering.cases import KEY, case_rows
from aligner_rules.readings.columns.gathering.columns import (
    AS_OF,
    CASE,
    EARLIER,
    PHASE,
    STEP_COUNTS,
)
from aligner_rules.readings.columns.gathering.counting import (
    ALL,
    Counted,
    chosen,
    counted_beside,
    happened,
    is_unknown,
    many,
    provided,
    total,
)
from aligner_rules.readings.columns.gathering.histories import counted_before, was_submitted
from aligner_rules.readings.columns.gathering.phases import last_phase_shipped
from aligner_rules.readings.columns.gathering.rows import Rows
from aligner_rules.readings.columns.gathering.standing import of_the_case
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.standing import MenuFacts

_IN_NO_TABLE: Final = dict.fromkeys(
    ("setup_is_ready", "names_known", "labels_known", "is_there", "is_used"),
    Formula.unknown(Type.BOOL),
)
"""What no table tells: setups, names of the patient and shipping labels."""


def menu_rows(tables: Mapping[str, Rows], as_of: date | None) -> Rows:
    """Return the facts of the menu of every case, as it stands on the day."""
    names = fields_dict(MenuFacts)
    orders = tables["orders"].called("earlier_", KEY)
    phases = tables["phases"].overlapping(STEP_COUNTS).called("phase_", KEY)
    before = chosen({**counted_before(), "was_submitted": was_submitted()}, names)
    beside = {"last_phase_shipped": last_phase_shipped(), "unmade_steps": _fewest_unmade()}
    parts = ((orders, before, EARLIER.placed_on <= AS_OF), (phases, beside, ALL))
    rows, counted = counted_beside(case_rows(tables, as_of), KEY, parts)
    facts = {**chosen(of_the_case(), names), **counted, **_IN_NO_TABLE}
    facts["has_services"] = happened(CASE.planning_services_on, CASE.has_planning_services, AS_OF)
    return rows.told(facts).ordered([*KEY, *names])


def _fewest_unmade() -> Counted:
    """Steps never made of an order of one step: none where one of any phase was made."""
    upper, lower = (Formula.fact(f"phase_{name}", Type.INT) for name in STEP_COUNTS)
    made = happened(PHASE.in_production_on, PHASE.in_production, AS_OF)
    some = upper + lower >= 1
    sums = {"some_made": many(some & made), "some_open": many(some & is_unknown(made))}
    fewest = provided(total("some_open") >= 1, Formula.unknown(Type.INT), 1)
    told = provided(total("some_made") >= 1, 0, fewest)
    return Counted(provided(CASE.phases_known, told), sums)
