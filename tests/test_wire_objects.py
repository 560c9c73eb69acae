"""Objects in JSON: every fault is told at once, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from attrs import frozen
from hypothesis import given

from aligner_rules.model import (
    UNKNOWN,
    Arch,
    Case,
    Currency,
    Invalid,
    Money,
    Order,
    Phase,
    Plan,
    ReplacementOrder,
    RetainerOrder,
    RevisionOrder,
    Shipment,
    StepSelection,
)
from aligner_rules.readings.quotation import Basis, QuoteLine
from aligner_rules.rulebook.inspection import DATE
from aligner_rules.wire import converter
from strategies import moneys


@frozen
class Remark:
    """A class that an embedder wrote."""

    about: Any


def faults_of(plain: object, cls: Any) -> list[str]:
    """Return the faults of plain values that are to be an object of the class."""
    with pytest.raises(Invalid) as caught:
        converter().structure(plain, cls)
    return list(map(str, caught.value.faults))


def test_an_absent_key_is_unknown_and_null_is_none() -> None:
    """What is left out is not known; null says that there is none."""
    read = converter().structure
    assert read({"shipped_on": "2024-02-29"}, Shipment).delivered_on is UNKNOWN
    assert read({"shipped_on": "2024-02-29", "delivered_on": None}, Shipment).delivered_on is None


def test_unknown_is_left_out_and_none_is_null() -> None:
    """Writing leaves out what is not known, and writes null for none."""
    shipment = Shipment(date(2024, 2, 29), delivered_on=None)
    assert converter().unstructure(shipment) == {"shipped_on": "2024-02-29", "delivered_on": None}


def test_a_key_that_has_to_be_there_is_told() -> None:
    """A missing key is told with what is expected of it."""
    assert faults_of({}, Plan) == [
        "$.name: given nothing; expected text that is not blank; give name"
    ]
    assert faults_of({"number": 1}, Phase) == [
        "$.steps: given nothing; expected an object; give steps"
    ]


def test_a_class_of_an_embedder_is_read_too() -> None:
    """The converter reads other attrs classes by the same rules."""
    assert faults_of({}, Remark) == ["$.about: given nothing; expected a value; give about"]
    assert converter().structure({"about": {"date": "2024-02-29"}}, Remark) == Remark(
        date(2024, 2, 29)
    )


def test_an_unknown_key_is_told_with_the_nearest() -> None:
    """A key that nobody reads is a fault, with the one that was meant."""
    (told,) = faults_of({"name": "FLEX", "aproved on": "2024-10-01"}, Plan)
    assert told == (
        "$.\"aproved on\": given 'aproved on'; expected one of the keys name, approved_on; "
        "did you mean approved_on?"
    )


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        ({"name": None}, "$.name: given null; expected text that is not blank; it has to be given"),
        (
            {"name": "FLEX", "approved_on": None},
            f"$.approved_on: given null; expected {DATE}; leave it out where it is not known",
        ),
        ([], "$: given []; expected an object; write it in braces, {...}"),
    ],
)
def test_null_where_none_is_no_answer_is_told(plain: object, told: str) -> None:
    """Null is refused where something has to be given, or is merely not known."""
    assert faults_of(plain, Plan) == [told]


def test_null_is_named_where_it_is_an_answer() -> None:
    """A fault says that null would do, where it would."""
    (told,) = faults_of({"shipped_on": "2024-02-29", "delivered_on": 5}, Shipment)
    assert "expected a date that exists, from 1900-01-01 to 2199-12-31, or null;" in told


def test_faults_of_parts_and_of_the_whole_are_told_together() -> None:
    """What the model refuses in the sound parts is told although other parts are at fault."""
    plain = {
        "id": "",
        "practice_zone": "Paris",
        "region": "usa",
        "phases": [
            {"number": 1, "steps": {"upper": "1-8"}, "shipment": {"shipped_on": "2024-06-31"}},
            {"number": 2, "steps": {"lower": "0, 5-"}, "engagers": [], "colour": 1},
        ],
        "active_phase": 0,
        "orders": [
            {"kind": "retainer", "arches": ["upper", "uper"], "sets": 0, "placed_on": "2024-01-01"},
            {"kind": "revision", "placed_on": "2024-01-01", "in_production_on": "2023-12-31"},
        ],
    }
    assert [told.partition(": ")[0] for told in faults_of(plain, Case)] == [
        "$.id",
        "$.phases[0].shipment.shipped_on",
        "$.phases[1].colour",
        "$.phases[1].steps.lower",
        "$.phases[1].steps.lower",
        "$.phases[1].engagers",
        "$.orders[0].arches[1]",
        "$.orders[0].sets",
        "$.orders[1].in_production_on",
        "$.practice_zone",
        "$.region",
        "$.active_phase",
    ]


def test_faults_between_sound_parts_are_told_in_json() -> None:
    """What does not hold between fields is told in the words of JSON."""
    phase = {"number": 2, "steps": {"upper": "1-8"}}
    told = faults_of({"id": "C", "practice_zone": "UTC", "plan": None, "phases": [phase]}, Case)
    assert [each.partition(": ")[0] for each in told] == ["$.phases[0].number", "$.plan"]
    assert "given null" in told[1]


@pytest.mark.parametrize(
    ("plain", "cls", "told"),
    [
        ({}, Order, "$.kind: given nothing; expected one of aligner, replacement, retainer, "),
        ({"kind": None}, Order, "$.kind: given null; expected one of aligner, "),
        ({"kind": ["retainer"]}, Order, "$.kind: given ['retainer']; expected one of aligner, "),
        ({"kind": "revison"}, Order, "$.kind: given 'revison'; expected one of aligner, "),
        ({"kind": "revision"}, RetainerOrder, "$.kind: given 'revision'; expected one of retainer"),
        ("revision", Order, "$: given 'revision'; expected an object; write it in braces"),
    ],
)
def test_the_kind_of_an_order_has_to_be_known(plain: object, cls: Any, told: str) -> None:
    """Without a kind that is known and asked for, nothing else of an order can be judged."""
    (found,) = faults_of(plain, cls)
    assert found.startswith(told)


def test_an_order_is_of_the_kind_that_it_names() -> None:
    """The key kind picks the class, and is written first."""
    read = converter().structure({"kind": "revision", "instructions": None}, Order)
    assert read == RevisionOrder(instructions=None)
    assert next(iter(converter().unstructure(read).items())) == ("kind", "revision")


def test_steps_are_written_as_text() -> None:
    """Steps of each arch are a text; an arch that is left out has none."""
    read = converter().structure({"kind": "replacement", "steps": {"upper": "3-5, 9"}}, Order)
    assert isinstance(read, ReplacementOrder)
    assert read.steps == StepSelection.parse(upper="3-5, 9")
    assert converter().unstructure(read)["steps"] == {"upper": "3-5, 9", "lower": ""}


def test_a_list_becomes_what_the_model_holds() -> None:
    """Lists become tuples and frozensets, and come back in order; nothing else is taken."""
    plain = {"kind": "retainer", "arches": ["upper", "lower"], "sets": 1}
    read = converter().structure(plain, Order)
    assert read == RetainerOrder(arches=list(Arch), sets=1)  # type: ignore[arg-type]
    assert converter().unstructure(read)["arches"] == ["lower", "upper"]
    (told,) = faults_of({**plain, "arches": {"upper": True}}, Order)
    assert told.startswith("$.arches: given {'upper': True}; expected a list; write it in square")


@given(moneys())
def test_money_is_flat(money: Money) -> None:
    """An amount is written as minor units, currency and exponent, and read back."""
    plain = converter().unstructure(money)
    assert plain == {
        "minor": money.minor,
        "currency": money.currency.code,
        "exponent": money.currency.exponent,
    }
    assert converter().structure(plain, Money) == money


def test_money_of_no_currency_is_told_at_its_key() -> None:
    """Faults of the currency are told where its code and exponent stand."""
    told = faults_of({"minor": 1, "currency": "usd", "exponent": 9}, Money)
    assert [each.partition(": ")[0] for each in told] == ["$.currency", "$.exponent"]


def test_a_mapping_tells_the_faults_of_its_values() -> None:
    """The values of a mapping are read one by one, each fault at its key."""
    numbers: Any = Mapping[str, int]
    assert converter().structure({"a": 1}, numbers) == {"a": 1}
    told = faults_of({"a b": "1", "c": 2, "d": None}, numbers)
    assert [each.partition(";")[0] for each in told] == [
        "$.\"a b\": given '1'",
        "$.d: given null",
    ]
    assert faults_of([], numbers) == ["$: given []; expected an object; write it in braces, {...}"]


def test_a_reading_that_is_incomplete_is_told() -> None:
    """What a reading may leave unknown may be absent; all else has to be there."""
    read = converter().structure({"what": "aligner", "clause": "REP-3"}, QuoteLine)
    assert read == QuoteLine("aligner", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, "REP-3")
    told = faults_of({"what": "aligner", "basis": "for nothing", "unit_price": None}, QuoteLine)
    assert [each.partition(": ")[0] for each in told] == ["$.basis", "$.clause"]
    line = QuoteLine("aligner", 1, None, Money.zero(Currency("USD", 2)), Basis.FREE, "REP-3")
    assert converter().unstructure(line)["basis"] == "free-of-charge"
