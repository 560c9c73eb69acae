"""The days of the model, and how an instant becomes one."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pendulum
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.dates import EARLIEST, LATEST, local_date, zone_names, zone_remedy
from aligner_rules.model.faults import Invalid
from strategies import ZONES


class TestLocalDate:
    """EXP-10: a day is the day that it was at the practice."""

    @pytest.mark.parametrize(
        ("instant", "zone", "expected"),
        [
            ("2024-03-01T04:59:59+00:00", "America/New_York", date(2024, 2, 29)),
            ("2024-03-01T05:00:00+00:00", "America/New_York", date(2024, 3, 1)),
            ("2024-06-30T22:30:00+00:00", "Europe/Paris", date(2024, 7, 1)),
            ("2024-12-31T11:00:00+00:00", "Pacific/Auckland", date(2025, 1, 1)),
            ("2024-11-03T01:30:00-04:00", "America/New_York", date(2024, 11, 3)),
        ],
    )
    def test_around_midnight(self, instant: str, zone: str, expected: date) -> None:
        """The same instant is another day on the other side of midnight."""
        assert local_date(datetime.fromisoformat(instant), zone) == expected

    @given(
        st.datetimes(datetime(1901, 1, 1), datetime(2198, 1, 1)),  # noqa: DTZ001 -- zoned below
        st.integers(-14, 14),
        st.sampled_from(ZONES),
    )
    def test_it_is_never_two_days_away(self, naive: datetime, hours: int, zone: str) -> None:
        """The local day is at most one away from the day in UTC, and a plain date."""
        instant = naive.replace(tzinfo=timezone(timedelta(hours=hours)))
        day = local_date(instant, zone)
        away = abs(day - instant.astimezone(timezone.utc).date())  # noqa: UP017 -- plain
        assert (type(day), away <= timedelta(days=1)) == (date, True)

    def test_an_instant_of_pendulum(self) -> None:
        """An instant of pendulum gives a plain date as well."""
        instant = pendulum.datetime(2024, 2, 29, 12)
        assert type(local_date(instant, "Europe/Paris")) is date

    @pytest.mark.parametrize(
        ("instant", "remedy"),
        [
            (datetime(2024, 2, 29), "say which zone"),  # noqa: DTZ001 -- the fault
            (date(2024, 2, 29), "a date needs no zone"),
            ("2024-02-29T12:00:00Z", "datetime.fromisoformat"),
            (datetime.max.replace(tzinfo=timezone.utc), "put the year right"),  # noqa: UP017
            (datetime.fromisoformat("1900-01-01T00:00:00+00:00"), "put the year right"),
        ],
    )
    def test_what_is_no_instant_is_refused(self, instant: Any, remedy: str) -> None:
        """No offset, no time, or a day out of range: each says what to do."""
        with pytest.raises(Invalid, match=remedy):
            local_date(instant, "America/New_York")

    @pytest.mark.parametrize("zone", ["Paris", None])
    def test_all_faults_at_once(self, zone: Any) -> None:
        """A naive instant in an unknown zone has two faults."""
        with pytest.raises(Invalid) as caught:
            local_date(datetime(2024, 2, 29), zone)  # noqa: DTZ001 -- the fault
        assert [fault.where for fault in caught.value.faults] == ["$.instant", "$.zone"]


class TestZones:
    """Time zones are known by the names of the IANA database."""

    def test_names(self) -> None:
        """Names are spelt exactly, and the machine's own zone is none of them."""
        names = {"Europe/Paris", "UTC", "europe/paris", "localtime", "America"}
        assert names & zone_names() == {"Europe/Paris", "UTC"}

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("Paris", "did you mean 'Europe/Paris'?"),
            ("new york", "did you mean 'America/New_York'?"),
            ("europe/paris", "did you mean 'Europe/Paris'?"),
            ("Amerika/New_York", "did you mean 'America/New_York'?"),
            ("???", "look the name up"),
        ],
    )
    def test_a_wrong_name(self, name: str, expected: str) -> None:
        """A city, another case or a slip of the pen leads to the name; nonsense to none."""
        assert zone_remedy(name) == expected


def test_there_is_room_to_count_on() -> None:
    """A hundred years of months and a leap year past the last day are still dates."""
    assert LATEST + relativedelta(months=1200) < date.max
    assert EARLIEST - relativedelta(months=1200) > date.min
