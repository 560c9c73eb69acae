"""What is claimed of the revision policy, of forms that do not upgrade the case."""

from __future__ import annotations

from typing import Any, Final

from aligner_rules.readings.proof.knowledge import alike, is_unknown, no_more
from aligner_rules.readings.proof.statement import (
    LATER,
    Always,
    Change,
    Situation,
    Statement,
    costs_no_less,
    costs_no_more,
    no_day_earlier,
    prices_are_natural,
)
from aligner_rules.rules.allowances import any_left
from aligner_rules.rules.expiry import expired, expires_on, lapses
from aligner_rules.rules.words import equals, listed, not_, one_of


def _left(s: Situation) -> bool:
    return any_left(s.terms.revision.included, s.facts.revisions_ordered)


def _approval_counts(s: Situation) -> bool:
    return equals(s.terms.expiry.deadline, "submission-and-approval")


def _approved_after_expiry(s: Situation) -> bool:
    f, t = s.facts, s.terms
    late: bool = f.setup_approved_on > expires_on(f, t)
    return lapses(f, t) & late


def _paid_in_full(s: Situation) -> Any:
    return alike(s.total, s.prices[0])


def _priced(s: Situation) -> bool:
    return not_(is_unknown(s.prices[0]))


OF_REVISIONS: Final[tuple[Statement, ...]] = (
    Always(
        "included-means-never-charged",
        "A revision that is left and asked for in time is never charged, at any price (REV-1).",
        given=lambda s: (
            _left(s)
            & not_(expired(s.facts, s.terms))
            & (not_(_approval_counts(s)) | (s.facts.setup_approved_on <= s.facts.as_of))
        ),
        then=lambda s: equals(s.total, 0),
    ),
    Always(
        "used-up-means-flex-price",
        "Where none is left a revision is charged in full, however early it is (REV-1).",
        given=lambda s: not_(_left(s)) & _priced(s),
        then=_paid_in_full,
    ),
    Always(
        "expired-means-flex-price",
        "After expiry a revision is charged in full, however many are left (EXP-4).",
        given=lambda s: expired(s.facts, s.terms) & _priced(s),
        then=_paid_in_full,
    ),
    Always(
        "late-approval-means-flex-price",
        "Where the approval counts, one after expiry is charged in full (EXP-11).",
        given=lambda s: _approval_counts(s) & _approved_after_expiry(s) & _priced(s),
        then=_paid_in_full,
    ),
    Always(
        "earlier-approval-costs-no-more",
        "A revision whose setup is approved earlier never costs more (EXP-11).",
        change=Change(varies=("setup_approved_on",)),
        given=lambda s: (
            (s.counterpart.facts.setup_approved_on <= s.facts.setup_approved_on)
            & prices_are_natural(s)
        ),
        then=costs_no_more,
    ),
    Always(
        "fewer-revisions-cost-no-more",
        "The fewer revisions were ordered before, the less the next one costs, if at all (ALW-2).",
        change=Change(varies=("revisions_ordered", "has_revision")),
        given=lambda s: (
            no_more(s.counterpart.facts.revisions_ordered, s.facts.revisions_ordered)
            & prices_are_natural(s)
        ),
        then=costs_no_more,
    ),
    Always(
        "waiting-never-makes-cheaper",
        "What a revision costs today it costs on every later day at least (EXP-4).",
        change=LATER,
        given=lambda s: no_day_earlier(s) & prices_are_natural(s) & not_(is_unknown(s.total)),
        then=costs_no_less,
    ),
    Always(
        "unapproved-setup-is-refused",
        "Before the setup of the case is approved there is nothing to revise (SUB-8).",
        given=lambda s: not_(s.facts.is_approved),
        then=lambda s: not_(s.allowed),
    ),
    Always(
        "unshipped-replacement-is-refused",
        "Where a replacement order rules a revision out, one that has not shipped does (REV-2).",
        given=lambda s: (
            listed("replacement", s.terms.revision.blocked_by)
            & (s.facts.unshipped_replacements >= 1)
        ),
        then=lambda s: not_(s.allowed),
    ),
    Always(
        "incomplete-form-is-refused",
        "Without scans or impressions, or as a draft it is refused (REV-3).",
        given=lambda s: not_(one_of(s.facts.models, "scans", "impressions") & s.facts.is_submitted),
        then=lambda s: not_(s.allowed),
    ),
    Always(
        "allowance-and-expiry-forbid-nothing",
        "What is left, and when the plan expires, never decides whether a revision is allowed.",
        change=Change(
            varies=(
                *("has_shipped", "first_shipped_on", "setup_approved_on"),
                *("revisions_ordered", "has_revision"),
            )
        ),
        then=lambda s: alike(s.allowed, s.counterpart.allowed),
    ),
)
"""Statements about revisions, in the order in which they are told."""
