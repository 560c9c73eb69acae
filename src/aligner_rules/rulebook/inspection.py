"""Reading a file's content with every fault noted: where, what was given, expected, and to do."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Final, TypeVar

from attrs import field, frozen

from aligner_rules.model.dates import EARLIEST, LATEST
from aligner_rules.model.faults import Fault, shown

T = TypeVar("T")

NOTHING: Final = "nothing"
"""What a fault says was given where something is missing."""

DATE: Final = f"a date that exists, from {EARLIEST} to {LATEST}"
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_DATE_FORM: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def did_you_mean(word: object, known: Sequence[str]) -> str:
    """Return the advice for a name that is not known: the nearest known name, or all of them.

    >>> did_you_mean("flex", ["FLEX", "MINI"])
    'did you mean FLEX?'
    >>> did_you_mean("GOLD", ["FLEX", "MINI"])
    'known: FLEX, MINI'
    """
    by_lower = {name.lower(): name for name in known}
    near = get_close_matches(str(word).lower(), by_lower, n=1)
    if near:
        return f"did you mean {by_lower[near[0]]}?"
    return f"known: {', '.join(known)}" if known else "none is known here"


def why_no_date(text: str) -> str | None:
    """Return why a text like YYYY-MM-DD is no date; None where it is one or of another form.

    >>> why_no_date("2024-06-31"), why_no_date("2024-13-01"), why_no_date("2024-06-30")
    ('June has 30 days', 'there is no month 13', None)
    """
    form = _DATE_FORM.fullmatch(text)
    if form is None:
        return None
    year, month, day = (int(part) for part in form.groups())
    if not EARLIEST.year <= year <= LATEST.year:
        return f"years go from {EARLIEST.year} to {LATEST.year}"
    if not 1 <= month <= len(month_name) - 1:
        return f"there is no month {month}"
    days = monthrange(year, month)[1]
    of = f"{month_name[month]} {year}" if month == 2 else month_name[month]  # noqa: PLR2004
    return None if 1 <= day <= days else f"{of} has {days} days"


@frozen
class Place:
    """A place in a file's content, and the list to which its faults go."""

    where: str
    faults: list[Fault] = field(eq=False, repr=False)

    def at(self, key: str | int) -> Place:
        """Return the place of a key or an item inside this one.

        >>> Place("$", []).at("prices").at("flex.aligner").at("amounts").at(1).where
        '$.prices."flex.aligner".amounts[1]'
        """
        if isinstance(key, int):
            return Place(f"{self.where}[{key}]", self.faults)
        name = key if _BARE_KEY.fullmatch(key) else f'"{key}"'
        return Place(f"{self.where}.{name}", self.faults)

    def fault(self, given: str, expected: str, remedy: str) -> None:
        """Note that this place is at fault."""
        self.faults.append(Fault(where=self.where, given=given, expected=expected, remedy=remedy))


Reader = Callable[[object, Place], T | None]
"""Reads what was given at a place; None where it is at fault, which is then noted."""


class Table:
    """A table of a file: every key is read by name, and a key that nobody reads is a fault."""

    __slots__ = ("_content", "_known", "place")

    def __init__(self, content: Mapping[str, object], place: Place) -> None:
        self.place = place
        self._known: list[str] = []
        self._content = content

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def optional(self, key: str, read: Reader[T]) -> T | None:
        """Return what stands under the key; None where it is absent or at fault."""
        self._known.append(key)
        return read(self._content[key], self.place.at(key)) if key in self._content else None

    def required(self, key: str, read: Reader[T], expected: str = "a value") -> T | None:
        """Return what stands under the key; None where it is at fault, and absence is one."""
        if key not in self._content:
            self.place.at(key).fault(NOTHING, expected, f"state {key}")
        return self.optional(key, read)

    def close(self) -> None:
        """Note every key that was not read."""
        for key in self._content:
            if key not in self._known:
                expected = f"one of {', '.join(self._known)}"
                self.place.at(key).fault(shown(key), expected, did_you_mean(key, self._known))


def text(given: object, place: Place) -> str | None:
    """Return a text that is not blank."""
    if type(given) is str and given.strip():
        return given.strip()
    place.fault(shown(given), "a text", "write it in quotes, and not empty")
    return None


def flag(given: object, place: Place) -> bool | None:
    """Return true or false."""
    if type(given) is bool:
        return given
    place.fault(shown(given), "true or false", "write true or false, without quotes")
    return None


def whole(least: int, most: int) -> Reader[int]:
    """Return a reader of whole numbers from `least` to `most`."""

    def read(given: object, place: Place) -> int | None:
        if type(given) is int and least <= given <= most:
            return given
        expected = f"a whole number from {least} to {most}"
        remedy = "choose one" if type(given) is int else "write digits, without quotes or a point"
        place.fault(shown(given), expected, remedy)
        return None

    return read


def choice(choices: Sequence[str]) -> Reader[str]:
    """Return a reader of one of the texts that are offered."""

    def read(given: object, place: Place) -> str | None:
        if type(given) is str and given in choices:
            return given
        expected = f"one of {', '.join(choices)}" if choices else "nothing: none is defined"
        place.fault(shown(given), expected, did_you_mean(given, choices))
        return None

    return read


def day(given: object, place: Place) -> date | None:
    """Return a day from EARLIEST to LATEST, as a date of the file or as text."""
    found = given
    if type(given) is str and _DATE_FORM.fullmatch(given):
        why = why_no_date(given)
        if why is not None:
            place.fault(shown(given), DATE, why)
            return None
        found = date.fromisoformat(given)
    if type(found) is date and EARLIEST <= found <= LATEST:
        return found
    place.fault(shown(given), DATE, "write it as YYYY-MM-DD, without a time of day")
    return None


def listed(read: Reader[T], what: str) -> Reader[list[T | None]]:
    """Return a reader of a list, each item by the given reader; `what` names the items."""

    def read_list(given: object, place: Place) -> list[T | None] | None:
        if isinstance(given, list):
            return [read(item, place.at(number)) for number, item in enumerate(given)]
        place.fault(shown(given), f"a list of {what}", "write it in square brackets")
        return None

    return read_list


def country(given: object, place: Place) -> str | None:
    """Return the ISO 3166 code of a country."""
    code = text(given, place)
    if code is None or (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):  # noqa: PLR2004
        return code
    remedy = 'write "US" for the United States'
    place.fault(shown(given), "an ISO 3166 code of two capitals", remedy)
    return None


def distinct(
    choices: Sequence[str] | None = None, *, least: int = 1, free: Reader[str] = text
) -> Reader[tuple[str, ...]]:
    """Return a reader of a list of different texts, at least so many, each among the choices.

    Without choices, each is read as a `free` one is.
    """
    each = free if choices is None else choice(choices)

    def read(given: object, place: Place) -> tuple[str, ...] | None:
        items = listed(each, "texts")(given, place)
        if items is None:
            return None
        if len(items) < least:
            place.fault("an empty list", "at least one", "name one, or leave the table out")
            return None
        for number, item in enumerate(items):
            if item is not None and item in items[:number]:
                place.at(number).fault(shown(item), "each one once", "remove the second")
        found = tuple(dict.fromkeys(item for item in items if item is not None))
        return found if len(found) == len(items) else None

    return read


def table(given: object, place: Place) -> Table | None:
    """Return a table, to be read key by key."""
    if isinstance(given, Mapping):
        return Table(given, place)
    place.fault(shown(given), "a table", "write it as [table] or { key = value }")
    return None
