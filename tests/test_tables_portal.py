"""Expiry and delivery as columns: row by row what they are as values, on every kind of frame."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules import tables
from aligner_rules.model.faults import Invalid
from aligner_rules.model.limit import UNLIMITED, Limit
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.engines import SPARK_ENGINE
from aligner_rules.readings.delivery import deliver_facts
from aligner_rules.readings.expiry import expiry_of_facts
from aligner_rules.rules.delivery import DeliveryFacts
from aligner_rules.rules.expiry import ExpiryFacts
from aligner_rules.rules.facts import fact_types
from column_cases import drawn_rows
from frame_kinds import DUCKDB, KINDS, POLARS, Kind, frame_of
from test_tables import answers, differences

BOOK = ar.load_rulebooks()
CALENDAR = ar.Calendar(
    date(2018, 1, 1), date(2035, 12, 31), closed=frozenset({date(2025, 2, 28), date(2025, 12, 31)})
)
ANCHORS = (
    *("first-shipment", "purchase", "approval", "last-step-end"),
    *("planned-end", "previous-series-end", "none", UNKNOWN),
)
CHANGES: dict[str, tuple[Any, ...]] = {
    "expiry.months": (Limit(1), Limit(6), Limit(12), UNLIMITED, UNKNOWN),
    "expiry.anchor": ANCHORS,
    "expiry.expiry_day_inside": (True, False, UNKNOWN),
    "expiry.month_overflow": ("roll", "raise", "clip", UNKNOWN),
    "expiry.bold_months": (0, 6, UNKNOWN),
    "delivery.window_business_days": (0, 1, 2, 7, UNKNOWN),
    "delivery.tracker_days": (0, 30, UNKNOWN),
}
EXPIRY = {
    "expires_on": pl.Date,
    "months_left": pl.Int64,
    "days_left": pl.Int64,
    "emphasis": pl.String,
    "overflowed": pl.Boolean,
    "undated": pl.String,
}
DELIVERY = {
    "earliest": pl.Date,
    "latest": pl.Date,
    "source": pl.String,
    "state": pl.String,
    "shown": pl.Boolean,
}
few = settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
changes = st.dictionaries(
    st.sampled_from(sorted(CHANGES)),
    st.tuples(st.integers(0, 7), st.sets(st.sampled_from(BOOK.plans), min_size=1)),
)


def changed(changes: dict[str, tuple[int, set[str]]]) -> ar.Rulebook:
    """All packaged editions, with some terms changed for some plans."""
    book = BOOK
    for path, (number, plans) in changes.items():
        values = CHANGES[path]
        book = book.evolve({path: values[number % len(values)]}, plans=sorted(plans))
    return book


def plain(value: Any) -> Any:
    """What a column tells of a value: null where there is none, an enum by its word."""
    return None if value is UNKNOWN else getattr(value, "value", value)


def expiries(facts: list[ExpiryFacts], book: ar.Rulebook) -> pl.DataFrame:
    """What the reading as a value says of each row."""
    told = [expiry_of_facts(one, book=book) for one in facts]
    rows = [
        (one.on, one.months_left, one.days_left, one.emphasis, one.overflowed, one.undated)
        for one in told
    ]
    return pl.DataFrame([tuple(map(plain, row)) for row in rows], EXPIRY, orient="row")


def parcels(seed: int, rows: int) -> list[DeliveryFacts]:
    """Rows of a delivery, but for those whose target the calendar does not speak for."""
    drawn = drawn_rows(seed, rows, BOOK, DeliveryFacts)
    return [f for f in drawn if f.target_ship_on is UNKNOWN or f.target_ship_on.year < 2035]


def deliveries(facts: list[DeliveryFacts], book: ar.Rulebook) -> pl.DataFrame:
    """What the reading as a value says of each row; a date that is not set has a word for it."""
    rows = []
    for one in facts:
        told = deliver_facts(one, book=book, calendar=CALENDAR)
        source = "none" if told.source is None else told.source
        rows.append((told.earliest, told.latest, source, told.state, told.shown))
    return pl.DataFrame([tuple(map(plain, row)) for row in rows], DELIVERY, orient="row")


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(seed=st.integers(0, 2**32), changes=changes)
@few
def test_expiries_agree_row_by_row(kind: Kind, seed: int, changes: Any) -> None:
    """The date, what is left, how it is shown and why there is none are those of each value."""
    book, facts = changed(changes), drawn_rows(seed, 600, BOOK, ExpiryFacts)
    frame = frame_of(facts, ExpiryFacts)
    made = tables.expiry(kind.made(frame), book=book)
    assert differences(expiries(facts, book), answers(kind, made, frame), frame) == []


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(seed=st.integers(0, 2**32), changes=changes)
@few
def test_deliveries_agree_row_by_row(kind: Kind, seed: int, changes: Any) -> None:
    """Both ends of the window, whose date it is, the state and the tracker are those of values."""
    book, facts = changed(changes), parcels(seed, 600)
    frame = frame_of(facts, DeliveryFacts)
    made = tables.delivery(kind.made(frame), book=book, calendar=CALENDAR)
    assert differences(deliveries(facts, book), answers(kind, made, frame), frame) == []


PARCEL = DeliveryFacts(
    as_of=date(2025, 6, 30),
    plan="ONE",
    approved_on=date(2024, 10, 1),
    mixed_dentition=False,
    in_production=True,
    has_target=True,
    target_ship_on=date(2025, 7, 3),
    has_shipped=False,
    has_tracking_number=False,
    has_carrier_date=False,
    is_delivered=False,
)
YEAR = ar.Calendar(date(2025, 1, 1), date(2025, 12, 31), closed=frozenset({date(2025, 7, 4)}))


def shipping(kind: Kind, *facts: DeliveryFacts, calendar: ar.Calendar = YEAR) -> pl.DataFrame:
    """The ends of the windows of parcels, as the frame of some kind tells them."""
    made = tables.delivery(
        kind.made(frame_of([*facts], DeliveryFacts)), book=BOOK, calendar=calendar
    )
    return kind.read(made).select("earliest", "latest")


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@pytest.mark.parametrize("target", [date(2024, 12, 31), date(2025, 1, 2), date(2025, 12, 30)])
def test_a_window_beyond_the_calendar_is_an_error(kind: Kind, target: date) -> None:
    """As for one parcel, no day is guessed: the rows cannot be had, and the error says why."""
    beyond = evolve(PARCEL, target_ship_on=target)
    with pytest.raises(Invalid):
        deliver_facts(beyond, book=BOOK, calendar=YEAR)
    with pytest.raises(Exception, match=r"the days of the calendar, 2025-01-01 to 2025-12-31"):
        shipping(kind, PARCEL, beyond)


@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
def test_what_needs_no_calendar_may_lie_beyond_it(kind: Kind) -> None:
    """A carrier's date stands as it is, and a window that nobody knows needs no calendar."""
    far = date(2031, 5, 4)
    carried = evolve(
        PARCEL, has_tracking_number=True, has_carrier_date=True, carrier_expects_on=far
    )
    unknown = evolve(PARCEL, target_ship_on=far, plan="no such plan")
    assert shipping(kind, carried, unknown).rows() == [(far, far), (None, None)]


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_where_no_window_is_known_no_day_is_told(kind: Kind) -> None:
    """A book that tells no business days either way leaves the calendar without a window."""
    book = BOOK.evolve({"delivery.window_business_days": UNKNOWN})
    frame = kind.made(frame_of([PARCEL], DeliveryFacts))
    told = kind.read(tables.delivery(frame, book=book, calendar=YEAR))
    assert told.select("earliest", "latest", "source").rows() == [(None, None, "target")]


