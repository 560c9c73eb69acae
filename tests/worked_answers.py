"""What worked cases come to, by question: each answer as plain values, to be compared by key.

A new question is one more function in `ANSWERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import cached_property, singledispatch
from typing import Any, Final

from attrs import asdict, frozen, has

import aligner_rules as ar
from aligner_rules.model.case import Case
from aligner_rules.model.faults import Invalid
from aligner_rules.model.limit import Limit
from aligner_rules.model.money import Money
from aligner_rules.model.order import Order
from aligner_rules.model.phase import Phase
from aligner_rules.model.request import Request
from aligner_rules.model.unknown import UNKNOWN, Unknown
from aligner_rules.readings.decision import Decision, decide_facts
from aligner_rules.readings.quotation import Quote, quote_facts
from aligner_rules.rulebook.schema import written
from aligner_rules.rulebook.terms import Allowance
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.policies import policies, policy_for
from aligner_rules.rules.policy import Policy
from aligner_rules.wire.converter import converter
from worked_cases import Worked, fault, in_json

_WORDS: Final[Mapping[Any, Any]] = {"none": None, "unknown": UNKNOWN}
"""What a word of a worked case stands for, where no JSON is read."""


@frozen(slots=False)
class Asked:
    """A worked case made into what the package is asked about."""

    worked: Worked

    @cached_property
    def case(self) -> Case:
        """The case; Invalid where it cannot be."""
        given = self.worked.given.get("case", {})
        return converter().structure({"id": "W-1", "practice_zone": "UTC", **in_json(given)}, Case)

    @cached_property
    def request(self) -> Any:
        """The request, which must be given; Invalid where it cannot be."""
        given = self.worked.given.get("request")
        if given is None:
            raise fault("$.request", None, "the request that is decided")
        return converter(self._zone).structure(in_json(given), Request)

    @property
    def _zone(self) -> str:
        zone: str = self.worked.given.get("case", {}).get("practice_zone", "UTC")
        return zone

    @property
    def known(self) -> dict[str, Any]:
        """The day and the rulebook, as every verb takes them."""
        return {"as_of": self.worked.as_of, "book": self.worked.book}

    @property
    def account(self) -> ar.Account:
        """The user's account."""
        given = self.worked.given.get("account", {})
        told = {key: _WORDS.get(value, value) for key, value in given.items()}
        return ar.Account(**{"practice_zone": "UTC", **told})

    @property
    def released_on(self) -> Any:
        """The day of the last release of the portal."""
        told = self.worked.given.get("released_on", "unknown")
        return _WORDS[told] if told in _WORDS else date.fromisoformat(told)

    @property
    def calendar(self) -> dict[str, Any]:
        """The calendar that deliveries are counted by: the working week of some years at least."""
        given: dict[str, Any] = {"first_day": date(2024, 1, 1), "last_day": date(2027, 12, 31)}
        given |= self.worked.given.get("calendar", {})
        if "weekend" in given:
            given["weekend"] = [ar.Weekday[name.upper()] for name in given["weekend"]]
        return {"calendar": ar.Calendar(**given)}

    @property
    def item(self) -> Phase | Order:
        """What ships: "phase 2", or "order" and an id."""
        kind, _, name = self.worked.given.get("item", "").partition(" ")
        items: dict[str, Any] = {"phase": self.case.phases, "order": self.case.orders}
        found = [one for one in items.get(kind, ()) if _named(one) == f"{kind} {name}"]
        if not found:
            raise fault("$.item", self.worked.given.get("item"), "a phase or an order of the case")
        one: Phase | Order = found[0]
        return one

    @cached_property
    def policy(self) -> Policy[Any]:
        """The policy that decides: that of the request, or the one that the case names."""
        name = self.worked.given.get("policy")
        if name is None:
            return policy_for(type(self.request))
        found = {policy.name: policy for policy in policies()}
        if name not in found:
            raise fault("$.policy", name, f"one of {', '.join(found)}")
        return found[name]

    @cached_property
    def facts(self) -> Any:
        """What the policy looks at: gathered from case and request, or the facts as given."""
        given = self.worked.given.get("facts")
        if given is None:
            return self.policy.facts_of(self.case, self.request, *self.known.values())
        for name in given:
            if name not in fact_types(self.policy.facts):
                raise fault(f"$.facts.{name}", name, "the name of a fact")
        told = {name: value for name, value in given.items() if value != "unknown"}
        return self.policy.facts(**{"as_of": self.worked.as_of, **told})

    @cached_property
    def decision(self) -> Decision:
        """The request, decided."""
        if "facts" in self.worked.given:
            return decide_facts(self.policy, self.facts, book=self.worked.book)
        return ar.decide(self.case, self.request, **self.known)

    @cached_property
    def quote(self) -> Quote:
        """The request, priced."""
        prices: dict[str, Any] = {"prices": self.worked.prices}
        if "facts" in self.worked.given:
            return quote_facts(self.policy, self.facts, book=self.worked.book, **prices)
        return ar.quote(self.case, self.request, **self.known, **prices)

    @property
    def options(self) -> tuple[ar.OfferedOption, ...]:
        """What the setup that waits offers."""
        return ar.options(self.case, **self.known, prices=self.worked.prices)

    def answer(self, question: str) -> Any:
        """What one question comes to, as plain values."""
        if question not in ANSWERS:
            raise fault(f"$.expect.{question}", question, f"one of {', '.join(ANSWERS)}")
        return plain(ANSWERS[question](self))


