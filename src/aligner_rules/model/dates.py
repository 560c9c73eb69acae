"""The days that the rules can count with, and how an instant becomes one of them."""

from __future__ import annotations

from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from typing import Final

from aligner_rules.model.faults import Fault, Invalid, shown

EARLIEST: Final = date(1900, 1, 1)
"""The first day that a model holds."""
LATEST: Final = date(2199, 12, 31)
"""The last day that a model holds: counting on from it by any term still ends before year 9999."""

IANA_NAME: Final = "a time zone of the IANA database, such as 'Europe/Paris'"


def is_day(value: object) -> bool:
    """Whether the value is a day that a model holds; an instant is none.

    >>> is_day(LATEST), is_day(datetime(2024, 6, 30)), is_day("2024-06-30")
    (True, False, False)
    """
    return (
        isinstance(value, date) and not isinstance(value, datetime) and EARLIEST <= value <= LATEST
    )


@cache
def zone_names() -> frozenset[str]:
    """The names of the time zones that the IANA database knows, spelt as it spells them.

    >>> "Europe/Paris" in zone_names(), "europe/paris" in zone_names()
    (True, False)
    """
    import pendulum  # noqa: PLC0415 - a third of the package's import, and only instants need it

    return frozenset(pendulum.timezones()) - {"localtime"}  # this one depends on the machine


def zone_remedy(name: str) -> str:
    """What to do about a time zone that does not exist: the likeliest name, where there is one.

    >>> zone_remedy("paris"), zone_remedy("Europe/Pariss"), zone_remedy("?")
    ("did you mean 'Europe/Paris'?", "did you mean 'Europe/Paris'?", 'look the name up')
    """
    folded = {known.casefold(): known for known in sorted(zone_names(), reverse=True)}
    cities = {known.rpartition("/")[2]: known for known in folded}
    word = name.strip().casefold().replace(" ", "_")
    near = get_close_matches(word, folded, n=1) or get_close_matches(word, cities, n=1)
    if not near:
        return "look the name up"
    return f"did you mean {folded[cities.get(near[0], near[0])]!r}?"


def local_date(instant: datetime, zone: str) -> date:
    """The calendar day that an instant falls on at a practice, from EARLIEST to LATEST (EXP-10).

    An instant without an offset, an unknown zone or a day out of range is `Invalid`.

    >>> noon = datetime.fromisoformat("2024-06-30T22:00:00+00:00")
    >>> local_date(noon, "Europe/London"), local_date(noon, "Europe/Paris")
    (datetime.date(2024, 6, 30), datetime.date(2024, 7, 1))
    """
    faults = [*_instant_faults(instant), *_zone_faults(zone)]
    if faults:
        raise Invalid("local date", faults)
    import pendulum  # noqa: PLC0415 - as above

    there = instant.astimezone(pendulum.timezone(zone))
    day = date(there.year, there.month, there.day)
    if not EARLIEST <= day <= LATEST:
        raise Invalid("local date", [_out_of_range(instant)])
    return day


def _instant_faults(instant: object) -> list[Fault]:
    expected = "a datetime with its offset from UTC"
    if not isinstance(instant, datetime):
        remedy = "a date needs no zone: use it as it is; read text by datetime.fromisoformat"
        return [Fault("$.instant", shown(instant), expected, remedy)]
    if instant.utcoffset() is None:
        remedy = "say which zone the clock showed: instant.replace(tzinfo=...)"
        return [Fault("$.instant", shown(instant), expected, remedy)]
    if not EARLIEST.year <= instant.year <= LATEST.year:
        return [_out_of_range(instant)]
    return []


def _out_of_range(instant: datetime) -> Fault:
    expected = f"an instant that falls on a day from {EARLIEST} to {LATEST}"
    return Fault("$.instant", shown(instant), expected, "put the year right")


def _zone_faults(zone: object) -> list[Fault]:
    if isinstance(zone, str) and zone in zone_names():
        return []
    remedy = zone_remedy(zone) if isinstance(zone, str) else "write its name in quotes"
    return [Fault("$.zone", shown(zone), IANA_NAME, remedy)]