def test_closed_days_do_not_count() -> None:
    """Two business days around Thursday, 3 July, with a holiday on Friday."""
    assert shipping(POLARS, PARCEL).rows() == [(date(2025, 7, 1), date(2025, 7, 8))]


def test_a_calendar_is_needed() -> None:
    """What is no calendar is at fault, before any row is looked at."""
    with pytest.raises(Invalid, match=r"\$\.calendar: given 'US'; expected a Calendar"):
        shipping(POLARS, PARCEL, calendar="US")  # type: ignore[arg-type]


def test_only_the_day_that_is_counted_from_is_read() -> None:
    """Where all plans count from the first shipment, no other day has to be a column."""
    facts = drawn_rows(5, 100, BOOK, ExpiryFacts)
    frame = frame_of(facts, ExpiryFacts)
    named = ["row", "as_of", "region", "plan", "approved_on", "has_shipped", "first_shipped_on"]
    expected = tables.expiry(frame, book=BOOK)
    made = tables.expiry(frame.select(named), book=BOOK)
    assert made.select(*EXPIRY).equals(expected.select(*EXPIRY))
    other = BOOK.evolve({"expiry.anchor": "purchase"}, plans=["ONE"])
    with pytest.raises(Invalid, match=r"\$\.purchased_on: given no such column"):
        tables.expiry(frame.select(named), book=other)


