"""The shipped examples: each comes out as it says, and together they show every clause."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import attrs
import pytest

import aligner_rules
from aligner_rules import wire
from aligner_rules.cli import shipped
from aligner_rules.cli.shipped import Example, answer, answers, examples, index_of
from aligner_rules.model import Invalid, ReplacementOrder, RetainerOrder, RevisionOrder
from aligner_rules.readings.decision import Outcome
from aligner_rules.rules.policies import policy_for

ROOT = Path(__file__).parent.parent / "examples"
ABOUT_ORDERS = ("REP", "REV", "RET", "SUB")
ENTRY: dict[str, Any] = {
    "name": "one",
    "title": "One",
    "rows": ["REP-1"],
    "case": "cases/flex.json",
    "order": "orders/three-lost.json",
    "as_of": date(2025, 4, 1),
    "expect": {"outcome": "allowed", "codes": []},
}


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_every_example_comes_out_as_stated(example: Example) -> None:
    """An example's decision and quote are what its entry in the index says."""
    assert answer(example).differences == ()


def test_every_row_of_the_orders_is_shown() -> None:
    """Each row about replacements, revisions and retainers is shown by one example at least."""
    shown = {row for example in examples() for row in example.rows}
    assert {f"REP-{number}" for number in range(1, 13)} <= shown
    assert {f"REV-{number}" for number in range(1, 4)} <= shown
    assert {f"RET-{number}" for number in range(1, 5)} <= shown
    assert {"EXP-4", "EXP-7", "EXP-11", "ALW-3"} <= shown


def test_every_requirement_is_shown_on_both_sides() -> None:
    """Each requirement about the orders is met in one example, known to be unmet in another."""
    standings = defaultdict(set)
    for one in answers():
        told = zip(one.decision.policy.requirements, one.decision.verdicts, strict=True)
        for requirement, holds in told:
            standings[requirement].add(holds)
    policies = {policy_for(kind) for kind in (ReplacementOrder, RevisionOrder, RetainerOrder)}
    assert set(standings) == {one for policy in policies for one in policy.requirements}
    asked = {one: met for one, met in standings.items() if one.clause.startswith(ABOUT_ORDERS)}
    assert [one.code for one, met in asked.items() if not {True, False} <= met] == []


def test_every_outcome_and_every_kind_of_total_is_shown() -> None:
    """Allowed, refused, undetermined; free, priced and of unknown price."""
    expected = [example.expected for example in examples()]
    assert {each.outcome for each in expected} == {outcome.value for outcome in Outcome}
    totals = {each.total for each in expected}
    assert {None, "undetermined", "0.00 USD", "135.00 USD"} <= totals


def test_names_of_examples_are_unique() -> None:
    """An example can be called by its name."""
    names = [example.name for example in examples()]
    assert len(set(names)) == len(names)


def test_every_file_is_used() -> None:
    """No case and no order stands among the examples without being asked about."""
    used = {name for each in examples() for name in (each.case, each.order, each.prices)}
    used |= {name for each in examples() for name in each.overlays}
    own = {name for each in examples() for name in each.rulebooks or ()}
    used |= {name for name in own if name.endswith(".toml")}
    there = {str(path.relative_to(ROOT)) for path in ROOT.glob("*/*.*")}
    assert {name.replace("\\", "/") for name in there} == used


def test_every_file_is_written_as_the_wire_writes_it() -> None:
    """The files show the form that dumping gives, instants apart."""
    for path in sorted(ROOT.glob("cases/*.json")):
        text = path.read_text(encoding="utf-8")
        if not re.search(r"\dT\d", text):
            assert wire.dump_case(wire.load_case(path)) == text.rstrip("\n")
    for path in sorted(ROOT.glob("orders/*.json")):
        text = path.read_text(encoding="utf-8")
        assert wire.dump_request(wire.load_request(path)) == text.rstrip("\n")


def test_every_file_says_that_it_is_invented() -> None:
    """Nobody can take an example for a real case, a real contract or a real price."""
    for path in sorted(ROOT.glob("cases/*.json")):
        assert json.loads(path.read_text(encoding="utf-8"))["id"].startswith("invented-")
    for path in sorted(ROOT.rglob("*.toml")):
        assert "invented" in path.read_text(encoding="utf-8").partition("\n\n")[0]


def test_what_comes_out_otherwise_is_told() -> None:
    """Each difference names what it is and what it should be."""
    (example,) = (each for each in examples() if each.name == "flex-priced")
    wrong = attrs.evolve(
        example.expected,
        outcome="refused",
        codes=("some-step-chosen", "terms-accepted"),
        opens_on=date(2025, 4, 2),
        consequences=(),
        total="1.00 USD",
        missing=("plan",),
    )
    made = "made-as-the-originals, originals-not-refundable"
    assert answer(attrs.evolve(example, expected=wrong)).differences == (
        "outcome is allowed, and should be refused",
        "codes is none, and should be some-step-chosen, terms-accepted",
        "opens_on is 2025-04-01, and should be 2025-04-02",
        f"consequences is {made}, in-production-at-once-as-rush, and should be none",
        "total is 135.00 USD, and should be 1.00 USD",
        "missing is none, and should be plan",
    )


def test_an_example_may_have_prices_of_its_own() -> None:
    """An example is priced by the book that it names, else by that of the index."""
    own = {**ENTRY, "prices": "own.toml"}
    found = index_of({"schema": 1, "prices": "all.toml", "examples": [ENTRY, own]})
    assert [each.prices for each in found] == ["all.toml", "own.toml"]


def test_an_index_with_faults_tells_all_of_them() -> None:
    """Everything that is wrong in an index is told with its place."""
    entries = [ENTRY, {**ENTRY, "expect": 5, "rowes": []}, 7]
    entries.append({**ENTRY, "expect": {"outcome": "maybe", "cods": []}, "as_of": "2025-02-30"})
    with pytest.raises(Invalid) as caught:
        index_of({"schema": 2, "prices": "all.toml", "examples": entries})
    assert sorted(fault.where for fault in caught.value.faults) == [
        "$.examples[1].expect",
        "$.examples[1].rowes",
        "$.examples[2]",
        "$.examples[3].as_of",
        "$.examples[3].expect.codes",
        "$.examples[3].expect.cods",
        "$.examples[3].expect.outcome",
        "$.schema",
    ]
    with pytest.raises(Invalid, match=r"\$\.examples"):
        index_of({"schema": 1, "prices": "all.toml"})


def test_an_index_can_name_editions() -> None:
    """An example may load some editions only, under overlays laid over them in order."""
    overlays = ["overlays/example-contract.toml", "overlays/example-18-months.toml"]
    entry = {**ENTRY, "rulebooks": ["clearcorrect-2024-10"], "overlays": overlays}
    prices = "prices/example-flex-usd.toml"
    (example,) = index_of({"schema": 1, "prices": prices, "examples": [entry]})
    book = answer(example).decision.book
    assert (book.name, book.overlays) == (
        "clearcorrect-2024-10",
        ("example-contract", "example-18-months"),
    )


def test_examples_stand_in_the_package_or_beside_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installed package holds its examples, a checkout has them at its root."""
    find = shipped.folder.__wrapped__

    def package(_: object) -> Traversable:
        return tmp_path

    monkeypatch.setattr(shipped, "files", package)
    monkeypatch.setattr(aligner_rules, "__file__", f"{tmp_path}/src/aligner_rules/x.py")
    assert find() == tmp_path / "examples"
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "examples.toml").touch()
    monkeypatch.setattr(aligner_rules, "__file__", f"{tmp_path}/a/b/c/x.py")
    assert find() == tmp_path / "examples"
