"""Signing in: three failures in a row lock an account for twenty minutes (ACC-1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from attrs import evolve

import aligner_rules as ar
from aligner_rules.model.account import Account, SignIn
from aligner_rules.readings.columns.schema import ANSWERS
from aligner_rules.readings.columns.verbs import decided_frame
from aligner_rules.readings.decision import Decision, Outcome, decide_facts
from aligner_rules.rulebook.terms import NO_PLAN
from aligner_rules.rules.sign_in import POLICY, SignInFacts, failures_left
from column_cases import decided, drawn_facts
from frame_kinds import DUCKDB, POLARS, Kind, frame_of

BOOK = ar.load_rulebooks()
AT = datetime.fromisoformat("2025-03-03T12:00:00+01:00")
KNOWN: dict[str, Any] = {
    "as_of": date(2025, 3, 3),
    "region": "FR",
    "uses_eshop": False,
    "failed_sign_ins": 3,
    "minutes_since_failure": 19,
    "user_name": "user-name",
    "password": "exact",
}


def told(**changes: Any) -> Decision:
    """Return the decision about a user who is locked out, but for the changes."""
    return decide_facts(POLICY, SignInFacts(**KNOWN | changes), book=BOOK)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, Outcome.REFUSED),
        ({"minutes_since_failure": 20}, Outcome.ALLOWED),
        ({"failed_sign_ins": 2}, Outcome.ALLOWED),
        ({"failed_sign_ins": 4}, Outcome.REFUSED),
        ({"uses_eshop": True}, Outcome.ALLOWED),
        ({"uses_eshop": ar.UNKNOWN}, Outcome.UNDETERMINED),
        ({"failed_sign_ins": ar.UNKNOWN}, Outcome.UNDETERMINED),
        ({"failed_sign_ins": 0, "minutes_since_failure": ar.UNKNOWN}, Outcome.ALLOWED),
        ({"as_of": date(2024, 9, 30)}, Outcome.UNDETERMINED),
        ({"minutes_since_failure": 20, "user_name": "primary-email"}, Outcome.ALLOWED),
        ({"minutes_since_failure": 20, "user_name": "neither"}, Outcome.REFUSED),
        ({"minutes_since_failure": 20, "user_name": ar.UNKNOWN}, Outcome.UNDETERMINED),
        ({"minutes_since_failure": 20, "password": "except-for-case"}, Outcome.REFUSED),
        ({"minutes_since_failure": 20, "password": "none"}, Outcome.REFUSED),
        ({"minutes_since_failure": 20, "password": ar.UNKNOWN}, Outcome.UNDETERMINED),
    ],
)
def test_when_a_sign_in_is_allowed(changes: dict[str, Any], outcome: Outcome) -> None:
    """The third failure locks, minute 20 opens, eShop users are spared; name and password fit."""
    assert told(**changes).outcome is outcome


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("access.locks_eshop_users", {"uses_eshop": True}),
        ("access.email_as_user_name", {"user_name": "primary-email"}),
        ("access.password_case_sensitive", {"password": "except-for-case"}),
    ],
)
def test_another_edition_may_say_otherwise(path: str, changes: dict[str, Any]) -> None:
    """Who is locked out, what stands for the name and whether capitals matter are terms."""
    asked = SignInFacts(**KNOWN | changes)
    found = [
        decide_facts(POLICY, asked, book=BOOK.evolve({path: said})).verdicts
        for said in (True, False, ar.UNKNOWN)
    ]
    assert len(set(map(str, found))) == 3


def test_a_locked_account_tells_what_can_be_done() -> None:
    """The reason has its clause, the minutes and the ways out."""
    (reason,) = told().reasons
    ways = [way.way.value for way in reason.ways_out]
    assert (reason.clause, reason.actual, reason.required) == ("ACC-1", 19, 20)
    assert ways == ["wait-for-the-unlocking", "reset-the-password", "customer-care"]


@pytest.mark.parametrize(("failed", "codes"), [(1, []), (2, ["next-failure-locks"]), (3, [])])
def test_the_last_try_is_told(failed: int, codes: list[str]) -> None:
    """After two failures one more locks the account; none does while it is locked."""
    assert [one.code for one in told(failed_sign_ins=failed).consequences] == codes


@pytest.mark.parametrize(
    ("failed", "minutes", "left"),
    [(0, 19, 3), (1, 19, 2), (2, 19, 1), (3, 19, 0), (3, 20, 1), (7, 20, 1), (7, 19, 0)],
)
def test_failures_left(failed: int, minutes: int, left: int) -> None:
    """Three until the first lock; once it has lapsed one locks anew, being one in a row still."""
    decision = told(failed_sign_ins=failed, minutes_since_failure=minutes)
    assert failures_left(decision.facts, decision.terms) == left


def test_the_edition_in_force_on_the_day_governs() -> None:
    """The day of the sign-in picks the edition, and the record says where its terms are written."""
    decision = told(as_of=date(2025, 12, 1))
    record = ar.record_of(decision)
    assert (decision.edition, record.edition) == ("clearcorrect-2025-12",) * 2
    assert record.terms == {
        "access.failures_to_lock": 3,
        "access.lockout_minutes": 20,
        "access.locks_eshop_users": False,
        "access.password_case_sensitive": True,
        "access.email_as_user_name": True,
    }
    assert "plan" not in record.facts


def test_what_is_missing_is_named() -> None:
    """Where no day is known, neither is the edition, and both are named."""
    reason = told(as_of=ar.UNKNOWN).reasons[0]
    assert reason.missing[0] == "as_of"
    assert "access.failures_to_lock" in reason.missing


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (59, 0), (60, 1), (1199, 19), (1200, 20)])
def test_minutes_are_whole_and_past(seconds: int, minutes: int) -> None:
    """Facts count the minutes that are over; the day is that of the practice."""
    account = Account(
        practice_zone="Pacific/Auckland",
        failed_sign_ins=3,
        last_failed_at=AT - timedelta(seconds=seconds),
    )
    found = POLICY.gather(account, SignIn(), AT, BOOK.terms(NO_PLAN, AT.date()))
    assert (found.minutes_since_failure, found.as_of) == (minutes, date(2025, 3, 4))
    assert POLICY.consistent(evolve(found, user_name="neither", password="none")) is True  # noqa: S106


@pytest.mark.parametrize(
    ("failed_at", "count"),
    [(None, 0), (ar.UNKNOWN, 2), (AT + timedelta(seconds=1), ar.UNKNOWN)],
)
def test_without_a_failure_before_no_minutes_are_known(failed_at: Any, count: Any) -> None:
    """None ever failed, none that is known, or one that comes later and hides those before."""
    failed = ar.UNKNOWN if failed_at is None else 2
    account = Account(
        practice_zone="Europe/Paris", failed_sign_ins=failed, last_failed_at=failed_at
    )
    found = POLICY.gather(account, SignIn(), AT, BOOK.terms(NO_PLAN, AT.date()))
    assert (found.failed_sign_ins, found.minutes_since_failure) == (count, ar.UNKNOWN)


def test_a_user_who_has_signed_in_starts_afresh() -> None:
    """Failures before no longer count."""
    account = Account(practice_zone="Europe/Paris", failed_sign_ins=2, last_failed_at=AT)
    later = POLICY.placed(account, SignIn(), AT, BOOK.terms(NO_PLAN, AT.date()))
    assert (later.failed_sign_ins, later.last_failed_at) == (0, AT)


@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
@pytest.mark.parametrize("as_of", [None, date(2025, 12, 1)])
def test_columns_need_no_plan_and_no_approval(kind: Kind, as_of: date | None) -> None:
    """A frame without these two columns is decided row by row as each decision is."""
    facts = drawn_facts(5, 400, BOOK, POLICY)
    if as_of is not None:
        facts = [SignInFacts(**{**_facts(one), "as_of": as_of}) for one in facts]
    frame = frame_of(facts, SignInFacts)
    given = frame if as_of is None else frame.drop("as_of")
    made = kind.read(decided_frame(kind.made(given), POLICY, BOOK, as_of, ANSWERS)).sort("row")
    expected = decided(facts, BOOK, POLICY)
    assert "plan" not in frame.columns
    assert made.select(expected.columns).equals(expected)
    assert set(made["outcome"]) == {"allowed", "refused", "undetermined"}


def _facts(one: SignInFacts) -> dict[str, Any]:
    return {name: getattr(one, name) for name in frame_of([one], SignInFacts).columns[1:]}


def test_polars_frames_stay_so() -> None:
    """A frame with nothing known in it is undetermined."""
    frame = pl.DataFrame(
        {"uses_eshop": [None], "failed_sign_ins": [None], "minutes_since_failure": [None]}
        | {"user_name": [None], "password": [None], "region": ["US"]}
    )
    made = decided_frame(frame, POLICY, BOOK, KNOWN["as_of"], ("outcome",))
    assert made["outcome"].to_list() == ["undetermined"]
