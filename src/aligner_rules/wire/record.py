"""A decision as a record: all that it said and what it rests on, to be defended years later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, partial
from types import MappingProxyType
from typing import Any, Final

import attrs
from attrs import field, frozen

from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import Decision, Outcome
from aligner_rules.readings.explanation import Reason, Result, Standing, inputs_of
from aligner_rules.rulebook.book import Value
from aligner_rules.rulebook.schema import TERMS, written
from aligner_rules.rules.symbols import whole_term
from aligner_rules.version import __version__

SCHEMA: Final = 1
"""The version of the record's form."""


@frozen
class Ground:
    """Where the value of a term comes from: titles of sources, a decision, an overlay's name."""

    sources: tuple[str, ...] = ()
    decided_here: str | None = None
    overlay: str | None = None


def _read_only(given: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(given))


def _mapping() -> Any:
    return field(converter=_read_only, hash=False)


@frozen(kw_only=True)
class DecisionRecord:
    """What was decided on a day, and why, as plain data that needs no rulebook to be read.

    `facts` are those that were known; `terms` those that the requirements and consequences look
    at, as far as they are known, and `grounds` is where each of them is written. `book` is the
    name of the rulebook, `book_hash` the SHA-256 of what it said; `version` is the package's.
    A record whose outcome does not follow from its reasons is `Invalid`.
    """

    schema: int = SCHEMA
    policy: str
    as_of: date
    outcome: Outcome
    reasons: tuple[Reason, ...]
    opens_on: date | None
    consequences: tuple[Result, ...]
    facts: Mapping[str, Any] = _mapping()
    terms: Mapping[str, Any] = _mapping()
    grounds: Mapping[str, Ground] = _mapping()
    edition: str | None
    book: str
    book_hash: str
    overlays: tuple[str, ...]
    version: str

    def __attrs_post_init__(self) -> None:
        """Raise Invalid where the record contradicts itself, or is of a version to come."""
        faults = list(_contradictions(self))
        if faults:
            raise Invalid("DecisionRecord", faults)

    def __reduce__(self) -> tuple[Any, ...]:
        told: dict[str, Any] = attrs.asdict(self, recurse=False)
        plain: dict[str, Any] = {
            k: dict(v) if isinstance(v, MappingProxyType) else v for k, v in told.items()
        }
        return partial(type(self), **plain), ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all requirements that were unmet or unknown, in the policy's order."""
        return tuple(reason.code for reason in self.reasons)


def _contradictions(record: DecisionRecord) -> Iterator[Fault]:
    if record.schema != SCHEMA:
        expected = f"{SCHEMA}, the version that this package reads"
        yield Fault("$.schema", shown(record.schema), expected, "read it with a later version")
    standings = {reason.standing for reason in record.reasons}
    due = Outcome.UNDETERMINED if standings else Outcome.ALLOWED
    due = Outcome.REFUSED if Standing.UNMET in standings else due
    if record.outcome is not due:
        expected = f"{due.value!r}, as the reasons say"
        remedy = "keep the record as it was written"
        yield Fault("$.outcome", repr(record.outcome.value), expected, remedy)


def record_of(decision: Decision) -> DecisionRecord:
    """Return the record of a decision; the same decision gives an equal record at any time."""
    facts = attrs.asdict(decision.facts, recurse=False)
    values = {path: _grounded(decision, path) for path in _terms_read(decision.policy)}
    known = {path: value for path, value in values.items() if value is not None}
    return DecisionRecord(
        policy=decision.policy.name,
        as_of=decision.facts.as_of,
        outcome=decision.outcome,
        reasons=decision.reasons,
        opens_on=decision.opens_on,
        consequences=decision.consequences,
        facts={name: value for name, value in facts.items() if value is not UNKNOWN},
        terms={path: written(value.value) for path, value in known.items()},
        grounds={path: _ground(value) for path, value in known.items()},
        edition=decision.edition,
        book=decision.book.name,
        book_hash=decision.book.hash,
        overlays=decision.book.overlays,
        version=__version__,
    )


def _grounded(decision: Decision, path: str) -> Value | None:
    """Return the value of the term that governs the case; None where it is not known."""
    facts = decision.facts
    value = decision.book.value(path, facts.plan, facts.approved_on, facts.region)
    return None if value is None or value.value is UNKNOWN else value


def _ground(value: Value) -> Ground:
    return Ground(value.sources, value.decided_here, value.overlay)


@cache
def _terms_read(policy: Any) -> tuple[str, ...]:
    """Return the paths of the terms that requirements and consequences look at, in TERMS' order."""
    rules = [one.holds for one in policy.requirements]
    rules += [one.holds for one in policy.consequences]
    names = {node.payload for rule in rules for node in inputs_of(policy.facts, rule)}
    wholes = {whole_term(name) for name in names}
    return tuple(path for path in TERMS if path in wholes)
