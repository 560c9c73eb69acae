"""Passwords: 8 to 16 characters, repeated alike, and a reset link that works once (ACC-2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

import aligner_rules as ar
from aligner_rules.readings.decision import Decision, Outcome, decide_facts
from aligner_rules.rulebook.terms import NO_PLAN
from aligner_rules.rules.new_password import POLICY, NewPasswordFacts
from facts_strategies import new_password_facts

BOOK = ar.load_rulebooks()
AT = datetime(2025, 3, 3, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KNOWN: dict[str, Any] = {
    "as_of": date(2025, 3, 3),
    "region": "FR",
    "characters": 12,
    "repeated": "exact",
    "by_link": False,
}


def told(**changes: Any) -> Decision:
    """Return the decision about a password that is allowed, but for the changes."""
    return decide_facts(POLICY, NewPasswordFacts(**KNOWN | changes), book=BOOK)


@pytest.mark.parametrize(
    ("characters", "codes"),
    [
        (0, ("password-long-enough",)),
        (7, ("password-long-enough",)),
        (8, ()),
        (16, ()),
        (17, ("password-short-enough",)),
        (ar.UNKNOWN, ("password-long-enough", "password-short-enough")),
    ],
)
def test_how_long_a_password_is(characters: Any, codes: tuple[str, ...]) -> None:
    """Eight characters are enough, sixteen not too many."""
    assert told(characters=characters).codes == codes


@pytest.mark.parametrize(
    ("repeated", "outcome"),
    [
        ("exact", Outcome.ALLOWED),
        ("except-for-case", Outcome.REFUSED),
        ("none", Outcome.REFUSED),
        (ar.UNKNOWN, Outcome.UNDETERMINED),
    ],
)
def test_capitals_matter(repeated: Any, outcome: Outcome) -> None:
    """A repetition that differs in capitals alone is none."""
    assert told(repeated=repeated).outcome is outcome


def test_capitals_matter_where_the_edition_says_so() -> None:
    """Another edition may take passwords that differ in capitals alone for the same."""
    facts = NewPasswordFacts(**KNOWN | {"repeated": "except-for-case"})
    book = BOOK.evolve({"access.password_case_sensitive": False})
    assert decide_facts(POLICY, facts, book=book).outcome is Outcome.ALLOWED


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"by_link": True, "link_spent": False}, Outcome.ALLOWED),
        ({"by_link": True, "link_spent": True}, Outcome.REFUSED),
        ({"by_link": True}, Outcome.UNDETERMINED),
        ({"by_link": False, "link_spent": True}, Outcome.ALLOWED),
        ({"by_link": ar.UNKNOWN, "link_spent": True}, Outcome.UNDETERMINED),
    ],
)
def test_a_link_works_once(changes: dict[str, Any], outcome: Outcome) -> None:
    """A link that has been used up is refused, where one is used at all."""
    assert told(**changes).outcome is outcome


@pytest.mark.parametrize(
    ("sent_at", "reset_at", "spent"),
    [
        (AT - 2 * SECOND, None, False),
        (AT - 2 * SECOND, AT - 3 * SECOND, False),
        (AT - 2 * SECOND, AT - 2 * SECOND, True),
        (AT - 2 * SECOND, AT - SECOND, True),
        (AT - 2 * SECOND, AT, True),
        (AT - 2 * SECOND, AT + SECOND, ar.UNKNOWN),
        (AT - 2 * SECOND, ar.UNKNOWN, ar.UNKNOWN),
        (ar.UNKNOWN, AT - SECOND, ar.UNKNOWN),
        (None, AT - SECOND, ar.UNKNOWN),
    ],
)
def test_a_reset_spends_the_links_before_it(sent_at: Any, reset_at: Any, spent: Any) -> None:
    """Any reset since a link was sent spends it; one that comes later hides those before."""
    account = ar.Account(practice_zone="Europe/Paris", password_reset_at=reset_at)
    request = ar.NewPassword.of("Aligner-1", repeated="Aligner-1", link_sent_at=sent_at)
    found = POLICY.gather(account, request, AT, BOOK.terms(NO_PLAN, AT.date()))
    assert found.link_spent is spent
    assert found.by_link is (sent_at if sent_at is ar.UNKNOWN else sent_at is not None)


def test_a_reset_is_remembered() -> None:
    """Used once, a link works no more; a password changed without one spends no link."""
    account = ar.Account(practice_zone="Europe/Paris", password_reset_at=None)
    request = ar.NewPassword.of("Aligner-1", repeated="Aligner-1", link_sent_at=AT - SECOND)
    later = ar.apply_account(account, request, at=AT, book=BOOK)
    assert later.password_reset_at == AT
    again = ar.decide_account(later, request, at=AT + SECOND, book=BOOK)
    assert again.codes == ("reset-link-works",)
    plain = ar.NewPassword.of("Aligner-2", repeated="Aligner-2", link_sent_at=None)
    assert ar.apply_account(later, plain, at=AT, book=BOOK) is later


def test_a_password_that_is_too_short_tells_what_can_be_done() -> None:
    """The reason has its clause, both lengths, the way out, and not the password."""
    request = ar.NewPassword.of("short", repeated="short", link_sent_at=None)
    account = ar.Account(practice_zone="Europe/Paris")
    decision = ar.decide_account(account, request, at=AT, book=BOOK)
    (reason,) = decision.reasons
    assert (reason.clause, reason.actual, reason.required) == ("ACC-2", 5, 8)
    assert [way.message() for way in reason.ways_out] == ["Choose another password."]
    assert reason.message() == "Characters of the password: 5. At least 8 are needed."
    record = ar.record_of(decision)
    assert "short" not in f"{decision!r} {record} {decision.facts} {reason.message('fr')}".replace(
        "password-short-enough", ""
    )


@given(new_password_facts())
def test_whatever_is_allowed_is_of_the_right_length(facts: NewPasswordFacts) -> None:
    """No password that is allowed has fewer than 8 characters, or more than 16."""
    decision = decide_facts(POLICY, facts, book=BOOK)
    assert decision.outcome is not Outcome.ALLOWED or 8 <= facts.characters <= 16
    assert POLICY.consistent(facts) is True
