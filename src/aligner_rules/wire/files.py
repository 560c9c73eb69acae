"""Cases, requests, decisions and quotes as JSON: read from files and texts, and written."""

from __future__ import annotations

from os import fspath
from typing import Any, TypeVar

from aligner_rules.model.case import Case
from aligner_rules.model.faults import Invalid
from aligner_rules.model.request import Request
from aligner_rules.readings.decision import Decision
from aligner_rules.readings.quotation import Quote
from aligner_rules.wire.converter import converter
from aligner_rules.wire.documents import Location, document, document_at, written
from aligner_rules.wire.record import DecisionRecord, record_of

T = TypeVar("T")


def load_case(path: Location) -> Case:
    """Return the case that a JSON file states; all that is wrong in it is one `Invalid`.

    A date may be an instant, which becomes a date in the case's practice zone (EXP-10).
    """
    return loaded(Case, path, "case")


def case_from_json(text: str | bytes) -> Case:
    """Return the case that a JSON text states; Invalid as in `load_case`.

    >>> case = case_from_json('{"id": "C-1", "practice_zone": "UTC", "plan": null}')
    >>> case.plan, case.region
    (None, UNKNOWN)
    >>> typos = '{"id": "C-1", "practice_zone": "Paris", "plans": null}'
    >>> case_from_json(typos)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: case is not valid, 2 faults:
    $.plans: given 'plans'; expected one of the keys id, practice_zone, ...; \
did you mean plan?
    $.practice_zone: given 'Paris'; expected a time zone of the IANA database, such as \
'Europe/Paris'; did you mean 'Europe/Paris'?
    """
    return structured(Case, document(text, "case"), "case")


def dump_case(case: Case, path: Location | None = None) -> str:
    """Return the case as JSON, UNKNOWN left out; a file that is named is written as well.

    >>> print(dump_case(Case("C-1", "UTC", plan=None)))
    {
      "id": "C-1",
      "practice_zone": "UTC",
      "plan": null
    }
    """
    return written(converter().unstructure(case), path)


def load_request(path: Location, zone: str | None = None) -> Request:
    """Return the request that a JSON file states, of the kind that its key `kind` names.

    Invalid with every fault in it; so are instants, unless `zone` names the practice's time zone.
    """
    return loaded(Request, path, "request", zone)


def request_from_json(text: str | bytes, zone: str | None = None) -> Request:
    """Return the request that a JSON text states; Invalid as in `load_request`.

    >>> text = '{"kind": "revision", "placed_on": "2024-06-30T23:30:00-05:00"}'
    >>> request_from_json(text, "UTC").placed_on
    datetime.date(2024, 7, 1)
    """
    return structured(Request, document(text, "request"), "request", zone)


def dump_request(request: Request, path: Location | None = None) -> str:
    """Return the request as JSON, UNKNOWN left out; a file that is named is written as well."""
    return written(converter().unstructure(request), path)


def load_decision(path: Location) -> DecisionRecord:
    """Return the record of a decision in a JSON file; Invalid where it is none or was altered.

    Only an alteration by which outcome and reasons part can be seen.
    """
    return loaded(DecisionRecord, path, "decision")


def decision_from_json(text: str | bytes) -> DecisionRecord:
    """Return the record of a decision that a JSON text holds; Invalid as in `load_decision`."""
    return structured(DecisionRecord, document(text, "decision"), "decision")


def dump_decision(decision: Decision | DecisionRecord, path: Location | None = None) -> str:
    """Return the record of a decision as JSON; a file that is named is written as well."""
    record = decision if isinstance(decision, DecisionRecord) else record_of(decision)
    return written(converter().unstructure(record), path)


def load_quote(path: Location) -> Quote:
    """Return the quote that a JSON file holds; Invalid with every fault in it."""
    return loaded(Quote, path, "quote")


def quote_from_json(text: str | bytes) -> Quote:
    """Return the quote that a JSON text holds; Invalid with every fault in it."""
    return structured(Quote, document(text, "quote"), "quote")


def dump_quote(quote: Quote, path: Location | None = None) -> str:
    """Return the quote as JSON, UNKNOWN left out; a file that is named is written as well."""
    return written(converter().unstructure(quote), path)


def loaded(cls: type[T], path: Location, what: str, zone: str | None = None) -> T:
    """Return what a JSON file states; Invalid, which names the file, with every fault in it."""
    subject = f"{what} {fspath(path)}"
    return structured(cls, document_at(path, subject), subject, zone)


def structured(cls: type[T], value: Any, subject: str, zone: str | None = None) -> T:
    """Return what plain values state; Invalid about that subject with every fault in them."""
    by = converter(zone)
    try:
        found: T = by.structure(value, cls)
    except Invalid as invalid:
        raise Invalid(subject, invalid.faults) from None
    return found
