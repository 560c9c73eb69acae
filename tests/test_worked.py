"""The worked cases come out as they say, in every reading that applies to them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from aligner_rules.model.faults import Invalid
from aligner_rules.readings.ledger import clause, rows
from aligner_rules.readings.wording import LANGUAGES
from aligner_rules.rules.policies import policies
from aligner_rules.rules.policy import Policy
from frame_kinds import POLARS, Kind
from register import Evidence
from worked_answers import ANSWERS, Asked, due
from worked_cases import (
    FOLDER,
    ROOT,
    Worked,
    cases_in,
    differences,
    held_otherwise,
    in_json,
    worked_cases,
)
from worked_readings import (
    KINDS,
    QUANTITIES,
    in_columns,
    quantities_in_columns,
    solved,
)

CASES = worked_cases()
DECIDED = {"outcome", "codes", "unknown", "opens_on", "total", "lines", "missing"}
"""The answers that a policy gives."""


def asked_of_a_policy() -> list[Asked]:
    """The worked cases that a policy decides or prices."""
    return [Asked(one) for one in CASES if DECIDED & set(one.expect)]


def asked_about(question: str) -> list[Asked]:
    """The worked cases that ask a question of quantities."""
    return [Asked(one) for one in CASES if question in one.expect]


@pytest.mark.parametrize("worked", CASES, ids=lambda one: one.id)
def test_every_worked_case_comes_out_as_stated(worked: Worked) -> None:
    """As values: each answer that a worked case states is the answer."""
    asked = Asked(worked)
    unlike = [
        told
        for question, stated in worked.expect.items()
        for told in differences(asked.answer(question), due(question, stated), question)
    ]
    assert unlike == []


@pytest.mark.parametrize("asked", asked_of_a_policy(), ids=lambda one: one.worked.id)
def test_statements_and_solver_judge_alike(asked: Asked) -> None:
    """One by one, and by the solver's logic, each requirement is what the decision says it is."""
    policy, facts = asked.policy, asked.facts
    verdicts = list(asked.decision.verdicts)
    one_by_one = [holds(facts, asked.decision.terms) for holds in policy.statements]
    by_solver = solved(facts, asked.worked.book, policy.statements)
    assert (one_by_one, by_solver) == (verdicts, verdicts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_told_in_words(language: str) -> None:
    """As an explanation: reasons, ways out and consequences have a sentence, and a row to cite."""
    for asked in asked_of_a_policy():
        told: list[Any] = [*asked.decision.reasons, *asked.decision.consequences]
        told += asked.quote.lines
        ways = [way for reason in asked.decision.reasons for way in reason.ways_out]
        assert all(clause(each.clause).statement for each in told)
        assert all("{" not in each.message(language) for each in (*told, *ways))


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.name)
def test_columns_decide_and_price_alike(policy: Policy[Any], kind: Kind) -> None:
    """In one frame for each rulebook, columns say what each decision and quote says.

    DuckDB is asked about the packaged editions alone: a frame for every changed term takes long.
    """
    frames = defaultdict(list)
    for asked in asked_of_a_policy():
        if asked.policy is policy and (kind is POLARS or asked.worked.is_packaged):
            frames[asked.worked.book, asked.worked.prices].append(asked.facts)
    for (book, prices), facts in frames.items():
        assert list(in_columns(kind, facts, policy, book, prices)) == []


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@pytest.mark.parametrize("question", QUANTITIES)
def test_columns_give_quantities_alike(question: str, kind: Kind) -> None:
    """In one frame, the quantities of a question are what its rules give."""
    frames = defaultdict(list)
    for asked in asked_about(question):
        if kind is POLARS or asked.worked.is_packaged:
            frames[asked.worked.book].append(QUANTITIES[question].facts_of(asked))
    for book, facts in frames.items():
        assert list(quantities_in_columns(kind, facts, QUANTITIES[question], book)) == []


@pytest.mark.parametrize("question", QUANTITIES)
def test_the_solver_gives_quantities_alike(question: str) -> None:
    """By the solver's logic, the quantities of a question are what its rules give."""
    rules = QUANTITIES[question].rules
    for asked in asked_about(question):
        facts, book = QUANTITIES[question].facts_of(asked), asked.worked.book
        terms = book.terms(facts.plan, facts.approved_on, facts.region)
        assert solved(facts, book, rules) == [rule(facts, terms) for rule in rules]


EVIDENCE = Evidence.of(ROOT / "tests")


def rows_told_apart() -> list[str]:
    """The rows with a boundary that worked cases show first."""
    shown = {one.rows[0] for one in CASES}
    return [row for row in rows() if row in shown and clause(row).boundary is not None]


@pytest.mark.parametrize("row", rows_told_apart())
def test_every_boundary_has_a_case_on_either_side(row: str) -> None:
    """A row that draws a line has a worked case inside and one outside, which come out apart."""
    sides = defaultdict(list)
    for one in CASES:
        if one.rows[0] == row:
            sides[one.side].append(one.expect)
    assert {"inside", "outside"} <= set(sides)
    assert any(inside != outside for inside in sides["inside"] for outside in sides["outside"])


def test_only_rows_with_a_boundary_have_sides() -> None:
    """A case takes the side of the first row that it shows, which draws a line."""
    sided = [one for one in CASES if one.side is not None]
    assert [one.id for one in sided if clause(one.rows[0]).boundary is None] == []


