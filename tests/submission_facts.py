"""Facts of submissions and of what belongs to them, for property tests: most often fitting ones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules.approval import ApprovalFacts
from aligner_rules.rules.drafts import DiscardingFacts, SavingFacts
from aligner_rules.rules.ordering import OrderingFacts
from aligner_rules.rules.planning_services import PlanningServicesFacts
from aligner_rules.rules.submission import SubmissionFacts
from strategies import PLAN_NAMES, REGIONS, TELLING_DAYS

_DAYS = st.sampled_from(TELLING_DAYS) | st.dates(date(2017, 1, 1), date(2030, 12, 31))
_MOSTLY = st.sampled_from((True, True, True, True, True, False))
_FORMS = ("aligner", "revision", "retainer", "replacement")
_SHARED: dict[str, Any] = {"as_of": _DAYS, "region": st.sampled_from(REGIONS)}
_ORDERING: dict[str, Any] = {
    **_SHARED,
    "is_registered": _MOSTLY,
    "has_practice": st.just(True),
    "practice_is_own": _MOSTLY,
}
_MODELS = st.sampled_from(("scans", "scans", "impressions", "impressions", "none"))


@st.composite
def submission_facts(draw: DrawFn) -> SubmissionFacts:
    """Fitting facts of a submission: most often few things wrong."""
    known = {name: draw(values) for name, values in _ORDERING.items()}
    truths: dict[str, Any] = {name: draw(_MOSTLY) for name in _TRUTHS}
    limited = draw(st.booleans())
    born = draw(st.sampled_from((-1, 0, 1, 6000)))
    return SubmissionFacts(
        **known,
        **truths,
        born_on=known["as_of"] - timedelta(days=born),
        upper_models=draw(_MODELS),
        lower_models=draw(_MODELS),
        material=draw(st.sampled_from(("pvs", "vps", "silicone", "polyether", "alginate"))),
        tray=draw(st.sampled_from(("disposable", "disposable", "metal", "none"))),
        dentition=draw(st.sampled_from(("permanent", "permanent", "mixed", "none"))),
        approach=draw(st.sampled_from(("aesthetic", "full-arch", "full-arch", "none"))),
        wear_schedule=draw(st.sampled_from(("7", "10", "14", "21", "20", "none"))),
        has_step_limit=limited,
        step_limit=draw(st.integers(1, 40)) if limited else UNKNOWN,
    )


_TRUTHS = (
    *("is_new", "has_patient_name", "has_birth_date", "has_gender", "treats_upper", "treats_lower"),
    *("has_chief_complaint", "adds_planning_services", "consent_signed", "accepts_terms"),
    *("accepts_privacy_policy", "is_submitted"),
)


@st.composite
def approval_facts(draw: DrawFn) -> ApprovalFacts:
    """Fitting facts of an approval, with steps on and beside every cap."""
    as_of = draw(_DAYS)
    return ApprovalFacts(
        as_of=as_of,
        region=draw(st.sampled_from(REGIONS)),
        plan=draw(st.sampled_from(PLAN_NAMES)),
        approved_on=as_of,
        for_submission=draw(_MOSTLY),
        setup_is_ready=True,
        plan_is_offered=draw(_MOSTLY),
        plan_is_kept=draw(_MOSTLY),
        planned_steps=draw(st.sampled_from((0, 11, 12, 13, 24, 25, 90))),
        phases_run_on=draw(_MOSTLY),
        has_payment_method=draw(_MOSTLY),
    )


SUBMISSION_FACTS: dict[str, st.SearchStrategy[Any]] = {
    "ordering": st.builds(OrderingFacts, **_ORDERING),
    "aligner": submission_facts(),
    "planning-services": st.builds(
        PlanningServicesFacts, **_SHARED, was_submitted=_MOSTLY, has_services=st.booleans()
    ),
    "save-draft": st.builds(
        SavingFacts,
        **_SHARED,
        form=st.sampled_from(_FORMS),
        has_id=_MOSTLY,
        was_placed=st.booleans(),
        drafts_are_known=_MOSTLY,
    ),
    "discard-draft": st.builds(DiscardingFacts, **_SHARED, is_saved=st.booleans()),
    "approval": approval_facts(),
}
"""Fitting facts for every policy that leads to an approved setup, by its name."""
