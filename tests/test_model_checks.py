"""An object of the model is checked whole before it exists."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any

import attrs
import pendulum
import pytest
from attrs import frozen
from attrs.exceptions import FrozenInstanceError
from hypothesis import given

from aligner_rules.model.case import Case
from aligner_rules.model.checks import Checked, Must
from aligner_rules.model.dates import EARLIEST, LATEST
from aligner_rules.model.faults import Fault, Invalid
from aligner_rules.model.unknown import UNKNOWN
from strategies import cases

Floor = Annotated[int, Must(lambda number: number >= 0, "a floor, 0 or more", "count from 0")]
Code = Annotated[str, Must(str.isupper, "capitals", lambda text: f"write {text.upper()!r}")]


class Colour(Enum):
    """A toy enumeration."""

    RED = "red"
    BLUE = "blue"


FLOOR = "a floor, 0 or more"
COLOURS = "one of Colour.RED, Colour.BLUE"
DATE = "a date from 1900-01-01 to 2199-12-31"
NOON = datetime.fromisoformat("2024-02-29T12:00:00+00:00")
LOCAL = "take the day it was at the practice: local_date(instant, zone)"
LIST = "put what belongs in it into a list"


def _starts_before_it_ends(starts_on: date, ends_on: date | None) -> Iterator[Fault]:
    if ends_on is not None and ends_on < starts_on:
        yield Fault("$.ends_on", str(ends_on), f"{starts_on} or later", "swap them")


@frozen
class Room(Checked):
    """A toy with one field of each kind."""

    name: str = "one"
    floor: Floor = 0
    open: bool = True
    code: Code = "A"
    colour: Colour = Colour.RED
    starts_on: date = date(2024, 2, 29)
    ends_on: date | None = UNKNOWN
    colours: tuple[Colour, ...] = ()
    floors: frozenset[Floor] | None = frozenset()
    within: Room | None = UNKNOWN

    invariants = (_starts_before_it_ends,)


def only_fault(**given: Any) -> str:
    """Return the only fault of a room, less its place, which is that of the field."""
    with pytest.raises(Invalid) as caught:
        Room(**given)
    (fault,) = caught.value.faults
    (name,) = given
    assert fault.where.startswith(f"$.{name}")
    return str(fault).removeprefix(f"$.{name}")


class TestTypes:
    """A value of another type than the annotation's is a fault."""

    @pytest.mark.parametrize(
        ("given", "shown", "expected", "remedy"),
        [
            ({"name": 7}, "7", "text that is not blank", "write it as text, in quotes"),
            ({"floor": True}, "True", FLOOR, "write the number itself, not a truth value"),
            ({"floor": 2.0}, "2.0", FLOOR, "write a whole number, without quotes or a point"),
            ({"open": 1}, "1", "True or False", "write True or False"),
            ({"colour": "red"}, "'red'", COLOURS, "use one of them"),
            ({"starts_on": "x"}, "'x'", DATE, "read it first: date.fromisoformat('x')"),
            ({"starts_on": NOON}, "2024-02-29 12:00:00+00:00", DATE, LOCAL),
            ({"starts_on": 20240229}, "20240229", DATE, "write it as date(2024, 6, 30)"),
            ({"within": 1.5}, "1.5", "a Room, or None", "build one first"),
            ({"colours": "red"}, "'red'", "a tuple of Colour values", LIST),
            ({"floors": {1: 2}}, "{1: 2}", "a frozenset of int values, or None", LIST),
        ],
    )
    def test_each_type(self, given: dict[str, Any], shown: str, expected: str, remedy: str) -> None:
        """The fault names what was given, what was expected and what to do."""
        assert only_fault(**given) == f": given {shown}; expected {expected}; {remedy}"


class TestNothing:
    """None and UNKNOWN are taken where the field says so."""

    def test_unknown_where_it_is_no_default(self) -> None:
        """A field without that default has to be known."""
        expected = ": given UNKNOWN; expected True or False; it has to be known, find it out first"
        assert only_fault(open=UNKNOWN) == expected

    def test_none_where_unknown_is_allowed(self) -> None:
        """A field that may be unknown and not None is to be left out."""

        @frozen
        class Door(Checked):
            wide: bool = UNKNOWN

        with pytest.raises(Invalid, match="expected True or False; leave it out where"):
            Door(None)  # type: ignore[arg-type]

    def test_none_where_nothing_is_allowed(self) -> None:
        """A field that is always known is to be given."""
        expected = ": given None; expected True or False; it has to be given"
        assert only_fault(open=None) == expected

    def test_none_and_unknown_where_they_are_allowed(self) -> None:
        """Both stay what they are."""
        room = Room(ends_on=None, floors=None)
        assert (room.ends_on, room.floors, room.within) == (None, None, UNKNOWN)


