"""The requirements of more orders in the notation that the engines share, for whole columns.

A statement is told by when it holds and by when it fails; else it is unknown. Of days between which
months are counted there is a number, their order, in which month and day can be told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from engines.requirements import GOVERNED, REQUIREMENTS, Expression

MODELS: Final = ("scans", "impressions", "existing-model", "none")

_MONTHS: Final = {"MINI": 6, "ONE": 12, "TWO": 24}
_TARGETS: Final = {"MINI": ("ONE",), "ONE": ("TWO",), "TWO": ("THREE", "UNLIMITED")} | {
    "THREE": ("UNLIMITED",)
}
ROOM: Final = 32
"""More than the days of a month."""


class Statement(NamedTuple):
    """When it holds and when it fails; None for what never does."""

    holds: Expression | None
    fails: Expression | None


def _joined(op: str, parts: list[Expression]) -> Expression | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else (op, *parts)


def _any(*statements: Statement) -> Statement:
    holds = [each.holds for each in statements if each.holds is not None]
    fails = [each.fails for each in statements]
    return Statement(_joined("or", holds), None if None in fails else _joined("and", fails))


def _not(statement: Statement) -> Statement:
    return Statement(statement.fails, statement.holds)


def _all(*statements: Statement) -> Statement:
    return _not(_any(*map(_not, statements)))


def _fact(name: str) -> Statement:
    return Statement(("true", name), ("no", name))


def _known(name: str) -> Expression:
    return ("not", ("null", name))


def _number(op: str, name: str, bound: int) -> Statement:
    compared = (op, name, bound)
    return Statement(("and", _known(name), compared), ("and", _known(name), ("not", compared)))


def _among(name: str, *texts: str) -> Statement:
    found = ("in", name, texts)
    return Statement(found, ("and", _known(name), ("not", found)))


def _governed(statement: Statement) -> Statement:
    holds, fails = (None if each is None else ("and", GOVERNED, each) for each in statement)
    return Statement(holds, fails)


_OPEN: Final = Statement(GOVERNED, None)
"""What holds wherever the edition governs, and is unknown elsewhere."""

_NEVER_KNOWN: Final = Statement(None, None)


def _expired() -> Statement:
    """Whether a plan with months has expired, of a case that the edition governs."""
    dated = ("and", _known("as_of_order"), _known("first_shipped_order"))
    over, running = [], []
    for plan, months in _MONTHS.items():
        later = (">", "as_of_order", ("+", "first_shipped_order", months * ROOM))
        over.append(("and", ("in", "plan", (plan,)), dated, later))
        running.append(("and", ("in", "plan", (plan,)), dated, ("not", later)))
    lapsed = Statement(("or", *over), ("or", *running, ("in", "plan", ("FLEX",))))
    return _all(_fact("has_shipped"), lapsed)


def _target_offered() -> Statement:
    offered = [_all(_among("plan", plan), _among("target", *to)) for plan, to in _TARGETS.items()]
    return _governed(_any(*offered))


_UNREVISED: Final = _any(_not(_governed(_among("plan", "MINI"))), _not(_fact("has_revision")))

_UPGRADE: Final = {
    "setup_is_approved": _fact("is_approved"),
    "case_is_active": _fact("is_active"),
    "target_is_offered": _target_offered(),
    "offered_in_region": _NEVER_KNOWN,
    "plan_has_not_expired": _governed(_not(_expired())),
    "no_revision_submitted": _UNREVISED,
}

_ALONE: Final = _not(_fact("has_upgrade"))
_APPROVED, *_OF_UPGRADE = _UPGRADE
_ONCE_APPROVED: Final = _any(_OPEN, _not(_fact("is_approved")))

_REVISION: Final = {
    _APPROVED: _UPGRADE[_APPROVED],
    "replacements_have_shipped": _any(_not(_OPEN), _number("<=", "unshipped_replacements", 0)),
    "scans_or_impressions_given": _among("models", "scans", "impressions"),
    "form_submitted": _fact("is_submitted"),
    **{name: _any(_ALONE, _UPGRADE[name]) for name in _OF_UPGRADE},
    "retainers_have_shipped": _any(_OPEN, _number("<=", "unshipped_retainers", 0)),
    "revisions_offered_here": _ONCE_APPROVED,
    "soon_enough_after_last_step": _ONCE_APPROVED,
    "wear_attested": _ONCE_APPROVED,
}

_KNOWN_PATIENT: Final = _not(_fact("is_new_patient"))
_EXISTING: Final = _among("models", "existing-model")
_SWITCH: Final = _any(_OPEN, _fact("is_new_patient"))

_RETAINER: Final = {
    "new_patient_named": _any(_KNOWN_PATIENT, _fact("has_patient_name")),
    "new_patient_with_practice": _any(_KNOWN_PATIENT, _fact("has_practice")),
    "some_arch_chosen": _number(">=", "arches", 1),
    "model_source_fits": _any(
        _among("models", "scans", "impressions"), _all(_EXISTING, _KNOWN_PATIENT)
    ),
    "step_of_model_given": _any(_not(_EXISTING), _fact("has_model_step")),
    "last_phase_has_shipped": _any(_OPEN, _not(_fact("is_final")), _fact("last_phase_shipped")),
    "payment_method_chosen": _fact("has_payment_method"),
    "terms_accepted": _fact("accepts_terms"),
    "form_submitted": _fact("is_submitted"),
    "replacements_have_shipped": _SWITCH,
    "revisions_have_shipped": _SWITCH,
    "retainers_offered_here": _SWITCH,
}

Verdict = tuple[Expression | None, Expression | None]
"""When a requirement is unknown, and when it holds where it is not; None is always, and never."""


def _verdict(statement: Statement) -> Verdict:
    known = _joined("or", [each for each in statement if each is not None])
    return None if known is None else ("not", known), statement.holds


ORDERS: Final[Mapping[str, Mapping[str, Verdict]]] = {
    "replacement": {
        each.code.replace("-", "_"): (each.unknown, each.holds) for each in REQUIREMENTS
    },
    "revision": {name: _verdict(one) for name, one in _REVISION.items()},
    "retainer": {name: _verdict(one) for name, one in _RETAINER.items()},
    "upgrade": {name: _verdict(one) for name, one in _UPGRADE.items()},
}
"""For every policy that the engines take in columns, its requirements in their order."""


def facts_of(expression: Any) -> set[str]:
    """The names of all facts in an expression."""
    if isinstance(expression, str):
        return {expression}
    if not isinstance(expression, tuple):
        return set()
    op, *rest = expression
    return {rest[0]} if op == "in" else set().union(*map(facts_of, rest))
