"""A rulebook: the terms that govern a case, by its plan and the day its setup was approved."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from importlib import import_module
from types import MappingProxyType
from typing import Any

import attrs
from attrs import field, frozen

from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.inspection import Place, did_you_mean
from aligner_rules.rulebook.schema import TERMS, Term, written
from aligner_rules.rulebook.terms import NO_PLAN, NO_TERMS, PlanTerms


@frozen(order=True)
class Source:
    """A document that values are taken from; `tag` is how a rulebook file cites it."""

    tag: str
    title: str


@frozen
class Value:
    """What one term of one plan is from one day to another, and where that is written.

    `plan` is NO_PLAN where the term holds for the whole edition.
    `holds_until` is the last day, None where there is none. `sources` are titles; `decided_here`
    tells what this project, or the author of an overlay, decided where the sources are silent.
    """

    path: str
    plan: str
    edition: str
    holds_from: date
    holds_until: date | None
    value: Any
    label: str
    unit: str | None = None
    clause: str | None = None
    sources: tuple[str, ...] = ()
    decided_here: str | None = None
    note: str | None = None
    overlay: str | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the value holds on that day, both its ends included."""
        return self.holds_from <= day and (self.holds_until is None or day <= self.holds_until)

    def holds_after(self, day: date) -> bool:
        """Return whether the value holds on any day after that one."""
        return self.holds_until is None or self.holds_until > day


def _read_only(given: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(given))


@frozen
class Period:
    """Days of approval throughout which every term of every plan stays the same.

    `last_day` is inclusive, None where the period is open; `regions` is None where it holds
    everywhere; `plans` stand in ascending order of comprehensiveness, and `wide` are the terms of
    no plan: those of the whole edition, all others UNKNOWN. `decided_here` tells what this project
    decided about the days or the regions.
    """

    edition: str
    first_day: date
    last_day: date | None
    regions: frozenset[str] | None
    plans: Mapping[str, PlanTerms] = field(converter=_read_only, hash=False)
    decided_here: str | None = None
    wide: PlanTerms = field(default=NO_TERMS, hash=False)

    def __reduce__(self) -> tuple[Any, ...]:
        frame = (self.edition, self.first_day, self.last_day, self.regions)
        return Period, (*frame, dict(self.plans), self.decided_here, self.wide)


_Span = tuple[Period, date, frozenset[str] | None, dict[str, PlanTerms]]
"""A period with its last day, its regions and its plans, laid out to be looked up fast.

NO_PLAN is one of the plans here.
"""


@frozen
class Rulebook:
    """The terms of every plan over time, each with its source; equal and hashed by its content.

    `periods` are ordered by their first day, and no day of a region lies in two of them. `hash` is
    the SHA-256 of all that matters for a decision or its defence: names, days, regions, the order
    of plans, values, clauses, sources and what was decided here. Titles, labels, units and notes
    do not.
    """

    name: str = field(eq=False)
    title: str = field(eq=False)
    periods: tuple[Period, ...] = field(eq=False, repr=False)
    values: tuple[Value, ...] = field(eq=False, repr=False)
    sources: tuple[Source, ...] = field(eq=False, repr=False)
    overlays: tuple[str, ...] = field(eq=False)
    hash: str = field(init=False)
    _first_days: tuple[date, ...] = field(init=False, eq=False, repr=False)
    _begun: tuple[tuple[_Span, ...], ...] = field(init=False, eq=False, repr=False)
    kept: dict[Any, Any] = field(init=False, factory=dict, eq=False, repr=False)
    """What readings have worked out by this book, for the next question; it is no part of it."""

    def __attrs_post_init__(self) -> None:
        """Set what follows from the rest."""
        object.__setattr__(self, "hash", _digest(self.name, self.periods, self.values))
        first_days = tuple(period.first_day for period in self.periods)
        object.__setattr__(self, "_first_days", first_days)
        spans = [
            (
                period,
                period.last_day or date.max,
                period.regions,
                {**period.plans, NO_PLAN: period.wide},
            )
            for period in self.periods
        ]
        begun = tuple(tuple(spans[:count][::-1]) for count in range(len(spans) + 1))
        object.__setattr__(self, "_begun", begun)

    def __reduce__(self) -> tuple[Any, ...]:
        said = (self.name, self.title, self.periods, self.values, self.sources, self.overlays)
        return Rulebook, said

    def period(self, approved_on: Any, region: Any = UNKNOWN) -> Period | None:
        """Return the period that governs an approval of that day; None where none is known to."""
        try:
            for period, last_day, regions, _ in self._begun[
                bisect_right(self._first_days, approved_on)
            ]:
                if approved_on <= last_day and (regions is None or region in regions):
                    return period
        except (TypeError, ValueError):  # what is no day, such as UNKNOWN, lies in no period
            return None
        return None

    def terms(self, plan: Any, approved_on: Any, region: Any = UNKNOWN) -> PlanTerms:
        """Return the terms of the plan for an approval of that day (SHAPE-9); else NO_TERMS.

        Those of NO_PLAN are the terms of the whole edition, and all others unknown.
        """
        try:  # as in `period`, spelt out once more because every decision comes through here
            for _, last_day, regions, plans in self._begun[
                bisect_right(self._first_days, approved_on)
            ]:
                if approved_on <= last_day and (regions is None or region in regions):
                    return plans.get(plan, NO_TERMS)
        except (TypeError, ValueError):  # what is no day or cannot be hashed names no plan
            return NO_TERMS
        return NO_TERMS

    def _repr_html_(self) -> str:
        page: str = import_module("aligner_rules.rulebook.page").rulebook_page(self).text
        return page

    @property
    def plans(self) -> tuple[str, ...]:
        """The names of all plans, those of the earliest period first."""
        return tuple(dict.fromkeys(plan for period in self.periods for plan in period.plans))

    def value(self, path: str, plan: Any, approved_on: Any, region: Any = UNKNOWN) -> Value | None:
        """Return the sourced value of one term that governs such a case; None where none does.

        A term of the whole edition has the same value for all its plans, and for NO_PLAN.
        """
        period = self.period(approved_on, region)
        if period is None or plan not in (NO_PLAN, *period.plans):
            return None
        wide = path in TERMS and TERMS[path].wide
        key = (path, NO_PLAN if wide else plan, period.edition)
        same = (v for v in self.values if (v.path, v.plan, v.edition) == key)
        return next((value for value in same if value.holds_on(approved_on)), None)

    def evolve(
        self,
        changes: Mapping[str, Any],
        plans: Iterable[str] | None = None,
        name: str | None = None,
    ) -> Rulebook:
        """Return a new rulebook in which these terms have these values in every period.

        `plans` are those to change, all of them by default; a term of the whole edition is changed
        whatever they are. A value is given as a file states it or as `terms` holds it. Unknown
        terms, unknown plans and values out of range are `Invalid`.
        """
        chosen = self.plans if plans is None else tuple(plans)
        faults: list[Fault] = []
        self._note_unknown_names(changes, chosen, Place("$", faults))
        rising = {period.edition: tuple(period.plans) for period in self.periods}
        news = {
            (path, edition, plan): _changed(TERMS[path], given, after(plan, known), faults)
            for path, given in changes.items()
            if path in TERMS
            for edition, known in rising.items()
            for plan in ((NO_PLAN,) if TERMS[path].wide else known)
            if plan in (NO_PLAN, *chosen)
        }
        if faults:
            raise Invalid(f"change of rulebook {self.name}", dict.fromkeys(faults))
        return Rulebook(
            name=f"{self.name}, evolved" if name is None else name,
            title=self.title,
            periods=tuple(_period_with(period, news) for period in self.periods),
            values=tuple(_value_with(value, news) for value in self.values),
            sources=self.sources,
            overlays=self.overlays,
        )

    def _note_unknown_names(
        self, changes: Mapping[str, Any], plans: Sequence[str], place: Place
    ) -> None:
        for path in changes:
            if path not in TERMS:
                where = Place(f"{place.where}.{path}", place.faults)
                where.fault(shown(path), "the path of a term", did_you_mean(path, [*TERMS]))
        for number, plan in enumerate(plans):
            if plan not in self.plans:
                where = place.at("plans").at(number)
                where.fault(shown(plan), "a plan of the book", did_you_mean(plan, self.plans))


