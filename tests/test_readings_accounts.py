"""The questions about accounts: what is allowed, until when one is locked, who handles what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pendulum
import pytest
from attrs import evolve

import aligner_rules as ar
from aligner_rules import tables
from aligner_rules.rulebook.schema import TERMS

BOOK = ar.load_rulebooks()
AT = datetime(2025, 3, 3, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LOCKED = ar.Account(
    practice_zone="Europe/Paris",
    region="FR",
    uses_eshop=False,
    failed_sign_ins=3,
    last_failed_at=AT,
    password_reset_at=None,
    preferences_reviewed_on=date(2024, 11, 30),
)
SIGN_IN = ar.SignIn(user_name=ar.UserName.PRIMARY_EMAIL, password=ar.Match.EXACT)


class TestDecisions:
    """What is asked of an account is decided at an instant."""

    def test_twenty_minutes_later_the_account_is_open(self) -> None:
        """In the twentieth minute it is still locked, after it no longer."""
        found = [
            ar.decide_account(LOCKED, SIGN_IN, at=AT + 20 * MINUTE - wait, book=BOOK).codes
            for wait in (timedelta(microseconds=1), timedelta(0))
        ]
        assert found == [("account-is-open",), ()]

    def test_an_instant_may_be_one_of_pendulum(self) -> None:
        """Whatever the zone it is told in."""
        at = pendulum.datetime(2025, 3, 3, 21, 20, tz="Asia/Tokyo")
        account = evolve(LOCKED, last_failed_at=at.subtract(minutes=20))
        assert ar.decide_account(account, SIGN_IN, at=at, book=BOOK).codes == ()

    def test_the_local_day_picks_the_edition(self) -> None:
        """Just before midnight in London the edition of October still governs, not in Paris."""
        at = datetime(2025, 11, 30, 23, 30, tzinfo=UTC)
        found = [
            ar.decide_account(evolve(LOCKED, practice_zone=zone), SIGN_IN, at=at, book=BOOK).edition
            for zone in ("Europe/London", "Europe/Paris")
        ]
        assert found == ["clearcorrect-2024-10", "clearcorrect-2025-12"]

    def test_an_instant_needs_its_offset(self) -> None:
        """An instant that no zone is known of is Invalid."""
        with pytest.raises(ar.Invalid, match="say which zone the clock showed"):
            ar.decide_account(LOCKED, SIGN_IN, at=datetime(2025, 3, 3), book=BOOK)  # noqa: DTZ001

    def test_each_request_has_its_kind_of_account(self) -> None:
        """What is asked of a patient's account is not asked of a user's."""
        request = ar.PatientPortalRequest(act=ar.PortalAct.BOOK)
        with pytest.raises(TypeError, match="asked of PatientAccount, and not of Account"):
            ar.decide_account(LOCKED, request, at=AT, book=BOOK)

    def test_an_account_orders_nothing(self) -> None:
        """What is asked of a case is not asked of an account."""
        order: Any = ar.AlignerOrder(arches=[ar.Arch.UPPER])  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="AlignerOrder is not asked of an account: use decide"):
            ar.decide_account(LOCKED, order, at=AT, book=BOOK)

    def test_a_case_does_not_sign_in(self) -> None:
        """What is asked of an account is not asked of a case."""
        case = ar.Case("C-1", "Europe/Paris")
        with pytest.raises(TypeError, match="SignIn is asked of an account: use decide_account"):
            ar.decide(case, SIGN_IN, as_of=AT.date(), book=BOOK)

    def test_what_is_refused_is_not_carried_out(self) -> None:
        """Refused carries the decision; allowed, failures no longer count."""
        with pytest.raises(ar.Refused) as caught:
            ar.apply_account(LOCKED, SIGN_IN, at=AT, book=BOOK)
        assert caught.value.decision.codes == ("account-is-open",)
        later = ar.apply_account(LOCKED, SIGN_IN, at=AT + 20 * MINUTE, book=BOOK)
        assert later == evolve(LOCKED, failed_sign_ins=0)

    @pytest.mark.parametrize("kind", [ar.SignIn, ar.NewPassword, ar.PatientPortalRequest])
    def test_columns_are_told_without_plan_and_approval(
        self, kind: type[ar.AccountRequest]
    ) -> None:
        """A frame of accounts needs no plan, no approval and no prices."""
        told = {column.name: column.read_by for column in tables.schema(kind)}
        assert {"plan", "approved_on"} & told.keys() == set()
        assert set(told.values()) == {("decide",)}


class TestLockout:
    """Whether an account is locked, until when, and how many failures are left (ACC-1)."""

    @pytest.mark.parametrize(
        ("changes", "wait", "locked", "left"),
        [
            ({}, 19 * MINUTE, True, 0),
            ({}, 20 * MINUTE, False, 1),
            ({"failed_sign_ins": 2}, 0 * MINUTE, False, 1),
            ({"failed_sign_ins": 0}, 0 * MINUTE, False, 3),
            ({"uses_eshop": True}, 0 * MINUTE, False, None),
            ({"uses_eshop": ar.UNKNOWN}, 0 * MINUTE, ar.UNKNOWN, ar.UNKNOWN),
            ({"uses_eshop": ar.UNKNOWN}, 20 * MINUTE, False, ar.UNKNOWN),
            ({"failed_sign_ins": ar.UNKNOWN}, 0 * MINUTE, ar.UNKNOWN, ar.UNKNOWN),
            ({"failed_sign_ins": ar.UNKNOWN}, 20 * MINUTE, False, ar.UNKNOWN),
        ],
    )
    def test_what_is_told(
        self, changes: dict[str, Any], wait: timedelta, locked: Any, left: Any
    ) -> None:
        """It is as the sign-in would be decided, and names nothing that is known."""
        told = ar.lockout(evolve(LOCKED, **changes), at=AT + wait, book=BOOK)
        unknown = [name for name, value in changes.items() if value is ar.UNKNOWN]
        assert (told.locked, told.failures_left) == (locked, left)
        assert told.missing == tuple(unknown)
        opens_at = {True: AT + 20 * MINUTE, False: None}.get(told.locked, ar.UNKNOWN)
        assert told.opens_at == opens_at

    def test_minutes_pass_though_the_clock_is_set_back(self) -> None:
        """In the night in which 02:50 comes twice, it opens at the second 02:10."""
        zone = ZoneInfo("Europe/Paris")
        failed_at = datetime(2025, 10, 26, 2, 50, tzinfo=zone)
        told = ar.lockout(evolve(LOCKED, last_failed_at=failed_at), at=failed_at, book=BOOK)
        assert told.opens_at is not None
        assert told.opens_at.isoformat() == "2025-10-26T02:10:00+01:00"

    @pytest.mark.parametrize(
        ("changes", "language", "message"),
        [
            ({}, "en", "The account is locked until 2025-03-03 13:20."),
            ({}, "fr", "Le compte est verrouillé jusqu'à 2025-03-03 13:20."),
            (
                {"failed_sign_ins": 1},
                "en",
                "The account is open; failed sign-ins until it is locked: 2.",
            ),
            ({"uses_eshop": True}, "fr", "Le compte est ouvert."),
            (
                {"uses_eshop": ar.UNKNOWN},
                "en",
                "Not known whether the account is locked; missing: uses_eshop.",
            ),
        ],
    )
    def test_it_can_be_told(self, changes: dict[str, Any], language: str, message: str) -> None:
        """In the practice's time, in words."""
        assert ar.lockout(evolve(LOCKED, **changes), at=AT, book=BOOK).message(language) == message


