"""Accounts: what is kept of one, and that a password never is."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pendulum
import pytest
from attrs import asdict
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.account import Account, Match, NewPassword, SignIn, UserName, elapsed
from aligner_rules.model.faults import Invalid
from aligner_rules.model.unknown import UNKNOWN

AT = datetime(2025, 3, 3, 12, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


def test_what_is_not_said_of_an_account_is_unknown() -> None:
    """Only the zone has to be known."""
    told = asdict(Account(practice_zone="Europe/Paris"))
    assert {name for name, value in told.items() if value is not UNKNOWN} == {"practice_zone"}


def test_an_account_tells_all_that_is_wrong_with_it() -> None:
    """A count below none, and instants without an offset or that are none, are told at once."""
    with pytest.raises(Invalid) as caught:
        Account(
            practice_zone="Europe/Pariss",
            failed_sign_ins=-1,
            last_failed_at=datetime(2025, 3, 3),  # noqa: DTZ001
            password_reset_at="2025-03-03T12:00:00Z",  # type: ignore[arg-type]  # noqa: S106
            preferences_reviewed_on=AT,
        )
    assert [(fault.where, fault.remedy) for fault in caught.value.faults] == [
        ("$.practice_zone", "did you mean 'Europe/Paris'?"),
        ("$.failed_sign_ins", "count again"),
        ("$.last_failed_at", "say which zone the clock showed: instant.replace(tzinfo=...)"),
        (
            "$.password_reset_at",
            "read it first: datetime.fromisoformat('2025-03-03T12:00:00Z')",
        ),
        (
            "$.preferences_reviewed_on",
            "take the day it was at the practice: local_date(instant, zone)",
        ),
    ]


def test_a_day_is_no_instant() -> None:
    """A date in the place of an instant is refused."""
    with pytest.raises(Invalid, match="say the time of day too, and its zone"):
        Account(practice_zone="Europe/Paris", last_failed_at=AT.date())  # type: ignore[arg-type]


def test_failures_have_an_instant() -> None:
    """That sign-ins failed, and none ever did, cannot both be."""
    with pytest.raises(Invalid, match=r"\$\.last_failed_at: given None"):
        Account(practice_zone="Europe/Paris", failed_sign_ins=1, last_failed_at=None)
    none = Account(practice_zone="Europe/Paris", failed_sign_ins=0, last_failed_at=None)
    assert none.last_failed_at is None


def test_failures_are_counted() -> None:
    """Each failure is one more, at its instant; the first is one; of an unknown count none is."""
    fresh = Account(practice_zone="Europe/Paris", last_failed_at=None)
    later = fresh.failed(AT).failed(AT + timedelta(minutes=1))
    assert (fresh.failed(AT).failed_sign_ins, later.failed_sign_ins) == (1, 2)
    assert later.last_failed_at == AT + timedelta(minutes=1)
    assert Account(practice_zone="Europe/Paris").failed(AT).failed_sign_ins is UNKNOWN


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("Aligner-1", "Aligner-1", Match.EXACT),
        ("Aligner-1", "aLIGNER-1", Match.EXCEPT_FOR_CASE),
        ("Straße", "STRASSE", Match.EXCEPT_FOR_CASE),
        ("Aligner-1", "Aligner-1 ", Match.NONE),
    ],
)
def test_how_passwords_match(one: str, other: str, match: Match) -> None:
    """They are the same, or but for capitals and small letters, or not at all."""
    assert Match.of(one, other) is match


@given(st.text("abcXYZ0189", min_size=6, max_size=20))
def test_a_password_is_not_kept(password: str) -> None:
    """Neither what is told of it, nor what can be read out of that, has it."""
    told = NewPassword.of(password, repeated=password, link_sent_at=AT)
    assert (told.characters, told.repeated) == (len(password), Match.EXACT)
    assert password not in f"{told} {told!r} {asdict(told)}"
    assert password.encode() not in pickle.dumps(told)


def test_a_sign_in_keeps_how_well_it_fits() -> None:
    """What is given of a sign-in are choices, and text is none."""
    assert SignIn(user_name=UserName.ITSELF, password=Match.EXACT).password is Match.EXACT
    with pytest.raises(Invalid) as caught:
        SignIn(password="Aligner-1")  # type: ignore[arg-type]  # noqa: S106
    (fault,) = caught.value.faults
    assert (fault.where, fault.given) == ("$.password", "something that may be secret")
    assert "Aligner-1" not in str(caught.value)


def test_what_is_no_secret_is_told() -> None:
    """None is no password, so that it is shown."""
    with pytest.raises(Invalid, match=r"\$\.repeated: given None"):
        NewPassword(repeated=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("year", [1899, 2200])
def test_an_instant_lies_in_years_that_can_be_counted(year: int) -> None:
    """The years are those of days."""
    with pytest.raises(Invalid, match="from 1900 to 2199, or None; put the year right"):
        Account(practice_zone="UTC", last_failed_at=AT.replace(year=year))


def test_an_instant_of_pendulum_is_as_good() -> None:
    """Its intervals are told as plain ones."""
    at = pendulum.datetime(2025, 3, 3, 21, tz="Asia/Tokyo")
    assert (type(elapsed(AT, at)), elapsed(AT, at)) == (timedelta, timedelta(0))
    assert type(elapsed(at, at.subtract(minutes=1))) is timedelta


def test_time_passes_whatever_the_clock_shows() -> None:
    """In the hour that a clock shows twice, and over the one that it skips, minutes are counted."""
    twice = datetime(2025, 10, 26, 2, 30, tzinfo=PARIS)
    assert elapsed(twice, twice.replace(fold=1)) == timedelta(hours=1)
    skipped = datetime(2025, 3, 30, 1, 59, tzinfo=PARIS)
    assert elapsed(skipped, datetime(2025, 3, 30, 3, 1, tzinfo=PARIS)) == timedelta(minutes=2)
