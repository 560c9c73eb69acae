"""The solver's logic of what may be unknown: it means what the words of the rules mean."""

from __future__ import annotations

import operator
import sys
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.proof.kleene import KleeneAlgebra, Texts
from aligner_rules.readings.proof.knowledge import alike, holds, is_unknown, no_more
from aligner_rules.readings.proof.solver import z3
from aligner_rules.rules import words
from aligner_rules.rules.formula import EPOCH, SIGNATURES, Formula, Type, fold

TRUTHS = (True, False, UNKNOWN)
ON_TRUTHS = [
    op for op, all_ in SIGNATURES.items() if any({*takes} == {Type.BOOL} for takes, _ in all_)
]
"""Operations that take truth values alone."""


class Values:
    """Reads a formula back as plain Python, by the words that the rules use."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts

    def literal(self, value: Any, _type: Type) -> Any:
        """A constant is itself."""
        return value

    def fact(self, name: str, _type: Type) -> Any:
        """A fact is what was given."""
        return self.facts[name]

    price = fact

    def day_number(self, day: Any) -> Any:
        """The ordinal number of a day."""
        return day.toordinal()

    def epoch_day(self, day: Any) -> Any:
        """The number of a day, counted from 1970."""
        return day.toordinal() - EPOCH

    def is_unknown(self, value: Any) -> bool:
        """Whether it is UNKNOWN."""
        return value is UNKNOWN

    def provided(self, condition: Any, then: Any, otherwise: Any) -> Any:
        """The first only where the condition is True."""
        return then if condition is True else otherwise

    def negation(self, condition: Any) -> Any:
        """What `not_` gives."""
        return words.not_(condition)

    def __getattr__(self, op: str) -> Any:
        plain = {"both": operator.and_, "either": operator.or_}
        return plain.get(op) or getattr(words, op, None) or getattr(operator, op)


EFFORT = 5_000_000
"""Steps of the solver after which a formula is given up: some seconds."""


class TooMuchError(RuntimeError):
    """The solver gave a formula up; nested months can be too much for it."""


def solved(formula: Formula, facts: dict[str, Any]) -> Any:
    """What the solver takes the formula for where the facts and prices are these."""
    algebra = KleeneAlgebra()
    algebra.read(formula)
    solver = z3().SimpleSolver()
    solver.set("rlimit", EFFORT)
    for name, value in facts.items():
        kind, item, type_ = name.partition(":")[0], name, _TYPES[name.partition(":")[0]]
        symbol = Formula.price(item) if kind == "price" else Formula.fact(item, type_)
        given_one = is_unknown(symbol) if value is UNKNOWN else holds(words.equals(symbol, value))
        solver.add(algebra.read(given_one).holds)
    solver.add(*algebra.months.axioms(), *algebra.domain)
    while True:
        came = str(solver.check())
        if came == "unknown":
            raise TooMuchError
        assert came == "sat"
        lemmas = algebra.months.lemmas(solver.model())
        if not lemmas:
            return algebra.told(formula, solver.model())
        solver.add(*lemmas)


_TYPES = {"b": Type.BOOL, "n": Type.INT, "d": Type.DATE, "t": Type.TEXT, "price": Type.INT}
_LITERALS: dict[Type, SearchStrategy[Any]] = {
    Type.BOOL: st.booleans(),
    Type.INT: st.integers(-9, 9),
    Type.DATE: st.sampled_from((date(2024, 1, 31), date(2023, 2, 28), date(2024, 2, 29)))
    | st.dates(date(1999, 1, 1), date(2050, 12, 31)),
    Type.TEXT: st.sampled_from(("lost", "damaged", "XA")),
    Type.NAMES: st.sampled_from(((), ("lost",), ("damaged", "XA"))),
}
_INPUTS: dict[Type, list[Formula]] = {
    type_: [Formula.fact(f"{kind}:{n}", type_) for n in range(2)]
    for kind, type_ in _TYPES.items()
    if kind != "price"
}
_INPUTS[Type.NAMES] = [Formula.literal(("XA", "lost"))]
_INPUTS[Type.INT].append(Formula.price("price:0"))
_NARROW = {
    "floordiv": (2, 3, 7, -2),
    "plus_days": (-400, 0, 45),
    "plus_months": (-13, 0, 1, 12),
    "month_lacks_day": (-13, 0, 1, 12),
}
"""Operations whose second argument is kept to a few numbers, so that days stay in the calendar."""


@st.composite
def formulas(draw: DrawFn, type_: Type, depth: int = 4) -> Formula:
    """Formulas of the type over two facts of each type and a price, each operation among them."""
    signatures = [(op, takes) for op, all_ in SIGNATURES.items() for takes, gives in all_
                  if gives is type_]  # fmt: skip
    if depth == 0 or not signatures or draw(st.integers(0, 5)) == 0:
        leaves = st.sampled_from(_INPUTS[type_]) | _LITERALS[type_].map(Formula.literal)
        return draw(leaves | st.just(Formula.unknown(type_)))
    op, takes = draw(st.sampled_from(signatures))
    deeper = 0 if op == "months_between" else depth - 1  # of days that are given
    args = [draw(formulas(each, deeper)) for each in takes]
    if op in _NARROW:
        args[1] = Formula.literal(draw(st.sampled_from(_NARROW[op])))
    return Formula.apply(op, *args)


FACTS = st.fixed_dictionaries(
    {
        str(each.payload): _LITERALS[type_] | st.just(UNKNOWN)
        for type_, inputs in _INPUTS.items()
        if type_ is not Type.NAMES
        for each in inputs
    }
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(_TYPES.values())).flatmap(formulas), FACTS)
def test_the_solver_reads_every_formula_as_the_words_do(
    formula: Formula, facts: dict[str, Any]
) -> None:
    """A random formula over fixed inputs comes out the same by the solver and by plain Python."""
    try:
        found = solved(formula, facts)
    except TooMuchError:
        reject()
    assert found == fold(formula, Values(facts))


@pytest.mark.parametrize("rule", ["clip", "roll", "raise", UNKNOWN])
@pytest.mark.parametrize("day", [date(2024, 2, 28), date(2024, 2, 29), UNKNOWN])
@pytest.mark.parametrize("months", [12, 48])
def test_the_solver_reads_every_rule_for_a_lacking_day(rule: Any, day: Any, months: int) -> None:
    """Clipped, rolled on or no day at all: the solver has it as the word does."""
    given_day: Any = Formula.fact("d:0", Type.DATE)
    later: Any = words.plus_months(given_day, months, Formula.fact("t:0", Type.TEXT))  # type: ignore[arg-type]
    facts = {"d:0": day, "t:0": rule}
    assert solved(later, facts) == words.plus_months(day, months, rule)


@pytest.mark.parametrize("op", ON_TRUTHS)
def test_every_truth_table_is_that_of_the_words(op: str) -> None:
    """Every operation on truth values alone has the table that its word has."""
    (takes,) = [takes for takes, _ in SIGNATURES[op] if set(takes) == {Type.BOOL}]
    names = [f"b:{n}" for n in range(len(takes))]
    formula = Formula.apply(op, *(Formula.fact(name, Type.BOOL) for name in names))
    rows = [dict(zip(names, row, strict=True)) for row in product(TRUTHS, repeat=len(takes))]
    expected = [fold(formula, Values(row)) for row in rows]
    assert [solved(formula, row) for row in rows] == expected


@pytest.mark.parametrize("value", ["lost", "XA", UNKNOWN])
@pytest.mark.parametrize("names", [(), ("lost",), ("lost", "damaged"), UNKNOWN])
def test_the_solver_looks_for_a_text_in_a_list(value: Any, names: Any) -> None:
    """Whether a text is in a list, empty and unknown ones too, is as the word has it."""
    text: Any = Formula.fact("t:0", Type.TEXT)
    choice = words.where(Formula.fact("b:0", Type.BOOL), names, ("damaged",))  # type: ignore[arg-type]
    asked: Any = words.listed(text, choice)
    expected = words.listed(value, names)
    assert solved(asked, {"t:0": value, "b:0": True}) == expected


@pytest.mark.parametrize("value", [*TRUTHS])
def test_plain_truths_are_read_without_a_formula(value: Any) -> None:
    """A condition that comes out as a plain value is read as well as a formula."""
    pair = KleeneAlgebra().read(value)
    told = [z3().is_true(z3().simplify(each)) for each in (pair.holds, pair.fails)]
    assert told == [value is True, value is False]


_ALIKE: Any = alike
_NO_MORE: Any = no_more


@pytest.mark.parametrize(("left", "right"), [*product((1, 2, UNKNOWN), repeat=2)])
def test_words_about_knowledge_lift(left: Any, right: Any) -> None:
    """`alike` and `no_more` say the same of values and of symbols."""
    one, other = _INPUTS[Type.INT][:2]
    facts = {"n:0": left, "n:1": right}
    answers = [solved(word(one, other), facts) for word in (_ALIKE, _NO_MORE)]
    assert answers == [alike(left, right), no_more(left, right)]


def test_a_text_that_no_rule_speaks_of_is_a_spare_region() -> None:
    """A number without a text becomes a code that is no text so far, and stays that one."""
    texts = Texts()
    assert [texts.number(text) for text in ("lost", "XA", "lost")] == [0, 1, 0]
    assert [texts.text(number) for number in (0, 7, 9, 7)] == ["lost", "XB", "XC", "XB"]


def test_without_the_solver_the_error_tells_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where z3 is missing, asking for it says how to get it."""
    z3.cache_clear()
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(ModuleNotFoundError, match=r"install aligner-rules\[proofs\]"):
        z3()
    monkeypatch.undo()
    assert z3() is sys.modules["z3"]
