"""Every question asked of millions of rows in columns, against Polars written by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import polars as pl
from attrs import frozen
from frames import Generator
from measuring import DisagreementError, in_turns, is_asked, ratio
from polars_by_hand import DECIDED, QUOTED, Query, delivery, expiry

from aligner_rules import tables
from aligner_rules.model.calendar import Calendar
from aligner_rules.readings.columns.asking import facts_read
from aligner_rules.readings.columns.questions import charged, decided
from aligner_rules.readings.delivery import Delivery
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook, load_prices
from aligner_rules.rules.delivery import DeliveryFacts
from aligner_rules.rules.expiry import ExpiryFacts
from aligner_rules.rules.facts import Facts
from aligner_rules.rules.policies import policies
from aligner_rules.rules.policy import Policy

Result = tuple[str, float]

MASKS: Final = ("unmet", "unknown")
_PRICES: Final = Path(__file__).parent.parent / "examples" / "prices" / "example-flex-usd.toml"
_CALENDAR: Final = Calendar(
    date(2025, 1, 1), date(2025, 12, 31), closed=frozenset({date(2025, 6, 19), date(2025, 7, 4)})
)
_EXPIRY: Final = ("as_of", "plan", "approved_on", "has_shipped", "first_shipped_on")
_DELIVERY: Final = tuple(each.name for each in tables.schema(Delivery) if each.name != "region")


@frozen
class Question:
    """What is asked of a frame of facts, by the package and by hand; `names` are the facts."""

    name: str
    record: type[Facts]
    names: Collection[str]
    ours: Query
    by_hand: Query


def questions(book: Rulebook) -> Iterator[Question]:
    """Every policy, then the quotes, then what a portal shows of dates."""
    prices = load_prices(_PRICES)
    for policy in policies():
        yield _decision(policy, book)
    for policy in policies():
        if policy.name in QUOTED:
            yield _quote(policy, book, prices)
    yield Question(
        "expiry", ExpiryFacts, _EXPIRY, lambda frame: tables.expiry(frame, book=book), expiry
    )
    yield Question(
        "delivery",
        DeliveryFacts,
        _DELIVERY,
        lambda frame: tables.delivery(frame, book=book, calendar=_CALENDAR),
        lambda frame: delivery(frame, _CALENDAR),
    )


def against_polars(book: Rulebook, rows: int, rounds: int, only: str = "") -> Iterator[Result]:
    """The time of answering all rows over that of hand-written Polars with the same columns.

    By hand it is one query, which Polars makes the most of. Beside it is told how many rows a
    second we answer. `only` begins the names of the figures that are asked for.
    """
    for question in questions(book):
        figure = f"tables.{question.name}.over_polars"
        if not is_asked(figure.rpartition(".")[0], only):
            continue
        frame = Generator(rows).frame(question.record, question.names)
        work = {
            "ours": lambda: question.ours(frame),  # noqa: B023 - called before the next one
            "query": lambda: question.by_hand(frame.lazy()).collect(),  # noqa: B023
        }
        _agree(question.name, frame, work["ours"](), work["query"]())
        seconds = in_turns(work, rounds, perf_counter)
        yield figure, ratio(seconds, "ours", "query")
        yield f"tables.{question.name}.rows_per_second", rows / median(seconds["ours"])


def _decision(policy: Policy[Any], book: Rulebook) -> Question:
    return Question(
        policy.name,
        policy.facts,
        facts_read(policy, decided(policy).requirements, book),
        lambda frame: tables.decide(frame, policy.kind, book=book, columns=MASKS),
        DECIDED[policy.name],
    )


def _quote(policy: Policy[Any], book: Rulebook, prices: PriceBook) -> Question:
    bill = charged(policy)
    return Question(
        f"{policy.name}.quote",
        policy.facts,
        facts_read(policy, (bill.amount_minor, *bill.counts.values()), book),
        lambda frame: tables.quote(frame, policy.kind, book=book, prices=prices),
        QUOTED[policy.name],
    )


def _agree(name: str, frame: pl.DataFrame, ours: pl.DataFrame, by_hand: pl.DataFrame) -> None:
    """Refuse columns by hand that are not those of the package, of the same types."""
    told = ours.drop(frame.columns)
    if set(told.columns) != set(by_hand.columns):
        raise DisagreementError(f"{name}: {by_hand.columns} by hand, ours are {told.columns}")
    for column in told.columns:
        if by_hand.schema[column] != told.schema[column]:
            raise DisagreementError(f"{name}: {column} is {by_hand.schema[column]} by hand")
        differ = ~told[column].eq_missing(by_hand[column])
        if differ.any():
            first = ours.with_columns(by_hand=by_hand[column]).filter(differ).row(0, named=True)
            raise DisagreementError(f"{name}: {differ.sum()} of {column} differ, as in {first}")
