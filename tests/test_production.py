"""Production: what a start of it makes of a case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import aligner_rules as ar
from aligner_rules.model import UNKNOWN

DAY, TARGET, OTHER = date(2025, 3, 3), date(2025, 3, 20), date(2025, 3, 27)
BOOK = ar.load_rulebooks()
PHASE = ar.Phase(
    1, ar.StepSelection.parse(upper="1-8"), in_production_on=None, target_ship_on=TARGET
)
CASE = ar.Case(
    "C-1",
    "UTC",
    plan=ar.Plan("ONE", date(2025, 2, 1)),
    phases=(PHASE,),
    orders=(),
    closed_on=None,
)


@pytest.mark.parametrize(("told", "target"), [(UNKNOWN, TARGET), (None, None), (OTHER, OTHER)])
def test_what_is_begun(told: Any, target: date | None) -> None:
    """DEL-1: it is in production and has not shipped; the target stays unless another is told."""
    event = ar.ProductionStarted(phases=frozenset({1}), target_ship_on=told)
    (found,) = ar.apply(CASE, event, as_of=DAY, book=BOOK).phases
    assert (found.in_production_on, found.shipment, found.target_ship_on) == (DAY, None, target)


def test_before_the_approval() -> None:
    """Days do not run backwards: nothing is made before the setup was approved."""
    event = ar.ProductionStarted(phases=frozenset({1}))
    told = ar.decide(CASE, event, as_of=date(2025, 1, 31), book=BOOK)
    assert (told.codes, told.opens_on) == (("days-move-forward",), date(2025, 2, 1))
