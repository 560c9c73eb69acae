"""When the allowances of a plan lapse (EXP): on which day, how long it is until then, how shown."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Protocol

from attrs import frozen

from aligner_rules.model.case import Case
from aligner_rules.model.dates import LATEST
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import PlanFacts, by_then, fact, shared_facts
from aligner_rules.rules.words import (
    days_between,
    equals,
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
    def approved_on(self) -> date:
        """Day on which the setup was approved."""

    @property
    def has_shipped(self) -> bool:
        """Whether phase 1 has shipped."""

    @property
    def first_shipped_on(self) -> date:
        """Day on which phase 1 shipped."""

    @property
    def has_purchased(self) -> bool:
        """Whether the treatment has been purchased."""

    @property
    def purchased_on(self) -> date:
        """Day of the purchase."""

    @property
    def last_step_ended(self) -> bool:
        """Whether the last step has ended."""

    @property
    def last_step_ended_on(self) -> date:
        """Day on which it ended."""

    @property
    def end_is_planned(self) -> bool:
        """Whether an end is planned."""

    @property
    def planned_end_on(self) -> date:
        """Day of the planned end."""

    @property
    def previous_series_ended(self) -> bool:
        """Whether a previous series has ended."""

    @property
    def previous_series_ended_on(self) -> date:
        """Day on which it ended."""


class UsualAnchors:
    """What facts say that know of no day to count from but first shipment and approval.

    Under a plan that counts from another one, whether it has expired is unknown to them.
    """

    __slots__ = ()

    has_purchased: ClassVar[Any] = UNKNOWN
    purchased_on: ClassVar[Any] = UNKNOWN
    last_step_ended: ClassVar[Any] = UNKNOWN
    last_step_ended_on: ClassVar[Any] = UNKNOWN
    end_is_planned: ClassVar[Any] = UNKNOWN
    planned_end_on: ClassVar[Any] = UNKNOWN
    previous_series_ended: ClassVar[Any] = UNKNOWN
    previous_series_ended_on: ClassVar[Any] = UNKNOWN


@frozen
class ExpiryFacts(PlanFacts):
    """What the expiry of a plan looks at, as it stands on the day `as_of`."""

    has_shipped: bool = fact("whether phase 1 has shipped")
    first_shipped_on: date = fact("day on which phase 1 shipped; unknown where it has not")
    has_purchased: bool = fact("whether the treatment has been purchased")
    purchased_on: date = fact("day of the purchase; unknown where there was none")
    last_step_ended: bool = fact("whether the last step has ended")
    last_step_ended_on: date = fact("day on which the last step ended; unknown where it has not")
    end_is_planned: bool = fact("whether an end of the treatment is planned")
    planned_end_on: date = fact("day of the planned end; unknown where none is planned")
    previous_series_ended: bool = fact("whether a previous series has ended")
    previous_series_ended_on: date = fact("day on which it ended; unknown where none has")


def begun(f: ExpiringFacts, t: PlanTerms) -> bool:
    """Whether there is a day that the plan's months are counted from, of those known (EXP-6)."""
    anchor = t.expiry.anchor
    series = where(equals(anchor, "previous-series-end"), f.previous_series_ended, False)
    planned = where(equals(anchor, "planned-end"), f.end_is_planned, series)
    last_step = where(equals(anchor, "last-step-end"), f.last_step_ended, planned)
    approved = where(equals(anchor, "approval"), f.approved_on <= f.as_of, last_step)
    bought = where(equals(anchor, "purchase"), f.has_purchased, approved)
    return where(equals(anchor, "first-shipment"), f.has_shipped, bought)


def counted_from(f: ExpiringFacts, t: PlanTerms) -> date:
    """The day that the months are counted from (EXP-2, SHAPE-1); it means nothing where none is."""
    anchor = t.expiry.anchor
    usual = where(equals(anchor, "approval"), f.approved_on, f.first_shipped_on)
    bought = where(equals(anchor, "purchase"), f.purchased_on, usual)
    last_step = where(equals(anchor, "last-step-end"), f.last_step_ended_on, bought)
    planned = where(equals(anchor, "planned-end"), f.planned_end_on, last_step)
    return where(equals(anchor, "previous-series-end"), f.previous_series_ended_on, planned)


def never_expires(_f: ExpiringFacts, t: PlanTerms) -> bool:
    """Whether the plan has no months to count, or no day to count them from."""
    return t.expiry.months.unlimited | equals(t.expiry.anchor, "none")


def lapses(f: ExpiringFacts, t: PlanTerms) -> bool:
    """Whether there is an expiry date: not before the months begin (EXP-6), nor without months."""
    return begun(f, t) & not_(t.expiry.months.unlimited)


def expires_on(f: ExpiringFacts, t: PlanTerms) -> date:
    """The last day of the plan's months, counted from its anchor (EXP-2, EXP-8).

    It means nothing where they have not begun or the plan never expires. It is unknown where the
    month lacks the day and the plan's rule is to "raise".
    """
    return plus_months(counted_from(f, t), t.expiry.months.number, t.expiry.month_overflow)


def overflowed(f: ExpiringFacts, t: PlanTerms) -> bool:
    """Whether the month in which the plan expires lacks the day counted from (EXP-8)."""
    lacking = month_lacks_day(counted_from(f, t), t.expiry.months.number)
    return lapses(f, t) & lacking


def expired(f: ExpiringFacts, t: PlanTerms) -> bool:
    """Whether the plan has expired: never before its months begin (EXP-6, EXP-7)."""
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
    """The facts of a case's expiry: only what had happened by that day counts.

    A planned end is known ahead.
    """
    series = case.previous_series_ended_on
    return ExpiryFacts(
        **shared_facts(case, as_of),
        **by_then("has_shipped", "first_shipped_on", case.first_shipped_on, as_of),
        **by_then("has_purchased", "purchased_on", case.purchased_on, as_of),
        **by_then("last_step_ended", "last_step_ended_on", case.last_step_ended_on, as_of),
        **by_then("end_is_planned", "planned_end_on", case.planned_end_on, LATEST),
        **by_then("previous_series_ended", "previous_series_ended_on", series, as_of),
    )
