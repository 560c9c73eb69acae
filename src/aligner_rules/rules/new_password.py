"""Setting a password (ACC-2): how long it may be, and whether the reset link still works.

The password itself is no fact: only its length, and whether it was repeated alike.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.account import Account, NewPassword, elapsed
from aligner_rules.model.dates import local_date
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, fact
from aligner_rules.rules.policy import Consequence, Policy, Way, requirement
from aligner_rules.rules.sign_in import told
from aligner_rules.rules.words import equals, not_, one_of


@frozen
class NewPasswordFacts(EditionFacts):
    """What the policy of passwords looks at, at the instant that is asked about."""

    characters: int = fact("characters of the new password")
    repeated: str = fact("whether the repetition matches: exact, except-for-case or none")
    by_link: bool = fact("whether a reset link is used")
    link_spent: bool = fact(
        "whether the password was reset since the link was sent; unknown where none is used"
    )


@requirement(
    "ACC-2",
    Way.CHOOSE_PASSWORD,
    actual=lambda f, _t: f.characters,
    required=lambda _f, t: t.access.password_least,
)
def password_long_enough(f: NewPasswordFacts, t: PlanTerms) -> bool:
    """The password has as many characters as are asked for."""
    return f.characters >= t.access.password_least


@requirement(
    "ACC-2",
    Way.CHOOSE_PASSWORD,
    actual=lambda f, _t: f.characters,
    required=lambda _f, t: t.access.password_most,
)
def password_short_enough(f: NewPasswordFacts, t: PlanTerms) -> bool:
    """The password has no more characters than are allowed."""
    return f.characters <= t.access.password_most


@requirement(
    "ACC-2",
    Way.REPEAT_PASSWORD,
    actual=lambda f, _t: f.repeated,
    required=lambda _f, _t: "exact",
)
def repeated_alike(f: NewPasswordFacts, t: PlanTerms) -> bool:
    """The password was repeated, capitals and small letters too where they differ."""
    alike = equals(f.repeated, "except-for-case") & not_(t.access.password_case_sensitive)
    return equals(f.repeated, "exact") | alike


@requirement("ACC-2", Way.ASK_FOR_LINK, actual=lambda f, _t: not_(f.link_spent))
def reset_link_works(f: NewPasswordFacts, t: PlanTerms) -> bool:
    """The reset link, if one is used, has not been spent by a reset since it was sent."""
    return not_(f.by_link & f.link_spent & t.access.reset_link_works_once)


def links_end(f: NewPasswordFacts, t: PlanTerms) -> bool:
    """Whether reset links that were sent before stop working."""
    return f.by_link & t.access.reset_link_works_once


def consistent(f: NewPasswordFacts) -> bool:
    """Whether facts fit together as those of every request do."""
    return (f.characters >= 0) & one_of(f.repeated, "exact", "except-for-case", "none")


def new_password_facts(
    account: Account, request: NewPassword, at: datetime, _terms: PlanTerms
) -> NewPasswordFacts:
    """The facts of a password to be set at that instant.

    A link is spent by a reset in the same instant; of a reset that comes later it is not known
    whether others came before.
    """
    sent_at: Any = request.link_sent_at
    return NewPasswordFacts(
        as_of=local_date(at, account.practice_zone),
        region=account.region,
        characters=request.characters,
        repeated=told(request.repeated),
        by_link=UNKNOWN if sent_at is UNKNOWN else sent_at is not None,
        link_spent=_spent(sent_at, account.password_reset_at, at),
    )


def _spent(sent_at: Any, reset_at: Any, at: datetime) -> Any:
    if sent_at is None or reset_at is UNKNOWN:
        return UNKNOWN
    if reset_at is None:
        return False
    if sent_at is UNKNOWN or elapsed(reset_at, at) < timedelta(0):
        return UNKNOWN
    return elapsed(sent_at, reset_at) >= timedelta(0)


def password_set(
    account: Account, request: NewPassword, at: datetime, _terms: PlanTerms
) -> Account:
    """The account once its password has been set; by a link, it has been reset at that instant."""
    return account if request.link_sent_at is None else evolve(account, password_reset_at=at)


POLICY = Policy(
    name="new-password",
    kind=NewPassword,
    facts=NewPasswordFacts,
    gather=new_password_facts,
    consistent=consistent,
    placed=password_set,
    requirements=(password_long_enough, password_short_enough, repeated_alike, reset_link_works),
    charges=(),
    consequences=(Consequence("reset-links-end", "ACC-2", holds=links_end),),
    of_accounts=True,
)
"""The policy of passwords, its requirements in the order in which they are told."""
