"""What the tables of a portfolio are: its cases, their phases and their orders, column by column.

A null is unknown, in every column of every table. That there is none of something (no plan yet, not
shipped, no payment method) is knowledge and stands in a column of its own, a truth value beside the
one for the thing itself: true, there is one; false, there is none; null, nobody has said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Final

from attrs import frozen

from aligner_rules.model.case import Dentition
from aligner_rules.model.order import Cause, Channel, Feature, ModelSource, Patient
from aligner_rules.model.steps import Arch, StepSelection
from aligner_rules.readings.columns.schema import Listing

TABLES: Final = ("cases", "phases", "orders")

_DTYPES: Final[dict[type, str]] = {date: "Date", bool: "Boolean", int: "Int64"}
_TEXTS: Final = "List(String)"
_STEPS: Final = "List(Int16)"


@frozen
class PortfolioColumn:
    """A column of a table of a portfolio; a null in it is unknown, where it is `nullable`.

    A column that is `required` has to be there; another that is left out is unknown in every row.
    `kinds` are the kinds of orders of which it tells; none are named where it tells of every row.
    """

    table: str
    name: str
    dtype: str
    nullable: bool
    required: bool
    kinds: tuple[str, ...]
    meaning: str


@frozen
class Told:
    """A field of the model that a table tells, of type `kind`, or many of it.

    `there` is the column that says whether there is any, for a field that may be None, and `no` is
    what it says when it is false. A field that is `known` is never UNKNOWN.
    """

    field: str
    kind: type
    meaning: str
    there: str = ""
    no: str = ""
    known: bool = False
    many: bool = False
    kinds: tuple[str, ...] = ()
    column: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that hold it: one for each arch where it is a selection of steps."""
        name = self.column or self.field
        if self.kind is StepSelection:
            return tuple(f"{arch}_{name}" for arch in Arch)
        return (name,)

    @property
    def dtype(self) -> str:
        """The type of its columns."""
        if self.kind is StepSelection:
            return _STEPS
        return _TEXTS if self.many else _DTYPES.get(self.kind, "String")

    def columns(self, table: str) -> Iterator[PortfolioColumn]:
        """Yield its columns: those for the value, then the one for whether there is any."""
        required = self.known and not self.kinds and not self.there
        choices = ", ".join(self.kind) if issubclass(self.kind, StrEnum) else ""
        meaning = f"{self.meaning}: {choices}" if choices else self.meaning
        for name in self.names:
            told = f"{meaning} ({name.partition('_')[0]})" if len(self.names) > 1 else meaning
            nullable = not required
            yield PortfolioColumn(table, name, self.dtype, nullable, required, self.kinds, told)
        if self.there:
            told = f"whether there is {self.names[0]}; false: {self.no}"
            yield PortfolioColumn(table, self.there, "Boolean", True, False, self.kinds, told)


CASE_ID: Final = Told("id", str, "the case", known=True, column="case_id")
PLAN: Final = (
    Told("name", str, "plan that the setup was approved on", "has_plan", "none", column="plan"),
    Told("approved_on", date, "day of that approval"),
)
CASE: Final = (
    Told("practice_zone", str, "IANA time zone of the practice", known=True),
    Told("region", str, "country, in two letters of ISO 3166"),
    Told("active_phase", int, "phase in use", "has_active_phase", "none is"),
    Told("dentition", Dentition, "which teeth are treated"),
    Told("purchased_on", date, "day of purchase", "was_purchased", "not yet"),
    Told("last_step_ended_on", date, "end of the last step", "last_step_ended", "not yet"),
    Told("planned_end_on", date, "planned end", "has_planned_end", "none is planned"),
    Told(
        "previous_series_ended_on",
        date,
        "end of the previous series",
        "previous_series_ended",
        "there was none, or it goes on",
    ),
    Told("records_received_on", date, "day all records had come", "records_received", "not yet"),
    Told("issue_found_on", date, "day of an open issue", "has_issue", "none is open"),
    Told("planning_services_on", date, "day TPS was added", "has_planning_services", "without"),
    Told("closed_on", date, "day the treatment was over", "is_closed", "not yet"),
)
KNOWN: Final = (
    Told("phases", bool, "whether table phases has all of them", known=True, column="phases_known"),
    Told("orders", bool, "whether table orders has all of them", known=True, column="orders_known"),
)
MAKING: Final = (
    Told("in_production_on", date, "day it reached production", "in_production", "not yet"),
    Told("target_ship_on", date, "day it is to ship", "has_target", "none is set"),
)
SHIPPED: Final = Told(
    "shipped_on", date, "day it was shipped", "has_shipped", "not yet", known=True
)
SHIPMENT: Final = (
    Told("tracking_number", str, "the carrier's number", "has_tracking_number", "none"),
    Told("carrier_expects_on", date, "carrier's delivery day", "has_carrier_day", "none"),
    Told("delivered_on", date, "day it was delivered", "is_delivered", "not yet"),
)
PHASE: Final = (
    Told("number", int, "its number, from 1", known=True, column="phase"),
    Told("steps", StepSelection, "its steps", known=True),
    Told("engagers", StepSelection, "steps at which engagers are first placed"),
)

