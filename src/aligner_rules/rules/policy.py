"""What a policy is made of: requirements, charges, and what an order brings along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import cached_property, reduce
from operator import and_
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from attrs import evolve, field, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.request import Request
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rulebook.terms import NO_PLAN, PlanTerms
from aligner_rules.rules.facts import EditionFacts, Facts, shared_facts
from aligner_rules.rules.formula import Formula
from aligner_rules.rules.symbols import as_formula, symbolic_facts, symbolic_terms
from aligner_rules.rules.words import equals, larger, not_, where

F = TypeVar("F", bound=Facts)

Rule = Callable[[F, PlanTerms], Any]


class Way(Enum):
    """What a practice can do about an unmet requirement."""

    WAIT = "wait"
    SPLIT = "split-the-order"
    CHANGE_STEPS = "choose-other-steps"
    COMPLETE_FORM = "complete-the-form"
    CUSTOMER_CARE = "customer-care"
    APPROVE_SETUP = "approve-the-setup"
    AWAIT_SHIPMENT = "wait-for-the-shipment"
    SUBMIT_DRAFT = "submit-the-draft"
    SUBMIT_ORDER = "submit-the-order"
    SEND_RECORDS = "send-the-records"
    AWAIT_PRODUCTION = "wait-for-production"
    NAME_OTHERS = "name-what-the-case-has"
    SHIP_TOGETHER = "ship-together"
    CHOOSE_PLAN = "choose-another-plan"
    FLEX_PRICE = "pay-flex-price"
    AWAIT_UNLOCKING = "wait-for-the-unlocking"
    CHECK_USER_NAME = "check-the-user-name"
    CASE_GALLERY = "case-gallery"
    NAME_CATEGORY = "name-the-category"
    NEW_LABEL = "make-a-new-label"
    REGISTER = "register-as-provider"
    TAKE_ANEW = "take-impressions-anew"
    AWAIT_SETUP = "wait-for-the-setup"
    RESET_PASSWORD = "reset-the-password"  # noqa: S105 - a way out, and no password
    CHOOSE_PASSWORD = "choose-another-password"  # noqa: S105 - as above
    REPEAT_PASSWORD = "repeat-the-password"  # noqa: S105 - as above
    ASK_FOR_LINK = "ask-for-a-new-link"
    ENABLE_PORTAL = "enable-the-patient-portal"
    REGISTER_CLIENT = "register-the-client"
    GIVE_EMAIL = "give-an-e-mail-address"
    ACTIVATE_CLIENT = "activate-the-client"
    RESEND_EMAIL = "resend-the-e-mail"
    OPEN_AVAILABILITY = "open-online-availability"


@frozen(eq=False)
class Requirement(Generic[F]):
    """One statement that must hold, in the positive, with all that explains it where it does not.

    `actual` and `required` are what it compares; `lifts_on` is the first day on which waiting
    alone makes it hold; `orders` is into how many orders a split would make it hold. `helps` has
    rules for ways out that do not always help.
    """

    holds: Rule[F]
    clause: str
    ways_out: tuple[Way, ...]
    actual: Rule[F]
    required: Rule[F]
    lifts_on: Rule[F] | None
    orders: Rule[F] | None
    helps: Mapping[Way, Rule[F]]
    code: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "code", self.holds.__name__.replace("_", "-"))

    def __call__(self, facts: F, terms: PlanTerms) -> bool:
        """Return whether it holds; UNKNOWN where that is not known."""
        answer: bool = self.holds(facts, terms)
        return answer


def yes(_facts: Facts, _terms: PlanTerms) -> bool:
    """Return what is required of a statement that is simply to be true."""
    return True


def no(_facts: Facts, _terms: PlanTerms) -> bool:
    """Return what holds of a charge that is never free: what it costs, the price book says."""
    return False


def requirement(  # noqa: PLR0913 - one for each part of a requirement, by keyword
    clause: str,
    *ways_out: Way,
    actual: Rule[Any],
    required: Rule[Any] = yes,
    lifts_on: Rule[Any] | None = None,
    orders: Rule[Any] | None = None,
    helps: Mapping[Way, Rule[Any]] = MappingProxyType({}),
) -> Callable[[Callable[[F, PlanTerms], bool]], Requirement[F]]:
    """Return the decorator that makes a requirement of a rule; its code is the rule's name.

    Nothing is registered: a policy lists its requirements.
    """

    def made(rule: Callable[[F, PlanTerms], bool]) -> Requirement[F]:
        return Requirement(rule, clause, ways_out, actual, required, lifts_on, orders, helps)

    return made


def nothing(_facts: Facts, _terms: PlanTerms) -> int:
    """Return how many are included where nothing is."""
    return 0


def where_asked(asked: Callable[[F], bool], one: Requirement[Any]) -> Requirement[F]:
    """Return a requirement as it is inside another request, where only those who ask must meet it.

    `asked` tells whether they do. Its code, its clause and all that explains it stay.
    """

    def holds(facts: F, terms: PlanTerms) -> bool:
        return not_(asked(facts)) | one(facts, terms)

    holds.__name__ = one.holds.__name__
    return evolve(one, holds=holds)


@frozen(eq=False)
class Charge(Generic[F]):
    """What a quote charges: `many` of `what`, each at the price of `item` unless `free` holds.

    `included` tells how many of them the plan includes. Where the terms choose what is charged by,
    `unit` gives its name, `units` how many of it are charged, and `items` the price item of each.

    A fee `between` two plans has the names of the facts that tell them: the price book knows it by
    the plans. An `optional` line is left out where there is none of it. Where
    `by_allowance`, what is free is so because it is included in the plan.
    """

    what: str
    item: str
    clause: str
    many: Rule[F]
    free: Rule[F]
    between: tuple[str, str] | None = None
    optional: bool = False
    by_allowance: bool = False
    included: Rule[F] = nothing
    unit: Rule[F] | None = None
    units: Rule[F] | None = None
    items: Mapping[str, str] = field(factory=dict)

    @property
    def symbol(self) -> Formula:
        """The price as a symbol, which lowering makes of the price book and the facts."""
        return Formula.price((self.item, *self.between) if self.between else self.item)

    def price(self, facts: F, terms: PlanTerms, prices: PriceBook) -> int:
        """Return what one costs in minor units on the day that is asked about."""
        if self.unit is not None:
            return self.of_unit(facts, terms, lambda item: prices.minor(item, facts.as_of))
        if self.between is None:
            return prices.minor(self.item, facts.as_of)
        former, target = (getattr(facts, name) for name in self.between)
        return prices.fee(former, target, facts.as_of)

    def unpriced(self, facts: F, terms: PlanTerms, prices: PriceBook) -> tuple[str, ...]:
        """Return what would have to be known for a price: facts, or items of the price book."""
        if self.between is None:
            item = self.item if self.unit is None else self.items.get(self.unit(facts, terms))
            unknown = item is not None and prices.minor(item, facts.as_of) is UNKNOWN
            return (f"price of {item}",) if unknown else ()
        former, target = (getattr(facts, name) for name in self.between)
        if former is UNKNOWN or target is UNKNOWN:
            return tuple(name for name in self.between if getattr(facts, name) is UNKNOWN)
        return tuple(f"price of {each}" for each in prices.unpriced(former, target, facts.as_of))

    def charged(self, facts: F, terms: PlanTerms) -> int:
        """Return how many units are charged unless it is free as a whole."""
        if self.units is not None:
            units: int = self.units(facts, terms)
            return units
        many: int = self.many(facts, terms)
        included: int = self.included(facts, terms)
        return many - included

    def amount_minor(self, facts: F, terms: PlanTerms, price: int) -> int:
        """Return what it comes to in minor units; what is free costs 0 at any price."""
        free: bool = self.free(facts, terms)
        return where(free, 0, self.charged(facts, terms) * price)

    def of_unit(self, facts: F, terms: PlanTerms, price_of: Callable[[str], int]) -> int:
        """Return the price of the unit that the terms choose; unknown where either is."""
        unit: Any = UNKNOWN if self.unit is None else self.unit(facts, terms)
        price: int = UNKNOWN
        for name, item in self.items.items():
            price = where(equals(unit, name), price_of(item), price)
        return price


@frozen(eq=False)
class Consequence(Generic[F]):
    """What an order brings about where `holds` is true; `many` counts what comes along."""

    code: str
    clause: str
    holds: Rule[F]
    many: Rule[F] | None = None


@frozen(eq=False)
class Policy(Generic[F]):
    """All that is asked about one kind of request.

    `gather` turns a case, a request, a day and the terms of the case into facts; `consistent` is
    what holds for all facts that come from a case, which the proofs may take for granted; `placed`
    gives the case as it is once an allowed request has been placed. `completed` adds facts that
    hang on the terms of another plan of the same edition and day, which it may ask for by name. Of
    policies `of_accounts` an account stands for the case, and the instant that is asked about for
    the day.
    """

    name: str
    kind: type[Request]
    facts: type[F]
    gather: Callable[..., F]
    consistent: Callable[[F], bool]
    placed: Callable[..., Any]
    requirements: tuple[Requirement[F], ...]
    charges: tuple[Charge[F], ...]
    consequences: tuple[Consequence[F], ...]
    of_accounts: bool = False
    completed: Callable[[F, Case, Any, Callable[[str], PlanTerms]], F] | None = None

    def facts_of(self, case: Case, request: Request, as_of: date, book: Rulebook) -> F:
        """Return the facts of a request for a case on that day, under the terms that govern it.

        TypeError for a request that is asked of an account.
        """
        if self.of_accounts:
            raise TypeError(f"{self.kind.__name__} is asked of an account: use decide_account")
        if issubclass(self.facts, EditionFacts):
            return self.gather(case, request, as_of, book.terms(NO_PLAN, as_of, case.region))
        known = shared_facts(case, as_of)
        day, region = known["approved_on"], known["region"]
        facts = self.gather(case, request, as_of, book.terms(known["plan"], day, region))
        if self.completed is None:
            return facts
        return self.completed(facts, case, request, lambda plan: book.terms(plan, day, region))

    @cached_property
    def statements(self) -> tuple[Rule[F], ...]:
        """What must hold, one rule for each requirement, in their order."""
        return tuple(one.holds for one in self.requirements)

    @cached_property
    def formulas(self) -> tuple[Formula, ...]:
        """The statements as formulas over symbols for all facts and terms."""
        f, t = symbolic_facts(self.facts), symbolic_terms()
        return tuple(as_formula(holds(f, t)) for holds in self.statements)

    def allowed(self, facts: F, terms: PlanTerms) -> bool:
        """Return whether every requirement holds, whatever their order."""
        told: list[bool] = [holds(facts, terms) for holds in self.statements]
        return reduce(and_, told)

    def opens_on(self, facts: F, terms: PlanTerms) -> date:
        """Return the first day on which the same facts are allowed; unknown where none is known.

        It is the latest of the days that lift what is unmet, and it is decided again on that day.
        """
        day = facts.as_of
        for one in self.requirements:
            if one.lifts_on is not None:
                lifted: date = one.lifts_on(facts, terms)
                day = larger(day, where(one.holds(facts, terms), facts.as_of, lifted))
        again = self.allowed(evolve(facts, as_of=day), terms)
        nothing: date = UNKNOWN
        return where(again, day, nothing)
