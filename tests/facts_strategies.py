"""Facts for property tests: fitting ones, on and beside every boundary, and with gaps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from attrs import evolve, fields, fields_dict
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules.closing import ClosingFacts
from aligner_rules.rules.facts import EditionFacts, PlanFacts
from aligner_rules.rules.new_password import NewPasswordFacts
from aligner_rules.rules.patient_portal import PatientPortalFacts
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.production import ProductionFacts
from aligner_rules.rules.records import RecordsFacts
from aligner_rules.rules.replacement import ReplacementFacts
from aligner_rules.rules.retainer import RetainerFacts
from aligner_rules.rules.revision import RevisionFacts
from aligner_rules.rules.shipping import DeliveredFacts, ShippingFacts, TrackedFacts
from aligner_rules.rules.sign_in import SignInFacts
from aligner_rules.rules.upgrade import UpgradeFacts
from portal_facts import PORTAL_FACTS
from strategies import PLAN_NAMES, REGIONS, TELLING_DAYS
from submission_facts import SUBMISSION_FACTS

WAITS = (0, 1, 29, 30, 44, 45, 46, 365)
MATCHES = st.sampled_from(("exact", "exact", "except-for-case", "none"))
GOVERNING = ("plan", "approved_on", "region")
GOOD: dict[str, Any] = {
    "as_of": date(2025, 3, 3),
    "plan": "UNLIMITED",
    "approved_on": date(2024, 10, 1),
    "region": "US",
    "has_shipped": True,
    "first_shipped_on": date(2024, 11, 30),
    "cause": "lost",
    "upper_steps": 3,
    "lower_steps": 2,
    "unmade_steps": 0,
    "engager_steps": 1,
    "other_engager_steps": 0,
    "lone_templates": 0,
    "misplaced_templates": 0,
    "has_ordered": True,
    "last_ordered_on": date(2025, 1, 15),
    "has_payment_method": True,
    "acknowledged": True,
    "accepts_terms": True,
    "distinct_steps": 4,
    "upper_ordered": 0,
    "lower_ordered": 0,
    "unshipped_revisions": 0,
    "unshipped_retainers": 0,
}


def good_facts(**changes: Any) -> ReplacementFacts:
    """Facts that are allowed in the edition of 2024-10, but for the changes."""
    return ReplacementFacts(**GOOD | changes)


def fact_names() -> list[str]:
    """The names of all facts of a replacement order."""
    return list(fields_dict(ReplacementFacts))


@st.composite
def replacement_facts(draw: DrawFn) -> ReplacementFacts:
    """Fitting facts: most often few things wrong, counts and days near their boundaries."""
    as_of = draw(st.sampled_from(TELLING_DAYS) | st.dates(date(2017, 1, 1), date(2030, 12, 31)))
    wait = draw(st.sampled_from(WAITS))
    shipped = draw(st.sampled_from((0, 1, 364, 365, 366, 1826)))
    upper = draw(st.sampled_from((0, 1, 7, 8, 9, 17)))
    lower = draw(st.sampled_from((0, 1, 7, 8, 9)))
    has_shipped = draw(st.booleans())
    has_ordered = draw(st.booleans())
    mostly = st.sampled_from((True, True, True, False))
    few = st.sampled_from((0, 0, 0, 1, 2))
    ordered = upper + lower
    return ReplacementFacts(
        as_of=as_of,
        plan=draw(st.sampled_from(PLAN_NAMES)),
        approved_on=as_of - timedelta(days=draw(st.integers(0, 900))),
        region=draw(st.sampled_from(REGIONS)),
        has_shipped=has_shipped,
        first_shipped_on=as_of - timedelta(days=shipped) if has_shipped else UNKNOWN,
        cause=draw(st.sampled_from(("lost", "lost", "damaged", "quality", "other"))),
        upper_steps=upper,
        lower_steps=lower,
        unmade_steps=min(draw(few), ordered),
        engager_steps=min(draw(few), upper),
        other_engager_steps=min(draw(few), lower),
        lone_templates=draw(few),
        misplaced_templates=draw(few),
        has_ordered=has_ordered,
        last_ordered_on=as_of - timedelta(days=wait) if has_ordered else UNKNOWN,
        has_payment_method=draw(mostly),
        acknowledged=draw(mostly),
        accepts_terms=draw(mostly),
        distinct_steps=draw(st.integers(max(upper, lower), upper + lower)),
        upper_ordered=draw(few),
        lower_ordered=draw(few),
        unshipped_revisions=draw(few),
        unshipped_retainers=draw(few),
    )


@st.composite
def common_facts(draw: DrawFn) -> dict[str, Any]:
    """The facts that every case has, with a first shipment near the months of some plan."""
    as_of = draw(st.sampled_from(TELLING_DAYS) | st.dates(date(2017, 1, 1), date(2030, 12, 31)))
    has_shipped = draw(st.booleans())
    shipped_on = as_of - timedelta(days=draw(st.sampled_from((0, 1, 181, 184, 364, 365, 366, 731))))
    return {
        "as_of": as_of,
        "plan": draw(st.sampled_from(PLAN_NAMES)),
        "approved_on": shipped_on - timedelta(days=draw(st.sampled_from((0, 1, 30, 365)))),
        "region": draw(st.sampled_from(REGIONS)),
        "has_shipped": has_shipped,
        "first_shipped_on": shipped_on if has_shipped else UNKNOWN,
    }


@st.composite
def revision_facts(draw: DrawFn) -> RevisionFacts:
    """Fitting facts of a revision: most often few things wrong."""
    mostly = st.sampled_from((True, True, True, False))
    common = draw(common_facts())
    approval = draw(st.sampled_from((0, 1, 181, 366)))
    ended, since = draw(st.booleans()), draw(st.sampled_from((0, 14, 15, 16, 30, 31)))
    has_upgrade = draw(st.sampled_from((False, False, True)))
    unlimited = draw(st.booleans())
    target: dict[str, Any] = {
        "target": draw(st.sampled_from(PLAN_NAMES)),
        "target_unlimited": unlimited,
        "target_revisions": UNKNOWN if unlimited else draw(st.integers(0, 2)),
        "target_lapsed": draw(st.booleans()),
        "target_awaits": draw(st.booleans()),
    }
    return RevisionFacts(
        **common,
        **(target if has_upgrade else {}),
        adds_planning_services=draw(st.booleans()),
        has_upgrade=has_upgrade,
        is_approved=True,
        is_active=draw(mostly),
        has_revision=not draw(mostly),
        revisions_ordered=draw(st.sampled_from((0, 0, 1, 2))),
        unshipped_replacements=draw(st.sampled_from((0, 0, 0, 1))),
        models=draw(st.sampled_from(("scans", "impressions", "existing-model", "none"))),
        setup_approved_on=common["as_of"] + timedelta(days=approval),
        is_submitted=draw(mostly),
        unshipped_retainers=draw(st.sampled_from((0, 0, 0, 1))),
        last_step_ended=ended,
        last_step_ended_on=common["as_of"] - timedelta(days=since) if ended else UNKNOWN,
        worn_as_told=draw(mostly),
    )


@st.composite
def upgrade_facts(draw: DrawFn) -> UpgradeFacts:
    """Fitting facts of an upgrade: most often few things wrong."""
    mostly = st.sampled_from((True, True, True, False))
    return UpgradeFacts(
        **draw(common_facts()),
        is_approved=True,
        is_active=draw(mostly),
        has_revision=not draw(mostly),
        target=draw(st.sampled_from(PLAN_NAMES)),
    )


@st.composite
def retainer_facts(draw: DrawFn) -> RetainerFacts:
    """Fitting facts of a retainer order: most often few things wrong."""
    mostly = st.sampled_from((True, True, True, False))
    return RetainerFacts(
        **draw(common_facts()),
        last_phase_shipped=draw(st.booleans()),
        is_new_patient=not draw(mostly),
        has_patient_name=draw(mostly),
        has_practice=draw(mostly),
        arches=draw(st.sampled_from((0, 1, 2, 2))),
        sets=draw(st.integers(1, 4)),
        sets_ordered=draw(st.integers(0, 3)),
        models=draw(st.sampled_from(("scans", "impressions", "existing-model", "none"))),
        has_model_step=draw(mostly),
        is_final=draw(st.booleans()),
        has_payment_method=draw(mostly),
        is_submitted=draw(mostly),
        accepts_terms=draw(mostly),
        unshipped_replacements=draw(st.sampled_from((0, 0, 0, 1))),
        unshipped_revisions=draw(st.sampled_from((0, 0, 0, 1))),
    )


@st.composite
def event_facts(draw: DrawFn, record: type[Any]) -> Any:
    """Fitting facts of an event: seldom an offender, the last day seen on both sides of its own."""
    as_of = draw(st.sampled_from(TELLING_DAYS) | st.dates(date(2017, 1, 1), date(2030, 12, 31)))
    has_history = draw(st.booleans())
    seen = as_of + timedelta(days=draw(st.sampled_from((-400, -1, 0, 0, 1, 60))))
    usual = {
        "as_of": as_of,
        "plan": draw(st.sampled_from(PLAN_NAMES)),
        "approved_on": seen - timedelta(days=draw(st.sampled_from((0, 1, 400)))),
        "region": draw(st.sampled_from(REGIONS)),
        "has_history": has_history,
        "last_seen_on": seen if has_history else UNKNOWN,
    }
    rare = {
        "bool": st.sampled_from((False, False, False, True)),
        "int": st.sampled_from((0,) * 5 + (1, 2)),
    }
    others = {a.name: draw(rare[a.type]) for a in fields(record) if a.name not in usual}
    if "is_active" in others:
        others |= {"is_active": not others["is_active"]}
    if "is_ordered" in others:
        others |= {"is_ordered": not others["is_ordered"], "records_awaited": draw(st.booleans())}
    return record(**usual, **others)


EVENT_FACTS = {
    "records-received": RecordsFacts,
    "issue-found": RecordsFacts,
    "setup-ready": RecordsFacts,
    "production-started": ProductionFacts,
    "shipped": ShippingFacts,
    "tracked": TrackedFacts,
    "delivered": DeliveredFacts,
    "closed": ClosingFacts,
}


@st.composite
def sign_in_facts(draw: DrawFn) -> SignInFacts:
    """Facts of a sign-in, about as many failures and minutes as lock an account."""
    return SignInFacts(
        as_of=draw(st.sampled_from(TELLING_DAYS) | st.dates(date(2017, 1, 1), date(2030, 12, 31))),
        region=draw(st.sampled_from(REGIONS)),
        uses_eshop=draw(st.booleans()),
        failed_sign_ins=draw(st.integers(0, 5)),
        minutes_since_failure=draw(st.sampled_from((0, 1, 19, 20, 21, 1440))),
        user_name=draw(st.sampled_from(("user-name", "user-name", "primary-email", "neither"))),
        password=draw(MATCHES),
    )


@st.composite
def new_password_facts(draw: DrawFn) -> NewPasswordFacts:
    """Facts of a password that is set, about as long as passwords may be."""
    return NewPasswordFacts(
        as_of=draw(st.sampled_from(TELLING_DAYS) | st.dates(date(2017, 1, 1), date(2030, 12, 31))),
        region=draw(st.sampled_from(REGIONS)),
        characters=draw(st.sampled_from((0, 7, 8, 9, 15, 16, 17))),
        repeated=draw(MATCHES),
        by_link=draw(st.booleans()),
        link_spent=draw(st.booleans()),
    )


@st.composite
def patient_portal_facts(draw: DrawFn) -> PatientPortalFacts:
    """Facts of what is done in a patient portal: most often few things wrong."""
    mostly = st.sampled_from((True, True, True, False))
    return PatientPortalFacts(
        as_of=draw(st.sampled_from(TELLING_DAYS) | st.dates(date(2017, 1, 1), date(2030, 12, 31))),
        region=draw(st.sampled_from(REGIONS)),
        act=draw(st.sampled_from(("activate", "resend", "book"))),
        level_says=draw(mostly),
        level_enables=draw(mostly),
        is_client=draw(mostly),
        has_email=draw(mostly),
        activation_sent=draw(st.booleans()),
        availability_open=draw(mostly),
    )


FACTS: dict[str, st.SearchStrategy[Any]] = {
    "replacement": replacement_facts(),
    "revision": revision_facts(),
    "retainer": retainer_facts(),
    **{name: event_facts(record) for name, record in EVENT_FACTS.items()},
    "sign-in": sign_in_facts(),
    **PORTAL_FACTS,
    **SUBMISSION_FACTS,
    "upgrade": upgrade_facts(),
    "new-password": new_password_facts(),
    "patient-portal": patient_portal_facts(),
}
"""Fitting facts for every policy, by its name."""


@st.composite
def facts_for(draw: DrawFn, policy: Policy[Any]) -> PlanFacts | EditionFacts:
    """Fitting facts for a policy of which any may be UNKNOWN, but for the day."""
    names = [name for name in fields_dict(policy.facts) if name != "as_of"]
    gaps = draw(st.sets(st.sampled_from(names), max_size=4))
    facts: PlanFacts | EditionFacts = evolve(
        draw(FACTS[policy.name]), **dict.fromkeys(gaps, UNKNOWN)
    )
    return facts


@st.composite
def facts_with_gaps(draw: DrawFn) -> ReplacementFacts:
    """Fitting facts of which any may be UNKNOWN, but for the day."""
    gaps = draw(st.sets(st.sampled_from([n for n in fact_names() if n != "as_of"]), max_size=4))
    return evolve(draw(replacement_facts()), **dict.fromkeys(gaps, UNKNOWN))
