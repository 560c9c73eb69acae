"""Amounts of money as they are printed: from whole minor units, digit by digit."""

from __future__ import annotations

from aligner_rules.model.money import Currency


def amount(minor: int, currency: Currency, *, signed: bool = False) -> str:
    """Return an amount with its currency, exact however large; `signed` tells a gain by a plus.

    >>> amount(2**63, Currency("USD", 2)), amount(1_500, Currency("JPY", 0), signed=True)
    ('92,233,720,368,547,758.08 USD', '+1,500 JPY')
    """
    return f"{'+' if signed and minor > 0 else ''}{digits(minor, currency)} {currency.code}"


def digits(minor: int, currency: Currency) -> str:
    """Return an amount without its currency.

    >>> digits(-5, Currency("USD", 2))
    '-0.05'
    """
    whole, part = divmod(abs(minor), 10**currency.exponent)
    fraction = f".{part:0{currency.exponent}}" if currency.exponent else ""
    return f"{'-' if minor < 0 else ''}{whole:,}{fraction}"


def place(minor: int, currency: Currency) -> float:
    """Return where an amount stands along an axis, in whole units; it is never printed."""
    return float(minor / 10**currency.exponent)
