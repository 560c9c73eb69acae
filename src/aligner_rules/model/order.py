"""Orders: what a practice asks for beyond the phases of a case, as a request or once placed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from attrs import frozen

from aligner_rules.model.checks import Invariant, Must
from aligner_rules.model.faults import Fault, shown
from aligner_rules.model.request import Request
from aligner_rules.model.shipment import Shipment, day_shipped, made_before_shipped
from aligner_rules.model.steps import MOST_STEPS, NOTHING, Arch, StepSelection
from aligner_rules.model.unknown import UNKNOWN


class Channel(StrEnum):
    """The way by which an order comes in."""

    ONLINE = "online"
    CUSTOMER_CARE = "customer-care"


class Cause(StrEnum):
    """Why an aligner has to be replaced (REP-1)."""

    LOST = "lost"
    DAMAGED = "damaged"
    QUALITY = "quality"
    OTHER = "other"


class ModelSource(StrEnum):
    """What the models of the teeth are made from (REV-3, RET-1)."""

    SCANS = "scans"
    IMPRESSIONS = "impressions"
    EXISTING = "existing-model"


class Patient(StrEnum):
    """Whether the patient of a retainer order has a case already (RET-1)."""

    NEW = "new"
    EXISTING = "existing"


class Feature(StrEnum):
    """A clinical feature that a revision may have (REV-3)."""

    ENGAGERS = "engagers"
    CUTOUTS = "cutouts-for-elastics"
    BITE_RAMPS = "bite-ramps"


class FormStatus(StrEnum):
    """How far a form has come: saved to be gone on with, or handed in."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


SetCount = Annotated[
    int, Must(lambda sets: sets >= 1, "a number of sets, 1 or more", "order at least one set")
]


ModelStep = Annotated[
    int,
    Must(
        lambda step: 1 <= step <= MOST_STEPS,
        f"a step from 1 to {MOST_STEPS}",
        "give the number of the step whose model is to be used",
    ),
]


def _made_once_placed(placed_on: date | None, in_production_on: date | None) -> Iterator[Fault]:
    if in_production_on is not None:
        where = "$.in_production_on"
        yield from _not_before(placed_on, in_production_on, where, "day of production")


def _shipped_once_placed(placed_on: date | None, shipment: Shipment | None) -> Iterator[Fault]:
    if shipment is not None:
        yield from _not_before(placed_on, shipment.shipped_on, "$.shipment.shipped_on", "shipment")


def _not_before(placed_on: date | None, day: date, where: str, what: str) -> Iterator[Fault]:
    if placed_on is None:
        remedy = f"give placed_on, or take the {what} out"
        yield Fault(where, shown(day), "no such day before the order is placed", remedy)
    elif day < placed_on:
        expected = f"the day it was placed ({placed_on}) or a later one"
        yield Fault(where, shown(day), expected, "put one of the two right")


def drafts_are_not_placed(placed_on: date | None, status: FormStatus) -> Iterator[Fault]:
    """The fault of a form that is saved and placed at once."""
    if placed_on is not None and status is FormStatus.DRAFT:
        remedy = "take placed_on out, or write that it was submitted"
        yield Fault("$.status", shown(status), "submitted, for the order is placed", remedy)


def _approved_once_placed(
    placed_on: date | None, setup_approved_on: date | None
) -> Iterator[Fault]:
    if placed_on is not None and setup_approved_on is not None:
        yield from _not_before(placed_on, setup_approved_on, "$.setup_approved_on", "approval")


