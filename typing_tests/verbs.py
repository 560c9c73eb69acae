"""What a type checker tells somebody who embeds the package; checked, never run."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_type

import aligner_rules as ar


def a_portal(case: ar.Case, request: ar.ReplacementOrder, day: date) -> None:
    """The verbs take and give what the documents say."""
    book = ar.load_rulebooks()
    prices = ar.load_prices("prices.toml")
    decision = ar.decide(case, request, as_of=day, book=book)
    assert_type(decision.outcome, ar.Outcome)
    assert_type(decision.opens_on, date | None)
    assert_type(decision.codes, tuple[str, ...])
    for reason in decision.reasons:
        assert_type(reason, ar.Reason)
        assert_type(reason.message("fr"), str)
        assert_type(reason.ways_out, tuple[ar.WayOut, ...])
    assert_type(ar.quote(case, request, as_of=day, book=book, prices=prices), ar.Quote)
    expiry = ar.expiry(case, as_of=day, book=book)
    assert_type(expiry.on, date | None)
    assert_type(expiry.emphasis, ar.Emphasis)
    assert_type(expiry.undated, ar.Undated | None)
    assert_type(ar.apply(case, request, as_of=day, book=book), ar.Case)
    for action in ar.actions(case, as_of=day, book=book):
        assert_type(action, ar.Action)
        assert_type(action.available, bool)
        assert_type(action.decision, ar.Decision)


def a_dashboard(cases: list[ar.Case], day: date) -> None:
    """What is told of many cases at once."""
    told = ar.progress(cases[0], as_of=day, book=ar.load_rulebooks())
    assert_type(told.items, tuple[ar.ActionItem, ...])
    assert_type(told.tab, ar.Tab)
    assert_type(ar.quick_filters(cases, as_of=day)["closed"], ar.Count)
    assert_type(ar.cases_in(cases, "closed", as_of=day), list[ar.Case])
    assert_type(ar.insights(cases, span=ar.Span.month(2025, 3)).approvals, ar.Metric)
    assert_type(cases[0].patient_name_on(day), str | None)


def a_tracker(case: ar.Case, day: date) -> None:
    """A delivery and what is shown of it are typed too."""
    book = ar.load_rulebooks()
    calendar = ar.Calendar.of_country("US", "NY", first_day=day, last_day=date(2030, 12, 31))
    assert_type(calendar.plus_business_days(day, 2), date)
    assert_type(calendar.window(day, 2).skipped, tuple[date, ...])
    eta = ar.delivery(case, case.phases[0], as_of=day, book=book, calendar=calendar)
    assert_type(eta.earliest, date | None)
    assert_type(eta.source, ar.DateSource | None)
    assert_type(eta.message("fr"), str)
    for tracker in ar.trackers(case, as_of=day, book=book, calendar=calendar).trackers:
        assert_type(tracker.items, tuple[ar.Phase | ar.Order, ...])
        assert_type(tracker.delivery, ar.Delivery)


def a_sign_in_page(account: ar.Account, patient: ar.PatientAccount, at: datetime) -> None:
    """Accounts are asked at an instant, and come back as what they were."""
    book = ar.load_rulebooks()
    request = ar.SignIn(user_name=ar.UserName.ITSELF, password=ar.Match.EXACT)
    assert_type(ar.decide_account(account, request, at=at, book=book), ar.Decision)
    assert_type(ar.apply_account(account, request, at=at, book=book), ar.Account)
    booking = ar.PatientPortalRequest(act=ar.PortalAct.BOOK)
    assert_type(ar.apply_account(patient, booking, at=at, book=book), ar.PatientAccount)
    assert_type(ar.lockout(account, at=at, book=book).opens_at, datetime | None)
    review = ar.preferences_review(account, as_of=at.date(), book=book)
    assert_type(review.state, ar.ReviewState)
    handling = ar.handled_by(account, ar.Matter.CARDS, as_of=at.date(), book=book)
    assert_type(handling.handlers, tuple[ar.Handler, ...])


def a_portal_by_wire(case: ar.Case, day: date, book: ar.Rulebook, calendar: ar.Calendar) -> None:
    """What a portal shows goes out as text, and comes back as what it was."""
    expiry = ar.dump_expiry(ar.expiry(case, as_of=day, book=book))
    assert_type(expiry, str)
    assert_type(ar.expiry_from_json(expiry), ar.Expiry)
    assert_type(ar.load_allowances("allowances.json"), ar.Allowances)
    tracking = ar.trackers(case, as_of=day, book=book, calendar=calendar)
    assert_type(ar.trackers_from_json(ar.dump_trackers(tracking)), ar.Tracking)
