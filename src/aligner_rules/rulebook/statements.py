"""Reading what a rulebook file states of each term: its label and its dated, sourced values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.book import Value, after
from aligner_rules.rulebook.inspection import (
    NOTHING,
    Place,
    Table,
    day,
    distinct,
    flag,
    listed,
    table,
    text,
)
from aligner_rules.rulebook.schema import TERMS, Term
from aligner_rules.rulebook.terms import GROUPS, NO_PLAN
from aligner_rules.rulebook.timeline import Span, note_gaps, note_overlaps


@frozen
class Heading:
    """What is said once of a term, above its values."""

    label: str
    unit: str | None
    clause: str | None


@frozen
class Frame:
    """What the values of a file are read against.

    `plans` and `titles` are None where the file does not state them soundly, and `settled` is
    false where it does not state its first day so: what hangs on them is not judged then, so that
    one fault is not told many times. `headings` are those of the edition under an overlay; None
    makes the file an edition, which must state every term of every plan.
    """

    edition: str
    overlay: str | None
    first_day: date
    holds_from: date
    plans: tuple[str, ...] | None
    titles: Mapping[str, str] | None
    settled: bool = True
    headings: Mapping[str, Heading] | None = None

    @property
    def complete(self) -> bool:
        """Whether silence about a term or a plan is a fault."""
        return self.headings is None

    def above(self, plan: str) -> tuple[str, ...]:
        """Return the plans that are more comprehensive than this one, as far as is known."""
        return () if self.plans is None else after(plan, self.plans)


@frozen
class _Statement:
    """One entry of `values`; None for days or plans that are at fault, NO_PLAN for no plan."""

    place: Place
    plans: tuple[str, ...] | None
    holds_from: date | None
    holds_until: date | None
    value: Any
    sources: tuple[str, ...]
    decided_here: str | None
    note: str | None


def stated(content: Table, frame: Frame) -> list[Value]:
    """Return every value that a file states, term by term, with all faults noted."""
    found: list[Value] = []
    for group in GROUPS:
        group_table = _part(content, group, frame)
        if group_table is None:
            continue
        for term in TERMS.values():
            if term.group == group:
                found.extend(_values_of(term, group_table, frame))
        group_table.close()
    return found


def _values_of(term: Term, group: Table, frame: Frame) -> Iterator[Value]:
    term_table = _part(group, term.name, frame)
    if term_table is None:
        return
    heading = _heading(term_table, frame.headings[term.path] if frame.headings else None)
    entries = term_table.required("values", listed(table, "tables")) or []
    term_table.close()
    statements = [_statement(entry, term, frame) for entry in entries if entry is not None]
    _note_silence(term_table.place.at("values"), statements, _governed(term, frame), frame)
    for statement in statements:
        for plan in statement.plans or ():
            yield Value(
                path=term.path,
                plan=plan,
                edition=frame.edition,
                holds_from=statement.holds_from or frame.holds_from,
                holds_until=statement.holds_until,
                value=term.named(statement.value, frame.above(plan)),
                label=heading.label,
                unit=heading.unit,
                clause=heading.clause,
                sources=statement.sources,
                decided_here=statement.decided_here,
                note=statement.note,
                overlay=frame.overlay,
            )


def _part(whole: Table, key: str, frame: Frame) -> Table | None:
    if frame.complete:
        return whole.required(key, table, "what every plan has, unknown = true where it is unknown")
    return whole.optional(key, table)


def _heading(term_table: Table, below: Heading | None) -> Heading:
    if below is None:
        label = term_table.required("label", text) or ""
        return Heading(
            label, term_table.optional("unit", text), term_table.optional("clause", text)
        )
    return Heading(
        label=term_table.optional("label", text) or below.label,
        unit=term_table.optional("unit", text) or below.unit,
        clause=term_table.optional("clause", text) or below.clause,
    )


def _statement(entry: Table, term: Term, frame: Frame) -> _Statement:
    plans = _plans(entry, term, frame)
    first, last = _days(entry, frame)
    value = _value(entry, term, plans or (), frame)
    cited = (
        entry.optional("source", distinct(None if frame.titles is None else [*frame.titles])) or ()
    )
    decided_here, note = entry.optional("decided_here", text), entry.optional("note", text)
    if value is not UNKNOWN and not ("source" in entry or "decided_here" in entry):
        entry.place.fault(
            "a value without a source",
            "where it is written",
            "cite a source, say in decided_here what was decided, or state unknown = true",
        )
    entry.close()
    titles = tuple((frame.titles or {}).get(tag, tag) for tag in cited)
    return _Statement(entry.place, plans, first, last, value, titles, decided_here, note)


def _plans(entry: Table, term: Term, frame: Frame) -> tuple[str, ...] | None:
    if not term.wide:
        return entry.required("plans", distinct(frame.plans))
    if "plans" in entry:
        entry.optional("plans", lambda *_: None)
        expected = f"no plans: {term.path} holds for the whole edition"
        entry.place.at("plans").fault("plans", expected, "leave plans out")
    return (NO_PLAN,)


def _governed(term: Term, frame: Frame) -> tuple[str, ...] | None:
    """Return the plans of which a value must be stated; NO_PLAN alone for the whole edition."""
    return (NO_PLAN,) if term.wide else frame.plans


def _days(entry: Table, frame: Frame) -> tuple[date | None, date | None]:
    first = entry.optional("holds_from", day) if "holds_from" in entry else frame.holds_from
    last = entry.optional("holds_until", day)
    if "holds_until" in entry and last is None:
        return None, None
    if first is not None and first < frame.first_day:
        expected = f"a day from {frame.first_day}, the first of {frame.edition}"
        entry.place.at("holds_from").fault(str(first), expected, "leave it out")
        return None, None
    if first is not None and last is not None and last < first:
        expected = f"a day from {first}, on which it begins"
        entry.place.at("holds_until").fault(str(last), expected, "exchange the two")
        return None, None
    return first, last


def _value(entry: Table, term: Term, plans: tuple[str, ...], frame: Frame) -> Any:
    rising = _common_targets(plans, frame)
    read = entry.optional("value", lambda given, place: term.read(given, place, rising))
    unknown = entry.optional("unknown", flag)
    if unknown is False:
        entry.place.at("unknown").fault("false", "true", "leave unknown out beside a value")
    if "value" in entry and "unknown" in entry:
        entry.place.fault("value and unknown", "one of the two", "remove one")
    if "value" not in entry and "unknown" not in entry:
        remedy = "state unknown = true where no source gives a value"
        entry.place.fault("neither value nor unknown", "one of the two", remedy)
    return read if "value" in entry else UNKNOWN


def _common_targets(plans: tuple[str, ...], frame: Frame) -> tuple[str, ...] | None:
    """Return the plans above every one of these, to which alone they may all be upgraded."""
    if frame.plans is None:
        return None
    above = [set(frame.above(plan)) for plan in plans]
    return tuple(plan for plan in frame.plans if all(plan in each for each in above))


def _note_silence(
    place: Place, statements: list[_Statement], plans: tuple[str, ...] | None, frame: Frame
) -> None:
    """Note plans of which nothing is said, and days of which nothing or two things are."""
    if plans is None or not frame.settled:
        return
    if any(each.plans is None or each.holds_from is None for each in statements):
        return
    for plan in plans:
        what, every = ("the edition", "a value") if plan == NO_PLAN else (plan, "every plan")
        spans = [
            Span(each.holds_from, each.holds_until, each.place, what)
            for each in statements
            if each.holds_from is not None and plan in (each.plans or ())
        ]
        note_overlaps(spans)
        if frame.complete and not spans:
            place.fault(f"{NOTHING} for {what}", every, "state its value or unknown = true")
        if frame.complete:
            note_gaps(spans, frame.first_day, to_the_end=True)
