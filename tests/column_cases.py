"""Rows for the reading as columns, drawn from boundaries, and what the reading as values says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, Final

import polars as pl

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import decide_facts
from aligner_rules.readings.quotation import Basis, QuoteLine, quote_facts
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.formula import Type
from aligner_rules.rules.policy import Policy, no, yes
from aligner_rules.rules.replacement import POLICY, always
from aligner_rules.rules.upgrade import never

DAY: Final = timedelta(days=1)
DAYS: Final = (
    date(2024, 2, 29),
    date(2024, 3, 31),
    date(2025, 2, 28),
    date(2025, 3, 1),
    date(2025, 12, 31),
    date(2028, 2, 29),
    date(2100, 2, 28),
    date(1900, 1, 1),
    date(2199, 12, 31),
)
WAITS: Final = (0, 1, 29, 30, 31, 44, 45, 46, 366, -3)
SHIPPED: Final = (0, 1, 181, 182, 184, 364, 365, 366, 729, 730, 731, 1095, 1096, -5)
COUNTS: Final = (0, 0, 0, 1, 2, 7, 8, 9, 17)
REGIONS: Final = ("US", "US", "FR", "us", "")
MODELS: Final = ("scans", "impressions", "existing-model", "none", "")
CAUSES: Final = ("lost", "lost", "damaged", "quality", "other", "LOST", "")
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
USER_NAMES: Final = ("user-name", "primary-email", "neither", "")
MATCHES: Final = ("exact", "exact", "except-for-case", "none", "")
USUAL: Final = 0.8  # how often a truth value is the one that lets a request through


def edges(book: Rulebook) -> tuple[date, ...]:
    """The first and last days of the book's periods, with the days beside them."""
    ends = {p.first_day for p in book.periods} | {p.last_day or p.first_day for p in book.periods}
    return tuple(sorted(end + shift for end in ends for shift in (-DAY, 0 * DAY, DAY)))


def drawn_facts(
    seed: int, rows: int, book: Rulebook, policy: Policy[Any] = POLICY, gaps: float = 0.05
) -> list[Any]:
    """Facts of a policy for as many rows, on and beside every boundary, with unknowns."""
    return drawn_rows(seed, rows, book, policy.facts, gaps)


def drawn_rows(
    seed: int, rows: int, book: Rulebook, record: type[Any], gaps: float = 0.05
) -> list[Any]:
    """Facts of as many rows, on and beside every boundary, with unknowns at that rate."""
    rng = Random(seed)  # noqa: S311 - rows that can be drawn again
    plans = (*book.plans, *book.plans, "no such plan", "")
    approvals = edges(book)
    types = fact_types(record)

    drawn: dict[str, Callable[[date], Any]] = {
        "as_of": lambda as_of: as_of,
        "plan": lambda _: rng.choice(plans),
        "approved_on": lambda as_of: rng.choice((*approvals, as_of - DAY * rng.randrange(900))),
        "last_ordered_on": lambda as_of: as_of - DAY * rng.choice(WAITS),
        "first_shipped_on": lambda as_of: rng.choice(
            (rng.choice(DAYS), as_of - DAY * rng.choice(SHIPPED))
        ),
        "upper_steps": lambda _: rng.choice(COUNTS),
        "lower_steps": lambda _: rng.choice(COUNTS),
        "region": lambda _: rng.choice(REGIONS),
        "cause": lambda _: rng.choice(CAUSES),
        "target": lambda _: rng.choice(plans),
        "target_revisions": lambda _: rng.choice((0, 1, 2)),
        "sets": lambda _: rng.choice((1, 2, 3, 5)),
        "models": lambda _: rng.choice(MODELS),
        "photo": lambda _: rng.choice(("primary", "primary", "other", "final-record", "")),
        "strange_labels": lambda _: rng.choice((0, 0, 1)),
        "upper_models": lambda _: rng.choice(MODELS),
        "lower_models": lambda _: rng.choice(MODELS),
        "material": lambda _: rng.choice(("pvs", "silicone", "alginate", "none", "")),
        "tray": lambda _: rng.choice(("disposable", "disposable", "mesh", "none", "")),
        "dentition": lambda _: rng.choice(("permanent", "permanent", "mixed", "none", "")),
        "approach": lambda _: rng.choice(("aesthetic", "full-arch", "full-arch", "none", "")),
        "wear_schedule": lambda _: rng.choice(("7", "10", "14", "21", "8", "07", "none", "")),
        "born_on": lambda as_of: as_of - DAY * rng.choice(SHIPPED),
        "form": lambda _: rng.choice(("aligner", "revision", "retainer", "replacement", "")),
        "planned_steps": lambda _: rng.choice((0, 11, 12, 13, 24, 25)),
        "failed_sign_ins": lambda _: rng.choice((0, 1, 2, 3, 4)),
        "minutes_since_failure": lambda _: rng.choice((0, 19, 20, 21)),
        "user_name": lambda _: rng.choice(USER_NAMES),
        "password": lambda _: rng.choice(MATCHES),
        "repeated": lambda _: rng.choice(MATCHES),
        "characters": lambda _: rng.choice((7, 8, 12, 16, 17)),
        "act": lambda _: rng.choice(("activate", "resend", "book", "")),
        "setup_approved_on": lambda as_of: as_of + DAY * rng.choice(SHIPPED),
        "last_seen_on": lambda as_of: as_of - DAY * rng.choice((0, 0, 1, 45, -1, -30)),
        "last_step_ended_on": lambda as_of: as_of - DAY * rng.choice((0, 14, 15, 16)),
    }
    by_type: dict[Type, Callable[[date], Any]] = {
        Type.BOOL: lambda _: rng.random() < USUAL,
        Type.INT: lambda _: rng.choice((0, 0, 0, 0, 1)),
        Type.DATE: lambda as_of: as_of - DAY * rng.choice(SHIPPED),
    }

    def row() -> Any:
        as_of = rng.choice((rng.choice(DAYS[:-2]), date(2025, 1, 1) + DAY * rng.randrange(800)))
        known = {
            name: drawn.get(name, by_type.get(type_))(as_of)  # type: ignore[misc]
            for name, type_ in types.items()
            if rng.random() >= gaps
        }
        return record(**known)

    return [row() for _ in range(rows)]


