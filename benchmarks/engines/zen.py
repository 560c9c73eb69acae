"""zen-engine: one compiled expression that gives the verdicts of all requirements as a list.

It is the fastest way found: a decision table or a graph costs a multiple, and so does one compiled
expression for each requirement, because every evaluation takes the facts over anew. Facts go in as
a dict, the form that every engine here is given them in. `given_text` has the facts as JSON text
that was written beforehand, which spares the engine the reading of a dict; it is told for
information.
"""

from __future__ import annotations

import json
from typing import Any

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

    def form(facts: ReplacementFacts) -> dict[str, Any]:
        return plain(facts, unknowns=unknowns)

    return Engine(NAME, form, lambda record: told(evaluate(record)))


def given_text(*, unknowns: bool) -> Engine:
    """The same engine, given the facts as JSON text that was written beforehand."""
    ready = prepare(unknowns=unknowns)
    return Engine(f"{NAME}-given-text", lambda facts: json.dumps(ready.form(facts)), ready.answer)
