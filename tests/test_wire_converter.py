"""The converter: one for each zone, and open to what an embedder adds."""

from __future__ import annotations

from datetime import date

import pytest

from aligner_rules.model import Case, Invalid, Order, Plan, Shipment
from aligner_rules.wire import converter

CASE = {
    "id": "C-1",
    "practice_zone": "Pacific/Auckland",
    "plan": {"name": "FLEX", "approved_on": "2024-06-30T13:00:00Z"},
}


def test_there_is_one_converter_for_a_zone() -> None:
    """The converter is built when it is first asked for, and kept."""
    assert converter() is converter()
    assert converter("Europe/Paris") is not converter("Europe/London")


def test_a_zone_that_nobody_knows_is_told() -> None:
    """A zone is one of the IANA database."""
    with pytest.raises(Invalid, match=r"\$\.zone: given 'Paris'.* did you mean 'Europe/Paris'"):
        converter("Paris")


@pytest.mark.parametrize("zone", [None, "America/New_York"])
def test_in_a_case_its_own_zone_counts(zone: str | None) -> None:
    """Instants of a case become days of its practice, whatever zone the converter is for."""
    case = converter(zone).structure(CASE, Case)
    assert case.plan == Plan("FLEX", date(2024, 7, 1))


def test_elsewhere_the_zone_of_the_converter_counts() -> None:
    """Instants outside a case become days of the zone that was asked for."""
    plain = {"shipped_on": "2024-06-30T13:00:00Z"}
    assert converter("Pacific/Auckland").structure(plain, Shipment).shipped_on == date(2024, 7, 1)
    with pytest.raises(Invalid, match="read it with zone="):
        converter().structure(plain, Shipment)


@pytest.mark.parametrize("zone", [None, "Aukland", 5, ["UTC"]])
def test_in_a_case_without_a_sound_zone_only_the_zone_is_at_fault(zone: object) -> None:
    """Instants are not blamed for the zone that is missing."""
    with pytest.raises(Invalid) as caught:
        converter().structure({**CASE, "practice_zone": zone}, Case)
    assert [fault.where for fault in caught.value.faults] == ["$.practice_zone"]


def test_a_case_that_is_no_object_is_told() -> None:
    """A case is an object."""
    with pytest.raises(Invalid, match="expected an object"):
        converter().structure([], Case)


def test_a_copy_takes_more_hooks() -> None:
    """An embedder's hooks go to a copy and leave the shared converter alone."""
    own = converter().copy()
    own.register_structure_hook(Plan, lambda name, _: Plan(name))
    assert own.structure("FLEX", Plan) == Plan("FLEX")
    with pytest.raises(Invalid):
        converter().structure("FLEX", Plan)


def test_orders_are_read_in_a_list_of_an_embedder() -> None:
    """What cattrs reads by itself, such as a list, may hold objects of the package."""
    read = converter().structure([{"kind": "revision"}], list[Order])
    assert [order.kind for order in read] == ["revision"]
