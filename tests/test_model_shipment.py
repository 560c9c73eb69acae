"""A parcel, and how production and shipping follow one another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from aligner_rules.model.faults import Invalid
from aligner_rules.model.shipment import Shipment, day_shipped, made_before_shipped
from aligner_rules.model.unknown import UNKNOWN
from strategies import days, days_from, shipments

DAY = date(2024, 2, 29)
BEFORE = date(2024, 2, 28)


def test_delivered_on_the_day_of_shipping() -> None:
    """A parcel may arrive on the day it left."""
    assert Shipment(DAY, delivered_on=DAY).delivered_on == DAY


def test_delivered_before_it_was_shipped() -> None:
    """No parcel arrives before it left."""
    with pytest.raises(Invalid) as caught:
        Shipment(DAY, delivered_on=BEFORE)
    assert [str(fault) for fault in caught.value.faults] == [
        (
            "$.delivered_on: given 2024-02-28; "
            "expected the day of shipping (2024-02-29) or a later one; put one of the two right"
        )
    ]


def test_what_may_be_unknown() -> None:
    """Only the day of shipping has to be known; the rest is unknown, not absent."""
    sent = Shipment(DAY)
    rest = (sent.tracking_number, sent.carrier_expects_on, sent.delivered_on)
    assert rest == (UNKNOWN, UNKNOWN, UNKNOWN)


def test_what_may_be_none() -> None:
    """No tracking number, no expected day and no delivery yet are knowledge."""
    sent = Shipment(DAY, None, None, None)
    assert (sent.tracking_number, sent.carrier_expects_on, sent.delivered_on) == (None, None, None)


@given(shipments(since=DAY))
def test_shipments_since_a_day(sent: Shipment) -> None:
    """The strategy gives shipments from that day on."""
    assert sent.shipped_on >= DAY


class TestMadeBeforeShipped:
    """What was shipped has been in production, not later."""

    @given(days().flatmap(lambda day: days_from(day).map(lambda later: (day, later))))
    def test_later_or_the_same_day(self, both: tuple[date, date]) -> None:
        """Shipped on the day of production or later is no fault, earlier is one."""
        first, later = both
        assert list(made_before_shipped(first, Shipment(later))) == []
        early = Shipment(first - timedelta(days=1))
        assert [fault.where for fault in made_before_shipped(first, early)] == [
            "$.shipment.shipped_on"
        ]

    def test_shipped_and_not_in_production(self) -> None:
        """What was shipped cannot be waiting for production."""
        faults = [str(fault) for fault in made_before_shipped(None, Shipment(DAY))]
        assert faults == [
            (
                "$.in_production_on: given None; "
                "expected the day it reached production, for it was shipped on 2024-02-29; "
                "give that day, or leave it out where it is not known"
            )
        ]

    def test_not_shipped(self) -> None:
        """What was not shipped may be in production or not."""
        faults = [*made_before_shipped(None, None), *made_before_shipped(DAY, None)]
        assert faults == []


class TestDayShipped:
    """The day of shipping, as far as it is known."""

    def test_shipped(self) -> None:
        """The day of the shipment, even where that of production is unknown."""
        assert day_shipped(UNKNOWN, Shipment(DAY)) == DAY

    @pytest.mark.parametrize("in_production_on", [DAY, None, UNKNOWN])
    def test_not_shipped(self, in_production_on: date | None) -> None:
        """No shipment: not yet."""
        assert day_shipped(in_production_on, None) is None

    def test_not_in_production(self) -> None:
        """What is not in production has not been shipped, whoever forgot to say so."""
        assert day_shipped(None, UNKNOWN) is None

    @pytest.mark.parametrize("in_production_on", [DAY, UNKNOWN])
    def test_unknown(self, in_production_on: date) -> None:
        """What may be in production may have been shipped."""
        assert day_shipped(in_production_on, UNKNOWN) is UNKNOWN
