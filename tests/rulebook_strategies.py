"""A small valid rulebook as a file's content, ways of writing it down, and strategies over it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from aligner_rules.model.limit import Limit
from aligner_rules.rulebook.schema import TERMS
from aligner_rules.rulebook.terms import Allowance, Regions, Route

PLANS: Final = ("SMALL", "MIDDLE", "LARGE")
FIRST: Final = date(2024, 2, 29)
_PLAIN: Final = {
    int: 1,
    bool: True,
    str: "clip",
    Limit: 5,
    Allowance: 2,
    tuple: [],
    Regions: "everywhere",
    Route: {"eshop": ["eshop"], "others": ["distributor"]},
}


def any_value(path: str) -> Any:
    """Return a valid value of a term, as a file states it."""
    term = TERMS[path]
    choices = term.metadata.get("choices") if term.kind is str else None
    return choices[0] if choices else deepcopy(_PLAIN[term.kind])


def toy(name: str = "toy", first: date = FIRST, regions: list[str] | None = None) -> dict[str, Any]:
    """Return the content of a valid edition of three plans, all values in force throughout."""
    content: dict[str, Any] = {
        "schema": 1,
        "name": name,
        "title": f"The {name} edition",
        "holds_from": first,
        "plans": list(PLANS),
        "sources": {"B": {"title": "The book"}, "L": {"title": "The letter"}},
    }
    if regions is not None:
        content["regions"] = regions
    for path, term in TERMS.items():
        said = {"plans": list(PLANS), "value": any_value(path), "source": ["B"]}
        if term.wide:
            del said["plans"]
        heading = {"label": f"Label of {path}", "values": [said]}
        content.setdefault(term.group, {})[term.name] = heading
    return content


def toy_overlay(name: str, *values: dict[str, Any], over: str = "toy") -> dict[str, Any]:
    """Return the content of an overlay that states these values of the replacement interval."""
    return {
        "schema": 1,
        "name": name,
        "title": f"The {name} overlay",
        "overlays": over,
        "replacement": {"interval_days": {"values": list(values)}},
    }


def toml_of(content: Mapping[str, Any]) -> str:
    """Return the content as TOML, every table in one line."""
    return "".join(f"{json.dumps(key)} = {_inline(value)}\n" for key, value in content.items())


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)} = {_inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return str(value) if isinstance(value, date) else json.dumps(value)


def file_of(content: Mapping[str, Any], folder: Path, name: str = "book.toml") -> Path:
    """Return the path of a file with the content."""
    path = folder / name
    path.write_text(toml_of(content), encoding="utf-8")
    return path


def days_near(first: date = FIRST, span: int = 60) -> SearchStrategy[date]:
    """Return days from the first on, so near to each other that they often meet."""
    return st.integers(0, span).map(lambda days: first + timedelta(days=days))


JUNK: Final[tuple[Any, ...]] = (
    *(None, True, False, -1, 0, 1, 45.0, float("nan"), "", "x", "unlimited", "2024-06-31"),
    *(date(1066, 10, 14), date(2199, 12, 31), datetime(2024, 6, 1), time(12), [], [[]], {}),  # noqa: DTZ001
    *([{}], {"": {}}, {'"': 1}, {"values": [[]]}, ["SMALL"], [1, 1], {"value": {}}),
)


@st.composite
def corrupted(draw: DrawFn, content: dict[str, Any]) -> dict[str, Any]:
    """Draw the content with up to three of its parts, however deep, replaced or taken out."""
    found = deepcopy(content)
    for _ in range(draw(st.integers(1, 3))):
        part: Any = found
        while True:
            keys = [*part] if isinstance(part, dict) else [*range(len(part))]
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(part[key], dict | list) and draw(st.integers(0, 4)):
                part = part[key]
            elif draw(st.booleans()):
                part[key] = deepcopy(draw(st.sampled_from(JUNK)))
                break
            else:
                del part[key]
                break
    return found
