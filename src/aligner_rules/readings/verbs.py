"""The questions that a portal asks about one case."""

from __future__ import annotations

from datetime import date
from typing import Any

from aligner_rules.model.case import Case
from aligner_rules.model.dates import EARLIEST, LATEST, is_day
from aligner_rules.model.faults import Fault, Invalid
from aligner_rules.model.request import Request
from aligner_rules.readings.decision import Decision, Outcome, Refused, decide_facts
from aligner_rules.readings.quotation import Quote, quote_facts
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rules.policies import policy_for


def decide(case: Case, request: Request, *, as_of: date, book: Rulebook) -> Decision:
    """Return whether the request is allowed for the case on that day, and why.

    Only what had happened by `as_of` counts. Invalid where `as_of` is no date, TypeError for a
    kind of request that no policy decides.
    """
    policy = policy_for(type(request))
    return decide_facts(policy, policy.facts_of(case, request, asked_day(as_of), book), book=book)


def quote(case: Case, request: Request, *, as_of: date, book: Rulebook, prices: PriceBook) -> Quote:
    """Return what the request would cost on that day, whether it is allowed or not.

    Invalid where `as_of` is no date, TypeError for a kind of request that no policy decides.
    """
    policy = policy_for(type(request))
    facts = policy.facts_of(case, request, asked_day(as_of), book)
    return quote_facts(policy, facts, book=book, prices=prices)


def apply(case: Case, request: Request, *, as_of: date, book: Rulebook) -> Case:
    """Return the case as it is once the request has been placed on that day.

    Refused, with the decision, where the request is not allowed; Invalid where the case cannot
    take it because later orders, or none, are known.
    """
    decision = decide(case, request, as_of=as_of, book=book)
    if decision.outcome is not Outcome.ALLOWED:
        raise Refused(decision)
    later: Case = decision.policy.placed(case, request, as_of, decision.terms)
    return later


def asked_day(as_of: Any) -> date:
    """Return the day that is asked about, as a plain date; Invalid where it is none."""
    if is_day(as_of):
        return date(as_of.year, as_of.month, as_of.day)
    fault = Fault(
        "$.as_of",
        repr(as_of),
        f"a datetime.date from {EARLIEST} to {LATEST}",
        "turn an instant into a date with local_date(instant, zone)",
    )
    raise Invalid("question", (fault,))
