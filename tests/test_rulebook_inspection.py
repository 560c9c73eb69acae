"""Reading a file's content notes every fault with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.faults import Fault
from aligner_rules.rulebook import inspection
from aligner_rules.rulebook.inspection import Place, Table, did_you_mean, why_no_date


def read(reader: Callable[[object, Place], Any], given_value: object) -> tuple[Any, list[Fault]]:
    """Return what a reader makes of a value at the top, and the faults that it noted."""
    faults: list[Fault] = []
    return reader(given_value, Place("$", faults)), faults


def test_places_are_pointers() -> None:
    """Keys are joined by points, items by brackets, and keys that are not bare are quoted."""
    place = Place("$", []).at("prices").at("flex.aligner").at("amounts").at(1)
    assert place.where == '$.prices."flex.aligner".amounts[1]'


def test_a_near_name_is_offered() -> None:
    """A misspelt name is answered by the name that it resembles, whatever its case."""
    assert did_you_mean("unlimted", ["FLEX", "UNLIMITED"]) == "did you mean UNLIMITED?"


def test_all_names_are_offered_where_none_is_near() -> None:
    """A name that resembles nothing is answered by all names."""
    assert did_you_mean("x", ["FLEX", "UNLIMITED"]) == "known: FLEX, UNLIMITED"


def test_no_name_is_offered_where_there_is_none() -> None:
    """Where nothing is defined, that is said."""
    assert did_you_mean("x", []) == "none is known here"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2024-02-29", None),
        ("2023-02-29", "February 2023 has 28 days"),
        ("2024-06-31", "June has 30 days"),
        ("2024-06-00", "June has 30 days"),
        ("2024-00-01", "there is no month 0"),
        ("2024-13-01", "there is no month 13"),
        ("1899-12-31", "years go from 1900 to 2199"),
        ("2200-01-01", "years go from 1900 to 2199"),
        ("1 June", None),
    ],
)
def test_why_a_date_does_not_exist(text: str, why: str | None) -> None:
    """A date that does not exist is answered by what the calendar has."""
    assert why_no_date(text) == why


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_days_are_read_as_dates_and_as_text(day: date) -> None:
    """A day reads the same as a date of the file and as text."""
    assert read(inspection.day, day) == read(inspection.day, str(day)) == (day, [])


@pytest.mark.parametrize(
    "given_value",
    [datetime(2024, 6, 1), date(1899, 12, 31), date(2200, 1, 1), "June", "2024-06-31", 45, True],  # noqa: DTZ001
)
def test_what_is_no_day_is_a_fault(given_value: object) -> None:
    """A time, a day out of range, other text and numbers are no days."""
    found, faults = read(inspection.day, given_value)
    assert (found, [fault.where for fault in faults]) == (None, ["$"])


def test_text_is_stripped() -> None:
    """Space around a text does not count."""
    assert read(inspection.text, " FLEX ") == ("FLEX", [])


@pytest.mark.parametrize(
    ("reader", "given_value", "expected"),
    [
        (inspection.text, " ", "a text"),
        (inspection.text, 1, "a text"),
        (inspection.flag, 1, "true or false"),
        (inspection.flag, "true", "true or false"),
        (inspection.whole(0, 9), 10, "a whole number from 0 to 9"),
        (inspection.whole(0, 9), -1, "a whole number from 0 to 9"),
        (inspection.whole(0, 9), True, "a whole number from 0 to 9"),
        (inspection.whole(0, 9), 1.0, "a whole number from 0 to 9"),
        (inspection.choice(["clip", "roll"]), "clop", "one of clip, roll"),
        (inspection.choice(["clip", "roll"]), ["clip"], "one of clip, roll"),
        (inspection.choice([]), "clip", "nothing: none is defined"),
        (inspection.distinct(), "FLEX", "a list of texts"),
        (inspection.distinct(), [], "at least one"),
        (inspection.table, [], "a table"),
    ],
)
def test_what_a_reader_refuses(
    reader: Callable[[object, Place], Any], given_value: object, expected: str
) -> None:
    """A value of the wrong type or out of range is a fault that says what was expected."""
    found, faults = read(reader, given_value)
    assert (found, [fault.expected for fault in faults]) == (None, [expected])


@pytest.mark.parametrize(
    ("reader", "given_value", "found"),
    [
        (inspection.flag, False, False),
        (inspection.whole(0, 9), 0, 0),
        (inspection.whole(0, 9), 9, 9),
        (inspection.choice(["clip"]), "clip", "clip"),
        (inspection.distinct(), ["ONE", "TWO"], ("ONE", "TWO")),
        (inspection.distinct(["ONE"], least=0), [], ()),
    ],
)
def test_what_a_reader_takes(
    reader: Callable[[object, Place], Any], given_value: object, found: object
) -> None:
    """A value within the bounds is taken as it is, the bounds included."""
    assert read(reader, given_value) == (found, [])


def test_each_item_of_a_list_is_judged() -> None:
    """Two faults in one list are both told, each at its item, and a second mention is one."""
    found, faults = read(inspection.distinct(["ONE", "TWO"]), ["ONE", "TOO", "ONE", 3])
    assert (found, [fault.where for fault in faults]) == (None, ["$[1]", "$[3]", "$[2]"])


def test_a_table_tells_what_is_missing_and_what_is_not_known() -> None:
    """A required key that is absent and a key that nobody reads are both faults."""
    faults: list[Fault] = []
    table = Table({"labell": "x"}, Place("$", faults))
    assert table.required("label", inspection.text) is None
    assert table.optional("unit", inspection.text) is None
    table.close()
    assert list(map(str, faults)) == [
        "$.label: given nothing; expected a value; state label",
        "$.labell: given 'labell'; expected one of label, unit; did you mean label?",
    ]


def test_a_table_is_asked_by_key() -> None:
    """A table knows which keys it has, whether they were read or not."""
    table = Table({"label": "x"}, Place("$", []))
    assert ("label" in table, "unit" in table, list(table)) == (True, False, ["label"])
