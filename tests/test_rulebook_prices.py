"""A price book says what an item costs on a day, in whole minor units."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.faults import Invalid
from aligner_rules.model.money import Currency
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.prices import MOST_MINOR, PriceBook, load_prices, price_book_of
from rulebook_strategies import corrupted, file_of

DAY = timedelta(days=1)
EXAMPLE = Path(__file__).parent.parent / "examples" / "prices" / "example-flex-usd.toml"
BEGIN = date(2024, 1, 1)
RISE = date(2025, 1, 1)


def content(**changes: Any) -> dict[str, Any]:
    """Return the content of a sound price book of one item whose price rises once."""
    amounts = [
        {"minor": 4500, "holds_from": BEGIN, "holds_until": RISE - DAY, "source": "list"},
        {"minor": 4700, "holds_from": RISE, "source": "list"},
    ]
    item = {"label": "One aligner", "unit": "aligner", "amounts": amounts}
    head = {"schema": 1, "name": "list", "title": "List", "currency": "USD", "exponent": 2}
    return {**head, "prices": {"flex.aligner": item}} | changes


def book(**changes: Any) -> PriceBook:
    """Return the price book of that content."""
    return price_book_of(content(**changes), "price book x")


def pickled(prices: PriceBook) -> PriceBook:
    """Return the book that comes out of its pickle."""
    sent: PriceBook = pickle.loads(pickle.dumps(prices))  # noqa: S301 - pickled right here
    return sent


def item_of(what: dict[str, Any]) -> dict[str, Any]:
    """Return the one item of a content."""
    item: dict[str, Any] = what["prices"]["flex.aligner"]
    return item


def wheres(what: dict[str, Any]) -> list[str]:
    """Return where a price book is at fault."""
    with pytest.raises(Invalid) as caught:
        price_book_of(what, "price book x")
    return [fault.where for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("day", "minor"),
    [
        (BEGIN - DAY, UNKNOWN),
        (BEGIN, 4500),
        (RISE - DAY, 4500),
        (RISE, 4700),
        (date(2199, 12, 31), 4700),
    ],
)
def test_the_price_is_that_of_the_day(day: date, minor: Any) -> None:
    """On each side of a rise the right amount holds, and before the first none is known."""
    assert book().minor("flex.aligner", day) is minor or book().minor("flex.aligner", day) == minor


def test_a_price_may_end() -> None:
    """After the last day of the last amount no price is known."""
    what = content()
    item_of(what)["amounts"][1]["holds_until"] = RISE
    prices = price_book_of(what, "x")
    found = [prices.minor("flex.aligner", day) for day in (RISE, RISE + DAY)]
    assert found == [4700, UNKNOWN]


strange = st.sampled_from([None, UNKNOWN, 1, "2024", [], {}, "flex.aligner", BEGIN])


@given(strange, strange)
def test_asking_for_a_price_never_raises(item: Any, on: Any) -> None:
    """Whatever is asked, an amount or UNKNOWN comes back."""
    found = book().minor(item, on)
    assert (found == 4500) == (item == "flex.aligner" and on == BEGIN)


@given(st.lists(st.integers(0, MOST_MINOR), min_size=1, max_size=5), st.randoms())
def test_amounts_in_any_order_follow_each_other_in_time(minors: list[int], random: Any) -> None:
    """Each amount holds on its own days, whatever the order of the file."""
    what, last = content(), len(minors) - 1
    amounts = [
        {"minor": minor, "holds_from": BEGIN + number * DAY, "source": "list"}
        | ({"holds_until": BEGIN + number * DAY} if number < last else {})
        for number, minor in enumerate(minors)
    ]
    random.shuffle(amounts)
    item_of(what)["amounts"] = amounts
    prices = price_book_of(what, "x")
    found = [prices.minor("flex.aligner", BEGIN + n * DAY) for n in range(len(minors))]
    assert found == minors


@pytest.mark.parametrize("key", ["schema", "name", "title", "currency", "exponent", "prices"])
def test_what_a_price_book_must_say_is_missed(key: str) -> None:
    """An absent heading is one fault in its place."""
    what = content()
    del what[key]
    assert wheres(what) == [f"$.{key}"]


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("schema", 2),
        ("name", " "),
        ("title", 1),
        ("note", []),
        ("currency", "usd"),
        ("currency", 1),
        ("exponent", -1),
        ("exponent", None),
        ("exponent", 2.0),
        ("exponent", True),
        ("prices", []),
        ("prices", {}),
        ("region", "US"),
    ],
)
def test_headings_of_the_wrong_kind(key: str, wrong: object) -> None:
    """A heading that is wrong or not known is one fault in its place."""
    assert wheres(content(**{key: wrong})) == [f"$.{key}"]


@pytest.mark.parametrize("key", ["label", "unit", "amounts"])
@pytest.mark.parametrize("wrong", [None, "", 1])
def test_an_item_needs_its_label_unit_and_amounts(key: str, wrong: object) -> None:
    """What an item must say is told where it is absent and where it is wrong."""
    what = content()
    del item_of(what)[key]
    if wrong is not None:
        item_of(what)[key] = wrong
    assert wheres(what) == [f'$.prices."flex.aligner".{key}']


def test_an_item_is_a_table_with_amounts_in_it() -> None:
    """An item that is no table, or has an empty list of amounts, is a fault."""
    assert wheres(content(prices={"flex": 45})) == ["$.prices.flex"]
    what = content()
    item_of(what)["amounts"] = []
    assert wheres(what) == ['$.prices."flex.aligner".amounts']


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"minor": -1}, ".minor"),
        ({"minor": 45.0}, ".minor"),
        ({"minor": "45"}, ".minor"),
        ({"minor": True}, ".minor"),
        ({"minor": MOST_MINOR + 1}, ".minor"),
        ({"source": ""}, ".source"),
        ({"holds_from": "2025-02-29"}, ".holds_from"),
        ({"holds_until": 2025}, ".holds_until"),
        ({"holds_until": RISE - DAY}, ".holds_until"),
        ({"holds_from": RISE + DAY}, ".holds_from"),
        ({"holds_from": RISE - DAY}, ".holds_from"),
        ({"holds_form": RISE}, ".holds_form"),
    ],
)
def test_a_wrong_amount_is_one_fault(change: dict[str, Any], key: str) -> None:
    """Negative, broken or huge money, wrong days, gaps and overlaps are told in their place."""
    what = content()
    item_of(what)["amounts"][1].update(change)
    assert wheres(what) == [f'$.prices."flex.aligner".amounts[1]{key}']


@pytest.mark.parametrize("key", ["minor", "holds_from", "source"])
def test_an_amount_says_everything(key: str) -> None:
    """An amount without its number, its first day or its source is a fault."""
    what = content()
    del item_of(what)["amounts"][0][key]
    assert wheres(what) == [f'$.prices."flex.aligner".amounts[0].{key}']


@pytest.mark.parametrize("minor", [0, MOST_MINOR])
def test_the_bounds_of_an_amount_are_amounts(minor: int) -> None:
    """Nothing, and the greatest amount, can be charged."""
    what = content()
    item_of(what)["amounts"][1]["minor"] = minor
    assert price_book_of(what, "x").minor("flex.aligner", RISE) == minor


def test_everything_wrong_is_told_at_once() -> None:
    """Faults in different places are all in one message."""
    what = content(currency="usd", exponent=9, title="")
    item_of(what)["unit"] = ""
    where = ["$.title", "$.exponent", "$.currency", '$.prices."flex.aligner".unit']
    assert wheres(what) == where


@given(corrupted(content()))
def test_any_content_makes_a_price_book_or_is_invalid(what: dict[str, Any]) -> None:
    """Whatever stands in a file, there is no other error, and an amount is in its bounds."""
    try:
        prices = price_book_of(what, "price book x")
    except Invalid as invalid:
        assert len(invalid.faults) > 0  # noqa: PT017
    else:
        amounts = [each.minor for item in prices.items.values() for each in item.amounts]
        assert all(0 <= minor <= MOST_MINOR for minor in amounts)


def test_a_price_book_is_loaded_from_a_file(tmp_path: Path) -> None:
    """A file gives the same book as its content."""
    assert load_prices(file_of(content(), tmp_path)) == book()


def test_a_faulty_file_is_named(tmp_path: Path) -> None:
    """The path of the file is in the subject of what is Invalid."""
    path = str(file_of(content(title=""), tmp_path))
    with pytest.raises(Invalid) as caught:
        load_prices(path)
    assert caught.value.subject == f"price book {path}"


def test_the_example_says_that_its_amounts_are_invented() -> None:
    """Nobody can take the example's amounts for published ones."""
    prices = load_prices(EXAMPLE)
    sources = {each.source for item in prices.items.values() for each in item.amounts}
    assert ("invented" in prices.title, sources) == (True, {"invented for the example"})


