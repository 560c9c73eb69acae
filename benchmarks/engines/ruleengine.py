"""rule-engine: one parsed rule that gives all verdicts as an array, with facts as a dict."""

from __future__ import annotations

from functools import partial

import rule_engine

from engines import Engine, plain, told_by_unmet, told_by_verdicts
from engines.syntax import Syntax

NAME = "rule-engine"


def prepare(*, unknowns: bool) -> Engine:
    """The engine with its rule parsed."""
    syntax = Syntax()
    cells = syntax.verdicts() if unknowns else syntax.unmet()
    context = rule_engine.Context(resolver=rule_engine.resolve_item)
    evaluate = rule_engine.Rule(f"[{', '.join(cells)}]", context=context).evaluate
    told = told_by_verdicts if unknowns else told_by_unmet
    return Engine(NAME, partial(plain, unknowns=unknowns), lambda record: told(evaluate(record)))