def test_one_day_for_all_rows() -> None:
    """A day for all is the same day in each, of both questions."""
    day = date(2026, 2, 28)
    facts = [evolve(one, as_of=day) for one in drawn_rows(6, 300, BOOK, ExpiryFacts)]
    frame = frame_of(facts, ExpiryFacts).drop("as_of")
    made = tables.expiry(frame, book=BOOK, as_of=day)
    assert differences(expiries(facts, BOOK), made.drop(frame.columns), frame) == []
    sent = [evolve(one, as_of=day) for one in parcels(6, 300)]
    frame = frame_of(sent, DeliveryFacts).drop("as_of")
    told = tables.delivery(frame, book=BOOK, calendar=CALENDAR, as_of=day)
    assert differences(deliveries(sent, BOOK), told.drop(frame.columns), frame) == []


@pytest.mark.parametrize(
    ("answer", "record"), [(ar.Expiry, ExpiryFacts), (ar.Delivery, DeliveryFacts)]
)
def test_the_schema_is_told_by_the_class_of_the_answer(answer: Any, record: Any) -> None:
    """Every fact of the question is a column, and all but what nobody looks at are read."""
    told = {column.name: column.read_by for column in tables.schema(answer)}
    assert list(told) == list(fact_types(record))
    assert [name for name, verbs in told.items() if not verbs] == (
        ["mixed_dentition"] if answer is ar.Delivery else []
    )


def test_lazy_frames_stay_lazy() -> None:
    """Neither question runs the plan of a LazyFrame."""

    def never(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError

    frame = frame_of([PARCEL], DeliveryFacts)
    lazy = frame.lazy().map_batches(never, schema=frame.schema)
    assert type(tables.delivery(lazy, book=BOOK, calendar=YEAR)) is pl.LazyFrame


def test_spark_is_asked_in_its_own_words() -> None:
    """On Spark a small table is broadcast, and a row is refused by a function of its dialect."""

    class Session:
        def createDataFrame(self, *told: Any) -> Any:  # noqa: N802 - as Spark names it
            self.told = told
            return self

        def hint(self, name: str) -> Any:
            return (*self.told, name)

    class Frame:
        sparkSession = Session()  # noqa: N815 - as Spark names it

    assert SPARK_ENGINE.table(Frame(), {"day": [1, 2], "days": [3, 4]}) == (
        [(1, 3), (2, 4)],
        "`day` BIGINT, `days` BIGINT",
        "broadcast",
    )
    assert SPARK_ENGINE.error.format("beyond") == "raise_error('beyond')"
