"""A price book: what an item costs on a day, in whole minor units of one currency.

Upgrades are priced in one of two ways, and the book says which: by a table of fees, items named
`upgrade.ONE.TWO`, or by the difference of the plan prices, items named `plan.ONE`, which then stand
in ascending order of comprehensiveness (UPG-5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import combinations
from os import PathLike, fspath
from types import MappingProxyType
from typing import Any, Final

import attrs
from attrs import field, frozen

from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.money import MOST_DECIMALS, Currency
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.book import canonical_hash
from aligner_rules.rulebook.files import content_of
from aligner_rules.rulebook.inspection import (
    NOTHING,
    Place,
    Table,
    choice,
    day,
    did_you_mean,
    listed,
    table,
    text,
    whole,
)
from aligner_rules.rulebook.timeline import Span, note_gaps, note_overlaps

SCHEMA: Final = 1
"""The version of the file format."""

MOST_MINOR: Final = 10**12
"""The greatest amount of an item, in minor units."""

TABLE: Final = "table"
DIFFERENCE: Final = "difference"
"""How the fee of an upgrade is told: stated for each pair of plans, or as what one costs more."""

_PLAN: Final = "plan."
_UPGRADE: Final = "upgrade."

_amount = whole(0, MOST_MINOR)


@frozen
class DatedAmount:
    """An amount in minor units from one day to another, both included, and where it is written."""

    minor: int
    holds_from: date
    holds_until: date | None
    source: str


@frozen
class PriceItem:
    """What can be charged, by the unit, and its amounts in order of their days."""

    label: str
    unit: str
    amounts: tuple[DatedAmount, ...]


def _read_only(items: Mapping[str, PriceItem]) -> Mapping[str, PriceItem]:
    return MappingProxyType(dict(items))


@frozen
class PriceBook:
    """The prices of one currency over time; equal and hashed by content, labels and title apart.

    `upgrade_fees` says how upgrades are priced, "table" or "difference"; None: not at all.
    """

    name: str = field(eq=False)
    title: str = field(eq=False)
    currency: Currency = field(eq=False)
    items: Mapping[str, PriceItem] = field(eq=False, repr=False, converter=_read_only)
    upgrade_fees: str | None = field(default=None, eq=False)
    hash: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Set the hash, which follows from all the rest."""
        items = {name: [item.unit, *_said(item)] for name, item in self.items.items()}
        currency = [self.currency.code, self.currency.exponent]
        content: dict[str, Any] = {"name": self.name, "currency": currency, "items": items}
        if self.upgrade_fees is not None:
            content["upgrade_fees"] = [self.upgrade_fees, *_plans(self.items)]
        object.__setattr__(self, "hash", canonical_hash(content))

    def __reduce__(self) -> tuple[Any, ...]:
        told = (self.name, self.title, self.currency, dict(self.items), self.upgrade_fees)
        return PriceBook, told

    def minor(self, item: Any, on: Any) -> int:
        """Return what one unit of the item costs on that day; UNKNOWN where no price is known."""
        try:
            found = self.items.get(item)
        except TypeError:  # what cannot be hashed is no name
            found = None
        return _minor(() if found is None else found.amounts, on)

    def fee(self, former: Any, target: Any, on: Any) -> int:
        """Return what the upgrade from one plan to another costs on that day (UPG-5).

        UNKNOWN where the book does not tell, or says nothing of how upgrades are priced.
        """
        try:
            found = self.fees.get((former, target), ())
        except TypeError:  # what cannot be hashed is no plan
            found = ()
        return _minor(found, on)

    @cached_property
    def fees(self) -> Mapping[tuple[str, str], tuple[DatedAmount, ...]]:
        """The fees of all upgrades that the book prices, by the plans from and to which they go."""
        if self.upgrade_fees == TABLE:
            told = {pair: self.items[n].amounts for n in self.items for pair in _pairs(n)}
        elif self.upgrade_fees == DIFFERENCE:
            pairs = combinations(_plans(self.items), 2)
            told = {
                (low, high): tuple(_differences(self.items[_PLAN + low], self.items[_PLAN + high]))
                for low, high in pairs
            }
        else:
            told = {}
        return MappingProxyType(told)

    def unpriced(self, former: str, target: str, on: Any) -> tuple[str, ...]:
        """Return the items that would have to be priced on that day for the fee to be known."""
        if self.fee(former, target, on) is not UNKNOWN:
            return ()
        plans = (_PLAN + former, _PLAN + target) if self.upgrade_fees == DIFFERENCE else ()
        lacking = tuple(name for name in plans if self.minor(name, on) is UNKNOWN)
        return lacking or (f"{_UPGRADE}{former}.{target}",)

    def evolve(self, changes: Mapping[str, int], name: str | None = None) -> PriceBook:
        """Return a new price book in which these items cost this on every day that had a price.

        Items that the book lacks and amounts out of range are `Invalid`.
        """
        faults: list[Fault] = []
        prices = Place("$", faults).at("prices")
        for item, minor in changes.items():
            if item not in self.items:
                advice = did_you_mean(item, [*self.items])
                prices.at(item).fault(shown(item), "an item of the book", advice)
            _amount(minor, prices.at(item))
        known = {key: minor for key, minor in changes.items() if key in self.items}
        items = {**self.items, **{k: _costing(self.items[k], minor) for k, minor in known.items()}}
        if not faults and self.upgrade_fees == DIFFERENCE:
            _note_negative(items, prices)
        if faults:
            raise Invalid(f"change of price book {self.name}", faults)
        return attrs.evolve(
            self, name=f"{self.name}, evolved" if name is None else name, items=items
        )


