"""The names of a patient: how they follow one another."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aligner_rules.model import Case
from aligner_rules.model.faults import Invalid
from aligner_rules.model.patient_name import PatientName

DAY = date(2025, 3, 3)


@pytest.mark.parametrize(
    "names",
    [
        (PatientName("Ada"), PatientName("Ada Byron")),
        (PatientName("Ada", DAY), PatientName("Ada Byron")),
        (PatientName("Ada", DAY), PatientName("Ada Byron", date(2025, 3, 2))),
    ],
)
def test_names_stand_in_order(names: Any) -> None:
    """Only the first name may be from the start, and no day runs backwards."""
    with pytest.raises(Invalid, match=r"\$\.patient_names\[1\]\.since"):
        Case("C-1", "UTC", patient_names=names)


def test_two_names_of_one_day() -> None:
    """Of two names of a day the later one shows."""
    names = (PatientName("Ada", DAY), PatientName("Ada Byron", DAY))
    case = Case("C-1", "UTC", patient_names=names)
    assert [case.patient_name_on(date(2025, 3, day)) for day in (3, 4)] == [None, "Ada Byron"]
