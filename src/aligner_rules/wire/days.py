"""Days in JSON: a date, or an instant that becomes the day it was at the practice."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Final

from attrs import evolve

from aligner_rules.model.dates import local_date
from aligner_rules.model.faults import Fault, Invalid
from aligner_rules.rulebook.inspection import DATE, why_no_date
from aligner_rules.wire.documents import in_json

_FORM: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?([Zz]|[+-]\d{2}:\d{2})?)?", re.ASCII
)


def day_in(given: Any, zone: str | None) -> date:
    """Return the day of a text: YYYY-MM-DD, or an instant of RFC 3339 as it was in the zone.

    Days that do not exist or lie out of range are `Invalid`, and so are instants without their
    offset from UTC, and all instants where no zone is known (EXP-10).

    >>> day_in("2024-06-30T22:30:00Z", "Europe/London"), day_in("2024-06-30T22:30:00Z", "UTC")
    (datetime.date(2024, 6, 30), datetime.date(2024, 6, 30))
    >>> day_in("2024-06-31", None)
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: date is not valid, 1 fault:
    $: given '2024-06-31'; expected a date that exists, from 1900-01-01 to 2199-12-31; \
June has 30 days
    """
    form = _FORM.fullmatch(given) if isinstance(given, str) else None
    if form is None:
        raise _refused(given, DATE, "write it as YYYY-MM-DD, in double quotes")
    day, offset = form.groups()
    why = why_no_date(day)
    if why is not None:
        raise _refused(given, DATE, why)
    if day == given:
        return date.fromisoformat(day)
    if offset is None:
        remedy = "add Z or an offset such as +02:00, or write the date alone"
        raise _refused(given, "an instant with its offset from UTC", remedy)
    if zone is None:
        remedy = "write the day it was at the practice, or read it with zone="
        raise _refused(given, "a date alone, as no time zone is known here", remedy)
    return _there(given, zone)


def _there(given: str, zone: str) -> date:
    try:
        return local_date(datetime.fromisoformat(given.upper()), zone)
    except Invalid as invalid:
        raise Invalid("date", [evolve(each, where="$") for each in invalid.faults]) from None
    except ValueError as error:
        raise _refused(given, "an instant that exists", str(error)) from error


def _refused(given: object, expected: str, remedy: str) -> Invalid:
    return Invalid("date", [Fault("$", in_json(given), expected, remedy)])
