"""The menu as columns: row by row what the menu of each case says, on every kind of frame."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest
from attrs import evolve, fields, fields_dict
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules import tables
from aligner_rules.model.faults import Invalid
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.actions import about_the_case
from aligner_rules.readings.decision import Decision, decide_facts
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.formula import nodes
from aligner_rules.rules.menu import ENTRIES, Entry
from aligner_rules.rules.policies import policy_for
from aligner_rules.rules.standing import MenuFacts, Standing, menu_facts
from changed_books import BOOK, changed
from column_cases import drawn_rows
from frame_kinds import DUCKDB, KINDS, POLARS, Kind, frame_of
from strategies import cases, days
from test_tables import answers, changes, differences

ALL = ("mask", "unknown", "outcome")
COLUMNS = {entry: entry.code.replace("-", "_") for entry in ENTRIES}
FIXED = [entry for entry in ENTRIES if entry.choices is None]
(CHOSEN,) = [entry for entry in ENTRIES if entry.choices]
"""The one action whose terms hang on a choice: to approve a setup on a plan."""

BEST = {"unmade_steps", "is_there", "is_used"}
"""Facts that tell of the best that a form may choose, where a policy asks about one choice."""

few = settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
FACTS = drawn_rows(1, 300, BOOK, MenuFacts)
FRAME = frame_of(FACTS, MenuFacts)


def decided(entry: Entry, row: MenuFacts, book: Rulebook) -> Decision:
    """What the reading as a value says of an action, from the facts of one row."""
    policy, form = policy_for(entry.kind), {**entry.form, **dict.fromkeys(entry.chosen, UNKNOWN)}
    case = {name: getattr(row, name) for name in fields_dict(MenuFacts)}
    terms = book.terms(row.plan, row.approved_on, row.region)
    best = Standing(ar.Case("C-1", "UTC"), case, terms).target
    told = {**case, **form, "target": best}
    names = fields_dict(policy.facts)
    return decide_facts(policy, policy.facts(**{n: told.get(n, UNKNOWN) for n in names}), book=book)


def told_of(facts: list[MenuFacts], book: Rulebook) -> pl.DataFrame:
    """What the reading as a value says of every action of each row, in the columns of a table."""
    masks: defaultdict[str, list[Any]] = defaultdict(list)
    for entry, column in COLUMNS.items():
        for row in facts:
            told = decided(entry, row, book)
            bits = [(1 << bit, holds) for bit, holds in enumerate(told.verdicts)]
            masks[column].append(sum(bit for bit, holds in bits if holds is not True))
            masks[f"{column}_unknown"].append(sum(bit for bit, holds in bits if holds is UNKNOWN))
            masks[f"{column}_outcome"].append(told.outcome.value)
    ends = ("", "_unknown", "_outcome")
    return pl.DataFrame(masks).select(f"{c}{end}" for end in ends for c in COLUMNS.values())


EXPECTED = told_of(FACTS, BOOK)


def codes(entry: Entry, mask: int) -> tuple[str, ...]:
    """The codes of the requirements whose bits are set."""
    return tuple(one.code for one in tables.requirements(entry.kind) if mask >> one.bit & 1)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(seed=st.integers(0, 2**32), changes=changes)
@few
def test_menus_agree_row_by_row(kind: Kind, seed: int, changes: Any) -> None:
    """Masks and outcomes of every action are those of each decision, under changed books too."""
    book = changed(changes)
    facts = drawn_rows(seed, 200, book, MenuFacts)
    frame = frame_of(facts, MenuFacts)
    made = tables.actions(kind.made(frame), book=book, columns=ALL)
    assert differences(told_of(facts, book), answers(kind, made, frame), frame) == []


@given(asked=st.lists(st.tuples(cases(), days()), min_size=1, max_size=12), changes=changes)
@settings(max_examples=8)
def test_rows_of_cases_tell_what_their_menus_tell(
    asked: list[tuple[ar.Case, date]], changes: Any
) -> None:
    """Of the facts of a case comes what its menu says; no plan that a setup offers is in them."""
    book = changed(changes)
    frame = frame_of([menu_facts(case, as_of) for case, as_of in asked], MenuFacts)
    told = [ar.actions(case, as_of=as_of, book=book) for case, as_of in asked]
    for kind in KINDS:
        made = answers(kind, tables.actions(kind.made(frame), book=book, columns=ALL), frame)
        for row, menu in zip(made.to_dicts(), told, strict=True):
            actions = {one.entry: one for one in menu}
            choice = actions.pop(CHOSEN)
            assert [(row[f"{COLUMNS[e]}_outcome"], codes(e, row[COLUMNS[e]])) for e in FIXED] == [
                (one.outcome.value, one.codes) for one in actions.values()
            ]
            none_waits = choice.outcome is ar.Outcome.REFUSED and "setup-is-waiting" in choice.codes
            expected = "refused" if none_waits else "undetermined"
            assert row["approve_setup_outcome"] == expected


OCTOBER, AS_OF = date(2024, 10, 15), date(2025, 3, 3)
PHASES = (ar.Phase(1, ar.StepSelection.parse(upper="1-13")),)
TWO, MINI = ar.Option("TWO", PHASES), ar.Option("MINI", PHASES)


@pytest.mark.parametrize(
    ("setups", "menu", "column"),
    [
        ((), "refused", "refused"),
        ((ar.Setup(OCTOBER, (TWO,), approved_on=OCTOBER),), "refused", "refused"),
        (UNKNOWN, "undetermined", "undetermined"),
        ((ar.Setup(OCTOBER, (MINI, TWO), approved_on=None),), "allowed", "undetermined"),
        ((ar.Setup(OCTOBER, (MINI,), approved_on=None),), "refused", "undetermined"),
    ],
)
def test_an_approval_is_refused_only_where_no_setup_waits(
    setups: Any, menu: str, column: str
) -> None:
    """SUB-8: which plans a setup offers, and whether its steps fit them, is in no row."""
    case = ar.Case("C-1", "UTC", region="US", plan=None, orders=(), setups=setups)
    book = BOOK.evolve({"treatment.steps": 24}, plans=["TWO"])
    told = {one.code: one for one in ar.actions(case, as_of=AS_OF, book=book)}
    frame = frame_of([menu_facts(case, AS_OF)], MenuFacts)
    made = tables.actions(frame, book=book, columns=ALL).row(0, named=True)
    outcomes = told["approve-setup"].outcome.value, made["approve_setup_outcome"]
    assert outcomes == (menu, column)
    unmet = made["approve_setup"] - made["approve_setup_unknown"]
    assert codes(CHOSEN, unmet) == (("setup-is-waiting",) if column == "refused" else ())


def test_a_setup_that_waits_is_not_yet_one_that_can_be_approved() -> None:
    """SUB-8: of a revision only the plan of the case will do, and no row tells which is offered."""
    setup = ar.Setup(AS_OF, (TWO,), of_order="R-1", approved_on=None)
    case = ar.Case("C-1", "UTC", region="US", plan=ar.Plan("ONE", OCTOBER), setups=(setup,))
    book = BOOK.evolve({"treatment.steps": 24})
    told = {one.code: one for one in ar.actions(case, as_of=AS_OF, book=book)}
    frame = frame_of([menu_facts(case, AS_OF)], MenuFacts)
    made = tables.actions(frame, book=book, columns="outcome")["approve_setup_outcome"].item()
    assert (told["approve-setup"].outcome.value, made) == ("refused", "undetermined")


def test_the_best_target_is_that_of_each_book() -> None:
    """UPG-1: no row tells a target, so that a book with others is asked by the same rows."""
    row = MenuFacts(plan="ONE", approved_on=OCTOBER, as_of=AS_OF, region="US")
    frame = frame_of([row], MenuFacts)
    told = []
    for targets in (["TWO"], [], UNKNOWN):
        book = BOOK.evolve({"upgrade.targets": targets}, plans=["ONE"])
        made = tables.actions(frame, book=book, columns=ALL).row(0, named=True)
        unknown = codes(policy_entry("upgrade"), made["upgrade_unknown"])
        told.append((made["upgrade_outcome"], "target-is-offered" in unknown))
    assert told == [("undetermined", False), ("refused", False), ("undetermined", True)]


def policy_entry(code: str) -> Entry:
    """The action of that code."""
    return next(entry for entry in ENTRIES if entry.code == code)


def test_the_facts_of_a_menu_are_those_that_its_actions_look_at() -> None:
    """Every fact that a formula looks at is one of the menu's, but for the best target."""
    looked_at = {
        node.payload
        for entry in ENTRIES
        for node in nodes(*about_the_case(entry))
        if node.op == "fact"
    }
    own = set(fact_types(MenuFacts))
    assert (own - looked_at, looked_at - own) == ({"plan"}, {"target"})


