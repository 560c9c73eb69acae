"""Settling: formulas that ask for less say of every row what they said before."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.settling import settled
from aligner_rules.rules.formula import Formula, Type, fold
from plain_values import Plain

SOME, OTHER = (Formula.fact(name, Type.BOOL) for name in ("some", "other"))
MANY, FEW = (Formula.fact(name, Type.INT) for name in ("many", "few"))
NONE, ONE = Formula.literal(0), Formula.literal(1)
UNSURE, NO_NUMBER = Formula.unknown(Type.BOOL), Formula.unknown(Type.INT)
OPERATIONS = {
    Type.BOOL: {
        "both": (Type.BOOL, Type.BOOL),
        "either": (Type.BOOL, Type.BOOL),
        "negation": (Type.BOOL,),
        "le": (Type.INT, Type.INT),
        "lt": (Type.INT, Type.INT),
        "equals": (Type.INT, Type.INT),
        "is_unknown": (Type.INT,),
        "where": (Type.BOOL, Type.BOOL, Type.BOOL),
        "provided": (Type.BOOL, Type.BOOL, Type.BOOL),
    },
    Type.INT: {
        "add": (Type.INT, Type.INT),
        "sub": (Type.INT, Type.INT),
        "mul": (Type.INT, Type.INT),
        "where": (Type.BOOL, Type.INT, Type.INT),
        "provided": (Type.BOOL, Type.INT, Type.INT),
    },
}
LEAVES = {
    Type.BOOL: (SOME, OTHER, SOME, OTHER, UNSURE, Formula.literal(True), Formula.literal(False)),
    Type.INT: (MANY, FEW, MANY, FEW, NO_NUMBER, NONE, ONE),
}


@st.composite
def formulas(draw: st.DrawFn, type_: Type, depth: int = 4) -> Formula:
    """Formulas as they are written, not made smaller, over two truth values and two numbers."""
    if not depth or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(LEAVES[type_]))
    if type_ is Type.INT and draw(st.integers(0, 5)) == 0:
        divisor = draw(st.sampled_from((MANY, ONE, Formula.literal(-2))))
        return draw(formulas(Type.INT, depth - 1)) // divisor
    op, types = draw(st.sampled_from(sorted(OPERATIONS[type_].items())))
    return Formula.apply(op, *(draw(formulas(each, depth - 1)) for each in types))


@given(formula=formulas(Type.BOOL) | formulas(Type.INT))
@settings(max_examples=300, deadline=None)
def test_a_settled_formula_has_the_value_that_it_had(formula: Formula) -> None:
    """Whatever is known and unknown of the facts."""
    ready = settled(formula)
    truths, numbers = (True, False, UNKNOWN), (-1, 1, 3, UNKNOWN)
    for some, other, many, few in product(truths, truths, numbers, numbers):
        facts = Plain({"some": some, "other": other, "many": many, "few": few})
        assert fold(ready, facts) == fold(formula, facts)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (Formula.apply("where", SOME & UNSURE, ONE, NONE), "provided"),
        (Formula.apply("where", SOME | UNSURE, ONE, NONE), "provided"),
        (Formula.apply("where", MANY <= 0, MANY, NONE), "provided"),
        (Formula.apply("where", MANY <= 0, NONE, MANY), "provided"),
        (Formula.apply("where", MANY <= 3, MANY // 2, MANY), "provided"),
        (Formula.apply("where", MANY <= FEW, MANY, FEW), "where"),
        (Formula.apply("where", MANY <= 3, MANY // FEW, NONE), "where"),
        (Formula.apply("where", SOME, ONE, NONE), "where"),
        (Formula.apply("provided", SOME & UNSURE, ONE, MANY), "fact"),
        (SOME & UNSURE & Formula.apply("negation", UNSURE | OTHER), "both"),
        (Formula.apply("either", UNSURE & SOME, Formula.literal(True)), "literal"),
    ],
)
def test_what_is_asked_for_once_is_not_asked_for_twice(formula: Formula, expected: str) -> None:
    """A choice is asked for both ways only where a condition that is unknown needs it."""
    assert settled(formula).op == expected


def test_a_choice_inside_a_choice_by_the_same_condition_is_made_already() -> None:
    """Whichever way round the condition is asked for."""
    inner = Formula.apply("where", SOME, ONE, NONE)
    for outer in (
        Formula.apply("where", SOME, inner, MANY),
        Formula.apply("where", Formula.apply("negation", SOME), MANY, inner),
        Formula.apply("where", SOME, ONE, Formula.apply("provided", SOME, FEW, MANY)),
    ):
        assert settled(outer) is Formula.apply("where", SOME, ONE, MANY)


def test_a_condition_that_comes_to_nothing_else_is_a_constant() -> None:
    """What is unknown whether or not anything else holds is not asked for at all."""
    never = Formula.apply("either", UNSURE, SOME & UNSURE)
    assert settled(never) is UNSURE
    assert settled(Formula.apply("where", never, ONE, NONE)) is NO_NUMBER
