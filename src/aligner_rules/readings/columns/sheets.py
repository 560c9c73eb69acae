"""Formulas worked out on a frame: inputs typed, days numbered, shared parts named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals.stable.v2 as nw
from attrs import frozen

from aligner_rules.readings.columns.expressions import dtype, staged
from aligner_rules.readings.columns.frames import Sheet
from aligner_rules.rules.folding import is_literal
from aligner_rules.rules.formula import Formula, nodes


@frozen
class Worked:
    """A frame with all columns that the answers are made of; `prefix` begins their names."""

    frame: Any
    prefix: str
    answers: Mapping[Formula, Any]


def worked(sheet: Sheet, dtypes: Mapping[str, Any], formulas: Iterable[Formula]) -> Worked:
    """Return the formulas as expressions over the columns of a frame, whose types are given."""
    asked = list(formulas)
    prefix = _free_prefix(sheet)
    speech = sheet.speech
    found = list(nodes(*asked))
    facts = [node for node in found if node.op == "fact"]
    cast = [fact for fact in facts if not _serves(dtypes[fact.payload], fact, found)]
    columns = {fact: f"{prefix}{fact.payload}" if fact in cast else fact.payload for fact in facts}
    days = {node: node.args[0] for node in found if node.op == "epoch_day"}
    numbers = {node: f"{prefix}{fact.payload}_number" for node, fact in days.items()}

    frame = sheet.frame
    if cast:
        frame = frame.with_columns(
            **{
                columns[fact]: speech.col(fact.payload).cast(dtype(fact.type, speech))
                for fact in cast
            }
        )
    if numbers:
        frame = sheet.calendar.numbers(
            frame, {number: columns[days[node]] for node, number in numbers.items()}
        )
    inputs = {node: speech.col(name) for node, name in (columns | numbers).items()}
    plan = staged(asked, inputs, prefix, speech)
    for stage in plan.stages:
        frame = frame.with_columns(**stage)
    return Worked(frame, prefix, plan.answers)


def _free_prefix(sheet: Sheet) -> str:
    prefix = "__rules_"
    while any(sheet.spelling(name).startswith(prefix) for name in sheet.names):
        prefix = f"_{prefix}"
    return prefix


def _serves(given: Any, fact: Formula, found: Iterable[Formula]) -> bool:
    """Return whether a column can be used as it is, without a cast to the type of the fact.

    Categories can, if they are only compared with constants, and that is far cheaper. Enums cannot:
    they refuse to be compared with what is none of them.
    """
    if given == nw.Categorical:
        users = [node for node in found if fact in node.args]
        return all(node.op == "equals" and any(map(is_literal, node.args)) for node in users)
    return bool(given == dtype(fact.type, nw))
