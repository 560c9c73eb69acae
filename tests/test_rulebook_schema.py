"""What a rulebook may say follows from the classes of the terms."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.faults import Fault
from aligner_rules.model.limit import UNLIMITED, Limit
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.inspection import Place
from aligner_rules.rulebook.schema import TERMS, Term, written
from aligner_rules.rulebook.terms import GROUPS, NO_TERMS, Allowance, Regions, Route


def read(path: str, given_value: object) -> tuple[Any, list[str]]:
    """Return the value that a term makes of what a file states, and where it is at fault."""
    faults: list[Fault] = []
    found = TERMS[path].read(given_value, Place("$", faults), ["TWO", "THREE"])
    return found, [fault.where for fault in faults]


def test_every_attribute_of_the_terms_is_a_term() -> None:
    """The paths of the schema are the attributes of the classes, in their order."""
    paths = [f"{name}.{part.name}" for name, group in GROUPS.items() for part in fields(group)]
    assert [*TERMS] == paths


def test_every_term_knows_its_path() -> None:
    """A term is listed under its own path."""
    assert [term.path for term in TERMS.values()] == [*TERMS]


def test_an_unknown_term_is_held_as_in_no_terms() -> None:
    """What stands for an unknown value is what stands in the terms of an unknown plan."""
    held = [getattr(getattr(NO_TERMS, term.group), term.name) for term in TERMS.values()]
    assert [term.unknown for term in TERMS.values()] == held


@pytest.mark.parametrize(
    ("path", "given_value", "value"),
    [
        ("replacement.interval_days", 0, 0),
        ("replacement.interval_days", 3650, 3650),
        ("replacement.free", False, False),
        ("expiry.deadline", "submission", "submission"),
        ("expiry.month_overflow", "clip", "clip"),
        ("expiry.month_overflow", "roll", "roll"),
        ("expiry.month_overflow", "raise", "raise"),
        ("expiry.months", 12, Limit(12)),
        ("expiry.months", "unlimited", UNLIMITED),
        ("revision.included", 0, Allowance(0)),
        ("revision.included", "unlimited", Allowance(UNKNOWN, unlimited=True)),
        ("retainer.included_sets", {"number": 2, "per_months": 6}, Allowance(2, per_months=6)),
        ("upgrade.regions", "everywhere", Regions(everywhere=True)),
        ("upgrade.regions", [], Regions(everywhere=False)),
        ("upgrade.regions", ["US", "FR"], Regions(everywhere=False, countries=("US", "FR"))),
        ("upgrade.targets", [], ()),
        (
            "routing.cards",
            {"eshop": ["doctor-portal", "eshop"], "others": ["customer-care"]},
            Route(("doctor-portal", "eshop"), ("customer-care",)),
        ),
        ("upgrade.targets", ["TWO", "THREE"], ("TWO", "THREE")),
    ],
)
def test_each_kind_of_term_is_read(path: str, given_value: object, value: object) -> None:
    """A value in bounds is held in the form of the terms, and is written back as it was given."""
    assert (read(path, given_value), written(value)) == ((value, []), given_value)


@pytest.mark.parametrize(
    ("path", "given_value", "where"),
    [
        ("replacement.interval_days", -1, "$"),
        ("replacement.interval_days", 3651, "$"),
        ("replacement.interval_days", "45", "$"),
        ("replacement.interval_days", "unlimited", "$"),
        ("replacement.free", 1, "$"),
        ("expiry.month_overflow", "clop", "$"),
        ("expiry.months", 1201, "$"),
        ("expiry.months", "unlimted", "$"),
        ("expiry.months", 12.0, "$"),
        ("expiry.months", True, "$"),
        ("revision.included", -1, "$"),
        ("revision.included", None, "$"),
        ("retainer.included_sets", {"number": 2}, "$.per_months"),
        ("retainer.included_sets", {"per_months": 6}, "$.number"),
        ("retainer.included_sets", {"number": 2, "per_months": 0}, "$.per_months"),
        ("retainer.included_sets", {"number": 2, "per_months": 6, "days": 1}, "$.days"),
        ("upgrade.regions", "US", "$"),
        ("upgrade.regions", "everywere", "$"),
        ("upgrade.regions", True, "$"),
        ("upgrade.regions", ["US", "usa"], "$[1]"),
        ("upgrade.regions", ["US", "US"], "$[1]"),
        ("upgrade.regions", [""], "$[0]"),
        ("upgrade.targets", "TWO", "$"),
        ("routing.cards", ["eshop"], "$"),
        ("routing.cards", {"eshop": ["eshop"]}, "$.others"),
        ("routing.cards", {"eshop": ["eshop"], "others": ["the shop"]}, "$.others[0]"),
        ("routing.cards", {"eshop": ["eshop"], "others": ["eshop"], "us": []}, "$.us"),
        ("routing.cards", {"eshop": [], "others": ["eshop"]}, "$.eshop"),
        ("upgrade.targets", ["ONE"], "$[0]"),
        ("upgrade.targets", ["TWO", "TWO"], "$[1]"),
    ],
)
def test_what_a_term_refuses(path: str, given_value: object, where: str) -> None:
    """A value of another type, out of range or not among the choices is a fault in its place."""
    assert read(path, given_value)[1] == [where]


@pytest.mark.parametrize(
    ("word", "above", "named"),
    [
        ("any-higher", ("TWO", "THREE"), ("TWO", "THREE")),
        ("next", ("TWO", "THREE"), ("TWO",)),
        ("any-higher", (), ()),
        ("next", (), ()),
    ],
)
def test_targets_may_be_told_by_the_order_of_plans(
    word: str, above: tuple[str, ...], named: tuple[str, ...]
) -> None:
    """Any higher plan, or the next one, is named for each plan by those above it."""
    value, faults = read("upgrade.targets", word)
    assert (TERMS["upgrade.targets"].named(value, above), faults) == (named, [])


def test_a_list_of_other_names_is_read_by_its_choices() -> None:
    """Names that are no plans may be any, or those that the term offers."""
    faults: list[Fault] = []
    free = Term("group", "free", tuple, {}, unknown=UNKNOWN)
    bound = Term("group", "bound", tuple, {"choices": ("one", "two")}, unknown=UNKNOWN)
    names = [each.read(["two", "ten"], Place("$", faults), None) for each in (free, bound)]
    assert (names, [fault.where for fault in faults]) == ([("two", "ten"), None], ["$[1]"])


def test_a_misspelt_order_is_recognised() -> None:
    """Who writes nearly one of the two words is told of it."""
    faults: list[Fault] = []
    for given_value in ("any-hihger", "TWO"):
        TERMS["upgrade.targets"].read(given_value, Place("$", faults), ["TWO"])
    remedies = [fault.remedy for fault in faults]
    assert remedies == ["did you mean any-higher?", "write a list in square brackets"]


@given(st.integers(0, 999), st.integers(1, 1200))
def test_allowances_come_back_as_they_were_written(number: int, months: int) -> None:
    """Reading what was written gives the same allowance."""
    allowance = Allowance(number, per_months=months)
    assert read("retainer.included_sets", written(allowance)) == (allowance, [])


def test_every_country_at_fault_is_told_at_once() -> None:
    """A list of countries is read to its end, whatever is wrong in it."""
    assert read("upgrade.regions", ["us", "US", 1, "US"])[1] == ["$[0]", "$[2]", "$[3]"]


def test_a_misspelt_everywhere_is_recognised() -> None:
    """Who writes a word that is nearly the one that is known is told of it."""
    faults: list[Fault] = []
    TERMS["upgrade.regions"].read("everywere", Place("$", faults), None)
    assert [fault.remedy for fault in faults] == ["did you mean everywhere?"]


def test_an_unlimited_number_has_no_number() -> None:
    """Where there is no bound, the number is unknown, so that nothing counts with it."""
    value, _ = read("revision.included", "unlimited")
    assert value.number is UNKNOWN
