"""What an upgrade would give and cost: an offer for every plan above that of a case."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import aligner_rules as ar
from aligner_rules.model import UNKNOWN, UNLIMITED, Case, Limit, Phase, Plan, Shipment
from strategies import cases, days

BOOK = ar.load_rulebooks().evolve({"upgrade.regions": ["US"]})
PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
DAY = date(2026, 2, 28)


def case(**given_: Any) -> Case:
    """An active case of ONE that shipped on the last of January 2026."""
    steps = ar.StepSelection.parse(upper="1-9", lower="")
    told: dict[str, Any] = {
        "region": "US",
        "plan": Plan("ONE", date(2024, 10, 1)),
        "phases": (Phase(1, steps, shipment=Shipment(date(2026, 1, 31))),),
        "orders": (),
        "upgrades": (),
        "closed_on": None,
    }
    return Case("C-1", "America/New_York", **told | given_)


def test_every_plan_above_is_told() -> None:
    """Those that may be had and those that may not, in ascending order, each with its decision."""
    offers = ar.upgrades(case(), as_of=DAY, book=BOOK)
    assert [(each.target, each.decision.outcome) for each in offers] == [
        ("TWO", ar.Outcome.ALLOWED),
        ("THREE", ar.Outcome.REFUSED),
        ("UNLIMITED", ar.Outcome.REFUSED),
    ]
    assert [each.quote for each in offers] == [None, None, None]


def test_what_it_gives_stands_beside_what_there_is() -> None:
    """ONE to TWO: a year more; from ONE to UNLIMITED the interval, and no price of aligners."""
    two, _, unlimited = ar.upgrades(case(), as_of=DAY, book=BOOK, prices=PRICES)
    assert (two.before.plan, two.after.plan) == ("ONE", "TWO")
    assert (two.before.expiry.on, two.after.expiry.on) == (date(2027, 1, 31), date(2028, 1, 31))
    assert (two.before.steps, unlimited.after.steps) == (Limit(24), UNLIMITED)
    assert two.before.allowances.retainer_sets.left == Limit(1)
    assert two.after.allowances.retainer_sets.missing == ("retainer.included_sets",)
    intervals = (two.before.replacement_interval_days, unlimited.after.replacement_interval_days)
    assert intervals == (0, 45)
    told = [str(plan.aligner_price) for plan in (two.before, two.after)]
    assert (told, unlimited.after.aligner_price) == (["47.00 USD", "47.00 USD"], UNKNOWN)


def test_a_plan_with_free_replacements_tells_that_they_cost_nothing() -> None:
    """Of UNLIMITED, once its months are known, an aligner costs nothing before expiry."""
    book = BOOK.evolve({"expiry.months": 60}, plans=["UNLIMITED"])
    *_, unlimited = ar.upgrades(case(), as_of=DAY, book=book, prices=PRICES)
    assert str(unlimited.after.aligner_price) == "0.00 USD"
    *_, unlimited = ar.upgrades(case(), as_of=DAY, book=book)
    assert unlimited.after.aligner_price is None


def test_what_it_costs() -> None:
    """With prices each offer has its quote, undetermined where no price is known."""
    two, three, _ = ar.upgrades(case(), as_of=DAY, book=BOOK, prices=PRICES)
    assert two.quote is not None
    assert three.quote is not None
    assert (str(two.quote.total), three.quote.missing) == ("390.00 USD", ("price of plan.THREE",))


def test_what_it_gives_is_what_taking_it_gives() -> None:
    """The case as it is once upgraded has the same allowances and the same expiry."""
    two, *_ = ar.upgrades(case(), as_of=DAY, book=BOOK)
    later = ar.apply(case(), ar.Upgrade(target="TWO"), as_of=DAY, book=BOOK)
    assert two.after.expiry == ar.expiry(later, as_of=DAY, book=BOOK)
    assert two.after.allowances == ar.allowances(later, as_of=DAY, book=BOOK)


def test_after_an_upgrade_an_earlier_day_has_its_own_offers() -> None:
    """On the day before, the case was one of ONE."""
    later = ar.apply(case(), ar.Upgrade(target="TWO"), as_of=DAY, book=BOOK)
    plans = [
        [each.before.plan for each in ar.upgrades(later, as_of=day, book=BOOK)]
        for day in (date(2026, 2, 27), DAY)
    ]
    assert plans == [["ONE"] * 3, ["TWO"] * 2]


@pytest.mark.parametrize(
    "plan",
    [
        None,
        UNKNOWN,
        Plan("ONE"),
        Plan("NO SUCH PLAN", date(2024, 10, 1)),
        Plan("UNLIMITED", date(2024, 10, 1)),
        Plan("ONE", date(2000, 1, 1)),
    ],
)
def test_no_plan_above_is_known(plan: Any) -> None:
    """There is no offer where the plan or its edition is not known, or it is the highest."""
    assert ar.upgrades(case(plan=plan, phases=()), as_of=DAY, book=BOOK) == ()


@given(cases(), days())
@settings(max_examples=25, deadline=None)
def test_any_case_has_offers(of: Case, as_of: date) -> None:
    """Whatever is known of a case, its offers are told, and each target is another plan."""
    offers = ar.upgrades(of, as_of=as_of, book=BOOK, prices=PRICES)
    assert [each.target for each in offers if each.target == each.before.plan] == []


def test_the_day_is_a_date() -> None:
    """What is no date is told as such."""
    with pytest.raises(ar.Invalid, match=r"\$\.as_of"):
        ar.upgrades(case(), as_of="2026-02-28", book=BOOK)  # type: ignore[arg-type]