def test_other_tests_that_hold_a_row_exist() -> None:
    """A row that no worked case can show names the test that holds it, which names the row."""
    for row, test in held_otherwise().items():
        assert EVIDENCE.worked_of(row) == []
        assert test in [f"{one.file}::{one.name}" for one in EVIDENCE.tests_of(row)]


@pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.name)
def test_every_requirement_is_worked_on_both_sides(policy: Policy[Any]) -> None:
    """Each requirement holds in one worked case; in one that shows its row it is not known to."""
    met, unmet = set(), set()
    for asked in asked_of_a_policy():
        if asked.decision.policy is policy:
            for one, holds in zip(policy.requirements, asked.decision.verdicts, strict=True):
                met |= {one.code} if holds is True else set()
                shown = holds is not True and one.clause in asked.worked.rows
                unmet |= {one.code} if shown else set()
    codes = {one.code for one in policy.requirements}
    assert (codes - met, codes - unmet) == (set(), set())


ENTRY: dict[str, Any] = {
    "name": "one",
    "title": "One",
    "rows": ["REP-1"],
    "as_of": "2025-04-01",
    "expect": {"outcome": "allowed"},
}


def read(*entries: Any, **top: Any) -> list[Worked]:
    """The cases of a file that says this."""
    content = {"schema": 1, "title": "A file", "cases": list(entries), **top}
    return list(cases_in(content, "file"))


def test_bases_are_laid_one_over_another() -> None:
    """A case says what is otherwise than in its base, and a base in its own."""
    bases = {
        "usual": {"plan": "FLEX", "request": {"kind": "replacement", "cause": "lost"}},
        "damaged": {"base": "usual", "request": {"cause": "damaged"}},
    }
    first, second = read(ENTRY, {**ENTRY, "name": "two", "base": "damaged"}, bases=bases)
    assert first.given["request"] == {"kind": "replacement", "cause": "lost"}
    assert second.given["request"] == {"kind": "replacement", "cause": "damaged"}
    assert second.given["case"] == {"plan": {"name": "FLEX"}}


def test_a_case_may_speak_of_several_plans_and_days() -> None:
    """It is one case for each plan and each day of approval."""
    many = {**ENTRY, "plan": ["FLEX", "ONE"], "approved_on": ["2024-10-15", "unknown"]}
    assert [one.id for one in read(many)] == [
        f"file one {plan}, {day}" for plan in ("FLEX", "ONE") for day in ("2024-10-15", "unknown")
    ]


def test_words_stand_for_none_and_for_unknown() -> None:
    """What is "none" is null, and "unknown" leaves a key out."""
    given = {"orders": "none", "region": "unknown", "phases": [{"shipment": "none"}]}
    assert in_json(given) == {"orders": None, "phases": [{"shipment": None}]}


def test_everything_wrong_in_a_file_is_told() -> None:
    """Unknown keys, rows, sides and bases are faults, and so are answers without their reasons."""
    wrong = {
        **ENTRY,
        "rowes": 1,
        "rows": ["REP-41"],
        "side": "left",
        "base": "no",
        "expect": {"outcome": "undetermined"},
    }
    nameless = {"expect": 5, "title": "", "rows": []}
    with pytest.raises(Invalid) as caught:
        read(ENTRY, ENTRY, wrong, nameless, 5, titles="", bases={"x": {"cas": 1}, "y": 5})
    assert sorted(fault.where for fault in caught.value.faults) == [
        "$.bases.x.cas",
        "$.bases.y",
        "$.cases[1].name",
        "$.cases[2].base",
        "$.cases[2].expect.codes",
        "$.cases[2].expect.unknown",
        "$.cases[2].name",
        "$.cases[2].rowes",
        "$.cases[2].rows[0]",
        "$.cases[2].side",
        "$.cases[3].as_of",
        "$.cases[3].expect",
        "$.cases[3].name",
        "$.cases[3].rows",
        "$.cases[3].title",
        "$.cases[4]",
        "$.titles",
    ]


def test_what_comes_out_otherwise_is_told() -> None:
    """Differences are told with their place; keys that the answer lacks are differences."""
    found = {"total": "1.00 USD", "lines": [{"many": 1}], "free": False}
    due_ = {"total": "2.00 USD", "lines": [{"many": 2}], "fee": 1, "free": 0}
    assert list(differences(found, due_)) == [
        "$.total is '1.00 USD', and should be '2.00 USD'",
        "$.lines[0].many is 1, and should be 2",
        "$: no fee; did you mean free?",
        "$.free is False, and should be 0",
    ]


def test_a_question_that_nobody_asks_is_a_fault() -> None:
    """An answer is stated to a question that there is."""
    (one,) = read({**ENTRY, "expect": {"outcomes": "allowed"}})
    with pytest.raises(Invalid, match="one of outcome, "):
        Asked(one).answer("outcomes")


def test_every_question_is_asked() -> None:
    """No answer could be stated that no worked case states."""
    assert {question for one in CASES for question in one.expect} == set(ANSWERS)


def test_every_file_says_that_it_is_invented() -> None:
    """Nobody can take a worked case for a real one."""
    files = sorted(FOLDER.glob("*.toml"))
    assert len(files) > 0
    assert [f.name for f in files if "invented" not in f.read_text("utf-8").split("\n\n")[0]] == []