def test_a_fact_means_the_same_to_all_actions() -> None:
    """Each fact has one type, and one meaning but where it tells of the best that there is."""
    own = {one.name: (one.type, one.metadata["meaning"]) for one in fields(MenuFacts)}
    unlike = {
        one.name
        for entry in ENTRIES
        for one in fields(policy_for(entry.kind).facts)
        if one.name in own and own[one.name] != (one.type, one.metadata["meaning"])
    }
    assert unlike == BEST


@given(st.lists(st.sampled_from(ALL), unique=True, min_size=1))
@settings(max_examples=10)
def test_any_answers_can_be_asked_for_in_any_order(names: list[str]) -> None:
    """The new columns are those asked for, in that order, for every action of the menu."""
    ends = {"mask": "", "unknown": "_unknown", "outcome": "_outcome"}
    wanted = [f"{action.column}{ends[name]}" for name in names for action in tables.menu()]
    made = tables.actions(FRAME, book=BOOK, columns=names)
    assert made.drop(FRAME.columns).equals(EXPECTED.select(wanted))


def test_by_default_the_masks_are_told() -> None:
    """Without `columns`, or with a single name, each action has one column."""
    columns = [action.column for action in tables.menu()]
    assert tables.actions(FRAME, book=BOOK).columns == [*FRAME.columns, *columns]
    alone = tables.actions(FRAME, book=BOOK, columns="outcome")
    assert alone.columns == [*FRAME.columns, *(f"{each}_outcome" for each in columns)]


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_one_day_for_all_rows(kind: Kind) -> None:
    """A constant day is the same day in each row."""
    facts = [evolve(one, as_of=AS_OF) for one in FACTS]
    frame = frame_of(facts, MenuFacts).drop("as_of")
    made = tables.actions(kind.made(frame), book=BOOK, as_of=AS_OF, columns=ALL)
    assert differences(told_of(facts, BOOK), answers(kind, made, frame), frame) == []