class TestValues:
    """A value of the right type may still be out of range."""

    @pytest.mark.parametrize("day", [EARLIEST, LATEST])
    def test_the_outermost_days(self, day: date) -> None:
        """The first and the last day are days."""
        assert Room(starts_on=day).starts_on == day

    @pytest.mark.parametrize("day", [date(1899, 12, 31), date(2200, 1, 1)])
    def test_days_beyond_them(self, day: date) -> None:
        """The day before and the day after are not."""
        expected = f": given {day}; expected a date from 1900-01-01 to 2199-12-31; "
        assert only_fault(starts_on=day) == expected + "put the year right"

    @pytest.mark.parametrize("text", ["", " ", "\t\n"])
    def test_blank_text(self, text: str) -> None:
        """Text that says nothing is no text."""
        expected = "expected text that is not blank; fill it in"
        assert only_fault(name=text) == f": given {text!r}; {expected}"

    def test_a_remedy_that_depends_on_the_value(self) -> None:
        """What to do may be told from what was given."""
        assert only_fault(code="ab") == ": given 'ab'; expected capitals; write 'AB'"

    def test_elements(self) -> None:
        """A fault in a collection says at which place."""
        expected = "[1]: given -1; expected a floor, 0 or more; count from 0"
        assert only_fault(floors=[3, -1]) == expected


class TestAllAtOnce:
    """One error tells every fault of the object."""

    def test_fields_and_elements(self) -> None:
        """Faults of several fields, and of several elements, come together in their order."""
        with pytest.raises(Invalid) as caught:
            Room(name="", floor=-1, colours=[1, Colour.RED, 2])  # type: ignore[arg-type]
        places = [fault.where for fault in caught.value.faults]
        assert (caught.value.subject, places) == (
            "Room",
            ["$.name", "$.floor", "$.colours[0]", "$.colours[2]"],
        )

    def test_fields_and_invariants(self) -> None:
        """A fault of a field does not hide what is wrong between others."""
        with pytest.raises(Invalid) as caught:
            Room(name="", ends_on=date(2024, 2, 28))
        assert [fault.where for fault in caught.value.faults] == ["$.name", "$.ends_on"]

    def test_an_invariant_of_a_faulty_field_is_not_asked(self) -> None:
        """What holds between fields is asked of sound fields only."""
        with pytest.raises(Invalid) as caught:
            Room(starts_on=True, ends_on=EARLIEST)  # type: ignore[arg-type]
        assert [fault.where for fault in caught.value.faults] == ["$.starts_on"]

    def test_an_invariant_of_an_unknown_field_is_not_asked(self) -> None:
        """What holds between fields is asked of known fields only."""
        assert Room(ends_on=UNKNOWN).ends_on is UNKNOWN


class TestKept:
    """What is given becomes what the model keeps."""

    def test_a_date_of_pendulum(self) -> None:
        """A subclass of date becomes a plain date."""
        assert type(Room(starts_on=pendulum.date(2024, 2, 29)).starts_on) is date

    @pytest.mark.parametrize("given", [[3, 4, 3], (4, 3), {3, 4}, range(3, 5)])
    def test_a_set(self, given: Any) -> None:
        """Lists, tuples, sets and ranges become frozen sets."""
        assert Room(floors=given).floors == frozenset({3, 4})

    def test_a_tuple(self) -> None:
        """A list becomes a tuple."""
        assert Room(colours=[Colour.RED]).colours == (Colour.RED,)  # type: ignore[arg-type]

    def test_text_of_a_subclass(self) -> None:
        """Text of a subclass of str is text."""

        class Name(str):
            __slots__ = ()

        assert Room(name=Name("two")) == Room(name="two")


class TestValueObjects:
    """Whatever the model holds is a value."""

    @given(cases())
    def test_equal_by_value(self, case: Case) -> None:
        """A deep copy and a pickled copy are equal, with equal hashes."""
        copies = [copy.deepcopy(case), pickle.loads(pickle.dumps(case))]  # noqa: S301 -- its own
        assert [case, case] == copies
        assert {hash(case)} == {hash(each) for each in copies}

    @given(cases())
    def test_built_again(self, case: Case) -> None:
        """Built again from its own fields, an object is the same."""
        assert attrs.evolve(case) == case

    def test_frozen(self) -> None:
        """No field can be set, and none can be added."""
        with pytest.raises(FrozenInstanceError):
            Room().name = "two"  # type: ignore[misc]
        assert not hasattr(Room(), "__dict__")
