"""How far a case has come, as a portal shows it: its action items, its tab, and counts of many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.calendar import Calendar
from aligner_rules.model.case import Case
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.phase import Phase
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.delivery import Delivery, delivery
from aligner_rules.readings.explanation import missing_for
from aligner_rules.readings.verbs import asked_day
from aligner_rules.readings.wording import wording
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.inspection import did_you_mean
from aligner_rules.rulebook.terms import NO_TERMS
from aligner_rules.rules import progress as law
from aligner_rules.rules.progress import ITEMS, TABS, ProgressFacts, State, progress_facts


class Tab(Enum):
    """The lists of cases, of which each case is in one (CAS-3)."""

    ACTION_NEEDED = "action-needed"
    IN_PROGRESS = "in-progress"
    CLOSED = "closed"

    def message(self, language: str = "en") -> str:
        """Return what the tab is called in that language ("en" or "fr")."""
        return wording(language).word("tab", self.value)


@frozen
class ActionItem:
    """One item at the top of a case (CAS-2).

    `phase` and `delivery` are those of the next phase of a treatment in progress; None elsewhere,
    where no phase is left, and the delivery where no calendar was given. Both are UNKNOWN where the
    phases are.
    """

    code: str
    phase: int | None = None
    delivery: Delivery | None = None

    def message(self, language: str = "en") -> str:
        """Return the item as a sentence in that language ("en" or "fr")."""
        texts = wording(language)
        told = [texts.word("item", self.code)]
        if self.phase is not None and self.phase is not UNKNOWN:
            told.append(texts.word("general", "next-phase").format(phase=self.phase))
        if isinstance(self.delivery, Delivery):
            told.append(self.delivery.message(language))
        return " ".join(told)


@frozen
class Progress:
    """The action items of a case on the day `as_of`, and the tab that lists it.

    `unclear` are the codes of items of which it is not known whether the case has them; `missing`
    names the facts that would have to be known for them and for the tab.
    """

    as_of: date
    items: tuple[ActionItem, ...]
    tab: Tab
    unclear: tuple[str, ...]
    missing: tuple[str, ...]


@frozen
class Count:
    """How many cases are known to be in a state, and of how many it is not known."""

    cases: int
    unknown: int


def _code(state: State) -> str:
    return state.__name__.replace("_", "-")


STATES: Final[Mapping[str, State]] = MappingProxyType(
    {_code(state): state for state in (*ITEMS, *TABS)}
)
"""Every state that cases can be counted and listed by: the action items, then the tabs."""


def progress(
    case: Case, *, as_of: date, book: Rulebook, calendar: Calendar | None = None
) -> Progress:
    """Return how far the case had come by that day: its action items and its tab (CAS-2, CAS-3).

    The calendar is for the estimate of the next phase; without one there is none. Invalid where
    `as_of` is no date, and where the estimate leaves the days that the calendar speaks for.
    """
    day = asked_day(as_of)
    facts = progress_facts(case, day)
    told: dict[State, Any] = {state: state(facts, NO_TERMS) for state in ITEMS}
    tab: Any = law.tab(facts, NO_TERMS)
    unclear = [state for state, holds in told.items() if holds is UNKNOWN]
    asked = [*unclear, *([law.tab] if tab is UNKNOWN else [])]
    missing = [n for rule in asked for n in missing_for(ProgressFacts, rule, facts, NO_TERMS)]
    return Progress(
        as_of=day,
        items=tuple(
            _item(case, state, day, book, calendar) for state in ITEMS if told[state] is True
        ),
        tab=tab if tab is UNKNOWN else Tab(tab),
        unclear=tuple(map(_code, unclear)),
        missing=tuple(dict.fromkeys(missing)),
    )


def _item(
    case: Case, state: State, as_of: date, book: Rulebook, calendar: Calendar | None
) -> ActionItem:
    if state is not law.treatment_in_progress:
        return ActionItem(_code(state))
    phase = next_phase(case, as_of)
    if not isinstance(phase, Phase):
        return ActionItem(_code(state), phase, phase)
    estimate = None
    if calendar is not None:
        estimate = delivery(case, phase, as_of=as_of, book=book, calendar=calendar)
    return ActionItem(_code(state), phase.number, estimate)


def next_phase(case: Case, as_of: date) -> Any:
    """Return the first phase not known to have arrived by that day; None where none is left."""
    phases: Any = case.phases_on(as_of)
    if phases is UNKNOWN:
        return UNKNOWN
    return next((one for one in phases if not _arrived(one, as_of)), None)


def _arrived(phase: Phase, as_of: date) -> bool:
    shipment: Any = phase.shipment
    day: Any = None if shipment in (None, UNKNOWN) else shipment.delivered_on
    return day not in (None, UNKNOWN) and day <= as_of


def quick_filters(cases: Iterable[Case], *, as_of: date) -> dict[str, Count]:
    """Return how many of the cases are in each state on that day, by its code (CAS-3).

    The states are the action items and the tabs. Of which a state is not known, a case counts
    apart. Invalid where `as_of` is no date.
    """
    day = asked_day(as_of)
    known, unknown = dict.fromkeys(STATES, 0), dict.fromkeys(STATES, 0)
    for case in cases:
        facts = progress_facts(case, day)
        for code, state in STATES.items():
            holds: Any = state(facts, NO_TERMS)
            known[code] += holds is True
            unknown[code] += holds is UNKNOWN
    return {code: Count(known[code], unknown[code]) for code in STATES}


def cases_in(cases: Iterable[Case], state: str, *, as_of: date) -> list[Case]:
    """Return the cases that are known to be in that state on that day: what a filter shows.

    Invalid where there is no such state, or `as_of` is no date.
    """
    day = asked_day(as_of)
    if state not in STATES:
        remedy = did_you_mean(state, [*STATES])
        fault = Fault("$.state", shown(state), f"one of {', '.join(STATES)}", remedy)
        raise Invalid("question", (fault,))
    holds = STATES[state]
    return [case for case in cases if holds(progress_facts(case, day), NO_TERMS) is True]


def cases_labelled(cases: Iterable[Case], label: str) -> list[Case]:
    """Return the cases that are known to carry a label of that colour (CAS-7)."""
    return [case for case in cases if case.labels is not UNKNOWN and label in case.labels]
