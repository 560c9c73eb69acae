"""Labels for parcels that a practice sends in (CAS-6).

A label keeps its address: a new one is made instead. It can be printed until it is used, and used
once.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.portal import (
    CreateShippingLabel,
    PrintShippingLabel,
    ReaddressShippingLabel,
    UseShippingLabel,
)
from aligner_rules.model.shipping_label import ShippingLabel
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, by_then, edition_facts, fact
from aligner_rules.rules.policy import Policy, Way, requirement
from aligner_rules.rules.words import equals, not_


@frozen
class CreatingFacts(EditionFacts):
    """What creating a shipping label looks at."""

    labels_known: bool = fact("whether the case tells its shipping labels so far")
    id_is_new: bool = fact("whether no label of the case has that id")


@frozen
class LabelFacts(EditionFacts):
    """What is done with a shipping label looks at, as it stands on the day `as_of`."""

    is_there: bool = fact("whether the case has that label")
    is_used: bool = fact("whether the label has been used")
    address_kept: bool = fact("whether an address asked for is its own; unknown where none is")


@requirement("CAS-6", actual=lambda f, _t: f.labels_known)
def labels_are_told(f: CreatingFacts, _t: PlanTerms) -> bool:
    """The case tells its shipping labels so far, so that there can be one more."""
    return f.labels_known


@requirement("CAS-6", actual=lambda f, _t: f.id_is_new)
def label_is_new(f: CreatingFacts, _t: PlanTerms) -> bool:
    """No label of the case has that id."""
    return f.id_is_new


@requirement("CAS-6", Way.NEW_LABEL, actual=lambda f, _t: f.is_there)
def label_exists(f: LabelFacts, _t: PlanTerms) -> bool:
    """The case has a label of that id."""
    return f.is_there


@requirement("CAS-6", Way.NEW_LABEL, actual=lambda f, _t: f.is_used, required=lambda _f, _t: False)
def label_not_used(f: LabelFacts, _t: PlanTerms) -> bool:
    """The label has not been used: until then it may be printed as often as is needed."""
    return not_(f.is_used)


@requirement("CAS-6", Way.NEW_LABEL, actual=lambda f, _t: f.address_kept)
def address_stays(f: LabelFacts, _t: PlanTerms) -> bool:
    """The label keeps the address that it was created with."""
    return f.address_kept


def consistent(_f: EditionFacts) -> bool:
    """Whether facts fit together: these always do."""
    return True


def creating_facts(
    case: Case, request: CreateShippingLabel, as_of: date, _terms: PlanTerms
) -> CreatingFacts:
    """The facts of a label that is to be created."""
    label: Any = _label(case, request.id)
    return CreatingFacts(
        **edition_facts(case, as_of),
        labels_known=label if label is UNKNOWN else True,
        id_is_new=label if label is UNKNOWN else label is None,
    )


def label_facts(
    case: Case,
    request: PrintShippingLabel | UseShippingLabel | ReaddressShippingLabel,
    as_of: date,
    _terms: PlanTerms,
) -> LabelFacts:
    """The facts of what is to be done with a label; a use yet to come is none."""
    label: Any = _label(case, request.id)
    there = isinstance(label, ShippingLabel)
    address: Any = getattr(request, "address", UNKNOWN)
    return LabelFacts(
        **edition_facts(case, as_of),
        is_there=label if label is UNKNOWN else there,
        is_used=used_by_then(label, as_of) if there else UNKNOWN,
        address_kept=equals(label.address, address) if there else UNKNOWN,
    )


def used_by_then(label: ShippingLabel, as_of: date) -> bool:
    """Whether a label had been used by that day."""
    used: bool = by_then("is_used", "used_on", label.used_on, as_of)["is_used"]
    return used


def _label(case: Case, name: str) -> ShippingLabel | None:
    labels: Any = case.shipping_labels
    if labels is UNKNOWN:
        return UNKNOWN  # type: ignore[no-any-return]
    return next((label for label in labels if label.id == name), None)


def as_it_was(case: Case, _request: Any, _as_of: date, _terms: PlanTerms) -> Case:
    """The case as it was: printing changes nothing, nor does asking for the address that it has."""
    return case


def created(case: Case, request: CreateShippingLabel, as_of: date, _terms: PlanTerms) -> Case:
    """The case with one more label, not used yet."""
    label = ShippingLabel(request.id, as_of, request.address, used_on=None)
    return evolve(case, shipping_labels=(*case.shipping_labels, label))


def used(case: Case, request: UseShippingLabel, as_of: date, _terms: PlanTerms) -> Case:
    """The case whose label was used on that day."""
    labels = [
        evolve(label, used_on=as_of) if label.id == request.id else label
        for label in case.shipping_labels
    ]
    return evolve(case, shipping_labels=tuple(labels))


CREATE = Policy(
    name="create-shipping-label",
    kind=CreateShippingLabel,
    facts=CreatingFacts,
    gather=creating_facts,
    consistent=consistent,
    placed=created,
    requirements=(labels_are_told, label_is_new),
    charges=(),
    consequences=(),
)
"""The policy of new shipping labels."""

PRINT = Policy(
    name="print-shipping-label",
    kind=PrintShippingLabel,
    facts=LabelFacts,
    gather=label_facts,
    consistent=consistent,
    placed=as_it_was,
    requirements=(label_exists, label_not_used),
    charges=(),
    consequences=(),
)
"""The policy of printing shipping labels, once or again."""

USE = Policy(
    name="use-shipping-label",
    kind=UseShippingLabel,
    facts=LabelFacts,
    gather=label_facts,
    consistent=consistent,
    placed=used,
    requirements=(label_exists, label_not_used),
    charges=(),
    consequences=(),
)
"""The policy of sending parcels in."""

READDRESS = Policy(
    name="readdress-shipping-label",
    kind=ReaddressShippingLabel,
    facts=LabelFacts,
    gather=label_facts,
    consistent=consistent,
    placed=as_it_was,
    requirements=(label_exists, address_stays),
    charges=(),
    consequences=(),
)
"""The policy of other addresses, of which there is none."""
