"""A case for the facts of a replacement order.

The steps ordered are 1, 2, 3 … of the upper arch, and of the lower one the last of as many as are
different. Those with engagers of the active phase come first,
then those with engagers of another phase; those that have not been made stand at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from itertools import islice
from operator import and_
from typing import Any

from attrs import field, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import (
    Cause,
    Channel,
    Order,
    ReplacementOrder,
    RetainerOrder,
    RevisionOrder,
)
from aligner_rules.model.phase import Phase
from aligner_rules.model.plan import Plan
from aligner_rules.model.shipment import Shipment
from aligner_rules.model.steps import MOST_STEPS, Arch, Steps, StepSelection
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.proof.counting import Dated, can_be_open, way_of_counting
from aligner_rules.readings.proof.knowledge import all_known, holds, is_unknown
from aligner_rules.readings.proof.parts import open_orders
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.replacement import ReplacementFacts
from aligner_rules.rules.words import equals, not_, plus_days

Aligner = tuple[Arch, int]
"""A step of one arch."""

_DAYS_BETWEEN = 1200
_ALIGNERS = 12


def possible_replacement(f: ReplacementFacts, t: PlanTerms) -> bool:
    """Whether some case leaves just these facts unknown."""
    ordered = f.upper_steps + f.lower_steps
    nothing_asked = (f.misplaced_templates <= 0) & (f.lone_templates <= 0)
    something_asked = is_unknown(f.misplaced_templates) & (f.lone_templates + ordered >= 1)
    return (
        all_known(f.as_of, f.upper_steps, f.lower_steps, f.lone_templates, f.distinct_steps)
        & orders_told(f, t)
        & equals(holds(f.has_shipped), not_(is_unknown(f.first_shipped_on)))
        & equals(holds(f.has_ordered), not_(is_unknown(f.last_ordered_on)))
        & (not_(is_unknown(f.plan)) | is_unknown(f.approved_on))
        & (not_(is_unknown(f.unmade_steps)) | (ordered >= 1))
        & (
            (not_(is_unknown(f.engager_steps)) & not_(is_unknown(f.misplaced_templates)))
            | (is_unknown(f.engager_steps) & (nothing_asked | something_asked))
        )
    )


def orders_told(f: ReplacementFacts, t: PlanTerms) -> bool:
    """Whether counts of orders are unknown together where the orders are, else for a reason."""
    way = way_of_counting(t.replacement.free_aligners, t)
    counts = (f.upper_ordered, f.lower_ordered)
    all_unknown = reduce(
        and_, map(is_unknown, (*counts, f.unshipped_revisions, f.unshipped_retainers))
    )
    left_open = all_known(*counts) | can_be_open(f.has_shipped, way)
    return (is_unknown(f.has_ordered) & all_unknown) | (not_(is_unknown(f.has_ordered)) & left_open)


def tidy_replacement(f: ReplacementFacts) -> tuple[bool, ...]:
    """What makes an example easy to read: few steps, days close together, nothing unknown."""
    late = plus_days(f.approved_on, _DAYS_BETWEEN)
    dated = {"first_shipped_on", "last_ordered_on"}
    known = [not_(is_unknown(getattr(f, n))) for n in fact_types(type(f)) if n not in dated]
    few = (f.upper_steps <= _ALIGNERS) & (f.lower_steps <= _ALIGNERS) & (f.lone_templates <= 1)
    few_before = (f.upper_ordered <= 1) & (f.lower_ordered <= 1)
    few_open = (f.unshipped_revisions <= 1) & (f.unshipped_retainers <= 1)
    near = (f.approved_on < f.as_of) & (f.as_of <= late)
    since = not_(holds(f.last_ordered_on <= f.approved_on))
    since_shipped = not_(holds(f.first_shipped_on <= f.approved_on))
    return (
        few_before & few_open,
        few & near,
        since & since_shipped,
        reduce(and_, known),
        equals(f.region, "US"),
    )


def replacement_case(
    f: ReplacementFacts, ordered: Mapping[str, Dated]
) -> tuple[Case, ReplacementOrder]:
    """A case and a request whose facts on the day ``f.as_of`` are these."""
    plan: Any = UNKNOWN if f.plan is UNKNOWN else Plan(f.plan, f.approved_on)
    cause: Any = UNKNOWN if f.cause is UNKNOWN else Cause(f.cause)
    layout = _Layout(f)
    phases = layout.phases
    case = Case(
        "EXAMPLE",
        "UTC",
        region=f.region,
        plan=plan,
        phases=phases,
        active_phase=layout.active_phase,
        orders=_orders(f, ordered),
    )
    payment = {True: "card", False: None}.get(f.has_payment_method, UNKNOWN)
    return case, ReplacementOrder(
        steps=_selection(layout.ordered),
        cause=cause,
        payment_method=payment,
        acknowledges_no_quality_complaint=f.acknowledged,
        accepts_terms=f.accepts_terms,
        engager_templates=_selection(layout.asked),
    )


def _orders(f: ReplacementFacts, ordered: Mapping[str, Dated]) -> Any:
    """Return what was ordered before: online no step, by Customer Care the steps that count."""
    if f.has_ordered is UNKNOWN:
        return UNKNOWN
    found: list[Order] = []
    if f.has_ordered:
        found.append(_made_again(f.last_ordered_on, StepSelection(), Channel.ONLINE))
    for arch, name in ((Arch.UPPER, "upper_ordered"), (Arch.LOWER, "lower_ordered")):
        for day, many in ordered[name]:
            if many > MOST_STEPS:
                raise ValueError("too many aligners for an example")
            steps = _selection([(arch, number + 1) for number in range(many)])
            found.append(_made_again(day, steps, Channel.CUSTOMER_CARE))
    found += open_orders(f, f.unshipped_revisions, RevisionOrder)
    found += open_orders(f, f.unshipped_retainers, RetainerOrder)
    return tuple(sorted(found, key=lambda order: order.placed_on or f.as_of))


def _made_again(day: date, steps: StepSelection, channel: Channel) -> ReplacementOrder:
    return ReplacementOrder(steps=steps, cause=Cause.LOST, channel=channel, placed_on=day)


@frozen
class _Layout:
    """Which of the steps ordered belong to which phase, and which templates are asked for."""

    f: ReplacementFacts
    ordered: list[Aligner] = field(init=False)
    spare: list[Aligner] = field(init=False)

    @ordered.default
    def _ordered(self) -> list[Aligner]:
        uppers = [(Arch.UPPER, number + 1) for number in range(self.f.upper_steps)]
        return uppers + [(Arch.LOWER, number) for number in self._lower_steps]

    @spare.default
    def _spare(self) -> list[Aligner]:
        numbers = range(1, MOST_STEPS + 1)
        lowers = [(Arch.LOWER, number) for number in numbers if number not in self._lower_steps]
        return [(Arch.UPPER, n + 1) for n in range(self.f.upper_steps, MOST_STEPS)] + lowers

    @property
    def _lower_steps(self) -> range:
        """The last of the different steps, so that there are as many of them as there are."""
        last = self.f.distinct_steps
        return range(last - self.f.lower_steps + 1, last + 1)

    @property
    def active(self) -> list[Aligner]:
        """Ordered steps with engagers of the active phase."""
        return self.ordered[: _known(self.f.engager_steps)]

    @property
    def active_is_unmade(self) -> bool:
        """Whether the active phase cannot have reached production."""
        return _known(self.f.unmade_steps) + len(self.active) > len(self.ordered)

    @property
    def others(self) -> list[Aligner]:
        """Ordered steps of other phases, or without engagers."""
        return self.ordered[len(self.active) :]

    @property
    def made(self) -> list[Aligner]:
        """Those of the others that have been made."""
        unmade = _known(self.f.unmade_steps) - self.active_is_unmade * len(self.active)
        return self.others[: len(self.others) - unmade]

    @property
    def former(self) -> list[Aligner]:
        """Ordered steps with engagers of phases that are not active."""
        return self.others[: _known(self.f.other_engager_steps)]

    @property
    def asked_of_former(self) -> int:
        """Lone templates that are not of the active phase."""
        return min(_known(self.f.misplaced_templates), self.f.lone_templates)

    @property
    def lone(self) -> list[Aligner]:
        """Steps whose template is asked for without the aligner."""
        return self.spare[: self.f.lone_templates]

    @property
    def asked(self) -> list[Aligner]:
        """Steps whose template is asked for."""
        with_step = _known(self.f.misplaced_templates) - self.asked_of_former
        if self.f.misplaced_templates is UNKNOWN and not self.lone:
            with_step = 1
        return self.lone + self.others[:with_step]

    @property
    def active_phase(self) -> Any:
        """The number of the active phase."""
        if self.f.engager_steps is UNKNOWN and self.f.other_engager_steps is UNKNOWN:
            return UNKNOWN
        one_phase_will_do = self.f.other_engager_steps == 0 and not self.active_is_unmade
        return 1 if one_phase_will_do else 2

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Phases made, then the active one if it is another, then what has not been made."""
        active = self.active + self.lone[self.asked_of_former :]
        engaged = UNKNOWN if self.f.engager_steps is UNKNOWN else active
        engaged_before = UNKNOWN if self.f.other_engager_steps is UNKNOWN else self.former
        made_on = _made_on(self.f)
        first = self.active_phase == 1
        parts: list[tuple[list[Aligner], Any, Any]] = [
            (self.made + active, engaged, made_on)
            if first
            else (self.made, engaged_before, made_on)
        ]
        if not first and self.active_phase is not UNKNOWN:
            parts.append((active, engaged, None if self.active_is_unmade else made_on))
        if unmade := self.others[len(self.made) :]:
            parts.append((unmade, engaged_before, None))
        free = iter(self.spare[self.f.lone_templates :])
        return tuple(
            _phase(number, steps or list(islice(free, 1)), engagers, day, self.f)
            for number, (steps, engagers, day) in enumerate(parts, 1)
        )


