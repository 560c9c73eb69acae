"""What a case still includes: the number that a portal shows beside revisions and retainers."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.case import Case
from aligner_rules.model.limit import UNKNOWN_LIMIT, UNLIMITED, Limit
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.explanation import missing_for
from aligner_rules.readings.verbs import asked_day
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.terms import Allowance, PlanTerms
from aligner_rules.rules.allowances import any_left, left, ordered_so_far
from aligner_rules.rules.expiry import UsualAnchors, expired, expires_on, lapses
from aligner_rules.rules.facts import PlanFacts, by_then, fact, shared_facts
from aligner_rules.rules.policy import Rule
from aligner_rules.rules.retainer import sets_of
from aligner_rules.rules.revision import revisions_of
from aligner_rules.rules.words import not_

_NOTHING: Final = Limit(0)


@frozen
class _Record(UsualAnchors, PlanFacts):
    has_shipped: bool = fact("whether phase 1 has shipped")
    first_shipped_on: date = fact("day on which phase 1 shipped; unknown where it has not")
    revisions_ordered: int = fact("revisions ordered that count against the allowance")
    sets_ordered: int = fact("retainer sets ordered that count against the allowance")


@frozen
class Balance:
    """One allowance as it stands: `included` in the plan, `used` by orders, `left` to be ordered.

    `lapsing` is what an expiry takes away: what would be left without it (EXP-1). Where `left` is
    unknown, `missing` names the facts and terms that would have to be known.
    """

    included: Allowance
    used: int
    left: Limit
    lapsing: Limit
    missing: tuple[str, ...]


@frozen
class Allowances:
    """The included revisions and retainer sets of a case on a day (ALW-1).

    `expires_on` is the last day on which they can be used; None where there is none, or not yet.
    """

    as_of: date
    expires_on: date | None
    expired: bool
    revisions: Balance
    retainer_sets: Balance
    edition: str | None
    book: str


def allowances(case: Case, *, as_of: date, book: Rulebook) -> Allowances:
    """Return what the plan of the case includes, what is used and left, and what expiry takes away.

    Only what had happened by `as_of` counts. Invalid where `as_of` is no date.
    """
    day = asked_day(as_of)
    known = shared_facts(case, day)
    governing = known["plan"], known["approved_on"], known["region"]
    terms = book.terms(*governing)
    revisions, sets = terms.revision.included, terms.retainer.included_sets
    facts = _Record(
        **known,
        **by_then("has_shipped", "first_shipped_on", case.first_shipped_on, day),
        revisions_ordered=ordered_so_far(case, revisions_of, revisions, terms, day),
        sets_ordered=ordered_so_far(case, sets_of, sets, terms, day),
    )
    period = book.period(*governing[1:])
    return Allowances(
        as_of=day,
        expires_on=_last_day(facts, terms),
        expired=expired(facts, terms),
        revisions=_balance(revisions, facts.revisions_ordered, _revisions_stand, facts, terms),
        retainer_sets=_balance(sets, facts.sets_ordered, _sets_stand, facts, terms),
        edition=None if period is None else period.edition,
        book=book.hash,
    )


def _revisions_stand(f: _Record, t: PlanTerms) -> bool:
    return any_left(t.revision.included, f.revisions_ordered) & not_(expired(f, t))


def _sets_stand(f: _Record, t: PlanTerms) -> bool:
    return any_left(t.retainer.included_sets, f.sets_ordered) & not_(expired(f, t))


def _balance(
    allowance: Allowance, used: int, stands: Rule[Any], facts: _Record, terms: PlanTerms
) -> Balance:
    whole = _remaining(allowance, used)
    standing: Any = stands(facts, terms)
    now = {True: whole, False: _NOTHING}.get(standing, UNKNOWN_LIMIT)
    never_ends: Any = terms.expiry.months.unlimited
    lapsing = _NOTHING if never_ends is True else whole
    if never_ends is UNKNOWN and whole != _NOTHING:
        lapsing = UNKNOWN_LIMIT
    missing = missing_for(_Record, stands, facts, terms) if now == UNKNOWN_LIMIT else ()
    return Balance(allowance, used, now, lapsing, missing)


def _remaining(allowance: Allowance, used: int) -> Limit:
    lasts: Any = any_left(allowance, used)
    if allowance.unlimited is True:
        return UNLIMITED
    if lasts is False:
        return _NOTHING
    return UNKNOWN_LIMIT if lasts is UNKNOWN else Limit(left(allowance, used))


def _last_day(facts: _Record, terms: PlanTerms) -> date | None:
    ends: Any = lapses(facts, terms)
    day: Any = expires_on(facts, terms) if ends is True else UNKNOWN
    told: date | None = None if ends is False else day
    return told
