"""Money is whole minor units of one currency."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.faults import Invalid
from aligner_rules.model.money import Currency, Money
from aligner_rules.model.unknown import UNKNOWN
from strategies import moneys

USD = Currency("USD", 2)
JPY = Currency("JPY", 0)
BHD = Currency("BHD", 3)


class TestCurrency:
    """A currency has its ISO code and its decimals."""

    @pytest.mark.parametrize(
        "code", ["usd", "US", "USDX", "US1", "\N{FULLWIDTH LATIN CAPITAL LETTER U}SD"]
    )
    def test_codes(self, code: str) -> None:
        """A code is three capital letters of ASCII."""
        with pytest.raises(Invalid, match="three capital letters"):
            Currency(code, 2)

    @pytest.mark.parametrize("exponent", [-1, 5, True, 2.0])
    def test_exponents(self, exponent: Any) -> None:
        """An exponent is a whole number from 0 to 4."""
        with pytest.raises(Invalid, match="a number of decimals, 0 to 4"):
            Currency("USD", exponent)

    def test_outermost_exponents(self) -> None:
        """None and four decimals are fine."""
        assert [Currency("XXX", n).exponent for n in (0, 4)] == [0, 4]


class TestMoney:
    """An amount that adds up and compares within its currency."""

    @pytest.mark.parametrize(
        ("minor", "currency", "text"),
        [
            (4500, USD, "45.00 USD"),
            (5, USD, "0.05 USD"),
            (-50, USD, "-0.50 USD"),
            (0, USD, "0.00 USD"),
            (45, JPY, "45 JPY"),
            (0, JPY, "0 JPY"),
            (-1234, BHD, "-1.234 BHD"),
        ],
    )
    def test_text(self, minor: int, currency: Currency, text: str) -> None:
        """It is written with the decimals of its currency and its code."""
        assert str(Money(minor, currency)) == text

    @pytest.mark.parametrize("minor", [True, 45.0, "45", None, UNKNOWN, 2**63, -(2**63)])
    def test_what_is_no_amount(self, minor: Any) -> None:
        """Truth values, fractions and what no column holds are refused."""
        with pytest.raises(Invalid, match=r"\$\.minor: given"):
            Money(minor, USD)

    @given(moneys(USD), moneys(USD), st.integers(-1000, 1000))
    def test_arithmetic(self, one: Money, other: Money, times: int) -> None:
        """Sums and multiples are those of the minor units, exactly."""
        assert one + other == Money(one.minor + other.minor, USD)
        assert (one * times, times * one) == (Money(one.minor * times, USD),) * 2

    @given(moneys(USD))
    def test_zero(self, some: Money) -> None:
        """Nothing added changes nothing."""
        assert some + Money.zero(USD) == some

    @given(moneys(USD), moneys(USD))
    def test_order(self, one: Money, other: Money) -> None:
        """Amounts compare as their minor units do."""
        seen = (one < other, one <= other, one > other, one >= other)
        left, right = one.minor, other.minor
        assert seen == (left < right, left <= right, left > right, left >= right)

    def test_two_currencies(self) -> None:
        """Amounts of two currencies are equal never, and do not add up or compare."""
        dollars, yen = Money(1, USD), Money(1, JPY)
        assert dollars != yen
        text = r"given '1 JPY'; expected an amount in USD with 2 decimals; convert one"
        with pytest.raises(Invalid, match=text):
            _ = dollars + yen
        with pytest.raises(Invalid, match=text):
            _ = dollars < yen

    @pytest.mark.parametrize("times", [True, 1.5, "2", Money(1, USD)])
    def test_what_does_not_multiply(self, times: Any) -> None:
        """Money is multiplied by whole numbers only."""
        with pytest.raises(TypeError):
            Money(1, USD) * times

    def test_foreign_operands(self) -> None:
        """A bare number is no money."""
        with pytest.raises(TypeError):
            Money(1, USD) + 1  # type: ignore[operator]
        with pytest.raises(TypeError):
            _ = Money(1, USD) < 1  # type: ignore[operator]

    def test_unknown(self) -> None:
        """Money and what is unknown are unknown."""
        assert (Money(1, USD) + UNKNOWN, Money(1, USD) * UNKNOWN) == (UNKNOWN, UNKNOWN)

    def test_no_division(self) -> None:
        """Money cannot be divided: no rounding is named."""
        with pytest.raises(TypeError):
            Money(1, USD) // 2  # type: ignore[operator]
