"""The tables of a portfolio: their columns, cases into them, and cases out of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from types import NoneType
from typing import Any, get_args

import duckdb
import polars as pl
import pytest
from attrs import evolve, fields
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner_rules import tables
from aligner_rules.model import (
    UNKNOWN,
    AlignerOrder,
    Case,
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
from aligner_rules.model.checks import hints_of
from aligner_rules.model.event import ORDER_KINDS
from aligner_rules.readings.columns import portfolio
from aligner_rules.readings.columns.portfolio import Told
from aligner_rules.readings.columns.portfolio_cases import Portfolio
from strategies import cases as any_case

DAY = date(2024, 2, 29)
NOT_TOLD = {
    Case: {
        *("drafts", "setups", "upgrades", "plan", "phases", "orders"),
        *("labels", "primary_photo", "patient_names", "shipping_labels"),
    },
    AlignerOrder: {
        *("provider", "practice", "born_on", "gender", "chief_complaint", "upper_models"),
        *("lower_models", "impression", "bite_registration", "dentition", "approach"),
        *("days_per_step", "step_limit", "instructions", "consent_signed"),
        *("accepts_privacy_policy",),
    },
}
ALWAYS_SO = {"status", "shipment"}  # what is placed has been submitted; a shipment has columns


def told_of(case: Case) -> Case:
    """Return the case with nothing but what the tables tell of it."""
    orders = case.orders
    if orders is not UNKNOWN:
        orders = tuple(_told_order(each) for each in orders)
    untold = NOT_TOLD[Case] - {"plan", "phases", "orders"}
    return evolve(case, **dict.fromkeys(untold, UNKNOWN), orders=orders)


def _told_order(order: Order) -> Order:
    if not isinstance(order, AlignerOrder):
        return order
    return evolve(order, **dict.fromkeys(NOT_TOLD[AlignerOrder], UNKNOWN))


def back(told: Portfolio) -> list[Case]:
    """Return the cases of three tables."""
    return tables.to_cases(cases=told.cases, phases=told.phases, orders=told.orders)


def one(**fields: Any) -> Case:
    """Return a case that is called C."""
    return Case("C", "Europe/Paris", **fields)


FULL = one(
    region="FR",
    plan=Plan("FLEX", date(2024, 1, 1)),
    phases=[
        Phase(
            1,
            StepSelection.parse(upper="1-3", lower="1"),
            engagers=StepSelection.parse(upper="2"),
            in_production_on=DAY,
            shipment=Shipment(DAY, tracking_number=None, delivered_on=None),
            target_ship_on=None,
        ),
        Phase(2, StepSelection.parse(upper="4"), in_production_on=None, shipment=None),
    ],
    active_phase=1,
    orders=[
        ReplacementOrder(steps=StepSelection.parse(upper="1"), placed_on=DAY),
        RetainerOrder(arches=frozenset(), sets=1, placed_on=DAY),
    ],
)


@settings(max_examples=25, deadline=None)
@given(cases=st.lists(any_case(), max_size=3, unique_by=lambda case: case.id))
def test_cases_come_back_as_the_tables_tell_them(cases: list[Case]) -> None:
    """Into the tables and out again a case is what it was, but for what they do not tell."""
    assert [told_of(case) for case in cases] == back(tables.from_cases(cases))


@settings(max_examples=10, deadline=None)
@given(case=any_case(told=True), data=st.data())
def test_the_order_of_rows_does_not_matter(case: Case, data: st.DataObject) -> None:
    """Rows of phases and orders may stand in any order, as an engine gives them."""
    told = tables.from_cases([case])
    seed = data.draw(st.integers(0, 9))
    mixed = [frame.sample(fraction=1.0, shuffle=True, seed=seed) for frame in told]
    assert [told_of(case)] == back(Portfolio(*mixed))


@pytest.mark.parametrize("table", portfolio.TABLES)
def test_the_tables_have_the_columns_of_the_schema(table: str) -> None:
    """Column by column a table is what the schema says, in name, order and type."""
    frame: pl.DataFrame = getattr(tables.from_cases([FULL]), table)
    told = [(column.name, column.dtype) for column in tables.portfolio_schema(table)]
    assert told == [(name, str(dtype)) for name, dtype in frame.schema.items()]


def test_no_column_stands_twice_in_a_table() -> None:
    """A name is one column, whichever kinds of orders it tells of."""
    names = [(column.table, column.name) for column in tables.portfolio_schema()]
    assert sorted(set(names)) == sorted(names)


def test_a_table_that_a_portfolio_lacks_is_refused() -> None:
    """The error names the tables that there are."""
    with pytest.raises(ValueError, match="'case' is no table of a portfolio: it has cases, phases"):
        tables.portfolio_schema("case")


CLASSES: dict[type[Any], tuple[Told, ...]] = {
    Case: (portfolio.CASE_ID, *portfolio.CASE),
    Plan: portfolio.PLAN,
    Phase: (*portfolio.PHASE, *portfolio.MAKING),
    Shipment: (evolve(portfolio.SHIPPED, there=""), *portfolio.SHIPMENT),
    **{
        cls: (
            *(*portfolio.ORDER, *portfolio.MAKING),
            *(told for told in portfolio.ASKED if not told.kinds or kind in told.kinds),
        )
        for kind, cls in ORDER_KINDS.items()
    },
}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_the_tables_tell_every_field(cls: type[Any]) -> None:
    """A field of the model is in the tables, or among those that are said not to be."""
    told = {each.field for each in CLASSES[cls]}
    assert {field.name for field in fields(cls)} == told | NOT_TOLD.get(cls, set()) | (
        ALWAYS_SO & {field.name for field in fields(cls)}
    )


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_none_and_unknown_have_their_columns(cls: type[Any]) -> None:
    """What may be None has a column for that, and what is never unknown is said to be known."""
    hints = hints_of(cls)
    defaults = {field.name: field.default for field in fields(cls)}
    # A plan may be none as a whole, a request is in no table, and TPS is unknown of a submission.
    exceptions = {"name", "placed_on", "planning_services"}
    for told in CLASSES[cls]:
        if told.field not in exceptions:
            assert bool(told.there) == (NoneType in get_args(hints[told.field])), told.field
            assert told.known == (defaults[told.field] is not UNKNOWN), told.field


def test_what_there_is_none_of_is_told_apart_from_what_is_unknown() -> None:
    """Not shipped yet is false beside a null; nobody knows is null beside a null."""
    known = Phase(1, StepSelection(), in_production_on=None, shipment=None)
    unknown = Phase(2, StepSelection())
    case = one(plan=Plan("FLEX"), phases=[known, unknown])
    told = tables.from_cases([case]).phases
    assert told["in_production_on"].to_list() == [None, None]
    assert told["in_production"].to_list() == [False, None]
    assert told["has_shipped"].to_list() == [False, None]


def test_a_column_that_is_left_out_is_unknown() -> None:
    """Three ordinary tables need no more than their keys and what has to be known."""
    told = tables.from_cases([FULL])
    kept = [
        [column.name for column in tables.portfolio_schema(table) if column.required]
        for table in portfolio.TABLES
    ]
    less = [frame.select(names) for frame, names in zip(told, kept, strict=True)]
    (found,) = back(Portfolio(less[0], less[1], less[2].clear()))
    assert (found.plan, found.region, found.active_phase) == (UNKNOWN, UNKNOWN, UNKNOWN)
    assert [phase.shipment for phase in found.phases] == [UNKNOWN, UNKNOWN]
    assert [phase.steps for phase in found.phases] == [phase.steps for phase in FULL.phases]


def test_that_there_is_one_does_not_tell_which() -> None:
    """A parcel that was shipped on a day nobody knows is unknown."""
    told = tables.from_cases([FULL])
    blank = told.phases.with_columns(shipped_on=None, tracking_number=None)
    (found,) = back(Portfolio(told.cases, blank, told.orders))
    assert [phase.shipment for phase in found.phases] == [UNKNOWN, None]


def test_frames_of_other_kinds_are_read() -> None:
    """Lazy frames, pandas, pyarrow and DuckDB give the same cases."""
    told = tables.from_cases([FULL])
    ways: list[Callable[[pl.DataFrame], Any]] = [
        pl.DataFrame.lazy,
        pl.DataFrame.to_arrow,
        lambda frame: frame.to_pandas(use_pyarrow_extension_array=True),
        lambda frame: duckdb.from_arrow(frame.to_arrow()),
    ]
    for way in ways:
        cases, phases, orders = map(way, told)
        assert tables.to_cases(cases=cases, phases=phases, orders=orders) == [FULL]


def test_two_cases_of_one_id_are_refused() -> None:
    """Rows of phases and orders could not be told apart."""
    with pytest.raises(Invalid) as caught:
        tables.from_cases([FULL, FULL])
    assert str(caught.value) == (
        "portfolio is not valid, 1 fault:\n"
        "$[1].id: given 'C'; expected an id that no other case has; take one of the two out"
    )


def test_columns_at_fault_are_told_at_once() -> None:
    """Missing columns and wrong types of all three tables are in one error."""
    told = tables.from_cases([FULL])
    with pytest.raises(Invalid) as caught:
        back(
            Portfolio(
                told.cases.drop("phases_known").with_columns(approved_on=pl.lit("2024-02-29")),
                told.phases.with_columns(upper_steps=pl.lit("1-3"), phase=pl.lit(1.0)),
                told.orders.with_columns(features=[1], arches=[]),
            )
        )
    assert [str(fault) for fault in caught.value.faults] == [
        "$.cases.approved_on: given a column of String; expected a column of Date; cast it to Date",
        "$.cases.phases_known: given no such column; expected a column of Boolean; add it",
        "$.phases.phase: given a column of Float64; expected a column of Int64; cast it to Int64",
        (
            "$.phases.upper_steps: given a column of String; expected a column of List(Int16); "
            "cast it to List(Int16)"
        ),
        (
            "$.orders.features: given a column of List(Int64); expected a column of List(String); "
            "cast it to List(String)"
        ),
    ]


def changed(told: Portfolio, table: str, **columns: Any) -> Portfolio:
    """Return the tables, in one of which some columns have other values."""
    frame: pl.DataFrame = getattr(told, table)
    values = {
        name: pl.Series(each, dtype=frame.schema[name]) if isinstance(each, list) else each
        for name, each in columns.items()
    }
    return evolve(told, **{table: frame.with_columns(**values)})


AT_FAULT: dict[str, tuple[str, dict[str, Any], str]] = {
    "a choice that there is not": (
        "orders",
        {"cause": ["lots", None]},
        (
            "$.orders[0].cause: given 'lots'; expected one of lost, damaged, quality, other; "
            "did you mean lost?"
        ),
    ),
    "a kind that there is not": (
        "orders",
        {"kind": ["replacment", "retainer"]},
        "$.orders[0].kind: given 'replacment'; expected a kind of order; did you mean replacement?",
    ),
    "a step that there is not": (
        "phases",
        {"lower_steps": [[0], []]},
        (
            "$.phases[0].lower_steps.numbers[0]: given 0; expected a step number, 1 to 999; "
            "count steps from 1"
        ),
    ),
    "none of what is given": (
        "phases",
        {"in_production": [False, False]},
        (
            "$.phases[0].in_production: given false; expected true or null, "
            "for in_production_on is given; put one of the two right"
        ),
    ),
    "delivered before it shipped": (
        "phases",
        {"delivered_on": [None, DAY]},
        (
            "$.phases[1].has_shipped: given false; expected true or null, "
            "for delivered_on is told; put one of the two right"
        ),
    ),
    "no number": (
        "phases",
        {"phase": [1, None]},
        (
            "$.phases[1].number: given UNKNOWN; expected a phase number, 1 or more; "
            "it has to be known, find it out first"
        ),
    ),
    "a case that is not there": (
        "phases",
        {"case_id": ["C", "D"]},
        (
            "$.phases[1].case_id: given 'D'; expected a case of the table cases; "
            "add the case, or take the row out"
        ),
    ),
    "phases that are not all there": (
        "cases",
        {"orders_known": [False]},
        (
            "$.orders[0].case_id: given 'C'; expected a case of which orders_known is true; "
            "say that they are all there, or take them out"
        ),
    ),
    "nobody says if they are all there": (
        "cases",
        {"phases_known": [None]},
        (
            "$.cases[0].phases_known: given null; expected true or false; "
            "it has to be known, find it out first"
        ),
    ),
    "a case that cannot be": (
        "cases",
        {"active_phase": [3]},
        (
            "$.cases[0].active_phase: given 3; expected the number of a phase (1, 2), or None; "
            "name a phase of the case"
        ),
    ),
}


@pytest.mark.parametrize("name", AT_FAULT)
def test_rows_at_fault_are_named(name: str) -> None:
    """A fault says in which row of which table it is."""
    table, columns, fault = AT_FAULT[name]
    with pytest.raises(Invalid) as caught:
        back(changed(tables.from_cases([FULL]), table, **columns))
    assert fault == str(caught.value.faults[0])


def test_a_case_in_two_rows_is_a_fault() -> None:
    """The second row of a case is named."""
    told = tables.from_cases([FULL])
    with pytest.raises(Invalid, match=r"\$\.cases\[1\]\.case_id: given 'C'; expected each case"):
        back(evolve(told, cases=pl.concat([told.cases, told.cases])))


def test_faults_of_one_row_are_told_at_once() -> None:
    """Two columns of a row that are at fault are two faults, and each is told once."""
    told = changed(tables.from_cases([FULL]), "orders", cause=["?", None], channel=["?", "online"])
    with pytest.raises(Invalid) as caught:
        back(told)
    assert [fault.where for fault in caught.value.faults] == [
        "$.orders[0].channel",
        "$.orders[0].cause",
    ]


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The columns of the tables can be read without it, the tables cannot be made."""
    module = "aligner_rules.readings.columns.portfolio_cases"
    monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ModuleNotFoundError, match=r"install aligner-rules\[tables\]"):
        tables.from_cases([])


def test_a_revision_says_whether_it_upgrades() -> None:
    """That a form does not upgrade is told, and never taken from a null."""
    case = one(orders=[RevisionOrder(placed_on=DAY)])
    told = tables.from_cases([case])
    assert told.orders["has_upgrade"].to_list() == [False]
    with pytest.raises(Invalid, match=r"\$\.orders\[0\]\.upgrade_to: given UNKNOWN"):
        back(changed(told, "orders", has_upgrade=[None]))
