"""The expiry of a case: the date, what is left of it, how it is shown, and why there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

import aligner_rules as ar
from aligner_rules.model import UNKNOWN
from aligner_rules.model.limit import Limit
from aligner_rules.readings.expiry import Emphasis, Expiry, Undated, expiry_of_facts
from aligner_rules.readings.quotation import quote_facts
from aligner_rules.readings.wording import LANGUAGES, wording
from aligner_rules.rules.expiry import ExpiryFacts
from aligner_rules.rules.replacement import POLICY
from facts_strategies import good_facts
from strategies import cases, days

BOOK = ar.load_rulebooks()
SHIPPED_ON = date(2024, 11, 15)


def facts(as_of: date = date(2025, 8, 16), **changes: Any) -> ExpiryFacts:
    """The facts of a ONE of 2024-10 whose phase 1 shipped, but for the changes."""
    given_ones: dict[str, Any] = {
        "plan": "ONE",
        "approved_on": date(2024, 10, 1),
        "region": "US",
        "has_shipped": True,
        "first_shipped_on": SHIPPED_ON,
    }
    return ExpiryFacts(as_of=as_of, **given_ones | changes)


def expiry(as_of: date = date(2025, 8, 16), **changes: Any) -> Expiry:
    """The expiry for those facts under the packaged editions."""
    return expiry_of_facts(facts(as_of, **changes), book=BOOK)


def case(plan: str = "ONE", shipment: Any = ar.Shipment(SHIPPED_ON)) -> ar.Case:  # noqa: B008 - frozen
    """A case of that plan, approved in 2024-10, with that shipment of phase 1."""
    steps = ar.StepSelection.parse(upper="1-10", lower="1-10")
    return ar.Case(
        "C-1",
        "Europe/Paris",
        region="FR",
        plan=ar.Plan(plan, date(2024, 10, 1)),
        phases=(ar.Phase(1, steps, shipment=shipment),),
    )


def test_all_that_a_portal_shows() -> None:
    """A known expiry has a date, what is left, and how it is shown; nothing is missing."""
    assert ar.expiry(case(), as_of=date(2025, 8, 16), book=BOOK) == Expiry(
        as_of=date(2025, 8, 16),
        on=date(2025, 11, 15),
        months_left=2,
        days_left=91,
        emphasis=Emphasis.RED,
        overflowed=False,
        undated=None,
        missing=(),
    )


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2025, 5, 15), Emphasis.PLAIN),
        (date(2025, 5, 16), Emphasis.BOLD),
        (date(2025, 11, 15), Emphasis.RED),
        (date(2025, 11, 16), Emphasis.EXPIRED),
    ],
)
def test_the_emphasis_is_an_enum(as_of: date, expected: Emphasis) -> None:
    """Each way of showing the date has a member of its own."""
    assert expiry(as_of).emphasis is expected


@pytest.mark.parametrize(
    ("plan", "shipment", "expected"),
    [
        ("ONE", None, Undated.NOT_STARTED),
        ("THREE", None, Undated.NOT_STARTED),
        ("ONE", ar.Shipment(date(2025, 8, 17)), Undated.NOT_STARTED),
        ("FLEX", ar.Shipment(SHIPPED_ON), Undated.NEVER_EXPIRES),
        ("FLEX", None, Undated.NEVER_EXPIRES),
        ("FLEX", UNKNOWN, Undated.NEVER_EXPIRES),
    ],
)
def test_no_date_is_no_unknown_date(plan: str, shipment: Any, expected: Undated) -> None:
    """EXP-6: before a shipment, and of a plan that never expires, nothing is left open."""
    told = ar.expiry(case(plan, shipment), as_of=date(2025, 8, 16), book=BOOK)
    assert told == Expiry(
        as_of=date(2025, 8, 16),
        on=None,
        months_left=None,
        days_left=None,
        emphasis=Emphasis.PLAIN,
        overflowed=False,
        undated=expected,
        missing=(),
    )


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"plan": "THREE"}, ("expiry.months",)),
        (
            {"has_shipped": UNKNOWN, "first_shipped_on": UNKNOWN},
            ("has_shipped", "first_shipped_on"),
        ),
        (
            {"plan": UNKNOWN, "approved_on": UNKNOWN},
            (
                "plan",
                "approved_on",
                "expiry.anchor",
                "expiry.months",
                "expiry.month_overflow",
                "expiry.expiry_day_inside",
                "expiry.red_months",
                "expiry.bold_months",
            ),
        ),
    ],
)
def test_an_unknown_date_names_what_is_missing(
    changes: dict[str, Any], missing: tuple[str, ...]
) -> None:
    """Where the date is unknown, so is what is left, and all that would tell it is named."""
    told = expiry(**changes)
    unknown = [told.on, told.months_left, told.days_left, told.emphasis, told.overflowed]
    assert (unknown, told.undated, told.missing) == ([UNKNOWN] * 5, None, missing)


def test_a_known_date_may_have_an_unknown_emphasis() -> None:
    """The edition of 2017 tells the months to expiry, and not from when on they are shown bold."""
    told = expiry(date(2023, 1, 1), plan="UNLIMITED", approved_on=date(2018, 1, 1), region="US")
    told_late = expiry(
        date(2029, 11, 16), plan="UNLIMITED", approved_on=date(2018, 1, 1), region="US"
    )
    assert (told.on, told.emphasis, told.missing) == (
        date(2029, 11, 15),
        UNKNOWN,
        ("expiry.red_months", "expiry.bold_months"),
    )
    assert told.message() == "Expires on 2029-11-15."
    assert (told_late.emphasis, told_late.missing) == (Emphasis.EXPIRED, ())


def test_an_overflow_is_told() -> None:
    """EXP-8: from a leap day to one year later the month lacks the day, and the answer says so."""
    leap = expiry(date(2028, 3, 1), first_shipped_on=date(2028, 2, 29))
    assert (leap.on, leap.overflowed) == (date(2029, 2, 28), True)


def test_a_day_that_does_not_exist_is_told() -> None:
    """Where the rule is to raise, the date is unknown, and the rule is named as what is missing."""
    book = BOOK.evolve({"expiry.month_overflow": "raise"})
    told = expiry_of_facts(facts(date(2028, 3, 1), first_shipped_on=date(2028, 2, 29)), book=book)
    assert (told.on, told.emphasis, told.overflowed) == (UNKNOWN, UNKNOWN, True)
    assert told.missing == ("expiry.month_overflow",)
    assert told.message() == "Not known when it expires; missing: expiry.month_overflow."


@pytest.mark.parametrize(
    ("anchor", "on", "undated", "missing"),
    [
        ("purchase", UNKNOWN, None, ("has_purchased", "purchased_on")),
        ("approval", date(2025, 10, 1), None, ()),
        ("none", None, Undated.NEVER_EXPIRES, ()),
    ],
)
def test_another_anchor_asks_for_other_days(
    anchor: str, on: Any, undated: Any, missing: tuple[str, ...]
) -> None:
    """Only the day that the plan counts from is asked for; without one it never expires."""
    book = BOOK.evolve({"expiry.anchor": anchor})
    told = expiry_of_facts(facts(), book=book)
    assert (told.on, told.undated, told.missing) == (on, undated, missing)


def test_a_quote_that_hangs_on_another_anchor_names_it() -> None:
    """A replacement does not look at the day of purchase, so the anchor is named as missing."""
    book = ar.load_rulebook("clearcorrect-2024-10").evolve(
        {
            "expiry.anchor": "purchase",
            "expiry.months": 24,
            "replacement.free_after_expiry": False,
        }
    )
    prices = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
    told = quote_facts(POLICY, good_facts(), book=book, prices=prices)
    assert (told.total, told.missing) == (UNKNOWN, ("expiry.anchor",))


@given(cases(), days())
def test_every_case_has_an_answer(any_case: ar.Case, as_of: date) -> None:
    """A date, or why there is none, or what is missing: one of the three, whatever the case."""
    told = ar.expiry(any_case, as_of=as_of, book=BOOK)
    dated = told.on is not None and told.on is not UNKNOWN
    open_ = told.on is UNKNOWN
    assert [dated, told.undated is not None, open_].count(True) == 1
    unknown = UNKNOWN in (told.on, told.emphasis)
    assert bool(told.missing) is unknown


def test_an_instant_is_no_day() -> None:
    """EXP-10: an instant has to be made a day of the practice first."""
    noon = datetime(2025, 8, 16, 12, tzinfo=UTC)
    with pytest.raises(ar.Invalid, match=r"turn an instant into a date with local_date"):
        ar.expiry(case(), as_of=noon, book=BOOK)
    day = ar.local_date(noon, "Europe/Paris")
    assert ar.expiry(case(), as_of=day, book=BOOK).days_left == 91


@pytest.mark.parametrize(
    ("told", "english", "french"),
    [
        (
            expiry(date(2025, 5, 15)),
            "Expires on 2025-11-15.",
            "Expire le 2025-11-15.",
        ),
        (
            expiry(date(2025, 5, 16)),
            "Expires on 2025-11-15; whole months left: 5.",
            "Expire le 2025-11-15 ; mois entiers restants : 5.",
        ),
        (
            expiry(date(2025, 11, 14)),
            "Expires on 2025-11-15; days left: 1.",
            "Expire le 2025-11-15 ; jours restants : 1.",
        ),
        (
            expiry(date(2025, 11, 16)),
            "Expired; the expiry date was 2025-11-15.",
            "Expiré ; la date d'expiration était le 2025-11-15.",
        ),
        (
            expiry(has_shipped=False, first_shipped_on=UNKNOWN),
            "No expiry date yet: the months of the plan have not begun to count.",
            "Pas encore de date d'expiration : les mois du plan n'ont pas commencé à courir.",
        ),
        (expiry(plan="FLEX"), "Never expires.", "N'expire jamais."),
        (
            expiry(plan="THREE"),
            "Not known when it expires; missing: expiry.months.",
            "Date d'expiration inconnue ; il manque : expiry.months.",
        ),
    ],
)
def test_it_is_told_in_words(told: Expiry, english: str, french: str) -> None:
    """Each kind of answer is a sentence in either language."""
    assert (told.message(), told.message("fr")) == (english, french)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_has_words(language: str) -> None:
    """What an expiry can come to, and nothing else, has a text in each language."""
    answers = {each.value for kind in (Emphasis, Undated) for each in kind}
    assert set(wording(language).texts["expiry"]) == answers | {"unknown"}


def test_an_overlay_can_tell_what_the_edition_does_not() -> None:
    """With months for THREE its expiry is known."""
    known = BOOK.evolve({"expiry.months": Limit(36)}, plans=["THREE"])
    told = expiry_of_facts(evolve(facts(), plan="THREE"), book=known)
    assert told.on == date(2027, 11, 15)
