"""The expiry date of a case as a portal shows it: the date, what is left, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any, Final

from attrs import fields_dict, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.explanation import missing_for
from aligner_rules.readings.verbs import asked_day
from aligner_rules.readings.wording import wording
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules import expiry as law
from aligner_rules.rules.expiry import ExpiryFacts, expiry_facts
from aligner_rules.rules.facts import PlanFacts


class Emphasis(Enum):
    """How an expiry date is shown (EXP-3)."""

    PLAIN = "plain"
    BOLD = "bold"
    RED = "red"
    EXPIRED = "expired"


class Undated(Enum):
    """Why a case has no expiry date: its months have not begun to count, or never end."""

    NOT_STARTED = "not-started"
    NEVER_EXPIRES = "never-expires"


@frozen
class Expiry:
    """When the allowances of a case lapse, and what is left of them on the day `as_of`.

    `on`, `months_left` and `days_left` are None where there is no expiry date, and `undated` then
    tells why. Anything is UNKNOWN where it is, and `missing` names what would have to be known.
    `overflowed` tells whether the month of the expiry date lacks the day that is counted from.
    """

    as_of: date
    on: date | None
    months_left: int | None
    days_left: int | None
    emphasis: Emphasis
    overflowed: bool
    undated: Undated | None
    missing: tuple[str, ...]

    def message(self, language: str = "en") -> str:
        """Return it as a sentence in that language ("en" or "fr")."""
        texts = wording(language)
        if self.undated is not None:
            return texts.word("expiry", self.undated.value)
        if self.on is UNKNOWN:
            return texts.word("expiry", "unknown").format(missing=", ".join(self.missing))
        shown = "plain" if self.emphasis is UNKNOWN else self.emphasis.value
        return texts.word("expiry", shown).format(
            on=self.on, months=self.months_left, days=self.days_left
        )


_QUANTITIES: Final[tuple[Callable[[ExpiryFacts, PlanTerms], Any], ...]] = (
    law.expires_on,
    law.months_left,
    law.days_left,
)


_ANCHORS: Final = frozenset(fields_dict(ExpiryFacts)) - frozenset(fields_dict(PlanFacts))
"""Facts that tell of days to count from: as long as nobody knows which one, none is asked for."""


def expiry_of_facts(facts: ExpiryFacts, *, book: Rulebook) -> Expiry:
    """Return the expiry for facts instead of a case; the day is ``facts.as_of``."""
    terms = book.terms(facts.plan, facts.approved_on, facts.region)
    lapses: Any = law.lapses(facts, terms)
    if lapses is True:
        on, months, days = (quantity(facts, terms) for quantity in _QUANTITIES)
    else:
        on = months = days = UNKNOWN if lapses is UNKNOWN else None
    emphasis: Any = law.emphasis(facts, terms)
    asked = (
        (on, law.expires_on if lapses is True else _dated),
        (emphasis, law.emphasis),
    )
    missing = [
        name
        for value, rule in asked
        if value is UNKNOWN
        for name in missing_for(ExpiryFacts, rule, facts, terms)
        if terms.expiry.anchor is not UNKNOWN or name not in _ANCHORS
    ]
    return Expiry(
        as_of=facts.as_of,
        on=on,
        months_left=months,
        days_left=days,
        emphasis=emphasis if emphasis is UNKNOWN else Emphasis(emphasis),
        overflowed=law.overflowed(facts, terms),
        undated=_undated(facts, terms) if lapses is False else None,
        missing=tuple(dict.fromkeys(missing)),
    )


def _dated(facts: ExpiryFacts, terms: PlanTerms) -> bool:
    """Return what tells of everything that an expiry date hangs on."""
    return law.lapses(facts, terms) & (law.expires_on(facts, terms) >= facts.as_of)


def _undated(facts: ExpiryFacts, terms: PlanTerms) -> Undated:
    never: Any = law.never_expires(facts, terms)
    return Undated.NEVER_EXPIRES if never is True else Undated.NOT_STARTED


def expiry(case: Case, *, as_of: date, book: Rulebook) -> Expiry:
    """Return when the allowances of the case lapse, and what is left of them on that day.

    Only what had happened by `as_of` counts. Invalid where `as_of` is no date.
    """
    return expiry_of_facts(expiry_facts(case, asked_day(as_of)), book=book)