@frozen(kw_only=True)
class Order(Request):
    """What orders of every kind have; only its kinds can be built, this class itself cannot.

    An order whose `placed_on` is None is a request: nobody has placed it yet. `target_ship_on` is
    the day on which it is to ship (DEL-1); None: none is set.
    """

    id: str = UNKNOWN
    placed_on: date | None = None
    channel: Channel = Channel.ONLINE
    in_production_on: date | None = UNKNOWN
    shipment: Shipment | None = UNKNOWN
    target_ship_on: date | None = UNKNOWN

    invariants: ClassVar[tuple[Invariant, ...]] = (
        _made_once_placed,
        _shipped_once_placed,
        made_before_shipped,
    )

    def __attrs_post_init__(self) -> None:
        """Raise TypeError if the order has no kind, Invalid if it has faults."""
        if type(self) is Order:
            from aligner_rules.model.event import ORDER_KINDS  # noqa: PLC0415 - it has all kinds

            message = f"an order has a kind: build one of {', '.join(ORDER_KINDS)}"
            raise TypeError(message)
        super().__attrs_post_init__()

    @property
    def shipped_on(self) -> date | None:
        """The day on which the order was shipped; None: not yet."""
        return day_shipped(self.in_production_on, self.shipment)


@frozen(kw_only=True)
class ReplacementOrder(Order):
    """Aligners of a case to be made again just as they were (REP); it has no draft (REP-10).

    `payment_method` is None where none was chosen. `engager_templates` are the steps whose
    templates are asked for by name; those that belong to a step come by themselves (REP-7).

    >>> lost = ReplacementOrder(steps=StepSelection.parse(upper="3-5"), cause=Cause.LOST)
    >>> lost.steps.aligners, lost.placed_on
    (3, None)
    """

    kind = "replacement"

    steps: StepSelection
    cause: Cause = UNKNOWN
    payment_method: str | None = UNKNOWN
    acknowledges_no_quality_complaint: bool = UNKNOWN
    accepts_terms: bool = UNKNOWN
    engager_templates: StepSelection = NOTHING


@frozen(kw_only=True)
class RevisionOrder(Order):
    """New aligners for a case that did not go as planned (REV).

    `models` and `instructions` are None where there are none; `photos` tells whether new ones are
    given, `planning_services` whether TPS is wanted. `setup_approved_on` is the day on which its
    setup is approved, or is to be; None where no day is set (EXP-11). `worn_as_told` is whether the
    practice attests that the aligners were worn as told, which some plans ask for. `upgrade_to` is
    the plan to which the form upgrades the case, None where it does not (UPG-1).

    >>> RevisionOrder(status=FormStatus.DRAFT, placed_on=date(2025, 1, 1))
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: RevisionOrder is not valid, 1 fault:
    $.status: given FormStatus.DRAFT; expected submitted, for the order is placed; \
take placed_on out, or write that it was submitted
    """

    kind = "revision"

    models: ModelSource | None = UNKNOWN
    photos: bool = UNKNOWN
    features: frozenset[Feature] = UNKNOWN
    instructions: str | None = UNKNOWN
    planning_services: bool = False
    setup_approved_on: date | None = UNKNOWN
    worn_as_told: bool = UNKNOWN
    upgrade_to: str | None = None
    status: FormStatus = FormStatus.SUBMITTED

    invariants = (*Order.invariants, drafts_are_not_placed, _approved_once_placed)


@frozen(kw_only=True)
class RetainerOrder(Order):
    """Sets of retainers for the arches named, 1 or more (RET).

    `patient_name`, `practice`, `models`, `model_step` (the step of the existing model to use),
    `instructions` and `payment_method` are None where none is given. `final` marks the final
    retainer (RET-3).

    >>> RetainerOrder(arches=[Arch.UPPER], sets=0)
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: RetainerOrder is not valid, 1 fault:
    $.sets: given 0; expected a number of sets, 1 or more; order at least one set
    """

    kind = "retainer"

    patient: Patient = UNKNOWN
    patient_name: str | None = UNKNOWN
    practice: str | None = UNKNOWN
    arches: frozenset[Arch]
    sets: SetCount
    models: ModelSource | None = UNKNOWN
    model_step: ModelStep | None = UNKNOWN
    final: bool = False
    instructions: str | None = UNKNOWN
    payment_method: str | None = UNKNOWN
    accepts_terms: bool = UNKNOWN
    status: FormStatus = FormStatus.SUBMITTED

    invariants = (*Order.invariants, drafts_are_not_placed)
