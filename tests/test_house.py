"""The rules of the house: what may import what, and what may stand in a rule."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import aligner_rules
from aligner_rules.rules import words

PACKAGE = Path(aligner_rules.__file__).parent
FLOORS = ("model", "rulebook", "rules", "readings", "wire")
BELOW_READINGS = ("model", "rulebook", "rules")
GROUND = (["version"], ["markup"])
"""Modules that every floor stands on: they know nothing of the package."""
OUTSIDE = {"attrs", "dateutil", "pendulum"}
MACHINERY = {
    "__init__",
    "facts",
    "folding",
    "formula",
    "menu",
    "policies",
    "policy",
    "standing",
    "straight",
    "symbols",
    "words",
}
RULE_MODULES = sorted(
    path for path in (PACKAGE / "rules").glob("*.py") if path.stem not in MACHINERY
)
VOCABULARY = set(words.__all__)
SHARED_RULES = {
    *("any_left", "expired", "expires_on", "included", "lapses", "left", "standing"),
    *("history_fits", "named_fit"),
}


def imported_modules(path: Path) -> Iterator[str]:
    """Yield the full name of every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""


def modules_of(floor: str) -> list[Path]:
    """Return the files of one floor."""
    return sorted((PACKAGE / floor).rglob("*.py"))


def floor_of(module: str) -> str | None:
    """Return the floor that a module of the package stands on; None for one outside."""
    parts = module.split(".")
    if parts[:1] == ["aligner_rules"] and parts[1:] in GROUND:
        return None
    return parts[1] if parts[0] == "aligner_rules" and len(parts) > 1 else None


@pytest.mark.parametrize("floor", FLOORS)
def test_imports_go_down_only(floor: str) -> None:
    """No floor imports from a floor above it."""
    allowed = {*FLOORS[: FLOORS.index(floor) + 1], None}
    upward = {
        f"{path.name} imports {module}"
        for path in modules_of(floor)
        for module in imported_modules(path)
        if floor_of(module) not in allowed
    }
    assert upward == set()


@pytest.mark.parametrize("floor", BELOW_READINGS)
def test_the_floors_below_the_readings_import_only_the_core(floor: str) -> None:
    """Model, rulebook and rules import attrs, dateutil, pendulum and the standard library."""
    allowed = {*sys.stdlib_module_names, *OUTSIDE, "aligner_rules"}
    foreign = {
        f"{path.name} imports {module}"
        for path in modules_of(floor)
        for module in imported_modules(path)
        if module.split(".")[0] not in allowed
    }
    assert foreign == set()


def test_the_ground_stands_on_nothing() -> None:
    """What every floor may import imports nothing of the package, and else only the core."""
    found = {name for (module,) in GROUND for name in imported_modules(PACKAGE / f"{module}.py")}
    allowed = {*sys.stdlib_module_names, *OUTSIDE}
    assert {name for name in found if name.split(".")[0] not in allowed} == set()


def test_every_floor_has_modules() -> None:
    """The import tests look at files that exist."""
    assert all(len(modules_of(floor)) > 1 for floor in FLOORS)


