"""A case: one patient's treatment as the rules look at it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from attrs import evolve, frozen

from aligner_rules.model.checks import Checked, Must
from aligner_rules.model.dates import IANA_NAME, zone_names, zone_remedy
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.order import FormStatus, Order
from aligner_rules.model.phase import Phase, PhaseNumber
from aligner_rules.model.plan import Plan
from aligner_rules.model.request import Upgrade
from aligner_rules.model.setup import Setup
from aligner_rules.model.steps import Arch
from aligner_rules.model.unknown import UNKNOWN

if TYPE_CHECKING:
    from aligner_rules.model.patient_name import PatientName
    from aligner_rules.model.shipping_label import ShippingLabel

ZoneName = Annotated[str, Must(lambda name: name in zone_names(), IANA_NAME, zone_remedy)]
CountryCode = Annotated[
    str,
    Must(
        re.compile("[A-Z]{2}").fullmatch,
        "two capital letters, as ISO 3166 writes a country",
        "write 'US'",
    ),
]


class Dentition(StrEnum):
    """Which teeth are treated: the second ones alone, or first ones too (SUB-4)."""

    PERMANENT = "permanent"
    MIXED = "mixed"


def _phases_in_order(phases: tuple[Phase, ...]) -> Iterator[Fault]:
    for index, phase in enumerate(phases):
        if phase.number != index + 1:
            expected = f"{index + 1}, as phases count 1, 2, 3 in order"
            remedy = "put the phases in order and leave none out"
            yield Fault(f"$.phases[{index}].number", shown(phase.number), expected, remedy)


def _steps_in_one_phase(phases: tuple[Phase, ...]) -> Iterator[Fault]:
    for arch in Arch:
        for index, phase in enumerate(phases):
            for earlier in phases[:index]:
                again = phase.steps.on(arch) & earlier.steps.on(arch)
                if again:
                    expected = f"steps that phase {earlier.number} does not have"
                    remedy = "let the numbers run on from phase to phase"
                    where = f"$.phases[{index}].steps.{arch}"
                    yield Fault(where, repr(str(again)), expected, remedy)


def _active_phase_exists(phases: tuple[Phase, ...], active_phase: int | None) -> Iterator[Fault]:
    numbers = [phase.number for phase in phases]
    if active_phase is None or active_phase in numbers:
        return
    expected = f"the number of a phase ({', '.join(map(str, numbers))}), or None"
    remedy = "name a phase of the case"
    if not phases:
        expected = "None, for the case has no phases"
        remedy = "take it out, or give the phases"
    yield Fault("$.active_phase", shown(active_phase), expected, remedy)


def _phases_are_planned(plan: Plan | None, phases: tuple[Phase, ...]) -> Iterator[Fault]:
    if plan is None and phases:
        remedy = "give the plan, or leave it out where it is not known"
        expected = "the approved plan that the phases come from"
        yield Fault("$.plan", shown(None), expected, remedy)


def _phases_made_once_approved(plan: Plan | None, phases: tuple[Phase, ...]) -> Iterator[Fault]:
    yield from _made_too_early(plan, "phases", phases)


def _orders_made_once_approved(plan: Plan | None, orders: tuple[Order, ...]) -> Iterator[Fault]:
    yield from _made_too_early(plan, "orders", orders)


def _made_too_early(plan: Plan | None, name: str, made: Iterable[Phase | Order]) -> Iterator[Fault]:
    if plan is None or plan.approved_on is UNKNOWN:
        return
    for index, each in enumerate(made):
        days = {"in_production_on": each.in_production_on, "shipment.shipped_on": each.shipped_on}
        for field, day in days.items():
            if day is not UNKNOWN and day is not None and day < plan.approved_on:
                where = f"$.{name}[{index}].{field}"
                expected = f"the day of approval ({plan.approved_on}) or a later one"
                yield Fault(where, shown(day), expected, "put one of the two right")


def _orders_in_order(orders: tuple[Order, ...]) -> Iterator[Fault]:
    latest: date | None = None
    for index, order in enumerate(orders):
        where = f"$.orders[{index}].placed_on"
        if order.placed_on is None:
            expected = "the day on which it was placed"
            yield Fault(where, shown(None), expected, "keep requests out of the case's orders")
        elif latest is not None and order.placed_on < latest:
            expected = f"the day of the order before it ({latest}) or a later one"
            yield Fault(where, shown(order.placed_on), expected, "sort the orders by placed_on")
        else:
            latest = order.placed_on


def _drafts_are_saved_forms(drafts: tuple[Order, ...]) -> Iterator[Fault]:
    for index, draft in enumerate(drafts):
        status = getattr(draft, "status", FormStatus.SUBMITTED)
        if status is not FormStatus.DRAFT:
            expected, remedy = "a form that is saved as a draft", "keep it out of the drafts"
            yield Fault(f"$.drafts[{index}].status", shown(status), expected, remedy)


def _setups_in_order(setups: tuple[Setup, ...]) -> Iterator[Fault]:
    for index, (earlier, later) in enumerate(pairwise(setups), start=1):
        if later.ready_on < earlier.ready_on:
            expected = f"the day of the setup before it ({earlier.ready_on}) or a later one"
            remedy = "sort the setups by ready_on"
            yield Fault(f"$.setups[{index}].ready_on", shown(later.ready_on), expected, remedy)


def _upgrades_lead_to_the_plan(plan: Plan | None, upgrades: tuple[Upgrade, ...]) -> Iterator[Fault]:
    held = [*(each.former for each in upgrades[1:]), None if plan is None else plan.name]
    latest: date | None = None
    for index, (upgrade, then) in enumerate(zip(upgrades, held, strict=False)):
        where = f"$.upgrades[{index}]"
        if upgrade.former is None:
            yield Fault(f"{where}.former", shown(None), "the plan that it left", "name that plan")
        if upgrade.target != then:
            expected = f"{shown(then)}, the plan that the case had from then on"
            yield Fault(
                f"{where}.target", shown(upgrade.target), expected, "put one of the two right"
            )
        if upgrade.placed_on is None or (latest is not None and upgrade.placed_on < latest):
            since = "" if latest is None else f", {latest} or later"
            expected = f"the day on which it was placed{since}"
            remedy = "keep requests out, and sort the upgrades by placed_on"
            yield Fault(f"{where}.placed_on", shown(upgrade.placed_on), expected, remedy)
        latest = upgrade.placed_on or latest


def _names_in_order(patient_names: tuple[PatientName, ...]) -> Iterator[Fault]:
    for index, (earlier, later) in enumerate(pairwise(patient_names), start=1):
        if later.since is None or (earlier.since is not None and later.since < earlier.since):
            day = "" if earlier.since is None else f" ({earlier.since})"
            expected = f"the day on which the name was given, that of the one before{day} or later"
            remedy = "sort the names by the days on which they were given"
            yield Fault(f"$.patient_names[{index}].since", shown(later.since), expected, remedy)


def _labels_apart(shipping_labels: tuple[ShippingLabel, ...]) -> Iterator[Fault]:
    ids = [label.id for label in shipping_labels]
    for index, each in enumerate(ids):
        if each in ids[:index]:
            expected, remedy = "an id that no other label has", "give it one of its own"
            yield Fault(f"$.shipping_labels[{index}].id", shown(each), expected, remedy)


@frozen
class Case(Checked):
    """One treatment, with what is known of it; what is not said is UNKNOWN, not absent.

    `practice_zone` is the practice's IANA time zone: every day of the case is a day there
    (EXP-10). `region` is a country in ISO 3166 letters. `plan` is None before the setup is
    approved. `orders` are those that have been placed, in order of `placed_on`.

    `drafts` are forms saved to be gone on with. `records_received_on` is the day on which all
    records of the submission had come in, and `issue_found_on` that of an issue with it which is
    still open; `setups` stand in order of the day on which they were ready. `upgrades` are those
    that it took, in order, and its plan is the target of the last one. `planning_services_on` is
    the day on which TPS was added (SUB-9), `closed_on` the one on which the treatment was over.

    `labels` are the colours that the practice gave it, `primary_photo` names the picture of the
    patient. `patient_names` stand in the order in which they were given, `shipping_labels` are
    those for parcels that the practice sends in.

    Some contracts count the months of a plan from another day than the first shipment: that of the
    purchase, of the end of the last step, of the planned end, or of the end of the previous series.

    >>> Case("C-1", "Paris", active_phase=0)
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: Case is not valid, 2 faults:
    $.practice_zone: given 'Paris'; expected a time zone of the IANA database, such as \
