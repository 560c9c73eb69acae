"""The facts of a submission that its form tells: most of what is clinical is in no table."""

from __future__ import annotations

from typing import Final

from aligner_rules.model.steps import Arch
from aligner_rules.readings.columns.gathering.columns import ASKED
from aligner_rules.readings.columns.gathering.forms import SUBMITTED, Form, is_given
from aligner_rules.readings.columns.gathering.rows import Formulas
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.submission import SubmissionFacts

_UNTOLD: Final = (
    *("is_registered", "has_practice", "practice_is_own", "has_birth_date", "born_on"),
    *("has_gender", "has_chief_complaint", "upper_models", "lower_models", "material", "tray"),
    *("dentition", "approach", "wear_schedule", "has_step_limit", "step_limit"),
    *("consent_signed", "accepts_privacy_policy"),
)
"""What stands in no column of a portfolio."""


def _untold() -> Formulas:
    types = fact_types(SubmissionFacts)
    return {name: Formula.unknown(types[name]) for name in _UNTOLD}


FORM: Final = Form(
    told={
        **{f"treats_{arch}": Formula.fact(f"has_{arch}", Type.BOOL) for arch in Arch},
        "has_patient_name": is_given(ASKED.patient_name, ASKED.has_patient_name),
        "adds_planning_services": ASKED.planning_services,
        "accepts_terms": ASKED.accepts_terms,
        "is_submitted": SUBMITTED,
        **_untold(),
    },
    holding={f"has_{arch}": ("order_arches", str(arch)) for arch in Arch},
)
