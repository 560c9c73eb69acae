"""The facts of a retainer order that its form tells, and whether the last phase has shipped."""

from __future__ import annotations

from typing import Any, Final

from aligner_rules.readings.columns.gathering.columns import ASKED
from aligner_rules.readings.columns.gathering.forms import (
    SUBMITTED,
    Form,
    choice,
    is_given,
)
from aligner_rules.readings.columns.gathering.phases import last_phase_shipped
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.words import equals

_IS_NEW: Final[Any] = equals(ASKED.patient, "new")

FORM: Final = Form(
    told={
        "is_new_patient": _IS_NEW,
        "has_patient_name": is_given(ASKED.patient_name, ASKED.has_patient_name),
        "has_practice": is_given(ASKED.practice, ASKED.has_practice),
        "arches": Formula.fact("arch_count", Type.INT),
        "sets": ASKED.sets,
        "models": choice(ASKED.models, ASKED.has_models),
        "has_model_step": is_given(ASKED.model_step, ASKED.has_model_step),
        "is_final": ASKED.final,
        "has_payment_method": is_given(ASKED.payment_method, ASKED.has_payment_method),
        "is_submitted": SUBMITTED,
        "accepts_terms": ASKED.accepts_terms,
    },
    beside_phases={"last_phase_shipped": last_phase_shipped()},
    lists={"arch_count": ("order_arches", "order_arches")},
)
