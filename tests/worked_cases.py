"""The worked cases of `tests/worked/*.toml`: read, and told as the questions that they ask.

`docs/worked.md` tells how they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Final

from attrs import evolve, field, frozen

from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.ledger import rows
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.files import content_of
from aligner_rules.rulebook.inspection import (
    Place,
    Table,
    choice,
    day,
    did_you_mean,
    distinct,
    listed,
    table,
    text,
    whole,
)
from aligner_rules.rulebook.loading import load_rulebooks, packaged
from aligner_rules.rulebook.prices import PriceBook, load_prices

ROOT: Final = Path(__file__).parent.parent
FOLDER: Final = Path(__file__).parent / "worked"
PRICES: Final = "examples/prices/example-flex-usd.toml"
USUAL: Final = "usual"
"""The base of every case that names none."""


@frozen
class Worked:
    """One worked case, for one plan and one day of approval of those that it speaks of.

    `given` are the plain values of all that is asked about, as JSON has them; `expect` is what is
    to come out, by question.
    """

    file: str
    name: str
    title: str
    rows: tuple[str, ...]
    side: str | None
    variant: str
    given: Mapping[str, Any] = field(hash=False, repr=False)
    expect: Mapping[str, Any] = field(hash=False, repr=False)

    @property
    def id(self) -> str:
        """The case as a test names it."""
        return " ".join(part for part in (self.file, self.name, self.variant) if part)

    @property
    def as_of(self) -> date:
        """The day that is asked about."""
        asked: date = self.given["as_of"]
        return asked

    @property
    def book(self) -> Rulebook:
        """The rulebook that governs: the packaged editions unless the case names others."""
        given = self.given
        books, overlays = given.get("rulebooks"), given.get("overlays", ())
        return _book(books, overlays, _Terms(given.get("terms", {})))

    @property
    def is_packaged(self) -> bool:
        """Whether the packaged editions govern, just as they are."""
        return not {"rulebooks", "overlays", "terms"} & set(self.given)

    @property
    def prices(self) -> PriceBook:
        """The price book by which it is priced."""
        return _prices(self.given.get("prices", PRICES))


_GIVEN: Final = {
    "rulebooks": distinct(),
    "overlays": distinct(),
    "prices": text,
    "as_of": day,
    "case": table,
    "request": table,
    "policy": text,
    "facts": table,
    "item": text,
    "calendar": table,
    "account": table,
    "released_on": text,
}
"""What a base or a case may give, and how it is read; `terms`, `plan`, `approved_on` besides."""


def worked_cases(folder: Path = FOLDER) -> tuple[Worked, ...]:
    """Return every worked case, file by file; Invalid where one of them is at fault."""
    return tuple(one for path in sorted(folder.glob("*.toml")) for one in _cases_of(path))


def held_otherwise(folder: Path = FOLDER) -> dict[str, str]:
    """Return the rows that another test holds than a worked case, each with the name of the test.

    They stand in `otherwise/rows.toml`, which tells why no worked case can show them.
    """
    path = folder / "otherwise" / "rows.toml"
    return {row: told["test"] for row, told in content_of(path, path.name)["rows"].items()}


@cache
def _cases_of(path: Path) -> tuple[Worked, ...]:
    return tuple(cases_in(content_of(path, path.name), path.stem))


def cases_in(content: dict[str, Any], file: str) -> Iterator[Worked]:
    """Yield the cases of a file's content; Invalid with all that is wrong in it."""
    place = Place("$", [])
    top = Table(content, place)
    top.required("schema", whole(1, 1))
    top.required("title", text)
    bases = top.optional("bases", table)
    given = {name: _entry(bases, name) for name in bases or ()}
    entries = top.required("cases", listed(table, "tables")) or []
    top.close()
    found = [_case(entry, given, file) for entry in entries if entry is not None]
    names = [name for name, *_ in found]
    for number, name in enumerate(names):
        if name in names[:number]:
            place.at("cases").at(number).at("name").fault(shown(name), "a name of its own", "")
    if place.faults:
        raise Invalid(f"worked cases {file}", place.faults)
    for _, variants in found:
        yield from variants


def _entry(bases: Any, name: str) -> dict[str, Any]:
    entry: Any = bases.optional(name, table)
    if entry is None:
        return {}
    found = _given(entry)
    found["base"] = entry.optional("base", text)
    entry.close()
    return found


def _given(entry: Table) -> dict[str, Any]:
    """Return what a base or a case gives, tables as plain mappings."""
    found: dict[str, Any] = {}
    for key, read in _GIVEN.items():
        if key in entry:
            value: Any = entry.optional(key, read)
            found[key] = _plain(value)
    for key in ("terms", "plan", "approved_on"):
        if key in entry:
            found[key] = entry.optional(key, lambda given, _: given)
    return found


def _plain(value: Any) -> Any:
    return value._content if isinstance(value, Table) else value


