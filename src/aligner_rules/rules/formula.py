"""A rule as a formula: what comes out when a rule is called with symbols instead of facts.

A rule is called once with a `Formula` in the place of every fact and term. The operators of the
closed vocabulary build nodes; anything else a rule might do with its arguments is refused loudly.
Equal formulas are one object, so what a policy says twice is computed once. The readings fold the
result: into columns, into a proof, or (in the tests) back into values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from typing import Any, Final, NoReturn, Self
from weakref import WeakValueDictionary

from aligner_rules.model.unknown import UNKNOWN


class Type(Enum):
    """What a formula stands for: a truth value, a whole number, a day, a text or a list of names.

    A list of names is a term of the rulebook, never a fact.
    """

    BOOL = "bool"
    INT = "int"
    DATE = "date"
    TEXT = "str"
    NAMES = "tuple[str, ...]"


_BOOL, _INT, _DATE, _TEXT, _NAMES = Type.BOOL, Type.INT, Type.DATE, Type.TEXT, Type.NAMES
_SINGLE: Final = (_BOOL, _INT, _DATE, _TEXT)
_NUMBERS: Final = (_INT, _INT)
_TRUTHS: Final = (_BOOL, _BOOL)

SIGNATURES: Final[dict[str, tuple[tuple[tuple[Type, ...], Type], ...]]] = {
    "add": ((_NUMBERS, _INT),),
    "sub": ((_NUMBERS, _INT),),
    "mul": ((_NUMBERS, _INT),),
    "floordiv": ((_NUMBERS, _INT),),
    "le": ((_NUMBERS, _BOOL), ((_DATE, _DATE), _BOOL)),
    "lt": ((_NUMBERS, _BOOL), ((_DATE, _DATE), _BOOL)),
    "equals": tuple(((t, t), _BOOL) for t in _SINGLE),
    "listed": (((_TEXT, _NAMES), _BOOL),),
    "both": ((_TRUTHS, _BOOL),),
    "either": ((_TRUTHS, _BOOL),),
    "negation": (((_BOOL,), _BOOL),),
    "where": tuple(((_BOOL, t, t), t) for t in Type),
    "day_number": (((_DATE,), _INT),),
    "epoch_day": (((_DATE,), _INT),),
    "plus_days": (((_DATE, _INT), _DATE),),
    "plus_months": (((_DATE, _INT), _DATE),),
    "month_lacks_day": (((_DATE, _INT), _BOOL),),
    "months_between": (((_DATE, _DATE), _INT),),
    "is_unknown": tuple(((t,), _BOOL) for t in _SINGLE),
    "provided": tuple(((_BOOL, t, t), t) for t in Type),
}
"""The closed vocabulary: every operation with the types that it takes and gives.

Three are for readings alone and no words of a rule: `is_unknown`; `provided`, which is the second
argument where the first is known to hold, else the third; and `epoch_day`, the days since 1970.
"""

EPOCH: Final = 719_163
"""The `day_number` of 1 January 1970, from which `epoch_day` and most engines count."""

_READABLE: Final = 40
"""Parts beyond which a formula is no longer written out: what is shared would be told each time."""


class Formula:
    """One node of a formula: an operation on other nodes, a literal, or the name of an input.

    `op` is a key of `SIGNATURES`, or "literal", "fact", "term", "price". `payload` is the value of
    a literal (UNKNOWN included) or the name of an input.

    >>> Formula.fact("upper_steps", Type.INT) <= 8
    (upper_steps <= 8)
    >>> bool(Formula.fact("upper_steps", Type.INT) <= 8)
    Traceback (most recent call last):
    TypeError: a rule was read as a formula, and took (upper_steps <= 8) for a plain true or \