_AGAIN: Final = ("replacement",)
_REVISION: Final = ("revision",)
_RETAINER: Final = ("retainer",)
KIND: Final = Told("kind", str, "replacement, revision, retainer or aligner", known=True)
POSITION: Final = Told("position", int, "place among the orders of its case and day")
ORDER: Final = (
    Told("id", str, "the order", column="order_id"),
    Told("placed_on", date, "day it was placed", known=True),
    Told("channel", Channel, "the way it came in", known=True),
)
ASKED: Final = (
    Told("steps", StepSelection, "steps to be made again", known=True, kinds=_AGAIN),
    Told("cause", Cause, "why", kinds=_AGAIN),
    Told(
        "payment_method",
        str,
        "payment method",
        "has_payment_method",
        "none was chosen",
        kinds=(*_AGAIN, *_RETAINER),
    ),
    Told(
        "acknowledges_no_quality_complaint",
        bool,
        "whether it was acknowledged that quality is no cause",
        kinds=_AGAIN,
    ),
    Told(
        "accepts_terms",
        bool,
        "whether the terms were accepted",
        kinds=(*_AGAIN, *_RETAINER, "aligner"),
    ),
    Told(
        "engager_templates",
        StepSelection,
        "templates asked for by name",
        known=True,
        kinds=_AGAIN,
        column="templates",
    ),
    Told(
        "models",
        ModelSource,
        "what models are made from",
        "has_models",
        "nothing",
        kinds=(*_REVISION, *_RETAINER),
    ),
    Told("photos", bool, "whether new photos are given", kinds=_REVISION),
    Told("features", Feature, "clinical features", many=True, kinds=_REVISION),
    Told(
        "instructions",
        str,
        "instructions",
        "has_instructions",
        "none",
        kinds=(*_REVISION, *_RETAINER),
    ),
    Told(
        "planning_services",
        bool,
        "whether TPS is wanted; known of every revision",
        kinds=(*_REVISION, "aligner"),
    ),
    Told(
        "setup_approved_on",
        date,
        "day its setup is approved",
        "has_setup_approval",
        "no day is set",
        kinds=_REVISION,
    ),
    Told("worn_as_told", bool, "whether aligners were worn as told", kinds=_REVISION),
    Told(
        "upgrade_to",
        str,
        "plan it upgrades the case to",
        "has_upgrade",
        "it does not upgrade",
        known=True,
        kinds=_REVISION,
    ),
    Told("patient", Patient, "whether the patient has a case", kinds=_RETAINER),
    Told(
        "patient_name",
        str,
        "name of the patient",
        "has_patient_name",
        "none is given",
        kinds=(*_RETAINER, "aligner"),
    ),
    Told(
        "practice",
        str,
        "practice of the patient",
        "has_practice",
        "none is given",
        kinds=_RETAINER,
    ),
    Told("arches", Arch, "arches", known=True, many=True, kinds=(*_RETAINER, "aligner")),
    Told("sets", int, "sets of retainers", known=True, kinds=_RETAINER),
    Told(
        "model_step",
        int,
        "step whose model is used",
        "has_model_step",
        "none is named",
        kinds=_RETAINER,
    ),
    Told("final", bool, "whether it is the final retainer", known=True, kinds=_RETAINER),
)
"""What orders of the different kinds hold beyond what all of them have."""

_IN_TABLES: Final[dict[str, tuple[Told, ...]]] = {
    "cases": (CASE_ID, *CASE[:2], *PLAN, *KNOWN, *CASE[2:]),
    "phases": (CASE_ID, *PHASE, *MAKING, SHIPPED, *SHIPMENT),
    "orders": (CASE_ID, KIND, POSITION, *ORDER, *MAKING, SHIPPED, *SHIPMENT, *ASKED),
}


def portfolio_schema(table: str | None = None) -> Listing[PortfolioColumn]:
    """Return the columns of the tables of a portfolio, or of one of them, in their order.

    ValueError for a table that a portfolio does not have.

    >>> [each.name for each in portfolio_schema("phases")][:4]
    ['case_id', 'phase', 'upper_steps', 'lower_steps']
    """
    if table is not None and table not in TABLES:
        raise ValueError(f"{table!r} is no table of a portfolio: it has {', '.join(TABLES)}")
    chosen = TABLES if table is None else (table,)
    return Listing(
        column for name in chosen for told in _IN_TABLES[name] for column in told.columns(name)
    )
