"""Folding: a smaller formula that is equal for all values, the unknown one among them."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules.folding import VALUES, constant, folded, made
from aligner_rules.rules.formula import SIGNATURES, Formula, Type, fold, nodes
from plain_values import Plain

SAMPLES: dict[Type, tuple[Any, ...]] = {
    Type.BOOL: (True, False, UNKNOWN),
    Type.INT: (-2, 0, 1, 3, UNKNOWN),
    Type.DATE: (date(2024, 1, 31), date(2024, 2, 29), UNKNOWN),
    Type.TEXT: ("lost", "", UNKNOWN),
    Type.NAMES: ((), ("",), ("lost", "damaged"), UNKNOWN),
}
NAMES = {type_: (f"{type_.value}_1", f"{type_.value}_2") for type_ in Type}

BOUNDED = {"floordiv", "plus_months", "plus_days", "month_lacks_day"}
"""Operations that not every number is an argument of: none divides by 0 or leaves the calendar."""


def formulas(type_: Type, depth: int) -> st.SearchStrategy[Formula]:
    """Formulas of a type over two facts of each type and constants."""
    leaves = st.sampled_from(
        [Formula.fact(name, type_) for name in NAMES[type_]]
    ) | st.sampled_from([constant(value, Formula.unknown(type_)) for value in SAMPLES[type_]])
    if depth == 0:
        return leaves
    fitting = [
        (op, takes)
        for op, signatures in SIGNATURES.items()
        for takes, gives in signatures
        if gives is type_ and op not in BOUNDED
    ]

    def applied(chosen: tuple[str, tuple[Type, ...]]) -> st.SearchStrategy[Formula]:
        op, takes = chosen
        parts = [formulas(part, depth - 1) for part in takes]
        return st.tuples(*parts).map(lambda args: Formula.apply(op, *args))

    return leaves | st.sampled_from(fitting).flatmap(applied) if fitting else leaves


def values(facts: dict[str, Any]) -> Plain:
    """An algebra of plain values in which these are the facts."""
    return Plain(facts)


@given(formula=st.sampled_from(list(Type)).flatmap(lambda t: formulas(t, 3)), data=st.data())
def test_a_folded_formula_has_the_same_value(formula: Formula, data: st.DataObject) -> None:
    """Folding changes no value, whatever the facts are, and makes no formula larger."""
    facts = {n: data.draw(st.sampled_from(SAMPLES[t])) for t in Type for n in NAMES[t]}
    smaller = folded(formula, lambda node: node)
    assert fold(smaller, values(facts)) == fold(formula, values(facts))
    assert sum(1 for _ in nodes(smaller)) <= sum(1 for _ in nodes(formula))


@given(formula=formulas(Type.BOOL, 3), data=st.data())
def test_a_formula_without_facts_is_a_constant(formula: Formula, data: st.DataObject) -> None:
    """Where every input is known beforehand, nothing is left to work out."""
    facts = {n: data.draw(st.sampled_from(SAMPLES[t])) for t in Type for n in NAMES[t]}
    told = folded(
        formula, lambda node: constant(facts[node.payload], node) if node.op == "fact" else node
    )
    assert (told.op, told.payload) == ("literal", fold(formula, values(facts)))


B, C = (Formula.fact(name, Type.BOOL) for name in NAMES[Type.BOOL])
N, M = (Formula.fact(name, Type.INT) for name in NAMES[Type.INT])
D = Formula.fact(NAMES[Type.DATE][0], Type.DATE)
T = Formula.fact(NAMES[Type.TEXT][0], Type.TEXT)
LATER = Formula.apply("plus_months", D, N)
UNCLEAR = Formula.unknown(Type.BOOL)


@pytest.mark.parametrize(
    ("op", "args", "expected"),
    [
        ("both", (B, B), B),
        ("both", (True, B), B),
        ("both", (B, True), B),
        ("both", (B, False), False),
        ("both", (False, B), False),
        ("both", (B & UNCLEAR, UNCLEAR), B & UNCLEAR),
        ("either", (B, B), B),
        ("either", (B, False), B),
        ("either", (False, B), B),
        ("either", (True, B), True),
        ("either", (B, True), True),
        ("either", (B | UNCLEAR, UNCLEAR), B | UNCLEAR),
        ("negation", (Formula.apply("negation", B),), B),
        ("where", (Formula.apply("le", N, N), N, M), N),
        ("where", (Formula.apply("month_lacks_day", D, N), LATER, LATER), LATER),
        ("where", (True, N, M), N),
        ("where", (False, N, M), M),
        ("where", (UNCLEAR, N, M), UNKNOWN),
        ("provided", (B, N, N), N),
        ("provided", (True, N, M), N),
        ("provided", (UNCLEAR, N, M), M),
        ("add", (N, 0), N),
        ("add", (0, N), N),
        ("sub", (N, 0), N),
        ("mul", (N, 1), N),
        ("mul", (1, N), N),
        ("mul", (N, UNKNOWN), UNKNOWN),
        ("listed", (T, Formula.literal(())), False),
        ("listed", (Formula.unknown(Type.TEXT), Formula.literal(())), False),
        ("listed", (T, Formula.unknown(Type.NAMES)), UNKNOWN),
        ("listed", (Formula.literal("lost"), Formula.literal(("lost",))), True),
    ],
)
def test_what_is_already_clear_is_left_out(op: str, args: Any, expected: Any) -> None:
    """An operation whose answer follows from one argument is that answer."""
    given = [a if isinstance(a, Formula) else constant(a, N) for a in args]
    told = made(op, *given)
    assert told is (expected if isinstance(expected, Formula) else constant(expected, told))


def test_every_operation_has_a_value() -> None:
    """What a formula may say, plain values can tell."""
    assert set(VALUES) == set(SIGNATURES)


@pytest.mark.parametrize(("condition", "then"), list(product(SAMPLES[Type.BOOL], repeat=2)))
def test_provided_takes_an_unknown_condition_for_a_false_one(condition: Any, then: Any) -> None:
    """`provided` is `where`, but an unknown condition falls through."""
    assert VALUES["provided"](condition, then, "else") is (then if condition is True else "else")
