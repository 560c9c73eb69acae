"""The register: each row of the ledger with the code and the tests that hold it.

``python tests/register.py`` fails where a row is held by no code or by no test, where worked cases
do not stand on either side of its boundary, and where ``docs/register.md`` is not current; each
fault is named. With ``--write`` it writes the page first.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from attrs import frozen

from aligner_rules.cli.shipped import examples
from aligner_rules.readings.ledger import Clause, HeldAs, Holder, clause, names_row, rows
from worked_cases import Worked, held_otherwise, worked_cases

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "register.md"
ABOUT_THE_LEDGER: Final = frozenset({"test_ledger.py", "test_register.py", "test_worked.py"})
"""Tests of the ledger itself: that they name a row is no evidence that it is held."""

NOT_RUN: Final = ("skip", "skipif", "xfail")
"""Marks of tests that may not run, or may fail: they hold nothing."""

GROUPS: Final = {
    "EXP": "Expiry",
    "ALW": "Allowances",
    "UPG": "Upgrades",
    "REV": "Revisions",
    "REP": "Replacements",
    "RET": "Retainers",
    "SUB": "New aligner orders and records",
    "DEL": "Delivery and tracking",
    "CAS": "The case as a portal shows it",
    "ACC": "Around the case",
    "SHAPE": "Shapes that a rulebook can be written in",
}

HEAD: Final = """# The register

Every row of the ledger: what it says, where that is written or decided, and the code and the tests
that hold it. Rules, reasons, terms and quotes cite these rows; `ar.clause("REP-4")` tells one.

This page is made by `nox -s register`, which fails where a row is held by no code or by no test.
How to add a row or a case is told in [Worked cases](worked.md).
"""


@frozen
class Naming:
    """A test function that holds rows: those that its docstring names, or its class's."""

    file: str
    name: str
    prose: str


@frozen
class Evidence:
    """The tests of the project, as far as they may name rows of the ledger."""

    tests: tuple[Naming, ...]
    worked: tuple[Worked, ...]

    @classmethod
    def of(cls, folder: Path) -> Evidence:
        """The tests in a folder, and the worked cases in its folder of them."""
        files = sorted(folder.rglob("test_*.py"))
        trees = [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in files]
        found = [
            Naming(path.relative_to(folder).as_posix(), name, prose)
            for path, tree in trees
            if path.name not in ABOUT_THE_LEDGER
            for name, prose in _tests_in(tree.body)
        ]
        return cls(tuple(found), worked_cases(folder / "worked"))

    def tests_of(self, row: str) -> list[Naming]:
        """The tests that name the row."""
        return [one for one in self.tests if names_row(one.prose, row)]

    def worked_of(self, row: str) -> list[Worked]:
        """The worked cases that show the row."""
        return [one for one in self.worked if row in one.rows]

    def holds(self, row: str) -> bool:
        """Whether any test, worked case or example holds the row."""
        return bool(self.tests_of(row) or self.worked_of(row) or _examples_of(row))

    def sides_of(self, row: str) -> set[str | None]:
        """The sides of its boundary on which worked cases stand that show the row first."""
        return {one.side for one in self.worked if one.rows[0] == row}


