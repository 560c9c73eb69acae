"""What a policy comes to by one book: whether all holds, and what a request is worth."""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import Any

from attrs import frozen

from aligner_rules.model.faults import Fault
from aligner_rules.readings.columns.asking import ready
from aligner_rules.readings.columns.bounding import counts_in
from aligner_rules.readings.columns.lowering import priced
from aligner_rules.readings.columns.questions import charged, decided
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rules.folding import made
from aligner_rules.rules.formula import Formula
from aligner_rules.rules.policy import Policy


@frozen
class Judged:
    """The requirements of a policy by one book, whether all of them hold, and the worth.

    `worth` is what the request costs where it is allowed, nothing where it is refused, else
    unknown; None where there are no prices.
    """

    requirements: tuple[Formula, ...]
    holds: Formula
    worth: Formula | None

    @property
    def formulas(self) -> list[Formula]:
        """All formulas that have to be worked out, counts included."""
        return [*self.requirements, *self.tallied]

    @property
    def tallied(self) -> list[Formula]:
        """The formulas that are counted and added up, with the counts that bound the worth."""
        worth = [] if self.worth is None else [self.worth]
        return [self.holds, *worth, *counts_in(worth)]


def judged(
    policy: Policy[Any], book: Rulebook, prices: PriceBook | None, as_of: date | None
) -> Judged:
    """Return what a policy comes to by a book, on a day or on that of each row."""
    requirements = tuple(
        ready(one, policy.facts, book, as_of) for one in decided(policy).requirements
    )
    holds = reduce(lambda left, right: made("both", left, right), requirements)
    if prices is None:
        return Judged(requirements, holds, None)
    amount = ready(priced(charged(policy).amount_minor, prices), policy.facts, book, as_of)
    return Judged(requirements, holds, made("where", holds, amount, Formula.literal(0)))


def price_faults(before: PriceBook | None, after: PriceBook | None) -> list[Fault]:
    """Return what is wrong with two price books that are to be compared."""
    if after is not None and before is None:
        expected = "the prices before, where there are prices after"
        return [Fault("$.prices_before", "None", expected, "give both, or the ones before alone")]
    if before is not None and after is not None and before.currency != after.currency:
        given = f"{after.currency.code} with {after.currency.exponent} decimals"
        expected = f"{before.currency.code} with {before.currency.exponent}, as before"
        remedy = "turn one of the two into the other's currency"
        return [Fault("$.prices_after", given, expected, remedy)]
    return []
