"""The rules by which clear-aligner treatment is ordered, written once and read four ways.

The columns are in `aligner_rules.tables` (extra ``tables``), the proofs in `aligner_rules.proofs`
(extra ``proofs``); both are imported only when they are named.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from aligner_rules.model import (
    UNKNOWN,
    UNLIMITED,
    AlignerOrder,
    Arch,
    Calendar,
    Case,
    Cause,
    Channel,
    Currency,
    Dentition,
    Fault,
    Feature,
    FormStatus,
    Invalid,
    Limit,
    ModelSource,
    Money,
    Order,
    Patient,
    Phase,
    Plan,
    ReplacementOrder,
    RetainerOrder,
    RevisionOrder,
    Shipment,
    Steps,
    StepSelection,
    Weekday,
    Window,
    local_date,
)
from aligner_rules.readings.decision import Decision, Outcome, Refused
from aligner_rules.readings.explanation import Reason, Result, Standing, WayOut
from aligner_rules.readings.quotation import Basis, Quote, QuoteLine
from aligner_rules.readings.verbs import apply, decide, quote
from aligner_rules.rulebook import (
    PriceBook,
    Rulebook,
    load_prices,
    load_rulebook,
    load_rulebooks,
)
from aligner_rules.rules.policy import Way
from aligner_rules.version import __version__

if TYPE_CHECKING:
    from aligner_rules.readings.allowances import Allowances, Balance, allowances
    from aligner_rules.readings.delivery import (
        DateSource,
        Delivery,
        Tracker,
        TrackerState,
        Tracking,
        delivery,
        trackers,
    )
    from aligner_rules.readings.expiry import Emphasis, Expiry, Undated, expiry
    from aligner_rules.readings.ledger import Clause, HeldAs, Holder, clause
    from aligner_rules.wire import (
        DecisionRecord,
        Ground,
        case_from_json,
        decision_from_json,
        dump_case,
        dump_decision,
        dump_quote,
        dump_request,
        load_case,
        load_decision,
        load_quote,
        load_request,
        quote_from_json,
        record_of,
        request_from_json,
    )

__all__ = [
    "UNKNOWN",
    "UNLIMITED",
    "AlignerOrder",
    "Allowances",
    "Arch",
    "Balance",
    "Basis",
    "Calendar",
    "Case",
    "Cause",
    "Channel",
    "Clause",
    "Currency",
    "DateSource",
    "Decision",
    "DecisionRecord",
    "Delivery",
    "Dentition",
    "Emphasis",
    "Expiry",
    "Fault",
    "Feature",
    "FormStatus",
    "Ground",
    "HeldAs",
    "Holder",
    "Invalid",
    "Limit",
    "ModelSource",
    "Money",
    "Order",
    "Outcome",
    "Patient",
    "Phase",
    "Plan",
    "PriceBook",
    "Quote",
    "QuoteLine",
    "Reason",
    "Refused",
    "ReplacementOrder",
    "Result",
    "RetainerOrder",
    "RevisionOrder",
    "Rulebook",
    "Shipment",
    "Standing",
    "StepSelection",
    "Steps",
    "Tracker",
    "TrackerState",
    "Tracking",
    "Undated",
    "Way",
    "WayOut",
    "Weekday",
    "Window",
    "__version__",
    "allowances",
    "apply",
    "case_from_json",
    "clause",
    "decide",
    "decision_from_json",
    "delivery",
    "dump_case",
    "dump_decision",
    "dump_quote",
    "dump_request",
    "expiry",
    "load_case",
    "load_decision",
    "load_prices",
    "load_quote",
    "load_request",
    "load_rulebook",
    "load_rulebooks",
    "local_date",
    "quote",
    "quote_from_json",
    "record_of",
    "request_from_json",
    "trackers",
]

_LATER: Final = {
    "delivery": "readings.delivery",
    "expiry": "readings.expiry",
    "trackers": "readings.delivery",
    "Allowances": "readings.allowances",
    "Balance": "readings.allowances",
    "Clause": "readings.ledger",
    "DateSource": "readings.delivery",
    "DecisionRecord": "wire",
    "Delivery": "readings.delivery",
    "Emphasis": "readings.expiry",
    "Expiry": "readings.expiry",
    "Ground": "wire",
    "HeldAs": "readings.ledger",
    "Holder": "readings.ledger",
    "Tracker": "readings.delivery",
    "TrackerState": "readings.delivery",
    "Tracking": "readings.delivery",
    "Undated": "readings.expiry",
    "allowances": "readings.allowances",
    "case_from_json": "wire",
    "clause": "readings.ledger",
    "decision_from_json": "wire",
    "dump_case": "wire",
    "dump_decision": "wire",
    "dump_quote": "wire",
    "dump_request": "wire",
    "load_case": "wire",
    "load_decision": "wire",
    "load_quote": "wire",
    "load_request": "wire",
    "quote_from_json": "wire",
    "record_of": "wire",
    "request_from_json": "wire",
}
"""Names whose modules are imported when they are first asked for: not every portal asks them."""


def __getattr__(name: str) -> Any:
    """Return a public name whose module has not been imported yet."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
