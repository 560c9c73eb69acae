"""The verbs of the package: decide, quote and apply, from a case and a request."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import aligner_rules as ar
from aligner_rules.model import UNKNOWN, Invalid, Order
from aligner_rules.readings.decision import Outcome, Refused
from strategies import Wish, cases_with_requests, days
from test_replacement import case, order

BOOK = ar.load_rulebooks()
PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
DAY = date(2025, 3, 3)


def test_a_decision_from_a_case() -> None:
    """A complete request for steps that were made is allowed."""
    assert ar.decide(case(), order(), as_of=DAY, book=BOOK).outcome is Outcome.ALLOWED


def test_a_quote_from_a_case() -> None:
    """The quote tells the day, the edition, and the hashes of what it rests on."""
    told = ar.quote(case(), order(), as_of=DAY, book=BOOK, prices=PRICES)
    assert (told.policy, told.as_of, told.edition, told.book, told.prices) == (
        "replacement",
        DAY,
        "clearcorrect-2024-10",
        BOOK.hash,
        PRICES.hash,
    )


@given(cases_with_requests(), days())
def test_apply_only_where_decide_allows(asked: Any, as_of: date) -> None:
    """What is allowed is placed, on that day; all else is refused with the decision."""
    told, request = asked
    decision = ar.decide(told, request, as_of=as_of, book=BOOK)
    if decision.outcome is not Outcome.ALLOWED:
        with pytest.raises(Refused) as refused:
            ar.apply(told, request, as_of=as_of, book=BOOK)
        assert refused.value.decision.codes == decision.codes
    elif told.orders is UNKNOWN or any(later_than(order, as_of) for order in told.orders):
        with pytest.raises(Invalid, match=r"\$\.orders"):
            ar.apply(told, request, as_of=as_of, book=BOOK)
    else:
        later = ar.apply(told, request, as_of=as_of, book=BOOK)
        assert later.orders[:-1] == told.orders
        assert later.orders[-1].placed_on == as_of


def later_than(placed: Order, day: date) -> bool:
    """Whether an order of a case was placed after the day."""
    return placed.placed_on is not None and placed.placed_on > day


def test_an_allowed_request_is_placed() -> None:
    """The case has the order afterwards, in production at once (REP-9)."""
    (placed,) = ar.apply(case(), order(), as_of=DAY, book=BOOK).orders
    assert (placed.placed_on, placed.in_production_on) == (DAY, DAY)


def test_a_second_order_waits_for_the_interval() -> None:
    """Once placed, an order makes the next one wait (REP-4)."""
    later = ar.apply(case(), order(), as_of=DAY, book=BOOK)
    again = ar.decide(later, order(), as_of=DAY, book=BOOK)
    assert (again.codes, again.opens_on) == (("waited-long-enough",), date(2025, 4, 17))


@pytest.mark.parametrize(
    "as_of", [datetime(2025, 3, 3, tzinfo=UTC), "2025-03-03", None, date(1899, 12, 31)]
)
@pytest.mark.parametrize("verb", ["decide", "quote", "apply"])
def test_the_day_must_be_a_day(verb: str, as_of: Any) -> None:
    """An instant, a text, nothing, or a day out of bounds is refused with what to do."""
    given_ = {"as_of": as_of, "book": BOOK} | ({"prices": PRICES} if verb == "quote" else {})
    with pytest.raises(Invalid, match=r"\$\.as_of: given .*; expected a datetime\.date from 1900"):
        getattr(ar, verb)(case(), order(), **given_)


def test_a_request_that_no_policy_decides() -> None:
    """Another kind of request is a clear error, not a silent answer."""
    with pytest.raises(TypeError, match=r"no policy decides Wish: expected .*Replacement"):
        ar.decide(case(), Wish(), as_of=DAY, book=BOOK)
