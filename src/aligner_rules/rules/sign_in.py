"""Signing in (ACC-1): when an account is locked, and what one more failure brings about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import frozen

from aligner_rules.model.account import Account, SignIn
from aligner_rules.model.dates import local_date
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, fact
from aligner_rules.rules.policy import Consequence, Policy, Way, requirement, unchanged
from aligner_rules.rules.words import not_


@frozen
class SignInFacts(EditionFacts):
    """What the sign-in policy looks at, at the instant that is asked about."""

    uses_eshop: bool = fact("whether the user signs in through the eShop")
    failed_sign_ins: int = fact("failed sign-ins in a row, since the last one that succeeded")
    minutes_since_failure: int = fact(
        "whole minutes since the last failed sign-in; unknown where there was none"
    )


def may_be_locked(f: SignInFacts, t: PlanTerms) -> bool:
    """Whether failures lock the account at all: by E those of eShop users do not (ACC-1)."""
    return not_(f.uses_eshop) | t.access.locks_eshop_users


@requirement(
    "ACC-1",
    Way.AWAIT_UNLOCKING,
    Way.CHECK_USER_NAME,
    Way.CUSTOMER_CARE,
    actual=lambda f, _t: f.minutes_since_failure,
    required=lambda _f, t: t.access.lockout_minutes,
)
def account_is_open(f: SignInFacts, t: PlanTerms) -> bool:
    """The account is not locked: fewer failures in a row, or long enough ago."""
    locking = f.failed_sign_ins >= t.access.failures_to_lock
    recent = f.minutes_since_failure < t.access.lockout_minutes
    return not_(may_be_locked(f, t) & locking & recent)


def next_failure_locks(f: SignInFacts, t: PlanTerms) -> bool:
    """Whether one more failure locks the account."""
    return may_be_locked(f, t) & (f.failed_sign_ins + 1 >= t.access.failures_to_lock)


def consistent(f: SignInFacts) -> bool:
    """Whether facts fit together as those of every account do."""
    return (f.failed_sign_ins >= 0) & (f.minutes_since_failure >= 0)


def sign_in_facts(
    account: Account, _request: SignIn, at: datetime, _terms: PlanTerms
) -> SignInFacts:
    """The facts of a sign-in at that instant."""
    failed_at: Any = account.last_failed_at
    known = failed_at is not UNKNOWN and failed_at is not None
    return SignInFacts(
        as_of=local_date(at, account.practice_zone),
        region=account.region,
        uses_eshop=account.uses_eshop,
        failed_sign_ins=account.failed_sign_ins,
        minutes_since_failure=int((at - failed_at).total_seconds() // 60) if known else UNKNOWN,
    )


POLICY = Policy(
    name="sign-in",
    kind=SignIn,
    facts=SignInFacts,
    gather=sign_in_facts,
    consistent=consistent,
    placed=unchanged,
    requirements=(account_is_open,),
    charges=(),
    consequences=(
        Consequence(
            "next-failure-locks",
            "ACC-1",
            holds=next_failure_locks,
            many=lambda _f, t: t.access.lockout_minutes,
        ),
    ),
)
"""The sign-in policy."""
