"""When the allowances of a plan lapse (EXP)."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.words import not_, plus_months, where


class ExpiringFacts(Protocol):
    """What the question whether a plan has expired looks at."""

    @property
    def as_of(self) -> date:
        """Day that the question is asked about."""

    @property
    def has_shipped(self) -> bool:
        """Whether phase 1 has shipped."""

    @property
    def first_shipped_on(self) -> date:
        """Day on which phase 1 shipped."""


def expires_on(f: ExpiringFacts, t: PlanTerms) -> date:
    """The last day of the plan's months, counted from the first shipment (EXP-2, EXP-8).

    It means nothing where nothing has shipped or the plan never expires.
    """
    return plus_months(f.first_shipped_on, t.expiry.months.number)


def expired(f: ExpiringFacts, t: PlanTerms) -> bool:
    """Whether the plan has expired: never before a first shipment (EXP-6, EXP-7)."""
    on = expires_on(f, t)
    over = where(t.expiry.expiry_day_inside, f.as_of > on, f.as_of >= on)
    return f.has_shipped & not_(t.expiry.months.unlimited) & over
