"""The plan of a case and the day of its approval."""

from __future__ import annotations

from datetime import date

import pytest

from aligner_rules.model.faults import Invalid
from aligner_rules.model.plan import Plan
from aligner_rules.model.unknown import UNKNOWN


def test_the_day_may_be_unknown() -> None:
    """A plan whose day of approval nobody told has an unknown one."""
    assert Plan("ONE").approved_on is UNKNOWN


def test_equal_by_value() -> None:
    """Two plans of one name and day are one."""
    assert len({Plan("ONE", date(2024, 2, 29)), Plan("ONE", date(2024, 2, 29))}) == 1


def test_all_faults_at_once() -> None:
    """A plan without a name or a real day has both faults; None is no day of approval."""
    with pytest.raises(Invalid) as caught:
        Plan("", approved_on=None)  # type: ignore[arg-type]
    assert [str(fault) for fault in caught.value.faults] == [
        "$.name: given ''; expected text that is not blank; fill it in",
        (
            "$.approved_on: given None; expected a date from 1900-01-01 to 2199-12-31; "
            "leave it out where it is not known"
        ),
    ]
