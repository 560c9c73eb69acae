"""A parcel on its way, and how production and shipping follow one another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from aligner_rules.model.checks import Checked
from aligner_rules.model.faults import Fault, shown
from aligner_rules.model.unknown import UNKNOWN


def _delivered_after_shipped(shipped_on: date, delivered_on: date | None) -> Iterator[Fault]:
    if delivered_on is not None and delivered_on < shipped_on:
        expected = f"the day of shipping ({shipped_on}) or a later one"
        yield Fault("$.delivered_on", shown(delivered_on), expected, "put one of the two right")


@frozen
class Shipment(Checked):
    """One parcel: the local days on which it left, is expected and arrived (DEL).

    None is knowledge: no tracking number, no carrier's date, not delivered yet.

    >>> from datetime import date
    >>> day = date(2024, 2, 29)
    >>> Shipment(day, delivered_on=day).delivered_on
    datetime.date(2024, 2, 29)
    """

    shipped_on: date
    tracking_number: str | None = UNKNOWN
    carrier_expects_on: date | None = UNKNOWN
    delivered_on: date | None = UNKNOWN

    invariants = (_delivered_after_shipped,)


def made_before_shipped(
    in_production_on: date | None, shipment: Shipment | None
) -> Iterator[Fault]:
    """The fault of what was shipped without having reached production by that day, if any.

    >>> from datetime import date
    >>> day = date(2024, 2, 29)
    >>> list(made_before_shipped(day, Shipment(day)))
    []
    """
    if shipment is None:
        return
    shipped_on = shipment.shipped_on
    if in_production_on is None:
        expected = f"the day it reached production, for it was shipped on {shipped_on}"
        remedy = "give that day, or leave it out where it is not known"
        yield Fault("$.in_production_on", shown(None), expected, remedy)
    elif shipped_on < in_production_on:
        expected = f"the day it reached production ({in_production_on}) or a later one"
        remedy = "put one of the two right"
        yield Fault("$.shipment.shipped_on", shown(shipped_on), expected, remedy)


def day_shipped(in_production_on: date | None, shipment: Shipment | None) -> date | None:
    """The day on which something was shipped; None: not yet, as of what is not in production.

    >>> day_shipped(None, UNKNOWN), day_shipped(UNKNOWN, UNKNOWN)
    (None, UNKNOWN)
    """
    if isinstance(shipment, Shipment):
        return shipment.shipped_on
    return None if shipment is None or in_production_on is None else UNKNOWN
