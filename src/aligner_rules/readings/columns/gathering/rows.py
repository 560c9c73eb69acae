"""Rows of an engine to which formulas are told: each column stands for the fact of its name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import narwhals.stable.v2 as nw
from attrs import evolve, frozen

from aligner_rules.readings.columns.asking import ready
from aligner_rules.readings.columns.engines import Engine, engine_of
from aligner_rules.readings.columns.expressions import dtype
from aligner_rules.readings.columns.frames import Sheet
from aligner_rules.readings.columns.sheets import worked
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.facts import PlanFacts
from aligner_rules.rules.formula import Formula, Type

Formulas = Mapping[str, Formula]


@frozen
class Rows:
    """Rows on an engine. `types` are those of the columns that formulas may look at.

    Terms in a formula are those of the book, under the columns plan, approved_on and region. Lists
    are carried along under the names in `lists`.
    """

    sheet: Sheet
    book: Rulebook
    types: Mapping[str, Type]
    lists: tuple[str, ...] = ()

    @property
    def frame(self) -> Any:
        """The frame itself."""
        return self.sheet.frame

    @property
    def engine(self) -> Engine:
        """The engine that the rows are on."""
        return engine_of(self.sheet)

    def told(self, formulas: Formulas) -> Rows:
        """Return the rows with a column for each formula, in place of one that has its name."""
        if not formulas:
            return self
        asked = {
            name: ready(formula, PlanFacts, self.book, None) for name, formula in formulas.items()
        }
        known = {name: dtype(type_, nw) for name, type_ in self.types.items()}
        done = worked(self.sheet, known, asked.values())
        days = {
            name: f"{done.prefix}{name}_number"
            for name, formula in formulas.items()
            if formula.type is not asked[name].type
        }
        made = {days.get(name, name): done.answers[f] for name, f in asked.items()}
        frame = done.frame.with_columns(**made)
        if days:
            frame = self.sheet.calendar.days(frame, days)
        types = {**self.types, **{name: formula.type for name, formula in formulas.items()}}
        return self._kept(frame, types, self.lists)

    def where(self, formula: Any) -> Rows:
        """Return the rows for which the formula is known to hold."""
        if formula is Formula.literal(True):
            return self
        marked = self.told({"__kept": formula})
        kept = marked.frame.filter(self.sheet.speech.col("__kept"))
        return self._kept(kept, self.types, self.lists)

    def only(self, names: Collection[str]) -> Rows:
        """Return the rows with these columns alone, as far as they have them."""
        return self.ordered([name for name in self.names if name in names])

    def ordered(self, names: Sequence[str]) -> Rows:
        """Return the rows with these columns alone, in their order, lists last."""
        types = {name: self.types[name] for name in names if name in self.types}
        return self._kept(self.frame, types, tuple(name for name in names if name in self.lists))

    def called(self, prefix: str, keys: Sequence[str] = ()) -> Rows:
        """Return the rows with names that begin so, but for the keys."""
        new = {name: name if name in keys else f"{prefix}{name}" for name in self.names}
        frame = self.frame.select(**{new[name]: self.sheet.speech.col(name) for name in self.names})
        types = {new[name]: type_ for name, type_ in self.types.items()}
        return self._now(frame, types, tuple(new[name] for name in self.lists))

    def beside(self, other: Rows, keys: Sequence[str]) -> Rows:
        """Return the rows with the columns of others, null where no key is the same."""
        frame = self.engine.joined(self.frame, other.frame, keys)
        return self._now(frame, {**self.types, **other.types}, (*self.lists, *other.lists))

    def paired(self, other: Rows, keys: Sequence[str]) -> Rows:
        """Return all pairs with others that have the same keys; a row without any is left out."""
        frame = self.frame.join(other.frame, on=list(keys), how="inner")
        return self._now(frame, {**self.types, **other.types}, (*self.lists, *other.lists))

    def spread(self, keys: Sequence[str], largest: Formulas) -> Rows:
        """Return the rows with what is largest among those of the same keys, told to each."""
        rows = self.told(largest)
        column = self.sheet.speech.col
        made = {name: column(name).max().over(*keys) for name in largest}
        return self._now(rows.frame.with_columns(**made), rows.types, self.lists)

    def tallied(
        self,
        keys: Sequence[str],
        sums: Formulas,
        largest: Iterable[str],
        ends: Formulas = MappingProxyType({}),
    ) -> Rows:
        """Return one row for each key: sums of whole numbers, and the largest of columns.

        Of `ends` the least and the largest are told, under names that say so at their end.
        """
        rows = self.told({**sums, **ends})
        column = self.sheet.speech.col
        made = [column(name).sum() for name in sums] + [column(name).max() for name in largest]
        made += [column(name).min().alias(f"{name}_least") for name in ends]
        made += [column(name).max().alias(f"{name}_largest") for name in ends]
        frame = rows.frame.group_by(*keys).agg(*made)
        wide = dtype(Type.INT, self.sheet.speech)
        frame = frame.with_columns(**{name: column(name).cast(wide) for name in sums})
        types = {name: rows.types[name] for name in (*keys, *sums, *largest)}
        types |= {f"{n}_{end}": f.type for end in ("least", "largest") for n, f in ends.items()}
        return self._now(frame, types, ())

    def once(self, keys: Sequence[str], because: str) -> Rows:
        """Return the rows, of which no two may have the same keys: to compute such rows fails."""
        counted = self.told({"__alike": Formula.literal(1)})
        alike = self.sheet.speech.col("__alike").sum().over(*keys) > 1
        return self._refused(counted.frame.with_columns(__refused=alike), because)

    def refusing(self, condition: Formula, because: str) -> Rows:
        """Return the rows: to compute one for which the condition holds fails with the reason."""
        return self._refused(self.told({"__refused": condition}).frame, because)

    def _refused(self, marked: Any, because: str) -> Rows:
        frame = self.engine.refused(marked, "__none", "__refused", because)
        kept = frame.filter(self.sheet.speech.col("__none").is_null())
        return self._kept(kept, self.types, self.lists)

    def then(self, other: Rows) -> Rows:
        """Return the rows and after them others that have the same columns."""
        frames = [self.frame.select(*self.names), other.frame.select(*self.names)]
        return self._now(self.sheet.speech.concat(frames), self.types, self.lists)

    def overlapping(self, pairs: Mapping[str, tuple[str, str]]) -> Rows:
        """Return the rows with how many different members two lists have in common, for each pair.

        It is null where one of the two is.
        """
        if not pairs:
            return self
        types = {**self.types, **dict.fromkeys(pairs, Type.INT)}
        return self._now(self.engine.overlaps(self.frame, pairs), types, self.lists)

    def holding(self, texts: Mapping[str, tuple[str, str]]) -> Rows:
        """Return the rows with whether a list holds a text: null where the list is."""
        if not texts:
            return self
        column = self.sheet.speech.col
        made = {new: column(name).list.contains(text) for new, (name, text) in texts.items()}
        types = {**self.types, **dict.fromkeys(texts, Type.BOOL)}
        return self._now(self.frame.with_columns(**made), types, self.lists)

    @property
    def names(self) -> tuple[str, ...]:
        """All columns."""
        return (*self.types, *self.lists)

    def _kept(self, frame: Any, types: Mapping[str, Type], lists: tuple[str, ...]) -> Rows:
        return self._now(frame.select(*types, *lists), types, lists)

    def _now(self, frame: Any, types: Mapping[str, Type], lists: tuple[str, ...]) -> Rows:
        sheet = evolve(self.sheet, frame=frame, names=(*types, *lists))
        return evolve(self, sheet=sheet, types=types, lists=lists)