def _minor(amounts: Iterable[DatedAmount], on: Any) -> int:
    unknown: int = UNKNOWN
    try:
        for each in amounts:
            if each.holds_from <= on and (each.holds_until is None or on <= each.holds_until):
                return each.minor
    except TypeError:  # what is no day, such as UNKNOWN, has no price
        return unknown
    return unknown


def _plans(items: Mapping[str, PriceItem]) -> list[str]:
    """Return the plans that have a price, in the order of the book."""
    return [name.removeprefix(_PLAN) for name in items if name.startswith(_PLAN)]


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    """Yield the plans from and to which the fee of that name may lead: a name may have a point.

    >>> list(_pairs("upgrade.ONE.TWO")), list(_pairs("plan.ONE"))
    ([('ONE', 'TWO')], [])
    """
    if name.startswith(_UPGRADE):
        parts = name.removeprefix(_UPGRADE).split(".")
        for cut in range(1, len(parts)):
            pair = ".".join(parts[:cut]), ".".join(parts[cut:])
            if all(pair):
                yield pair


def _differences(low: PriceItem, high: PriceItem) -> Iterator[DatedAmount]:
    """Yield how much more the second costs, as long as both are priced."""
    for one in low.amounts:
        for other in high.amounts:
            first = max(one.holds_from, other.holds_from)
            lasts = [day for day in (one.holds_until, other.holds_until) if day is not None]
            last = min(lasts, default=None)
            if last is None or first <= last:
                source = "; ".join(dict.fromkeys([one.source, other.source]))
                yield DatedAmount(other.minor - one.minor, first, last, source)


def _note_negative(items: Mapping[str, PriceItem], prices: Place) -> None:
    """Note each plan that costs less than one that stands before it, on any day."""
    for low, high in combinations(_plans(items), 2):
        below = [d for d in _differences(items[_PLAN + low], items[_PLAN + high]) if d.minor < 0]
        for each in below[:1]:
            prices.at(_PLAN + high).fault(
                f"{-each.minor} less than {_PLAN}{low} from {each.holds_from}",
                f"no less than {_PLAN}{low} on any day",
                f'put the plans in ascending order, or state upgrade_fees = "{TABLE}" and each fee',
            )


def _said(item: PriceItem) -> list[Any]:
    return [[a.minor, a.holds_from, a.holds_until, a.source] for a in item.amounts]


def _costing(item: PriceItem, minor: int) -> PriceItem:
    amounts = (attrs.evolve(each, minor=minor, source="set by evolve") for each in item.amounts)
    return attrs.evolve(item, amounts=tuple(amounts))


def load_prices(path: str | PathLike[str]) -> PriceBook:
    """Return the price book of a file; one that is unreadable or wrong anywhere is `Invalid`."""
    subject = f"price book {fspath(path)}"
    return price_book_of(content_of(path, subject), subject)


