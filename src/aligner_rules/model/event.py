"""Events: what happens to a case on its way, told on the day on which it happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from attrs import frozen

from aligner_rules.model.aligner import AlignerOrder
from aligner_rules.model.faults import Fault
from aligner_rules.model.order import Order, ReplacementOrder, RetainerOrder, RevisionOrder
from aligner_rules.model.ordering import Ordering
from aligner_rules.model.phase import PhaseNumber
from aligner_rules.model.portal import (
    CreateShippingLabel,
    EditPhoto,
    LabelCase,
    PrintShippingLabel,
    ReaddressShippingLabel,
    RenamePatient,
    UseShippingLabel,
)
from aligner_rules.model.request import PlanningServices, Request, Upgrade
from aligner_rules.model.setup import Option, some_option
from aligner_rules.model.unknown import UNKNOWN


@frozen(kw_only=True)
class SaveDraft(Request):
    """A form that is saved to be gone on with; a draft of the same kind and id is replaced."""

    kind = "save-draft"

    form: Order


@frozen(kw_only=True)
class DiscardDraft(Request):
    """The draft with that id is thrown away."""

    kind = "discard-draft"

    id: str


@frozen(kw_only=True)
class RecordsReceived(Request):
    """All records that were asked for have come in.

    `of_order` is the id of the order that they are for, None where it is the submission.
    """

    kind = "records-received"

    of_order: str | None = None


@frozen(kw_only=True)
class IssueFound(Request):
    """Something is wrong with what was submitted, so that new records are needed (CAS-2)."""

    kind = "issue-found"

    what: str
    of_order: str | None = None


@frozen(kw_only=True)
class SetupReady(Request):
    """A setup can be looked at and approved on one of its options (SUB-8)."""

    kind = "setup-ready"

    options: tuple[Option, ...]
    of_order: str | None = None

    invariants = (some_option,)


@frozen(kw_only=True)
class Approval(Request):
    """The approval of the setup on one of the plans that it offers (SUB-8).

    `payment_method` is None where none was chosen.
    """

    kind = "approval"

    plan: str
    payment_method: str | None = UNKNOWN
    of_order: str | None = None


def _something(phases: frozenset[int], orders: frozenset[str]) -> Iterator[Fault]:
    if not phases and not orders:
        expected, remedy = "a phase or an order", "name what goes together"
        yield Fault("$", "neither phases nor orders", expected, remedy)


@frozen(kw_only=True)
class Parcel(Request):
    """What goes together: phases by their numbers, orders by their ids; never built itself."""

    phases: frozenset[PhaseNumber] = frozenset()
    orders: frozenset[str] = frozenset()

    invariants = (_something,)


@frozen(kw_only=True)
class ProductionStarted(Parcel):
    """These have entered production; `target_ship_on` is None where no day is set (DEL-1)."""

    kind = "production-started"

    target_ship_on: date | None = UNKNOWN


@frozen(kw_only=True)
class Shipped(Parcel):
    """These have left in one parcel; None: no tracking number yet, no day from the carrier."""

    kind = "shipped"

    tracking_number: str | None = UNKNOWN
    carrier_expects_on: date | None = UNKNOWN


@frozen(kw_only=True)
class Tracked(Parcel):
    """The carrier tells of a parcel that is on its way (DEL-2)."""

    kind = "tracked"

    tracking_number: str
    carrier_expects_on: date | None = UNKNOWN


@frozen(kw_only=True)
class Delivered(Parcel):
    """These have arrived."""

    kind = "delivered"


@frozen(kw_only=True)
class Closed(Request):
    """The treatment is over."""

    kind = "closed"


ORDER_KINDS: Final[Mapping[str, type[Order]]] = MappingProxyType(
    {each.kind: each for each in (AlignerOrder, ReplacementOrder, RetainerOrder, RevisionOrder)}
)
"""Every kind of order by its name."""

_OTHERS: Final[tuple[type[Request], ...]] = (
    Upgrade,
    PlanningServices,
    Ordering,
    SaveDraft,
    DiscardDraft,
    RecordsReceived,
    IssueFound,
    SetupReady,
    Approval,
    ProductionStarted,
    Shipped,
    Tracked,
    Delivered,
    Closed,
    EditPhoto,
    RenamePatient,
    LabelCase,
    CreateShippingLabel,
    PrintShippingLabel,
    UseShippingLabel,
    ReaddressShippingLabel,
)

REQUEST_KINDS: Final[Mapping[str, type[Request]]] = MappingProxyType(
    {**ORDER_KINDS, **{each.kind: each for each in _OTHERS}}
)
"""Every kind of request by its name, orders and events among them."""