def test_importing_the_package_imports_no_extra() -> None:
    """`import aligner_rules` loads nothing that is not in the core."""
    extras = (
        *("narwhals", "polars", "duckdb", "pyspark", "z3", "click", "rich", "pandas", "pyarrow"),
        *("holidays", "altair", "great_tables", "aligner_rules.markup"),
    )
    program = f"import sys, aligner_rules; print([m for m in {extras!r} if m in sys.modules])"
    done = subprocess.run(  # noqa: S603 - this interpreter, a fixed program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_importing_the_tables_imports_no_engine() -> None:
    """`aligner_rules.tables` loads engines and drawing libraries only when they are used."""
    extras = ("narwhals", "polars", "duckdb", "pyspark", "altair", "great_tables", "pandas")
    program = (
        f"import sys, aligner_rules.tables; print([m for m in {extras!r} if m in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - this interpreter, a fixed program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", aligner_rules.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """What is exported can be had, at once or when it is first asked for."""
    assert getattr(aligner_rules, name) is not None


def test_no_other_name_is_there() -> None:
    """A name that is not exported is an error like that of any module."""
    with pytest.raises(AttributeError, match="no attribute 'decied'"):
        _ = aligner_rules.decied


def test_what_comes_later_is_exported() -> None:
    """Every name that is imported when it is asked for is a public one."""
    assert set(aligner_rules._LATER) <= set(aligner_rules.__all__)


def test_no_clock_and_no_environment_is_read() -> None:
    """Nothing in the package asks what day it is or what is set outside."""
    banned = {"today", "now", "utcnow", "environ", "getenv", "time"}
    asked = {
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.attr}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in banned
    }
    assert asked == set()


def rules_in(path: Path) -> Iterator[ast.FunctionDef | ast.Lambda]:
    """Yield every rule of a module: a function or lambda that takes facts and terms as f and t.

    Rules that several policies share take an allowance and how many were ordered.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            names = [argument.arg.lstrip("_") for argument in node.args.args]
            if names in (["f", "t"], ["f"]) or names[:2] == ["allowance", "ordered"]:
                yield node


ALLOWED_NODES = (
    ast.Return, ast.Expr, ast.Assign, ast.Name, ast.Load, ast.Store, ast.Attribute, ast.Constant,
    ast.Call, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.BitAnd, ast.BitOr,
    ast.Compare, ast.Lt, ast.LtE, ast.Gt, ast.GtE,
)  # fmt: skip


def leaves_vocabulary(rule: ast.FunctionDef | ast.Lambda, known: set[str]) -> Iterator[str]:
    """Yield what in the body of a rule is outside the closed vocabulary."""
    body = rule.body if isinstance(rule.body, list) else [rule.body]
    for statement in body:
        for node in ast.walk(statement):
            if not isinstance(node, ALLOWED_NODES):
                yield f"{ast.unparse(statement)!r}: {type(node).__name__}"
            elif isinstance(node, ast.Compare) and len(node.ops) > 1:
                yield f"{ast.unparse(node)!r}: a chained comparison"
            elif isinstance(node, ast.Call) and ast.unparse(node.func) not in known:
                yield f"{ast.unparse(node)!r}: not a word"


@pytest.mark.parametrize("path", RULE_MODULES, ids=lambda path: path.stem)
def test_rules_keep_to_the_vocabulary(path: Path) -> None:
    """A rule is made of the words, the allowed operators, and other rules."""
    rules = list(rules_in(path))
    known = VOCABULARY | {rule.name for rule in rules if isinstance(rule, ast.FunctionDef)}
    known |= SHARED_RULES
    outside = [found for rule in rules for found in leaves_vocabulary(rule, known)]
    assert (len(rules) > 0, outside) == (True, [])


@pytest.mark.parametrize("path", RULE_MODULES, ids=lambda path: path.stem)
def test_rules_are_short(path: Path) -> None:
    """The body of a rule has at most 12 lines without its docstring."""
    too_long = [
        rule.name
        for rule in rules_in(path)
        if isinstance(rule, ast.FunctionDef)
        and len(ast.unparse(ast.Module(rule.body[1:], [])).splitlines()) > 12
    ]
    assert too_long == []


@pytest.mark.parametrize("path", RULE_MODULES, ids=lambda path: path.stem)
def test_no_rule_holds_a_number_of_the_business(path: Path) -> None:
    """The only numbers in a rule are 0 and 1: every other comes from the rulebook."""
    numbers = {
        node.value
        for rule in rules_in(path)
        for node in ast.walk(rule)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int)
        and not isinstance(node.value, bool)
    }
    assert numbers <= {0, 1}


@pytest.mark.parametrize(
    "source",
    [
        "def r(f, t):\n    return f.a == 1",
        "def r(f, t):\n    return not f.a",
        "def r(f, t):\n    return f.a and f.b",
        "def r(f, t):\n    return 1 <= f.a <= 2",
        "def r(f, t):\n    return ~f.a",
        "def r(f, t):\n    return min(f.a, f.b)",
        "def r(f, t):\n    return f.a in (1, 2)",
        "def r(f, t):\n    return 1 if f.a else 2",
    ],
)
def test_the_grammar_finds_what_does_not_lift(source: str) -> None:
    """What cannot be read as a formula is found in a rule's text."""
    rule = ast.parse(source).body[0]
    assert isinstance(rule, ast.FunctionDef)
    assert list(leaves_vocabulary(rule, VOCABULARY)) != []


def test_modules_are_short() -> None:
    """No module of the package has more than 400 lines."""
    long = {
        path.name: lines
        for path in PACKAGE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
