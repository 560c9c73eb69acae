"""What a question's columns are: the facts that go in, and the requirements behind the bits."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from attrs import astuple, fields, frozen

from aligner_rules.model.request import Request
from aligner_rules.readings.columns.questions import (
    charged,
    decided,
    delivering,
    expiring,
    facts_in,
)
from aligner_rules.readings.delivery import Delivery
from aligner_rules.readings.expiry import Expiry
from aligner_rules.rules.delivery import DeliveryFacts
from aligner_rules.rules.expiry import ExpiryFacts
from aligner_rules.rules.facts import Facts, fact_types
from aligner_rules.rules.formula import Type
from aligner_rules.rules.policies import policy_for

if TYPE_CHECKING:
    from aligner_rules.readings.actions import Action

DTYPE_NAMES: Final = {
    Type.BOOL: "Boolean",
    Type.INT: "Int64",
    Type.DATE: "Date",
    Type.TEXT: "String",
}
"""The name of the column type of every type of a formula."""

ANSWERS: Final = (
    "outcome",
    "unmet",
    "unknown",
    "opens_on",
    "reasons",
    "reason_list",
    "requirements",
)
"""What can be told of a decision, each in a column, the requirements in one for each."""

ACTIONS: Final = ("mask", "unknown", "outcome")
"""What can be told of the actions of a menu, each in a column for every action."""

EXPIRY: Final = (
    "expires_on",
    "months_left",
    "days_left",
    "emphasis",
    "overflowed",
    "undated",
)
"""The columns that tell of an expiry."""

DELIVERY: Final = ("earliest", "latest", "source", "state", "shown")
"""The columns that tell of a delivery."""

T = TypeVar("T")


class Listing(tuple[T, ...], Generic[T]):
    """Rows of one class, written as a table with a line for each."""

    __slots__ = ()

    def __repr__(self) -> str:
        names = [field.name for field in fields(type(self[0]))]  # type: ignore[arg-type]
        rows = [names, *([_cell(value) for value in astuple(row)] for row in self)]  # type: ignore[arg-type]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
        return "\n".join(lines)


@frozen
class FactColumn:
    """A column of facts: a null in it is unknown. `read_by` names the verbs that look at it."""

    name: str
    dtype: str
    nullable: bool
    meaning: str
    read_by: tuple[str, ...]


@frozen
class RequirementBit:
    """A requirement: its bit in the masks of a decision or an action, its code and its clause."""

    bit: int
    code: str
    clause: str


@frozen
class MenuAction:
    """An action of a menu: its code, its column, and the kind of request that it leads to.

    The bits of its masks are those of the requirements for that kind.
    """

    code: str
    column: str
    kind: type[Request]


def schema(kind: type[Request | Action | Expiry | Delivery]) -> Listing[FactColumn]:
    """Return the columns of facts that are read for a kind of request, in their order.

    Those for a menu, an expiry or a delivery are told by the class of the answer. A frame needs
    only those that the rulebook looks at: `region` where it has regional editions, and of what
    serves a switch or another day to count from no column, where no plan has it. TypeError for a
    kind that no policy decides.

    >>> from aligner_rules.model.order import ReplacementOrder
    >>> schema(ReplacementOrder)[4].name, schema(ReplacementOrder)[4].dtype
    ('has_shipped', 'Boolean')
    """
    record, read_by = _reading(kind)
    types = fact_types(record)
    return Listing(
        FactColumn(
            name=field.name,
            dtype=DTYPE_NAMES[types[field.name]],
            nullable=True,
            meaning=field.metadata["meaning"],
            read_by=tuple(verb for verb, names in read_by.items() if field.name in names),
        )
        for field in fields(record)
    )


def _reading(kind: type[Any]) -> tuple[type[Facts], Mapping[str, Container[str]]]:
    """Return the record of the facts of a question, and which of them each verb looks at."""
    if kind is Expiry:
        return ExpiryFacts, {"expiry": facts_in(expiring().values())}
    if kind is Delivery:
        asked = delivering()
        formulas = (*asked.told.values(), asked.carrier_on, asked.target_on, asked.spread_days)
        return DeliveryFacts, {"delivery": facts_in(formulas)}
    if isinstance(kind, type) and not issubclass(kind, Request):
        menus = _menus()
        if kind is menus.Action:
            read: tuple[type[Facts], Mapping[str, Container[str]]] = menus.reading()
            return read
    policy = policy_for(kind)
    verdict, bill = decided(policy), charged(policy)
    return policy.facts, {
        "decide": facts_in((*verdict.requirements, verdict.opens_on)),
        "quote": facts_in((bill.amount_minor, *bill.counts.values())) if policy.charges else (),
    }


def requirements(kind: type[Request]) -> Listing[RequirementBit]:
    """Return the requirements for a kind of request, in the policy's order, which numbers the bits.

    TypeError for a kind that no policy decides.

    >>> from aligner_rules.model.order import ReplacementOrder
    >>> requirements(ReplacementOrder)[7]
    RequirementBit(bit=7, code='waited-long-enough', clause='REP-4')
    """
    policy = policy_for(kind)
    return Listing(
        RequirementBit(bit, one.code, one.clause) for bit, one in enumerate(policy.requirements)
    )


def menu() -> Listing[MenuAction]:
    """Return the actions of a menu, in its order, with the columns that tell of them.

    >>> menu()[0]  # doctest: +ELLIPSIS
    MenuAction(code='order-replacements', column='order_replacements', kind=<class '...Order'>)
    """
    menus = _menus()
    return Listing(
        MenuAction(entry.code, menus.column_of(entry), entry.kind) for entry in menus.ENTRIES
    )


def _menus() -> Any:
    """Return the module that knows of menus: to load it takes longer than all else here."""
    return import_module("aligner_rules.readings.columns.offering")


def _cell(value: object) -> str:
    if isinstance(value, type):
        return value.__name__
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)
