"""The ledger: every row that is cited is one of it, and tells what holds it."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve

import aligner_rules as ar
from aligner_rules.readings import ledger
from aligner_rules.readings.ledger import HeldAs, Holder, clause, docstrings, names_row, rows
from aligner_rules.rulebook.files import content_of
from aligner_rules.rulebook.inspection import Place, Table, distinct, table, text, whole
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rules.policies import policies

PACKAGE: Final = Path(ar.__file__).parent
CITED: Final = re.compile(r"(?<![\w-])(?:EXP|ALW|UPG|REV|REP|RET|SUB|DEL|CAS|ACC|SHAPE)-\d+")


def cited_in(folder: Path) -> set[str]:
    """The rows that files in a folder cite."""
    files = [path for path in folder.rglob("*") if path.suffix in {".py", ".toml"}]
    return {row for path in files for row in CITED.findall(path.read_text(encoding="utf-8"))}


def test_the_ledger_has_the_rows_of_each_group_in_order() -> None:
    """Rows are numbered from 1 within their group, and none is missing."""
    sizes = {"EXP": 11, "ALW": 3, "UPG": 5, "REV": 4, "REP": 12, "RET": 4, "SUB": 11, "DEL": 7}
    sizes |= {"CAS": 7, "ACC": 5, "SHAPE": 12}
    numbered = (f"{group}-{n}" for group, size in sizes.items() for n in range(1, size + 1))
    assert list(rows()) == list(numbered)


def test_every_key_of_the_file_is_known() -> None:
    """Each row has a statement, sources or a decision, and nothing that nobody reads."""
    place = Place("$", [])
    top = Table(content_of(PACKAGE / "readings" / "ledger.toml", "ledger"), place)
    top.required("schema", whole(1, 1))
    sources = top.required("sources", table)
    assert sources is not None
    tags = [tag for tag in sources if sources.required(tag, text)]
    clauses = top.required("clauses", table)
    assert clauses is not None
    for row in clauses:
        told = clauses.required(row, table)
        assert told is not None
        told.required("statement", text)
        found = told.optional("sources", distinct(tags))
        decided = told.optional("decided_here", text)
        told.optional("boundary", text)
        told.close()
        assert found or decided, row
    top.close()
    assert place.faults == []


def test_every_source_is_cited() -> None:
    """No source stands in the ledger that no row rests on."""
    content = content_of(PACKAGE / "readings" / "ledger.toml", "ledger")
    cited = {tag for told in content["clauses"].values() for tag in told.get("sources", ())}
    assert cited == set(content["sources"])


def test_sources_have_the_titles_of_the_rulebooks() -> None:
    """A document goes by one title, whoever cites it."""
    titles = {title for row in rows() for title in clause(row).sources}
    assert {source.title for source in load_rulebooks().sources} <= titles


@pytest.mark.parametrize("folder", [PACKAGE, Path(__file__).parent], ids=["package", "tests"])
def test_every_row_that_is_cited_is_in_the_ledger(folder: Path) -> None:
    """No rule, term or test cites a row that there is not."""
    made_up = {"REP-41", "REP-99"}
    assert cited_in(folder) - set(rows()) - made_up == set()


def test_every_clause_of_a_policy_or_a_term_is_in_the_ledger() -> None:
    """Whatever a reason or a rulebook cites can be looked up."""
    cited = {one.clause for policy in policies() for one in policy.requirements}
    cited |= {one.clause for policy in policies() for one in policy.charges}
    cited |= {one.clause for policy in policies() for one in policy.consequences}
    cited |= {value.clause for value in load_rulebooks().values if value.clause}
    assert cited - set(rows()) == set()


def test_a_row_tells_everything_that_holds_it() -> None:
    """Requirements, charges and consequences by policy, then terms, then code that names it."""
    assert ar.clause("REP-4").held_by == (
        Holder(
            HeldAs.REQUIREMENT,
            "waited-long-enough",
            "aligner_rules.rules.replacement",
            "replacement",
        ),
        Holder(HeldAs.TERM, "replacement.interval_days", "aligner_rules.rulebook.terms"),
        Holder(HeldAs.CODE, "days_waited", "aligner_rules.rules.replacement"),
        Holder(HeldAs.CODE, "next_order_on", "aligner_rules.rules.replacement"),
    )
    kinds = {one.kind for row in ("REP-3", "REP-9") for one in clause(row).held_by}
    assert kinds == {HeldAs.CHARGE, HeldAs.TERM, HeldAs.CODE, HeldAs.CONSEQUENCE}


def test_a_row_tells_where_it_is_written_and_what_was_decided() -> None:
    """Sources are titles; what they leave open says what this project decided."""
    told = ar.clause("REP-4")
    assert told.sources == (
        "Doctor Portal FAQ (English, 480.857_en_04)",
        "FAQ du Doctor Portal (French)",
    )
    assert told.decided_here == "The forty-fifth day after an order is late enough."
    assert (clause("REP-11").sources, clause("REP-9").decided_here) == ((), None)


def test_what_holds_a_row_can_be_read() -> None:
    """A holder is told by what it is: of code the module and the name, of a module that alone."""
    held = [
        str(one) for one in clause("DEL-7").held_by if one.module == "aligner_rules.model.calendar"
    ]
    assert held[:2] == [
        "code aligner_rules.model.calendar",
        "code aligner_rules.model.calendar:SATURDAY_AND_SUNDAY",
    ]
    assert str(evolve(clause("REP-3").held_by[0])) == "charge replacement: aligner"


@pytest.mark.parametrize("row", ["REP-41", "rep-4", "", 4, None, ["REP-4"]])
def test_what_is_no_row_is_refused(row: object) -> None:
    """An id that the ledger lacks is Invalid, and so is what is no text."""
    with pytest.raises(ar.Invalid, match="expected the id of a row of the ledger"):
        ar.clause(row)  # type: ignore[arg-type]


def test_a_row_is_named_by_its_whole_id() -> None:
    """REP-1 is not named by REP-12, nor by an example."""
    texts = ("REP-12", "XREP-1", "REP-1-a", "See (REP-1).", ">>> clause('REP-1')")
    assert [names_row(each, "REP-1") for each in texts] == [False, False, False, True, False]


def test_docstrings_are_those_of_all_that_is_named() -> None:
    """Modules, functions, classes and what is assigned in them; other texts are none."""
    source = '''
"""Module."""
A: int = 1
"""Of A."""
B = 2
"""Of B."""
a, b = 1, 2
"""Of two."""
def f():
    """Of f."""
    "no docstring"
    return "text"
class C:
    """Of C."""
    x: int
    """Of x."""
    def m(self):
        """Of m."""
'''
    assert list(docstrings(ast.parse(source))) == [
        ("", "Module."),
        ("A", "Of A."),
        ("B", "Of B."),
        ("f", "Of f."),
        ("C", "Of C."),
        ("C.x", "Of x."),
        ("C.m", "Of m."),
    ]


def test_the_ledger_itself_holds_nothing() -> None:
    """That the file of the rows names them all is no evidence."""
    modules = {one.module for row in rows() for one in clause(row).held_by}
    assert ledger.__name__ not in modules
