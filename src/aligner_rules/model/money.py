"""Amounts of money: whole minor units of a currency, never a fraction of one."""

from __future__ import annotations

import re
from functools import total_ordering
from typing import Annotated

from attrs import frozen

from aligner_rules.model.checks import Checked, Must
from aligner_rules.model.faults import Fault, Invalid, shown

MOST_DECIMALS = 4  # the most that ISO 4217 gives to any currency
_BOUND = 2**63  # what a column of 64-bit integers holds

MinorUnits = Annotated[
    int,
    Must(
        lambda minor: -_BOUND < minor < _BOUND,
        "a whole number of minor units, less than 2**63",
        "put the amount right",
    ),
]
CurrencyCode = Annotated[
    str,
    Must(
        re.compile("[A-Z]{3}").fullmatch,
        "three capital letters, as ISO 4217 writes a currency",
        "write 'USD'",
    ),
]
Decimals = Annotated[
    int,
    Must(
        lambda decimals: 0 <= decimals <= MOST_DECIMALS,
        f"a number of decimals, 0 to {MOST_DECIMALS}",
        "look it up in ISO 4217: 2 for USD, 0 for JPY",
    ),
]


@frozen
class Currency(Checked):
    """A currency of ISO 4217: `exponent` says how many decimals its minor unit stands for, 0 to 4.

    >>> Currency("JPY", 0)
    Currency(code='JPY', exponent=0)
    """

    code: CurrencyCode
    exponent: Decimals


@total_ordering
@frozen(order=False)
class Money(Checked):
    """An amount in minor units of its currency: 4500 in USD is 45.00; below zero it is a credit.

    Amounts of one currency add up and compare, of two currencies they are `Invalid`.

    >>> dollar = Currency("USD", 2)
    >>> str(Money(4500, dollar) * 3 + Money(-5, dollar)), Money(1, dollar) > Money.zero(dollar)
    ('134.95 USD', True)
    """

    minor: MinorUnits
    currency: Currency

    @classmethod
    def zero(cls, currency: Currency) -> Money:
        """Nothing at all, in this currency."""
        return cls(0, currency)

    def __str__(self) -> str:
        digits = str(abs(self.minor)).zfill(self.currency.exponent + 1)
        point = len(digits) - self.currency.exponent
        fraction = f".{digits[point:]}" if self.currency.exponent else ""
        return f"{'-' * (self.minor < 0)}{digits[:point]}{fraction} {self.currency.code}"

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor + self._alike(other).minor, self.currency)

    def __mul__(self, times: int) -> Money:
        if not isinstance(times, int) or isinstance(times, bool):
            return NotImplemented
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor < self._alike(other).minor

    def _alike(self, other: Money) -> Money:
        if self.currency == other.currency:
            return other
        expected = f"an amount in {self.currency.code} with {self.currency.exponent} decimals"
        remedy = "convert one of the two first"
        raise Invalid("Money", [Fault("$.currency", shown(str(other)), expected, remedy)])