'Europe/Paris'; did you mean 'Europe/Paris'?
    $.active_phase: given 0; expected a phase number, 1 or more, or None; count phases from 1
    """

    id: str
    practice_zone: ZoneName
    region: CountryCode = UNKNOWN
    plan: Plan | None = UNKNOWN
    phases: tuple[Phase, ...] = UNKNOWN
    active_phase: PhaseNumber | None = UNKNOWN
    orders: tuple[Order, ...] = UNKNOWN
    dentition: Dentition = UNKNOWN
    purchased_on: date | None = UNKNOWN
    last_step_ended_on: date | None = UNKNOWN
    planned_end_on: date | None = UNKNOWN
    previous_series_ended_on: date | None = UNKNOWN
    drafts: tuple[Order, ...] = UNKNOWN
    records_received_on: date | None = UNKNOWN
    issue_found_on: date | None = UNKNOWN
    setups: tuple[Setup, ...] = UNKNOWN
    upgrades: tuple[Upgrade, ...] = UNKNOWN
    planning_services_on: date | None = UNKNOWN
    closed_on: date | None = UNKNOWN
    labels: frozenset[str] = UNKNOWN
    primary_photo: str | None = UNKNOWN
    patient_names: tuple[PatientName, ...] = UNKNOWN
    shipping_labels: tuple[ShippingLabel, ...] = UNKNOWN

    imported_later: ClassVar[Mapping[str, str]] = {
        "PatientName": "aligner_rules.model.patient_name",
        "ShippingLabel": "aligner_rules.model.shipping_label",
    }

    invariants = (
        _phases_in_order,
        _steps_in_one_phase,
        _active_phase_exists,
        _phases_are_planned,
        _phases_made_once_approved,
        _orders_made_once_approved,
        _orders_in_order,
        _drafts_are_saved_forms,
        _setups_in_order,
        _upgrades_lead_to_the_plan,
        _names_in_order,
        _labels_apart,
    )

    @property
    def first_shipped_on(self) -> date | None:
        """The day on which phase 1 was shipped, from which expiry counts (EXP-2); None: not yet.

        >>> Case("C-1", "UTC", phases=[]).first_shipped_on is None
        True
        """
        if self.plan is None or self.phases == ():
            return None
        return self.phases[0].shipped_on if isinstance(self.phases, tuple) else UNKNOWN

    def plan_on(self, day: date) -> Plan | None:
        """The plan that the case had on that day, as later upgrades have not touched it (UPG-2).

        >>> upgrade = Upgrade(target="TWO", former="ONE", placed_on=date(2024, 3, 1))
        >>> case = Case("C-1", "UTC", plan=Plan("TWO"), upgrades=[upgrade])
        >>> case.plan_on(date(2024, 2, 29)).name, case.plan_on(date(2024, 3, 1)).name
        ('ONE', 'TWO')
        """
        if not isinstance(self.plan, Plan) or self.upgrades is UNKNOWN:
            return self.plan
        for upgrade in self.upgrades:
            placed_on, former = upgrade.placed_on, upgrade.former
            if placed_on is not None and former is not None and day < placed_on:
                return evolve(self.plan, name=former)
        return self.plan

    def patient_name_on(self, day: date) -> str | None:
        """The name that a shipment of that day carries; None where the case has none (CAS-5)."""
        if self.patient_names is UNKNOWN:
            return UNKNOWN  # type: ignore[return-value]
        shown_then = [each.name for each in self.patient_names if each.shows_on(day)]
        return shown_then[-1] if shown_then else None

    def phases_on(self, day: date) -> tuple[Phase, ...]:
        """The phases that were planned by that day: a setup that was approved later had others."""
        if self.phases is UNKNOWN or self.setups is UNKNOWN:
            return self.phases
        later = {
            phase.number
            for setup in self.setups
            if isinstance(setup.approved_on, date) and setup.approved_on > day
            for option in setup.options
            for phase in option.phases
        }
        return tuple(phase for phase in self.phases if phase.number not in later)

    def active_phase_on(self, day: date) -> int | None:
        """The phase that was active on that day, as later shipments have not changed it (REP-8).

        The one that is stated counts, unless it shipped after that day: then it was the first of
        the phases that had shipped last by that day, or none.

        >>> from aligner_rules.model.shipment import Shipment
        >>> from aligner_rules.model.steps import StepSelection
        >>> second = Phase(2, StepSelection(), shipment=Shipment(date(2025, 3, 1)))
        >>> first = Phase(1, StepSelection(), shipment=Shipment(date(2025, 1, 1)))
        >>> case = Case("C-1", "UTC", phases=(first, second), active_phase=2)
        >>> case.active_phase_on(date(2025, 3, 1)), case.active_phase_on(date(2025, 2, 28))
        (2, 1)
        """
        stated = self.active_phase
        if stated is None or stated is UNKNOWN or self.phases is UNKNOWN:
            return stated
        begun = self.phases[stated - 1].shipped_on
        if begun is UNKNOWN or begun is None or begun <= day:
            return stated
        before = [(phase.shipped_on, phase.number) for phase in self.phases[: stated - 1]]
        if any(shipped_on is UNKNOWN for shipped_on, _ in before):
            return UNKNOWN  # type: ignore[no-any-return]
        known = [(on, -number) for on, number in before if on is not None and on <= day]
        return -max(known)[1] if known else None

    def with_setup(self, setup: Setup) -> Case:
        """The case with one more setup, the latest; Invalid where it cannot take it."""
        if self.setups is UNKNOWN:
            expected = "the setups that were ready so far"
            fault = Fault("$.setups", shown(UNKNOWN), expected, "write () where there are none")
            raise Invalid("Case", (fault,))
        return evolve(self, setups=(*self.setups, setup))

    def with_order(self, order: Order) -> Case:
        """The case with one more placed order, the latest; Invalid where it cannot take it.

        Its draft, the one of the same kind and id, is gone then (SUB-10), and planning services
        that the order asks for are added, if the case did not have them before (SUB-9).

        >>> from aligner_rules.model.aligner import AlignerOrder
        >>> order = AlignerOrder(arches=[Arch.UPPER], placed_on=date(2024, 10, 1))
        >>> len(Case("C-1", "UTC", orders=()).with_order(order).orders)
        1
        >>> Case("C-1", "UTC").with_order(order)
        Traceback (most recent call last):
        aligner_rules.model.faults.Invalid: Case is not valid, 1 fault:
        $.orders: given UNKNOWN; expected the orders placed so far; write () where there are none
        """
        placed = (*_told(self.orders, "orders", "the orders placed so far"), order)
        wanted = getattr(order, "planning_services", False) is True
        services_on = self.planning_services_on
        if wanted and not isinstance(services_on, date):
            services_on = order.placed_on
        drafts = self.drafts if self.drafts is UNKNOWN else _without(self.drafts, order)
        return evolve(self, orders=placed, drafts=drafts, planning_services_on=services_on)

    def with_draft(self, form: Order) -> Case:
        """The case with a form saved, in the place of the draft of the same kind and id (SUB-10).

        Invalid where the case does not tell its drafts, or the form is no draft.
        """
        saved = _told(self.drafts, "drafts", "the forms that are saved")
        return evolve(self, drafts=(*_without(saved, form), form))


def _told(given: Any, name: str, what: str) -> Any:
    if given is UNKNOWN:
        remedy = "write () where there are none"
        raise Invalid("Case", (Fault(f"$.{name}", shown(UNKNOWN), what, remedy),))
    return given


def _without(drafts: tuple[Order, ...], form: Order) -> tuple[Order, ...]:
    if form.id is UNKNOWN:  # an unknown id is the id of no draft in particular
        return drafts
    return tuple(each for each in drafts if (each.kind, each.id) != (form.kind, form.id))
