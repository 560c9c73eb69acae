"""The rules by which clear-aligner treatment is ordered, written once and read four ways.

The columns are in `aligner_rules.tables` (extra ``tables``), the proofs in `aligner_rules.proofs`
(extra ``proofs``); both are imported only when they are named.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from aligner_rules.model import (
    UNKNOWN,
    UNLIMITED,
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
    Option,
    Order,
    Patient,
    Phase,
    Plan,
    PlanningServices,
    ReplacementOrder,
    Request,
    RetainerOrder,
    RevisionOrder,
    Setup,
    Shipment,
    Steps,
    StepSelection,
    Upgrade,
    Weekday,
    Window,
    local_date,
)
from aligner_rules.readings.decision import Decision, Outcome, Refused
from aligner_rules.readings.explanation import Reason, Result, Standing, WayOut
from aligner_rules.readings.quotation import Basis, Quote, QuoteLine
from aligner_rules.readings.verbs import apply, decide, quote
from aligner_rules.rulebook import PriceBook, Rulebook, load_prices, load_rulebook, load_rulebooks
from aligner_rules.rulebook.terms import NO_PLAN
from aligner_rules.rules.policy import Way
from aligner_rules.version import __version__

if TYPE_CHECKING:
    from aligner_rules.model.account import (
        Account,
        AccountRequest,
        Handler,
        Match,
        Matter,
        NewPassword,
        PatientAccount,
        PatientPortalRequest,
        PortalAct,
        SignIn,
        UserName,
    )
    from aligner_rules.model.aligner import AlignerOrder
    from aligner_rules.model.event import (
        Approval,
        Closed,
        Delivered,
        DiscardDraft,
        IssueFound,
        ProductionStarted,
        RecordsReceived,
        SaveDraft,
        SetupReady,
        Shipped,
        Tracked,
    )
    from aligner_rules.model.form import (
        Approach,
        Gender,
        Impression,
        Instructions,
        Material,
        Provider,
        Tray,
    )
    from aligner_rules.model.ordering import Ordering
    from aligner_rules.model.patient_name import PatientName
    from aligner_rules.model.portal import (
        CreateShippingLabel,
        EditPhoto,
        LabelCase,
        Photo,
        PrintShippingLabel,
        ReaddressShippingLabel,
        RenamePatient,
        UseShippingLabel,
    )
    from aligner_rules.model.shipping_label import ShippingLabel
    from aligner_rules.model.span import Span
    from aligner_rules.readings.accounts import (
        Handling,
        Lockout,
        PreferencesReview,
        ReviewState,
        apply_account,
        decide_account,
        handled_by,
        lockout,
        preferences_review,
    )
    from aligner_rules.readings.actions import Action, actions
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
    from aligner_rules.readings.insights import Insights, Metric, insights
    from aligner_rules.readings.ledger import Clause, HeldAs, Holder, clause
    from aligner_rules.readings.options import OfferedOption, options
    from aligner_rules.readings.progress import (
        ActionItem,
        Count,
        Progress,
        Tab,
        cases_in,
        cases_labelled,
        progress,
        quick_filters,
    )
    from aligner_rules.readings.upgrades import Benefits, Offer, upgrades
    from aligner_rules.readings.wear import Wear, WornStep, wear, wear_schedules
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
    from aligner_rules.wire.answers import (
        allowances_from_json,
        delivery_from_json,
        dump_allowances,
        dump_delivery,
        dump_expiry,
        dump_trackers,
        expiry_from_json,
        load_allowances,
        load_delivery,
        load_expiry,
        load_trackers,
        trackers_from_json,
    )

__all__ = [
    "NO_PLAN", "UNKNOWN", "UNLIMITED", "Account", "AccountRequest", "Action", "ActionItem",
    "AlignerOrder", "Allowances", "Approach", "Approval", "Arch", "Balance", "Basis", "Benefits",
    "Calendar", "Case", "Cause", "Channel", "Clause", "Closed", "Count", "CreateShippingLabel",
    "Currency", "DateSource", "Decision", "DecisionRecord", "Delivered", "Delivery", "Dentition",
    "DiscardDraft", "EditPhoto", "Emphasis", "Expiry", "Fault", "Feature", "FormStatus", "Gender",
    "Ground", "Handler", "Handling", "HeldAs", "Holder", "Impression", "Insights", "Instructions",
    "Invalid", "IssueFound", "LabelCase", "Limit", "Lockout", "Match", "Material", "Matter",
    "Metric", "ModelSource", "Money", "NewPassword", "Offer", "OfferedOption", "Option", "Order",
    "Ordering", "Outcome", "Patient", "PatientAccount", "PatientName", "PatientPortalRequest",
    "Phase", "Photo", "Plan", "PlanningServices", "PortalAct", "PreferencesReview", "PriceBook",
    "PrintShippingLabel", "ProductionStarted", "Progress", "Provider", "Quote", "QuoteLine",
    "ReaddressShippingLabel", "Reason", "RecordsReceived", "Refused", "RenamePatient",
    "ReplacementOrder", "Request", "Result", "RetainerOrder", "ReviewState", "RevisionOrder",
    "Rulebook", "SaveDraft", "Setup", "SetupReady", "Shipment", "Shipped", "ShippingLabel",
    "SignIn", "Span", "Standing", "StepSelection", "Steps", "Tab", "Tracked", "Tracker",
    "TrackerState", "Tracking", "Tray", "Undated", "Upgrade", "UseShippingLabel", "UserName",
    "Way", "WayOut", "Wear", "Weekday", "Window", "WornStep", "__version__", "actions",
    "allowances", "allowances_from_json", "apply", "apply_account", "case_from_json", "cases_in",
    "cases_labelled", "clause", "decide", "decide_account", "decision_from_json", "delivery",
    "delivery_from_json", "dump_allowances", "dump_case", "dump_decision", "dump_delivery",
    "dump_expiry", "dump_quote", "dump_request", "dump_trackers", "expiry", "expiry_from_json",
    "handled_by", "insights", "load_allowances", "load_case", "load_decision", "load_delivery",
    "load_expiry", "load_prices", "load_quote", "load_request", "load_rulebook", "load_rulebooks",
    "load_trackers", "local_date", "lockout", "options", "preferences_review", "progress",
    "quick_filters", "quote", "quote_from_json", "record_of", "request_from_json", "trackers",
    "trackers_from_json", "upgrades", "wear", "wear_schedules",
]  # fmt: skip

_MODULES: Final = {
    "model.account": (
        "Account AccountRequest Handler Match Matter NewPassword PatientAccount "
        "PatientPortalRequest PortalAct SignIn UserName"
    ),
    "model.aligner": "AlignerOrder",
    "model.event": (
        "Approval Closed Delivered DiscardDraft IssueFound ProductionStarted "
        "RecordsReceived SaveDraft SetupReady Shipped Tracked"
    ),
    "model.form": "Approach Gender Impression Instructions Material Provider Tray",
    "model.ordering": "Ordering",
    "model.patient_name": "PatientName",
    "model.portal": (
        "CreateShippingLabel EditPhoto LabelCase Photo PrintShippingLabel "
        "ReaddressShippingLabel RenamePatient UseShippingLabel"
    ),
    "model.shipping_label": "ShippingLabel",
    "model.span": "Span",
    "readings.accounts": (
        "Handling Lockout PreferencesReview ReviewState apply_account decide_account "
        "handled_by lockout preferences_review"
    ),
    "readings.actions": "Action actions",
    "readings.allowances": "Allowances Balance allowances",
    "readings.delivery": "DateSource Delivery Tracker TrackerState Tracking delivery trackers",
    "readings.expiry": "Emphasis Expiry Undated expiry",
    "readings.insights": "Insights Metric insights",
    "readings.ledger": "Clause HeldAs Holder clause",
    "readings.options": "OfferedOption options",
    "readings.progress": (
        "ActionItem Count Progress Tab cases_in cases_labelled progress quick_filters"
    ),
    "readings.upgrades": "Benefits Offer upgrades",
    "readings.wear": "Wear WornStep wear wear_schedules",
    "wire": (
        "DecisionRecord Ground case_from_json decision_from_json dump_case "
        "dump_decision dump_quote dump_request load_case load_decision load_quote "
        "load_request quote_from_json record_of request_from_json"
    ),
    "wire.answers": (
        "allowances_from_json delivery_from_json dump_allowances dump_delivery "
        "dump_expiry dump_trackers expiry_from_json load_allowances load_delivery "
        "load_expiry load_trackers trackers_from_json"
    ),
}
"""The modules that are imported when a name of theirs is first asked for: not every portal asks."""

_LATER: Final = {name: module for module, names in _MODULES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Return a public name whose module has not been imported yet."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
