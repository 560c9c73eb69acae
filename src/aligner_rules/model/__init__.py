"""The nouns of the business: frozen, equal by value, and never built with a fault in them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from aligner_rules.model.calendar import Calendar, Weekday, Window
from aligner_rules.model.case import Case, Dentition
from aligner_rules.model.dates import EARLIEST, LATEST, local_date
from aligner_rules.model.faults import Fault, Invalid
from aligner_rules.model.limit import UNLIMITED, Limit
from aligner_rules.model.money import Currency, Money
from aligner_rules.model.order import (
    Cause,
    Channel,
    Feature,
    FormStatus,
    ModelSource,
    Order,
    Patient,
    ReplacementOrder,
    RetainerOrder,
    RevisionOrder,
)
from aligner_rules.model.phase import Phase
from aligner_rules.model.plan import Plan
from aligner_rules.model.request import PlanningServices, Request, Upgrade
from aligner_rules.model.setup import Option, Setup
from aligner_rules.model.shipment import Shipment
from aligner_rules.model.steps import Arch, Steps, StepSelection
from aligner_rules.model.unknown import UNKNOWN, Unknown

if TYPE_CHECKING:
    from aligner_rules.model.aligner import AlignerOrder
    from aligner_rules.model.event import ORDER_KINDS
    from aligner_rules.model.form import (
        Approach,
        Gender,
        Impression,
        Instructions,
        Material,
        Provider,
        Tray,
    )

__all__ = [
    "EARLIEST",
    "LATEST",
    "ORDER_KINDS",
    "UNKNOWN",
    "UNLIMITED",
    "AlignerOrder",
    "Approach",
    "Arch",
    "Calendar",
    "Case",
    "Cause",
    "Channel",
    "Currency",
    "Dentition",
    "Fault",
    "Feature",
    "FormStatus",
    "Gender",
    "Impression",
    "Instructions",
    "Invalid",
    "Limit",
    "Material",
    "ModelSource",
    "Money",
    "Option",
    "Order",
    "Patient",
    "Phase",
    "Plan",
    "PlanningServices",
    "Provider",
    "ReplacementOrder",
    "Request",
    "RetainerOrder",
    "RevisionOrder",
    "Setup",
    "Shipment",
    "StepSelection",
    "Steps",
    "Tray",
    "Unknown",
    "Upgrade",
    "Weekday",
    "Window",
    "local_date",
]

_LATER: Final = {
    "ORDER_KINDS": "event",
    "AlignerOrder": "aligner",
    "Approach": "form",
    "Gender": "form",
    "Impression": "form",
    "Instructions": "form",
    "Material": "form",
    "Provider": "form",
    "Tray": "form",
}
"""Nouns of new cases, imported when they are first asked for: most questions are about others."""


def __getattr__(name: str) -> Any:
    """Return a noun whose module has not been imported yet."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
