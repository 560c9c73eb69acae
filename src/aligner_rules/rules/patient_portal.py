"""The portal of patients (ACC-4): activation by e-mail, the e-mail again, and booking online."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.account import PatientAccount, PatientPortalRequest, PortalAct
from aligner_rules.model.dates import local_date
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, fact
from aligner_rules.rules.policy import Consequence, Policy, Way, requirement
from aligner_rules.rules.words import equals, not_, one_of, where


@frozen
class PatientPortalFacts(EditionFacts):
    """What the policy of patient portals looks at."""

    act: str = fact("what is to be done: activate, resend or book")
    level_says: bool = fact("whether the organisation's level for patients says anything of it")
    level_enables: bool = fact("whether that level enables the portal; unknown where it is silent")
    is_client: bool = fact("whether the patient is a client of the organisation already")
    has_email: bool = fact("whether an e-mail address of the patient is on record")
    activation_sent: bool = fact("whether the e-mail of activation was sent before")
    availability_open: bool = fact("whether the provider has opened slots for booking online")


def needs_email(f: PatientPortalFacts, _t: PlanTerms) -> bool:
    """Whether an e-mail is to be sent."""
    return one_of(f.act, "activate", "resend")


@requirement("ACC-4", Way.ENABLE_PORTAL, Way.CUSTOMER_CARE, actual=lambda f, _t: f.level_enables)
def portal_enabled(f: PatientPortalFacts, t: PlanTerms) -> bool:
    """The organisation's level for patients enables the portal: it is off unless it does."""
    return where(f.level_says, f.level_enables, t.access.patient_portal_by_default)


@requirement("ACC-4", Way.REGISTER_CLIENT, actual=lambda f, _t: f.is_client)
def client_exists(f: PatientPortalFacts, _t: PlanTerms) -> bool:
    """The patient is a client already: an account is made for no other."""
    return f.is_client


@requirement("ACC-4", Way.GIVE_EMAIL, actual=lambda f, _t: f.has_email)
def email_is_known(f: PatientPortalFacts, t: PlanTerms) -> bool:
    """An address is on record where an e-mail is to be sent."""
    return not_(needs_email(f, t)) | f.has_email


@requirement("ACC-4", Way.RESEND_EMAIL, actual=lambda f, _t: not_(f.activation_sent))
def not_activated_before(f: PatientPortalFacts, _t: PlanTerms) -> bool:
    """A client who is to be activated has not been before: the e-mail is sent again instead."""
    return not_(equals(f.act, "activate")) | not_(f.activation_sent)


@requirement("ACC-4", Way.ACTIVATE_CLIENT, actual=lambda f, _t: f.activation_sent)
def activated_before(f: PatientPortalFacts, _t: PlanTerms) -> bool:
    """A client has been activated before the e-mail is sent again or a slot is booked."""
    return equals(f.act, "activate") | f.activation_sent


@requirement("ACC-4", Way.OPEN_AVAILABILITY, actual=lambda f, _t: f.availability_open)
def slots_are_open(f: PatientPortalFacts, _t: PlanTerms) -> bool:
    """The provider has opened online availability where a slot is to be booked."""
    return not_(equals(f.act, "book")) | f.availability_open


def consistent(f: PatientPortalFacts) -> bool:
    """Whether facts fit together as those of every request do."""
    return one_of(f.act, "activate", "resend", "book")


def patient_portal_facts(
    account: PatientAccount, request: PatientPortalRequest, at: datetime, _terms: PlanTerms
) -> PatientPortalFacts:
    """The facts of what is to be done in a patient portal."""
    enabled: Any = account.portal_enabled
    return PatientPortalFacts(
        as_of=local_date(at, account.practice_zone),
        region=account.region,
        act=request.act.value,
        level_says=UNKNOWN if enabled is UNKNOWN else enabled is not None,
        level_enables=UNKNOWN if enabled is None else enabled,
        is_client=account.is_client,
        has_email=account.has_email,
        activation_sent=account.activation_sent,
        availability_open=account.availability_open,
    )


def done(
    account: PatientAccount, request: PatientPortalRequest, _at: datetime, _terms: PlanTerms
) -> PatientAccount:
    """The account once that is done: activation has been sent, all else leaves it as it is."""
    activated = request.act is PortalAct.ACTIVATE
    return evolve(account, activation_sent=True) if activated else account


POLICY = Policy(
    name="patient-portal",
    kind=PatientPortalRequest,
    facts=PatientPortalFacts,
    gather=patient_portal_facts,
    consistent=consistent,
    placed=done,
    requirements=(
        portal_enabled,
        client_exists,
        email_is_known,
        not_activated_before,
        activated_before,
        slots_are_open,
    ),
    charges=(),
    consequences=(
        Consequence(
            "activation-email-sent", "ACC-4", holds=lambda f, _t: equals(f.act, "activate")
        ),
        Consequence(
            "password-reset-email-sent", "ACC-4", holds=lambda f, _t: equals(f.act, "resend")
        ),
    ),
    of_accounts=True,
)
"""The policy of patient portals, its requirements in the order in which they are told."""
