"""A price book: what an item costs on a day, in whole minor units of one currency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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
    Place,
    Table,
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
    """The prices of one currency over time; equal and hashed by content, labels and title apart."""

    name: str = field(eq=False)
    title: str = field(eq=False)
    currency: Currency = field(eq=False)
    items: Mapping[str, PriceItem] = field(eq=False, repr=False, converter=_read_only)
    hash: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Set the hash, which follows from all the rest."""
        items = {name: [item.unit, *_said(item)] for name, item in self.items.items()}
        currency = [self.currency.code, self.currency.exponent]
        content = {"name": self.name, "currency": currency, "items": items}
        object.__setattr__(self, "hash", canonical_hash(content))

    def __reduce__(self) -> tuple[Any, ...]:
        return PriceBook, (self.name, self.title, self.currency, dict(self.items))

    def minor(self, item: Any, on: Any) -> int:
        """Return what one unit of the item costs on that day; UNKNOWN where no price is known."""
        try:
            found = self.items.get(item)
            for amount in () if found is None else found.amounts:
                if amount.holds_from <= on and (
                    amount.holds_until is None or on <= amount.holds_until
                ):
                    return amount.minor
        except TypeError:  # what is no name or no day, such as UNKNOWN, has no price
            pass
        unknown: int = UNKNOWN
        return unknown

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
        if faults:
            raise Invalid(f"change of price book {self.name}", faults)
        items = {**self.items, **{key: _costing(self.items[key], changes[key]) for key in changes}}
        return attrs.evolve(
            self, name=f"{self.name}, evolved" if name is None else name, items=items
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
    top.close()
    if faults or currency is None:
        raise Invalid(subject, faults)
    return PriceBook(name or "", title or "", currency, items)


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