false: write &, |, not_ and where instead of and, or, not, if and chained comparisons
    """

    __slots__ = ("__weakref__", "args", "op", "payload", "type")

    op: str
    args: tuple[Formula, ...]
    type: Type
    payload: Any

    _known: Final[WeakValueDictionary[Any, Any]] = WeakValueDictionary()

    def __new__(cls, op: str, args: tuple[Formula, ...], type_: Type, payload: Any = None) -> Self:
        """Return the node of these parts, the same object for the same parts."""
        key = (op, tuple(map(id, args)), type_, type(payload), payload)
        node: Self | None = cls._known.get(key)
        if node is None:
            node = super().__new__(cls)
            node.op, node.args, node.type, node.payload = op, args, type_, payload
            cls._known[key] = node
        return node

    @classmethod
    def fact(cls, name: str, type_: Type) -> Formula:
        """Return the fact of that name."""
        return cls("fact", (), type_, name)

    @classmethod
    def term(cls, path: str, type_: Type) -> Formula:
        """Return the term of the governing plan at that path of the rulebook."""
        return cls("term", (), type_, path)

    @classmethod
    def price(cls, item: str | tuple[str, ...]) -> Formula:
        """Return the price in minor units of that item on the day that is asked about.

        The item of a fee comes with the names of the two facts that tell the plans.
        """
        return cls("price", (), Type.INT, item)

    @classmethod
    def unknown(cls, type_: Type) -> Formula:
        """Return the unknown value of that type."""
        return cls("literal", (), type_, UNKNOWN)

    @classmethod
    def literal(cls, value: bool | int | date | str | tuple[str, ...]) -> Formula:
        """Return a constant, typed by the one door through which literals come in.

        TypeError for a float or anything else that the vocabulary lacks.
        """
        for type_, python in ((_BOOL, bool), (_INT, int), (_DATE, date), (_TEXT, str)):
            if type(value) is python:
                return cls("literal", (), type_, value)
        if type(value) is tuple and all(type(name) is str for name in value):
            return cls("literal", (), _NAMES, value)
        raise TypeError(
            f"{value!r} ({type(value).__name__}) cannot stand in a rule: "
            "expected a bool, an int, a date, a str, a tuple of them or a formula"
        )

    @classmethod
    def apply(cls, op: str, *arguments: Any) -> Formula:
        """Return the node of that operation, once the types of its arguments are found to fit."""
        signatures = SIGNATURES[op]
        known = [
            a if isinstance(a, Formula) else None if a is UNKNOWN else cls.literal(a)
            for a in arguments
        ]
        for takes, gives in signatures:
            if len(takes) == len(known) and all(
                a is None or a.type is t for a, t in zip(known, takes, strict=True)
            ):
                args = tuple(
                    a if a is not None else cls.unknown(t)
                    for a, t in zip(known, takes, strict=True)
                )
                return cls(op, args, gives)
        given = ", ".join("unknown" if a is None else f"{a!r}: {a.type.value}" for a in known)
        expected = " or ".join(f"({', '.join(t.value for t in takes)})" for takes, _ in signatures)
        raise TypeError(f"{op} is given ({given}), but takes {expected}")

    def __add__(self, other: Any) -> Formula:
        return Formula.apply("add", self, other)

    def __radd__(self, other: Any) -> Formula:
        return Formula.apply("add", other, self)

    def __sub__(self, other: Any) -> Formula:
        return Formula.apply("sub", self, other)

    def __rsub__(self, other: Any) -> Formula:
        return Formula.apply("sub", other, self)

    def __mul__(self, other: Any) -> Formula:
        return Formula.apply("mul", self, other)

    def __rmul__(self, other: Any) -> Formula:
        return Formula.apply("mul", other, self)

    def __floordiv__(self, other: Any) -> Formula:
        return Formula.apply("floordiv", self, other)

    def __rfloordiv__(self, other: Any) -> Formula:
        return Formula.apply("floordiv", other, self)

    def __le__(self, other: Any) -> Formula:
        return Formula.apply("le", self, other)

    def __lt__(self, other: Any) -> Formula:
        return Formula.apply("lt", self, other)

    def __ge__(self, other: Any) -> Formula:
        return Formula.apply("le", other, self)

    def __gt__(self, other: Any) -> Formula:
        return Formula.apply("lt", other, self)

    def __and__(self, other: Any) -> Formula:
        return Formula.apply("both", self, other)

    def __rand__(self, other: Any) -> Formula:
        return Formula.apply("both", other, self)

    def __or__(self, other: Any) -> Formula:
        return Formula.apply("either", self, other)

    def __ror__(self, other: Any) -> Formula:
        return Formula.apply("either", other, self)

    def toordinal(self) -> Formula:
        """Return the number of the day, as `datetime.date.toordinal` counts."""
        return Formula.apply("day_number", self)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"a rule was read as a formula, and took {self!r} for a plain true or false: write "
            "&, |, not_ and where instead of and, or, not, if and chained comparisons"
        )

    def __invert__(self) -> NoReturn:
        raise TypeError(f"~{self!r}: write not_ in a rule (~True is -2, and true)")

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Formula):
            return self is other
        raise TypeError(f"{self!r} == {other!r}: write equals or one_of in a rule")

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        size = sum(1 for _ in nodes(self))
        return str(fold(self, _Text())) if size <= _READABLE else f"<formula of {size} parts>"


def fold(formula: Formula, algebra: Any, done: dict[Formula, Any] | None = None) -> Any:
    """Return the formula in the algebra's own values, each node computed once.

    The algebra has a method for every operation of `SIGNATURES`, taking the folded arguments, and
    ``literal(value, type)``, ``fact(name, type)``, ``term(path, type)``, ``price(item, type)``.
    `done` keeps what was folded, for the next formula over the same inputs.
    """
    done = {} if done is None else done
    for node in nodes(formula):
        if node not in done:
            method: Callable[..., Any] = getattr(algebra, node.op)
            done[node] = (
                method(*(done[a] for a in node.args))
                if node.args
                else method(node.payload, node.type)
            )
    return done[formula]


def nodes(*formulas: Formula) -> Iterator[Formula]:
    """Yield every node below the formulas and themselves, each once, arguments first."""
    seen: set[Formula] = set()
    stack = [(f, False) for f in reversed(formulas)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((a, False) for a in reversed(node.args))


class _Text:
    """Writes a formula as one line, for messages, documents and people."""

    _INFIX: Final = {
        "add": "+",
        "sub": "-",
        "mul": "*",
        "floordiv": "//",
        "le": "<=",
        "lt": "<",
        "equals": "=",
        "both": "&",
        "either": "|",
    }

    def __getattr__(self, op: str) -> Callable[..., str]:
        if sign := self._INFIX.get(op):
            return lambda left, right: f"({left} {sign} {right})"
        word = "not_" if op == "negation" else op
        return lambda *args: f"{word}({', '.join(args)})"

    def literal(self, value: Any, _type: Type) -> str:
        return value.isoformat() if isinstance(value, date) else repr(value)

    def fact(self, name: str, _type: Type) -> str:
        return name

    term = fact

    def price(self, item: str, _type: Type) -> str:
        return f"price({item!r})"
