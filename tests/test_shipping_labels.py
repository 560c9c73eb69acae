"""Labels for parcels that a practice sends in, clause by clause."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import aligner_rules as ar
from aligner_rules.model import UNKNOWN
from aligner_rules.model.portal import (
    CreateShippingLabel,
    PrintShippingLabel,
    ReaddressShippingLabel,
    UseShippingLabel,
)
from aligner_rules.model.shipping_label import ShippingLabel
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.shipping_labels import CREATE, PRINT, READDRESS, USE

BOOK = ar.load_rulebooks()
DAY = date(2025, 3, 3)
LABEL = ShippingLabel("L-1", DAY, "1 Main Street", used_on=None)


def case(*labels: ShippingLabel, **given_: Any) -> ar.Case:
    """A case with these labels, or as given."""
    return ar.Case("C-1", "UTC", **{"shipping_labels": labels, **given_})


def codes(of: ar.Case, request: ar.Request, as_of: date = DAY) -> tuple[str, ...]:
    """The codes of what stands in the way."""
    return ar.decide(of, request, as_of=as_of, book=BOOK).codes


class TestCas6Labels:
    """CAS-6: an address stays, a label is printed until it is used, and used once."""

    def test_a_label_is_created_and_used_once(self) -> None:
        """From a new label to one that can neither be printed nor used again."""
        first, use = PrintShippingLabel(id="L-1"), UseShippingLabel(id="L-1")
        create = CreateShippingLabel(id="L-1", address="1 Main Street")
        made = ar.apply(case(), create, as_of=DAY, book=BOOK)
        assert made.shipping_labels == (LABEL,)
        again = ar.apply(ar.apply(made, first, as_of=DAY, book=BOOK), first, as_of=DAY, book=BOOK)
        assert again == made
        used = ar.apply(again, use, as_of=DAY, book=BOOK)
        assert codes(used, first) == codes(used, use) == ("label-not-used",)

    @pytest.mark.parametrize(
        ("used_on", "expected"),
        [
            (DAY, ("label-not-used",)),
            (date(2025, 3, 4), ()),
            (UNKNOWN, ("label-not-used",)),
        ],
    )
    def test_only_what_had_happened_counts(self, used_on: Any, expected: tuple[str, ...]) -> None:
        """A label that is used later could be printed before."""
        of = case(ShippingLabel("L-1", DAY, "1 Main Street", used_on=used_on))
        assert codes(of, PrintShippingLabel(id="L-1")) == expected

    def test_an_address_is_not_changed(self) -> None:
        """The way out is a new label."""
        move = ReaddressShippingLabel(id="L-1", address="2 Main Street")
        told = ar.decide(case(LABEL), move, as_of=DAY, book=BOOK)
        (reason,) = told.reasons
        assert (reason.code, reason.clause) == ("address-stays", "CAS-6")
        assert [way.message() for way in reason.ways_out] == ["Create a new shipping label."]

    def test_the_address_that_it_has_is_no_change(self) -> None:
        """Asking for the address that the label has leaves the case as it is."""
        stay = ReaddressShippingLabel(id="L-1", address="1 Main Street")
        assert ar.apply(case(LABEL), stay, as_of=DAY, book=BOOK) == case(LABEL)

    def test_other_labels_stay_as_they_are(self) -> None:
        """Using one label uses no other."""
        other = ShippingLabel("L-2", DAY, "1 Main Street", used_on=None)
        used = ar.apply(case(LABEL, other), UseShippingLabel(id="L-2"), as_of=DAY, book=BOOK)
        assert [label.used_on for label in used.shipping_labels] == [None, DAY]

    def test_a_new_label_has_an_id_of_its_own(self) -> None:
        """The id of a label that there is cannot be given again."""
        again = CreateShippingLabel(id="L-1", address="2 Main Street")
        assert codes(case(LABEL), again) == ("label-is-new",)

    @pytest.mark.parametrize(
        "request_",
        [PrintShippingLabel(id="L-2"), ReaddressShippingLabel(id="L-2", address="2 Main Street")],
    )
    def test_a_label_that_there_is_not(self, request_: ar.Request) -> None:
        """What the case does not have can be neither printed nor given an address."""
        assert codes(case(LABEL), request_)[0] == "label-exists"

    def test_labels_that_nobody_told(self) -> None:
        """A case that does not tell its labels leaves everything about them undetermined."""
        of = case(shipping_labels=UNKNOWN)
        requests: list[ar.Request] = [
            CreateShippingLabel(id="L-1", address="1 Main Street"),
            UseShippingLabel(id="L-1"),
            ReaddressShippingLabel(id="L-1", address="1 Main Street"),
        ]
        told = [ar.decide(of, one, as_of=DAY, book=BOOK).outcome for one in requests]
        assert told == [ar.Outcome.UNDETERMINED] * 3


def test_facts_of_a_case_fit_together() -> None:
    """What is gathered is never ruled out."""
    requests = [
        CreateShippingLabel(id="L-1", address="1 Main Street"),
        PrintShippingLabel(id="L-1"),
        UseShippingLabel(id="L-9"),
        ReaddressShippingLabel(id="L-1", address="2 Main Street"),
    ]
    policies: tuple[Policy[Any], ...] = (CREATE, PRINT, USE, READDRESS)
    for policy, request in zip(policies, requests, strict=True):
        assert policy.consistent(policy.facts_of(case(LABEL), request, DAY, BOOK)) is True


def test_codes_are_public_and_stay() -> None:
    """The codes that portals have stored are never renamed or reused."""
    told = [[one.code for one in policy.requirements] for policy in (CREATE, PRINT, USE, READDRESS)]
    assert told == [
        ["labels-are-told", "label-is-new"],
        ["label-exists", "label-not-used"],
        ["label-exists", "label-not-used"],
        ["label-exists", "address-stays"],
    ]
