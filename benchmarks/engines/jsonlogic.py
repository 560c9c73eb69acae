"""json-logic-qubit: a list of rules over a dict, evaluated in one call."""

from __future__ import annotations

from functools import partial
from typing import Any

from json_logic import jsonLogic

from engines import Engine, plain, told_by_unmet, told_by_verdicts
from engines.requirements import REQUIREMENTS, Expression, opposite

NAME = "json-logic-qubit"


def _rule(expression: Expression) -> Any:
    """The expression as JSON-Logic, which looks up a missing variable as null."""
    if isinstance(expression, int):
        return expression
    if isinstance(expression, str):
        return {"var": expression}
    op, *rest = expression
    if op == "true":
        return {"var": rest[0]}
    if op in {"no", "null"}:
        return {"===": [{"var": rest[0]}, False if op == "no" else None]}
    if op == "in":
        return {"in": [{"var": rest[0]}, list(rest[1])]}
    return {"!" if op == "not" else op: [_rule(each) for each in rest]}


def prepare(*, unknowns: bool) -> Engine:
    """The engine with its rules as JSON-Logic, which knows no compiling."""
    if unknowns:
        rules = [{"if": [_rule(r.unknown), None, _rule(r.holds)]} for r in REQUIREMENTS]
    else:
        rules = [_rule(opposite(r.holds_if_known)) for r in REQUIREMENTS]
    told = told_by_verdicts if unknowns else told_by_unmet
    return Engine(
        NAME, partial(plain, unknowns=unknowns), lambda record: told(jsonLogic(rules, record))
    )
