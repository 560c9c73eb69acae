"""How a model object is checked as it is built: every field, then what holds between fields.

A field's annotation is its check, ``date | None`` or ``tuple[Phase, ...]``; ``Annotated`` with a
`Must` narrows a type. UNKNOWN is taken where it is the field's default, and nowhere else.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from importlib import import_module
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Final, Union, get_args, get_origin, get_type_hints

from attrs import fields, frozen

from aligner_rules.model.dates import EARLIEST, LATEST
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.unknown import UNKNOWN

Reader = Callable[[Any], Any]
"""Takes a value, gives it as the model keeps it, or raises Invalid with every fault in it."""

Invariant = Callable[..., Iterator[Fault]]
"""Yields the faults between fields; its parameters are named as the fields that it looks at."""


@frozen
class Must:
    """What a value must be beyond its type; `remedy` says what to do where it is not.

    A fault never shows what was given where that may be `secret`.

    >>> even = Must(lambda number: number % 2 == 0, "an even number", "add 1")
    >>> even.holds(2), even.holds(3)
    (True, False)
    """

    holds: Callable[[Any], object]
    expected: str
    remedy: str | Callable[[Any], str]
    secret: bool = False


class Checked:
    """The base of model classes: an object that breaks a check is never built.

    Lists given for tuples or frozensets become such, and subclasses of date become dates. An
    invariant is asked once all fields that it names are sound and none of them is UNKNOWN.

    >>> @frozen
    ... class Stay(Checked):
    ...     first_on: date
    ...     last_on: date | None = UNKNOWN
    >>> Stay(date(2024, 2, 29))
    Stay(first_on=datetime.date(2024, 2, 29), last_on=UNKNOWN)
    >>> Stay("2024-02-29", True)
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: Stay is not valid, 2 faults:
    $.first_on: given '2024-02-29'; expected a date from 1900-01-01 to 2199-12-31; \
read it first: date.fromisoformat('2024-02-29')
    $.last_on: given True; expected a date from 1900-01-01 to 2199-12-31, or None; \
