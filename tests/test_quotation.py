"""Quotes: lines, totals, and what a price cannot be told without."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model import UNKNOWN, Money
from aligner_rules.readings.quotation import Basis, Quote, quote_facts
from aligner_rules.rulebook.loading import load_rulebook, load_rulebooks
from aligner_rules.rulebook.prices import load_prices
from aligner_rules.rules.policies import policies
from aligner_rules.rules.policy import Charge, Policy
from aligner_rules.rules.replacement import POLICY, ReplacementFacts
from aligner_rules.rules.retainer import POLICY as RETAINERS
from aligner_rules.rules.retainer import RetainerFacts
from facts_strategies import GOOD, facts_for, good_facts

EXAMPLES = Path(__file__).parent.parent / "examples"
BOOK = load_rulebooks()
PRICES = load_prices(EXAMPLES / "prices" / "example-flex-usd.toml")
CONTRACT = load_rulebook(
    "clearcorrect-2024-10", overlays=[EXAMPLES / "overlays" / "example-contract.toml"]
)
UNIT = PRICES.minor("flex.aligner", date(2025, 3, 3))


every_policy = pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.name)


def quote(facts: Any, book: Any = BOOK, policy: Policy[Any] = POLICY) -> Quote:
    """Price facts with the prices of the examples."""
    return quote_facts(policy, facts, book=book, prices=PRICES)


def test_every_aligner_is_paid_on_a_charged_plan() -> None:
    """ONE pays each aligner at Flex price, and nothing for templates (REP-3, REP-7)."""
    told = quote(good_facts(plan="ONE"))
    unit = Money(UNIT, PRICES.currency)
    assert [(line.what, line.many, line.unit_price, line.amount) for line in told.lines] == [
        ("aligner", 5, unit, unit * 5),
        ("engager-template", 1, None, unit * 0),
    ]


def test_an_unlimited_plan_pays_nothing_before_it_ships() -> None:
    """UNLIMITED is free of charge where it cannot have expired."""
    told = quote(good_facts(has_shipped=False))
    assert (told.total.minor, [line.basis for line in told.lines]) == (0, [Basis.FREE] * 2)


def test_an_unknown_expiry_names_the_term() -> None:
    """Where no source tells the months, the price is unknown and says so."""
    told = quote(good_facts())
    assert (told.total, told.missing) == (
        UNKNOWN,
        ("expiry.months", "replacement.free_after_expiry"),
    )


def test_an_overlay_makes_it_known() -> None:
    """With a contract that tells the months, the same facts have a price."""
    assert quote(good_facts(), CONTRACT).total == Money(0, PRICES.currency)


def test_a_day_without_a_price_names_the_item() -> None:
    """Outside the days of the price book there is no price, and that is said."""
    early = good_facts(plan="ONE", as_of=date(1990, 1, 1))
    told = quote(early)
    assert (told.total, told.missing) == (UNKNOWN, ("price of flex.aligner",))


def test_an_unknown_count_names_the_fact() -> None:
    """Without the number of steps there is no amount, though each has a price."""
    told = quote(good_facts(plan="ONE", upper_steps=UNKNOWN))
    assert (told.total, told.missing, told.lines[0].unit_price) == (
        UNKNOWN,
        ("upper_steps",),
        Money(UNIT, PRICES.currency),
    )


@every_policy
@given(data=st.data())
def test_the_total_is_the_sum_of_the_lines(policy: Policy[Any], data: st.DataObject) -> None:
    """The total adds up, and is unknown exactly where something is missing."""
    told = quote(data.draw(facts_for(policy)), CONTRACT, policy)
    amounts = [line.amount for line in told.lines]
    assert (told.total is UNKNOWN) == (UNKNOWN in amounts) == bool(told.missing)
    if told.total is not UNKNOWN:
        assert told.total.minor == sum(amount.minor for amount in amounts)


PAID = (Basis.FLEX_PRICE, Basis.LIST_PRICE, Basis.UPGRADE_FEE, Basis.PRICE_DIFFERENCE)


def charge_basis(charge: Charge[Any]) -> Basis:
    """Why what is not charged is not: the plan includes it, or it is free."""
    return Basis.INCLUDED if charge.by_allowance else Basis.FREE


def test_what_the_plan_includes_is_told_as_that() -> None:
    """Revisions and retainer sets go by the allowance, aligners and templates are simply free."""
    included = {c.what for policy in policies() for c in policy.charges if c.by_allowance}
    assert {"revision", "included-retainer-set", "retainer-set"} <= included
    assert not {"aligner", "engager-template"} & included
    facts = RetainerFacts(
        **{name: GOOD[name] for name in ("as_of", "plan", "approved_on", "region")},
        has_shipped=False,
        is_new_patient=False,
        sets=1,
        sets_ordered=0,
    )
    line, rest = quote(evolve(facts, plan="ONE"), policy=RETAINERS).lines
    assert (line.basis, line.unit_price, rest.many) == (Basis.INCLUDED, None, 0)
    assert line.message() == "Retainer sets, included in the plan"
    assert line.message("fr") == "Jeux de contention, compris dans le plan"


@every_policy
@given(data=st.data())
def test_a_line_is_free_or_at_flex_price(policy: Policy[Any], data: st.DataObject) -> None:
    """What is free costs nothing, and what is not costs its count times its price."""
    told = quote(data.draw(facts_for(policy)), CONTRACT, policy)
    charges = {charge.what: charge for charge in policy.charges}
    for line in told.lines:
        free = charge_basis(charges[line.what])
        assert line.basis in {free, *PAID, UNKNOWN}
        if line.basis is free:
            assert (line.amount.minor, line.unit_price) == (0, None)
        elif line.amount is not UNKNOWN:
            assert line.amount == line.unit_price * line.units  # type: ignore[operator]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (good_facts(plan="ONE"), ("Replacement aligners, at Flex price", "sans frais")),
        (good_facts(), ("Replacement aligners", "sans frais")),
    ],
)
def test_lines_can_be_told(facts: ReplacementFacts, expected: tuple[str, str]) -> None:
    """A line has words in every language, without a basis where that is unknown."""
    first, second = quote(facts).lines
    assert (first.message(), second.message("fr").split(", ")[1]) == expected


@pytest.mark.parametrize(("approved_on", "edition"), [(date(1999, 1, 1), None)])
def test_a_case_outside_all_editions(approved_on: date, edition: Any) -> None:
    """No edition, no terms, no price."""
    told = quote(good_facts(approved_on=approved_on))
    assert (told.edition, told.total) == (edition, UNKNOWN)
