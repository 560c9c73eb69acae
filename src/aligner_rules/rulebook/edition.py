"""Reading a rulebook file: an edition, or an overlay that replaces some of its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from attrs import field, frozen

from aligner_rules.model.dates import EARLIEST
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.rulebook.book import Period, Source, Value, terms_of
from aligner_rules.rulebook.inspection import (
    Place,
    Table,
    choice,
    country,
    day,
    distinct,
    table,
    text,
    whole,
)
from aligner_rules.rulebook.statements import Frame, Heading, stated
from aligner_rules.rulebook.terms import NO_PLAN

SCHEMA = 1
"""The version of the file format."""


@frozen
class Edition:
    """One edition of the rules: its plans, its first day, its regions and every value."""

    name: str
    title: str
    first_day: date
    regions: frozenset[str] | None
    plans: tuple[str, ...]
    decided_here: str | None
    sources: tuple[Source, ...] = field(repr=False)
    values: tuple[Value, ...] = field(repr=False)

    def periods(self, last: date | None = None) -> Iterator[Period]:
        """Yield its periods until the last day: one begins on each day on which a value begins."""
        begins = sorted({value.holds_from for value in self.values} | {self.first_day})
        ends = [begin - timedelta(days=1) for begin in begins[1:]]
        for begin, end in zip(begins, [*ends, last], strict=True):
            wide = terms_of(self._values_on(begin, NO_PLAN))
            terms = {plan: terms_of(self._values_on(begin, plan), wide) for plan in self.plans}
            yield Period(self.name, begin, end, self.regions, terms, self.decided_here, wide)

    def _values_on(self, begin: date, plan: str) -> dict[str, Any]:
        return {v.path: v.value for v in self.values if v.plan == plan and v.holds_on(begin)}


@frozen
class Overlay:
    """Values that replace those of one edition, as a contract does."""

    name: str
    sources: tuple[Source, ...] = field(repr=False)
    values: tuple[Value, ...] = field(repr=False)


def edition_of(content: Mapping[str, Any], subject: str) -> Edition:
    """Return the edition that a file's content states; `subject` names it in what is Invalid."""
    faults: list[Fault] = []
    top = Table(content, Place("$", faults))
    name, title = _names(top)
    first = top.required("holds_from", day)
    regions = top.optional("regions", distinct(free=country))
    plans = top.required("plans", _plans)
    decided_here = top.optional("decided_here", text)
    titles = _titles(top)
    begins = first or EARLIEST
    frame = Frame(name, None, begins, begins, plans, titles, settled=first is not None)
    values = tuple(stated(top, frame))
    top.close()
    if faults:
        raise Invalid(subject, faults)
    sources = _sources(titles)
    governed = None if regions is None else frozenset(regions)
    return Edition(name, title, begins, governed, plans or (), decided_here, sources, values)


def overlaid_name(content: Mapping[str, Any], known: Sequence[str], subject: str) -> str:
    """Return the name of the edition, one of those known, over which an overlay lies."""
    faults: list[Fault] = []
    named = Table(content, Place("$", faults)).required("overlays", choice(known))
    if named is None:
        raise Invalid(subject, faults)
    return named


def overlay_of(content: Mapping[str, Any], edition: Edition, subject: str) -> Overlay:
    """Return the overlay over this edition that the content of a file states."""
    faults: list[Fault] = []
    top = Table(content, Place("$", faults))
    name, _ = _names(top)
    top.required("overlays", choice([edition.name]))
    since = top.optional("holds_from", day)
    if since is not None and since < edition.first_day:
        expected = f"a day from {edition.first_day}, the first of {edition.name}"
        top.place.at("holds_from").fault(str(since), expected, "leave it out, or begin later")
        since = None
    titles = _titles(top)
    frame = Frame(
        edition=edition.name,
        overlay=name,
        first_day=edition.first_day,
        holds_from=since or edition.first_day,
        plans=edition.plans,
        titles=titles,
        headings={v.path: Heading(v.label, v.unit, v.clause) for v in edition.values},
        settled=since is not None or "holds_from" not in top,
    )
    values = tuple(stated(top, frame))
    top.close()
    if not values and not faults:
        top.place.fault("no values", "at least one", "state what the overlay replaces")
    if faults:
        raise Invalid(subject, faults)
    return Overlay(name, _sources(titles), values)


def _names(top: Table) -> tuple[str, str]:
    top.required("schema", whole(SCHEMA, SCHEMA))
    name, title = top.required("name", text), top.required("title", text)
    top.optional("note", text)
    return name or "", title or ""


def _plans(given: object, place: Place) -> tuple[str, ...] | None:
    names = distinct()(given, place)
    if names is not None and NO_PLAN in names:
        expected = "the name of a plan: this one stands for there being none"
        place.at(names.index(NO_PLAN)).fault(shown(NO_PLAN), expected, "choose another name")
        return None
    return names


def _titles(top: Table) -> dict[str, str] | None:
    sources = top.optional("sources", table)
    if sources is None:
        return None if "sources" in top else {}
    found = {}
    for tag in sources:
        source = sources.required(tag, table)
        if source is not None:
            found[tag] = source.required("title", text) or tag
            source.optional("address", text)
            source.close()
        else:
            found[tag] = tag
    return found


def _sources(titles: Mapping[str, str] | None) -> tuple[Source, ...]:
    return tuple(Source(tag, title) for tag, title in (titles or {}).items())