def test_the_example_has_a_currency_and_a_price_for_an_aligner() -> None:
    """The example can price replacement aligners."""
    prices = load_prices(EXAMPLE)
    assert prices.currency == Currency("USD", 2)
    assert prices.minor("flex.aligner", date(2025, 6, 1)) == 4500


@pytest.mark.parametrize("make", [pickled, copy.deepcopy])
def test_a_price_book_survives_pickling(make: Callable[[PriceBook], PriceBook]) -> None:
    """A book that was sent elsewhere is equal, and says the same."""
    sent = make(book())
    assert (sent, hash(sent), sent.items) == (book(), hash(book()), book().items)


@pytest.mark.parametrize(
    "same", [{"title": "Another"}, {"note": "A note"}, {"prices": "reordered"}]
)
def test_titles_and_the_order_of_keys_are_not_hashed(same: dict[str, Any]) -> None:
    """A price book that charges the same is the same book."""
    what = content()
    if "prices" in same:
        item_of(what)["amounts"].reverse()
        item_of(what)["label"] = "Another label"
        what = dict(reversed(what.items()))
    else:
        what |= same
    assert price_book_of(what, "x") == book()


def test_names_currencies_amounts_and_sources_are_hashed() -> None:
    """Each change of what is charged, or by which right, gives another hash."""
    other = content()
    item_of(other)["amounts"][0]["source"] = "another list"
    dearer = content()
    item_of(dearer)["amounts"][0]["minor"] = 4501
    variants = [content(), other, dearer, content(name="x"), content(currency="CAD")]
    variants += [content(exponent=3)]
    assert len({price_book_of(each, "x").hash for each in variants}) == 6