def decided(facts: list[Any], book: Rulebook, policy: Policy[Any] = POLICY) -> pl.DataFrame:
    """What the reading as values decides about each row, in the columns of a table."""
    codes = [one.code for one in policy.requirements]
    rows = []
    for one in facts:
        told = decide_facts(policy, one, book=book)
        verdicts = dict(zip(codes, told.verdicts, strict=True))
        rows.append(
            {
                "outcome": told.outcome.value,
                "unmet": sum(1 << bit for bit, v in enumerate(told.verdicts) if v is False),
                "unknown": sum(1 << bit for bit, v in enumerate(told.verdicts) if v is UNKNOWN),
                "opens_on": told.opens_on,
                "reasons": ", ".join(told.codes),
                "reason_list": list(told.codes),
                **{code.replace("-", "_"): _plain(v) for code, v in verdicts.items()},
            }
        )
    flags = [code.replace("-", "_") for code in codes]
    return pl.DataFrame(rows, DECIDED | dict.fromkeys(flags, pl.Boolean))


def quoted(
    facts: list[Any], book: Rulebook, prices: PriceBook, policy: Policy[Any] = POLICY
) -> pl.DataFrame:
    """What the reading as a price says of each row, in the columns of a table."""
    names = {charge.what: charge.what.replace("-", "_") for charge in policy.charges}
    rows = []
    for one in facts:
        told = quote_facts(policy, one, book=book, prices=prices)
        row = {
            "amount_minor": _plain(told.total, lambda total: total.minor),
            "currency": prices.currency.code,
        }
        for charge in policy.charges:
            lines = [line for line in told.lines if line.what == charge.what]
            charged = [_charged(line) for line in lines]
            row[f"{names[charge.what]}_count"] = _plain(sum(line.many for line in lines))
            if charge.free not in (always, yes, no, never):
                row[f"{names[charge.what]}s_charged"] = _plain(sum(charged))
        rows.append(row)
    types = {name: pl.String if name == "currency" else pl.Int64 for name in rows[0]}
    return pl.DataFrame(rows, types)


def _charged(line: QuoteLine) -> Any:
    """How many units of a line are charged; of a fee it is known though its basis is not."""
    if line.basis is UNKNOWN and line.what != "upgrade":
        return UNKNOWN
    return 0 if line.basis in {Basis.FREE, Basis.INCLUDED} else line.units


def _plain(value: Any, said: Any = lambda value: value) -> Any:
    return None if value is UNKNOWN else said(value)
