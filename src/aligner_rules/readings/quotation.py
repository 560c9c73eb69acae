"""The reading as a price: what a request costs, line by line."""

from __future__ import annotations

from datetime import date
from enum import Enum
from functools import reduce
from importlib import import_module
from operator import add
from typing import Any

from attrs import frozen

from aligner_rules.model.money import Money
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.explanation import missing_for
from aligner_rules.readings.wording import wording
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.policy import Charge, Policy


class Basis(Enum):
    """Why a line costs what it costs."""

    FLEX_PRICE = "flex-price"
    LIST_PRICE = "list-price"
    UPGRADE_FEE = "upgrade-fee"
    PRICE_DIFFERENCE = "price-difference"
    FREE = "free-of-charge"
    INCLUDED = "included-in-the-plan"


@frozen
class QuoteLine:
    """One line of a quote: `many` of `what`, priced as `units` at `unit_price`, come to `amount`.

    Any of them is UNKNOWN where it is; `unit_price` is None for what is free of charge, or
    included in the plan. Where the plan chooses what is charged by, `unit` names it: an aligner, a
    step, an arch, a set or an order. Else it is None, and there are as many units as there are of
    `what`.
    """

    what: str
    many: int
    unit_price: Money | None
    amount: Money
    basis: Basis
    clause: str
    unit: str | None = UNKNOWN
    units: int = UNKNOWN

    def message(self, language: str = "en") -> str:
        """Return the line as words in that language ("en" or "fr")."""
        texts = wording(language)
        told = texts.word("what", self.what)
        if self.basis is UNKNOWN:
            return told
        by = texts.unit(self.unit) if self.basis is Basis.FLEX_PRICE else ""
        return f"{told}{by}, {texts.word('basis', self.basis.value)}"


@frozen
class Quote:
    """What a request would cost on a day; it does not say whether the request is allowed.

    `total` is the sum of the lines, UNKNOWN where one of them is; `missing` then names what would
    have to be known. `book` and `prices` are the hashes of what it rests on.
    """

    policy: str
    as_of: date
    lines: tuple[QuoteLine, ...]
    total: Money
    missing: tuple[str, ...]
    edition: str | None
    book: str
    prices: str

    def _repr_html_(self) -> str:
        page: str = import_module("aligner_rules.readings.showing.answers").quote_page(self).text
        return page


def quote_facts(policy: Policy[Any], facts: Any, *, book: Rulebook, prices: PriceBook) -> Quote:
    """Return the quote for facts instead of a case; the day is ``facts.as_of``."""
    terms = book.terms(facts.plan, facts.approved_on, facts.region)
    period = book.period(facts.approved_on, facts.region)
    told = [(charge, _lines(charge, facts, terms, prices)) for charge in policy.charges]
    told = [(charge, part) for charge, part in told if not _left_out(charge, part)]
    lines = tuple(line for _, part in told for line in part)
    missing = [
        name
        for charge, part in told
        if part[-1].amount is UNKNOWN
        for name in _missing(policy, charge, facts, terms, prices)
    ]
    return Quote(
        policy=policy.name,
        as_of=facts.as_of,
        lines=lines,
        total=reduce(add, [line.amount for line in lines])
        if lines
        else Money.zero(prices.currency),
        missing=tuple(dict.fromkeys(missing)),
        edition=None if period is None else period.edition,
        book=book.hash,
        prices=prices.hash,
    )


def _left_out(charge: Charge[Any], part: tuple[QuoteLine, ...]) -> bool:
    return charge.optional and all(line.many == 0 for line in part)


def _lines(
    charge: Charge[Any], facts: Any, terms: PlanTerms, prices: PriceBook
) -> tuple[QuoteLine, ...]:
    """Return the line of a charge; two where the plan includes some, one for those and the rest."""
    free, included = charge.free(facts, terms), charge.included(facts, terms)
    rest = charge.many(facts, terms)
    lines = []
    if free is False and included is not UNKNOWN and included >= 1:
        lines.append(_line(charge, facts, terms, prices, included, Basis.INCLUDED))
        rest = rest - included
    for_nothing = Basis.INCLUDED if charge.by_allowance else Basis.FREE
    basis = UNKNOWN if free is UNKNOWN else for_nothing if free else _basis(charge, prices)
    return (*lines, _line(charge, facts, terms, prices, rest, basis))


def _line(  # noqa: PLR0913, PLR0917 - all that a line is made of
    charge: Charge[Any], facts: Any, terms: PlanTerms, prices: PriceBook, many: int, basis: Basis
) -> QuoteLine:
    if basis in {Basis.FREE, Basis.INCLUDED}:
        nothing = Money.zero(prices.currency)
        return QuoteLine(charge.what, many, None, nothing, basis, charge.clause, None, 0)
    price = charge.price(facts, terms, prices)
    return QuoteLine(
        what=charge.what,
        many=many,
        unit_price=_money(price, prices),
        amount=_money(charge.amount_minor(facts, terms, price), prices),
        basis=basis,
        clause=charge.clause,
        unit=None if charge.unit is None else charge.unit(facts, terms),
        units=charge.charged(facts, terms),
    )


def _basis(charge: Charge[Any], prices: PriceBook) -> Basis:
    if charge.between is None:
        return Basis.FLEX_PRICE if charge.item.startswith("flex.") else Basis.LIST_PRICE
    fees = {"table": Basis.UPGRADE_FEE, "difference": Basis.PRICE_DIFFERENCE}
    basis: Basis = fees.get(prices.upgrade_fees or "", UNKNOWN)
    return basis


def _money(minor: Any, prices: PriceBook) -> Any:
    return UNKNOWN if minor is UNKNOWN else Money(minor, prices.currency)


def _missing(
    policy: Policy[Any], charge: Charge[Any], facts: Any, terms: PlanTerms, prices: PriceBook
) -> tuple[str, ...]:
    if charge.free(facts, terms) is UNKNOWN:
        return missing_for(policy.facts, charge.free, facts, terms)
    unit = () if charge.unit is None else missing_for(policy.facts, charge.unit, facts, terms)
    many = missing_for(policy.facts, charge.charged, facts, terms)
    return (*unit, *many, *charge.unpriced(facts, terms, prices))
