"""A user's account of the portal, and what is asked of one (ACC)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from attrs import frozen

from aligner_rules.model.case import CountryCode, ZoneName
from aligner_rules.model.checks import Checked, Must
from aligner_rules.model.request import Request
from aligner_rules.model.unknown import UNKNOWN

Count = Annotated[int, Must(lambda number: number >= 0, "a number, 0 or more", "count again")]
Instant = Annotated[
    datetime,
    Must(
        lambda instant: instant.utcoffset() is not None,
        "a datetime with its offset from UTC",
        "say which zone the clock showed: instant.replace(tzinfo=...)",
    ),
]


@frozen(kw_only=True)
class Account(Checked):
    """A user's account, as far as the rules look at it.

    `failed_sign_ins` are those in a row, since the last one that succeeded; `last_failed_at` is
    None where none has failed. `practice_zone` says which day an instant falls on.

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


@frozen(kw_only=True)
class SignIn(Request):
    """An attempt to sign in (ACC-1)."""

    kind = "sign-in"
