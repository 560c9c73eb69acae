"""Facts from portfolio tables: row by row those that are taken from the same portfolio as cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from attrs import evolve, fields_dict
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner_rules import tables
from aligner_rules.model import (
    UNKNOWN,
    AlignerOrder,
    Case,
    Cause,
    Channel,
    Invalid,
    Limit,
    Order,
    Phase,
    Plan,
    ReplacementOrder,
    Shipment,
    StepSelection,
)
from aligner_rules.readings.columns.gathering.columns import CASE as CASE_COLUMNS
from aligner_rules.readings.columns.gathering.given import given as tables_given
from aligner_rules.readings.columns.gathering.orders import KINDS as ORDERS
from aligner_rules.readings.columns.portfolio_cases import Portfolio
from aligner_rules.readings.columns.synthetic import AS_OF, Synthetic
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.terms import Allowance
from aligner_rules.rules.policies import policy_for
from aligner_rules.rules.words import plus_days
from frame_kinds import DUCKDB, LAZY, PANDAS, POLARS, PYARROW, Kind, collected, tables_of
from strategies import cases as any_case

BOOK = load_rulebooks()
COUNTING = BOOK.evolve(
    {
        "replacement.free_aligners": Allowance(9, per_months=6),
        "revision.included": Allowance(2, per_months=5),
        "retainer.included_sets": Allowance(2, per_months=7),
        "expiry.months": Limit(9),
        "expiry.deadline": "submission-and-approval",
    }
).evolve({"revision.included": Allowance(1), "expiry.months": Limit(18)}, plans=BOOK.plans[::2])
WAYS = ("rolling", "from-first-shipment", UNKNOWN)
BOOKS = (
    BOOK,
    *(COUNTING.evolve({"allowance.periods": way}) for way in WAYS),
    BOOK.evolve({"retainer.included_sets": UNKNOWN, "replacement.free_aligners": UNKNOWN}),
)
DAY = date(2025, 3, 3)
NOT_TOLD = {
    *("is_registered", "has_practice", "practice_is_own", "has_birth_date", "born_on"),
    *("has_gender", "has_chief_complaint", "upper_models", "lower_models", "material", "tray"),
    *("dentition", "approach", "wear_schedule", "has_step_limit", "step_limit"),
    *("consent_signed", "accepts_privacy_policy"),
}  # the clinical form of a submission is in no table


def stirred(told: Portfolio) -> Portfolio:
    """The tables of cases, with more orders of a day, upgrades, and forms before their time."""
    orders = told.orders.with_row_index("number")
    number, kind = pl.col("number"), pl.col("kind")
    before = pl.col("placed_on").shift(1).over("case_id")
    same_day = number % 4 == 0
    turned = pl.when(number % 7 == 0).then(pl.lit("aligner")).otherwise(kind)
    for place, other in enumerate(("replacement", "revision", "retainer")):
        early = (kind == "aligner") & (number % 5 == place)
        turned = pl.when(early).then(pl.lit(other)).otherwise(turned)
    orders = orders.with_columns(
        order_id=pl.format("{}", number),
        kind=turned,
        placed_on=pl.when(same_day).then(pl.coalesce(before, "placed_on")).otherwise("placed_on"),
        has_upgrade=number % 3 != 0,
        upgrade_to=pl.when(number % 3 != 0).then(
            pl.lit(pl.Series(BOOK.plans)).gather(number % len(BOOK.plans))
        ),
        sets=pl.col("sets").fill_null(2),
        final=pl.col("final").fill_null(strategy="zero"),
        arches=_filled("arches", ["lower"]),
        **{f"{arch}_steps": _filled(f"{arch}_steps", [2, 3]) for arch in ("upper", "lower")},
        upper_templates=pl.concat_list(_filled("upper_templates", []), 3 + number % 9),
        lower_templates=_filled("lower_templates", []),
    )
    orders = orders.with_columns(
        planning_services=pl.when(kind != "revision")
        .then("planning_services")
        .otherwise(pl.col("planning_services").fill_null(value=True)),
        position=pl.when(
            (number % 6 == 0)
            & (pl.col("position") == pl.col("position").max().over("case_id", "placed_on"))
        )
        .then(None)
        .otherwise("position"),
    )
    return evolve(told, orders=orders.select(told.orders.columns).cast(told.orders.schema))


def _filled(name: str, members: list[Any]) -> pl.Expr:
    known = pl.col(name).is_not_null()
    return pl.when(known).then(name).otherwise(pl.lit(pl.Series([members])).first())


INVENTED = stirred(Synthetic(3, AS_OF, BOOK).portfolio(0, 700))
CASES = tables.to_cases(cases=INVENTED.cases, phases=INVENTED.phases, orders=INVENTED.orders)


def gathered(kind: Kind, told: Portfolio, asked: type[Order], book: Rulebook) -> pl.DataFrame:
    """The facts of orders as a kind of frame tells them."""
    return kind.read(tables.facts(**tables_of(kind, told), kind=asked, book=book))


def by_value(cases: list[Case], asked: type[Order], book: Rulebook) -> list[dict[str, Any]]:
    """The facts of each order of a kind, taken from its case as it was before the order."""
    policy = policy_for(asked)
    rows = []
    for case in cases:
        orders = () if case.orders is UNKNOWN else case.orders
        for index, order in enumerate(orders):
            if isinstance(order, asked):
                before = evolve(case, orders=orders[:index])
                facts = policy.facts_of(before, order, order.placed_on, book)  # type: ignore[arg-type]
                known = {name: getattr(facts, name) for name in fields_dict(policy.facts)}
                told = {name: None if v is UNKNOWN else v for name, v in known.items()}
                rows.append(
                    {"case_id": case.id, "order_id": order.id, "position": index + 1} | told
                )
    return rows


def unlike(rows: list[dict[str, Any]], frame: pl.DataFrame, by: str) -> list[Any]:
    """The first facts in which rows and a frame differ, told apart by case and another column."""
    made = {(row["case_id"], row[by]): row for row in frame.to_dicts()}
    assert len(made) == frame.height == len(rows)
    return [
        (row["case_id"], row[by], name, value, made[row["case_id"], row[by]][name])
        for row in rows
        for name, value in row.items()
        if name not in {"order_id", "position"} and value != made[row["case_id"], row[by]][name]
    ][:5]


@pytest.mark.parametrize("asked", ORDERS)
@given(cases=st.lists(any_case(), max_size=4, unique_by=lambda one: one.id), number=st.integers())
@settings(max_examples=10, deadline=None)
def test_facts_are_those_of_the_same_cases(
    asked: type[Order], cases: list[Case], number: int
) -> None:
    """Whatever the cases are, a row says what the facts of its order say."""
    book = BOOKS[number % len(BOOKS)]
    told = tables.from_cases(cases)
    again = tables.to_cases(cases=told.cases, phases=told.phases, orders=told.orders)
    made = gathered(POLARS, told, asked, book)
    assert unlike(by_value(again, asked, book), made, by="position") == []


@pytest.mark.parametrize("asked", ORDERS)
@pytest.mark.parametrize("book", BOOKS, ids=range(len(BOOKS)))
def test_facts_are_those_of_an_invented_portfolio(asked: type[Order], book: Rulebook) -> None:
    """Hundreds of orders with whatever is rare, under terms that count by months either way."""
    made = gathered(POLARS, INVENTED, asked, book)
    assert unlike(by_value(CASES, asked, book), made, by="order_id") == []


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        *((each, ReplacementOrder) for each in (LAZY, PANDAS, PYARROW)),
        *((DUCKDB, k) for k in ORDERS),
    ],
    ids=repr,
)
def test_every_kind_of_frame_tells_the_same_facts(kind: Kind, asked: type[Order]) -> None:
    """They are those that Polars tells, under terms that count by months."""
    wanted = gathered(POLARS, INVENTED, asked, BOOKS[2]).sort("order_id")
    assert gathered(kind, INVENTED, asked, BOOKS[2]).sort("order_id").rows() == wanted.rows()


@pytest.mark.parametrize("asked", ORDERS)
def test_every_fact_is_met(asked: type[Order]) -> None:
    """What the tables can tell is told: each truth value, and more than one number, day or text.

    So no fact is held to be right because it never was anything.
    """
    told = [gathered(POLARS, INVENTED, asked, book) for book in BOOKS[:2]]
    made = pl.concat(told).drop("case_id", "order_id", "position", "is_submitted", strict=False)
    varied = {column.name for column in made if column.drop_nulls().n_unique() > 1}
    assert set(made.columns) - varied == (NOT_TOLD if asked is AlignerOrder else set())


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
    assert set(decided["outcome"].unique()) >= {"refused", "undetermined"}


def test_lazy_frames_stay_lazy() -> None:
    """No row is computed before it is asked for, and rows keep their order."""
    lazy: dict[str, Any] = {name: frame.lazy() for name, frame in _named(INVENTED).items()}
    made = tables.facts(**lazy, kind=ReplacementOrder, book=BOOK)
    assert isinstance(made, pl.LazyFrame)
    asked = INVENTED.orders.filter(kind="replacement")
    assert made.select("case_id", "position").collect().equals(asked.select("case_id", "position"))


CASE = Case(
    "C-1",
    "Europe/Paris",
    region="FR",
    plan=Plan("UNLIMITED", date(2024, 10, 15)),
    phases=(
        Phase(
            1,
            StepSelection.parse(upper="1-10", lower="1-10"),
            engagers=StepSelection.parse(upper="3"),
            in_production_on=date(2024, 11, 4),
            shipment=Shipment(date(2024, 11, 15)),
        ),
    ),
    active_phase=1,
    closed_on=None,
    orders=tuple(
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
    ),
)
TOLD = tables.from_cases([CASE])


def facts_of(**tables_: pl.DataFrame) -> pl.DataFrame:
    """The facts of the replacement orders of one case, of which some tables are given anew."""
    told: dict[str, Any] = _named(TOLD) | tables_
    made: pl.DataFrame = tables.facts(**told, kind=ReplacementOrder, book=BOOK)
    return made


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


def test_a_column_of_values_of_several_types_is_at_fault() -> None:
    """As pandas may have it, and Arrow cannot type it: it is told with all that is at fault."""
    cases, phases, orders = (PANDAS.made(frame) for frame in TOLD)
    orders["cause"] = ["lost", 3, None]
    with pytest.raises(Invalid, match=r"\$\.orders\.cause: given values of several types"):
        tables.facts(cases=cases, phases=phases, orders=orders, kind=ReplacementOrder, book=BOOK)


AGAIN = TOLD.orders.head(1)
ROWS, PHASES = (
    "a case stands twice among the cases, or two orders",
    "a phase of a case stands twice",
)
TWICE: dict[str, tuple[Kind, str, pl.DataFrame, str]] = {
    "a case": (POLARS, "cases", TOLD.cases, ROWS),
    "a phase": (POLARS, "phases", TOLD.phases, PHASES),
    "an order": (POLARS, "orders", AGAIN, ROWS),
    "the place of an order": (POLARS, "orders", AGAIN.with_columns(kind=pl.lit("aligner")), ROWS),
    "a case on another engine": (DUCKDB, "cases", TOLD.cases, ROWS),
}


@pytest.mark.parametrize("what", TWICE)
def test_what_stands_twice_is_an_error(what: str) -> None:
    """Nothing is counted double: the engine says why the rows cannot be had."""
    kind, table, more, because = TWICE[what]
    frames = _named(TOLD)
    frames[table] = pl.concat([frames[table], more])
    with pytest.raises(Exception, match=because):
        gathered(kind, Portfolio(**frames), ReplacementOrder, BOOK)


@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
def test_computed_days_are_days(kind: Kind) -> None:
    """What a formula computes is told as a day again, and a column may be told anew."""
    frames = tables_of(kind, TOLD)
    asked: Any = CASE_COLUMNS.approved_on
    later: Any = plus_days(asked, 30)
    rows = tables_given(frames, BOOK)["cases"].called("case_", ["case_id"])
    made = rows.told({"later_on": later, "case_approved_on": asked})
    told = collected(made.ordered(["later_on", "case_approved_on"]).frame)
    assert told.rows() == [(date(2024, 11, 14), date(2024, 10, 15))]


def test_other_kinds_are_refused() -> None:
    """The error names the kinds that there are."""
    with pytest.raises(TypeError, match="no facts are gathered for Case: expected one of Replace"):
        tables.facts(**_named(TOLD), kind=Case, book=BOOK)  # type: ignore[arg-type]


def _named(told: Portfolio) -> dict[str, pl.DataFrame]:
    return {"cases": told.cases, "phases": told.phases, "orders": told.orders}
