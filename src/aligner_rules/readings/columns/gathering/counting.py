"""What is counted over rows beside a row, in the vocabulary of the rules: each fact once."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeVar

from attrs import field, frozen

from aligner_rules.readings.columns.gathering.rows import Formulas, Rows
from aligner_rules.readings.columns.questions import facts_in
from aligner_rules.rules.folding import made
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.words import not_, where

T = TypeVar("T")

ZERO: Final = Formula.literal(0)
ONE: Final = Formula.literal(1)
ALL: Final = Formula.literal(True)
"""All pairs: what holds of every one."""

Part = tuple[Rows, Mapping[str, "Counted"], Formula]
"""Other rows, the facts that are counted over them, and which of them count."""


def is_unknown(value: Formula) -> Any:
    """Whether a value is unknown."""
    return made("is_unknown", value)


def is_known(value: Formula) -> Any:
    """Whether a value is known."""
    return not_(is_unknown(value))


def provided(condition: Any, then: Any, otherwise: Any = None) -> Any:
    """`then` where the condition is known to hold, else `otherwise`; by default unknown."""
    chosen = then if isinstance(then, Formula) else Formula.literal(then)
    if otherwise is None:
        otherwise = Formula.unknown(chosen.type)
    elif not isinstance(otherwise, Formula):
        otherwise = Formula.literal(otherwise)
    return made("provided", condition, chosen, otherwise)


def surely(condition: Any) -> Any:
    """Whether a condition is known to hold: not where it is unknown."""
    return provided(condition, True, False)


def happened(day: Any, there: Any, by: Any) -> Any:
    """Whether something had happened by a day, told by its day and by whether there is one."""
    return provided(is_known(day), day <= by, provided(not_(there), False))


def shipped(parcel: Any) -> Any:
    """Whether a phase or an order has a day of shipment: what was not made has none.

    As `model.shipment.day_shipped` tells it; `parcel` has the columns of either.
    """
    unmade = is_unknown(parcel.in_production_on) & not_(parcel.in_production)
    return provided(unmade, False, parcel.has_shipped)


@frozen
class Counted:
    """A fact that is counted over pairs of a row with others: sums, and what these come to.

    `told` speaks of the sums by their names. What is `largest` over the pairs of a row is known to
    its sums already; of `ends` the least and the largest are told, under names that say so at their
    end. `overlaps` are numbers of members that two lists of a pair have in common.
    """

    told: Formula
    sums: Formulas = field(factory=dict)
    largest: Formulas = field(factory=dict)
    overlaps: Mapping[str, tuple[str, str]] = field(factory=dict)
    ends: Formulas = field(factory=dict)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """All formulas in it."""
        counted = (self.sums, self.largest, self.ends)
        return (self.told, *(formula for each in counted for formula in each.values()))


def chosen(facts: Mapping[str, T], names: Container[str]) -> dict[str, T]:
    """Return those of the facts that are looked at."""
    return {name: told for name, told in facts.items() if name in names}


def total(name: str) -> Any:
    """A sum of that name, which is nought over no rows."""
    summed = Formula.fact(name, Type.INT)
    return provided(is_known(summed), summed, 0)


def many(condition: Any) -> Any:
    """One where the condition is known to hold, else none: to be added up."""
    return provided(condition, 1, 0)


def known_or_open(name: str, holds: Any, times: Any = ONE) -> dict[str, Formula]:
    """The two sums of a count of which some may be unknown: how many hold, how many may."""
    return {
        f"{name}_held": provided(holds, times, 0),
        f"{name}_open": provided(is_unknown(holds), times, 0),
    }


def at_least_known(name: str, all_told: Any, besides: Any = ZERO) -> Any:
    """How many are known to hold; unknown only where none is and one may be.

    As of facts of one case (`rules.facts.at_least_known`); `all_told` is whether the rows are all
    there are, and `besides` holds whatever the rows say.
    """
    held = total(f"{name}_held") + besides
    known = provided(held >= 1, held, provided(total(f"{name}_open") <= 0, ZERO))
    return where(all_told, known, Formula.unknown(Type.INT))


def tallied(  # noqa: PLR0913 - rows, what they are paired with, and what is counted
    rows: Rows,
    others: Rows,
    keys: Sequence[str],
    counted: Iterable[Counted],
    when: Formula,
    *,
    refused: Formulas = MappingProxyType({}),
) -> Rows:
    """Return one row for each key: all sums over the pairs of rows with others of their case.

    Pairs count for which `when` is known to hold. To compute one for which a formula of `refused`
    holds fails, with the reason that it has there. The rows are told apart by the keys; `others`
    begins with the columns that formulas name.
    """
    found = list(counted)
    sums = _together(each.sums for each in found)
    largest = _together(each.largest for each in found)
    ends = _together(each.ends for each in found)
    needed = {*keys, *looked_at((when, *refused.values()), found)}
    pairs = rows.only(needed).paired(others.only(needed), ["case_id"])
    for because, condition in refused.items():
        pairs = pairs.refusing(condition, because)
    pairs = pairs.where(when).overlapping(_together(each.overlaps for each in found))
    if facts_in(sums.values()) & largest.keys():
        return pairs.spread(keys, largest).tallied(keys, sums, largest, ends)
    return pairs.told(largest).tallied(keys, sums, largest, ends)


def counted_beside(
    rows: Rows, keys: Sequence[str], parts: Iterable[Part]
) -> tuple[Rows, dict[str, Formula]]:
    """Return the rows with all that is counted over other rows, and the facts that this tells."""
    whole = rows
    facts: dict[str, Formula] = {}
    for others, counted, when in parts:
        whole = whole.beside(tallied(rows, others, keys, counted.values(), when), keys)
        facts |= {name: each.told for name, each in counted.items()}
    return whole, facts


def looked_at(formulas: Iterable[Formula], counted: Iterable[Counted]) -> set[str]:
    """Return the columns that formulas and what is counted look at, and those that join rows."""
    found = list(counted)
    lists = {name for each in found for pair in each.overlaps.values() for name in pair}
    counts = [formula for each in found for formula in each.formulas]
    return {"case_id", *facts_in([*formulas, *counts]), *lists}


def _together(parts: Iterable[Mapping[str, T]]) -> dict[str, T]:
    return {name: value for part in parts for name, value in part.items()}