def _case(entry: Table, bases: Mapping[str, dict[str, Any]], file: str) -> tuple[str, list[Worked]]:
    need: Any = entry.required
    name, title = need("name", text), need("title", text)
    shows = need("rows", distinct(rows()))
    side = entry.optional("side", choice(("inside", "outside")))
    base = entry.optional("base", choice([*bases]))
    own = _given(entry)
    expect = _expected(entry)
    entry.close()
    given = _over(_based(base or (USUAL if USUAL in bases else None), bases), own)
    if "as_of" not in given:
        entry.place.at("as_of").fault("nothing", "a day", "state as_of")
    one = Worked(file, name, title, shows, side, "", given, expect)
    return name, [*_variants(one)]


def _expected(entry: Table) -> dict[str, Any]:
    """Return what is to come out; what is allowed has no reasons, all else has to name them."""
    stated: Any = entry.required("expect", table)
    if stated is None:
        return {}
    expect = {**_plain(stated)}
    outcome, place = expect.get("outcome"), entry.place.at("expect")
    if outcome == "allowed":
        expect.setdefault("codes", [])
    elif outcome is not None and "codes" not in expect:
        place.at("codes").fault("nothing", "the codes of all reasons", "state codes")
    if outcome == "undetermined" and "unknown" not in expect:
        place.at("unknown").fault("nothing", "what would have to be known", "state unknown")
    return expect


def _based(base: str | None, bases: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    if base is None:
        return {}
    own = dict(bases[base])
    found: dict[str, Any] = _over(_based(own.pop("base"), bases), own)
    return found


def _over(under: Any, over: Any) -> Any:
    """Return one value laid over another: tables key by key, all else as a whole."""
    if not (isinstance(under, Mapping) and isinstance(over, Mapping)):
        return over
    merged: dict[str, Any] = {
        key: _over(value, over[key]) if key in over else value for key, value in under.items()
    }
    return {**merged, **{key: value for key, value in over.items() if key not in under}}


def _variants(one: Worked) -> Iterator[Worked]:
    """Yield the case for each plan and each day of approval that it speaks of."""
    given = dict(one.given)
    plans, days = (_several(given.pop(key, None)) for key in ("plan", "approved_on"))
    for plan, approved_on in product(plans, days):
        case = dict(given.get("case", {}))
        if plan is not None or approved_on is not None:
            told = {"name": plan, "approved_on": approved_on}
            stated = {key: value for key, value in told.items() if value is not None}
            case["plan"] = plan if plan in _WORDS else _over(case.get("plan", {}), stated)
        chosen = (plan if len(plans) > 1 else None, approved_on if len(days) > 1 else None)
        variant = ", ".join(str(each) for each in chosen if each is not None)
        yield evolve(one, given={**given, "case": case}, variant=variant)


def _several(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


_WORDS: Final = ("none", "unknown")
"""What stands in a worked case for what there is none of, and for what nobody knows."""


def in_json(given: Any) -> Any:
    """Return a value of a worked case as JSON has it: "none" is null, "unknown" is left out."""
    if isinstance(given, Mapping):
        return {key: in_json(value) for key, value in given.items() if value != "unknown"}
    if isinstance(given, list | tuple):
        return [in_json(value) for value in given]
    if isinstance(given, date | datetime):
        return given.isoformat()
    return None if isinstance(given, str) and given == "none" else given


@frozen(eq=False)
class _Terms:
    """Terms that a case states, told apart by how they are written."""

    stated: Mapping[str, Any]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Terms) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        return repr(sorted(self.stated.items()))


@cache
def _book(editions: tuple[str, ...] | None, overlays: tuple[str, ...], terms: _Terms) -> Rulebook:
    named = None if editions is None else [_location(each) for each in editions]
    book = load_rulebooks(named, [ROOT / each for each in overlays])
    changes = {p: UNKNOWN if value == "unknown" else value for p, value in terms.stated.items()}
    return book.evolve(changes) if changes else book


def _location(edition: str) -> str:
    return edition if edition in packaged() else str(ROOT / edition)


@cache
def _prices(path: str) -> PriceBook:
    return load_prices(ROOT / path)


def differences(found: Any, due: Any, where: str = "$") -> Iterator[str]:
    """Yield what is otherwise than it should be; what a worked case does not state is not compared.

    A key that the answer does not have is told as well.
    """
    if isinstance(due, Mapping) and isinstance(found, Mapping):
        for key, value in due.items():
            if key not in found:
                yield f"{where}: no {key}; {did_you_mean(key, [*found])}"
            else:
                yield from differences(found[key], value, f"{where}.{key}")
    elif isinstance(due, list) and isinstance(found, list) and len(due) == len(found):
        for number, value in enumerate(due):
            yield from differences(found[number], value, f"{where}[{number}]")
    elif due != found or isinstance(due, bool) is not isinstance(found, bool):
        yield f"{where} is {found!r}, and should be {due!r}"


def fault(where: str, given: Any, expected: str) -> Invalid:
    """Return what is raised about a worked case that cannot be asked."""
    return Invalid("worked case", [Fault(where, shown(given), expected, "put it right")])
