"""common-expression-language: one compiled program that gives all verdicts as a list.

Facts go in as a dict. A `cel.Context` would be converted at its first use and kept, so that timing
it again and again would time decisions about facts that have been taken over already; a fresh one
for each decision costs what the dict does.
"""

from __future__ import annotations

from functools import partial

import cel

from engines import Engine, plain, told_by_unmet, told_by_verdicts
from engines.syntax import Syntax

NAME = "common-expression-language"


def prepare(*, unknowns: bool) -> Engine:
    """The engine with its program compiled."""
    syntax = Syntax(both="&&", either="||", negation="!")
    cells = syntax.verdicts() if unknowns else syntax.unmet()
    execute = cel.compile(f"[{', '.join(cells)}]").execute
    told = told_by_verdicts if unknowns else told_by_unmet
    return Engine(NAME, partial(plain, unknowns=unknowns), lambda record: told(execute(record)))
