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
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.engines import SPARK_ENGINE
from aligner_rules.readings.delivery import deliver_facts
from aligner_rules.rules.delivery import DeliveryFacts
from aligner_rules.rules.expiry import ExpiryFacts
from aligner_rules.rules.facts import fact_types
from changed_books import BOOK, CHANGES, changed
from column_cases import CALENDAR, EXPIRY, deliveries, drawn_rows, expiries
from frame_kinds import DUCKDB, KINDS, POLARS, Kind, frame_of
from test_tables import answers, differences

few = settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
changes = st.dictionaries(
    st.sampled_from(sorted(path for path in CHANGES if path.startswith(("expiry.", "delivery.")))),
    st.tuples(st.integers(0, 7), st.sets(st.sampled_from(BOOK.plans), min_size=1)),
)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(seed=st.integers(0, 2**32), changes=changes)
@few
def test_expiries_agree_row_by_row(kind: Kind, seed: int, changes: Any) -> None:
    """The date, what is left, how it is shown and why there is none are those of each value."""
    book, facts = changed(changes), drawn_rows(seed, 300, BOOK, ExpiryFacts)
    frame = frame_of(facts, ExpiryFacts)
    made = tables.expiry(kind.made(frame), book=book)
    assert differences(expiries(facts, book), answers(kind, made, frame), frame) == []


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(seed=st.integers(0, 2**32), changes=changes)
@few
def test_deliveries_agree_row_by_row(kind: Kind, seed: int, changes: Any) -> None:
    """Both ends of the window, whose date it is, the state and the tracker are those of values."""
    book, facts = changed(changes), drawn_rows(seed, 600, BOOK, DeliveryFacts)
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
    sent = [evolve(one, as_of=day) for one in drawn_rows(6, 300, BOOK, DeliveryFacts)]
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
