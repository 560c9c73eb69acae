"""What an upgrade would give and cost: every plan above that of a case, before it is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.limit import Limit
from aligner_rules.model.money import Money
from aligner_rules.model.plan import Plan
from aligner_rules.model.request import Upgrade
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.allowances import Allowances, allowances
from aligner_rules.readings.decision import Decision
from aligner_rules.readings.expiry import Expiry, expiry
from aligner_rules.readings.quotation import Quote
from aligner_rules.readings.verbs import asked_day, decide, quote
from aligner_rules.rulebook.book import Rulebook, after
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.expiry import expiry_facts
from aligner_rules.rules.replacement import POLICY as REPLACEMENT
from aligner_rules.rules.replacement import always_free
from aligner_rules.rules.words import where


@frozen
class Benefits:
    """What a plan gives a case on a day, as if it had been ordered at the start (UPG-2).

    `steps` are those that the plan covers; `replacement_interval_days` passes between two orders of
    replacements, 0: none. `aligner_price` is what one replacement aligner costs that day, None
    where no prices were given. Whatever no source tells is UNKNOWN.
    """

    plan: str
    allowances: Allowances
    expiry: Expiry
    steps: Limit
    replacement_interval_days: int
    aligner_price: Money | None


@frozen
class Offer:
    """One plan above that of a case: whether it may be had, what it would give, and its cost.

    `quote` is None where no prices were given.
    """

    target: str
    decision: Decision
    before: Benefits
    after: Benefits
    quote: Quote | None


def upgrades(
    case: Case, *, as_of: date, book: Rulebook, prices: PriceBook | None = None
) -> tuple[Offer, ...]:
    """Return an offer for every plan above that of the case on that day, in ascending order.

    A plan that may not be had is among them, and its decision tells why (UPG-1). There are none
    where the plan of the case is not known, or no edition governs it. Invalid where `as_of` is no
    date.
    """
    day = asked_day(as_of)
    held = case.plan_on(day)
    if not isinstance(held, Plan):
        return ()
    period = book.period(held.approved_on, case.region)
    plans = [] if period is None else [*period.plans]
    if held.name not in plans:
        return ()
    before = _benefits(case, held, day, book, prices)
    offers = []
    for target in after(held.name, plans):
        request = Upgrade(target=target)
        fee = None
        if prices is not None:
            fee = quote(case, request, as_of=day, book=book, prices=prices)
        decision = decide(case, request, as_of=day, book=book)
        there = _benefits(case, evolve(held, name=target), day, book, prices)
        offers.append(Offer(target, decision, before, there, fee))
    return tuple(offers)


def _benefits(
    case: Case, plan: Plan, day: date, book: Rulebook, prices: PriceBook | None
) -> Benefits:
    """Return what the plan gives the case, whichever plan it has had."""
    there = evolve(case, plan=plan, upgrades=())
    facts: Any = expiry_facts(there, day)
    terms = book.terms(facts.plan, facts.approved_on, facts.region)
    return Benefits(
        plan=plan.name,
        allowances=allowances(there, as_of=day, book=book),
        expiry=expiry(there, as_of=day, book=book),
        steps=terms.treatment.steps,
        replacement_interval_days=terms.replacement.interval_days,
        aligner_price=None if prices is None else _aligner_price(facts, terms, prices),
    )


def _aligner_price(facts: Any, terms: PlanTerms, prices: PriceBook) -> Money:
    (charge, *_) = REPLACEMENT.charges
    by_aligner = terms.replacement.charge_unit == "aligner"  # else no aligner has a price
    price_each = prices.minor(charge.item, facts.as_of) if by_aligner else UNKNOWN
    minor: Any = where(always_free(facts, terms), 0, price_each)
    price: Money = UNKNOWN if minor is UNKNOWN else Money(minor, prices.currency)
    return price
