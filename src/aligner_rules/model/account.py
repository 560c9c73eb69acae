"""Accounts of users and of patients, and what is asked of them (ACC)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from attrs import evolve, frozen

from aligner_rules.model.case import CountryCode, ZoneName
from aligner_rules.model.checks import Checked, Must
from aligner_rules.model.dates import EARLIEST, LATEST
from aligner_rules.model.faults import Fault, shown
from aligner_rules.model.request import Request
from aligner_rules.model.unknown import UNKNOWN

Count = Annotated[int, Must(lambda number: number >= 0, "a number, 0 or more", "count again")]


def _is_instant(given: datetime) -> bool:
    return given.utcoffset() is not None and EARLIEST.year <= given.year <= LATEST.year


def _instant_remedy(given: datetime) -> str:
    if given.utcoffset() is None:
        return "say which zone the clock showed: instant.replace(tzinfo=...)"
    return "put the year right"


Instant = Annotated[
    datetime,
    Must(
        _is_instant,
        f"a datetime with its offset from UTC, from {EARLIEST.year} to {LATEST.year}",
        _instant_remedy,
    ),
]


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Return the time from one instant to another, whatever their clocks were set to meanwhile.

    >>> zone = datetime.fromisoformat
    >>> elapsed(zone("2025-03-03T12:00:00+01:00"), zone("2025-03-03T12:00:00+00:00"))
    datetime.timedelta(seconds=3600)
    """
    return in_utc(end) - in_utc(start)


def in_utc(instant: datetime) -> datetime:
    """Return an instant as a plain datetime in UTC, in which the hours count as they pass."""
    there = instant.astimezone(UTC)
    return datetime.combine(there.date(), there.timetz())


class Match(StrEnum):
    """Whether one password is the same as another."""

    EXACT = "exact"
    EXCEPT_FOR_CASE = "except-for-case"
    NONE = "none"

    @classmethod
    def of(cls, one: str, other: str) -> Match:
        """Return how well two passwords match; neither is kept.

        >>> Match.of("Aligner-1", "aligner-1").value, Match.of("Aligner-1", "Aligner-2").value
        ('except-for-case', 'none')
        """
        if one == other:
            return cls.EXACT
        return cls.EXCEPT_FOR_CASE if one.casefold() == other.casefold() else cls.NONE


HowWell = Annotated[
    Match, Must(lambda _: True, "a Match, and never a password", "use Match.of", secret=True)
]


class UserName(StrEnum):
    """What was given for the user name: the name itself, the primary e-mail, or neither."""

    ITSELF = "user-name"
    PRIMARY_EMAIL = "primary-email"
    NEITHER = "neither"


class PortalAct(StrEnum):
    """What is to be done in a patient portal (ACC-4)."""

    ACTIVATE = "activate"
    RESEND = "resend"
    BOOK = "book"


class Matter(StrEnum):
    """What somebody has to handle (ACC-3)."""

    INVOICES = "invoices"
    CARDS = "cards"
    EMAIL = "email"
    ADDRESSES = "addresses"
    QUALITY_COMPLAINTS = "quality-complaints"
    TECHNICAL_ISSUES = "technical-issues"


class Handler(StrEnum):
    """Who handles it, or where it is handled."""

    DOCTOR_PORTAL = "doctor-portal"
    ESHOP = "eshop"
    CUSTOMER_CARE = "customer-care"
    DISTRIBUTOR = "distributor"


def _failures_have_an_instant(
    failed_sign_ins: int, last_failed_at: datetime | None
) -> Iterator[Fault]:
    if failed_sign_ins and last_failed_at is None:
        expected = f"the instant of the last of {failed_sign_ins} failed sign-ins"
        remedy = "give it, or leave it out where it is not known"
        yield Fault("$.last_failed_at", shown(None), expected, remedy)


@frozen(kw_only=True)
class Account(Checked):
    """A user's account, as far as the rules look at it.

    `failed_sign_ins` are those in a row, since the last one that succeeded. `last_failed_at`,
    `password_reset_at` and `preferences_reviewed_on` are None where that never happened.
    `practice_zone` says which day an instant falls on.

    >>> Account(practice_zone="Europe/Paris", failed_sign_ins=-1)
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: Account is not valid, 1 fault:
    $.failed_sign_ins: given -1; expected a number, 0 or more; count again
    """

    practice_zone: ZoneName
    region: CountryCode = UNKNOWN
    uses_eshop: bool = UNKNOWN
    failed_sign_ins: Count = UNKNOWN
    last_failed_at: Instant | None = UNKNOWN
    password_reset_at: Instant | None = UNKNOWN
    preferences_reviewed_on: date | None = UNKNOWN

    invariants = (_failures_have_an_instant,)

    def failed(self, at: datetime) -> Self:
        """Return the account after one more failed sign-in at that instant.

        What is typed while an account is locked is not tried, so it is no sign-in that fails.
        """
        count = self.failed_sign_ins
        if self.last_failed_at is None:
            count = 0
        return evolve(self, failed_sign_ins=count + 1, last_failed_at=at)


@frozen(kw_only=True)
class PatientAccount(Checked):
    """A patient's account of the patient portal, as far as the rules look at it (ACC-4).

    `portal_enabled` is what the organisation's access level for patients says; None: it says
    nothing. `availability_open` is whether the provider has opened slots for booking online.
    """

    practice_zone: ZoneName
    region: CountryCode = UNKNOWN
    portal_enabled: bool | None = UNKNOWN
    is_client: bool = UNKNOWN
    has_email: bool = UNKNOWN
    activation_sent: bool = UNKNOWN
    availability_open: bool = UNKNOWN


@frozen(kw_only=True)
class AccountRequest(Request):
    """The base of what is asked of an account; `about` is the kind of account."""

    about: ClassVar[type[Checked]] = Account


@frozen(kw_only=True)
class SignIn(AccountRequest):
    """An attempt to sign in (ACC-1, ACC-2); what was typed is not kept, only how well it fits."""

    kind = "sign-in"

    user_name: UserName = UNKNOWN
    password: HowWell = UNKNOWN


@frozen(kw_only=True)
class NewPassword(AccountRequest):
    """A password that is to be set (ACC-2): how long it is, and whether it was repeated alike.

    `link_sent_at` is the instant at which the reset link that is used was sent; None: none is used.

    >>> NewPassword.of("Aligner-1", repeated="aligner-1", link_sent_at=None)
    NewPassword(characters=9, repeated=<Match.EXCEPT_FOR_CASE: 'except-for-case'>, \
link_sent_at=None)
    """

    kind = "new-password"

    characters: Count = UNKNOWN
    repeated: HowWell = UNKNOWN
    link_sent_at: Instant | None = UNKNOWN

    @classmethod
    def of(
        cls, password: str, *, repeated: str, link_sent_at: datetime | None = UNKNOWN
    ) -> NewPassword:
        """Return what has to be known of a password; neither it nor its repetition is kept."""
        match = Match.of(password, repeated)
        return cls(characters=len(password), repeated=match, link_sent_at=link_sent_at)


@frozen(kw_only=True)
class PatientPortalRequest(AccountRequest):
    """Something to be done in a patient portal (ACC-4)."""

    kind = "patient-portal"
    about = PatientAccount

    act: PortalAct
