"""Values along time: whether they overlap or leave a day out, cut short, laid over each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import attrs
from attrs import frozen

from aligner_rules.rulebook.book import Value
from aligner_rules.rulebook.inspection import Place

_DAY = timedelta(days=1)


@frozen
class Span:
    """Days from the first to the last, both included; open where `last` is None.

    `place` is where a file states it, `what` says of what.
    """

    first: date
    last: date | None
    place: Place
    what: str


def note_overlaps(spans: Iterable[Span]) -> None:
    """Note each span that begins before one that began earlier has ended."""
    longest: Span | None = None
    for span in sorted(spans, key=lambda span: span.first):
        if longest is not None and _reaches(longest, span.first):
            span.place.at("holds_from").fault(
                f"{span.what} from {span.first}",
                f"no overlap with {longest.place.where} ({_days(longest)})",
                "end the one before the other begins",
            )
        if longest is None or (longest.last is not None and _reaches(span, longest.last)):
            longest = span


def note_gaps(spans: Iterable[Span], begins: date | None = None, *, to_the_end: bool) -> None:
    """Note each span before which days are left out: since `begins`, if given, or since the last.

    Days left out after all spans count as well where they must go on `to_the_end`.
    """
    longest: Span | None = None
    due = begins
    for span in sorted(spans, key=lambda span: span.first):
        if due is not None and span.first > due:
            span.place.at("holds_from").fault(
                f"{span.what} from {span.first}",
                f"no day left out since {due}",
                f"begin on {due}, or state what holds until {span.first - _DAY}",
            )
        if longest is None or (longest.last is not None and _reaches(span, longest.last)):
            longest = span
            due = None if span.last is None else span.last + _DAY
    if to_the_end and longest is not None and longest.last is not None:
        longest.place.at("holds_until").fault(
            f"{longest.what} until {longest.last}",
            "no day left out",
            f"state what holds from {longest.last + _DAY}, or leave holds_until out",
        )


def _reaches(span: Span, day: date) -> bool:
    return span.last is None or span.last >= day


def _days(span: Span) -> str:
    return f"from {span.first}" + ("" if span.last is None else f" until {span.last}")


def within(values: Iterable[Value], last: date | None) -> Iterator[Value]:
    """Yield the values as far as they hold until the last day; all of them where it is None."""
    for value in values:
        if last is None:
            yield value
        elif value.holds_from <= last:
            until = last if value.holds_until is None else min(last, value.holds_until)
            yield attrs.evolve(value, holds_until=until)


def laid_over(over: Value, values: Iterable[Value]) -> Iterator[Value]:
    """Yield the values with one laid over them, in place of what they say of its plan and days."""
    for value in values:
        if (value.path, value.plan) != (over.path, over.plan):
            yield value
            continue
        if value.holds_from < over.holds_from:
            yield from within([value], over.holds_from - _DAY)
        if over.holds_until is not None and value.holds_after(over.holds_until):
            yield attrs.evolve(value, holds_from=max(value.holds_from, over.holds_until + _DAY))
    yield over
