"""The portal of patients: off unless enabled, activated by e-mail, booked where open (ACC-4)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

import aligner_rules as ar
from aligner_rules.readings.decision import Outcome, decide_facts
from aligner_rules.rules.patient_portal import POLICY, PatientPortalFacts
from facts_strategies import patient_portal_facts

BOOK = ar.load_rulebooks()
AT = datetime(2025, 3, 3, 12, tzinfo=UTC)
ACTIVATE, RESEND, BOOK_SLOT = ar.PortalAct.ACTIVATE, ar.PortalAct.RESEND, ar.PortalAct.BOOK
READY = ar.PatientAccount(
    practice_zone="Europe/Paris",
    region="FR",
    portal_enabled=True,
    is_client=True,
    has_email=True,
    activation_sent=True,
    availability_open=True,
)


def told(act: ar.PortalAct, **changes: Any) -> ar.Decision:
    """Return the decision about something to be done for a patient who can do all but activate."""
    request = ar.PatientPortalRequest(act=act)
    return ar.decide_account(evolve(READY, **changes), request, at=AT, book=BOOK)


@pytest.mark.parametrize(
    ("act", "changes", "codes"),
    [
        (ACTIVATE, {"activation_sent": False}, ()),
        (ACTIVATE, {"activation_sent": True}, ("not-activated-before",)),
        (ACTIVATE, {"activation_sent": False, "is_client": False}, ("client-exists",)),
        (ACTIVATE, {"activation_sent": False, "has_email": False}, ("email-is-known",)),
        (ACTIVATE, {"activation_sent": False, "availability_open": False}, ()),
        (RESEND, {}, ()),
        (RESEND, {"activation_sent": False}, ("activated-before",)),
        (RESEND, {"has_email": False}, ("email-is-known",)),
        (BOOK_SLOT, {}, ()),
        (BOOK_SLOT, {"has_email": False}, ()),
        (BOOK_SLOT, {"availability_open": False}, ("slots-are-open",)),
        (BOOK_SLOT, {"activation_sent": False}, ("activated-before",)),
    ],
)
def test_what_can_be_done(
    act: ar.PortalAct, changes: dict[str, Any], codes: tuple[str, ...]
) -> None:
    """Clients are activated once, the e-mail is sent again after that, open slots are booked."""
    decision = told(act, **changes)
    assert decision.codes == codes
    assert decision.outcome is (Outcome.REFUSED if codes else Outcome.ALLOWED)


@pytest.mark.parametrize("act", ar.PortalAct)
@pytest.mark.parametrize(
    ("enabled", "standing"),
    [(True, None), (False, "unmet"), (None, "unmet"), (ar.UNKNOWN, "unknown")],
)
def test_the_portal_is_off_unless_it_is_enabled(
    act: ar.PortalAct, enabled: Any, standing: str | None
) -> None:
    """A level that enables it does; one that does not, or says nothing, leaves it off."""
    reasons = {one.code: one for one in told(act, portal_enabled=enabled).reasons}
    reason = reasons.get("portal-enabled")
    assert (None if reason is None else reason.standing.value) == standing


def test_what_a_silent_level_means_is_a_term() -> None:
    """Where an edition has the portal on by default, a silent level leaves it on."""
    book = BOOK.evolve({"access.patient_portal_by_default": True})
    silent = evolve(READY, portal_enabled=None)
    request = ar.PatientPortalRequest(act=BOOK_SLOT)
    assert ar.decide_account(silent, request, at=AT, book=book).outcome is Outcome.ALLOWED


@pytest.mark.parametrize(
    ("act", "sent", "codes"),
    [
        (ACTIVATE, False, ["activation-email-sent"]),
        (RESEND, True, ["password-reset-email-sent"]),
        (BOOK_SLOT, True, []),
    ],
)
def test_what_it_brings_about(act: ar.PortalAct, sent: bool, codes: list[str]) -> None:
    """Activation sends an e-mail; sending it again serves to reset the password."""
    assert [one.code for one in told(act, activation_sent=sent).consequences] == codes


@pytest.mark.parametrize("act", ar.PortalAct)
def test_an_activated_client_stays_so(act: ar.PortalAct) -> None:
    """Activation is remembered, and nothing else changes the account."""
    before = evolve(READY, activation_sent=act is not ACTIVATE)
    request = ar.PatientPortalRequest(act=act)
    assert ar.apply_account(before, request, at=AT, book=BOOK) == READY


@given(patient_portal_facts())
def test_nothing_is_done_in_a_portal_that_is_off(facts: PatientPortalFacts) -> None:
    """Whatever is allowed, the level of patients enables it."""
    decision = decide_facts(POLICY, facts, book=BOOK)
    enabled = facts.level_says and facts.level_enables
    assert decision.outcome is not Outcome.ALLOWED or enabled
    assert POLICY.consistent(facts) is True
