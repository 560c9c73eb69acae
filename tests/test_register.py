"""The register: what it takes for evidence, and what it finds lacking."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

import register
from aligner_rules.readings.ledger import HeldAs, Holder, clause, rows
from register import Evidence, Naming, faults_of, is_held, main, page

NOTHING = Evidence((), ())

TESTS = '''
"""Of a module (REP-1)."""
import pytest

NAMED = "REP-2"

def test_one():
    """A fact (REP-3).

    >>> it.names("REP-4")
    """
    # REP-5

def helper():
    """No test (REP-6)."""

@pytest.mark.skip(reason="REP-7")
def test_skipped():
    """Not run (REP-7)."""

class TestMore:
    """A clause (REP-8)."""

    def test_two(self):
        """A fact."""

    @pytest.mark.xfail
    def test_three(self):
        """One that may fail (REP-9)."""

class Other:
    """No test class (REP-10)."""

    def test_four(self):
        """No test (REP-11)."""
'''


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    """The tests of a folder with one file of them."""
    (tmp_path / "test_some.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "test_ledger.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "helpers.py").write_text(TESTS, encoding="utf-8")
    return Evidence.of(tmp_path)


def test_a_test_holds_what_its_docstring_or_its_class_names(evidence: Evidence) -> None:
    """Comments, texts, helpers, examples, modules and tests that may not run hold nothing."""
    held = {row: [one.name for one in evidence.tests_of(row)] for row in rows()}
    assert {row: names for row, names in held.items() if names} == {
        "REP-3": ["test_one"],
        "REP-8": ["TestMore::test_two"],
    }


def test_a_row_lacks_code_tests_and_sides() -> None:
    """Without any evidence each row lacks its tests; one with a boundary lacks both its sides."""
    told = list(faults_of(NOTHING))
    assert "REV-4: no test holds it" in told
    assert "REP-5: no worked case stands inside its boundary" in told
    assert "REP-5: no worked case stands outside its boundary" in told
    assert [one for one in told if one.startswith("REP-5: no code")] == []


def test_a_test_alone_is_no_worked_case() -> None:
    """A row that only tests name is told to lack a worked case."""
    told = list(faults_of(Evidence((Naming("test_x.py", "test_x", "About REV-4."),), ())))
    assert [one for one in told if "REV-4: no test" in one or "REV-4: no worked" in one] == [
        "REV-4: no worked case shows it"
    ]


def test_a_number_that_nothing_looks_at_holds_nothing() -> None:
    """A term alone is no code."""
    term = Holder(HeldAs.TERM, "upgrade.targets", "aligner_rules.rulebook.terms")
    alone = evolve(clause("REP-4"), held_by=(term,))
    assert (is_held(alone), is_held(clause("REP-4"))) == (False, True)


def test_the_page_has_every_row_with_what_holds_it(evidence: Evidence) -> None:
    """Each row has an entry; what is lacking is told there as well."""
    told = page(evidence)
    assert [row for row in rows() if f"\n### {row}\n" not in told] == []
    entry = told.partition("### REP-8\n")[2].partition("### REP-9\n")[0]
    assert "requirement `templates-of-active-phase`" in entry
    assert "    - [test_some.py](../tests/test_some.py): `TestMore::test_two`" in entry
    assert "- Tests: **none**" in page(NOTHING)


def test_every_link_of_the_page_leads_somewhere() -> None:
    """Files that the page links to exist."""
    told = page(Evidence.of(register.ROOT / "tests"))
    links = {part.partition(")")[0] for part in told.split("](../")[1:]}
    assert [link for link in sorted(links) if not (register.ROOT / link).is_file()] == []


def test_the_command_writes_the_page_and_tells_whether_it_is_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page that is missing or old is a fault; the exit code is 1 as long as there is one."""
    monkeypatch.setattr(register, "PAGE", tmp_path / "register.md")
    monkeypatch.setattr(register, "faults_of", lambda _: [])
    assert main([]) == 1
    assert "docs/register.md is not current" in capsys.readouterr().err
    assert main(["--write"]) == 0
    assert main([]) == 0
    monkeypatch.setattr(register, "faults_of", lambda _: ["REV-4: no code holds it"])
    assert main([]) == 1
    told = capsys.readouterr()
    assert (told.err, told.out.splitlines()[-1]) == (
        "REV-4: no code holds it\n",
        "81 rows, 1 faults",
    )
