"""Lowering: with the terms and prices in it, a formula says of every row what it said before."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from attrs import evolve, fields_dict
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner_rules.model.limit import UNLIMITED, Limit
from aligner_rules.model.money import Currency
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns import lowering
from aligner_rules.readings.columns.lowering import asked_on, governed, lowered, priced
from aligner_rules.readings.columns.numbering import numbered
from aligner_rules.readings.columns.questions import charged, decided
from aligner_rules.rulebook.book import Period, Rulebook
from aligner_rules.rulebook.loading import load_rulebook, load_rulebooks
from aligner_rules.rulebook.prices import DatedAmount, PriceBook, PriceItem, load_prices
from aligner_rules.rulebook.terms import NO_PLAN, NO_TERMS, UNKNOWN_REGIONS, PlanTerms, Regions
from aligner_rules.rules.facts import EditionFacts, PlanFacts
from aligner_rules.rules.formula import EPOCH, Formula, Type, fold, nodes
from aligner_rules.rules.replacement import POLICY
from column_cases import drawn_facts
from plain_values import Plain

PRICES = load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
FORMULAS = (
    *decided(POLICY).requirements,
    decided(POLICY).opens_on,
    charged(POLICY).amount_minor,
    *charged(POLICY).counts.values(),
)
INTERVAL = Formula.term("replacement.interval_days", Type.INT)
CAP = Formula.term("replacement.steps_per_arch.number", Type.INT)
LOCKOUT = Formula.term("access.lockout_minutes", Type.INT)
TARGETS = Formula.term("upgrade.targets", Type.NAMES)
EVERYWHERE = Formula.term("upgrade.regions.everywhere", Type.BOOL)
COUNTRIES = Formula.term("upgrade.regions.countries", Type.NAMES)
PLANS = ("A", "B", "C")
FIRST = date(2024, 1, 1)


LISTS = ((), ("B",), ("B", "C"), UNKNOWN)
OFFERED = (Regions(everywhere=True), Regions(everywhere=False, countries=("US",)), UNKNOWN_REGIONS)


def terms(interval: Any, cap: Any, targets: Any = UNKNOWN, regions: Any = None) -> PlanTerms:
    """The terms of a plan of which only a few are known."""
    replacement = evolve(NO_TERMS.replacement, interval_days=interval, steps_per_arch=cap)
    upgrade = evolve(NO_TERMS.upgrade, targets=targets, regions=regions or UNKNOWN_REGIONS)
    return evolve(NO_TERMS, replacement=replacement, upgrade=upgrade)


def edition_terms(minutes: Any) -> PlanTerms:
    """The terms of an edition of which only one is known."""
    return evolve(NO_TERMS, access=evolve(NO_TERMS.access, lockout_minutes=minutes))


@st.composite
def books(draw: st.DrawFn) -> Rulebook:
    """Toy books: some adjacent periods with gaps, regions, and plans that come and go."""
    periods, day = [], FIRST
    for number in range(draw(st.integers(0, 4))):
        day += timedelta(days=draw(st.sampled_from((0, 0, 0, 5))))
        last = day + timedelta(days=draw(st.integers(0, 9)))
        names = draw(st.sets(st.sampled_from(PLANS)))
        wide = edition_terms(draw(st.sampled_from((0, 20, UNKNOWN))))
        plans = {
            name: terms(
                draw(st.sampled_from((0, 30, 45, UNKNOWN))),
                draw(st.sampled_from((Limit(8), Limit(1), UNLIMITED, Limit(UNKNOWN, UNKNOWN)))),
                draw(st.sampled_from(LISTS)),
                draw(st.sampled_from(OFFERED)),
            )
            for name in sorted(names)
        }
        plans = {name: evolve(each, access=wide.access) for name, each in plans.items()}
        regions = draw(st.sampled_from((None, None, frozenset({"US"}), frozenset({"US", "FR"}))))
        open_ended = number == 3
        periods.append(Period("toy", day, None if open_ended else last, regions, plans, wide=wide))
        day = last + timedelta(days=1)
    return Rulebook("toy", "A toy", tuple(periods), values=(), sources=(), overlays=())


@given(book=books())
@settings(max_examples=30, deadline=None)
def test_terms_are_those_of_the_book_on_every_day(book: Rulebook) -> None:
    """On each day, for each plan and region, a lowered formula has the value of the terms there."""
    wait = Formula.fact("days", Type.INT)
    asked = [INTERVAL, (INTERVAL <= 0) | (wait >= INTERVAL), CAP + INTERVAL, wait + 1]
    asked += [LOCKOUT, (wait >= LOCKOUT) | (INTERVAL <= 0)]
    ready = [lowered(formula, book) for formula in asked]
    for shift in range(-1, 45):
        for plan in (*PLANS, NO_PLAN, "D", UNKNOWN):
            for region in ("US", "FR", UNKNOWN):
                day = FIRST + timedelta(days=shift) if shift < 44 else UNKNOWN
                governing = {"approved_on": day, "plan": plan, "region": region, "days": 31}
                plain = Plain(governing, book.terms(plan, day, region))
                told = [fold(formula, Plain(governing)) for formula in ready]
                assert told == [fold(formula, plain) for formula in asked]


@given(book=books())
@settings(max_examples=15, deadline=None)
def test_every_way_to_write_terms_in_has_their_value(book: Rulebook) -> None:
    """Whether whole answers are chosen, or terms, everywhere or only where any plan governs."""
    wait = Formula.fact("days", Type.INT)
    asked = [INTERVAL, (INTERVAL <= 0) | (wait >= INTERVAL), CAP + INTERVAL, wait + LOCKOUT]
    for cheapest in range(3):
        costs = [0 if way % 3 == cheapest else 1 for way in range(3 * len(asked))]
        with mock.patch.object(lowering, "_cost", side_effect=costs):
            ready = [lowered(formula, book) for formula in asked]
        for shift, plan in product(range(-1, 45, 4), (*PLANS, NO_PLAN, UNKNOWN)):
            day = FIRST + timedelta(days=shift)
            governing = {"approved_on": day, "plan": plan, "region": "FR", "days": 31}
            plain = Plain(governing, book.terms(plan, day, "FR"))
            told = [fold(formula, Plain(governing)) for formula in ready]
            assert told == [fold(formula, plain) for formula in asked]


@given(seed=st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_the_policy_says_the_same_with_the_terms_in_it(seed: int) -> None:
    """Decisions and quotes as lowered, priced and numbered formulas have the value of the rules."""
    book = load_rulebooks()
    book = book.evolve({"expiry.months": Limit(seed % 40)}) if seed % 2 else book
    ready = [numbered(lowered(priced(formula, PRICES), book)) for formula in FORMULAS]
    assert {node.op for node in nodes(*ready)} & {
        "term",
        "price",
        "plus_days",
        "plus_months",
    } == set()
    for one in drawn_facts(seed, 40, book):
        facts = {name: getattr(one, name) for name in fields_dict(type(one))}
        governing = book.terms(one.plan, one.approved_on, one.region)
        plain = Plain(facts, governing, partial(_minor, on=one.as_of))
        expected = [_number(fold(formula, plain)) for formula in FORMULAS]
        assert [_number(fold(formula, plain)) for formula in ready] == expected


def _minor(item: str, on: Any) -> Any:
    return PRICES.minor(item, on)


def _number(value: Any) -> Any:
    return value.toordinal() - EPOCH if isinstance(value, date) else value


@given(book=books())
@settings(max_examples=30, deadline=None)
def test_lists_of_names_are_asked_for_name_by_name(book: Rulebook) -> None:
    """Whether a text is listed comes out as comparisons alone, with the value of the word."""
    target, region = Formula.fact("target", Type.TEXT), Formula.fact("region", Type.TEXT)
    chosen = Formula.apply("where", INTERVAL <= 30, TARGETS, ("A",))
    asked = (
        Formula.apply("listed", target, TARGETS),
        EVERYWHERE | Formula.apply("listed", region, COUNTRIES),
        Formula.apply("listed", target, chosen) & (CAP <= 1),
        Formula.apply("listed", target, ("B", "C")) | Formula.apply("listed", target, UNKNOWN),
    )
    ready = [lowered(formula, book) for formula in asked]
    assert {node.type for node in nodes(*ready)} & {Type.NAMES} == set()
    days = [FIRST + timedelta(days=shift) for shift in range(-1, 20, 3)]
    for day, plan, country, name in product(
        [*days, UNKNOWN], ("A", "B", "D"), ("US", "FR", UNKNOWN), ("A", "B", "D", UNKNOWN)
    ):
        facts = {"approved_on": day, "plan": plan, "region": country, "target": name}
        plain = Plain(facts, book.terms(plan, day, country))
        told = [fold(formula, Plain(facts)) for formula in ready]
        assert told == [fold(formula, plain) for formula in asked]


def test_one_value_for_all_plans_is_asked_for_once() -> None:
    """A term that is the same for every governed plan needs no choice among them."""
    book = load_rulebook("clearcorrect-2024-10").evolve({"replacement.interval_days": 45})
    told = lowered(INTERVAL, book)
    assert (told.op, told.args[1], told.args[2]) == (
        "provided",
        Formula.literal(45),
        Formula.unknown(Type.INT),
    )


def test_equal_answers_are_told_once() -> None:
    """Where different terms lead to the same answer, the plans are not told apart."""
    book = load_rulebook("clearcorrect-2024-10")
    told = lowered(INTERVAL <= 3650, book)
    assert [node.payload for node in nodes(told) if node.type is Type.INT] == []


def test_a_formula_without_terms_stays_as_it_is() -> None:
    """What looks at no term is not touched."""
    shipped = Formula.fact("has_shipped", Type.BOOL)
    assert lowered(shipped, load_rulebooks()) is shipped


@pytest.mark.parametrize("item", ["flex.aligner", "no such item"])
def test_prices_are_those_of_the_book_on_every_day(item: str) -> None:
    """On each day a price is what the price book says, unknown where it says nothing."""
    cost = priced(Formula.price(item), PRICES)
    days = [UNKNOWN, *(date(2017, 5, 1) + timedelta(days=n) for n in range(0, 4000, 7))]
    days += [a.holds_from for a in PRICES.items["flex.aligner"].amounts]
    days += [a.holds_from - timedelta(days=1) for a in PRICES.items["flex.aligner"].amounts]
    told = [fold(cost, Plain({"as_of": day})) for day in days]
    assert told == [PRICES.minor(item, day) for day in days]


def test_a_price_that_ends_leaves_a_gap_though_others_follow_on_it() -> None:
    """Of prices that follow each other, the last may end; after it there is none."""
    spans = [
        (date(2024, 1, 1), date(2024, 3, 31)),
        (date(2024, 4, 1), date(2024, 6, 30)),
        (date(2024, 8, 1), None),
    ]
    for ending in range(1, 4):
        amounts = [
            DatedAmount(minor=100 * number, holds_from=first, holds_until=last, source="S")
            for number, (first, last) in enumerate(spans[:ending], start=1)
        ]
        item = PriceItem("Aligner", "aligner", tuple(amounts))
        prices = PriceBook("toy", "A toy", Currency("USD", 2), {"flex.aligner": item})
        cost = priced(Formula.price("flex.aligner"), prices)
        for day in [UNKNOWN, *(date(2023, 12, 20) + timedelta(days=n) for n in range(300))]:
            assert fold(cost, Plain({"as_of": day})) == prices.minor("flex.aligner", day)


def test_a_constant_day_leaves_no_choice_of_prices() -> None:
    """Asked on one day, a price is a constant."""
    cost = asked_on(priced(Formula.price("flex.aligner"), PRICES), date(2025, 12, 31))
    assert cost is Formula.literal(PRICES.minor("flex.aligner", date(2025, 12, 31)))


@given(book=books())
@settings(max_examples=10, deadline=None)
def test_what_concerns_no_plan_stands_under_its_day(book: Rulebook) -> None:
    """Without a plan and an approval, a formula has the value of the edition in force that day."""
    ready = governed(lowered(LOCKOUT, book), EditionFacts)
    assert {node.payload for node in nodes(ready) if node.op == "fact"} <= {"as_of", "region"}
    for shift in range(-1, 45):
        for region in ("US", "FR", UNKNOWN):
            day = FIRST + timedelta(days=shift) if shift < 44 else UNKNOWN
            expected = book.terms(NO_PLAN, day, region).access.lockout_minutes
            assert fold(ready, Plain({"as_of": day, "region": region})) == expected


def test_of_a_case_nothing_is_rewritten() -> None:
    """Facts that have a plan and an approval keep them."""
    formula = lowered(INTERVAL, load_rulebooks())
    assert governed(formula, PlanFacts) is formula
