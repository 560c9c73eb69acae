"""What is asked of a frame of cases: what stands in the way of each action of a menu.

It is imported only when it is asked for: a menu needs nearly every policy.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import cache
from itertools import chain

from attrs import evolve

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.actions import Action, about_the_case
from aligner_rules.readings.columns.questions import facts_in
from aligner_rules.rules.formula import Formula
from aligner_rules.rules.menu import ENTRIES, Entry
from aligner_rules.rules.standing import MenuFacts

__all__ = ["ENTRIES", "Action", "column_of", "offered", "reading"]


@cache
def offered() -> Mapping[Entry, tuple[Formula, ...]]:
    """Return what the policy of each action of a menu states about the case alone.

    What hangs on a choice that no row tells of, such as the plan that a setup is approved on, is
    unknown.
    """
    return {entry: about_the_case(_unchosen(entry)) for entry in ENTRIES}


def column_of(entry: Entry) -> str:
    """Return the name of the column that tells of an action: its code with underscores."""
    return entry.code.replace("-", "_")


def reading() -> tuple[type[MenuFacts], dict[str, Container[str]]]:
    """Return the record of the facts of a menu, and which of them its verb looks at."""
    return MenuFacts, {"actions": facts_in(chain(*offered().values()))}


def _unchosen(entry: Entry) -> Entry:
    return evolve(entry, form={**entry.form, **dict.fromkeys(entry.chosen, UNKNOWN)})
