"""When the allowances of a plan lapse (EXP): on which day, how long it is until then, how shown."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from attrs import frozen

from aligner_rules.model.case import Case
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import Facts, by_then, fact, shared_facts
from aligner_rules.rules.words import (
    days_between,
    larger,
    month_lacks_day,
    months_between,
    not_,
    plus_months,
    where,
)


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


@frozen
class ExpiryFacts(Facts):
    """What the expiry of a plan looks at, as it stands on the day `as_of`."""

    has_shipped: bool = fact("whether phase 1 has shipped")
    first_shipped_on: date = fact("day on which phase 1 shipped; unknown where it has not")


def lapses(f: ExpiringFacts, t: PlanTerms) -> bool:
    """Whether there is an expiry date: not before a first shipment (EXP-6), nor without months."""
    return f.has_shipped & not_(t.expiry.months.unlimited)


def expires_on(f: ExpiringFacts, t: PlanTerms) -> date:
    """The last day of the plan's months, counted from the first shipment (EXP-2, EXP-8).

    It means nothing where nothing has shipped or the plan never expires. It is unknown where the
    month lacks the day and the plan's rule is to "raise".
    """
    return plus_months(f.first_shipped_on, t.expiry.months.number, t.expiry.month_overflow)


def overflowed(f: ExpiringFacts, t: PlanTerms) -> bool:
    """Whether the month in which the plan expires lacks the day of the first shipment (EXP-8)."""
    lacking = month_lacks_day(f.first_shipped_on, t.expiry.months.number)
    return lapses(f, t) & lacking


def expired(f: ExpiringFacts, t: PlanTerms) -> bool:
    """Whether the plan has expired: never before a first shipment (EXP-6, EXP-7)."""
    on = expires_on(f, t)
    over = where(t.expiry.expiry_day_inside, f.as_of > on, f.as_of >= on)
    return lapses(f, t) & over


def days_left(f: ExpiringFacts, t: PlanTerms) -> int:
    """Days from the day that is asked about to the expiry date, none on that day and after it.

    It means nothing where there is no expiry date.
    """
    return larger(days_between(f.as_of, expires_on(f, t)), 0)


def months_left(f: ExpiringFacts, t: PlanTerms) -> int:
    """Whole months left, counted back from the expiry date, none after it (EXP-9).

    It means nothing where there is no expiry date.
    """
    return larger(months_between(f.as_of, expires_on(f, t)), 0)


def emphasis(f: ExpiringFacts, t: PlanTerms) -> str:
    """How the expiry date is shown: plain, bold, red or expired (EXP-3).

    "Less than n months left" begins after the day that lies n months before the date (EXP-9), or
    the last day of a month that lacks it: the plan's rule is about the date itself.
    """
    on = expires_on(f, t)
    bold = f.as_of > plus_months(on, 0 - t.expiry.bold_months)
    red = f.as_of > plus_months(on, 0 - t.expiry.red_months)
    coming = where(red, "red", where(bold, "bold", "plain"))
    return where(lapses(f, t), where(expired(f, t), "expired", coming), "plain")


def expiry_facts(case: Case, as_of: date) -> ExpiryFacts:
    """The facts of a case's expiry: only what had happened by that day counts."""
    return ExpiryFacts(
        **shared_facts(case, as_of),
        **by_then("has_shipped", "first_shipped_on", case.first_shipped_on, as_of),
    )
