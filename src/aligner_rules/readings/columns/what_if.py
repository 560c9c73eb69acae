"""What comes of a changed rulebook or price book: small results, in frames as they were given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from attrs import frozen

FrameT = TypeVar("FrameT")

MOST_MOVED: int = 100
"""How many of the rows that move are told."""

MOST_BOOKS: int = 1_000
"""How many books a sweep goes through at most."""


@frozen(eq=False)
class Comparison(Generic[FrameT]):
    """Who flips from one rulebook or price book to another, why, and what it is worth.

    The frames are of the kind that was given: of a lazy one they are lazy, and nothing is computed
    until they are asked for. Every request that flips is counted in one row of `flips`.

    - `flips`: how many ``requests`` go from one outcome to another, ``outcome_before`` and
      ``outcome_after``, for the same ``reasons``: the codes of all requirements that hold, do not
      hold or are unknown now and were not so before. Most first, then by the other columns.
    - `groups`: for each ``plan`` and ``region``, as far as there are such columns, how many
      ``requests`` there are, how many come to each outcome before and after, and how many are
      ``flipped``; and with prices, what they are worth.
    - `total`: the same for all requests, in one row.
    - `moved`: the rows that move most, at most 100, with their ``position`` from 0, both outcomes,
      what stands in the way before and after and, with prices, what they are worth. First those
      that differ most in worth, then those that flip furthest, then by position.

    A request is worth what it costs where it is allowed, nothing where it is refused; else that is
    not known, as where its price is not. ``amount_before_minor``, ``amount_after_minor`` and
    ``difference_minor`` of a group are sums over the ``priced`` requests, those of which both are
    known, in minor units of `currency`, which is None without prices. They are exact; one that
    Int64 does not hold is an error where it is computed.
    """

    flips: FrameT
    groups: FrameT
    total: FrameT
    moved: FrameT
    currency: str | None


@frozen(eq=False)
class Sweep(Generic[FrameT]):
    """What comes of each value of some terms: how many requests are allowed, and their worth.

    `curve` is a frame of the kind that was given, of a lazy one lazy, with a row for each book: the
    values, in columns named by their terms with underscores for dots; how many ``requests`` there
    are, ``allowed``, ``refused`` and ``undetermined``; and with prices how many are ``priced``, and
    the ``amount_minor`` of `currency` that these are worth, as a `Comparison` has it. The first
    term varies slowest.
    """

    curve: FrameT
    currency: str | None


def columns_of(vary: Sequence[str]) -> list[str]:
    """Return the columns in which the values of these terms are told.

    >>> columns_of(["replacement.interval_days"])
    ['replacement_interval_days']
    """
    return [path.replace(".", "_") for path in vary]
