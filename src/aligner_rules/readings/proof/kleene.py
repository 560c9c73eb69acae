"""Formulas in the solver's logic: every value a pair of whether it is known and what it then is."""

from __future__ import annotations

from datetime import date
from functools import cached_property, reduce
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.dates import EARLIEST, LATEST
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.proof.months import Months
from aligner_rules.readings.proof.solver import z3
from aligner_rules.rules.formula import EPOCH, Formula, Type, fold


@frozen(eq=False)
class Kleene:
    """A value that may be unknown: `known` and `value` are expressions of the solver.

    Days are ordinal numbers, texts are numbers by which they can be told apart, lists of names are
    sets of such numbers. What `value` is where `known` does not hold means nothing.
    """

    known: Any
    value: Any

    @cached_property
    def holds(self) -> Any:
        """Whether it is known to be true."""
        return z3().And(self.known, self.value)

    @cached_property
    def fails(self) -> Any:
        """Whether it is known to be false."""
        return z3().And(self.known, z3().Not(self.value))


class Texts:
    """A number for every text: a rule can but tell texts apart, so numbers stand for them exactly.

    A number that stands for no text so far is a text of which no rule speaks: XA, XB, … are
    codes that ISO 3166 leaves to its users, so they may be regions as well.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._others: dict[int, str] = {}

    def number(self, text: str) -> int:
        """The number of the text, 0 or more."""
        if text not in self._texts:
            self._texts.append(text)
        return self._texts.index(text)

    def text(self, number: int) -> str:
        """The text of the number, one that no rule speaks of where there is none."""
        if number < len(self._texts):
            return self._texts[number]
        if number not in self._others:
            spare = (f"X{chr(letter)}" for letter in range(ord("A"), ord("Z") + 1))
            taken = {*self._texts, *self._others.values()}
            self._others[number] = next(text for text in spare if text not in taken)
        return self._others[number]


class KleeneAlgebra:
    """Folds formulas into `Kleene` pairs, absorbing what is unknown as `words` does.

    `inputs` are the facts and prices met so far, `domain` what holds for their values.
    """

    def __init__(self) -> None:
        self.months: Final = Months()
        self.texts: Final = Texts()
        self.domain: Final[list[Any]] = []
        self._done: Final[dict[Formula, Kleene]] = {}

    def read(self, condition: Any) -> Kleene:
        """The pair of a formula; a plain truth value or UNKNOWN will do as well."""
        if not isinstance(condition, Formula):
            unknown = condition is UNKNOWN
            condition = Formula.unknown(Type.BOOL) if unknown else Formula.literal(condition)
        pair: Kleene = fold(condition, self, self._done)
        return pair

    def told(self, value: Any, model: Any) -> Any:
        """What a fact or price, or a plain value, is in a model of the solver."""
        if not isinstance(value, Formula):
            return value
        pair = self.read(value)
        if not z3().is_true(model.eval(pair.known, model_completion=True)):
            return UNKNOWN
        found = model.eval(pair.value, model_completion=True)
        if value.type is Type.BOOL:
            return z3().is_true(found)
        number = found.as_long()
        if value.type is Type.DATE:
            return date.fromordinal(number)
        return self.texts.text(number) if value.type is Type.TEXT else number

    def literal(self, value: Any, type_: Type) -> Kleene:
        """The pair of a constant."""
        if type_ is Type.NAMES:
            numbers = () if value is UNKNOWN else map(self.texts.number, value)
            known = z3().BoolVal(val=value is not UNKNOWN)
            return Kleene(known, reduce(z3().SetAdd, numbers, _nobody()))
        if value is UNKNOWN:
            nothing = z3().BoolVal(val=False) if type_ is Type.BOOL else z3().IntVal(0)
            return Kleene(z3().BoolVal(val=False), nothing)
        if type_ is Type.BOOL:
            return Kleene(_known(), z3().BoolVal(value))
        if type_ is Type.DATE:
            value = value.toordinal()
        return Kleene(
            _known(), z3().IntVal(self.texts.number(value) if type_ is Type.TEXT else value)
        )

    def fact(self, name: str, type_: Type) -> Kleene:
        """The pair of an input, which may be unknown; days keep to those that a model holds."""
        known = z3().Bool(f"{name} is known")
        if type_ is Type.BOOL:
            return Kleene(known, z3().Bool(name))
        value = z3().Int(name)
        if type_ is Type.DATE:
            self.domain.extend([value >= EARLIEST.toordinal(), value <= LATEST.toordinal()])
        elif type_ is Type.TEXT:
            self.domain.append(value >= 0)
        return Kleene(known, value)

    def price(self, item: str, type_: Type) -> Kleene:
        """The pair of a price, which may be unknown."""
        return self.fact(f"price of {item}", type_)

    def add(self, left: Kleene, right: Kleene) -> Kleene:
        """The sum of two numbers, or of a day and some days."""
        return _strict(left, right, left.value + right.value)

    plus_days = add

    def sub(self, left: Kleene, right: Kleene) -> Kleene:
        """The difference of two numbers."""
        return _strict(left, right, left.value - right.value)

    def mul(self, left: Kleene, right: Kleene) -> Kleene:
        """The product of two numbers."""
        return _strict(left, right, left.value * right.value)

    def floordiv(self, left: Kleene, right: Kleene) -> Kleene:
        """The quotient, rounded down as Python rounds it; the solver's own rounds otherwise."""
        over, under = left.value, right.value
        rounded = z3().If(under > 0, over / under, (-over) / (-under))
        return _strict(left, right, rounded)

    def le(self, left: Kleene, right: Kleene) -> Kleene:
        """Whether the left is not larger."""
        return _strict(left, right, left.value <= right.value)

    def lt(self, left: Kleene, right: Kleene) -> Kleene:
        """Whether the left is smaller."""
        return _strict(left, right, left.value < right.value)

    def equals(self, left: Kleene, right: Kleene) -> Kleene:
        """Whether both are the same."""
        return _strict(left, right, left.value == right.value)

    def listed(self, value: Kleene, names: Kleene) -> Kleene:
        """Whether the text is among the names: in an empty list nothing is, known or not."""
        known = z3().And(names.known, z3().Or(value.known, names.value == _nobody()))
        return Kleene(known, z3().And(value.known, z3().IsMember(value.value, names.value)))

    def both(self, left: Kleene, right: Kleene) -> Kleene:
        """Whether both hold: no, once one is known not to."""
        known = z3().Or(z3().And(left.known, right.known), left.fails, right.fails)
        return Kleene(known, z3().And(left.holds, right.holds))

    def either(self, left: Kleene, right: Kleene) -> Kleene:
        """Whether one holds: yes, once one is known to."""
        known = z3().Or(z3().And(left.known, right.known), left.holds, right.holds)
        return Kleene(known, z3().Or(left.holds, right.holds))

    def negation(self, condition: Kleene) -> Kleene:
        """Whether the condition does not hold."""
        return Kleene(condition.known, z3().Not(condition.value))

    def where(self, condition: Kleene, then: Kleene, otherwise: Kleene) -> Kleene:
        """The one or the other; unknown where the condition is, even if both are the same."""
        chosen = z3().If(condition.value, then.known, otherwise.known)
        value = z3().If(condition.value, then.value, otherwise.value)
        return Kleene(z3().And(condition.known, chosen), value)

    def provided(self, condition: Kleene, then: Kleene, otherwise: Kleene) -> Kleene:
        """The first where the condition is known to hold, else the second."""
        known = z3().If(condition.holds, then.known, otherwise.known)
        return Kleene(known, z3().If(condition.holds, then.value, otherwise.value))

    def day_number(self, day: Kleene) -> Kleene:
        """The day itself, which is a number here."""
        return day

    def epoch_day(self, day: Kleene) -> Kleene:
        """The number of a day, counted from 1970."""
        return Kleene(day.known, day.value - EPOCH)

    def plus_months(self, day: Kleene, months: Kleene) -> Kleene:
        """The day so many months later."""
        return _strict(day, months, self.months.plus(day.value, months.value))

    def month_lacks_day(self, day: Kleene, months: Kleene) -> Kleene:
        """Whether the month so many months later has no such day."""
        return _strict(day, months, self.months.lacks_day(day.value, months.value))

    def months_between(self, start: Kleene, end: Kleene) -> Kleene:
        """The months that the end may be put back by."""
        return _strict(start, end, self.months.between(start.value, end.value))

    def is_unknown(self, value: Kleene) -> Kleene:
        """Whether the value is unknown, which is always known."""
        return Kleene(_known(), z3().Not(value.known))


def _known() -> Any:
    return z3().BoolVal(val=True)


def _nobody() -> Any:
    return z3().EmptySet(z3().IntSort())


def _strict(left: Kleene, right: Kleene, value: Any) -> Kleene:
    """Return the value, unknown where either side is."""
    return Kleene(z3().And(left.known, right.known), value)
