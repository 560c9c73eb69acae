"""The reading as a price: what a request costs, line by line."""

from __future__ import annotations

from datetime import date
from enum import Enum
from functools import reduce
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


@frozen
class QuoteLine:
    """One line of a quote: `many` of `what` at `unit_price` each come to `amount`.

    Any of them is UNKNOWN where it is; `unit_price` is None for what is free of charge.
    """

    what: str
    many: int
    unit_price: Money | None
    amount: Money
    basis: Basis
    clause: str

    def message(self, language: str = "en") -> str:
        """Return the line as words in that language ("en" or "fr")."""
        texts = wording(language)
        told = texts.word("what", self.what)
        if self.basis is UNKNOWN:
            return told
        return f"{told}, {texts.word('basis', self.basis.value)}"


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


def quote_facts(policy: Policy[Any], facts: Any, *, book: Rulebook, prices: PriceBook) -> Quote:
    """Return the quote for facts instead of a case; the day is ``facts.as_of``."""
    terms = book.terms(facts.plan, facts.approved_on, facts.region)
    period = book.period(facts.approved_on, facts.region)
    told = [(charge, _line(charge, facts, terms, prices)) for charge in policy.charges]
    told = [(charge, line) for charge, line in told if not (charge.optional and line.many == 0)]
    lines = tuple(line for _, line in told)
    missing = [
        name
        for charge, line in told
        if line.amount is UNKNOWN
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


def _line(charge: Charge[Any], facts: Any, terms: PlanTerms, prices: PriceBook) -> QuoteLine:
    price = charge.price(facts, prices)
    free = charge.free(facts, terms)
    basis = UNKNOWN if free is UNKNOWN else Basis.FREE if free else _basis(charge, prices)
    return QuoteLine(
        what=charge.what,
        many=charge.many(facts, terms),
        unit_price=None if basis is Basis.FREE else _money(price, prices),
        amount=_money(charge.amount_minor(facts, terms, price), prices),
        basis=basis,
        clause=charge.clause,
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
    many = missing_for(policy.facts, charge.many, facts, terms)
    return (*many, *charge.unpriced(facts, prices))