def _tests_in(
    body: Iterable[ast.stmt], outer: str = "", above: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield the test functions that are run for certain, each with what it is said to hold."""
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or _may_not_run(node):
            continue
        prose = f"{above}\n{(ast.get_docstring(node) or '').partition('>>>')[0]}"
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests_in(node.body, f"{outer}{node.name}::", prose)
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield f"{outer}{node.name}", prose


def _may_not_run(node: ast.FunctionDef | ast.ClassDef) -> bool:
    marks = [ast.unparse(each).partition("(")[0] for each in node.decorator_list]
    return any(mark.split(".")[-1] in NOT_RUN for mark in marks)


def _examples_of(row: str) -> list[str]:
    return [one.name for one in examples() if row in one.rows]


def is_held(told: Clause) -> bool:
    """Whether code holds the row: a term alone is a number that nothing may look at."""
    return any(one.kind is not HeldAs.TERM for one in told.held_by)


def faults_of(evidence: Evidence) -> Iterator[str]:
    """Yield what each row lacks."""
    otherwise = held_otherwise()
    for row in rows():
        if not is_held(clause(row)):
            yield f"{row}: no code holds it"
        if not evidence.holds(row):
            yield f"{row}: no test holds it"
        elif not evidence.worked_of(row) and row not in otherwise:
            yield f"{row}: no worked case shows it"
        if clause(row).boundary is not None and row not in otherwise:
            lacking = sorted({"inside", "outside"} - evidence.sides_of(row))
            yield from (f"{row}: no worked case stands {side} its boundary" for side in lacking)


def page(evidence: Evidence) -> str:
    """Return the page, in Markdown."""
    told = [HEAD]
    for group, members in groupby(rows(), key=lambda row: row.partition("-")[0]):
        told.append(f"\n## {GROUPS[group]}\n")
        told += ["\n".join(_entry(clause(row), evidence)) for row in members]
    return "\n".join(told)


def _entry(told: Clause, evidence: Evidence) -> Iterator[str]:
    yield from (f"### {told.id}", "", told.statement, "")
    if told.sources:
        yield f"- Source: {'; '.join(told.sources)}."
    if told.decided_here:
        yield f"- Decided here: {told.decided_here}"
    if told.boundary:
        yield f"- Boundary: {told.boundary}."
    yield from _listed("Code", _code(told))
    yield from _listed("Tests", _tests(told.id, evidence))
    yield ""


def _listed(what: str, lines: Iterable[str]) -> Iterator[str]:
    found = [f"    - {line}" for line in lines]
    yield from (f"- {what}:", *found) if found else (f"- {what}: **none**",)


def _code(told: Clause) -> Iterator[str]:
    for (kind, module), holders in groupby(told.held_by, key=lambda one: (one.kind, one.module)):
        many = list(holders)
        path = _path(module)
        link = f"[{path.removeprefix('src/aligner_rules/')}](../{path})"
        names = ", ".join(dict.fromkeys(_name(one) for one in many))
        noun = kind.value if "," not in names or kind is HeldAs.CODE else f"{kind.value}s"
        yield f"{link}, {noun} {names}" if names else f"{link}, as a whole"


def _name(one: Holder) -> str:
    return f"`{one.name}`" if one.name else ""


def _path(module: str) -> str:
    path = f"src/{module.replace('.', '/')}"
    return f"{path}/__init__.py" if (ROOT / path).is_dir() else f"{path}.py"


def _tests(row: str, evidence: Evidence) -> Iterator[str]:
    for file, worked in groupby(evidence.worked_of(row), key=lambda one: one.file):
        names = dict.fromkeys(one.name for one in worked)
        yield f"worked cases [{file}](../tests/worked/{file}.toml): {_spelt(names)}"
    shipped = _examples_of(row)
    if shipped:
        yield f"[examples](../examples/examples.toml): {_spelt(shipped)}"
    for file, tests in groupby(evidence.tests_of(row), key=lambda one: one.file):
        yield f"[{file}](../tests/{file}): {_spelt(one.name for one in tests)}"


def _spelt(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def main(arguments: Sequence[str]) -> int:
    """Tell every fault of the register; 0 where there is none, else 1."""
    evidence = Evidence.of(ROOT / "tests")
    made = page(evidence)
    faults = list(faults_of(evidence))
    if "--write" in arguments:
        PAGE.write_text(made, encoding="utf-8")
    if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != made:
        faults.append("docs/register.md is not current: run `nox -s register -- --write`")
    sys.stderr.writelines(f"{told}\n" for told in faults)
    sys.stdout.write(f"{len(rows())} rows, {len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
