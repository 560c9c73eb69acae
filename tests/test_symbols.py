"""Symbols: facts and terms with which a rule becomes a formula."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest
from attrs import frozen
from hypothesis import given

from aligner_rules.model import UNKNOWN
from aligner_rules.rulebook.loading import load_rulebook
from aligner_rules.rules.facts import Facts, PlanFacts, fact, fact_types
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.policies import policies
from aligner_rules.rules.replacement import ReplacementFacts
from aligner_rules.rules.symbols import symbolic_facts, symbolic_terms, term_value
from facts_strategies import fact_names, facts_with_gaps

TERMS = load_rulebook("clearcorrect-2024-10").terms("ONE", date(2024, 10, 1), "US")


def test_every_rule_lifts() -> None:
    """Every requirement, charge and consequence of every policy can be read as a formula."""
    for policy in policies():
        f, t = symbolic_facts(policy.facts), symbolic_terms()
        rules = [one.holds for one in policy.requirements]
        assert [r.__name__ for r in rules if rule_type(r(f, t)) is not Type.BOOL] == []
        assert rule_type(policy.opens_on(f, t)) is Type.DATE
        for charge in policy.charges:
            price = Formula.price(charge.item)
            amount = charge.amount_minor(f, t, price)  # type: ignore[arg-type]
            assert rule_type(amount) is Type.INT


def rule_type(read: object) -> Type:
    """Return the type of what a rule gave for symbols: a formula, or a plain literal."""
    return read.type if isinstance(read, Formula) else Formula.literal(read).type  # type: ignore[arg-type]


def test_fact_types_follow_the_record() -> None:
    """The columns of a question are the fields of its record, in order."""
    types = fact_types(ReplacementFacts)
    assert (list(types), types["as_of"], types["cause"]) == (fact_names(), Type.DATE, Type.TEXT)


def test_terms_are_named_by_their_path() -> None:
    """A symbol's path leads to its value in the terms of a plan."""
    assert term_value(TERMS, "replacement.steps_per_arch.number") == 8


def test_a_list_of_names_has_a_symbol() -> None:
    """A rule asks whether a text is in a list, which is known by its path."""
    targets: Any = symbolic_terms().upgrade.targets
    assert (targets.payload, targets.type) == ("upgrade.targets", Type.NAMES)


def test_regions_are_told_in_parts() -> None:
    """A rule asks whether something is offered everywhere, and in which countries."""
    regions = symbolic_terms().upgrade.regions
    paths = [
        part.payload for part in (cast("Any", regions.everywhere), cast("Any", regions.countries))
    ]
    assert paths == ["upgrade.regions.everywhere", "upgrade.regions.countries"]


def test_no_fact_is_a_list_of_names() -> None:
    """Facts are columns, and a column holds one value in a row."""

    @frozen
    class Listing(Facts):
        names: tuple[str, ...] = fact("names")

    with pytest.raises(KeyError, match="tuple"):
        fact_types(Listing)


def test_facts_are_unknown_unless_given() -> None:
    """A fact that is left out is unknown, and so is every term of an unknown plan."""
    assert PlanFacts(as_of=date(2025, 1, 1)).plan is UNKNOWN


@given(facts_with_gaps())
def test_facts_are_values(facts: ReplacementFacts) -> None:
    """Facts with gaps can be compared and hashed like any value."""
    assert (facts == facts, hash(facts) == hash(facts)) == (True, True)  # noqa: PLR0124