write it as date(2024, 6, 30)
    """

    __slots__ = ()
    invariants: ClassVar[tuple[Invariant, ...]] = ()
    imported_later: ClassVar[Mapping[str, str]] = {}
    """Types that a field's annotation names, with the modules that have them; an object that is
    built imports them, the class that is defined does not."""

    def __attrs_post_init__(self) -> None:
        """Raise Invalid with all faults of this object, if it has any."""
        cls: Any = type(self)
        faults: list[Fault] = []
        sound: dict[str, Any] = {}
        readers, invariants = _checks_of(cls)
        for name, read in readers:
            given = getattr(self, name)
            try:
                kept = read(given)
            except Invalid as invalid:
                faults.extend(fault.within(f".{name}") for fault in invalid.faults)
                continue
            if kept is not given:
                object.__setattr__(self, name, kept)
            if kept is not UNKNOWN:
                sound[name] = kept
        for names, invariant in invariants:
            if all(name in sound for name in names):
                faults.extend(invariant(*(sound[name] for name in names)))
        if faults:
            raise Invalid(cls.__name__, faults)


def hints_of(cls: type[Any]) -> dict[str, Any]:
    """Return the type of every field by its name, whatever has to be imported for it."""
    later = getattr(cls, "imported_later", {})
    found = {name: getattr(import_module(module), name) for name, module in later.items()}
    return get_type_hints(cls, localns=found, include_extras=True)


@cache
def _checks_of(
    cls: type[Any],
) -> tuple[list[tuple[str, Reader]], list[tuple[tuple[str, ...], Invariant]]]:
    hints = hints_of(cls)
    readers = [
        (field.name, _reader(hints[field.name], optional=field.default is UNKNOWN))
        for field in fields(cls)
    ]
    named = [(tuple(inspect.signature(each).parameters), each) for each in cls.invariants]
    return readers, named


def _reader(hint: Any, *, optional: bool = False) -> Reader:
    kinds = get_args(hint) if get_origin(hint) in (UnionType, Union) else (hint,)
    (kind,) = (kind for kind in kinds if kind is not NoneType)
    blank = _Blank(unknown=optional, none=NoneType in kinds)
    into = get_origin(kind)
    return _many(into, get_args(kind)[0], blank) if into in _GIVEN_FOR else _one(kind, blank)


_HIDDEN: Final = "something that may be secret"
"""What a fault shows in the place of it."""


@frozen
class _Blank:
    """Which ways to say nothing a field takes."""

    unknown: bool
    none: bool

    def takes(self, given: object) -> bool:
        return (given is UNKNOWN and self.unknown) or (given is None and self.none)

    def refused(
        self, given: object, expected: str, remedy: str, *, secret: bool = False
    ) -> Invalid:
        if given is UNKNOWN:
            remedy = "it has to be known, find it out first"
        elif given is None:
            remedy = "leave it out where it is not known" if self.unknown else "it has to be given"
        expected = f"{expected}, or None" if self.none else expected
        told = _HIDDEN if secret and given is not None and given is not UNKNOWN else shown(given)
        return Invalid("value", [Fault("$", told, expected, remedy)])


def _one(kind: Any, blank: _Blank) -> Reader:
    base, must = get_args(kind) if get_origin(kind) is Annotated else (kind, _plain(kind))
    holds, impostor = must.holds, _IMPOSTORS.get(base, ())

    def read(given: Any) -> Any:
        if type(given) is base and holds(given):  # what nearly every value is, told fast
            return given
        if blank.takes(given):
            return given
        if not isinstance(given, base) or isinstance(given, impostor):
            remedy = _other_type(base, given)
            raise blank.refused(given, must.expected, remedy, secret=must.secret)
        if not holds(given):
            remedy = must.remedy if isinstance(must.remedy, str) else must.remedy(given)
            raise blank.refused(given, must.expected, remedy)
        return date(given.year, given.month, given.day) if base is date else given

    return read


def _many(into: Any, kind: Any, blank: _Blank) -> Reader:
    read_each, sources = _reader(kind), _GIVEN_FOR[into]
    expected = f"a {_name(into)} of {_name(kind)} values"

    def read(given: Any) -> Any:
        if blank.takes(given):
            return given
        if not isinstance(given, sources):
            raise blank.refused(given, expected, "put what belongs in it into a list")
        try:
            return into(map(read_each, given))
        except Invalid:
            raise Invalid(expected, _faults_in(given, read_each)) from None

    return read


def _faults_in(values: Any, read: Reader) -> Iterator[Fault]:
    for index, value in enumerate(values):
        try:
            read(value)
        except Invalid as invalid:
            yield from (fault.within(f"[{index}]") for fault in invalid.faults)


def _name(kind: Any) -> str:
    return str((get_args(kind)[0] if get_origin(kind) is Annotated else kind).__name__)


_IMPOSTORS: Final[dict[type, type]] = {date: datetime, int: bool}
"""Subclasses that Python counts as the type, and nobody who writes a model means."""

_GIVEN_FOR: Final[dict[Any, Any]] = {
    tuple: (tuple, list),
    frozenset: (frozenset, set, tuple, list, range),
}
"""What may be given for a collection."""

_REMEDIES: Final[tuple[tuple[type, type, str], ...]] = (
    (datetime, str, "read it first: datetime.fromisoformat({given})"),
    (datetime, object, "say the time of day too, and its zone"),
    (date, datetime, "take the day it was at the practice: local_date(instant, zone)"),
    (date, str, "read it first: date.fromisoformat({given})"),
    (date, object, "write it as date(2024, 6, 30)"),
    (bool, object, "write True or False"),
    (int, bool, "write the number itself, not a truth value"),
    (int, object, "write a whole number, without quotes or a point"),
    (Enum, object, "use one of them"),
    (str, object, "write it as text, in quotes"),
    (object, object, "build one first"),
)
"""What to do about a value of another type than the one expected: the first that fits."""


def _other_type(base: type, given: object) -> str:
    return next(
        remedy.format(given=shown(given))
        for expected, found, remedy in _REMEDIES
        if issubclass(base, expected) and isinstance(given, found)
    )


def _plain(kind: type) -> Must:
    if kind is date:
        expected = f"a date from {EARLIEST} to {LATEST}"
        return Must(lambda day: EARLIEST <= day <= LATEST, expected, "put the year right")
    if kind is str:
        return Must(str.strip, "text that is not blank", "fill it in")
    names = {bool: "True or False", int: "a whole number"}
    if issubclass(kind, Enum):
        names[kind] = "one of " + ", ".join(shown(member) for member in kind)
    article = "an" if kind.__name__[0] in "AEIOU" else "a"
    return Must(lambda _: True, names.get(kind, f"{article} {kind.__name__}"), "")
