"""The differential property: the engines say, row by row, what the readings as values say.

A draw is a question, a seed and a number of rows: from the seed follow the book and the rows, so
that whatever is found can be found again. Rows that are equal are read as values once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb
import polars as pl
from attrs import frozen

from aligner_rules import tables
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rules.delivery import DeliveryFacts
from aligner_rules.rules.expiry import ExpiryFacts
from aligner_rules.rules.facts import Facts, fact_types
from aligner_rules.rules.policies import policies
from aligner_rules.rules.policy import Policy
from changed_books import book_of, prices_of
from column_cases import CALENDAR, decided, deliveries, drawn_frame, expiries, quoted
from drawn_tables import facts_in
from spark_session import spark_session

ALL: Final = (
    *("outcome", "unmet", "unknown", "opens_on"),
    *("reasons", "reason_list", "requirements"),
)
DRAWS: Final = {1: 100_000, 0: 4_000, 2: 4_000, 3: 4_000, 4: 4_000}
"""How many rows are drawn from which seed wherever the property is tried.

Book 0 is as packaged; the others together meet every change of a term.
"""

SHARES: Final = 4


@frozen
class Question:
    """What is asked of rows: `told` of a frame of any kind, `values` of the facts one by one."""

    name: str
    record: type[Facts]
    told: Callable[[Any, Rulebook, PriceBook], Any]
    values: Callable[[Iterable[Any], Rulebook, PriceBook], pl.DataFrame]

    def __repr__(self) -> str:
        return self.name


@cache
def questions() -> tuple[Question, ...]:
    """Everything that tables answer: each policy, decided and priced, and both dates."""
    return (
        *map(_about, policies()),
        Question(
            "expiry",
            ExpiryFacts,
            lambda frame, book, _: tables.expiry(frame, book=book),
            lambda facts, book, _: expiries(facts, book),
        ),
        Question(
            "delivery",
            DeliveryFacts,
            lambda frame, book, _: tables.delivery(frame, book=book, calendar=CALENDAR),
            lambda facts, book, _: deliveries(facts, book),
        ),
    )


def _about(policy: Policy[Any]) -> Question:
    def told(frame: Any, book: Rulebook, prices: PriceBook) -> Any:
        decisions = tables.decide(frame, policy.kind, book=book, columns=ALL)
        return tables.quote(decisions, policy.kind, book=book, prices=prices)

    def values(facts: Iterable[Any], book: Rulebook, prices: PriceBook) -> pl.DataFrame:
        asked = [*facts]
        return pl.concat(
            [decided(asked, book, policy), quoted(asked, book, prices, policy)], how="horizontal"
        )

    return Question(policy.name, policy.facts, told, values)


@frozen
class Draw:
    """Rows about a question that follow from a seed, and the books that they are asked by."""

    question: Question
    seed: int
    rows: int

    @property
    def book(self) -> Rulebook:
        """The rulebook of this seed."""
        return book_of(self.seed)

    @property
    def prices(self) -> PriceBook:
        """The price book of this seed."""
        return prices_of(self.seed % 2)

    def __str__(self) -> str:
        again = f"--policy {self.question.name} --seed {self.seed}"
        return f"nox -s soak -- {again} --rows {self.rows} --part {self.rows}"

    def table(self) -> pl.DataFrame:
        """Return the rows, numbered."""
        return drawn_frame(self.seed, self.rows, self.book, self.question.record)

    def by_values(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return what the readings as values say of each row."""
        names = [*fact_types(self.question.record)]
        distinct = table.select(names).unique(maintain_order=True)
        facts = facts_in(distinct, self.question.record)
        said = distinct.hstack(self.question.values(facts, self.book, self.prices))
        every = table.select(names).join(
            said, on=names, how="left", nulls_equal=True, maintain_order="left"
        )
        return every.drop(names)

    def by(self, engine: str, table: pl.DataFrame) -> pl.DataFrame:
        """Return what an engine says of each row, once it is seen to have left the rows alone."""
        made = ENGINES[engine](
            table, lambda frame: self.question.told(frame, self.book, self.prices)
        ).sort("row")
        if not made.select(table.columns).equals(table):
            raise Disagreement(f"{engine} has changed the rows that it was given: {self}")
        return made.drop(table.columns)


