"""Treatment preferences (ACC-5): from when to when they are due for review."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import frozen

from aligner_rules.model.account import Account
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, fact
from aligner_rules.rules.words import plus_months, where


@frozen
class PreferencesFacts(EditionFacts):
    """What the review of preferences looks at, as it stands on the day `as_of`."""

    has_reviewed: bool = fact("whether the preferences were ever reviewed")
    reviewed_on: date = fact("day of the last review; unknown where there was none")
    has_release: bool = fact("whether the portal ever had a new release")
    released_on: date = fact("day of its last release; unknown where there was none")


def due_from(f: PreferencesFacts, t: PlanTerms) -> date:
    """The first day on which months alone make a review due; it means nothing before any."""
    return plus_months(f.reviewed_on, t.preferences.review_from_months)


def due_until(f: PreferencesFacts, t: PlanTerms) -> date:
    """The last day on which a review is due and not overdue; it means nothing before any."""
    return plus_months(f.reviewed_on, t.preferences.review_until_months)


def released_since(f: PreferencesFacts, t: PlanTerms) -> bool:
    """Whether a release since the last review makes the next one due."""
    return t.preferences.review_on_release & f.has_release & (f.released_on > f.reviewed_on)


def is_due(f: PreferencesFacts, t: PlanTerms) -> bool:
    """Whether a review is due, overdue included."""
    since_last = (f.as_of >= due_from(f, t)) | released_since(f, t)
    return where(f.has_reviewed, since_last, t.preferences.review_if_never)


def is_overdue(f: PreferencesFacts, t: PlanTerms) -> bool:
    """Whether a review is overdue: never by a release alone, nor where there never was one."""
    return f.has_reviewed & (f.as_of > due_until(f, t))


def review_state(f: PreferencesFacts, t: PlanTerms) -> str:
    """How things stand with the review: not-due, due or overdue."""
    return where(is_overdue(f, t), "overdue", where(is_due(f, t), "due", "not-due"))


def preferences_facts(account: Account, released_on: date | None, as_of: date) -> PreferencesFacts:
    """The facts of a review, the last one and the last release that had been by that day."""
    reviewed_on: Any = account.preferences_reviewed_on
    return PreferencesFacts(
        as_of=as_of,
        region=account.region,
        **_last_of("has_reviewed", "reviewed_on", reviewed_on, as_of),
        **_last_of("has_release", "released_on", released_on, as_of),
    )


def _last_of(known_as: str, dated_as: str, day: Any, as_of: date) -> dict[str, Any]:
    """Return whether there was a last one, and when; one that comes later hides those before."""
    if day is UNKNOWN or (day is not None and day > as_of):
        return {known_as: UNKNOWN, dated_as: UNKNOWN}
    return {known_as: day is not None, dated_as: UNKNOWN if day is None else day}
