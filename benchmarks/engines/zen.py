"""zen-engine: one compiled expression that gives the verdicts of all requirements as a list.

It is the fastest way found: a decision table or a graph costs a multiple, and so does one compiled
expression for each requirement, because every evaluation takes the facts over anew. Facts go in as
JSON text, which this engine takes over faster than a dict.
"""

from __future__ import annotations

import json

import zen

from aligner_rules.rules.replacement import ReplacementFacts
from engines import Engine, plain, told_by_unmet, told_by_verdicts
from engines.requirements import GOVERNED
from engines.syntax import Syntax

NAME = "zen-engine"


def _equal(fact: str, texts: tuple[str, ...]) -> str:
    return " or ".join(f"{fact} == '{text}'" for text in texts)


def prepare(*, unknowns: bool) -> Engine:
    """The engine with its expression compiled."""
    if unknowns:
        syntax = Syntax(among=_equal, governed="governed")
        governed = Syntax(among=_equal).text(GOVERNED)
        source = f"governed = {governed}; [{', '.join(syntax.verdicts())}]"
    else:
        source = f"[{', '.join(Syntax(among=_equal).unmet())}]"
    evaluate = zen.compile_expression(source).evaluate
    told = told_by_verdicts if unknowns else told_by_unmet

    def form(facts: ReplacementFacts) -> str:
        return json.dumps(plain(facts, unknowns=unknowns))

    return Engine(NAME, form, lambda record: told(evaluate(record)))
