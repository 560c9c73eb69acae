"""Formulas as they are asked of a frame: terms and the day written in, computed days numbered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from aligner_rules.model.faults import Fault
from aligner_rules.readings.columns.frames import Sheet, sheet_of
from aligner_rules.readings.columns.inspection import inspected
from aligner_rules.readings.columns.lowering import asked_on, governed, lowered
from aligner_rules.readings.columns.numbering import numbered
from aligner_rules.readings.columns.questions import facts_in
from aligner_rules.readings.columns.settling import settled
from aligner_rules.readings.columns.sheets import Worked, worked
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.facts import Facts, fact_types
from aligner_rules.rules.formula import Formula, Type, nodes
from aligner_rules.rules.policy import Policy


def ready(formula: Formula, record: Any, book: Rulebook, as_of: date | None) -> Formula:
    """Return a formula over a record of facts with the book and the day in it, days numbered."""
    return _ready(formula, record, book, as_of)


@lru_cache(maxsize=4096)  # whoever asks about many small frames asks by the same books and days
def _ready(formula: Formula, record: Any, book: Rulebook, as_of: date | None) -> Formula:
    chosen = governed(lowered(asked_on(formula, as_of), book), record)
    return settled(numbered(asked_on(chosen, as_of)))


def facts_read(policy: Policy[Any], formulas: Iterable[Formula], book: Rulebook) -> dict[str, Type]:
    """Return the facts that are looked at under the terms of the book, with their types.

    What decides the terms is always among them.
    """
    read = facts_in((_lowered(each, book) for each in formulas), book)
    return {name: type_ for name, type_ in fact_types(policy.facts).items() if name in read}


_lowered = lru_cache(maxsize=1024)(lowered)


def facts_asked(record: type[Facts], formulas: Collection[Formula]) -> dict[str, Type]:
    """Return the facts that ready formulas look at, and the day, in the order of the record."""
    asked = {node.payload for node in nodes(*formulas) if node.op == "fact"} | {"as_of"}
    return {name: type_ for name, type_ in fact_types(record).items() if name in asked}


def worked_out(  # noqa: PLR0913 - a frame, and all that is asked of it
    frame: Any,
    record: type[Facts],
    formulas: Collection[Formula],
    as_of: date | None,
    new: Collection[str],
    *,
    also: Iterable[Fault] = (),
) -> tuple[Sheet, Worked]:
    """Return the frame to compute on, and ready formulas worked out on it.

    Only the facts that they look at are read, and the day. `new` are the names of the result;
    Invalid where any fact or new name is at fault, with the faults that were found before.
    """
    facts = facts_asked(record, formulas)
    sheet = sheet_of(frame, facts)
    dtypes = inspected(sheet, facts, as_of, new, also)
    return sheet, worked(sheet, dtypes, formulas)
