"""Numbers that look drawn by lot and are not: each follows from a seed, a name and a row's number.

So a row is the same however many rows are made at once, in which order and by which version of the
engine: nothing but whole numbers of 64 bits is used, multiplied, divided and compared bit by bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

import polars as pl
from attrs import frozen

_ROUNDS: Final = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))
_LAST: Final = 31
"""The steps of SplitMix64 (Steele, Lea, Flood 2014), which spread each bit over all others."""


def _wide(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.UInt64)


@frozen
class Draws:
    """Draws by a seed for rows that are numbered in the column `row`, UInt64."""

    seed: int
    about: str
    row: str = "row"

    def below(self, count: int, name: str) -> pl.Expr:
        """Return a whole number from 0 to `count` - 1 for each row, another one for each name."""
        stream = sha256(f"{self.seed}/{self.about}/{name}".encode()).digest()
        drawn = pl.col(self.row) ^ _wide(int.from_bytes(stream[:8], "big"))
        for shift, factor in _ROUNDS:
            drawn = (drawn ^ (drawn // _wide(2**shift))) * _wide(factor)
        drawn = drawn ^ (drawn // _wide(2**_LAST))
        return ((drawn // _wide(2**32)) % _wide(count)).cast(pl.Int64)

    def one_of(self, values: Sequence[Any], name: str, dtype: Any = None) -> pl.Expr:
        """Return one of the values for each row; one that stands twice comes twice as often."""
        return chosen(values, self.below(len(values), name), dtype)

    def days(self, first: int, last: int, name: str) -> pl.Expr:
        """Return a duration of `first` to `last` days for each row."""
        return pl.duration(days=self.below(last - first + 1, name) + first)


def chosen(values: Sequence[Any], index: pl.Expr, dtype: Any = None) -> pl.Expr:
    """Return the values that stand at the places of an index."""
    return pl.lit(pl.Series(values, dtype=dtype, strict=True)).gather(index)