class TestReview:
    """When preferences are due for review (ACC-5)."""

    @pytest.mark.parametrize(
        ("as_of", "message"),
        [
            (
                date(2025, 5, 29),
                "The treatment preferences are due for review from 2025-05-30.",
            ),
            (
                date(2025, 5, 30),
                "The treatment preferences are due for review until 2025-11-30.",
            ),
            (
                date(2025, 12, 1),
                "The review of the treatment preferences is overdue since 2025-11-30.",
            ),
        ],
    )
    def test_it_can_be_told(self, as_of: date, message: str) -> None:
        """With the day from which, until which or since when, in words."""
        told = ar.preferences_review(LOCKED, as_of=as_of, released_on=None, book=BOOK)
        assert (told.message(), told.missing) == (message, ())
        assert (told.due_from, told.due_until) == (date(2025, 5, 30), date(2025, 11, 30))

    def test_a_release_is_told(self) -> None:
        """Where a release makes it due before the months do, that is told."""
        released_on = date(2025, 1, 1)
        told = ar.preferences_review(LOCKED, as_of=AT.date(), released_on=released_on, book=BOOK)
        assert (told.state, told.released_since) == (ar.ReviewState.DUE, True)

    def test_the_first_review_has_no_days(self) -> None:
        """Where there never was one, there is nothing to count from."""
        account = evolve(LOCKED, preferences_reviewed_on=None)
        told = ar.preferences_review(account, as_of=AT.date(), book=BOOK)
        assert (told.state, told.due_from, told.due_until) == (ar.ReviewState.DUE, None, None)
        assert (told.released_since, told.missing) == (False, ())
        assert told.message("fr") == "Les préférences de traitement n'ont jamais été revues."

    @pytest.mark.parametrize(
        ("changes", "missing"),
        [
            ({}, ("has_release", "released_on")),
            (
                {"preferences_reviewed_on": ar.UNKNOWN},
                ("has_reviewed", "reviewed_on", "has_release", "released_on"),
            ),
        ],
    )
    def test_what_is_missing_is_named(self, changes: dict[str, Any], missing: Any) -> None:
        """Without the last release, or the last review, the state is open."""
        told = ar.preferences_review(evolve(LOCKED, **changes), as_of=AT.date(), book=BOOK)
        assert (told.state, sorted(told.missing)) == (ar.UNKNOWN, sorted(missing))
        assert all(name in told.message() for name in missing)

    def test_days_that_are_open_are_named_though_the_state_is_known(self) -> None:
        """That it is overdue is known without the term from which it is due."""
        book = BOOK.evolve({"preferences.review_from_months": ar.UNKNOWN})
        told = ar.preferences_review(LOCKED, as_of=date(2025, 12, 1), book=book)
        assert (told.state, told.due_from) == (ar.ReviewState.OVERDUE, ar.UNKNOWN)
        assert told.missing == ("preferences.review_from_months",)

    def test_a_day_is_asked_for(self) -> None:
        """An instant in its place is Invalid."""
        with pytest.raises(ar.Invalid):
            ar.preferences_review(LOCKED, as_of=AT, book=BOOK)


