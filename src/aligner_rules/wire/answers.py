"""Expiry dates, allowances and deliveries as JSON: what a portal shows of a case, in and out."""

from __future__ import annotations

from aligner_rules.readings.allowances import Allowances
from aligner_rules.readings.delivery import Delivery, Tracking
from aligner_rules.readings.expiry import Expiry
from aligner_rules.wire.converter import converter
from aligner_rules.wire.documents import Location, document, written
from aligner_rules.wire.files import loaded, structured


def dump_expiry(expiry: Expiry, path: Location | None = None) -> str:
    """Return when a case expires as JSON, UNKNOWN left out; a file that is named is written.

    >>> from datetime import date
    >>> from aligner_rules import Case, Plan, expiry, load_rulebooks
    >>> flex = Case("C-1", "UTC", plan=Plan("FLEX", date(2024, 10, 1)), phases=())
    >>> print(dump_expiry(expiry(flex, as_of=date(2025, 3, 3), book=load_rulebooks())))
    {
      "as_of": "2025-03-03",
      "on": null,
      "months_left": null,
      "days_left": null,
      "emphasis": "plain",
      "overflowed": false,
      "undated": "never-expires",
      "missing": []
    }
    """
    return written(converter().unstructure(expiry), path)


def load_expiry(path: Location) -> Expiry:
    """Return when a case expires as a JSON file holds it; Invalid with every fault in it."""
    return loaded(Expiry, path, "expiry")


def expiry_from_json(text: str | bytes) -> Expiry:
    """Return when a case expires as a JSON text holds it; Invalid with every fault in it."""
    return structured(Expiry, document(text, "expiry"), "expiry")


def dump_allowances(allowances: Allowances, path: Location | None = None) -> str:
    """Return what a case includes as JSON, UNKNOWN left out; a file that is named is written.

    A number stands for itself, none that ends is "unlimited", and one in so many months is
    {"number": 2, "per_months": 6}.
    """
    return written(converter().unstructure(allowances), path)


def load_allowances(path: Location) -> Allowances:
    """Return what a case includes as a JSON file holds it; Invalid with every fault in it."""
    return loaded(Allowances, path, "allowances")


def allowances_from_json(text: str | bytes) -> Allowances:
    """Return what a case includes as a JSON text holds it; Invalid with every fault in it.

    >>> allowances_from_json('{"as_of": "2025-03-03", "edition": null, "book": ""}')
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: allowances is not valid, 3 faults:
    $.revisions: given nothing; expected an object; give revisions
    $.retainer_sets: given nothing; expected an object; give retainer_sets
    $.book: given ''; expected text that is not blank; write it in double quotes
    """
    return structured(Allowances, document(text, "allowances"), "allowances")


def dump_delivery(delivery: Delivery, path: Location | None = None) -> str:
    """Return when something arrives as JSON, UNKNOWN left out; a file that is named is written."""
    return written(converter().unstructure(delivery), path)


def load_delivery(path: Location) -> Delivery:
    """Return when something arrives as a JSON file holds it; Invalid with every fault in it."""
    return loaded(Delivery, path, "delivery")


def delivery_from_json(text: str | bytes) -> Delivery:
    """Return when something arrives as a JSON text holds it; Invalid with every fault in it."""
    return structured(Delivery, document(text, "delivery"), "delivery")


def dump_trackers(trackers: Tracking, path: Location | None = None) -> str:
    """Return the trackers of a case as JSON, UNKNOWN left out; a file that is named is written.

    What each stands for is told as a case tells it: an order has its `kind`, a phase has none.
    """
    return written(converter().unstructure(trackers), path)


def load_trackers(path: Location) -> Tracking:
    """Return the trackers of a case as a JSON file holds them; Invalid with every fault in it."""
    return loaded(Tracking, path, "trackers")


def trackers_from_json(text: str | bytes) -> Tracking:
    """Return the trackers of a case as a JSON text holds them; Invalid with every fault in it."""
    return structured(Tracking, document(text, "trackers"), "trackers")
