"""The ledger: every row that rules, terms, tests and documents cite, and what holds it here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.rulebook.files import parsed
from aligner_rules.rulebook.inspection import did_you_mean
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rules.policies import policies

_PACKAGE: Final = "aligner_rules"
_TERMS: Final = f"{_PACKAGE}.rulebook.terms"
_UNREAD: Final = frozenset({__name__, _TERMS})
"""Modules that name rows and hold none: this one; and the terms, which the editions tell of."""


class HeldAs(Enum):
    """As what something holds a row of the ledger."""

    REQUIREMENT = "requirement"
    CHARGE = "charge"
    CONSEQUENCE = "consequence"
    TERM = "term"
    CODE = "code"


@frozen
class Holder:
    """One thing of the package that holds a row, and the module that it stands in.

    `name` is the code of a requirement, a consequence or a charge, and `policy` then names whose;
    of a term it is the path, of code the name of a function, a class or the attribute of one. A
    module that holds the row as a whole has no name.
    """

    kind: HeldAs
    name: str
    module: str
    policy: str | None = None

    def __str__(self) -> str:
        of = "" if self.policy is None else f"{self.policy}: "
        named = f"{self.module}:{self.name}" if self.kind is HeldAs.CODE else self.name
        return f"{self.kind.value} {of}{named.rstrip(':')}"


@frozen
class Clause:
    """A row of the ledger: what it says, where that is written, and what holds it.

    `sources` are titles; `decided_here` tells what this project decided where they are silent.
    `boundary` says between what and what the row draws a line, None where it draws none.
    """

    id: str
    statement: str
    sources: tuple[str, ...]
    decided_here: str | None
    boundary: str | None
    held_by: tuple[Holder, ...]


def clause(row: str) -> Clause:
    """Return the row of the ledger with that id; Invalid where there is none.

    >>> told = clause("REP-11")
    >>> told.statement
    'Only a step that was made can be made again: its phase has reached production.'
    >>> [str(one) for one in told.held_by]
    ['requirement replacement: steps-were-made']
    >>> clause("REP-41")
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: clause is not valid, 1 fault:
    $: given 'REP-41'; expected the id of a row of the ledger; did you mean REP-4?
    """
    content = _content()
    found = content["clauses"].get(row) if isinstance(row, str) else None
    if found is None:
        remedy = did_you_mean(row, rows())
        raise Invalid("clause", [Fault("$", shown(row), "the id of a row of the ledger", remedy)])
    sources = tuple(content["sources"][tag] for tag in found.get("sources", ()))
    decided_here, boundary = found.get("decided_here"), found.get("boundary")
    return Clause(row, found["statement"], sources, decided_here, boundary, _held_by(row))


def rows() -> tuple[str, ...]:
    """Return the ids of all rows, in the order of the ledger.

    >>> rows()[:2]
    ('EXP-1', 'EXP-2')
    """
    return tuple(_content()["clauses"])


def names_row(text: str, row: str) -> bool:
    """Return whether a text names the row, its examples apart.

    >>> names_row("How long one waits (REP-1, REP-4).", "REP-4"), names_row("REP-41", "REP-4")
    (True, False)
    """
    prose = text.partition(">>>")[0]
    return re.search(rf"(?<![\w-]){re.escape(row)}(?![\w-])", prose) is not None


@cache
def _content() -> Any:
    subject = "ledger"
    return parsed(files(_PACKAGE).joinpath("readings", "ledger.toml").read_bytes(), subject)


@cache
def _held_by(row: str) -> tuple[Holder, ...]:
    told = tuple(holder for holder, cited in _coded() if cited == row)
    itself = {
        (one.holds.__module__, one.holds.__qualname__)
        for policy in policies()
        for one in policy.requirements
        if one.clause == row
    }
    code = (
        Holder(HeldAs.CODE, name, module)
        for module, name in _code_naming(row)
        if (module, name) not in itself
    )
    return (*told, *code)


@cache
def _coded() -> tuple[tuple[Holder, str], ...]:
    """Return what carries a code or a path, each with the row that it cites."""
    told: list[tuple[Holder, str]] = []
    for policy in policies():
        module = policy.gather.__module__
        for one in policy.requirements:
            stands_in = module if "<locals>" in one.holds.__qualname__ else one.holds.__module__
            holder = Holder(HeldAs.REQUIREMENT, one.code, stands_in, policy.name)
            told.append((holder, one.clause))
        for charge in policy.charges:
            holder = Holder(HeldAs.CHARGE, charge.what, module, policy.name)
            told.append((holder, charge.clause))
        for each in policy.consequences:
            holder = Holder(HeldAs.CONSEQUENCE, each.code, module, policy.name)
            told.append((holder, each.clause))
    terms = {value.path: value.clause for value in load_rulebooks().values if value.clause}
    told += [(Holder(HeldAs.TERM, path, _TERMS), cited) for path, cited in sorted(terms.items())]
    return tuple(told)


def _code_naming(row: str) -> Iterator[tuple[str, str]]:
    """Yield module and name of every piece of code whose docstring names the row."""
    for module, text in _sources():
        if row in text:
            for name, docstring in docstrings(ast.parse(text)):
                if names_row(docstring, row):
                    yield module, name


@cache
def _sources() -> tuple[tuple[str, str], ...]:
    found = ((module, file.read_text(encoding="utf-8")) for module, file in _modules())
    return tuple(each for each in sorted(found) if each[0] not in _UNREAD)


def _modules() -> Iterator[tuple[str, Traversable]]:
    pending: list[tuple[str, Traversable]] = [(_PACKAGE, files(_PACKAGE))]
    while pending:
        package, folder = pending.pop()
        for each in folder.iterdir():
            name = each.name.removesuffix(".py")
            if each.is_dir():
                pending.append((f"{package}.{each.name}", each))
            elif name != each.name:
                yield package if name == "__init__" else f"{package}.{name}", each


def docstrings(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield every docstring of a module, by the name of what it is about; "" is the module.

    A text that stands after an assignment tells of what is assigned; any other is no docstring.
    """
    pending: list[tuple[str, ast.AST]] = [("", tree)]
    while pending:
        name, node = pending.pop(0)
        body: list[ast.stmt] = getattr(node, "body", [])
        for before, each in zip([None, *body], body, strict=False):
            about = name if before is None else _assigned(name, before)
            if about is not None and _is_text(each):
                yield about, each.value.value  # type: ignore[attr-defined]
            if isinstance(each, ast.FunctionDef | ast.ClassDef):
                pending.append((_within(name, each.name), each))


def _is_text(node: ast.stmt) -> bool:
    value = getattr(node, "value", None)
    return (
        isinstance(node, ast.Expr)
        and isinstance(value, ast.Constant)
        and isinstance(value.value, str)
    )


def _assigned(outer: str, node: ast.stmt) -> str | None:
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    return _within(outer, target.id) if isinstance(target, ast.Name) else None


def _within(outer: str, name: str) -> str:
    return ".".join(part for part in (outer, name) if part)
