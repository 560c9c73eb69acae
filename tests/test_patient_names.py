"""Names of patients, clause by clause."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

import aligner_rules as ar
from aligner_rules.model import UNKNOWN
from aligner_rules.model.patient_name import PatientName
from aligner_rules.model.portal import RenamePatient
from aligner_rules.rules.patient_names import POLICY

BOOK = ar.load_rulebooks()
DAY = date(2025, 3, 3)


@pytest.mark.parametrize(
    ("names", "before", "after"),
    [((PatientName("Ada"),), "Ada", "Ada Byron"), ((), None, "Ada Byron")],
)
def test_a_changed_name_shows_on_later_shipments(names: Any, before: Any, after: str) -> None:
    """CAS-5: what ships on the day itself carries the former name, what ships later the new one."""
    case = ar.Case("C-1", "UTC", patient_names=names)
    later = ar.apply(case, RenamePatient(name="Ada Byron"), as_of=DAY, book=BOOK)
    told = [later.patient_name_on(DAY + timedelta(days)) for days in (-1, 0, 1)]
    assert told == [before, before, after]


def test_names_that_nobody_told() -> None:
    """Where the former names are unknown, none can follow them, and none is known to show."""
    case = ar.Case("C-1", "UTC")
    told = ar.decide(case, RenamePatient(name="Ada"), as_of=DAY, book=BOOK)
    assert (told.outcome, told.codes) == (ar.Outcome.UNDETERMINED, ("names-are-told",))
    assert case.patient_name_on(DAY) is UNKNOWN


def test_the_decision_says_from_when() -> None:
    """A practice is told that the new name shows from the next day on."""
    case = ar.Case("C-1", "UTC", patient_names=())
    told = ar.decide(case, RenamePatient(name="Ada"), as_of=DAY, book=BOOK)
    assert [one.code for one in told.consequences] == ["name-on-later-shipments"]


def test_facts_of_a_case_fit_together() -> None:
    """What is gathered is never ruled out."""
    facts = POLICY.facts_of(ar.Case("C-1", "UTC"), RenamePatient(name="Ada"), DAY, BOOK)
    assert POLICY.consistent(facts) is True


def test_codes_are_public_and_stay() -> None:
    """The code that portals have stored is never renamed or reused."""
    assert [one.code for one in POLICY.requirements] == ["names-are-told"]
