"""One row of a frame as a single decision, which tells all that columns leave out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.asking import facts_read
from aligner_rules.readings.columns.engines import engine_of
from aligner_rules.readings.columns.frames import sheet_of
from aligner_rules.readings.columns.inspection import inspected
from aligner_rules.readings.columns.questions import decided
from aligner_rules.readings.decision import Decision, decide_facts
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.policy import Policy


def explained(
    frame: Any, row: int, policy: Policy[Any], book: Rulebook, as_of: date | None
) -> Decision:
    """Return the decision about the row at that position, from all facts that the frame has."""
    types = fact_types(policy.facts)
    sheet = sheet_of(frame, types)
    read = facts_read(policy, decided(policy).requirements, book)
    facts = {n: type_ for n, type_ in types.items() if n in read or n in sheet.names}
    held = [*inspected(sheet, facts, as_of, (), also=_row_faults(row))]
    values = engine_of(sheet).row(sheet.frame, held, row)
    if values is None:
        remedy = "count from 0"
        raise Invalid("frame", [Fault("$.row", shown(row), "a row of the frame", remedy)])
    known = {name: value for name, value in zip(held, values, strict=True) if value is not None}
    day = UNKNOWN if as_of is None else as_of
    return decide_facts(policy, policy.facts(**{"as_of": day} | known), book=book)


def _row_faults(row: Any) -> Iterator[Fault]:
    if type(row) is not int or row < 0:
        yield Fault("$.row", shown(row), "the position of a row, from 0", "give a whole number")