@singledispatch
def plain(value: Any) -> Any:
    """Return an answer as a worked case writes it.

    None is "none" and UNKNOWN "unknown"; enums, limits and money are their words; what ships goes
    by its name; sets are sorted.
    """
    return plain(asdict(value, recurse=False)) if has(type(value)) else value


plain.register(type(None), lambda _: "none")
plain.register(Unknown, lambda _: "unknown")
plain.register(Enum, lambda value: value.value)
plain.register(Money, str)
plain.register(Case, lambda value: plain(converter().unstructure(value)))
plain.register(frozenset, lambda value: sorted(map(plain, value)))
plain.register(tuple, lambda value: [*map(plain, value)])
plain.register(list, lambda value: [*map(plain, value)])
plain.register(Mapping, lambda value: {str(plain(k)): plain(each) for k, each in value.items()})


@plain.register(Limit)
@plain.register(Allowance)
def _bound(value: Limit | Allowance) -> Any:
    unknown = value.number is UNKNOWN and value.unlimited is not True
    return "unknown" if unknown else written(value)


@plain.register(Phase)
@plain.register(Order)
def _named(item: Phase | Order) -> str:
    return f"phase {item.number}" if isinstance(item, Phase) else f"order {item.id}"


def _option(one: ar.OfferedOption) -> dict[str, Any]:
    upfront, outcome = one.upfront.total, one.decision.outcome
    return {"steps": one.steps, "cap": one.cap, "outcome": outcome, "upfront": upfront}


def _unknown(asked: Asked) -> list[str]:
    return sorted({name for reason in asked.decision.reasons for name in reason.missing})


def _faults(asked: Asked) -> list[str]:
    try:
        asked.case  # noqa: B018 - whether it can be built is the question
        if "request" in asked.worked.given:
            asked.request  # noqa: B018
    except Invalid as invalid:
        return sorted(one.where for one in invalid.faults)
    return []


def _after(asked: Asked) -> Case:
    """Return the case once the request is placed."""
    return ar.apply(asked.case, asked.request, **asked.known)


ANSWERS: Final[Mapping[str, Callable[[Asked], Any]]] = {
    "outcome": lambda asked: asked.decision.outcome,
    "codes": lambda asked: sorted(asked.decision.codes),
    "unknown": _unknown,
    "opens_on": lambda asked: asked.decision.opens_on,
    "ways_out": lambda asked: {
        one.code: [plain(way) for way in one.ways_out] for one in asked.decision.reasons
    },
    "consequences": lambda asked: [one.code for one in asked.decision.consequences],
    "brings": lambda asked: {one.code: one.many for one in asked.decision.consequences},
    "total": lambda asked: asked.quote.total,
    "missing": lambda asked: sorted(asked.quote.missing),
    "lines": lambda asked: {one.what: one for one in asked.quote.lines},
    "after": _after,
    "case": lambda asked: asked.case,
    "invalid": _faults,
    "options": lambda asked: {one.plan: _option(one) for one in asked.options},
    "edition": lambda asked: asked.decision.edition,
    "expiry": lambda asked: ar.expiry(asked.case, **asked.known),
    "allowances": lambda asked: ar.allowances(asked.case, **asked.known),
    "delivery": lambda asked: ar.delivery(asked.case, asked.item, **asked.known, **asked.calendar),
    "after_expiry": lambda asked: ar.expiry(_after(asked), **asked.known),
    "after_allowances": lambda asked: ar.allowances(_after(asked), **asked.known),
    "handlers": lambda asked: {
        matter: ar.handled_by(asked.account, matter, **asked.known).handlers for matter in ar.Matter
    },
    "review": lambda asked: ar.preferences_review(
        asked.account, released_on=asked.released_on, **asked.known
    ),
    "actions": lambda asked: {
        one.code: plain(one.outcome) for one in ar.actions(asked.case, **asked.known)
    },
    "items": lambda asked: [one.code for one in ar.progress(asked.case, **asked.known).items],
    "tab": lambda asked: ar.progress(asked.case, **asked.known).tab,
    "filters": lambda asked: ar.quick_filters([asked.case], as_of=asked.worked.as_of),
    "shown_name": lambda asked: asked.case.patient_name_on(asked.worked.as_of),
    "trackers": lambda asked: ar.trackers(asked.case, **asked.known, **asked.calendar),
}
"""Every question that a worked case may state an answer to."""

UNORDERED: Final = frozenset({"codes", "unknown", "missing", "invalid"})
"""Answers that are told in any order."""


def due(question: str, stated: Any) -> Any:
    """Return what a worked case states, in the order in which it is compared; days as they are."""
    return sorted(stated) if question in UNORDERED and isinstance(stated, list) else stated
