"""Days in JSON: dates, and instants that become the day it was at the practice (EXP-10)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model import Invalid, local_date
from aligner_rules.wire.days import day_in
from strategies import ZONES

_INSTANTS = st.datetimes(datetime(1901, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def told_about(given_day: Any, zone: str | None = None) -> str:
    """Return what is told about a day that is refused."""
    with pytest.raises(Invalid) as caught:
        day_in(given_day, zone)
    (fault,) = caught.value.faults
    return str(fault)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_date_is_that_day_in_any_zone(day: date) -> None:
    """A date needs no zone and is not moved by one."""
    assert (day_in(str(day), None), day_in(str(day), "Pacific/Auckland")) == (day, day)


@given(_INSTANTS, st.sampled_from(ZONES), st.integers(-23, 23))
def test_an_instant_is_the_day_it_was_there(instant: datetime, zone: str, hours: int) -> None:
    """However an instant is written, it becomes the local date of the practice."""
    day = local_date(instant, zone)
    elsewhere = instant.astimezone(datetime.fromisoformat(f"2024-01-01T00:00{hours:+03}:00").tzinfo)
    assert day_in(elsewhere.isoformat(), zone) == day
    assert day_in(instant.isoformat().replace("+00:00", "z").lower(), zone) == day


def test_midnight_at_the_practice_parts_two_days() -> None:
    """The last second of a day and the first of the next fall on two days."""
    assert day_in("2024-06-30T21:59:59Z", "Europe/Paris") == date(2024, 6, 30)
    assert day_in("2024-06-30T22:00:00Z", "Europe/Paris") == date(2024, 7, 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2024-06-31", "June has 30 days"),
        ("2023-02-29", "February 2023 has 28 days"),
        ("2024-13-01", "there is no month 13"),
        ("1899-12-31", "years go from 1900 to 2199"),
        ("2024-06-31T10:00:00Z", "June has 30 days"),
    ],
)
def test_a_day_that_does_not_exist_is_told(text: str, why: str) -> None:
    """What does not exist in the calendar is told with the reason."""
    assert told_about(text, "UTC") == (
        f"$: given '{text}'; expected a date that exists, from 1900-01-01 to 2199-12-31; {why}"
    )


@pytest.mark.parametrize("raw", [20240630, "30/06/2024", "2024-W26-7", "", None, "٢٠٢٤-٠٦-٣٠"])
def test_what_is_written_otherwise_is_told(raw: object) -> None:
    """Any other way to write a day is refused."""
    assert told_about(raw).endswith("write it as YYYY-MM-DD, in double quotes")


def test_an_instant_without_offset_is_refused() -> None:
    """Nobody knows which day a naive instant was anywhere."""
    assert "expected an instant with its offset from UTC" in told_about(
        "2024-06-30T10:00:00", "UTC"
    )


def test_an_instant_without_a_zone_is_refused() -> None:
    """Where no zone is known, an instant has no day."""
    assert told_about("2024-06-30T10:00:00Z").endswith("or read it with zone=")


@pytest.mark.parametrize(
    "text", ["2024-06-30T25:00:00Z", "2024-06-30T10:00:60Z", "2024-06-30T10:00:00+99:99"]
)
def test_an_instant_that_does_not_exist_is_told(text: str) -> None:
    """Hours, seconds and offsets that no clock shows are refused."""
    assert "expected an instant that exists" in told_about(text, "UTC")


def test_an_instant_whose_day_is_out_of_range_is_told() -> None:
    """An instant that falls on a day that the model does not hold is refused at its own place."""
    told = told_about("2199-12-31T23:59:59Z", "Europe/Paris")
    assert told.startswith("$: given ")
    assert "2199-12-31" in told


def test_fractions_of_a_second_are_taken() -> None:
    """RFC 3339 allows any number of decimals."""
    assert day_in("2024-06-30T22:00:00.123456789Z", "UTC") == date(2024, 6, 30)
    assert date(2024, 7, 1) - day_in("2024-06-30 22:00:00.1-05:00", "UTC") == timedelta(0)
