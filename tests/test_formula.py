"""Formulas: what a rule becomes when it is called with symbols."""

from __future__ import annotations

import gc
import operator
from datetime import date, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules.formula import SIGNATURES, Formula, Type, fold, nodes

N, M = Formula.fact("n", Type.INT), Formula.fact("m", Type.INT)
B, C = Formula.fact("b", Type.BOOL), Formula.fact("c", Type.BOOL)
D = Formula.fact("d", Type.DATE)

OPERATORS = (
    operator.add,
    operator.sub,
    operator.mul,
    operator.floordiv,
    operator.le,
    operator.lt,
    operator.ge,
    operator.gt,
)


class Values:
    """Reads a formula back as plain Python, by Kleene's rules."""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts

    def literal(self, value: Any, _type: Type) -> Any:
        """Return the value itself."""
        return value

    def fact(self, name: str, _type: Type) -> Any:
        """Return what was given for the fact."""
        return self.facts[name]

    def __getattr__(self, op: str) -> Any:
        plain = {"both": operator.and_, "either": operator.or_}
        return plain.get(op) or getattr(operator, op)


@given(st.sampled_from(OPERATORS), st.integers(-99, 99), st.integers(1, 99))
def test_an_operator_means_what_it_means_for_numbers(apply: Any, n: int, m: int) -> None:
    """Every operator, with symbols on both sides, one side or the other, keeps its meaning."""
    values = Values(n=n, m=m)
    answers = [fold(f, values) for f in (apply(N, M), apply(N, m), apply(n, M))]
    assert answers == [apply(n, m)] * 3


@pytest.mark.parametrize("b", [True, False, UNKNOWN])
@pytest.mark.parametrize("c", [True, False, UNKNOWN])
def test_and_or_read_back_as_kleene(b: Any, c: Any) -> None:
    """&, | with symbols on both sides or one agree with plain truth values."""
    values = Values(b=b, c=c)
    answers = [fold(f, values) for f in (B & C, B | C, b & C, b | C, B & c, B | c)]
    assert answers == [b & c, b | c] * 3


def test_equal_formulas_are_one() -> None:
    """What is said twice is the same object, so that it is computed once."""
    assert (N + 1) * M is (N + 1) * M


def test_literals_of_different_types_stay_apart() -> None:
    """True is not 1, although Python calls them equal."""
    assert Formula.literal(True) is not Formula.literal(1)


def test_forgotten_formulas_take_no_room() -> None:
    """A formula that nobody holds is gone."""
    before = len(Formula._known)
    made = [N + number for number in range(1000, 1100)]
    assert len(Formula._known) >= before + len(made)
    made.clear()
    gc.collect()
    assert len(Formula._known) <= before


@pytest.mark.parametrize(
    "outside",
    [
        lambda: bool(B),
        lambda: not B,
        lambda: B and C,
        lambda: 0 <= N <= 8,
        lambda: ~B,
        lambda: N == 8,
        lambda: N != 8,
        lambda: N in (7, 8),
        lambda: min(N, M),
        lambda: N + 0.5,
        lambda: N + "1",
        lambda: N + B,
        lambda: N & B,
        lambda: D - D,
        lambda: D <= N,
        lambda: datetime(2024, 1, 1) >= D,  # noqa: DTZ001
        lambda: cast("Any", N) / 2,
        lambda: cast("Any", N) % 2,
        lambda: cast("Any", N) ** 2,
        lambda: -cast("Any", N),
        lambda: abs(cast("Any", N)),
        lambda: round(cast("Any", N)),
        lambda: cast("Any", N)[0],
        lambda: cast("Any", N).year,
        lambda: iter(cast("Any", N)),
        lambda: len(cast("Any", N)),
        lambda: int(cast("Any", N)),
        N.toordinal,
    ],
)
def test_what_is_not_promised_is_refused(outside: Any) -> None:
    """Anything outside the closed vocabulary raises; nothing is lifted to something else."""
    with pytest.raises((TypeError, AttributeError)):
        outside()


def test_a_wrong_argument_is_named() -> None:
    """An operation given the wrong types says what it was given and what it takes."""
    with pytest.raises(
        TypeError, match=r"add is given \(n: int, b: bool\), but takes \(int, int\)"
    ):
        N + B
    with pytest.raises(TypeError, match=r"where is given \(unknown, 1: int, b: bool\)"):
        Formula.apply("where", UNKNOWN, 1, B)


def test_every_operation_can_be_written_out() -> None:
    """Every operation of the vocabulary has a form for people."""
    for op, signatures in SIGNATURES.items():
        takes, gives = signatures[0]
        made = Formula.apply(op, *(Formula.fact(f"x{i}", t) for i, t in enumerate(takes)))
        assert (made.type, "x0" in repr(made)) == (gives, True)


def test_a_large_formula_is_not_written_out() -> None:
    """A formula that would fill pages tells its size instead."""
    big = N
    for number in range(30):
        big = big + number * big
    assert repr(big) == "<formula of 91 parts>"


def test_nodes_come_arguments_first_and_once() -> None:
    """Every node stands after its arguments, and stands once."""
    order = list(nodes((N + M) * (N + M)))
    assert order == [N, M, N + M, (N + M) * (N + M)]


def test_a_literal_is_a_date_and_no_instant() -> None:
    """A date is taken as a literal, an instant and a fraction are not."""
    assert repr(Formula.literal(date(2024, 2, 29))) == "2024-02-29"
    with pytest.raises(TypeError, match="expected a bool, an int, a date, a str"):
        Formula.literal(0.5)  # type: ignore[arg-type]


def test_prices_and_terms_are_inputs() -> None:
    """Terms and prices are inputs beside the facts, named by path and item."""
    term, price = Formula.term("replacement.interval_days", Type.INT), Formula.price("flex.aligner")
    assert repr(term * price) == "(replacement.interval_days * price('flex.aligner'))"
