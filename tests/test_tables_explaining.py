"""One row of a frame, explained: the decision that its facts alone would get."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from attrs import evolve

import aligner_rules as ar
from aligner_rules import tables
from aligner_rules.model.faults import Invalid
from aligner_rules.readings.columns.engines import SPARK_ENGINE
from aligner_rules.readings.decision import decide_facts
from aligner_rules.rules.policies import policies
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.replacement import POLICY
from column_cases import drawn_facts
from frame_kinds import DUCKDB, KINDS, POLARS, Kind, frame_of

BOOK = ar.load_rulebooks()
FACTS = drawn_facts(21, 40, BOOK)
FRAME = frame_of(FACTS, POLICY.facts)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_a_row_is_decided_as_its_facts_are(kind: Kind) -> None:
    """Verdicts, reasons, the day it opens and what comes along are those of the facts."""
    given = kind.made(FRAME)
    for row in (0, 7, 39):
        told = tables.explain(given, row, POLICY.kind, book=BOOK)
        expected = decide_facts(POLICY, FACTS[row], book=BOOK)
        assert (told, told.reasons) == (expected, expected.reasons)
        assert (told.opens_on, told.consequences) == (expected.opens_on, expected.consequences)


@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
@pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.name)
def test_every_kind_of_request_is_explained(policy: Policy[Any], kind: Kind) -> None:
    """Whatever is asked for, the first row is decided as its facts are."""
    facts = drawn_facts(22, 3, BOOK, policy)
    told = tables.explain(kind.made(frame_of(facts, policy.facts)), 0, policy.kind, book=BOOK)
    assert told == decide_facts(policy, facts[0], book=BOOK)


def test_the_day_may_be_one_for_all_rows() -> None:
    """A constant day is the day of the decision."""
    day = date(2026, 2, 28)
    told = tables.explain(FRAME.drop("as_of"), 3, POLICY.kind, book=BOOK, as_of=day)
    assert told == decide_facts(POLICY, evolve(FACTS[3], as_of=day), book=BOOK)


def test_only_what_is_decided_by_has_to_be_there() -> None:
    """A fact that no requirement looks at may be missing, and is unknown."""
    told = tables.explain(FRAME.drop("engager_steps"), 3, POLICY.kind, book=BOOK)
    assert told.facts == evolve(FACTS[3], engager_steps=ar.UNKNOWN)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_a_row_that_is_not_there_is_at_fault(kind: Kind) -> None:
    """The position after the last row has no row."""
    with pytest.raises(Invalid, match=r"\$\.row: given 40; expected a row of the frame"):
        tables.explain(kind.made(FRAME), 40, POLICY.kind, book=BOOK)


@pytest.mark.parametrize("row", [-1, True, "3", 1.0])
def test_what_is_no_position_is_at_fault(row: Any) -> None:
    """It is told together with all else that is wrong with the frame."""
    with pytest.raises(Invalid) as caught:
        tables.explain(FRAME.drop("cause"), row, POLICY.kind, book=BOOK)
    assert [fault.where for fault in caught.value.faults] == ["$.row", "$.cause"]


def test_a_lazy_frame_is_asked_for_one_row() -> None:
    """No more than the row is collected of a LazyFrame."""
    seen: list[int] = []

    def noted(frame: pl.DataFrame) -> pl.DataFrame:
        seen.append(frame.height)
        return frame

    lazy = FRAME.lazy().slice(5, 1).map_batches(noted, schema=FRAME.schema)
    assert tables.explain(lazy, 0, POLICY.kind, book=BOOK).facts == FACTS[5]
    assert seen == [1]


def test_spark_is_asked_for_one_row() -> None:
    """On Spark a position is an offset, and one row is collected."""
    asked: list[tuple[str, int]] = []

    class Frame:
        def offset(self, rows: int) -> Frame:
            asked.append(("offset", rows))
            return self

        def limit(self, rows: int) -> Frame:
            asked.append(("limit", rows))
            return self

        def collect(self) -> list[tuple[Any, ...]]:
            return [("lost", 3)]

    assert SPARK_ENGINE.rows(Frame(), 7) == [("lost", 3)]
    assert asked == [("offset", 7), ("limit", 1)]
