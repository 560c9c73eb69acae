"""The wire: cases, requests, decisions and quotes as JSON, in and out."""

from aligner_rules.wire.converter import converter
from aligner_rules.wire.files import (
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
    request_from_json,
)
from aligner_rules.wire.record import DecisionRecord, Ground, record_of

__all__ = [
    "DecisionRecord",
    "Ground",
    "case_from_json",
    "converter",
    "decision_from_json",
    "dump_case",
    "dump_decision",
    "dump_quote",
    "dump_request",
    "load_case",
    "load_decision",
    "load_quote",
    "load_request",
    "quote_from_json",
    "record_of",
    "request_from_json",
]