def after(plan: str, plans: Sequence[str]) -> tuple[str, ...]:
    """Return the plans that are more comprehensive than this one, by the order of the list.

    None is more comprehensive than NO_PLAN, which nothing is compared with.

    >>> after("ONE", ["FLEX", "ONE", "TWO", "THREE"])
    ('TWO', 'THREE')
    """
    return () if plan == NO_PLAN else tuple(plans[plans.index(plan) + 1 :])


def terms_of(values: Mapping[str, Any], basis: PlanTerms = NO_TERMS) -> PlanTerms:
    """Return the terms of a plan with these values by path, and all others as in `basis`."""
    found = basis
    for path, value in values.items():
        term = TERMS[path]
        held = term.unknown if value is UNKNOWN else value
        group = attrs.evolve(getattr(found, term.group), **{term.name: held})
        found = attrs.evolve(found, **{term.group: group})
    return found


_Changes = Mapping[tuple[str, str, str], Any]


def _changed(term: Term, given: Any, rising: Sequence[str], faults: list[Fault]) -> Any:
    if given is UNKNOWN or given == term.unknown:
        return UNKNOWN
    return term.named(term.read(written(given), Place(f"$.{term.path}", faults), rising), rising)


def _period_with(period: Period, news: _Changes) -> Period:
    def changed(plan: str, terms: PlanTerms) -> PlanTerms:
        here = {(period.edition, NO_PLAN), (period.edition, plan)}
        return terms_of(
            {path: new for (path, *key), new in news.items() if tuple(key) in here}, terms
        )

    plans = {plan: changed(plan, terms) for plan, terms in period.plans.items()}
    return attrs.evolve(period, plans=plans, wide=changed(NO_PLAN, period.wide))


def _value_with(value: Value, news: _Changes) -> Value:
    key = (value.path, value.edition, value.plan)
    if key not in news:
        return value
    return attrs.evolve(
        value,
        value=news[key],
        sources=(),
        decided_here="set by evolve",
        note=None,
        overlay=None,
    )


def _digest(name: str, periods: Iterable[Period], values: Iterable[Value]) -> str:
    frames = [
        [p.edition, p.first_day, p.last_day, _listed(p.regions), [*p.plans], p.decided_here]
        for p in periods
    ]
    said = sorted(
        (v.edition, v.path, v.plan, str(v.holds_from), json.dumps(_said(v), default=str))
        for v in values
    )
    return canonical_hash({"name": name, "periods": frames, "values": said})


def _listed(regions: frozenset[str] | None) -> list[str] | None:
    return None if regions is None else sorted(regions)


def _said(value: Value) -> list[Any]:
    what = {"unknown": True} if value.value is UNKNOWN else {"value": written(value.value)}
    sources = sorted(value.sources)
    return [what, value.holds_until, value.clause, sources, value.decided_here, value.overlay]


def canonical_hash(content: Any) -> str:
    """Return the SHA-256, in hexadecimal, of content as JSON: keys sorted, dates as text."""
    text = json.dumps(content, default=str, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
