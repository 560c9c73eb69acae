"""The schema: which columns go in, and which requirement is which bit."""

from __future__ import annotations

import pytest
from attrs import fields

from aligner_rules import tables
from aligner_rules.model.case import Case
from aligner_rules.model.order import ReplacementOrder
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.replacement import POLICY, ReplacementFacts
from strategies import Wish


def test_every_fact_is_a_column() -> None:
    """The columns are the facts, in their order, with their meaning; any of them may be null."""
    told = [(c.name, c.nullable, c.meaning) for c in tables.schema(ReplacementOrder)]
    assert told == [(f.name, True, f.metadata["meaning"]) for f in fields(ReplacementFacts)]


def test_the_types_are_those_of_the_facts() -> None:
    """Every type of a fact has one type of a column."""
    names = {"bool": "Boolean", "int": "Int64", "date": "Date", "str": "String"}
    expected = [names[type_.value] for type_ in fact_types(ReplacementFacts).values()]
    assert [column.dtype for column in tables.schema(ReplacementOrder)] == expected


def test_each_column_tells_which_verb_reads_it() -> None:
    """The day and the plan are read by all, the first shipment only by a quote."""
    read_by = {column.name: column.read_by for column in tables.schema(ReplacementOrder)}
    asked = [read_by[name] for name in ("as_of", "plan", "first_shipped_on", "cause")]
    assert asked == [("decide", "quote"), ("decide", "quote"), ("quote",), ("decide",)]


def test_bits_are_numbered_in_the_order_of_the_policy() -> None:
    """Bit i of a mask is requirement i."""
    told = [(one.bit, one.code, one.clause) for one in tables.requirements(ReplacementOrder)]
    assert told == [(n, r.code, r.clause) for n, r in enumerate(POLICY.requirements)]


def test_a_listing_reads_as_a_table() -> None:
    """Written out, a listing has a heading and a line for each row, in columns."""
    lines = str(tables.requirements(ReplacementOrder)).splitlines()
    assert lines[:2] == [
        "bit  code                        clause",
        "0    lost-or-damaged-by-patient  REP-1",
    ]
    assert "decide, quote" in repr(tables.schema(ReplacementOrder))


def test_a_kind_that_nobody_decides_has_no_columns() -> None:
    """A request that has no policy is a TypeError."""
    for kind in (Wish, Case):
        with pytest.raises(TypeError, match=f"no policy decides {kind.__name__}"):
            tables.schema(kind)  # type: ignore[arg-type]
