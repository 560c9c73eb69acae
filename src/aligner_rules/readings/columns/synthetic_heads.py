"""What the tables of an invented portfolio have to agree on, case by case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import polars as pl
from attrs import frozen
from dateutil.relativedelta import relativedelta

from aligner_rules.model.limit import Limit
from aligner_rules.readings.columns.draws import Draws, chosen
from aligner_rules.rulebook.book import Rulebook

MOST_PHASES: Final = 4
SLOTS: Final = 5  # orders of a case: its submission and up to four more
DAY: Final = timedelta(days=1)
ARCHES: Final = ("upper", "lower")
APPROVED: Final = pl.col("standing") == "approved"
_PRACTICES: Final = (
    ("US", "America/New_York"),
    ("US", "America/Chicago"),
    ("US", "America/Los_Angeles"),
    ("CA", "America/Toronto"),
    ("GB", "Europe/London"),
    ("FR", "Europe/Paris"),
    ("DE", "Europe/Berlin"),
    ("AU", "Australia/Sydney"),
    ("JP", "Asia/Tokyo"),
    (None, "UTC"),
)
_TELLING: Final = (date(2020, 2, 29), date(2024, 2, 29), date(2024, 8, 31), date(2025, 2, 28))
_LENGTHS: Final = {
    "upper": (*range(1, 25), 8, 9, 12, 12),
    "lower": (0, *range(25), 7, 8, 12, 12),
}
_AT_EDITIONS: Final = 2
_AT_MONTH_ENDS: Final = 3
_RECENT: Final = 500
"""Within so many days most setups were approved: a portfolio is mostly of cases that go on."""
NEARLY_ALWAYS: Final = 50
"""One row in so many is the other way."""


@frozen
class Heads:
    """The plans and days of an invented portfolio, and how much of everything a case has."""

    seed: int
    as_of: date
    book: Rulebook

    def made(self, first: int, count: int) -> pl.DataFrame:
        """Return what all tables have to agree on: plans, days, how much of each there is."""
        draws = Draws(self.seed, "heads")
        place = draws.below(len(_PRACTICES), "practice")
        regions, zones = zip(*_PRACTICES, strict=True)
        lag = draws.days(14, 60, "lag")
        span = (self.as_of - self.book.periods[0].first_day).days
        ago = draws.days(0, span, "any day"), draws.days(0, min(span, _RECENT), "recent day")
        long_ago = draws.below(8, "long ago") == 0
        anywhere = self.as_of - pl.when(long_ago).then(ago[0]).otherwise(ago[1])
        anchor = draws.below(8, "anchor")
        rows = pl.int_range(first, first + count, dtype=pl.UInt64, eager=True)
        frame = pl.DataFrame({"row": rows}).with_columns(
            case_id=pl.format("SYNTHETIC-{}", "row"),
            region=chosen(regions, place),
            practice_zone=chosen(zones, place),
            standing=draws.one_of(["approved"] * 47 + ["open"] * 2 + ["unknown"], "standing"),
            approved=pl.when(anchor <= 1)
            .then(draws.one_of(self._expiring(), "expiring", pl.Date) - lag)
            .when(anchor == _AT_EDITIONS)
            .then(draws.one_of(self._editions(), "edition", pl.Date))
            .when(anchor == _AT_MONTH_ENDS)
            .then(draws.one_of(self._telling(), "month end", pl.Date) - lag)
            .otherwise(anywhere),
            **{
                f"{arch}_{number}": draws.one_of(_LENGTHS[arch], f"{arch} {number}")
                for arch in ARCHES
                for number in range(1, MOST_PHASES + 1)
            },
        )
        frame = frame.with_columns(
            plan_name=self._plan(draws),
            submitted=pl.when(APPROVED)
            .then(pl.col("approved") - draws.days(10, 40, "submission"))
            .otherwise(self.as_of - draws.days(0, 60, "submission")),
            sent_1=pl.col("approved") + lag,
            phase_count=pl.when(APPROVED)
            .then(draws.one_of([1, 1, 1, 1, 2, 2, 2, 3, 3, 4], "phases"))
            .otherwise(0),
            order_count=draws.below(SLOTS, "orders"),
            phases_known=(pl.col("standing") != "unknown")
            & (draws.below(NEARLY_ALWAYS, "phases known") > 0),
            orders_known=draws.below(NEARLY_ALWAYS, "orders known") > 0,
        )
        for number in range(2, MOST_PHASES + 1):
            then = pl.col(f"sent_{number - 1}") + draws.days(60, 180, f"phase {number}")
            frame = frame.with_columns(then.alias(f"sent_{number}"))
        return frame

    def _plan(self, draws: Draws) -> pl.Expr:
        """Return a plan of the edition that governs each row, or now and then of any other."""
        every = sorted({plan for period in self.book.periods for plan in period.plans})
        plan = draws.one_of(every, "any plan")
        astray = draws.below(NEARLY_ALWAYS, "astray") == 0
        for period in self.book.periods:
            governed = pl.col("approved") >= period.first_day
            if period.last_day is not None:
                governed = governed & (pl.col("approved") <= period.last_day)
            if period.regions is not None:
                governed = governed & pl.col("region").is_in(sorted(period.regions))
            here = draws.one_of([*period.plans], f"plan of {period.edition}")
            plan = pl.when(governed & ~astray).then(here).otherwise(plan)
        return plan

    def _expiring(self) -> list[date]:
        """The days of shipment from which a limit is reached now, a day ago, or tomorrow."""
        months = self._limits("expiry.months")
        warned = {0, *self._limits("expiry.bold_months"), *self._limits("expiry.red_months")}
        counts = sorted({m - w for m in months for w in warned if m > w})
        return self._around(self.as_of - relativedelta(months=count) for count in counts)

    def _editions(self) -> list[date]:
        """The days around those on which an edition begins."""
        return self._around(period.first_day for period in self.book.periods)

    def _telling(self) -> list[date]:
        return self._around(_TELLING)

    def waits(self) -> list[date]:
        """The days of orders after which the wait ends now, a day ago, or tomorrow."""
        waits = {0, *self._limits("replacement.interval_days")}
        return self._around(self.as_of - wait * DAY for wait in sorted(waits))

    def _limits(self, path: str) -> set[int]:
        """Return every number that a term is, of any plan on any day."""
        values = {each.value for each in self.book.values if each.path == path}
        numbers = {value.number if isinstance(value, Limit) else value for value in values}
        return {number for number in numbers if isinstance(number, int)}

    def _around(self, days: Iterable[date]) -> list[date]:
        near = {day + apart * DAY for day in days for apart in (-1, 0, 1)}
        return sorted(day for day in near if day <= self.as_of) or [self.as_of]
