"""The shipped examples: what each asks, what it should come to, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, TypeVar

from attrs import frozen

import aligner_rules
from aligner_rules.model.case import Case
from aligner_rules.model.faults import Invalid
from aligner_rules.model.request import Request
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import Decision, Outcome
from aligner_rules.readings.quotation import Quote
from aligner_rules.readings.verbs import decide, quote
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.files import parsed
from aligner_rules.rulebook.inspection import (
    Place,
    Table,
    choice,
    day,
    distinct,
    listed,
    table,
    text,
    whole,
)
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.prices import PriceBook, load_prices
from aligner_rules.wire.files import load_case, load_request

T = TypeVar("T")

UNDETERMINED: Final = Outcome.UNDETERMINED.value
"""What an example states for a total that is not known."""

_INDEX: Final = "examples.toml"
_SCHEMA: Final = 1


@frozen
class Expected:
    """What an example should come to; what is None is not compared."""

    outcome: str
    codes: tuple[str, ...]
    opens_on: date | None
    consequences: tuple[str, ...] | None
    total: str | None
    missing: tuple[str, ...] | None


@frozen
class Example:
    """One question with its files, the clauses that it shows and what it should come to."""

    name: str
    title: str
    rows: tuple[str, ...]
    case: str
    order: str
    as_of: date
    rulebooks: tuple[str, ...] | None
    overlays: tuple[str, ...]
    prices: str
    expected: Expected


@frozen
class Answer:
    """What an example came to."""

    example: Example
    case: Case
    request: Request
    decision: Decision
    quote: Quote

    @property
    def differences(self) -> tuple[str, ...]:
        """What came out otherwise than the example states, in words; none where all is well."""
        expected = self.example.expected
        came = {
            "outcome": self.decision.outcome.value,
            "codes": self.decision.codes,
            "opens_on": self.decision.opens_on,
            "consequences": tuple(one.code for one in self.decision.consequences),
            "total": UNDETERMINED if self.quote.total is UNKNOWN else str(self.quote.total),
            "missing": self.quote.missing,
        }
        return tuple(
            f"{name} is {_told(found)}, and should be {_told(due)}"
            for name, found in came.items()
            if (due := getattr(expected, name)) is not None and due != found
        )


def _told(value: Any) -> str:
    return (", ".join(value) or "none") if isinstance(value, tuple) else str(value)


@cache
def folder() -> Traversable:
    """Return the folder of the examples: in the installed package, or beside its source."""
    packaged = files(aligner_rules).joinpath("examples")
    if packaged.joinpath(_INDEX).is_file():
        return packaged
    return Path(aligner_rules.__file__).parents[2] / "examples"


@cache
def examples() -> tuple[Example, ...]:
    """Return every shipped example, in the order of the index; Invalid where that is at fault."""
    content = parsed(folder().joinpath(_INDEX).read_bytes(), _INDEX)
    return index_of(content)


def index_of(content: dict[str, Any]) -> tuple[Example, ...]:
    """Return the examples that the content of an index states, or Invalid with all its faults."""
    place = Place("$", [])
    top = Table(content, place)
    top.required("schema", whole(_SCHEMA, _SCHEMA))
    prices = top.required("prices", text)
    entries = top.required("examples", listed(table, "tables")) or []
    found = [_example(entry, prices) for entry in entries if entry is not None]
    top.close()
    if place.faults:
        raise Invalid(_INDEX, place.faults)
    return tuple(found)


def _example(entry: Table, prices: Any) -> Example:
    need: Any = entry.required
    found = Example(
        name=need("name", text),
        title=need("title", text),
        rows=need("rows", distinct()),
        case=need("case", text),
        order=need("order", text),
        as_of=need("as_of", day),
        rulebooks=entry.optional("rulebooks", distinct()),
        overlays=entry.optional("overlays", distinct()) or (),
        prices=entry.optional("prices", text) or prices,
        expected=need("expect", _expected),
    )
    entry.close()
    return found


def _expected(given: object, place: Place) -> Expected | None:
    expect = table(given, place)
    if expect is None:
        return None
    need: Any = expect.required
    found = Expected(
        outcome=need("outcome", choice([each.value for each in Outcome])),
        codes=need("codes", distinct(least=0)),
        opens_on=expect.optional("opens_on", day),
        consequences=expect.optional("consequences", distinct(least=0)),
        total=expect.optional("total", text),
        missing=expect.optional("missing", distinct(least=0)),
    )
    expect.close()
    return found


def answer(example: Example) -> Answer:
    """Return what an example comes to, by its own rulebooks, overlays and prices."""
    case, request = _case(example.case), _request(example.order)
    book = _book(example.rulebooks, example.overlays)
    asked: dict[str, Any] = {"as_of": example.as_of, "book": book}
    decision = decide(case, request, **asked)
    quoted = quote(case, request, **asked, prices=_prices(example.prices))
    return Answer(example, case, request, decision, quoted)


def answers() -> Iterator[Answer]:
    """Yield what each shipped example comes to."""
    return map(answer, examples())


def _at(name: str, load: Callable[[Path], T]) -> T:
    with as_file(folder().joinpath(name)) as path:
        return load(path)


@cache
def _case(name: str) -> Case:
    return _at(name, load_case)


@cache
def _request(name: str) -> Request:
    return _at(name, load_request)


@cache
def _prices(name: str) -> PriceBook:
    return _at(name, load_prices)


@cache
def _book(rulebooks: tuple[str, ...] | None, overlays: tuple[str, ...]) -> Rulebook:
    """Return the book of these editions, packaged ones by name and others by their files."""
    own = [each for each in rulebooks or () if each.endswith(".toml")]
    files = (*own, *overlays)

    def laid(chosen: tuple[Path, ...]) -> Rulebook:
        if len(chosen) < len(files):
            return _at(files[len(chosen)], lambda path: laid((*chosen, path)))
        paths = dict(zip(own, chosen, strict=False))
        named = None if rulebooks is None else [paths.get(each, each) for each in rulebooks]
        return load_rulebooks(named, chosen[len(own) :])

    return laid(())
