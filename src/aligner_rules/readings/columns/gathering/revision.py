"""The facts of a revision that its form tells, an upgrade inside it included."""

from __future__ import annotations

from typing import Any, Final

from attrs import evolve

from aligner_rules.readings.columns.gathering.columns import ASKED, CASE
from aligner_rules.readings.columns.gathering.counting import provided
from aligner_rules.readings.columns.gathering.forms import (
    SUBMITTED,
    Form,
    choice,
    is_given,
)
from aligner_rules.readings.columns.gathering.rows import Formulas
from aligner_rules.readings.columns.gathering.standing import of_the_case
from aligner_rules.rules.revision import RevisionFacts, lapsed, window_awaits
from aligner_rules.rules.symbols import symbolic_facts, symbolic_terms
from aligner_rules.rules.words import where

_UPGRADES: Final[Any] = is_given(ASKED.upgrade_to, ASKED.has_upgrade)


def _of_target() -> Formulas:
    """Return what the target of an upgrade includes, by the rules of every plan (UPG-2).

    The terms are those of the target: of a form that upgrades they are looked at alone.
    """
    known: Any = {**of_the_case(), "setup_approved_on": ASKED.setup_approved_on}
    f, t = evolve(symbolic_facts(RevisionFacts), **known), symbolic_terms()
    included: Any = t.revision.included
    told = {
        "target_revisions": included.number,
        "target_unlimited": included.unlimited,
        "target_lapsed": lapsed(f, t),
        "target_awaits": window_awaits(f, t),
    }
    return {name: provided(_UPGRADES, each) for name, each in told.items()}


FORM: Final = Form(
    told={
        "adds_planning_services": ASKED.planning_services,
        "has_upgrade": _UPGRADES,
        "target": ASKED.upgrade_to,
        "models": choice(ASKED.models, ASKED.has_models),
        "setup_approved_on": ASKED.setup_approved_on,
        "is_submitted": SUBMITTED,
        "worn_as_told": ASKED.worn_as_told,
        **_of_target(),
    },
    plan=where(_UPGRADES, ASKED.upgrade_to, CASE.plan),
)
"""A form that upgrades is looked at as if the target had been the plan from the start (UPG-2)."""
