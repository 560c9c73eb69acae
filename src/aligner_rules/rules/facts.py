"""What a question looks at: a flat record of facts, which is also the schema of its columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Final

from attrs import field, fields, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import Order
from aligner_rules.model.plan import Plan
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import NO_PLAN
from aligner_rules.rules.formula import Type


def fact(meaning: str) -> Any:
    """Return the attrs field of a fact, with what it means to whoever fills the column."""
    return field(default=UNKNOWN, metadata={"meaning": meaning}, kw_only=True)


@frozen
class Facts:
    """The facts that every question looks at. A record is one of `PlanFacts` or `EditionFacts`.

    Any fact may be UNKNOWN, and is where it is not given. `governing` names those that decide which
    terms govern.
    """

    governing: ClassVar[tuple[str, ...]] = ("region",)

    as_of: date = fact("day that the question is asked about, in the practice's local time")
    region: str = fact("country of the practice, ISO 3166 alpha-2; only regional editions ask")


@frozen
class PlanFacts(Facts):
    """Facts of a question about a case: its plan, and the day of its approval, say what governs."""

    governing = ("plan", "approved_on", "region")

    plan: str = fact("name of the plan that the setup was approved on, as the rulebook has it")
    approved_on: date = fact("day on which the setup was approved: it decides the edition")


@frozen
class EditionFacts(Facts):
    """Facts of a question that concerns no plan: the terms in force on its day govern.

    >>> asked = EditionFacts(as_of=date(2025, 3, 3))
    >>> asked.plan, asked.approved_on
    ('(no plan)', datetime.date(2025, 3, 3))
    """

    governing = ("as_of", "region")

    @property
    def plan(self) -> str:
        """No plan: only the terms of the whole edition are known."""
        return NO_PLAN

    @property
    def approved_on(self) -> date:
        """The day that is asked about, in the place of a day of approval."""
        return self.as_of


_TYPES: Final = {t.value: t for t in Type if t is not Type.NAMES}


def fact_types(record: type[Facts]) -> dict[str, Type]:
    """Return the name of every fact of the record with its type, in the order of the record."""
    return {a.name: _TYPES[str(a.type)] for a in fields(record)}


def shared_facts(case: Case, as_of: date) -> dict[str, Any]:
    """Return the facts of `PlanFacts` for a case; before approval there is no plan to know."""
    plan, approved_on = UNKNOWN, UNKNOWN
    held = case.plan_on(as_of)
    if isinstance(held, Plan):
        plan, approved_on = held.name, held.approved_on
    return {"as_of": as_of, "plan": plan, "approved_on": approved_on, "region": case.region}


def edition_facts(case: Case, as_of: date) -> dict[str, Any]:
    """Return the facts of `EditionFacts` for a case, whatever its plan."""
    return {"as_of": as_of, "region": case.region}


def by_then(known_as: str, dated_as: str, day: Any, as_of: date) -> dict[str, Any]:
    """Return whether something had happened by `as_of`, and when; a `day` of None is "not yet".

    >>> by_then("has_shipped", "shipped_on", date(2024, 6, 30), date(2024, 6, 29))
    {'has_shipped': False, 'shipped_on': UNKNOWN}
    """
    if day is UNKNOWN:
        return {known_as: UNKNOWN, dated_as: UNKNOWN}
    happened = day is not None and day <= as_of
    return {known_as: happened, dated_as: day if happened else UNKNOWN}


def at_least_known(answers: Iterable[Any]) -> int:
    """Return how many answers are True; unknown only where none is and one may be.

    What it counts must be nought for a requirement to hold, so that one known offender is enough
    to refuse, however much else is unknown.

    >>> at_least_known([True, UNKNOWN]), at_least_known([False, UNKNOWN]), at_least_known([False])
    (1, UNKNOWN, 0)
    """
    told = list(answers)
    known = told.count(True)
    count: int = UNKNOWN if not known and UNKNOWN in told else known
    return count


def unshipped(case: Case, kind: type[Order], as_of: date) -> int:
    """Return how many orders of that kind were placed by that day and had not shipped by then."""
    orders: Any = case.orders
    if orders is UNKNOWN:
        return UNKNOWN  # type: ignore[no-any-return]
    days: list[Any] = [
        order.shipped_on for order in orders if order.placed_on <= as_of and isinstance(order, kind)
    ]
    return at_least_known(day if day is UNKNOWN else day is None or day > as_of for day in days)