def test_evolve_changes_the_amount_on_every_day() -> None:
    """An evolved price holds on all days that had one, and cites no list."""
    prices = book().evolve({"flex.aligner": 4000})
    found = [prices.minor("flex.aligner", day) for day in (BEGIN - DAY, BEGIN, RISE)]
    assert found == [UNKNOWN, 4000, 4000]
    amounts = prices.items["flex.aligner"].amounts
    assert {each.source for each in amounts} == {"set by evolve"}


def test_evolve_gives_another_name_and_hash() -> None:
    """An evolved book is told apart by its hash, and by the name that is chosen."""
    plain, named = book().evolve({}), book().evolve({}, name="trial")
    assert (plain.name, named.name) == ("list, evolved", "trial")
    assert len({book().hash, plain.hash, named.hash}) == 3


def test_evolve_tells_all_faults_at_once() -> None:
    """An item that the book lacks and an amount out of range are told together."""
    with pytest.raises(Invalid) as caught:
        book().evolve({"flex.aliner": 1, "flex.aligner": -1})
    assert list(map(str, caught.value.faults)) == [
        (
            "$.prices.\"flex.aliner\": given 'flex.aliner'; expected an item of the book; "
            "did you mean flex.aligner?"
        ),
        (
            '$.prices."flex.aligner": given -1; expected a whole number from 0 to 1000000000000; '
            "choose one"
        ),
    ]


def plan_prices(way: str | None, **minors: Any) -> dict[str, Any]:
    """Return the content of a book of plan prices, each dated as given or from the first day."""
    items = {}
    for plan, given_one in minors.items():
        dated = given_one if isinstance(given_one, list) else [(given_one, BEGIN, None)]
        amounts = [
            {"minor": minor, "holds_from": first, "source": f"list of {plan}"}
            | ({} if last is None else {"holds_until": last})
            for minor, first, last in dated
        ]
        items[plan.replace("_", ".")] = {"label": plan, "unit": "plan", "amounts": amounts}
    return content(prices=items) | ({} if way is None else {"upgrade_fees": way})


def test_the_difference_holds_as_long_as_both_prices() -> None:
    """A fee is what the target costs more, on each day on which both plans have a price."""
    rising = [(300, BEGIN + DAY, RISE - DAY), (400, RISE, RISE)]
    cheaper = [(100, BEGIN, RISE - DAY), (90, RISE, None)]
    prices = price_book_of(plan_prices("difference", plan_ONE=cheaper, plan_TWO=rising), "x")
    days = (BEGIN, BEGIN + DAY, RISE - DAY, RISE, RISE + DAY, UNKNOWN)
    assert [prices.fee("ONE", "TWO", day) for day in days] == [
        UNKNOWN,
        *(200, 200, 310),
        UNKNOWN,
        UNKNOWN,
    ]
    assert {each.source for each in prices.fees["ONE", "TWO"]} == {
        "list of plan_ONE; list of plan_TWO"
    }


