"""Shipping labels of a case: how they are told apart, and when they are used."""

from __future__ import annotations

from datetime import date

import pytest

from aligner_rules.model import Case
from aligner_rules.model.faults import Invalid
from aligner_rules.model.shipping_label import ShippingLabel

DAY = date(2025, 3, 3)


def test_a_label_is_used_once_it_is_there() -> None:
    """It cannot be used before the day on which it was created."""
    assert ShippingLabel("L-1", DAY, "1 Main Street", used_on=DAY).used_on == DAY
    with pytest.raises(Invalid, match=r"\$\.used_on: given 2025-03-02"):
        ShippingLabel("L-1", DAY, "1 Main Street", used_on=date(2025, 3, 2))


def test_labels_have_ids_of_their_own() -> None:
    """Two labels of one id could not be told apart."""
    label = ShippingLabel("L-1", DAY, "1 Main Street")
    with pytest.raises(Invalid, match=r"\$\.shipping_labels\[1\]\.id: given 'L-1'"):
        Case("C-1", "UTC", shipping_labels=(label, label))