class Disagreement(AssertionError):  # noqa: N818 - it is what is found, and no mistake
    """An engine says of some row what the reading as values does not."""


Engine = Callable[[pl.DataFrame, Callable[[Any], Any]], pl.DataFrame]
"""Takes rows and what is to be asked of a frame of its own kind; gives the rows answered."""


def on_polars(table: pl.DataFrame, ask: Callable[[Any], Any]) -> pl.DataFrame:
    """A DataFrame of Polars."""
    answered: pl.DataFrame = ask(table)
    return answered


def on_polars_streaming(table: pl.DataFrame, ask: Callable[[Any], Any]) -> pl.DataFrame:
    """A LazyFrame of Polars, computed by the engine that streams."""
    answered: pl.DataFrame = ask(table.lazy()).collect(engine="streaming")
    return answered


def on_duckdb(table: pl.DataFrame, ask: Callable[[Any], Any]) -> pl.DataFrame:
    """A relation of DuckDB."""
    with duckdb.connect() as connection:
        answered: pl.DataFrame = ask(connection.from_arrow(table.to_arrow())).pl()
    return answered


def on_spark(table: pl.DataFrame, ask: Callable[[Any], Any]) -> pl.DataFrame:
    """A DataFrame of Spark, by way of Parquet: no row passes through Python."""
    with TemporaryDirectory() as folder:
        table.write_parquet(f"{folder}/given.parquet")
        ask(spark_session().read.parquet(f"{folder}/given.parquet")).write.parquet(f"{folder}/told")
        return pl.read_parquet(f"{folder}/told/*.parquet")


ENGINES: Final[dict[str, Engine]] = {
    "polars": on_polars,
    "polars-streaming": on_polars_streaming,
    "duckdb": on_duckdb,
    "spark": on_spark,
}
WITHOUT_SPARK: Final = ("polars", "polars-streaming", "duckdb")


def agreed(draw: Draw, engines: Iterable[str], expected: str | None = None) -> pl.DataFrame:
    """Return the answers to the rows of a draw, once all engines are seen to give the same.

    They are those of the readings as values or, where it is named, of the engine that is
    `expected` to be right. Disagreement tells the first row of which another says something else.
    """
    table = draw.table()
    answers = draw.by_values(table) if expected is None else draw.by(expected, table)
    for engine in engines:
        _compare(draw, engine, table, answers, draw.by(engine, table))
    return answers


def _compare(
    draw: Draw, engine: str, table: pl.DataFrame, expected: pl.DataFrame, actual: pl.DataFrame
) -> None:
    if expected.schema != actual.schema:
        raise Disagreement(f"{engine} has {actual.schema}, not {expected.schema}: {draw}")
    differs = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_expected")) for name in expected.columns
    )
    told = [table, actual, expected.rename(lambda name: f"{name}_expected")]
    apart = pl.concat(told, how="horizontal").filter(differs)
    if apart.is_empty():
        return
    row = apart.row(0, named=True)
    facts = {name: row[name] for name in table.columns}
    pairs = {name: (row[name], row[f"{name}_expected"]) for name in expected.columns}
    said = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    raise Disagreement(
        f"{engine} says otherwise of {apart.height} rows of {draw.rows}\n"
        f"again: {draw}\nfacts: {facts}\nsaid and expected: {said}"
    )


def untold(answers: pl.DataFrame) -> list[str]:
    """Return what is never answered in some way: a condition met, unmet or unknown, an outcome.

    Rows that leave a way out prove little about it.
    """
    ways: dict[str, list[Any]] = {}
    if "outcome" in answers.columns:
        ways["outcome"] = ["allowed", "refused", "undetermined"]
    ways |= {n: [True, False, None] for n, t in answers.schema.items() if t == pl.Boolean}
    found = {name: answers[name].unique() for name in ways}
    return [f"{n}: {way}" for n in found for way in ways[n] if way not in found[n].to_list()]


def draws(question: Question) -> list[Draw]:
    """Return the draws by which the property of a question is tried."""
    return [Draw(question, seed, rows) for seed, rows in DRAWS.items()]


def share(number: int) -> tuple[Question, ...]:
    """Return one of four shares of the questions: test files are what runs side by side."""
    return questions()[number - 1 :: SHARES]
