"""Labels for parcels that a practice sends in, such as impressions (CAS-6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from aligner_rules.model.checks import Checked
from aligner_rules.model.faults import Fault, shown
from aligner_rules.model.unknown import UNKNOWN


def _used_once_created(created_on: date, used_on: date | None) -> Iterator[Fault]:
    if used_on is not None and used_on < created_on:
        expected = f"the day on which it was created ({created_on}) or a later one"
        yield Fault("$.used_on", shown(used_on), expected, "put one of the two right")


@frozen
class ShippingLabel(Checked):
    """One label with its address, which never changes; `used_on` is None where it is not used yet.

    >>> ShippingLabel("L-1", date(2025, 3, 3), "1 Main Street", used_on=None).used_on is None
    True
    """

    id: str
    created_on: date
    address: str
    used_on: date | None = UNKNOWN

    invariants = (_used_once_created,)