class TestRouting:
    """Who handles what, for users of the eShop and for others (ACC-3)."""

    @pytest.mark.parametrize(
        ("matter", "eshop", "others"),
        [
            (ar.Matter.INVOICES, "eshop", "distributor"),
            (ar.Matter.CARDS, "doctor-portal eshop", "doctor-portal"),
            (ar.Matter.EMAIL, "eshop", "doctor-portal"),
            (ar.Matter.ADDRESSES, "customer-care", "customer-care"),
            (ar.Matter.QUALITY_COMPLAINTS, "customer-care", "customer-care"),
            (ar.Matter.TECHNICAL_ISSUES, "customer-care", "customer-care"),
        ],
    )
    def test_who_handles_what(self, matter: ar.Matter, eshop: str, others: str) -> None:
        """Each matter has its handlers; where users do not differ, theirs are known anyway."""
        found = [
            ar.handled_by(evolve(LOCKED, uses_eshop=uses), matter, as_of=AT.date(), book=BOOK)
            for uses in (True, False, ar.UNKNOWN)
        ]
        unclear: Any = tuple(eshop.split()) if eshop == others else ar.UNKNOWN
        expected = [tuple(eshop.split()), tuple(others.split()), unclear]
        assert [told.handlers for told in found] == expected
        assert found[2].missing == (() if eshop == others else ("uses_eshop",))

    @pytest.mark.parametrize("uses", [True, False, ar.UNKNOWN])
    def test_what_no_edition_tells_is_not_known(self, uses: Any) -> None:
        """Before the first edition, and in one that does not say, the term is named."""
        account = evolve(LOCKED, uses_eshop=uses, region="US")
        for day in (date(2010, 1, 1), date(2018, 1, 1)):
            told = ar.handled_by(account, ar.Matter.EMAIL, as_of=day, book=BOOK)
            assert (told.handlers, told.missing) == (ar.UNKNOWN, ("routing.email",))

    def test_every_matter_is_a_term(self) -> None:
        """The matters are those of the rulebook, one by one."""
        paths = [f"routing.{matter.value.replace('-', '_')}" for matter in ar.Matter]
        assert paths == [path for path in TERMS if path.startswith("routing.")]

    def test_every_handler_is_one_that_a_rulebook_may_name(self) -> None:
        """The handlers are those that a route is chosen from."""
        choices = TERMS["routing.email"].kind.__attrs_attrs__[0].metadata["choices"]  # type: ignore[attr-defined]
        assert [handler.value for handler in ar.Handler] == list(choices)

    @pytest.mark.parametrize(
        ("matter", "uses", "language", "message"),
        [
            (
                ar.Matter.CARDS,
                True,
                "en",
                "Cards and other means of payment: the Doctor Portal or the eShop.",
            ),
            (ar.Matter.INVOICES, False, "fr", "Copies de factures : le distributeur local."),
            (
                ar.Matter.EMAIL,
                ar.UNKNOWN,
                "en",
                "E-mail address: not known who handles it; missing: uses_eshop.",
            ),
        ],
    )
    def test_it_can_be_told(
        self, matter: ar.Matter, uses: Any, language: str, message: str
    ) -> None:
        """Any one of several handlers will do."""
        account = evolve(LOCKED, uses_eshop=uses)
        told = ar.handled_by(account, matter, as_of=AT.date(), book=BOOK)
        assert told.message(language) == message

    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_every_word_is_there(self, language: str) -> None:
        """Each matter, with each of its handlers, can be told."""
        for matter in ar.Matter:
            for handler in ar.Handler:
                assert ar.Handling(matter, (handler,), ()).message(language)