def _known(count: int) -> int:
    """Return the count, or none where it is unknown."""
    return 0 if count is UNKNOWN else count


def _made_on(f: ReplacementFacts) -> Any:
    """Return the day on which what has been made reached production; UNKNOWN where none fits."""
    if f.unmade_steps is UNKNOWN:
        return UNKNOWN
    if f.approved_on is UNKNOWN:
        return f.first_shipped_on if f.has_shipped is True else f.as_of
    return f.approved_on if f.approved_on <= f.as_of else UNKNOWN


def _phase(
    number: int, steps: list[Aligner], engagers: Any, made_on: Any, f: ReplacementFacts
) -> Phase:
    shipment: Any = None
    if number == 1 and f.has_shipped is not False:
        shipment = UNKNOWN if f.has_shipped is UNKNOWN else Shipment(f.first_shipped_on)
    if engagers is not UNKNOWN:
        engagers = _selection([each for each in engagers if each in steps])
    return Phase(
        number,
        _selection(steps),
        engagers=engagers,
        in_production_on=made_on,
        shipment=shipment,
    )


def _selection(aligners: list[Aligner]) -> StepSelection:
    numbers = {arch: [number for on, number in aligners if on is arch] for arch in Arch}
    return StepSelection(Steps.of(*numbers[Arch.UPPER]), Steps.of(*numbers[Arch.LOWER]))
