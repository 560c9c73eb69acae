"""Objects in JSON: each becomes an object of the package, or tells all of its faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin

import attrs
from attrs import evolve, frozen

from aligner_rules.model.checks import Checked, hints_of
from aligner_rules.model.event import REQUEST_KINDS
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.limit import UNKNOWN_LIMIT, Limit
from aligner_rules.model.money import Currency, Money
from aligner_rules.model.order import Order
from aligner_rules.model.phase import Phase
from aligner_rules.model.request import Request
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.inspection import did_you_mean
from aligner_rules.rulebook.terms import UNKNOWN_ALLOWANCE, Allowance
from aligner_rules.wire.documents import NOTHING, in_json, member
from aligner_rules.wire.values import plain_scalar, refused, spoken

if TYPE_CHECKING:
    from cattrs import Converter

Hook = Callable[[Any, Any], Any]
"""Takes a plain value, and a type, and gives what it stands for, or raises Invalid."""

_UNKNOWN_WHERE_ABSENT: Final[dict[str, set[str]]] = {
    "Reason": {"actual", "required", "lifts_on"},
    "WayOut": {"on", "orders"},
    "Result": {"many"},
    "QuoteLine": {"many", "unit_price", "amount", "basis", "unit", "units"},
    "Quote": {"total"},
    "Expiry": {"on", "months_left", "days_left", "emphasis", "overflowed"},
    "Allowances": {"expires_on", "expired"},
    "Balance": {"included", "used", "left", "lapsing"},
    "Delivery": {"earliest", "latest", "source", "skipped", "state", "shown"},
}
"""What a reading may leave UNKNOWN, by the name of its class, for many are never imported.

