"""Tables of facts drawn column by column: by the hundred thousand, and again from the same seed.

Where the boundaries lie is read off the formulas of the question and the terms of the book: no
policy has to say how rows of it are drawn, and a new one is drawn like all others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl
from attrs import frozen
from dateutil.relativedelta import relativedelta

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.facts import Facts, fact_types
from aligner_rules.rules.formula import EPOCH, Formula, Type, nodes
from aligner_rules.rules.symbols import term_value
from frame_kinds import DTYPES

TELLING: Final = (
    *(date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 8, 31)),
    *(date(2025, 2, 28), date(2025, 3, 1), date(2025, 8, 30), date(2025, 12, 31)),
    *(date(2026, 1, 1), date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)),
    *(date(2100, 2, 28), date(2100, 3, 1)),
)
"""Days at which months end that lack a day, and the years turn at which prices change."""

FARTHEST: Final = (
    *(date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2199, 12, 31)),
    *(date(2000, 2, 28), date(2000, 2, 29), date(2000, 3, 1)),
)
"""The first and the last day that a case may have, and the turns of centuries, leap or not."""

STRANGE: Final = ("no such name", "")
REGIONS: Final = ("US", "FR")
GAPS: Final = (0.0, 0.0, 0.04, 0.25)
"""How many of the facts of a row are unknown: of most of them none."""

_ANY_DAYS: Final = 64
_CARE: Final = (0.6, 0.9, 0.98)
"""How often the facts of a row are as they let a request through."""

_AHEAD: Final = 0.25
"""How often a day comes after the one that is asked about."""

_FITTING: Final = 0.8
"""How often a plan is one of the edition that governs the day of its approval."""


@frozen(eq=False)
class Boundaries:
    """What a question compares its facts with, under the terms of a book.

    `texts` has names for each fact, `counts`, `days` and `months` are numbers; `leaning` tells of a
    fact whether more of it lets a request through (1) or less (-1).
    """

    texts: Mapping[str, frozenset[str]]
    counts: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    leaning: Mapping[str, int]


def boundaries_of(formulas: Collection[Formula], book: Rulebook) -> Boundaries:
    """Return what the formulas compare facts with; they have the terms of the book in them yet."""
    found = list(nodes(*formulas))
    cells = [cell for period in book.periods for cell in (*period.plans.values(), period.wide)]
    terms = {node.payload: node.type for node in found if node.op == "term"}
    told = {
        path: {value for cell in cells if (value := term_value(cell, path)) is not UNKNOWN}
        for path in terms
    }
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for path, values in told.items():
        if terms[path] is Type.INT:
            unit = next((unit for unit in ("days", "months") if unit in path), "counts")
            numbers[unit] |= values
    ends = {0} | numbers["months"]
    return Boundaries(
        texts=_texts(found, told, book),
        counts=_beside(numbers["counts"] | {1}),
        days=_beside(numbers["days"] | {0}),
        months=tuple(sorted({late - soon for late in ends for soon in ends if late > soon})),
        leaning=_leaning(formulas),
    )


def _texts(
    found: Iterable[Formula], told: Mapping[str, Any], book: Rulebook
) -> dict[str, frozenset[str]]:
    """Return the names that each fact is compared with, the plans and regions among them."""
    texts: defaultdict[str, set[str]] = defaultdict(set)
    texts["plan"] |= {*book.plans}
    texts["region"] |= {*REGIONS}.union(*(period.regions or () for period in book.periods))
    for node in found:
        if node.op == "listed":
            names = told.get(node.args[1].payload, {()})
            texts[node.args[0].payload] |= {name for listed in names for name in listed}
        if node.op == "equals":
            left, right = node.args
            texts[left.payload] |= {right.payload} if right.op == "literal" else set()
    texts["target"] |= {*book.plans}
    return {fact: frozenset(names) for fact, names in texts.items()}


def _beside(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({near for n in numbers for near in (n - 1, n, n + 1) if near >= 0}))


def _leaning(formulas: Iterable[Formula]) -> dict[str, int]:
    """Return the facts of which more, or less, can only help a statement to be true."""
    signs: defaultdict[str, set[int]] = defaultdict(set)
    asked = [(formula, 1) for formula in formulas if formula.type is Type.BOOL]
    seen = set(asked)
    while asked:
        node, sign = asked.pop()
        if node.op == "fact":
            signs[node.payload].add(sign)
        new = set(zip(node.args, _passed_on(node, sign), strict=True))
        both = {(arg, one) for arg, each in new for one in ((1, -1) if each == 0 else (each,))}
        asked += both - seen
        seen |= both
    return {name: sum(each) for name, each in signs.items()}


def _passed_on(node: Formula, sign: int) -> tuple[int, ...]:
    """Return how each argument of a node leans, if the node does so; 0: one way or the other."""
    leans = {
        "negation": (-sign,),
        "le": (-sign, sign),
        "lt": (-sign, sign),
        "sub": (sign, -sign),
        "where": (0, sign, sign),
        "equals": (0, 0),
    }
    return leans.get(node.op, (sign,) * len(node.args))


def drawn_table(
    seed: int, rows: int, book: Rulebook, record: type[Facts], formulas: Collection[Formula]
) -> pl.DataFrame:
    """Return rows of facts on and beside every boundary of a question, null where unknown.

    The row of each is numbered in the first column.
    """
    drawn = _Drawn(np.random.default_rng(seed), rows, book, boundaries_of(formulas, book))
    columns = [drawn.column(name, type_) for name, type_ in fact_types(record).items()]
    return pl.DataFrame(columns).with_row_index("row")


class _Drawn:
    """The rows of one table, as far as they are drawn."""

    def __init__(self, rng: Any, rows: int, book: Rulebook, told: Boundaries) -> None:
        self.rng, self.rows, self.told = rng, rows, told
        self.edges = _edges(book)
        first = date(2024, 1, 1).toordinal()
        some = [date.fromordinal(first + int(n)) for n in rng.integers(0, 1100, _ANY_DAYS)]
        self.days = (*TELLING, *self.edges, *some)
        self.asked = rng.integers(0, len(self.days), rows)
        self.own = np.array([_number(day) for day in self.days])[self.asked]
        self.before = np.array([_before(day, told) for day in self.days])
        self.gaps = rng.choice(GAPS, rows)
        self.care = rng.choice(_CARE, rows)
        self.periods = book.periods
        self.approved = self._days((*self.edges, *self.days[-4:]), 0.7)

    def column(self, name: str, type_: Type) -> pl.Series:
        """Return the column of a fact."""
        makers: Mapping[Type, Callable[[str], pl.Series]] = {
            Type.BOOL: self._truths,
            Type.INT: self._counts,
            Type.TEXT: self._names,
            Type.DATE: self._dates,
        }
        told = makers[type_](name).cast(DTYPES[type_])
        unknown = pl.Series(self.rng.random(self.rows) < self.gaps)
        column: pl.Series = told.to_frame(name).select(pl.when(~unknown).then(pl.col(name)))[name]
        return column

    def _truths(self, name: str) -> pl.Series:
        often = {1: self.care, -1: 1 - self.care}.get(self.told.leaning.get(name, 0), 0.6)
        if name.startswith("has_") and self.told.leaning.get(name) == -1:
            often = 0.5  # what there is has a day, and only that may be in the way
        return pl.Series(self.rng.random(self.rows) < often)

    def _counts(self, name: str) -> pl.Series:
        none = {1: 0.1, -1: self.care}.get(self.told.leaning.get(name, 0), 0.4)
        counts = self.rng.choice(self.told.counts, self.rows)
        return pl.Series(np.where(self.rng.random(self.rows) < none, 0, counts))

    def _names(self, name: str) -> pl.Series:
        names = sorted(self.told.texts.get(name, ()))
        other_case = [each.swapcase() for each in names[:2]]
        told = self._any_of([*names * (1 + 16 // max(1, len(names))), *other_case, *STRANGE])
        return self._fitting(told) if name == "plan" else told

    def _any_of(self, names: Sequence[str]) -> pl.Series:
        return pl.Series(names).gather(self.rng.integers(0, len(names), self.rows))

    def _fitting(self, plans: pl.Series) -> pl.Series:
        """Return the plans, most of them changed to one that the day of approval has."""
        fits = self.rng.random(self.rows) < _FITTING
        for period in self.periods:
            last = np.inf if period.last_day is None else _number(period.last_day)
            within = (self.approved >= _number(period.first_day)) & (self.approved <= last)
            plans = plans.zip_with(pl.Series(~(fits & within)), self._any_of([*period.plans]))
        return plans

    def _dates(self, name: str) -> pl.Series:
        if name == "as_of":
            days = self.own
        elif name == "approved_on":
            days = self.approved
        else:
            days = self._days((*TELLING, *FARTHEST), 0.1)
        return pl.Series(days.astype(np.int32))

    def _days(self, fixed: Iterable[date], often: float) -> Any:
        """Return the numbers of days before or after the one that is asked about, or fixed ones."""
        ago = self.before[self.asked, self.rng.integers(0, self.before.shape[1], self.rows)]
        ahead = self.rng.random(self.rows) < _AHEAD
        days = np.where(ahead, 2 * self.own - ago, ago)
        told = self.rng.choice([_number(day) for day in fixed], self.rows)
        return np.where(self.rng.random(self.rows) < often, told, days)


def _edges(book: Rulebook) -> tuple[date, ...]:
    """Return the first and last days of the book's periods, with the days beside them."""
    ends = {p.first_day for p in book.periods} | {p.last_day or p.first_day for p in book.periods}
    numbers = sorted({end.toordinal() + shift for end in ends for shift in (-1, 0, 1)})
    return tuple(map(date.fromordinal, numbers))


def _before(day: date, told: Boundaries) -> list[int]:
    """Return days before one day on which something may just begin or end: its own among them."""
    months = [
        _number(day - relativedelta(months=many)) + shift
        for many in told.months
        for shift in (-1, 0, 1, 2)
    ]
    days = [_number(day) - many for many in told.days]
    near = [_number(day) + shift for shift in (-1, 0, 0, 1)]
    far = [_number(day) - many for many in (14, 400, 900)]
    often = max(1, len(months) // (2 * len(days)))
    return [*near * often, *days * often, *months, *far]


def _number(day: date) -> int:
    return day.toordinal() - EPOCH


def facts_in(table: pl.DataFrame, record: type[Facts]) -> Iterator[Any]:
    """Yield the facts that the rows of a table hold."""
    names = [*fact_types(record)]
    columns = (_told(table[name]) for name in names)
    for values in zip(*columns, strict=True):
        yield record(**dict(zip(names, values, strict=True)))


def _told(column: pl.Series) -> list[Any]:
    return [UNKNOWN if value is None else value for value in column.to_list()]
