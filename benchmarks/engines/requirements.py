"""The requirements of a replacement order, once more, in the notation that the engines share.

Each engine module writes these expressions in its engine's own language. An expression is the name
of a number, a number, or a tuple: ("true" | "no" | "null", fact), ("in", fact, texts),
("+" | "-", a, b), ("<" | "<=" | ">" | ">=", a, b), ("not", a), ("and" | "or", a, b, ...).
Dates are ordinals.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple

Expression = Any

PLANS: Final = ("FLEX", "MINI", "ONE", "TWO", "THREE", "UNLIMITED")
CAUSES: Final = ("lost", "damaged", "quality", "other")

CAP: Final = 8
INTERVAL_DAYS: Final = 45
FIRST_DAY: Final = date(2024, 10, 1).toordinal()

GOVERNED: Final = (
    "and",
    ("in", "plan", PLANS),
    ("not", ("null", "approved_on")),
    (">=", "approved_on", FIRST_DAY),
)
"""Whether the edition governs the case: outside it the cap and the interval are unknown."""

WAITED: Final = (">=", ("-", "as_of", "last_ordered_on"), INTERVAL_DAYS)
WITHOUT_INTERVAL: Final = ("not", ("in", "plan", ("UNLIMITED",)))


class Requirement(NamedTuple):
    """What must hold; `holds` is asked only where `unknown` does not hold.

    `holds_if_known` is the same for facts that are all known, by a rulebook that governs.
    """

    code: str
    unknown: Expression
    holds: Expression
    holds_if_known: Expression


def _one(code: str, unknown: Expression, holds: Expression) -> Requirement:
    return Requirement(code, unknown, holds, holds)


def _none_of(code: str, fact: str) -> Requirement:
    return _one(code, ("null", fact), ("<=", fact, 0))


def _capped(code: str, fact: str) -> Requirement:
    return _one(code, ("or", ("null", fact), ("not", GOVERNED)), ("<=", fact, CAP))


def _true(code: str, fact: str) -> Requirement:
    return _one(code, ("null", fact), ("true", fact))


def _where_governed(code: str) -> Requirement:
    """A switch that the edition leaves open, so that it is unknown outside it alone."""
    return _one(code, ("not", GOVERNED), ("in", "plan", PLANS))


REQUIREMENTS: Final = (
    _one("lost-or-damaged-by-patient", ("null", "cause"), ("in", "cause", ("lost", "damaged"))),
    _one(
        "some-step-chosen",
        ("or", ("null", "upper_steps"), ("null", "lower_steps")),
        (">=", ("+", "upper_steps", "lower_steps"), 1),
    ),
    _capped("upper-steps-within-cap", "upper_steps"),
    _capped("lower-steps-within-cap", "lower_steps"),
    _none_of("steps-were-made", "unmade_steps"),
    _none_of("templates-with-their-step", "lone_templates"),
    _none_of("templates-of-active-phase", "misplaced_templates"),
    Requirement(
        "waited-long-enough",
        # Kleene's or of three: not ordered yet, no interval, waited long enough.
        unknown=(
            "and",
            ("not", ("no", "has_ordered")),
            (
                "or",
                ("not", GOVERNED),
                (
                    "and",
                    ("in", "plan", ("UNLIMITED",)),
                    (
                        "or",
                        ("null", "last_ordered_on"),
                        ("null", "as_of"),
                        ("and", ("null", "has_ordered"), ("not", WAITED)),
                    ),
                ),
            ),
        ),
        holds=("or", ("no", "has_ordered"), WITHOUT_INTERVAL, WAITED),
        holds_if_known=("or", ("not", ("true", "has_ordered")), WITHOUT_INTERVAL, WAITED),
    ),
    _true("payment-method-chosen", "has_payment_method"),
    _true("no-complaint-acknowledged", "acknowledged"),
    _true("terms-accepted", "accepts_terms"),
    _where_governed("revisions-have-shipped"),
    _where_governed("retainers-have-shipped"),
    _where_governed("replacements-offered-here"),
)

CODES: Final = tuple(each.code for each in REQUIREMENTS)

TRUTHS: Final = ("has_ordered", "has_payment_method", "acknowledged", "accepts_terms")
TEXTS: Final = ("cause", "plan")
COUNTS: Final = (
    "upper_steps",
    "lower_steps",
    "unmade_steps",
    "lone_templates",
    "misplaced_templates",
)
DAYS: Final = ("as_of", "approved_on", "last_ordered_on")
FACTS: Final = (*TRUTHS, *TEXTS, *COUNTS, *DAYS)
"""The facts that the requirements look at: engines are given no others."""

FACTS_IF_KNOWN: Final = tuple(name for name in FACTS if name != "approved_on")

_OPPOSITES: Final = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def opposite(expression: Expression) -> Expression:
    """The expression that holds where this one does not, with `not` pushed to the leaves."""
    op, *rest = expression
    if op in _OPPOSITES:
        return (_OPPOSITES[op], *rest)
    if op == "not":
        return rest[0]
    if op in {"and", "or"}:
        return ("or" if op == "and" else "and", *map(opposite, rest))
    return ("not", expression)
