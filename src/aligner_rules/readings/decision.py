"""The reading as a value: one decision about one case, which can tell its reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import lru_cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.explanation import (
    Reason,
    Result,
    consequences_of,
    reasons_of,
)
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, PlanFacts
from aligner_rules.rules.folding import under
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.straight import written_out

if TYPE_CHECKING:
    from aligner_rules.markup import Html

T = TypeVar("T")


class Outcome(Enum):
    """What a decision comes to: allowed only if every requirement is known to hold."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    UNDETERMINED = "undetermined"


class Decision(NamedTuple):
    """Whether a request is allowed, from these facts under these terms, and why.

    `verdicts` has True, False or UNKNOWN for each requirement of the policy. The outcome is refused
    if one is known not to hold, allowed if all are known to hold. `codes` are those of all
    requirements that are unmet or unknown, in the policy's order. What explains them is worked out
    each time that it is asked for.

    It is a tuple because a page makes hundreds, and no other immutable object is made as fast.
    """

    policy: Policy[Any]
    facts: Any
    terms: PlanTerms
    book: Rulebook
    verdicts: tuple[Any, ...]
    outcome: Outcome
    codes: tuple[str, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every requirement that is unmet or unknown, with what explains it."""
        return reasons_of(self.policy, self.facts, self.terms, self.verdicts)

    @property
    def opens_on(self) -> date | None:
        """First day on which the same request is allowed if nothing else changes, decided again.

        The day itself where it is allowed already; None where no such day is known.
        """
        day = self.policy.opens_on(self.facts, self.terms)
        return None if day is UNKNOWN else day

    @property
    def consequences(self) -> tuple[Result, ...]:
        """What the order brings about by itself once it is placed."""
        return consequences_of(self.policy, self.facts, self.terms)

    def _display_(self) -> Html:
        """Return the decision as a page: what a notebook shows that takes it for a mere tuple."""
        module = import_module("aligner_rules.readings.showing.answers")
        page: Html = module.decision_page(self)
        return page

    def _repr_html_(self) -> str:
        return self._display_().text

    def __repr__(self) -> str:
        return f"<{self.policy.name} {self.outcome.value} {list(self.codes)} by {self.book.name!r}>"

    @property
    def edition(self) -> str | None:
        """Name of the edition that governs the case or, of no case, the day; None: none does."""
        period = self.book.period(self.facts.approved_on, self.facts.region)
        return None if period is None else period.edition


class Refused(ValueError):  # noqa: N818 - it is what happened to the request, and no mistake
    """A request that is not allowed was to be placed; `decision` tells why."""

    def __init__(self, decision: Decision) -> None:
        told = "; ".join(reason.message() for reason in decision.reasons)
        super().__init__(f"{decision.policy.name} {decision.outcome.value}: {told}")
        self.decision = decision


def decide_facts(
    policy: Policy[Any], facts: PlanFacts | EditionFacts, *, book: Rulebook
) -> Decision:
    """Return the decision about facts instead of a case; the day is ``facts.as_of``."""
    governing = (policy, facts.plan, facts.approved_on, facts.region)
    try:
        terms, judge = book.kept[governing]
    except KeyError:
        terms, judge = _prepared(*governing, book=book)
    verdicts, outcome, codes = judge(facts)
    return made((policy, facts, terms, book, verdicts, outcome, codes))


made = partial(tuple.__new__, Decision)  # as `Decision` makes it, without a call between
_MOST_KEPT: Final = 10_000

Told = tuple[tuple[Any, ...], Outcome, tuple[str, ...]]
"""Verdicts, with the outcome and the codes that they come to."""


def _prepared(
    policy: Policy[Any], plan: Any, approved_on: Any, region: Any, *, book: Rulebook
) -> tuple[PlanTerms, Callable[[Any], Told]]:
    """Return the terms that govern, and what judges facts under them; the book keeps both."""
    terms = book.terms(plan, approved_on, region)
    return keep(book, (policy, plan, approved_on, region), (terms, _judge(policy, terms)))


def keep(book: Rulebook, asked: tuple[Any, ...], prepared: T) -> T:
    """Let the book keep what was worked out by it for a question, and return that."""
    if len(book.kept) >= _MOST_KEPT:
        book.kept.clear()
    book.kept[asked] = prepared
    return prepared


@lru_cache(maxsize=1024)
def _judge(policy: Policy[Any], terms: PlanTerms) -> Callable[[Any], Told]:
    return written_out([under(one, terms) for one in policy.formulas], told_by(policy))


@lru_cache(maxsize=1024)
def told_by(policy: Policy[Any]) -> Tellings[Told]:
    """Return what the verdicts of a policy come to."""

    def tell(verdicts: tuple[Any, ...]) -> Told:
        told = zip(policy.requirements, verdicts, strict=True)
        codes = tuple(one.code for one, holds in told if holds is not True)
        outcome = Outcome.REFUSED if False in verdicts else Outcome.UNDETERMINED
        return verdicts, outcome if codes else Outcome.ALLOWED, codes

    return Tellings(tell)


class Tellings(dict[tuple[Any, ...], T]):
    """What verdicts come to, told once for each pattern of them: those of a page are few."""

    def __init__(self, tell: Callable[[tuple[Any, ...]], T]) -> None:
        super().__init__()
        self._tell = tell

    def __missing__(self, verdicts: tuple[Any, ...]) -> T:
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[verdicts] = told = self._tell(verdicts)
        return told
