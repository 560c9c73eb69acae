"""The menu of every row of a frame: what stands in the way of each action, before any form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from aligner_rules.readings.columns import answers
from aligner_rules.readings.columns.asking import ready, worked_out
from aligner_rules.readings.columns.expressions import dtype
from aligner_rules.readings.columns.inspection import answer_faults
from aligner_rules.readings.columns.offering import column_of, offered
from aligner_rules.readings.columns.schema import ACTIONS
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.folding import made
from aligner_rules.rules.formula import Formula, Type, nodes
from aligner_rules.rules.menu import Entry
from aligner_rules.rules.policies import policy_for
from aligner_rules.rules.standing import MenuFacts


def actions_frame(frame: Any, book: Rulebook, as_of: date | None, columns: Sequence[str]) -> Any:
    """Return the frame with what every action of a menu comes to in new columns."""
    asked = {column_of(entry): _asked(entry, book, as_of) for entry in offered()}
    new = [_named(action, answer) for answer in columns for action in asked]
    formulas = [formula for each in asked.values() for formula in each]
    faults = answer_faults(columns, ACTIONS)
    sheet, done = worked_out(frame, MenuFacts, formulas, as_of, new, also=faults)

    speech, wide = sheet.speech, dtype(Type.INT, sheet.speech)
    masks: dict[str, Any] = {}
    told: dict[str, Any] = {}
    for action, statements in asked.items():
        holds = [done.answers[each] for each in statements]
        names = f"{done.prefix}{action}_not_met", f"{done.prefix}{action}_unknown"
        masks[names[0]] = answers.unproven(holds, speech)
        masks[names[1]] = answers.unsettled(holds, speech)
        not_met, unknown = map(speech.col, names)
        told[_named(action, "mask")] = not_met.cast(wide)
        told[_named(action, "unknown")] = unknown.cast(wide)
        told[_named(action, "outcome")] = answers.outcome(not_met, unknown, speech)
    result = done.frame.with_columns(**masks).with_columns(**{name: told[name] for name in new})
    return sheet.restored(result, new)


def _named(action: str, answer: str) -> str:
    return action if answer == "mask" else f"{action}_{answer}"


@lru_cache(maxsize=1024)
def _asked(entry: Entry, book: Rulebook, as_of: date | None) -> tuple[Formula, ...]:
    """Return what the policy of an action states of a row, ready to be worked out."""
    record = policy_for(entry.kind).facts
    statements = (ready(each, record, book, as_of) for each in offered()[entry])
    return tuple(_well_chosen(each, entry) for each in statements)


def _well_chosen(formula: Formula, entry: Entry) -> Formula:
    """Return the formula for a form that chooses any of the names that the terms list.

    Once the terms are written in, such a fact is compared with each of them.
    """
    done: dict[Formula, Formula] = {}
    for node in nodes(formula):
        if _chosen(node, entry):
            done[node] = Formula.literal(True)
        elif node.args:
            done[node] = made(node.op, *(done[arg] for arg in node.args))
        else:
            done[node] = node
    return done[formula]


def _chosen(node: Formula, entry: Entry) -> bool:
    compared = (arg.payload for arg in node.args if arg.op == "fact")
    return node.op == "equals" and any(name in entry.listed for name in compared)
