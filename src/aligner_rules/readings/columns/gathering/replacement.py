"""The facts of a replacement order that its form tells, against the phases of its case."""

from __future__ import annotations

from typing import Any, Final

from aligner_rules.model.steps import Arch
from aligner_rules.readings.columns.gathering.columns import AS_OF, ASKED, CASE, PHASE
from aligner_rules.readings.columns.gathering.counting import (
    Counted,
    at_least_known,
    happened,
    is_known,
    known_or_open,
    many,
    provided,
    surely,
    total,
)
from aligner_rules.readings.columns.gathering.forms import Form, is_given
from aligner_rules.readings.columns.gathering.phases import ACTIVE, NONE_ACTIVE, shipped_before
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.words import equals, not_, where

_ARCHES: Final = tuple(str(arch) for arch in Arch)
_UNKNOWN: Final = Formula.unknown(Type.INT)


def _number(name: str) -> Any:
    return Formula.fact(name, Type.INT)


def _both(name: str) -> Any:
    """Return a number of both arches together."""
    upper, lower = (_number(f"{arch}_{name}") for arch in _ARCHES)
    return upper + lower


_UPPER: Final = _number("order_upper_count")
_LOWER: Final = _number("order_lower_count")
_ORDERED: Final = _UPPER + _LOWER


def _lists() -> dict[str, tuple[str, str]]:
    """Return what lists of the form have in common, by the name of the number."""
    counts = {"both_count": ("order_upper_steps", "order_lower_steps")}
    for arch in _ARCHES:
        templates = f"order_{arch}_templates"
        counts[f"{arch}_templates_count"] = (templates, templates)
        counts[f"{arch}_templates_with_step"] = (templates, f"order_{arch}_steps")
    return counts


def _of_the_phase() -> dict[str, tuple[str, str]]:
    """Return what lists of the form and of a phase have in common, by the name of the number."""
    counts = {}
    for arch in _ARCHES:
        engagers = f"phase_{arch}_engagers"
        counts[f"{arch}_in_phase"] = (f"order_{arch}_steps", f"phase_{arch}_steps")
        counts[f"{arch}_engaged"] = (f"order_{arch}_steps", engagers)
        counts[f"{arch}_templates_placed"] = (f"order_{arch}_templates", engagers)
    return counts


def _unmade() -> Counted:
    """Steps whose phase has not reached production, or which are in none."""
    unmade = not_(happened(PHASE.in_production_on, PHASE.in_production, AS_OF))
    inside = _both("in_phase")
    sums = known_or_open("unmade", unmade, inside)
    sums["in_phases"] = inside
    told = at_least_known("unmade", True, _ORDERED - total("in_phases"))
    untold = where(_ORDERED >= 1, _UNKNOWN, Formula.literal(0))
    return Counted(where(CASE.phases_known, told, untold), sums, overlaps=_of_the_phase())


def _engagers() -> dict[str, Counted]:
    """How the form meets the engagers of the active phase and of the others."""
    mine = surely(equals(PHASE.phase, ACTIVE))
    engaged, placed = _both("engaged"), _both("templates_placed")
    sums = {
        "active_engaged": provided(mine & is_known(engaged), engaged, 0),
        "active_placed": provided(mine & is_known(engaged), placed, 0),
        "active_untold": many(mine & not_(is_known(engaged))),
        "former_engaged": provided(not_(mine) & is_known(engaged), engaged, 0),
        "former_untold": many(not_(mine) & not_(is_known(engaged))),
    }
    known = CASE.phases_known & (is_known(ACTIVE) | NONE_ACTIVE)
    active_known = known & (total("active_untold") <= 0)
    asked = _both("templates_count")
    misplaced = provided(active_known, asked - total("active_placed"))
    return {
        "engager_steps": Counted(
            provided(active_known, total("active_engaged")), sums, shipped_before()
        ),
        "other_engager_steps": Counted(
            provided(known & (total("former_untold") <= 0), total("former_engaged"))
        ),
        "misplaced_templates": Counted(where(asked >= 1, misplaced, Formula.literal(0))),
    }


FORM: Final = Form(
    told={
        "cause": ASKED.cause,
        "upper_steps": _UPPER,
        "lower_steps": _LOWER,
        "distinct_steps": _ORDERED - _number("both_count"),
        "lone_templates": _both("templates_count") - _both("templates_with_step"),
        "has_payment_method": is_given(ASKED.payment_method, ASKED.has_payment_method),
        "acknowledged": ASKED.acknowledges_no_quality_complaint,
        "accepts_terms": ASKED.accepts_terms,
    },
    beside_phases={"unmade_steps": _unmade(), **_engagers()},
    lists=_lists(),
)
