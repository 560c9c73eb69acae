"""business-rules: a rule for each requirement whose action notes its code.

The engine has no null and casts every number: a truth of its own tells that a fact is unknown, and
the sum of steps and the days waited are variables, because conditions cannot calculate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_TEXT
from business_rules.variables import (
    BaseVariables,
    boolean_rule_variable,
    numeric_rule_variable,
    select_multiple_rule_variable,
)

from aligner_rules.readings.decision import Outcome
from engines import Answer, Engine, plain
from engines.requirements import (
    CODES,
    COUNTS,
    DAYS,
    FACTS,
    REQUIREMENTS,
    TEXTS,
    TRUTHS,
    Expression,
    opposite,
)

NAME = "business-rules"

_OPERATORS = {
    "<": "less_than",
    "<=": "less_than_or_equal_to",
    ">": "greater_than",
    ">=": "greater_than_or_equal_to",
}


class _Facts(BaseVariables):  # type: ignore[misc]
    def __init__(self, record: dict[str, Any]) -> None:
        self.record = record

    @numeric_rule_variable  # type: ignore[untyped-decorator]
    def upper_and_lower_steps(self) -> int:
        return self.record["upper_steps"] + self.record["lower_steps"]

    @numeric_rule_variable  # type: ignore[untyped-decorator]
    def days_waited(self) -> int:
        return self.record["as_of"] - self.record["last_ordered_on"]


def _reader(name: str) -> Callable[[_Facts], Any]:
    if name in TEXTS:
        return lambda self: [self.record[name]]
    return lambda self: self.record[name]


def _asking(name: str) -> Callable[[_Facts], bool]:
    return lambda self: self.record[name] is None


def _named(function: Any, name: str) -> Any:
    function.__name__ = name
    return function


for _name in (*TRUTHS, *TEXTS, *COUNTS, *DAYS):
    _kind = (
        boolean_rule_variable
        if _name in TRUTHS
        else select_multiple_rule_variable()
        if _name in TEXTS
        else numeric_rule_variable
    )
    setattr(_Facts, _name, _kind(_named(_reader(_name), _name)))
for _name in FACTS:
    _unknown = f"{_name}_unknown"
    setattr(_Facts, _unknown, boolean_rule_variable(_named(_asking(_name), _unknown)))

_CALCULATED = {
    ("+", "upper_steps", "lower_steps"): "upper_and_lower_steps",
    ("-", "as_of", "last_ordered_on"): "days_waited",
}


class _Notes(BaseActions):  # type: ignore[misc]
    def __init__(self) -> None:
        self.unmet: list[str] = []
        self.unknown: list[str] = []

    @rule_action(params={"code": FIELD_TEXT})  # type: ignore[untyped-decorator]
    def note_unmet(self, code: str) -> None:
        self.unmet.append(code)

    @rule_action(params={"code": FIELD_TEXT})  # type: ignore[untyped-decorator]
    def note_unknown(self, code: str) -> None:
        self.unknown.append(code)


def _leaf(name: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"name": name, "operator": operator, "value": value}


def _condition(expression: Expression) -> dict[str, Any]:  # noqa: PLR0911 - one for each operator
    op, *rest = expression
    if op in {"and", "or"}:
        return {"all" if op == "and" else "any": [_condition(each) for each in rest]}
    if op == "true":
        return _leaf(rest[0], "is_true")
    if op == "no":
        return {"all": [_leaf(f"{rest[0]}_unknown", "is_false"), _leaf(rest[0], "is_false")]}
    if op == "null":
        return _leaf(f"{rest[0]}_unknown", "is_true")
    if op == "in":
        return _leaf(rest[0], "shares_at_least_one_element_with", list(rest[1]))
    if op == "not":
        return _negated(rest[0])
    return _leaf(_CALCULATED.get(rest[0], rest[0]), _OPERATORS[op], rest[1])


def _negated(expression: Expression) -> dict[str, Any]:
    op, *rest = expression
    if op == "true":
        return _leaf(rest[0], "is_false")
    if op == "no":
        return {"any": [_leaf(f"{rest[0]}_unknown", "is_true"), _leaf(rest[0], "is_true")]}
    if op == "null":
        return _leaf(f"{rest[0]}_unknown", "is_false")
    if op == "in":
        return _leaf(rest[0], "shares_no_elements_with", list(rest[1]))
    return _condition(opposite(expression))


def _rule(condition: dict[str, Any], action: str, code: str) -> dict[str, Any]:
    return {"conditions": condition, "actions": [{"name": action, "params": {"code": code}}]}


def _rules(*, unknowns: bool) -> list[dict[str, Any]]:
    if not unknowns:
        return [
            _rule(_condition(opposite(each.holds_if_known)), "note_unmet", each.code)
            for each in REQUIREMENTS
        ]
    rules = []
    for each in REQUIREMENTS:
        unmet = ("and", ("not", each.unknown), opposite(each.holds))
        rules.append(_rule(_condition(unmet), "note_unmet", each.code))
        rules.append(_rule(_condition(each.unknown), "note_unknown", each.code))
    return rules


def prepare(*, unknowns: bool) -> Engine:
    """The engine with its rules as data, which it reads at every run."""
    rules = _rules(unknowns=unknowns)

    def answer(record: dict[str, Any]) -> Answer:
        notes = _Notes()
        run_all(rules, _Facts(record), notes)
        if notes.unknown:
            told = {*notes.unmet, *notes.unknown}
            outcome = Outcome.REFUSED if notes.unmet else Outcome.UNDETERMINED
            return outcome, tuple([code for code in CODES if code in told])
        return (Outcome.REFUSED if notes.unmet else Outcome.ALLOWED), tuple(notes.unmet)

    return Engine(NAME, plain, answer)
