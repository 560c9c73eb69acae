"""Statements written out as one function: the same verdicts, in one go."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model import UNKNOWN
from aligner_rules.readings.decision import decide_facts
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rules.formula import SIGNATURES, Formula, Type, fold
from aligner_rules.rules.policies import policies
from aligner_rules.rules.replacement import POLICY, ReplacementFacts
from aligner_rules.rules.straight import written_out
from facts_strategies import facts_with_gaps
from plain_values import Plain

BOOK = load_rulebooks()


class Given:
    """Facts by whatever names a formula has."""

    def __init__(self, **facts: Any) -> None:
        self.__dict__.update(facts)


class Echo(dict[Any, Any]):
    """Tells of verdicts themselves."""

    def __missing__(self, verdicts: Any) -> Any:
        """Return the verdicts."""
        return verdicts


@given(facts_with_gaps())
def test_verdicts_are_those_of_the_statements(facts: ReplacementFacts) -> None:
    """In one go or one by one, the verdicts are the same, unknown ones too."""
    decision = decide_facts(POLICY, facts, book=BOOK)
    one_by_one = [holds(facts, decision.terms) for holds in POLICY.statements]
    together = decision.verdicts
    assert [a is b for a, b in zip(together, one_by_one, strict=True)] == [True] * len(one_by_one)


@pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.name)
def test_there_is_a_verdict_for_each_requirement(policy: Any) -> None:
    """Of nothing known, a policy still gives one verdict for each requirement."""
    decision = decide_facts(policy, policy.facts(), book=BOOK)
    assert len(decision.verdicts) == len(policy.requirements)


SAMPLES: dict[Type, tuple[Any, ...]] = {
    Type.BOOL: (True, False, UNKNOWN),
    Type.INT: (0, 1, 45, UNKNOWN),
    Type.DATE: (date(2024, 2, 29), date(2025, 3, 1), UNKNOWN),
    Type.TEXT: ("lost", "it's", UNKNOWN),
    Type.NAMES: ((), ("it's",), ("lost", "it's"), UNKNOWN),
}


@pytest.mark.parametrize("op", sorted(SIGNATURES))
def test_every_operation_is_written_out_as_it_means(op: str) -> None:
    """Each operation, with facts and with constants, on all samples of all its types."""
    for takes, _ in SIGNATURES[op]:
        names = [f"x{number}" for number in range(len(takes))]
        symbols = [Formula.fact(name, type_) for name, type_ in zip(names, takes, strict=True)]
        for sample in product(*(SAMPLES[type_] for type_ in takes)):
            if op == "floordiv" and sample[1] == 0:
                continue
            facts = dict(zip(names, sample, strict=True))
            constants = [
                Formula.unknown(type_) if value is UNKNOWN else Formula.literal(value)
                for type_, value in zip(takes, sample, strict=True)
            ]
            asked = [
                Formula.apply(op, *symbols),
                Formula.apply(op, constants[0], *symbols[1:]),
                Formula.apply(op, *constants),
            ]
            together = written_out(asked, Echo())(Given(**facts))
            assert list(together) == [fold(one, Plain(facts)) for one in asked]


@given(st.integers(-9, 9))
def test_what_is_used_twice_is_worked_out_once(number: int) -> None:
    """A shared part is named, and named once."""
    n = Formula.fact("n", Type.INT)
    both = (n + 1) * (n + 1)
    assert written_out([both, both], Echo())(Given(n=number)) == ((number + 1) ** 2,) * 2
