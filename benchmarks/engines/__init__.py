"""Rule engines set up to take the decision that the replacement policy takes.

Every module of this package has NAME and ``prepare(unknowns=...) -> Engine``. With `unknowns`
the engine answers as the policy does for all facts, whatever is unknown; without, it may take for
granted that everything is known and governed, which is less work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from itertools import compress
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import Outcome
from aligner_rules.rules.replacement import ReplacementFacts
from engines.requirements import CODES, DAYS, FACTS, FACTS_IF_KNOWN

Answer = tuple[Outcome, tuple[str, ...]]

MODULES: Final = (
    "zen",
    "cel_rust",
    "ruleengine",
    "jsonlogic",
    "businessrules",
    "cedar",
    "openfisca",
    "gettsim",
)


@frozen
class Engine:
    """An engine that is ready: `form` turns facts into what it wants to be given, and is not timed.

    `answer` gives the outcome and the codes of all requirements that are unmet or unknown.
    """

    name: str
    form: Callable[[ReplacementFacts], Any]
    answer: Callable[[Any], Answer]


def engines(*, unknowns: bool) -> list[Engine]:
    """Every engine, compiled and ready."""
    return [import_module(f"engines.{module}").prepare(unknowns=unknowns) for module in MODULES]


def for_information(*, unknowns: bool) -> list[Engine]:
    """Engines that are spared part of the work, which are timed but do not count."""
    return [import_module("engines.zen").given_text(unknowns=unknowns)]


def plain(facts: ReplacementFacts, *, unknowns: bool = True) -> dict[str, Any]:
    """The facts that matter as plain data: days as ordinals, None for what is unknown.

    Where everything is known and governed, the day of approval does not matter.
    """
    record: dict[str, Any] = {}
    for name in FACTS if unknowns else FACTS_IF_KNOWN:
        value = getattr(facts, name)
        record[name] = None if value is UNKNOWN else value
        if name in DAYS and value is not UNKNOWN:
            record[name] = value.toordinal()
    return record


def told_by_unmet(unmet: Iterable[Any]) -> Answer:
    """The answer where all facts are known, from what is unmet."""
    codes = tuple(compress(CODES, unmet))
    return (Outcome.REFUSED if codes else Outcome.ALLOWED), codes


def told_by_verdicts(verdicts: list[Any]) -> Answer:
    """The answer from a verdict for each requirement: True, False or None."""
    codes = tuple([code for code, holds in zip(CODES, verdicts, strict=True) if holds is not True])
    if not codes:
        return Outcome.ALLOWED, codes
    return (Outcome.REFUSED if False in verdicts else Outcome.UNDETERMINED), codes