def test_no_fee_leads_down() -> None:
    """From a plan to one that stands before it, or to itself, there is no fee."""
    prices = price_book_of(plan_prices("difference", plan_ONE=100, plan_TWO=100), "x")
    asked: list[Any] = [("ONE", "TWO"), ("TWO", "ONE"), ("ONE", "ONE"), ("ONE", UNKNOWN), ([], "")]
    assert [prices.fee(low, high, BEGIN) for low, high in asked] == [0, *[UNKNOWN] * 4]


def test_a_table_states_each_fee() -> None:
    """A stated fee counts, whatever the plans cost; a plan may have a point in its name."""
    table = plan_prices("table", upgrade_ONE_TWO=5, upgrade_A_B_C=7, plan_ONE=1, plan_TWO=9)
    prices = price_book_of(table, "x")
    asked = (("ONE", "TWO"), ("A", "B.C"), ("A.B", "C"), ("A", "C"))
    assert [prices.fee(*pair, BEGIN) for pair in asked] == [5, 7, 7, UNKNOWN]
    assert [prices.unpriced(*pair, BEGIN) for pair in asked[2:]] == [(), ("upgrade.A.C",)]


def test_without_a_way_no_fee_is_known() -> None:
    """Plan prices alone do not say how an upgrade is priced."""
    prices = price_book_of(plan_prices(None, plan_ONE=100, plan_TWO=300), "x")
    assert (prices.fee("ONE", "TWO", BEGIN), prices.upgrade_fees) == (UNKNOWN, None)


@pytest.mark.parametrize(
    ("way", "items", "where"),
    [
        ("tabel", {"plan_ONE": 1}, ["$.upgrade_fees"]),
        ("table", {"plan_ONE": 1, "plan_TWO": 2}, ["$.upgrade_fees"]),
        ("difference", {"plan_ONE": 1}, ["$.upgrade_fees"]),
        ("difference", {"upgrade_ONE_TWO": 1}, ["$.upgrade_fees"]),
        (None, {"upgrade_ONE_TWO": 1}, ["$.upgrade_fees"]),
        ("table", {"upgrade_ONE": 1}, ['$.prices."upgrade.ONE"']),
        ("table", {"upgrade__TWO": 1}, ['$.prices."upgrade..TWO"']),
        ("difference", {"plan_ONE": 2, "plan_TWO": 1}, ['$.prices."plan.TWO"']),
        (
            "difference",
            {"plan_A": 2, "plan_B": 3, "plan_C": [(9, BEGIN, RISE), (1, RISE + DAY, None)]},
            ['$.prices."plan.C"', '$.prices."plan.C"'],
        ),
    ],
)
def test_what_is_wrong_with_fees(way: str | None, items: dict[str, Any], where: list[str]) -> None:
    """Fees that do not fit the way, or that would be negative, are faults."""
    assert wheres(plan_prices(way, **items)) == where


def test_a_negative_fee_is_explained() -> None:
    """The fault names the day, both plans, and what to do."""
    with pytest.raises(Invalid) as caught:
        price_book_of(plan_prices("difference", plan_ONE=20, plan_TWO=1), "x")
    (fault,) = caught.value.faults
    assert str(fault) == (
        '$.prices."plan.TWO": given 19 less than plan.ONE from 2024-01-01; expected no less than '
        "plan.ONE on any day; put the plans in ascending order, or state "
        'upgrade_fees = "table" and each fee'
    )


def test_a_wrong_amount_is_not_judged_as_a_negative_fee() -> None:
    """One fault is not told twice: an amount at fault is no price to compare."""
    what = plan_prices("difference", plan_ONE=20, plan_TWO=-1)
    assert wheres(what) == ['$.prices."plan.TWO".amounts[0].minor']


def test_evolve_keeps_fees_from_falling_below_nothing() -> None:
    """A change by which a higher plan would cost less is Invalid."""
    prices = price_book_of(plan_prices("difference", plan_ONE=100, plan_TWO=300), "x")
    assert prices.evolve({"plan.TWO": 150}).fee("ONE", "TWO", BEGIN) == 50
    with pytest.raises(Invalid, match=r"no less than plan\.ONE"):
        prices.evolve({"plan.TWO": 99})


def test_the_way_and_the_order_of_plans_are_hashed() -> None:
    """What an upgrade costs is part of what the book says, and survives pickling."""
    plans = plan_prices("difference", plan_ONE=100, plan_TWO=100)
    turned = plan_prices("difference", plan_TWO=100, plan_ONE=100)
    without = plan_prices(None, plan_ONE=100, plan_TWO=100)
    books = [price_book_of(each, "x") for each in (plans, turned, without)]
    assert len({each.hash for each in books}) == 3
    assert pickled(books[0]).fee("ONE", "TWO", BEGIN) == 0
