"""The facts that decisions are timed on and checked against: four to time, hundreds to check."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any, Final

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules.replacement import ReplacementFacts

AS_OF: Final = date(2025, 6, 1)

ALLOWED: Final = {
    "as_of": AS_OF,
    "plan": "UNLIMITED",
    "approved_on": date(2024, 11, 5),
    "region": "US",
    "has_shipped": True,
    "first_shipped_on": date(2024, 12, 1),
    "cause": "lost",
    "upper_steps": 2,
    "lower_steps": 1,
    "unmade_steps": 0,
    "engager_steps": 1,
    "other_engager_steps": 0,
    "lone_templates": 0,
    "misplaced_templates": 0,
    "has_ordered": True,
    "last_ordered_on": AS_OF - timedelta(days=45),
    "has_payment_method": True,
    "acknowledged": True,
    "accepts_terms": True,
}

ONE_UNMET: Final = {"last_ordered_on": AS_OF - timedelta(days=44)}

THREE_UNMET: Final = {
    "plan": "TWO",
    "cause": "quality",
    "upper_steps": 9,
    "has_payment_method": False,
}

ALL_UNMET: Final = {
    # All but one of them: an order of no steps cannot be above the cap as well.
    "cause": "other",
    "upper_steps": 9,
    "lower_steps": 9,
    "unmade_steps": 2,
    "lone_templates": 1,
    "misplaced_templates": 1,
    "last_ordered_on": AS_OF - timedelta(days=12),
    "has_payment_method": False,
    "acknowledged": False,
    "accepts_terms": False,
}


def timed() -> list[ReplacementFacts]:
    """The mix that decisions are timed on; every fact in it is known."""
    return [
        ReplacementFacts(**{**ALLOWED, **changes})
        for changes in ({}, ONE_UNMET, THREE_UNMET, ALL_UNMET)
    ]


def checked(count: int, *, unknowns: bool) -> list[ReplacementFacts]:
    """Facts of all sorts, the same ones every time.

    With `unknowns` some facts are unknown, some plans are of no rulebook, and some setups were
    approved before the edition.
    """
    random = Random(20241001)  # noqa: S311 - records are to be the same every time
    return [_record(random, unknowns=unknowns) for _ in range(count)]


def _record(random: Random, *, unknowns: bool) -> ReplacementFacts:
    often = random.choice((0.0, 0.1, 0.5))
    ordered = random.random() < 0.7  # noqa: PLR2004
    approved = date(2024, 10, 1) + timedelta(days=random.randrange(200))
    record: dict[str, Any] = {
        **ALLOWED,
        "plan": random.choice(("FLEX", "MINI", "ONE", "TWO", "THREE", "UNLIMITED", "UNLIMITED")),
        "approved_on": approved,
        "cause": random.choice(("lost", "damaged", "lost", "damaged", "quality", "other")),
        "upper_steps": random.choice((0, 0, 1, 7, 8, 9)),
        "lower_steps": random.choice((0, 0, 1, 7, 8, 9)),
        "unmade_steps": random.choice((0, 0, 0, 2)),
        "lone_templates": random.choice((0, 0, 0, 2)),
        "misplaced_templates": random.choice((0, 0, 0, 2)),
        "has_ordered": ordered,
        "last_ordered_on": AS_OF - timedelta(days=random.choice((0, 44, 45, 46)))
        if ordered
        else UNKNOWN,
        "has_payment_method": random.random() >= often,
        "acknowledged": random.random() >= often,
        "accepts_terms": random.random() >= often,
    }
    if unknowns:
        record["plan"] = random.choice((record["plan"], record["plan"], "PLUS"))
        record["approved_on"] = random.choice((approved, approved, date(2024, 9, 30)))
        record.update({name: UNKNOWN for name in record if random.random() < often / 2})
    return ReplacementFacts(**record)
