"""What comes of a changed rulebook or price book: small results, in frames as they were given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from attrs import evolve, frozen

from aligner_rules.model.money import Currency
from aligner_rules.readings.extras import needing

if TYPE_CHECKING:
    import altair as alt
    import polars as pl
    from great_tables import GT

FrameT = TypeVar("FrameT")

MOST_MOVED: int = 100
"""How many of the rows that move are told."""

MOST_BOOKS: int = 1_000
"""How many books a sweep goes through at most."""


class WhatIf:
    """What a notebook shows: a chart of the small frames that are named here.

    Where they are lazy nothing is computed to be shown: it says so instead. Where the extra
    ``notebook`` is missing, eager frames are shown as they show themselves.
    """

    __slots__ = ()

    frames: ClassVar[tuple[str, ...]]

    def _computed(self) -> dict[str, Any]:
        module = needing("tables", "frames need", "columns.results")
        small = module.in_polars([getattr(self, name) for name in self.frames])
        return dict(zip(self.frames, small, strict=True))

    def __repr__(self) -> str:
        # Not the frames: a relation of DuckDB computes to be written.
        kind = type(getattr(self, self.frames[0]))
        return f"<{type(self).__name__} in frames of {kind.__module__}.{kind.__qualname__}>"

    def _display_(self) -> Any:
        return needing("tables", "frames need", "showing.notebooks").shown(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        module = needing("tables", "frames need", "showing.notebooks")
        return module.bundle(self._display_(), include, exclude)


@frozen(eq=False, repr=False)
class Comparison(WhatIf, Generic[FrameT]):
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
    - `moved`: the rows that move most, at most 100, with their ``row_number`` from 0, both
      outcomes, what stands in the way before and after and, with prices, what they are worth. First
      those that differ most in worth, then those that flip furthest, then by their numbers.

    A request is worth what it costs where it is allowed, nothing where it is refused; else that is
    not known, as where its price is not. ``amount_before_minor``, ``amount_after_minor`` and
    ``difference_minor`` of a group are sums over the ``priced`` requests, those of which both are
    known, in minor units of `money`, the currency, which is None without prices. They are exact;
    one that Int64 does not hold is an error where it is computed. `question` names the policy, and
    `sides` the books and prices before and after.
    """

    frames: ClassVar = ("flips", "groups", "total", "moved")

    flips: FrameT
    groups: FrameT
    total: FrameT
    moved: FrameT
    money: Currency | None
    question: str
    sides: tuple[str, str]

    @property
    def currency(self) -> str | None:
        """The code of the currency, None without prices."""
        return None if self.money is None else self.money.code

    def computed(self) -> Comparison[pl.DataFrame]:
        """Return the same with every frame computed, as Polars has it.

        Those of a lazy Polars frame are computed together, of DuckDB and Spark one by one.
        """
        return evolve(self, **self._computed())  # type: ignore[return-value]

    def chart(self) -> alt.VConcatChart:
        """Return a chart of who flips, by plan, region and reason, and of the worth by plan.

        It computes `flips` and `groups`. ModuleNotFoundError tells to install ``notebook``.
        """
        return _drawing("comparisons").chart(self)  # type: ignore[no-any-return]

    def table(self, which: str = "flips", *, most: int = 20) -> GT:
        """Return the first rows of a frame to be read: "flips", "groups", "total" or "moved".

        It computes that frame, and says how many rows there are. ValueError is for another name,
        ModuleNotFoundError tells to install ``notebook``.
        """
        return _drawing("comparisons").table(self, which, most)  # type: ignore[no-any-return]


@frozen(eq=False, repr=False)
class Sweep(WhatIf, Generic[FrameT]):
    """What comes of each value of some terms: how many requests are allowed, and their worth.

    `curve` is a frame of the kind that was given, of a lazy one lazy, with a row for each book: the
    values, in columns named by their terms with underscores for dots; how many ``requests`` there
    are, ``allowed``, ``refused`` and ``undetermined``; and with prices how many are ``priced``, and
    the ``amount_minor`` that these are worth, as a `Comparison` has it, in minor units of `money`.
    The first term varies slowest. `question` names the policy, and `terms` what varies.
    """

    frames: ClassVar = ("curve",)

    curve: FrameT
    money: Currency | None
    question: str
    terms: tuple[str, ...]

    @property
    def currency(self) -> str | None:
        """The code of the currency, None without prices."""
        return None if self.money is None else self.money.code

    def computed(self) -> Sweep[pl.DataFrame]:
        """Return the same with the curve computed, as Polars has it."""
        return evolve(self, **self._computed())  # type: ignore[return-value]

    def chart(self) -> alt.VConcatChart:
        """Return a chart of the outcomes, and of the worth, over the values that were tried.

        Over one term they are lines, over two a map of cells, over more such a map for each
        combination of the others. It computes `curve`. ModuleNotFoundError tells to install
        ``notebook``.
        """
        return _drawing("sweeps").chart(self)  # type: ignore[no-any-return]

    def table(self, *, most: int = 100) -> GT:
        """Return the first rows of the curve to be read; it computes the curve.

        ModuleNotFoundError tells to install ``notebook``.
        """
        return _drawing("sweeps").table(self, most)  # type: ignore[no-any-return]


def _drawing(name: str) -> Any:
    return needing("notebook", "charts and tables need", f"showing.{name}")


def columns_of(vary: Sequence[str]) -> list[str]:
    """Return the columns in which the values of these terms are told.

    >>> columns_of(["replacement.interval_days"])
    ['replacement_interval_days']
    """
    return [path.replace(".", "_") for path in vary]
