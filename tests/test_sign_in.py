"""Signing in: three failures in a row lock an account for twenty minutes (ACC-1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

import aligner_rules as ar
from aligner_rules.model.account import Account, SignIn
from aligner_rules.readings.columns.verbs import decided_frame
from aligner_rules.readings.decision import Decision, Outcome, decide_facts
from aligner_rules.rulebook.terms import NO_PLAN
from aligner_rules.rules.sign_in import POLICY, SignInFacts
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
    ],
)
def test_when_an_account_is_open(changes: dict[str, Any], outcome: Outcome) -> None:
    """The third failure locks, minute 20 opens, eShop users are spared, and no terms allow."""
    assert told(**changes).outcome is outcome


def test_a_locked_account_tells_what_can_be_done() -> None:
    """The reason has its clause, the minutes and the ways out."""
    (reason,) = told().reasons
    ways = [way.way.value for way in reason.ways_out]
    assert (reason.clause, reason.actual, reason.required) == ("ACC-1", 19, 20)
    assert ways == ["wait-for-the-unlocking", "check-the-user-name", "customer-care"]


@pytest.mark.parametrize(("failed", "codes"), [(1, []), (2, ["next-failure-locks"])])
def test_the_last_try_is_told(failed: int, codes: list[str]) -> None:
    """After two failures one more locks the account."""
    assert [one.code for one in told(failed_sign_ins=failed).consequences] == codes


def test_the_edition_in_force_on_the_day_governs() -> None:
    """The day of the sign-in picks the edition, and the record says where its terms are written."""
    decision = told(as_of=date(2025, 12, 1))
    record = ar.record_of(decision)
    assert (decision.edition, record.edition) == ("clearcorrect-2025-12",) * 2
    assert record.terms == {
        "access.failures_to_lock": 3,
        "access.lockout_minutes": 20,
        "access.locks_eshop_users": False,
    }
    assert "plan" not in record.facts


def test_what_is_missing_is_named() -> None:
    """Where no day is known, neither is the edition, and both are named."""
    (reason,) = told(as_of=ar.UNKNOWN).reasons
    assert reason.missing[:2] == ("as_of", "access.locks_eshop_users")


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
    assert POLICY.consistent(found) is True


@pytest.mark.parametrize("failed_at", [None, ar.UNKNOWN])
def test_without_a_failure_no_minutes_are_known(failed_at: Any) -> None:
    """No failure, or none that is known, leaves the minutes unknown."""
    account = Account(practice_zone="Europe/Paris", last_failed_at=failed_at)
    found = POLICY.gather(account, SignIn(), AT, BOOK.terms(NO_PLAN, AT.date()))
    assert found.minutes_since_failure is ar.UNKNOWN


def test_asking_changes_nothing() -> None:
    """A sign-in that is allowed leaves the account as it is."""
    account = Account(practice_zone="Europe/Paris")
    assert POLICY.placed(account, SignIn(), AT, BOOK.terms(NO_PLAN, AT.date())) is account


@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
@pytest.mark.parametrize("as_of", [None, date(2025, 12, 1)])
def test_columns_need_no_plan_and_no_approval(kind: Kind, as_of: date | None) -> None:
    """A frame without these two columns is decided row by row as each decision is."""
    facts = drawn_facts(5, 400, BOOK, POLICY)
    if as_of is not None:
        facts = [SignInFacts(**{**_facts(one), "as_of": as_of}) for one in facts]
    frame = frame_of(facts, SignInFacts)
    given = frame if as_of is None else frame.drop("as_of")
    names = ("outcome", "unmet", "unknown", "opens_on", "reasons", "requirements")
    made = kind.read(decided_frame(kind.made(given), POLICY, BOOK, as_of, names)).sort("row")
    expected = decided(facts, BOOK, POLICY)
    assert "plan" not in frame.columns
    assert made.select(expected.columns).equals(expected)
    assert set(made["outcome"]) == {"allowed", "refused", "undetermined"}


def _facts(one: SignInFacts) -> dict[str, Any]:
    return {name: getattr(one, name) for name in frame_of([one], SignInFacts).columns[1:]}


def test_an_account_tells_all_that_is_wrong_with_it() -> None:
    """A count below none, and an instant without an offset, are told at once."""
    with pytest.raises(ar.Invalid) as caught:
        Account(
            practice_zone="Europe/Pariss",
            failed_sign_ins=-1,
            last_failed_at=datetime(2025, 3, 3),  # noqa: DTZ001
        )
    places = [fault.where for fault in caught.value.faults]
    assert places == ["$.practice_zone", "$.failed_sign_ins", "$.last_failed_at"]


def test_polars_frames_stay_so() -> None:
    """A frame with nothing known in it is undetermined."""
    frame = pl.DataFrame(
        {"uses_eshop": [None], "failed_sign_ins": [None], "minutes_since_failure": [None]}
        | {"region": ["US"]}
    )
    made = decided_frame(frame, POLICY, BOOK, KNOWN["as_of"], ("outcome",))
    assert made["outcome"].to_list() == ["undetermined"]