def test_only_what_the_book_looks_at_is_read() -> None:
    """A switch that no plan has on needs no column; one that is on names what is missing."""
    frame = FRAME.drop("unshipped_revisions", "last_step_ended", "last_step_ended_on")
    made = tables.actions(frame, book=BOOK, columns=ALL)
    assert made.drop(frame.columns).equals(EXPECTED)
    blocked = BOOK.evolve({"replacement.blocked_by": ["revision"]}, plans=["ONE"])
    with pytest.raises(Invalid, match=r"\$\.unshipped_revisions: given no such column"):
        tables.actions(frame, book=blocked)


def test_all_faults_are_told_at_once() -> None:
    """Wrong names of answers, facts that are missing, and columns in the way."""
    frame = FRAME.drop("is_active").with_columns(revise=0)
    with pytest.raises(Invalid) as found:
        tables.actions(frame, book=BOOK, columns=["mask", "mask", "outcomes"])
    told = [fault.where for fault in found.value.faults]
    assert told == ["$.columns[1]", "$.columns[2]", "$.is_active", "$.revise"]


def test_the_schema_is_told_by_the_class_of_the_answer() -> None:
    """Every fact of the menu is a column that its verb reads."""
    told = {column.name: column.read_by for column in tables.schema(ar.Action)}
    assert told == dict.fromkeys(fact_types(MenuFacts), ("actions",))


def test_the_menu_lists_actions_with_their_columns() -> None:
    """The bits of a column are those of the kind of request that stands beside it."""
    told = [(one.code, one.column, one.kind) for one in tables.menu()]
    assert told == [(entry.code, column, entry.kind) for entry, column in COLUMNS.items()]
    assert str(tables.menu()).splitlines()[1].split() == [
        *("order-replacements", "order_replacements", "ReplacementOrder")
    ]


def test_lazy_frames_stay_lazy() -> None:
    """The plan of a LazyFrame is not run, and a relation stays one of its connection."""

    def never(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError

    lazy = FRAME.lazy().map_batches(never, schema=FRAME.schema)
    assert type(tables.actions(lazy, book=BOOK, columns=ALL)) is pl.LazyFrame
    made = tables.actions(DUCKDB.made(FRAME), book=BOOK)
    assert type(made) is duckdb.DuckDBPyRelation


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_no_rows_give_no_rows(kind: Kind) -> None:
    """An empty frame gets the same new columns, of the same types."""
    made = kind.read(tables.actions(kind.made(FRAME.clear()), book=BOOK, columns=ALL))
    assert made.drop(FRAME.columns).schema == EXPECTED.schema


def test_categories_are_taken() -> None:
    """A plan may come as a category."""
    frame = FRAME.cast({"plan": pl.Categorical})
    made = POLARS.read(tables.actions(frame, book=BOOK, columns=ALL))
    assert made.drop(FRAME.columns).equals(EXPECTED)