def price_book_of(content: Mapping[str, Any], subject: str) -> PriceBook:
    """Return the price book that a file's content states; `subject` names it in what is Invalid."""
    faults: list[Fault] = []
    top = Table(content, Place("$", faults))
    top.required("schema", whole(SCHEMA, SCHEMA))
    name, title = top.required("name", text), top.required("title", text)
    top.optional("note", text)
    currency = _currency(top, faults)
    items = _items(top)
    way = _way(top, items)
    top.close()
    if faults or currency is None:
        raise Invalid(subject, faults)
    return PriceBook(name or "", title or "", currency, items, way)


def _way(top: Table, items: Mapping[str, PriceItem]) -> str | None:
    """Return how upgrades are priced; what the book states of them has to fit."""
    sound = not top.place.faults
    way = top.optional("upgrade_fees", choice([TABLE, DIFFERENCE]))
    place, prices = top.place.at("upgrade_fees"), top.place.at("prices")
    stated = [name for name in items if name.startswith(_UPGRADE)]
    for name in stated:
        if not any(_pairs(name)):
            remedy = 'name two plans, as in "upgrade.ONE.TWO"'
            prices.at(name).fault(shown(name), "upgrade.FROM.TO", remedy)
    if way is None and "upgrade_fees" in top:
        return None
    if stated and way != TABLE:
        given = NOTHING if way is None else shown(way)
        remedy = f'state upgrade_fees = "{TABLE}", or take the fees out of the prices'
        place.fault(given, f'"{TABLE}", since fees are stated', remedy)
    elif way == TABLE and not stated:
        place.fault(shown(way), "a fee among the prices", 'state one, as in "upgrade.ONE.TWO"')
    elif way == DIFFERENCE and not list(combinations(_plans(items), 2)):
        place.fault(shown(way), "the prices of two plans or more", 'state them, as in "plan.ONE"')
    elif way == DIFFERENCE and sound:
        _note_negative(items, prices)
    return way


def _currency(top: Table, faults: list[Fault]) -> Currency | None:
    code = top.required("currency", text)
    exponent = top.required("exponent", whole(0, MOST_DECIMALS))
    if code is None:
        return None
    try:
        return Currency(code, exponent or 0)  # where the exponent is at fault, so is the book
    except Invalid as invalid:
        faults.extend(
            attrs.evolve(f, where=f.where.replace("code", "currency")) for f in invalid.faults
        )
        return None


def _items(top: Table) -> dict[str, PriceItem]:
    prices = top.required("prices", table)
    if prices is None:
        return {}
    tables = {name: prices.required(name, table) for name in prices}
    if not tables:
        prices.place.fault("an empty table", "at least one item", "state what an item costs")
    return {name: _item(name, item) for name, item in tables.items() if item is not None}


def _item(name: str, item: Table) -> PriceItem:
    label, unit = item.required("label", text), item.required("unit", text)
    entries = item.required("amounts", listed(table, "tables"))
    item.close()
    if entries == []:
        item.place.at("amounts").fault("an empty list", "at least one", "state an amount")
    read = [_dated(name, entry) for entry in entries or () if entry is not None]
    spans = [span for span, _ in read if span is not None]
    if len(spans) == len(read):
        note_overlaps(spans)
        note_gaps(spans, to_the_end=False)
    amounts = sorted((amount for _, amount in read), key=lambda amount: amount.holds_from)
    return PriceItem(label or "", unit or "", tuple(amounts))


def _dated(name: str, entry: Table) -> tuple[Span | None, DatedAmount]:
    minor = entry.required("minor", _amount)
    first, last = entry.required("holds_from", day), entry.optional("holds_until", day)
    source = entry.required("source", text)
    entry.close()
    amount = DatedAmount(minor or 0, first or date.min, last, source or "")
    if first is None or (last is None and "holds_until" in entry):
        return None, amount
    if last is not None and last < first:
        expected = f"a day from {first}, on which it begins"
        entry.place.at("holds_until").fault(str(last), expected, "exchange the two")
        return None, amount
    return Span(first, last, entry.place, name), amount
