"""Events: what they name."""

from __future__ import annotations

import pytest

from aligner_rules.model.event import Delivered, ProductionStarted, Shipped, Tracked
from aligner_rules.model.faults import Invalid


@pytest.mark.parametrize("kind", [ProductionStarted, Shipped, Delivered])
def test_a_parcel_has_something_in_it(kind: type[Shipped]) -> None:
    """What ships, or is made or delivered, is a phase or an order at least."""
    with pytest.raises(Invalid, match="expected a phase or an order"):
        kind()
    assert kind(phases=frozenset({1})).phases == {1}
    assert kind(orders=frozenset({"R-1"})).orders == {"R-1"}


def test_phases_are_numbered_from_1() -> None:
    """A parcel cannot hold a phase that no case has."""
    with pytest.raises(Invalid, match=r"\$\.phases\[0\]: given 0; expected a phase number"):
        Tracked(phases=frozenset({0}), tracking_number="1Z")
