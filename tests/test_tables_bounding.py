"""How large counts may be before an amount could leave Int64: never smaller than is safe."""

from __future__ import annotations

from typing import Any

import pytest

from aligner_rules.readings.columns.bounding import counts_in, most_counted
from aligner_rules.rules.folding import made
from aligner_rules.rules.formula import Formula, Type

UPPER, LOWER = (Formula.fact(name, Type.INT) for name in ("upper_steps", "lower_steps"))
WAITED = Formula.fact("minutes", Type.INT)
PRICE = 10**12
HALF = 2**62


def priced(many: Formula) -> Formula:
    """What so many cost, free for who waited an hour."""
    return made("where", WAITED > 60, Formula.literal(0), many * PRICE)


@pytest.mark.parametrize(
    ("many", "size"),
    [
        (UPPER, lambda most: most),
        (UPPER + LOWER, lambda most: 2 * most),
        (UPPER - LOWER, lambda most: 2 * most),
        (UPPER * LOWER, lambda most: most * most),
        (UPPER // 2, lambda most: most // 2 + 1),
        (made("provided", WAITED > 9, UPPER, Formula.unknown(Type.INT)), lambda most: most),
    ],
)
def test_counts_up_to_the_bound_keep_amounts_within_half_of_int64(many: Formula, size: Any) -> None:
    """The bound itself does, the next count might not."""
    most = most_counted(priced(many))
    assert size(most) * PRICE < HALF <= size(most + 1) * PRICE


def test_days_are_bounded_whatever_the_counts() -> None:
    """The number of a day is no count."""
    day = Formula.apply("epoch_day", Formula.fact("shipped_on", Type.DATE))
    assert most_counted(day + UPPER) == HALF - 1 - 2**32


def test_counts_of_conditions_are_none_of_an_amount() -> None:
    """What only decides whether something is free takes no amount anywhere."""
    assert counts_in([priced(UPPER + LOWER), priced(UPPER)]) == [UPPER, LOWER]
    assert counts_in([Formula.literal(0)]) == []
