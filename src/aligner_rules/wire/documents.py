"""JSON as text: read with every fault of the text told, and written so that people can read it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any, Final, NoReturn

from attrs import frozen

from aligner_rules.model.faults import Fault, Invalid, shown

Location = str | PathLike[str]

NOTHING: Final = "nothing"
"""What a fault says was given where something is missing."""

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,60}")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MAYBE_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_MOST_DIGITS: Final = 300
_AROUND: Final = 20


def document_at(path: Location, subject: str) -> Any:
    """Return the plain values of a JSON file; `subject` names it in what is Invalid.

    A file that cannot be read, such as a folder, is `Invalid`, as is all that `document` refuses.
    """
    try:
        raw = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        _refuse(subject, shown(str(path)), "a file that can be read", why.lower())
    return document(raw, subject)


def document(text: str | bytes, subject: str) -> Any:
    """Return the plain values that a JSON text, or its bytes in UTF-8, stands for.

    Text that is no JSON is `Invalid`; so are all keys that one object has twice, NaN and
    Infinity, numbers beyond all measure and halves of characters, each with its place.

    >>> document('{"steps": {"upper": "3-5", "upper": "4"}, "sets": NaN}', "order")
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: order is not valid, 2 faults:
    $.steps.upper: given a key that stands there twice; expected each key once; remove one
    $.sets: given NaN; expected a number that JSON knows; write null for none, or leave it out
    """
    text = _decoded(text, subject)
    reading = _Reading()
    try:
        value = json.loads(
            text,
            object_pairs_hook=reading.members,
            parse_constant=reading.constant,
            parse_int=reading.whole,
        )
    except json.JSONDecodeError as error:
        raise Invalid(subject, [_syntax_fault(error)]) from error
    except RecursionError:
        _refuse(subject, "brackets inside brackets inside brackets", "JSON", "nest them less")
    if reading.doubtful or _MAYBE_SURROGATE.search(text):
        faults = list(_faults_in(value))
        if faults:
            raise Invalid(subject, faults)
    return value


def written(value: Any, path: Location | None = None) -> str:
    """Return plain values as JSON of many lines; a file that is named is written as well.

    >>> print(written({"upper": "3-5"}))
    {
      "upper": "3-5"
    }
    """
    text = json.dumps(value, indent=2, ensure_ascii=False)
    if path is not None:
        Path(path).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return text


def member(key: str) -> str:
    """Return how a pointer goes on to a key of an object.

    >>> member("shipped_on"), member("shipped on")
    ('.shipped_on', '."shipped on"')
    """
    if _BARE_KEY.fullmatch(key):
        return f".{key}"
    most = 60
    return "." + json.dumps(key if len(key) <= most else f"{key[: most - 3]}...")


def in_json(given: object) -> str:
    """Return a plain value as a fault shows it, in the spelling of JSON.

    >>> in_json(None), in_json(True), in_json(1), in_json("true")
    ('null', 'true', '1', "'true'")
    """
    if given is None:
        return "null"
    return str(given).lower() if isinstance(given, bool) else shown(given)


class _Members(dict[str, Any]):
    """An object of a document, with the keys that stand in it more than once."""

    __slots__ = ("repeated",)

    repeated: list[str]


@frozen
class _NoNumber:
    """What stands where a number was meant."""

    given: str


class _Reading:
    """One reading of a text, which remembers whether it met anything that may be a fault."""

    def __init__(self) -> None:
        self.doubtful = False

    def members(self, pairs: list[tuple[str, Any]]) -> _Members:
        found = _Members(pairs)
        found.repeated = []
        if len(found) < len(pairs):
            self.doubtful = True
            keys = [key for key, _ in pairs]
            found.repeated = [key for key in found if keys.count(key) > 1]
        return found

    def constant(self, name: str) -> _NoNumber:
        self.doubtful = True
        return _NoNumber(name)

    def whole(self, digits: str) -> int | _NoNumber:
        return int(digits) if len(digits) <= _MOST_DIGITS else self.constant(f"{digits[:20]}...")


def _decoded(text: str | bytes, subject: str) -> str:
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8")
    except UnicodeDecodeError as error:
        given = f"a byte that is not UTF-8, at {error.start}"
        _refuse(subject, given, "text in UTF-8", "save the file as UTF-8")
    return decoded.removeprefix("\ufeff")


def _syntax_fault(error: json.JSONDecodeError) -> Fault:
    around = error.doc[max(0, error.pos - _AROUND) : error.pos + _AROUND]
    given = f"line {error.lineno}, column {error.colno}: {shown(around)}"
    return Fault("$", given, "JSON", f"{error.msg[0].lower()}{error.msg[1:]}")


def _faults_in(value: Any) -> Iterator[Fault]:
    """Yield the faults of a document that parsing lets pass, in its order; without recursion."""
    pending = [("$", value)]
    while pending:
        where, here = pending.pop()
        if isinstance(here, _Members):
            for key in here.repeated:
                given = "a key that stands there twice"
                yield Fault(where + member(key), given, "each key once", "remove one")
            yield from (fault for key in here for fault in _halves(key, where))
            pending += [(where + member(key), each) for key, each in reversed(here.items())]
        elif isinstance(here, list):
            pending += reversed([(f"{where}[{index}]", each) for index, each in enumerate(here)])
        elif isinstance(here, _NoNumber):
            remedy = "write null for none, or leave it out"
            yield Fault(where, here.given, "a number that JSON knows", remedy)
        elif isinstance(here, str):
            yield from _halves(here, where)


def _halves(text: str, where: str) -> Iterator[Fault]:
    half = _SURROGATE.search(text)
    if half:
        given = f"half of a character, {half[0]!r}"
        yield Fault(where, given, "text in Unicode", "write the character itself")


def _refuse(subject: str, given: str, expected: str, remedy: str) -> NoReturn:
    raise Invalid(subject, [Fault("$", given, expected, remedy)])
