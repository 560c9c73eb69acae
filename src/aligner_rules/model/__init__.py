"""The nouns of the business: frozen, equal by value, and never built with a fault in them."""

from aligner_rules.model.calendar import Calendar, Weekday, Window
from aligner_rules.model.case import Case
from aligner_rules.model.dates import EARLIEST, LATEST, local_date
from aligner_rules.model.faults import Fault, Invalid
from aligner_rules.model.form import (
    Approach,
    Dentition,
    Gender,
    Impression,
    Instructions,
    Material,
    Provider,
    Tray,
)
from aligner_rules.model.limit import UNLIMITED, Limit
from aligner_rules.model.money import Currency, Money
from aligner_rules.model.order import (
    ORDER_KINDS,
    AlignerOrder,
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
