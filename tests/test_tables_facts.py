"""Facts from portfolio tables: row by row those that are taken from the same portfolio as cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest
from attrs import evolve, fields_dict
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner_rules import tables
from aligner_rules.model import (
    UNKNOWN,
    Case,
    Cause,
    Channel,
    Invalid,
    Order,
    Phase,
    Plan,
    ReplacementOrder,
    Shipment,
    StepSelection,
)
from aligner_rules.readings.columns.gathering.orders import KINDS as ORDERS
from aligner_rules.readings.columns.portfolio_cases import Portfolio
from aligner_rules.readings.columns.synthetic import AS_OF, Synthetic
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.terms import Allowance
from aligner_rules.rules.policies import policy_for
from frame_kinds import DUCKDB, KINDS, POLARS, Kind
from strategies import cases as any_case

BOOK = load_rulebooks()
COUNTING = BOOK.evolve(
    {
        "replacement.free_aligners": Allowance(9, per_months=6),
        "revision.included": Allowance(2, per_months=5),
        "retainer.included_sets": Allowance(2, per_months=7),
    }
)
BOOKS = (
    BOOK,
    *(
        COUNTING.evolve({"allowance.periods": way})
        for way in ("rolling", "from-first-shipment", UNKNOWN)
    ),
    BOOK.evolve({"retainer.included_sets": UNKNOWN, "replacement.free_aligners": UNKNOWN}),
)
ROWS = ["case_id", "position"]
INVENTED = Synthetic(3, AS_OF, BOOK).portfolio(0, 1_500)
DAY = date(2025, 3, 3)


def gathered(kind: Kind, told: Portfolio, asked: type[Order], book: Rulebook) -> pl.DataFrame:
    """The facts of orders as a kind of frame tells them, in the order of cases and positions."""
    frames = dict(zip(("cases", "phases", "orders"), _frames(kind, told), strict=True))
    return kind.read(tables.facts(**frames, kind=asked, book=book)).sort(ROWS)


def _frames(kind: Kind, told: Portfolio) -> list[Any]:
    if kind is DUCKDB:  # relations can be joined on one connection
        connection = duckdb.connect()
        return [connection.from_arrow(frame.to_arrow()) for frame in told]
    return [kind.made(frame) for frame in told]


def by_value(cases: list[Case], asked: type[Order], book: Rulebook) -> list[dict[str, Any]]:
    """The facts of each order of a kind, taken from its case as it was before the order."""
    policy = policy_for(asked)
    rows = []
    for case in sorted(cases, key=lambda one: one.id):
        orders = () if case.orders is UNKNOWN else case.orders
        for index, order in enumerate(orders):
            if isinstance(order, asked):
                before = evolve(case, orders=orders[:index])
                facts = policy.facts_of(before, order, order.placed_on, book)  # type: ignore[arg-type]
                known = {name: getattr(facts, name) for name in fields_dict(policy.facts)}
                told = {name: None if v is UNKNOWN else v for name, v in known.items()}
                rows.append({"case_id": case.id, "position": index + 1} | told)
    return rows


def unlike(rows: list[dict[str, Any]], frame: pl.DataFrame) -> list[Any]:
    """The first facts in which rows and a frame differ."""
    made = frame.select(rows[0].keys()).to_dicts() if rows else frame.to_dicts()
    assert len(made) == len(rows)
    pairs = zip(rows, made, strict=True)
    return [
        (row["case_id"], row["position"], name, value, other[name])
        for row, other in pairs
        for name, value in row.items()
        if value != other[name]
    ][:5]


@pytest.mark.parametrize("asked", ORDERS)
@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
@given(cases=st.lists(any_case(), max_size=4, unique_by=lambda one: one.id), number=st.integers())
@settings(max_examples=12, deadline=None)
def test_facts_are_those_of_the_same_cases(
    kind: Kind, asked: type[Order], cases: list[Case], number: int
) -> None:
    """Whatever the cases are, a row says what the facts of its order say."""
    book = BOOKS[number % len(BOOKS)]
    told = tables.from_cases(cases)
    again = tables.to_cases(cases=told.cases, phases=told.phases, orders=told.orders)
    assert unlike(by_value(again, asked, book), gathered(kind, told, asked, book)) == []


@pytest.mark.parametrize("asked", ORDERS)
@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_facts_are_those_of_an_invented_portfolio(kind: Kind, asked: type[Order]) -> None:
    """Thousands of orders, on every kind of frame, under terms that count by months."""
    cases = tables.to_cases(cases=INVENTED.cases, phases=INVENTED.phases, orders=INVENTED.orders)
    for book in BOOKS if kind is POLARS else BOOKS[1:2]:
        made = gathered(kind, INVENTED, asked, book)
        assert unlike(by_value(cases, asked, book), made) == []
        assert made.height > 50


@pytest.mark.parametrize("asked", ORDERS)
def test_the_columns_are_those_of_the_schema(asked: type[Order]) -> None:
    """After what tells the row come the facts, each in its type, and decisions can be had."""
    told = INVENTED
    made = tables.facts(
        cases=told.cases, phases=told.phases, orders=told.orders, kind=asked, book=BOOK
    )
    assert made.columns[:4] == ["case_id", "order_id", "position", "channel"]
    facts = [(column.name, column.dtype) for column in tables.schema(asked)]
    assert [(name, str(dtype)) for name, dtype in made.schema.items()][4:] == facts
    decided = tables.decide(made, asked, book=BOOK)
    assert set(decided["outcome"].unique()) == {"allowed", "refused", "undetermined"}


def test_lazy_frames_stay_lazy() -> None:
    """No row is computed before it is asked for, and rows keep their order."""
    lazy = dict(zip(("cases", "phases", "orders"), (f.lazy() for f in INVENTED), strict=True))
    made = tables.facts(**lazy, kind=ReplacementOrder, book=BOOK)
    assert isinstance(made, pl.LazyFrame)
    asked = INVENTED.orders.filter(kind="replacement")
    assert made.select("case_id", "position").collect().equals(asked.select("case_id", "position"))


CASE = Case(
    "C-1",
    "Europe/Paris",
    region="FR",
    plan=Plan("UNLIMITED", date(2024, 10, 15)),
    phases=[
        Phase(
            1,
            StepSelection.parse(upper="1-10", lower="1-10"),
            engagers=StepSelection.parse(upper="3"),
            in_production_on=date(2024, 11, 4),
            shipment=Shipment(date(2024, 11, 15)),
        ),
    ],
    active_phase=1,
    closed_on=None,
    orders=[
        ReplacementOrder(
            steps=StepSelection.parse(upper=steps),
            cause=Cause.LOST,
            placed_on=day,
            channel=channel,
        )
        for steps, day, channel in (
            ("3", date(2025, 1, 2), Channel.ONLINE),
            ("4", date(2025, 2, 2), Channel.CUSTOMER_CARE),
            ("5-6", DAY, Channel.ONLINE),
        )
    ],
)
TOLD = tables.from_cases([CASE])


def facts_of(**tables_: pl.DataFrame) -> pl.DataFrame:
    """The facts of the replacement orders of one case, of which some tables are given anew."""
    told = {"cases": TOLD.cases, "phases": TOLD.phases, "orders": TOLD.orders} | tables_
    return tables.facts(**told, kind=ReplacementOrder, book=BOOK)


def test_an_order_is_asked_about_on_its_day() -> None:
    """What came before counts, by the way it came in; the order itself and later ones do not."""
    made = facts_of()
    assert made["as_of"].to_list() == [order.placed_on for order in CASE.orders]
    assert made["last_ordered_on"].to_list() == [None, date(2025, 1, 2), date(2025, 1, 2)]
    assert made["has_ordered"].to_list() == [False, True, True]
    assert made["engager_steps"].to_list() == [1, 0, 0]
    assert made["upper_ordered"].to_list() == [0, 1, 2]


def test_a_column_that_is_left_out_is_unknown() -> None:
    """It allows nothing: the facts that it tells are null, all others are what they were."""
    made = facts_of(orders=TOLD.orders.drop("cause", "has_payment_method", "payment_method"))
    assert made["cause"].null_count() == made["has_payment_method"].null_count() == 3
    assert made.drop("cause", "has_payment_method").equals(
        facts_of().drop("cause", "has_payment_method")
    )


def test_of_an_order_without_its_case_only_the_form_is_known() -> None:
    """No case, no plan: nothing about it is taken for granted."""
    made = facts_of(cases=TOLD.cases.clear())
    assert made["upper_steps"].to_list() == [1, 1, 2]
    assert made.select("plan", "has_shipped", "has_ordered", "unmade_steps").null_count().row(
        0
    ) == ((3,) * 4)


def test_all_columns_at_fault_are_told_at_once() -> None:
    """Those that are missing, those of another type, and frames of another kind."""
    cases = TOLD.cases.drop("phases_known").with_columns(approved_on=pl.lit("2024-10-15"))
    orders = TOLD.orders.lazy().with_columns(upper_steps=pl.lit("3"))
    with pytest.raises(Invalid, match="portfolio is not valid, 4 faults") as told:
        facts_of(cases=cases, orders=orders)  # type: ignore[arg-type]
    assert [fault.where for fault in told.value.faults] == [
        "$.orders",
        "$.cases.approved_on",
        "$.cases.phases_known",
        "$.orders.upper_steps",
    ]


@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
@pytest.mark.parametrize("twice", ["cases", "orders"])
def test_a_row_that_stands_twice_is_an_error(kind: Kind, twice: str) -> None:
    """Nothing is counted double: the engine says why the rows cannot be had."""
    frames = {name: getattr(TOLD, name) for name in ("cases", "phases", "orders")}
    frames[twice] = pl.concat([frames[twice]] * 2)
    with pytest.raises(Exception, match="a case stands twice among the cases, or two orders"):
        gathered(kind, Portfolio(**frames), ReplacementOrder, BOOK)


def test_other_kinds_are_refused() -> None:
    """The error names the kinds that there are."""
    with pytest.raises(TypeError, match="no facts are gathered for Case: expected one of Replace"):
        tables.facts(**_named(TOLD), kind=Case, book=BOOK)  # type: ignore[type-var]


def _named(told: Portfolio) -> dict[str, pl.DataFrame]:
    return {"cases": told.cases, "phases": told.phases, "orders": told.orders}
