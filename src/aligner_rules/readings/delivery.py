"""The reading as a delivery: when something arrives, and what a portal shows of its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.calendar import Calendar
from aligner_rules.model.case import Case
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.order import Order, ReplacementOrder, RetainerOrder
from aligner_rules.model.phase import Phase
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.explanation import names_told
from aligner_rules.readings.verbs import asked_day
from aligner_rules.readings.wording import wording
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules import delivery as law
from aligner_rules.rules.delivery import (
    DeliveryFacts,
    Item,
    delivery_facts,
    mixed_dentition,
    shipped_together,
)
from aligner_rules.rules.facts import shared_facts
from aligner_rules.rules.folding import constant, folded
from aligner_rules.rules.formula import Formula, nodes
from aligner_rules.rules.policy import Rule
from aligner_rules.rules.symbols import as_formula, symbolic_facts, symbolic_terms, term_value


class DateSource(Enum):
    """Whose date an estimate is counted from (DEL-1, DEL-2)."""

    TARGET = "target"
    CARRIER = "carrier"


class TrackerState(Enum):
    """How far something has come (DEL-4); a tracker shows the three in the middle."""

    NOT_IN_PRODUCTION = "not-in-production"
    IN_PRODUCTION = "in-production"
    IN_DELIVERY = "in-delivery"
    DELIVERED = "delivered"
    GONE = "gone"


@frozen
class Delivery:
    """When something is estimated to arrive, both ends included, and how far it has come.

    The carrier's date stands alone; the target's is a window, and `skipped` the days in it that are
    no business days. All three and `source` are None where no date is set yet. `shown` is whether
    there is a tracker. Anything may be UNKNOWN; `missing` then names the facts and terms that would
    have to be known.
    """

    earliest: date | None
    latest: date | None
    source: DateSource | None
    skipped: tuple[date, ...] | None
    state: TrackerState
    shown: bool
    missing: tuple[str, ...]

    def message(self, language: str = "en") -> str:
        """Return it as a sentence in that language ("en" or "fr")."""
        texts = wording(language)
        unknown = self.state is UNKNOWN
        state = texts.shown(UNKNOWN) if unknown else texts.word("tracker", self.state.value)
        return texts.word("delivery", self._estimate).format(
            state=state,
            earliest=self.earliest,
            latest=self.latest,
            missing=", ".join(self.missing),
        )

    @property
    def _estimate(self) -> str:
        """What there is to say of the estimate: nothing more once it has arrived."""
        if self.state in (TrackerState.DELIVERED, TrackerState.GONE):
            return "arrived"
        if self.earliest is UNKNOWN:
            return "not-known"
        return "none" if self.source is None else self.source.value


@frozen
class Tracker:
    """What one tracker of a portal stands for: what ships together, with one delivery (DEL-3)."""

    items: tuple[Item, ...]
    delivery: Delivery


@frozen
class Tracking:
    """The trackers of a case; `missing` names what hides others, or whether they are one."""

    trackers: tuple[Tracker, ...]
    missing: tuple[str, ...]


TRACKED_ORDERS: Final = (ReplacementOrder, RetainerOrder)
"""The orders that a portal shows trackers of, beside phases (DEL-3)."""


def deliver_facts(facts: DeliveryFacts, *, book: Rulebook, calendar: Calendar) -> Delivery:
    """Return the delivery for facts instead of a case; the day is ``facts.as_of``.

    Invalid where the window leaves the days that the calendar speaks for.
    """
    terms = book.terms(facts.plan, facts.approved_on, facts.region)
    source = law.date_source(facts, terms)
    state: Any = law.state(facts, terms)
    asked: list[Rule[Any]] = [law.date_source, law.state, law.tracker_shown]
    if source != "none":
        asked += [law.counted_from, law.spread_days]
    earliest, latest, skipped = _window(source, facts, terms, calendar)
    return Delivery(
        earliest=earliest,
        latest=latest,
        source=_SOURCES.get(source, UNKNOWN),
        skipped=skipped,
        state=UNKNOWN if state is UNKNOWN else TrackerState(state),
        shown=law.tracker_shown(facts, terms),
        missing=_missing(asked, facts, terms),
    )


def track_case(case: Case, as_of: date, *, book: Rulebook, calendar: Calendar) -> Tracking:
    """Return the trackers of a case on a day; what is known not to show is left out."""
    of_case = DeliveryFacts(**shared_facts(case, as_of), mixed_dentition=mixed_dentition(case))
    terms = book.terms(of_case.plan, of_case.approved_on, of_case.region)
    one_for_all = law.one_tracker_per_case(of_case, terms) is True
    told = []
    for items in _parcels(case, as_of, one_for_all=one_for_all):
        facts = delivery_facts(case, items[0], as_of)
        if law.tracker_shown(facts, terms) is not False:
            told.append(Tracker(items, deliver_facts(facts, book=book, calendar=calendar)))
    missing = [name for name in ("phases", "orders") if getattr(case, name) is UNKNOWN]
    if case.phases is not UNKNOWN and len(case.phases) > 1:
        missing += _missing([law.one_tracker_per_case], of_case, terms)
    return Tracking(tuple(told), tuple(missing))


def _parcels(case: Case, as_of: date, *, one_for_all: bool) -> list[tuple[Item, ...]]:
    """Return what ships together, in the order of the case; or each phase of mixed dentition."""
    phases = () if case.phases is UNKNOWN else case.phases
    orders = () if case.orders is UNKNOWN else case.orders
    items = [*phases, *(one for one in orders if isinstance(one, TRACKED_ORDERS))]
    apart = mixed_dentition(case) is True and not one_for_all
    parcels: dict[Any, list[Item]] = {}
    for place, item in enumerate(items):
        alone = apart and isinstance(item, Phase)
        key: Any = place if alone else frozenset(shipped_together(case, item, as_of))
        parcels.setdefault(key, []).append(item)
    return [tuple(parcel) for parcel in parcels.values()]


def _window(source: Any, facts: Any, terms: PlanTerms, calendar: Calendar) -> tuple[Any, Any, Any]:
    """Return the first and last day of an estimate, and the closed days in it."""
    if source == "none":
        return None, None, None
    day, days = law.counted_from(facts, terms), law.spread_days(facts, terms)
    if day is UNKNOWN or days is UNKNOWN:
        return UNKNOWN, UNKNOWN, UNKNOWN
    return (day, day, ()) if source == "carrier" else calendar.window(day, days)


def _missing(asked: Iterable[Rule[Any]], facts: Any, terms: PlanTerms) -> tuple[str, ...]:
    """Return the names of what would have to be known for each of the rules to be answered."""
    unanswered = [rule for rule in asked if rule(facts, terms) is UNKNOWN]
    return names_told(
        (name for rule in unanswered for name in _still_asked(rule, facts, terms)), facts
    )


def _still_asked(rule: Rule[Any], facts: Any, terms: PlanTerms) -> Iterator[str]:
    """Yield the facts and terms that a rule looks at once all that is known is written into it."""

    def known(node: Formula) -> Formula:
        if node.op == "literal":
            return node
        value = term_value(facts if node.op == "fact" else terms, node.payload)
        return node if value is UNKNOWN else constant(value, node)

    for node in nodes(folded(_formula(rule), known)):
        if node.op in {"fact", "term"}:
            yield node.payload


@cache
def _formula(rule: Rule[Any]) -> Formula:
    return as_formula(rule(symbolic_facts(DeliveryFacts), symbolic_terms()))


_SOURCES: Final[dict[Any, Any]] = {**{one.value: one for one in DateSource}, "none": None}


def delivery(
    case: Case, item: Phase | Order, *, as_of: date, book: Rulebook, calendar: Calendar
) -> Delivery:
    """Return when a phase or an order of the case arrives, as it was known on that day (DEL).

    What ships together has one estimate. Invalid where `as_of` is no date, where `item` is nothing
    that ships, and where the window leaves the days that the calendar speaks for.
    """
    if not isinstance(item, Phase | Order):
        remedy = "take one of case.phases or case.orders"
        raise Invalid("question", (Fault("$.item", shown(item), "a phase or an order", remedy),))
    facts = delivery_facts(case, item, asked_day(as_of))
    return deliver_facts(facts, book=book, calendar=calendar)


def trackers(case: Case, *, as_of: date, book: Rulebook, calendar: Calendar) -> Tracking:
    """Return what a portal shows on that day of phases, replacements and retainers (DEL-3, DEL-5).

    There is one tracker for what ships together; of mixed dentition one for each phase, all alike,
    or one for the case, as the edition has it. Invalid as for `delivery`.
    """
    return track_case(case, asked_day(as_of), book=book, calendar=calendar)
