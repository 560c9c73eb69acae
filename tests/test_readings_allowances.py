"""What a portal shows beside revisions and retainers: included, used, left, and what will lapse."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

import aligner_rules as ar
from aligner_rules.model import UNKNOWN, UNLIMITED, Case, Invalid, Limit
from aligner_rules.model.limit import UNKNOWN_LIMIT
from aligner_rules.rulebook.terms import Allowance
from strategies import cases, days
from test_retainer import case, form

BOOK = ar.load_rulebooks()
DAY = date(2026, 2, 28)
REVISION = ar.RevisionOrder(placed_on=date(2026, 2, 1))
SETS = form(1, placed_on=date(2026, 2, 1))


def stand(of: Case, as_of: date = DAY) -> ar.Allowances:
    """How the allowances stand by the packaged editions."""
    return ar.allowances(of, as_of=as_of, book=BOOK)


def test_what_one_includes() -> None:
    """ONE includes one of each; nothing is used, and all of it will lapse (ALW-1)."""
    told = stand(case())
    whole = ar.Balance(Allowance(1), used=0, left=Limit(1), lapsing=Limit(1), missing=())
    assert (told.revisions, told.retainer_sets) == (whole, whole)
    assert (told.expires_on, told.expired, told.edition, told.book, told.as_of) == (
        date(2027, 1, 31),
        False,
        "clearcorrect-2024-10",
        BOOK.hash,
        DAY,
    )


def test_what_is_used_is_not_left() -> None:
    """One revision and one set ordered: none is left, and nothing is there to lapse."""
    told = stand(case(orders=(REVISION, SETS)))
    used = ar.Balance(Allowance(1), used=1, left=Limit(0), lapsing=Limit(0), missing=())
    assert (told.revisions, told.retainer_sets) == (used, used)


def test_only_what_had_happened_counts() -> None:
    """An order of the next day is not used yet."""
    assert stand(case(orders=(REVISION,)), date(2026, 1, 31)).revisions.left == Limit(1)


@pytest.mark.parametrize(("as_of", "left"), [(date(2027, 1, 31), 1), (date(2027, 2, 1), 0)])
def test_what_an_expiry_takes_away(as_of: date, left: int) -> None:
    """After the expiry day nothing is left, and what was left has lapsed (EXP-1, EXP-7)."""
    told = stand(case(), as_of)
    assert (told.revisions.left, told.revisions.lapsing) == (Limit(left), Limit(1))
    assert told.expired is (left == 0)


def test_nothing_lapses_where_nothing_expires() -> None:
    """FLEX includes nothing and never expires."""
    told = stand(case("FLEX"))
    assert (told.expires_on, told.expired, told.revisions.left) == (None, False, Limit(0))
    assert told.retainer_sets.lapsing == Limit(0)


def test_before_the_first_shipment() -> None:
    """EXP-6: no shipment, no expiry day, and the allowance stands."""
    told = stand(case(shipped_on=(None,)))
    assert (told.expires_on, told.expired, told.revisions.left) == (None, False, Limit(1))


def test_two_sets_in_six_months() -> None:
    """UNLIMITED of 2017: revisions without end, one of two sets used in these months."""
    orders = (form(2, placed_on=date(2019, 8, 27)), form(1, placed_on=date(2019, 8, 28)))
    old = case("UNLIMITED", date(2017, 6, 1), shipped_on=(date(2017, 7, 1),), orders=orders)
    told = stand(old, date(2020, 2, 27))
    assert (told.revisions.left, told.revisions.lapsing) == (UNLIMITED, UNLIMITED)
    assert (told.retainer_sets.used, told.retainer_sets.left) == (1, Limit(1))
    assert stand(old, date(2020, 2, 26)).retainer_sets.left == Limit(0)


@pytest.mark.parametrize(
    ("of", "missing"),
    [
        (case("TWO"), ("revision.included",)),
        (case(orders=UNKNOWN), ("revisions_ordered",)),
        (case(shipped_on=(UNKNOWN,)), ("has_shipped", "first_shipped_on")),
        (
            Case("C-1", "UTC", region="US", plan=None, phases=(), orders=()),
            (
                *("plan", "approved_on", "revision.included", "expiry.anchor", "expiry.months"),
                *("expiry.expiry_day_inside", "first_shipped_on", "expiry.month_overflow"),
            ),
        ),
    ],
)
def test_what_is_unknown_is_named(of: Case, missing: tuple[str, ...]) -> None:
    """A number that cannot be told is unknown, and what it lacks is named."""
    told = stand(of).revisions
    assert (told.left, told.missing) == (UNKNOWN_LIMIT, missing)


def test_an_unknown_expiry_takes_what_is_not_known() -> None:
    """THREE of October 2024: neither its months nor what it includes is told by any source."""
    told = stand(case("THREE"))
    assert (told.expires_on, told.revisions.lapsing) == (UNKNOWN, UNKNOWN_LIMIT)
    assert told.revisions.missing == ("revision.included", "expiry.months")


@given(cases(), days())
def test_what_is_left_is_what_is_free(of: Case, as_of: date) -> None:
    """A portal that shows some left sells none at Flex price, and the other way round."""
    told = stand(of, as_of)
    request: Any = ar.RevisionOrder(setup_approved_on=as_of)
    codes = {one.code for one in ar.decide(of, request, as_of=as_of, book=BOOK).consequences}
    if told.revisions.left == Limit(0):
        assert "revision-at-flex-price" in codes
    elif told.revisions.left != UNKNOWN_LIMIT:
        assert "revision-at-flex-price" not in codes


def test_the_day_must_be_a_day() -> None:
    """An instant, or a text, is refused."""
    with pytest.raises(Invalid, match=r"\$\.as_of"):
        stand(case(), "2026-02-28")  # type: ignore[arg-type]
