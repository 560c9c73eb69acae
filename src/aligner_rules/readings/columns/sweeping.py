"""Many values of some terms tried over a frame in one pass: a row for each of the books."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.faults import Fault, Invalid
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.asking import worked_out
from aligner_rules.readings.columns.bounding import bounded
from aligner_rules.readings.columns.counting import OUTCOMES, Tally, came_to, counted
from aligner_rules.readings.columns.engines import Cell, Column, engine_of
from aligner_rules.readings.columns.expressions import Speech, literal
from aligner_rules.readings.columns.judging import Judged, judged
from aligner_rules.readings.columns.results import handed_over
from aligner_rules.readings.columns.what_if import MOST_BOOKS, Sweep, columns_of
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rulebook.schema import written
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.policy import Policy

_SUMMED: Final = "amount_minor"


@frozen
class Variants:
    """The books of a sweep: in each of `values` the terms of `paths` have these values."""

    paths: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]
    books: tuple[Rulebook, ...]


def variants_of(
    vary: Mapping[str, Iterable[Any]], book: Rulebook, plans: Iterable[str] | None
) -> Variants:
    """Return a book for each combination of values, the first term varying slowest."""
    tried = {path: tuple(values) for path, values in vary.items()}
    many = 1
    for values in tried.values():
        many *= len(values)
    if not tried or not 0 < many <= MOST_BOOKS:
        given = " times ".join(str(len(values)) for values in tried.values()) or "nothing"
        expected = f"terms with values that make 1 to {MOST_BOOKS} books"
        remedy = "name a term with the values to try, fewer of them or in several sweeps"
        raise Invalid("question", [Fault("$.vary", given, expected, remedy)])
    chosen = None if plans is None else tuple(plans)
    values = tuple(product(*tried.values()))
    books = [book.evolve(dict(zip(tried, each, strict=True)), chosen) for each in values]
    return Variants(tuple(tried), values, tuple(books))


def swept(
    given: Any,
    policy: Policy[Any],
    variants: Variants,
    prices: PriceBook | None,
    as_of: date | None,
) -> Sweep[Any]:
    """Return what comes of each book, counted over the rows of a frame in one pass."""
    tried = [judged(policy, book, prices, as_of) for book in variants.books]
    asked = [formula for one in tried for formula in one.tallied]
    sheet, done = worked_out(given, policy.facts, asked, as_of, ())
    prefix, speech = done.prefix, sheet.speech
    places = {pair: number for number, pair in enumerate(dict.fromkeys(map(_pair, tried)))}
    made = {f"{prefix}requests": literal(1, Type.INT, speech)}
    frame, guarded = bounded(sheet, done, [one.worth for one in tried if one.worth is not None])
    for (holds, worth), number in places.items():
        worths = None if worth is None else guarded(done.answers[worth])
        made |= _told(f"{prefix}{number}_", done.answers[holds], worths, speech)
    counts = {name.removeprefix(prefix): name for name in made if not name.endswith(_SUMMED)}
    sums = {name.removeprefix(prefix): name for name in made if name.endswith(_SUMMED)}
    frame = Tally(counts, sums, {}).of(sheet, frame.with_columns(**made), [], prefix)

    told = [outcome.value for outcome in OUTCOMES]
    told += [] if prices is None else ["priced", _SUMMED]
    rows = [
        [*values, Column("requests"), *(Column(f"{places[_pair(one)]}_{name}") for name in told)]
        for values, one in zip(_cells(variants), tried, strict=True)
    ]
    names = [*columns_of(variants.paths), "requests", *told]
    (curve,) = handed_over(given, [engine_of(sheet).stacked(frame, names, rows)])
    money = None if prices is None else prices.currency
    return Sweep(curve, money, policy.name, variants.paths)


def _pair(one: Judged) -> tuple[Formula, Formula | None]:
    """Return all that the tally of a book follows from: books that agree in it are told once."""
    return one.holds, one.worth


def _told(prefix: str, holds: Any, worth: Any, speech: Speech) -> dict[str, Any]:
    """Return what is told of each row by one book, in whole numbers that are to be added up."""
    made = {
        f"{prefix}{outcome.value}": counted(came_to(holds, outcome), speech) for outcome in OUTCOMES
    }
    if worth is not None:
        made[f"{prefix}priced"] = counted(~worth.is_null(), speech)
        made[f"{prefix}{_SUMMED}"] = worth
    return made


def _cells(variants: Variants) -> list[tuple[Cell, ...]]:
    """Return the values as they stand in columns: numbers, truth values, else as text."""
    columns = zip(*variants.values, strict=True)
    return [*zip(*map(_typed, columns), strict=True)]


def _typed(values: Sequence[Any]) -> list[Cell]:
    said = ["unknown" if value is UNKNOWN else written(value) for value in values]
    if len({type(value) for value in said}) == 1 and type(said[0]) in (bool, int):
        return said
    return [str(value) for value in said]
