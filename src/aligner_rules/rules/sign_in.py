"""Signing in (ACC-1, ACC-2): when an account is locked, and what has to be typed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.account import Account, SignIn, elapsed
from aligner_rules.model.dates import local_date
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, fact
from aligner_rules.rules.policy import Consequence, Policy, Way, requirement
from aligner_rules.rules.words import equals, larger, not_, one_of, where


@frozen
class SignInFacts(EditionFacts):
    """What the sign-in policy looks at, at the instant that is asked about."""

    uses_eshop: bool = fact("whether the user signs in through the eShop")
    failed_sign_ins: int = fact("failed sign-ins in a row, since the last one that succeeded")
    minutes_since_failure: int = fact(
        "whole minutes since the last failed sign-in; unknown where there was none"
    )
    user_name: str = fact("what was given as user name: user-name, primary-email or neither")
    password: str = fact("whether the password matches: exact, except-for-case or none")


def may_be_locked(f: SignInFacts, t: PlanTerms) -> bool:
    """Whether failures lock the account at all: it may be that those of eShop users do not."""
    return not_(f.uses_eshop) | t.access.locks_eshop_users


def is_locked(f: SignInFacts, t: PlanTerms) -> bool:
    """Whether the account is locked: failures enough in a row, and too short a time since."""
    enough = f.failed_sign_ins >= t.access.failures_to_lock
    recent = f.minutes_since_failure < t.access.lockout_minutes
    return may_be_locked(f, t) & enough & recent


def failures_left(f: SignInFacts, t: PlanTerms) -> int:
    """How many sign-ins may fail until the account is locked; it means nothing where none locks.

    One is enough once a lock has lapsed, because it is still one in a row.
    """
    left = larger(t.access.failures_to_lock - f.failed_sign_ins, 1)
    return where(is_locked(f, t), 0, left)


@requirement(
    "ACC-1",
    Way.AWAIT_UNLOCKING,
    Way.RESET_PASSWORD,
    Way.CUSTOMER_CARE,
    actual=lambda f, _t: f.minutes_since_failure,
    required=lambda _f, t: t.access.lockout_minutes,
)
def account_is_open(f: SignInFacts, t: PlanTerms) -> bool:
    """The account is not locked: fewer failures in a row, or long enough ago."""
    return not_(is_locked(f, t))


@requirement(
    "ACC-2",
    Way.CHECK_USER_NAME,
    actual=lambda f, _t: f.user_name,
    required=lambda _f, _t: "user-name, primary-email",
)
def user_name_fits(f: SignInFacts, t: PlanTerms) -> bool:
    """The user name was given, or the primary e-mail where that may stand for it."""
    by_email = equals(f.user_name, "primary-email") & t.access.email_as_user_name
    return equals(f.user_name, "user-name") | by_email


@requirement(
    "ACC-2",
    Way.RESET_PASSWORD,
    actual=lambda f, _t: f.password,
    required=lambda _f, _t: "exact",
)
def password_fits(f: SignInFacts, t: PlanTerms) -> bool:
    """The password matches, capitals and small letters too where they differ."""
    alike = equals(f.password, "except-for-case") & not_(t.access.password_case_sensitive)
    return equals(f.password, "exact") | alike


def next_failure_locks(f: SignInFacts, t: PlanTerms) -> bool:
    """Whether one more failure locks the account."""
    return may_be_locked(f, t) & (failures_left(f, t) <= 1) & not_(is_locked(f, t))


def consistent(f: SignInFacts) -> bool:
    """Whether facts fit together as those of every account do."""
    names = one_of(f.user_name, "user-name", "primary-email", "neither")
    matches = one_of(f.password, "exact", "except-for-case", "none")
    return (f.failed_sign_ins >= 0) & (f.minutes_since_failure >= 0) & names & matches


def sign_in_facts(
    account: Account, request: SignIn, at: datetime, _terms: PlanTerms
) -> SignInFacts:
    """The facts of a sign-in at that instant; failures that come later leave the count unknown."""
    failed_at: Any = account.last_failed_at
    failed, minutes = account.failed_sign_ins, UNKNOWN
    if failed_at is None:
        failed = 0
    elif failed_at is not UNKNOWN:
        minutes = elapsed(failed_at, at) // timedelta(minutes=1)
        failed, minutes = (UNKNOWN, UNKNOWN) if minutes < 0 else (failed, minutes)
    return SignInFacts(
        as_of=local_date(at, account.practice_zone),
        region=account.region,
        uses_eshop=account.uses_eshop,
        failed_sign_ins=failed,
        minutes_since_failure=minutes,
        user_name=told(request.user_name),
        password=told(request.password),
    )


def told(choice: Any) -> Any:
    """Return a choice as facts tell it."""
    return choice if choice is UNKNOWN else choice.value


def signed_in(account: Account, _request: SignIn, _at: datetime, _terms: PlanTerms) -> Account:
    """The account once its user has signed in: failures before no longer count."""
    return evolve(account, failed_sign_ins=0)


POLICY = Policy(
    name="sign-in",
    kind=SignIn,
    facts=SignInFacts,
    gather=sign_in_facts,
    consistent=consistent,
    placed=signed_in,
    requirements=(account_is_open, user_name_fits, password_fits),
    charges=(),
    consequences=(
        Consequence(
            "next-failure-locks",
            "ACC-1",
            holds=next_failure_locks,
            many=lambda _f, t: t.access.lockout_minutes,
        ),
    ),
    of_accounts=True,
)
"""The sign-in policy, its requirements in the order in which they are told."""
