"""Worked cases in the lifted readings: as columns of Polars and DuckDB, and by the solver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any, Final

from attrs import frozen

from aligner_rules import tables
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.frames import sheet_of
from aligner_rules.readings.columns.lowering import governed, lowered
from aligner_rules.readings.columns.numbering import numbered
from aligner_rules.readings.columns.schema import ANSWERS
from aligner_rules.readings.columns.sheets import worked as worked_out
from aligner_rules.readings.proof.kleene import KleeneAlgebra
from aligner_rules.readings.proof.knowledge import holds, is_unknown
from aligner_rules.readings.proof.solver import z3
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rules import delivery, expiry, preferences
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.folding import under
from aligner_rules.rules.formula import EPOCH, Formula, nodes
from aligner_rules.rules.policy import Policy, Rule
from aligner_rules.rules.symbols import as_formula, symbolic_facts, symbolic_terms
from aligner_rules.rules.words import equals
from column_cases import decided, quoted
from frame_kinds import DUCKDB, POLARS, Kind, collected, frame_of
from worked_answers import Asked


@frozen
class Quantities:
    """The rules of a question that no policy asks, and how the facts they look at are taken."""

    record: Any
    rules: tuple[Rule[Any], ...]
    facts_of: Callable[[Asked], Any]


QUANTITIES: Final = {
    "expiry": Quantities(
        expiry.ExpiryFacts,
        (
            expiry.lapses,
            expiry.expires_on,
            expiry.overflowed,
            expiry.expired,
            expiry.days_left,
            expiry.months_left,
            expiry.emphasis,
        ),
        lambda asked: expiry.expiry_facts(asked.case, asked.worked.as_of),
    ),
    "delivery": Quantities(
        delivery.DeliveryFacts,
        (
            delivery.date_source,
            delivery.counted_from,
            delivery.spread_days,
            delivery.tracker_shown,
            delivery.state,
            delivery.one_tracker_per_case,
        ),
        lambda asked: delivery.delivery_facts(asked.case, asked.item, asked.worked.as_of),
    ),
    "review": Quantities(
        preferences.PreferencesFacts,
        (
            preferences.due_from,
            preferences.due_until,
            preferences.released_since,
            preferences.is_due,
            preferences.is_overdue,
            preferences.review_state,
        ),
        lambda asked: preferences.preferences_facts(
            asked.account, asked.released_on, asked.worked.as_of
        ),
    ),
}
"""The questions that are asked of facts and terms without a policy, by their name in a case."""


def in_columns(
    kind: Kind, facts: list[Any], policy: Policy[Any], book: Rulebook, prices: PriceBook
) -> Iterator[Any]:
    """Yield the rows in which columns say something else than each decision and quote."""
    frame = frame_of(facts, policy.facts)
    told = kind.read(tables.decide(kind.made(frame), policy.kind, book=book, columns=ANSWERS))
    cost = kind.read(tables.quote(kind.made(frame), policy.kind, book=book, prices=prices))
    for made, expected in (
        (told, decided(facts, book, policy)),
        (cost, quoted(facts, book, prices, policy)),
    ):
        found = made.sort("row").drop(frame.columns)
        rows = zip(found.to_dicts(), expected.to_dicts(), strict=True)
        yield from (row for row in rows if row[0] != row[1])


def quantities_in_columns(
    kind: Kind, facts: list[Any], quantities: Quantities, book: Rulebook
) -> Iterator[Any]:
    """Yield the rows in which columns give another quantity than the rule itself."""
    record = quantities.record
    read = [lowered(_read(record, one), book) for one in quantities.rules]
    ready = [numbered(governed(each, record)) for each in read]
    frame = frame_of(facts, record)
    sheet = sheet_of(kind.made(frame), [*fact_types(record)])
    done = worked_out(sheet, dict(sheet.schema), ready)
    columns = {f"told_{place}": done.answers[one] for place, one in enumerate(ready)}
    rows = collected(done.frame.with_columns(**columns)).sort("row").select(*columns).rows()
    for one, row in zip(facts, rows, strict=True):
        terms = book.terms(one.plan, one.approved_on, one.region)
        expected = tuple(_cell(rule(one, terms)) for rule in quantities.rules)
        told = tuple(map(_cell, row))
        if told != expected:
            yield one, told, expected


def _cell(value: Any) -> Any:
    if value is UNKNOWN:
        return None
    return value.toordinal() - EPOCH if isinstance(value, date) else value


@cache
def _read(record: Any, rule: Rule[Any]) -> Formula:
    return as_formula(rule(symbolic_facts(record), symbolic_terms()))


def solved(facts: Any, book: Rulebook, rules: Iterable[Rule[Any]]) -> list[Any]:
    """Return what the solver takes rules for where the facts are these, under their terms.

    Nothing is searched for: every fact is given, so that one model is all there is.
    """
    terms = book.terms(facts.plan, facts.approved_on, facts.region)
    record: Any = type(facts)
    formulas = [under(_read(record, rule), terms) for rule in rules]
    algebra, solver = KleeneAlgebra(), z3().SimpleSolver()
    types = fact_types(record)
    for each in formulas:
        algebra.read(each)
    for name in dict.fromkeys(one.payload for one in nodes(*formulas) if one.op == "fact"):
        symbol, value = Formula.fact(name, types[name]), getattr(facts, name)
        as_given = is_unknown(symbol) if value is UNKNOWN else holds(equals(symbol, value))
        solver.add(algebra.read(as_given).holds)
    solver.add(*algebra.months.axioms(), *algebra.domain)
    while True:
        assert str(solver.check()) == "sat"
        lemmas = algebra.months.lemmas(solver.model())
        if not lemmas:
            return [algebra.told(each, solver.model()) for each in formulas]
        solver.add(*lemmas)


KINDS: Final = (POLARS, DUCKDB)
