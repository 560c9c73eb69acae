"""Facts of cases on a day, from portfolio tables: those that are taken from the same cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import cycle
from random import Random
from typing import Any

import polars as pl
import pytest
from attrs import asdict, evolve, fields_dict
from hypothesis import given, settings
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules import tables
from aligner_rules.model import (
    EARLIEST,
    LATEST,
    UNKNOWN,
    Arch,
    Case,
    Dentition,
    Invalid,
    Order,
    Phase,
    Plan,
    ReplacementOrder,
    RetainerOrder,
    RevisionOrder,
    Shipment,
    StepSelection,
)
from aligner_rules.model.limit import Limit
from aligner_rules.readings.columns.portfolio_cases import Portfolio
from aligner_rules.readings.columns.synthetic import AS_OF, Synthetic
from aligner_rules.rules.delivery import DeliveryFacts, delivery_facts, shipped_together
from aligner_rules.rules.expiry import ExpiryFacts, expiry_facts
from aligner_rules.rules.standing import MenuFacts, menu_facts
from changed_books import CHANGES
from column_cases import CALENDAR, DELIVERY, EXPIRY, deliveries, expiries
from frame_kinds import DUCKDB, KINDS, POLARS, Kind, tables_of
from strategies import cases as any_case

BOOK = ar.load_rulebooks()
INVENTED = Synthetic(5, AS_OF, BOOK).portfolio(0, 800)
BEFORE = AS_OF - timedelta(days=40)
DAY = date(2028, 2, 29)
DAYS = [DAY + timedelta(days=number) for number in range(8)]
NAMES = ("cases", "phases", "orders")
STATES = {"not-in-production", "in-production", "in-delivery", "delivered"}
STEPS = StepSelection.parse(upper="1")
ROW = ["case_id", "part", "placed_on", "number"]

Days = dict[str, date]
Rows = list[dict[str, Any]]


def plain(facts: Any) -> dict[str, Any]:
    """Facts as a row has them: null where they are unknown."""
    told = {name: getattr(facts, name) for name in fields_dict(type(facts))}
    return {name: None if value is UNKNOWN else value for name, value in told.items()}


def expiries_of(cases: list[Case], days: Days) -> Iterator[dict[str, Any]]:
    """The facts of the expiry of each case on its day."""
    for case in cases:
        yield {"case_id": case.id} | plain(expiry_facts(case, days[case.id]))


def deliveries_of(cases: list[Case], days: Days) -> Iterator[dict[str, Any]]:
    """The facts of each phase and each order that was placed by the day of its case."""
    for case in cases:
        day = days[case.id]
        for phase in () if case.phases is UNKNOWN else case.phases:
            row: dict[str, Any] = {
                "case_id": case.id,
                "part": "phase",
                "placed_on": None,
                "number": phase.number,
            }
            yield row | plain(delivery_facts(case, phase, day))
        for position, order in enumerate(() if case.orders is UNKNOWN else case.orders, start=1):
            placed_on: Any = order.placed_on
            row = {"case_id": case.id, "part": order.kind, "placed_on": placed_on}
            if placed_on <= day:
                yield row | {"number": position} | plain(delivery_facts(case, order, day))


def menus_of(cases: list[Case], days: Days) -> Iterator[dict[str, Any]]:
    """The facts of the menu of each case on its day."""
    for case in cases:
        yield {"case_id": case.id} | plain(menu_facts(case, days[case.id]))


BY_VALUE: dict[Any, Any] = {
    ar.Expiry: expiries_of,
    ar.Delivery: deliveries_of,
    ar.Action: menus_of,
}


def gathered(kind: Kind, told: Portfolio, asked: Any, as_of: date | None = None) -> pl.DataFrame:
    """The facts as a kind of frame tells them, with one number for phases and for orders."""
    made = kind.read(tables.facts(**tables_of(kind, told), kind=asked, book=BOOK, as_of=as_of))
    if asked is not ar.Delivery:
        return made.sort("case_id")
    return made.with_columns(number=pl.coalesce("phase", "position")).sort(ROW)


def on_days(told: Portfolio, days: Days) -> Portfolio:
    """The tables with a day for each case."""
    own = pl.Series("as_of", [days[name] for name in told.cases["case_id"]], pl.Date)
    return Portfolio(told.cases.with_columns(own), told.phases, told.orders)


@cache
def invented() -> list[Case]:
    """The cases of the invented portfolio."""
    return read_back(INVENTED)


def read_back(told: Portfolio) -> list[Case]:
    """The cases that tables tell of."""
    return tables.to_cases(cases=told.cases, phases=told.phases, orders=told.orders)


def unlike(kind: Kind, told: Portfolio, asked: Any, days: Days, as_of: date | None) -> list[Any]:
    """The first facts in which a frame and the cases that it tells of differ."""
    cases = invented() if told is INVENTED else read_back(told)
    made = gathered(kind, told if as_of else on_days(told, days), asked, as_of)
    rows = list(BY_VALUE[asked](cases, days))
    names = list(rows[0]) if rows else made.columns
    keys = [name for name in ROW if name in names]
    expected = pl.DataFrame(rows, dict(made.select(names).schema)).sort(keys)
    assert made.height == expected.height
    pairs = zip(expected.to_dicts(), made.to_dicts(), strict=True)
    return [
        (row["case_id"], name, value, other[name])
        for row, other in pairs
        for name, value in row.items()
        if value != other[name]
    ][:5]


def days_in(told: Any) -> Iterator[date]:
    """Every day that something of the model tells of."""
    if isinstance(told, date):
        yield told
    elif isinstance(told, dict | list | tuple):
        for part in told.values() if isinstance(told, dict) else told:
            yield from days_in(part)


def beside(case: Case, number: int) -> date:
    """A day in the case, or the one before or after it."""
    days = sorted({*days_in(asdict(case)), DAY})
    place, apart = divmod(number, 3)
    return max(min(days[place % len(days)] + timedelta(days=apart - 1), LATEST), EARLIEST)


def crowded(seed: int, count: int) -> list[Case]:
    """Cases in which much ships on few days, under few numbers, as far as anybody knows."""
    drawn = Random(seed)  # noqa: S311 - nothing is kept secret by it
    return [_crowded_case(drawn, f"C-{number:03}") for number in range(count)]


def _crowded_case(drawn: Random, name: str) -> Case:
    numbers = range(1, drawn.randint(0, 3) + 1)
    phases = [Phase(n, StepSelection.parse(upper=str(n)), **_made(drawn, DAY)) for n in numbers]
    orders = [_order(drawn, day) for day in sorted(drawn.choices(DAYS[:6], k=drawn.randint(0, 3)))]
    dentition = drawn.choice([*Dentition, UNKNOWN])
    plan = Plan("ONE", drawn.choice([DAY, UNKNOWN]))
    known: dict[str, Any] = {"phases": phases, "orders": orders}
    known = {name: UNKNOWN if drawn.random() < 0.1 else told for name, told in known.items()}
    return Case(name, "UTC", plan=plan, dentition=dentition, **known)


def _order(drawn: Random, placed_on: date) -> Order:
    standing: dict[str, Any] = {"placed_on": placed_on, **_made(drawn, placed_on)}
    kind = drawn.randrange(3)
    if not kind:
        return ReplacementOrder(steps=STEPS, **standing)
    if kind == 1:
        return RetainerOrder(arches=frozenset(Arch), sets=1, **standing)
    return RevisionOrder(**standing)


def _made(drawn: Random, since: date) -> dict[str, Any]:
    """How something has come on, of which some is unknown, or was not to be."""

    def later(than: date) -> date:
        return drawn.choice([day for day in DAYS if day >= than])

    def or_not(told: Any) -> Any:
        return drawn.choice([told, told, None, UNKNOWN])

    made_on = or_not(later(since))
    shipment = drawn.choice([None, UNKNOWN])
    if made_on is not None and drawn.random() < 0.7:
        shipped_on = later(made_on if made_on is not UNKNOWN else since)
        shipment = Shipment(
            shipped_on,
            tracking_number=or_not(drawn.choice(["1Z", "2Z"])),
            carrier_expects_on=or_not(drawn.choice(DAYS[-2:])),
            delivered_on=or_not(later(shipped_on)),
        )
    target = or_not(drawn.choice(DAYS[4:6]))
    return {"in_production_on": made_on, "shipment": shipment, "target_ship_on": target}


@pytest.mark.parametrize("asked", BY_VALUE)
@pytest.mark.parametrize(
    ("kind", "examples"), [(POLARS, 15), (DUCKDB, 3)], ids=["polars", "duckdb"]
)
def test_facts_are_those_of_the_same_cases(kind: Kind, examples: int, asked: Any) -> None:
    """Whatever the cases are: on one day for all, or on days that are told of them, or beside."""

    @given(
        cases=st.lists(any_case(), max_size=4, unique_by=lambda one: one.id),
        number=st.integers(0, 90),
        constant=st.booleans(),
    )
    @settings(max_examples=examples, deadline=None)
    def agree(cases: list[Case], number: int, constant: bool) -> None:
        told = tables.from_cases(cases)
        days = {case.id: beside(case, number) for case in cases}
        as_of = min(days.values(), default=DAY) if constant else None
        days = dict.fromkeys(days, as_of) if as_of else days
        assert unlike(kind, told, asked, days, as_of) == []

    agree()


@pytest.mark.parametrize("asked", BY_VALUE)
@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_facts_are_those_of_an_invented_portfolio(kind: Kind, asked: Any) -> None:
    """Thousands of rows on every kind of frame: on the day on which it stands, and before."""
    for day in (AS_OF, date(2024, 2, 29), BEFORE) if kind is POLARS else (AS_OF,):
        days = dict.fromkeys(INVENTED.cases["case_id"], day)
        assert unlike(kind, INVENTED, asked, days, day) == []


@pytest.mark.parametrize(
    ("kind", "examples"), [(POLARS, 12), (DUCKDB, 2)], ids=["polars", "duckdb"]
)
def test_parcels_are_those_of_the_same_cases(kind: Kind, examples: int) -> None:
    """What ships together tells one story: however much of it is unknown, or told in two ways."""

    @given(seed=st.integers(0, 2**32), number=st.integers(0, 30))
    @settings(max_examples=examples, deadline=None)
    def agree(seed: int, number: int) -> None:
        cases = crowded(seed, 60)
        days = {case.id: beside(case, number) for case in cases}
        assert unlike(kind, tables.from_cases(cases), ar.Delivery, days, None) == []

    agree()


def told_in(frame: pl.DataFrame, record: Any) -> set[tuple[str, Any]]:
    """What facts tell: for truths each of true, false and null, else whether they are known."""
    truths = {name for name, dtype in frame.schema.items() if dtype == pl.Boolean}
    return {
        (name, value if name in truths else value is not None)
        for name in fields_dict(record)
        for value in frame[name].unique()
    }


def every(record: Any) -> set[tuple[str, Any]]:
    """All that facts of such a record can tell, but for a day that is not known."""
    columns = {column.name: column.dtype for column in tables.schema(RECORDS[record])}
    truths = {(n, v) for n, t in columns.items() if t == "Boolean" for v in (True, False, None)}
    others = {(n, v) for n, t in columns.items() if t != "Boolean" for v in (True, False)}
    return (truths | others) - {("as_of", False)}


RECORDS: dict[Any, Any] = {
    ExpiryFacts: ar.Expiry,
    DeliveryFacts: ar.Delivery,
    MenuFacts: ar.Action,
}
IN_NO_TABLE = ("setup_is_ready", "names_known", "labels_known", "is_there", "is_used")


def test_nothing_is_told_for_want_of_cases() -> None:
    """Each fact is known and unknown, true and false, in what the tests above go through."""
    assert every(ExpiryFacts) == told_in(gathered(POLARS, INVENTED, ar.Expiry, AS_OF), ExpiryFacts)
    made = gathered(POLARS, INVENTED, ar.Delivery, AS_OF)
    assert every(DeliveryFacts) == told_in(made, DeliveryFacts)
    asked = gathered(POLARS, INVENTED, ar.Action, BEFORE)
    untold = {(name, value) for name in IN_NO_TABLE for value in (True, False)}
    assert every(MenuFacts) - told_in(asked, MenuFacts) == untold
    cases = crowded(1, 300)
    dense = gathered(POLARS, tables.from_cases(cases), ar.Delivery, DAYS[5])
    told = told_in(dense, DeliveryFacts)
    assert every(DeliveryFacts) - told == {("region", True), ("plan", False)}
    parcels = [
        len(shipped_together(case, item, DAYS[5]))
        for case in cases
        for items in (case.phases, case.orders)
        for item in (() if items is UNKNOWN else items)
    ]
    assert min(map(parcels.count, (2, 3))) > 50


@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
def test_expiries_are_those_of_the_cases(kind: Kind) -> None:
    """From three tables to the answers, whatever day the months of a plan are counted from."""
    anchors = zip(sorted(BOOK.plans), cycle(CHANGES["expiry.anchor"]), strict=False)
    book = BOOK.evolve({"expiry.months": Limit(12), "expiry.bold_months": 6})
    for plan, anchor in anchors:
        book = book.evolve({"expiry.anchor": anchor}, plans=[plan])
    made = tables.facts(**tables_of(kind, INVENTED), kind=ar.Expiry, book=book, as_of=AS_OF)
    answers = kind.read(tables.expiry(made, book=book)).sort("case_id").select(list(EXPIRY))
    cases = sorted(invented(), key=lambda case: case.id)
    told = expiries([expiry_facts(case, AS_OF) for case in cases], book)
    assert answers.equals(told)
    assert set(told["emphasis"]) == {"plain", "bold", "red", "expired", None}


@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
def test_deliveries_are_those_of_the_cases(kind: Kind) -> None:
    """From three tables to the answers, for everything that ships."""
    cases = crowded(2, 120)
    days = dict.fromkeys((case.id for case in cases), DAYS[5])
    asked = gathered(kind, tables.from_cases(cases), ar.Delivery, DAYS[5])
    answers = tables.delivery(asked, book=BOOK, calendar=CALENDAR).select(list(DELIVERY))
    rows = pl.DataFrame(list(deliveries_of(cases, days)), infer_schema_length=None).sort(ROW)
    names = [*fields_dict(DeliveryFacts)]
    facts = [DeliveryFacts(**_known(row)) for row in rows.select(names).iter_rows(named=True)]
    assert answers.equals(deliveries(facts, BOOK))
    assert set(answers["state"].drop_nulls()) == STATES


@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
def test_menus_are_those_of_the_cases(kind: Kind) -> None:
    """From three tables to what every action of a menu comes to."""
    asked = tables.facts(**tables_of(kind, INVENTED), kind=ar.Action, book=BOOK, as_of=BEFORE)
    made = tables.actions(asked, book=BOOK, columns=["mask", "outcome"])
    rows = kind.read(made).sort("case_id").to_dicts()
    for told, row in zip(invented_menus(), rows, strict=True):
        for action in tables.menu():
            one = told[action.code]
            bits = tables.requirements(action.kind)
            codes = tuple(bit.code for bit in bits if row[action.column] >> bit.bit & 1)
            assert row[f"{action.column}_outcome"] == one.outcome.value
            assert action.code == "approve-setup" or codes == one.codes
    outcomes = {(code, one.outcome) for told in invented_menus() for code, one in told.items()}
    assert {
        (code, one) for code in ("revise", "order-replacements") for one in ar.Outcome
    } <= outcomes


@cache
def invented_menus() -> list[dict[str, Any]]:
    """The menu of each case of the invented portfolio, by the codes of its actions."""
    cases = sorted(invented(), key=lambda case: case.id)
    menus = [ar.actions(case, as_of=BEFORE, book=BOOK) for case in cases]
    return [{one.code: one for one in told} for told in menus]


def _known(row: dict[str, Any]) -> dict[str, Any]:
    return {name: UNKNOWN if value is None else value for name, value in row.items()}


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (ar.Expiry, ["case_id"]),
        (ar.Action, ["case_id"]),
        (ar.Delivery, ["case_id", "part", "phase", "order_id", "placed_on", "position"]),
    ],
)
def test_the_columns_are_those_of_the_schema(asked: Any, named: list[str]) -> None:
    """After what tells the row come the facts, each in its type; a lazy frame stays lazy."""
    lazy = dict(zip(("cases", "phases", "orders"), (f.lazy() for f in INVENTED), strict=True))
    made = tables.facts(**lazy, kind=asked, book=BOOK, as_of=AS_OF)
    assert isinstance(made, pl.LazyFrame)
    columns = [(name, str(dtype)) for name, dtype in made.collect_schema().items()]
    assert [name for name, _ in columns[: len(named)]] == named
    assert columns[len(named) :] == [(c.name, c.dtype) for c in tables.schema(asked)]


CASE = Case(
    "C-1",
    "Europe/Paris",
    region="FR",
    plan=Plan("ONE", date(2024, 1, 10)),
    dentition=Dentition.PERMANENT,
    phases=(Phase(1, STEPS, in_production_on=DAY, shipment=Shipment(DAY, "1Z")),),
    orders=(
        RetainerOrder(
            id="R-1",
            arches=frozenset(Arch),
            sets=1,
            placed_on=DAY,
            in_production_on=DAY,
            shipment=Shipment(DAY, "1Z", delivered_on=DAYS[2]),
        ),
    ),
    purchased_on=DAYS[3],
)
TOLD = tables.from_cases([CASE])


def facts_of(asked: Any, as_of: Any = DAY, **tables_: pl.DataFrame) -> pl.DataFrame:
    """The facts of one case, of which some tables are given anew."""
    told = {"cases": TOLD.cases, "phases": TOLD.phases, "orders": TOLD.orders} | tables_
    return tables.facts(**told, kind=asked, book=BOOK, as_of=as_of)


@pytest.mark.parametrize(
    ("day", "shipped", "purchased"),
    [(date(2028, 2, 28), False, False), (DAY, True, False), (DAYS[3], True, True)],
)
def test_what_comes_later_had_not_happened(day: date, shipped: bool, purchased: bool) -> None:
    """On the day itself it has, on the day before it has not."""
    row = facts_of(ar.Expiry, day).row(0, named=True)
    assert (row["as_of"], row["has_shipped"], row["has_purchased"]) == (day, shipped, purchased)
    assert row["first_shipped_on"] == (DAY if shipped else None)


def test_what_ships_together_tells_one_story() -> None:
    """A phase has arrived with the order under its number; before the order there is no row of it.

    Another case has nothing to do with it, and an order without a position is found by its id.
    """
    other = tables.from_cases([evolve(CASE, id="C-2", orders=())])
    told = {name: pl.concat([getattr(TOLD, name), getattr(other, name)]) for name in NAMES}
    told["orders"] = told["orders"].with_columns(position=pl.lit(None))
    made = facts_of(ar.Delivery, DAYS[2], **told)
    assert made.select("case_id", "part", "phase", "order_id", "delivered_on").rows() == [
        ("C-1", "phase", 1, None, DAYS[2]),
        ("C-2", "phase", 1, None, None),
        ("C-1", "retainer", None, "R-1", DAYS[2]),
    ]
    assert facts_of(ar.Delivery, date(2028, 2, 28))["part"].to_list() == ["phase"]


def test_of_what_has_no_case_only_its_own_row_is_known() -> None:
    """No case, no plan; but it is where its row says it is, if there is a day to ask about."""
    nobody = TOLD.cases.clear()
    made = facts_of(ar.Delivery, cases=nobody)
    assert made["plan"].null_count() == made["mixed_dentition"].null_count() == made.height == 2
    assert made["has_tracking_number"].to_list() == [True, True]
    dayless = facts_of(ar.Delivery, None, cases=nobody.with_columns(as_of=pl.lit(DAY)))
    facts = [*fields_dict(DeliveryFacts)]
    assert dayless.select(facts).null_count().row(0) == (2,) * len(facts)


def test_a_column_that_is_left_out_is_unknown() -> None:
    """It allows nothing: the facts that it tells are null, all others are what they were."""
    made = facts_of(ar.Expiry, cases=TOLD.cases.drop("purchased_on", "was_purchased"))
    assert made.drop("has_purchased", "purchased_on").equals(
        facts_of(ar.Expiry).drop("has_purchased", "purchased_on")
    )
    assert made["has_purchased"].null_count() == 1


WITH_DAY = TOLD.cases.with_columns(as_of=pl.lit(DAY))


@pytest.mark.parametrize(
    ("asked", "as_of", "cases", "message"),
    [
        (ar.Expiry, None, TOLD.cases, r"\$\.as_of.*add it, or give as_of= for all rows"),
        (ar.Delivery, DAY, WITH_DAY, r"\$\.as_of.*one day for all rows or a day in each, not both"),
        (
            ar.Expiry,
            "2024-02-29",
            TOLD.cases,
            r"\$\.as_of: given '2024-02-29'; expected a datetime",
        ),
        (ReplacementOrder, DAY, TOLD.cases, r"\$\.as_of.*on the day on which it was placed"),
    ],
)
def test_a_day_is_asked_for(asked: Any, as_of: Any, cases: pl.DataFrame, message: str) -> None:
    """Of cases there has to be one, as an argument or as a column; an order has its own."""
    with pytest.raises(Invalid, match=message):
        facts_of(asked, as_of, cases=cases)


def test_all_faults_are_told_at_once() -> None:
    """The day, and the columns."""
    with pytest.raises(Invalid, match="portfolio is not valid, 2 faults"):
        facts_of(ar.Expiry, "today", cases=TOLD.cases.drop("phases_known"))


@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
@pytest.mark.parametrize(
    ("twice", "message"),
    [
        ("cases", "a case stands twice among the cases"),
        ("phases", "a phase (of a case )?stands twice"),
        ("orders", "a phase stands twice, or two orders of one case, day and kind"),
    ],
)
def test_a_row_that_stands_twice_is_an_error(kind: Kind, twice: str, message: str) -> None:
    """Nothing is counted double: the engine says why the rows cannot be had."""
    told = {name: getattr(TOLD, name) for name in NAMES}
    told[twice] = pl.concat([told[twice]] * 2)
    with pytest.raises(Exception, match=message):
        gathered(kind, Portfolio(**told), ar.Delivery, DAY)


@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
def test_a_case_without_a_day_is_an_error(kind: Kind) -> None:
    """Nothing is told of a day that nobody knows."""
    told = Portfolio(WITH_DAY.with_columns(as_of=pl.lit(None)), TOLD.phases, TOLD.orders)
    with pytest.raises(Exception, match="a case has no day as_of on which it is asked about"):
        gathered(kind, told, ar.Expiry)
