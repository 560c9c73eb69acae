"""What the readings as values say of rows of facts, in the columns that tables have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from aligner_rules.model.calendar import Calendar
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.offering import offered
from aligner_rules.readings.columns.questions import charged, delivering, expiring
from aligner_rules.readings.columns.questions import decided as asked
from aligner_rules.readings.decision import Decision, decide_facts
from aligner_rules.readings.delivery import deliver_facts
from aligner_rules.readings.expiry import expiry_of_facts
from aligner_rules.readings.quotation import Basis, QuoteLine, quote_facts
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rules.delivery import DeliveryFacts
from aligner_rules.rules.expiry import ExpiryFacts
from aligner_rules.rules.formula import Formula
from aligner_rules.rules.policies import policies
from aligner_rules.rules.policy import Policy, no, yes
from aligner_rules.rules.replacement import POLICY, always
from aligner_rules.rules.standing import MenuFacts
from aligner_rules.rules.upgrade import never
from drawn_tables import drawn_table, facts_in

CALENDAR: Final = Calendar(
    date(2018, 1, 1), date(2035, 12, 31), closed=frozenset({date(2025, 2, 28), date(2025, 12, 31)})
)
WINDOW: Final = timedelta(days=30)
"""More days than any window of a delivery reaches to either side."""

DECIDED: Final[dict[str, Any]] = {
    "outcome": pl.String,
    "unmet": pl.Int64,
    "unknown": pl.Int64,
    "opens_on": pl.Date,
    "reasons": pl.String,
    "reason_list": pl.List(pl.String),
}
QUOTED: Final = {
    "amount_minor": pl.Int64,
    "currency": pl.String,
    "aligner_count": pl.Int64,
    "aligners_charged": pl.Int64,
    "engager_template_count": pl.Int64,
}
EXPIRY: Final = {
    "expires_on": pl.Date,
    "months_left": pl.Int64,
    "days_left": pl.Int64,
    "emphasis": pl.String,
    "overflowed": pl.Boolean,
    "undated": pl.String,
}
DELIVERY: Final = {
    "earliest": pl.Date,
    "latest": pl.Date,
    "source": pl.String,
    "state": pl.String,
    "shown": pl.Boolean,
}


def formulas_about(record: Any) -> tuple[Formula, ...]:
    """All that is asked of such facts: by the policy that looks at them, or of dates."""
    if record is ExpiryFacts:
        return tuple(expiring().values())
    if record is MenuFacts:
        return tuple(formula for each in offered().values() for formula in each)
    if record is DeliveryFacts:
        told = delivering()
        return (*told.told.values(), told.carrier_on, told.target_on, told.spread_days)
    return tuple(
        formula
        for policy in policies()
        if policy.facts is record
        for formula in (
            *asked(policy).requirements,
            asked(policy).opens_on,
            charged(policy).amount_minor,
            *charged(policy).counts.values(),
        )
    )


def drawn_facts(seed: int, rows: int, book: Rulebook, policy: Policy[Any] = POLICY) -> list[Any]:
    """Facts of a policy for as many rows, on and beside every boundary, with unknowns."""
    return drawn_rows(seed, rows, book, policy.facts)


def drawn_rows(seed: int, rows: int, book: Rulebook, record: type[Any]) -> list[Any]:
    """Facts of as many rows, on and beside every boundary, with unknowns."""
    return [*facts_in(drawn_frame(seed, rows, book, record), record)]


def drawn_frame(seed: int, rows: int, book: Rulebook, record: type[Any]) -> pl.DataFrame:
    """Rows of facts, drawn as columns; parcels with no target that the calendar is silent about."""
    drawn = drawn_table(seed, rows, book, record, formulas_about(record))
    if record is not DeliveryFacts:
        return drawn
    target = pl.col("target_ship_on")
    spoken_for = target.is_between(CALENDAR.first_day + WINDOW, CALENDAR.last_day - WINDOW)
    return drawn.with_columns(pl.when(spoken_for).then(target))


def decided(facts: Iterable[Any], book: Rulebook, policy: Policy[Any] = POLICY) -> pl.DataFrame:
    """What the reading as values decides about each row, in the columns of a table."""
    flags = [one.code.replace("-", "_") for one in policy.requirements]
    told = [_decision_told(decide_facts(policy, one, book=book)) for one in facts]
    return pl.DataFrame(told, DECIDED | dict.fromkeys(flags, pl.Boolean), orient="row")


def _decision_told(decision: Decision) -> tuple[Any, ...]:
    verdicts = decision.verdicts
    return (
        decision.outcome.value,
        sum(1 << bit for bit, holds in enumerate(verdicts) if holds is False),
        sum(1 << bit for bit, holds in enumerate(verdicts) if holds is UNKNOWN),
        decision.opens_on,
        ", ".join(decision.codes),
        [*decision.codes],
        *(None if holds is UNKNOWN else holds for holds in verdicts),
    )


def quoted(
    facts: Iterable[Any], book: Rulebook, prices: PriceBook, policy: Policy[Any] = POLICY
) -> pl.DataFrame:
    """What the reading as a price says of each row, in the columns of a table."""
    columns: dict[str, Any] = {"amount_minor": pl.Int64, "currency": pl.String}
    counted: list[tuple[str, Callable[[QuoteLine], Any]]] = []
    for charge in policy.charges:
        name = charge.what.replace("-", "_")
        counted.append((charge.what, lambda line: line.many))
        columns[f"{name}_count"] = pl.Int64
        if charge.free not in (always, yes, no, never):
            counted.append((charge.what, _charged))
            columns[f"{name}s_charged"] = pl.Int64
    rows = []
    for one in facts:
        told = quote_facts(policy, one, book=book, prices=prices)
        counts = (
            sum(units(line) for line in told.lines if line.what == what) for what, units in counted
        )
        total = None if told.total is UNKNOWN else told.total.minor
        rows.append((total, prices.currency.code, *map(_plain, counts)))
    return pl.DataFrame(rows, columns, orient="row")


def _charged(line: QuoteLine) -> Any:
    """How many units of a line are charged; of a fee it is known though its basis is not."""
    if line.basis is UNKNOWN and line.what != "upgrade":
        return UNKNOWN
    return 0 if line.basis in {Basis.FREE, Basis.INCLUDED} else line.units


def expiries(facts: Iterable[ExpiryFacts], book: Rulebook) -> pl.DataFrame:
    """What the reading of an expiry as a value says of each row."""
    told = (expiry_of_facts(one, book=book) for one in facts)
    rows = [
        (one.on, one.months_left, one.days_left, one.emphasis, one.overflowed, one.undated)
        for one in told
    ]
    return pl.DataFrame([tuple(map(_plain, row)) for row in rows], EXPIRY, orient="row")


def deliveries(facts: Iterable[DeliveryFacts], book: Rulebook) -> pl.DataFrame:
    """What the reading of a delivery as a value says of each row; no date has a word for it."""
    rows = []
    for one in facts:
        told = deliver_facts(one, book=book, calendar=CALENDAR)
        source = "none" if told.source is None else told.source
        rows.append((told.earliest, told.latest, source, told.state, told.shown))
    return pl.DataFrame([tuple(map(_plain, row)) for row in rows], DELIVERY, orient="row")


def _plain(value: Any) -> Any:
    """What a column tells of a value: null where there is none, an enum by its word."""
    return None if value is UNKNOWN else getattr(value, "value", value)