Of a model class the defaults tell it."""

_UNKNOWN_OF: Final[dict[Any, Any]] = {Limit: UNKNOWN_LIMIT, Allowance: UNKNOWN_ALLOWANCE}


@frozen
class _Member:
    """One key of an object: the type of its value, and whether it has to be there."""

    hint: Any
    nullable: bool
    required: bool
    absent: dict[str, Any]


@cache
def _members_of(cls: Any) -> Mapping[str, _Member]:
    hints = hints_of(cls)
    return {each.name: _member(cls, each, hints[each.name]) for each in attrs.fields(cls)}


def _member(cls: type[Any], attribute: attrs.Attribute[Any], hint: Any) -> _Member:
    kinds = get_args(hint) if get_origin(hint) in {UnionType, Union} else (hint,)
    (bare,) = (kind for kind in kinds if kind is not NoneType)
    blank = attribute.name in _UNKNOWN_WHERE_ABSENT.get(cls.__name__, ())
    required = attribute.default is attrs.NOTHING and not blank
    absent = {attribute.name: _UNKNOWN_OF.get(bare, UNKNOWN)} if blank else {}
    return _Member(bare, len(kinds) > 1, required, absent)


def object_reader(made: Converter, cls: Any) -> Hook:
    """Return the reader of objects of a class, by its attributes and their types.

    What a model class itself refuses is told together with the faults of its parts.
    """
    members = _members_of(cls)

    def read(given: Any, _: Any) -> Any:
        if not isinstance(given, dict):
            raise refused(given, "an object", "write it in braces, {...}")
        faults = list(_strangers(given, [*members]))
        found: dict[str, Any] = {}
        for name, each in members.items():
            try:
                found.update(_read_member(made, given, name, each))
            except Invalid as invalid:
                faults += [fault.within(f".{name}") for fault in invalid.faults]
                found[name] = UNKNOWN  # so that what can be judged without it is judged
        if faults:
            raise Invalid(cls.__name__, [*faults, *_more(cls, found)])
        return _built(cls, found)

    return read


def _read_member(
    made: Converter, given: dict[str, Any], name: str, each: _Member
) -> dict[str, Any]:
    if name not in given:
        if each.required:
            expected = _expected(made, each)
            raise Invalid("value", [Fault("$", NOTHING, expected, f"give {name}")])
        return each.absent
    raw = given[name]
    if raw is None and each.nullable:
        return {name: None}
    try:
        return {name: made.structure(raw, each.hint)}
    except Invalid as invalid:
        raise Invalid("value", [_completed(fault, raw, each) for fault in invalid.faults]) from None


def _expected(made: Converter, each: _Member) -> str:
    """Return what a value of this type has to be, as its reader says when it is given null."""
    try:
        made.structure(None, each.hint)
    except Invalid as invalid:
        return invalid.faults[0].expected
    return "a value"


def _completed(fault: Fault, raw: Any, each: _Member) -> Fault:
    """Return a fault with what only the object knows: whether its value may be null or absent."""
    if fault.where != "$":
        return fault
    expected = f"{fault.expected}, or null" if each.nullable else fault.expected
    if raw is not None:
        return evolve(fault, expected=expected)
    remedy = "it has to be given" if each.required else "leave it out where it is not known"
    return evolve(fault, expected=expected, remedy=remedy)


def _strangers(given: dict[str, Any], known: list[str]) -> Iterator[Fault]:
    for key in given:
        if key not in known:
            expected = f"one of the keys {', '.join(known)}"
            yield Fault(f"${member(key)}", shown(key), expected, did_you_mean(key, known))


def _more(cls: type[Any], found: dict[str, Any]) -> Iterator[Fault]:
    """Yield the faults that a model class tells of its sound parts, while others are not known."""
    if not issubclass(cls, Checked):
        return
    unsound = {f"$.{name}" for name, value in found.items() if value is UNKNOWN}
    try:
        cls(**found)
    except Invalid as invalid:
        yield from (spoken(fault) for fault in invalid.faults if fault.where not in unsound)


def _built(cls: type[Any], found: dict[str, Any]) -> Any:
    try:
        return cls(**found)
    except Invalid as invalid:
        raise Invalid(cls.__name__, map(spoken, invalid.faults)) from None


def request_reader(made: Converter, base: type[Request]) -> Hook:
    """Return the reader of requests; the key `kind` tells of which kind each is."""
    kinds = {kind: cls for kind, cls in REQUEST_KINDS.items() if issubclass(cls, base)}
    readers = {kind: object_reader(made, cls) for kind, cls in kinds.items()}

    def read(given: Any, _: Any) -> Any:
        if not isinstance(given, dict):
            raise refused(given, "an object", "write it in braces, {...}")
        kind = given.get("kind")
        if not isinstance(kind, str) or kind not in readers:
            shown_kind = in_json(kind) if "kind" in given else NOTHING
            expected = f"one of {', '.join(readers)}"
            fault = Fault("$.kind", shown_kind, expected, did_you_mean(kind, [*readers]))
            raise Invalid(base.__name__, [fault])
        rest = {key: value for key, value in given.items() if key != "kind"}
        return readers[kind](rest, kinds[kind])

    return read


def shipped_reader(made: Converter, _: Any) -> Hook:
    """Return the reader of what ships: an order has its `kind`, and a phase has none."""

    def read(given: Any, _: Any) -> Any:
        ordered = isinstance(given, dict) and "kind" in given
        return made.structure(given, Order if ordered else Phase)

    return read


def many_reader(made: Converter, hint: Any) -> Hook:
    """Return the reader of lists, into a tuple or a frozenset of one type."""
    into, of = get_origin(hint), get_args(hint)[0]

    def read(given: Any, _: Any) -> Any:
        if not isinstance(given, list):
            raise refused(given, "a list", "write it in square brackets, [...]")
        return into(_each(made, of, ((f"[{i}]", value) for i, value in enumerate(given))))

    return read


def mapping_reader(made: Converter, hint: Any) -> Hook:
    """Return the reader of objects whose keys are names and whose values are of one type."""
    of = get_args(hint)[1]

    def read(given: Any, _: Any) -> Any:
        if not isinstance(given, dict):
            raise refused(given, "an object", "write it in braces, {...}")
        values = _each(made, of, ((member(key), value) for key, value in given.items()))
        return dict(zip(given, values, strict=True))

    return read


def _each(made: Converter, of: Any, given: Iterator[tuple[str, Any]]) -> list[Any]:
    found: list[Any] = []
    faults: list[Fault] = []
    for where, value in given:
        try:
            found.append(made.structure(value, of))
        except Invalid as invalid:
            faults += [fault.within(where) for fault in invalid.faults]
    if faults:
        raise Invalid("value", faults)
    return found


@frozen
class _PlainMoney(Checked):
    """Money as JSON has it: flat."""

    minor: int
    currency: str
    exponent: int


def money_reader(made: Converter) -> Hook:
    """Return the reader of amounts: minor units, the currency's code and its exponent."""
    read_flat = object_reader(made, _PlainMoney)

    def read(given: Any, _: Any) -> Money:
        flat = read_flat(given, _PlainMoney)
        try:
            return Money(flat.minor, Currency(flat.currency, flat.exponent))
        except Invalid as invalid:
            renamed = (each.where.replace(".code", ".currency") for each in invalid.faults)
            faults = [
                evolve(fault, where=where)
                for fault, where in zip(invalid.faults, renamed, strict=True)
            ]
            raise Invalid("Money", faults) from None

    return read


def plain_money(money: Money) -> dict[str, Any]:
    """Return an amount as plain values.

    >>> plain_money(Money(4500, Currency("USD", 2)))
    {'minor': 4500, 'currency': 'USD', 'exponent': 2}
    """
    currency = money.currency
    return {"minor": money.minor, "currency": currency.code, "exponent": currency.exponent}


def object_writer(made: Converter, cls: Any) -> Callable[[Any], dict[str, Any]]:
    """Return the writer of objects of a class: what is UNKNOWN is left out."""
    kind = {"kind": cls.kind} if issubclass(cls, Request) else {}
    writers = {name: _writer(made, each.hint) for name, each in _members_of(cls).items()}

    def write(given: Any) -> dict[str, Any]:
        told = {name: getattr(given, name) for name in writers}
        plain = {name: writers[name](value) for name, value in told.items() if value is not UNKNOWN}
        return {**kind, **{name: value for name, value in plain.items() if value is not UNKNOWN}}

    return write


def _writer(made: Converter, hint: Any) -> Callable[[Any], Any]:
    if hint is Any:
        return plain_scalar
    if get_origin(hint) is Mapping:
        each = _writer(made, get_args(hint)[1])
        return lambda given: {key: each(value) for key, value in given.items()}
    return made.unstructure
