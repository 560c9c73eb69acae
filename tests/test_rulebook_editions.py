"""The packaged editions say what the sources say, no more and no less."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.loading import load_rulebook, packaged
from aligner_rules.rulebook.schema import TERMS, written
from aligner_rules.rulebook.terms import NO_PLAN

OCTOBER, DECEMBER, AMERICAN = "clearcorrect-2024-10", "clearcorrect-2025-12", "us-unlimited-2017"
BOOKS: Final = {name: load_rulebook(name) for name in packaged()}
ALL, SOME = "unlimited", {"number": 2, "per_months": 6}
PATHS: Final = (
    "expiry.months",
    "treatment.steps",
    "revision.included",
    "retainer.included_sets",
    "replacement.free",
    "replacement.free_after_expiry",
    "replacement.interval_days",
    "replacement.steps_per_arch",
    "upgrade.targets",
    "upgrade.blocked_by_revision",
)
U: Final = UNKNOWN
TAKEN: Final = ["pvs", "vps", "silicone", "polyether"]

# Months, step cap, revisions, retainer sets, free, free after expiry, interval, steps per arch,
# upgrade to, upgrade blocked by a revision.
ANSWERS: Final[list[tuple[str, str, list[Any]]]] = [
    (OCTOBER, "FLEX", [ALL, ALL, 0, 0, False, False, 0, 8, [], False]),
    (OCTOBER, "MINI", [6, 12, 1, 0, False, False, 0, 8, ["ONE"], True]),
    (OCTOBER, "ONE", [12, 24, 1, 1, False, False, 0, 8, ["TWO"], False]),
    (OCTOBER, "TWO", [24, U, U, U, False, False, 0, 8, ["THREE", "UNLIMITED"], False]),
    (OCTOBER, "THREE", [U, U, U, U, False, False, 0, 8, ["UNLIMITED"], False]),
    (OCTOBER, "UNLIMITED", [U, ALL, ALL, U, True, U, 45, 8, [], False]),
    (DECEMBER, "FLEX", [ALL, ALL, 0, 0, False, False, 0, 8, [], False]),
    (DECEMBER, "MINI", [6, 12, 1, 0, False, False, 0, 8, ["ONE"], True]),
    (DECEMBER, "ONE", [12, 24, 1, 1, False, False, 0, 8, ["TWO"], False]),
    (DECEMBER, "TWO", [24, U, U, U, False, False, 0, 8, ["UNLIMITED 3"], False]),
    (DECEMBER, "UNLIMITED 3", [U, ALL, ALL, U, True, U, 45, 8, [], False]),
    (DECEMBER, "UNLIMITED 5", [U, ALL, ALL, U, True, U, 45, 8, [], False]),
    (AMERICAN, "FLEX", [ALL, ALL, 0, 0, False, False, U, U, U, U]),
    (AMERICAN, "UNLIMITED", [60, ALL, ALL, SOME, True, U, U, U, [], False]),
]


def route(eshop: str, others: str) -> dict[str, list[str]]:
    """Return who handles a matter, for users of the eShop and for others, as a file states it."""
    return {"eshop": eshop.split(), "others": others.split()}


CARE: Final = route("customer-care", "customer-care")


def said(edition: str, path: str, plan: str) -> list[Any]:
    """Return what an edition states of a term of a plan, as a file would."""
    values = BOOKS[edition].values
    return [written(v.value) for v in values if (v.path, v.plan) == (path, plan)]


@pytest.mark.parametrize(("edition", "plan", "answers"), ANSWERS)
def test_the_terms_of_each_plan(edition: str, plan: str, answers: list[Any]) -> None:
    """Each plan has the terms of the table, and what no source gives is unknown."""
    assert [said(edition, path, plan) for path in PATHS] == [[each] for each in answers]


def test_the_table_speaks_of_every_plan() -> None:
    """No plan of an edition is missing from the table, nor is any in it too many."""
    plans = [(name, plan) for name in packaged() for plan in BOOKS[name].plans]
    assert [(edition, plan) for edition, plan, _ in ANSWERS] == plans


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("expiry.expiry_day_inside", [True, True, True]),
        ("expiry.month_overflow", ["clip", "clip", "clip"]),
        ("expiry.anchor", ["first-shipment", "first-shipment", "first-shipment"]),
        ("expiry.bold_months", [6, 6, UNKNOWN]),
        ("expiry.red_months", [3, 3, UNKNOWN]),
        ("expiry.deadline", ["submission", "submission-and-approval", UNKNOWN]),
        ("replacement.rush", [True, True, UNKNOWN]),
        ("allowance.periods", ["rolling", "rolling", "rolling"]),
        ("upgrade.blocked_by_expiry", [True, True, UNKNOWN]),
        ("upgrade.regions", [UNKNOWN, UNKNOWN, UNKNOWN]),
        ("revision.blocked_by", [["replacement"], ["replacement"], UNKNOWN]),
        ("revision.regions", ["everywhere"] * 3),
        ("revision.days_after_last_step", ["unlimited"] * 3),
        ("revision.last_day_inside", [True, True, True]),
        ("revision.must_attest_wear", [False, False, False]),
        ("replacement.free_aligners", [0, 0, 0]),
        ("replacement.free_pools", ["case", "case", "case"]),
        ("replacement.charge_unit", ["aligner", "aligner", "aligner"]),
        ("replacement.first_free", [False, False, False]),
        ("replacement.blocked_by", [[], [], []]),
        ("replacement.regions", ["everywhere"] * 3),
        ("retainer.charge_unit", ["set", "set", "set"]),
        ("retainer.blocked_by", [[], [], []]),
        ("retainer.regions", ["everywhere"] * 3),
        ("retainer.final_after_last_phase", [False, False, False]),
        ("delivery.window_business_days", [2, 2, UNKNOWN]),
        ("delivery.tracker_days", [30, 30, UNKNOWN]),
        ("delivery.mixed_trackers", ["phase", "phase", UNKNOWN]),
        ("access.failures_to_lock", [3, 3, UNKNOWN]),
        ("access.lockout_minutes", [20, 20, UNKNOWN]),
        ("access.locks_eshop_users", [False, False, UNKNOWN]),
        ("submission.both_arches", [True, True, UNKNOWN]),
        ("submission.materials", [TAKEN, TAKEN, UNKNOWN]),
        ("submission.trays", [["disposable"], ["disposable"], UNKNOWN]),
        ("submission.mixed_dentition", [UNKNOWN, UNKNOWN, UNKNOWN]),
        ("submission.wear_schedules", [["7", "10", "14", "21"]] * 2 + [UNKNOWN]),
        ("access.password_least", [8, 8, UNKNOWN]),
        ("access.password_most", [16, 16, UNKNOWN]),
        ("access.password_case_sensitive", [True, True, UNKNOWN]),
        ("access.reset_link_works_once", [True, True, UNKNOWN]),
        ("access.email_as_user_name", [True, True, UNKNOWN]),
        ("access.patient_portal_by_default", [False, False, UNKNOWN]),
        ("preferences.review_from_months", [6, 6, UNKNOWN]),
        ("preferences.review_until_months", [12, 12, UNKNOWN]),
        ("preferences.review_on_release", [True, True, UNKNOWN]),
        ("preferences.review_if_never", [True, True, UNKNOWN]),
        ("routing.invoices", [route("eshop", "distributor")] * 2 + [UNKNOWN]),
        ("routing.cards", [route("doctor-portal eshop", "doctor-portal")] * 2 + [UNKNOWN]),
        ("routing.email", [route("eshop", "doctor-portal")] * 2 + [UNKNOWN]),
        ("routing.addresses", [CARE, CARE, UNKNOWN]),
        ("routing.quality_complaints", [CARE, CARE, UNKNOWN]),
        ("routing.technical_issues", [CARE, CARE, UNKNOWN]),
    ],
)
def test_terms_that_are_alike_for_all_plans(path: str, expected: list[Any]) -> None:
    """Some terms depend on the edition alone."""
    found = [
        {
            repr(value)
            for plan in ([NO_PLAN] if TERMS[path].wide else BOOKS[name].plans)
            for value in said(name, path, plan)
        }
        for name in (OCTOBER, DECEMBER, AMERICAN)
    ]
    assert found == [{repr(each)} for each in expected]


@pytest.mark.parametrize(
    ("edition", "first", "regions"),
    [
        (OCTOBER, date(2024, 10, 1), None),
        (DECEMBER, date(2025, 12, 1), None),
        (AMERICAN, date(2017, 6, 1), frozenset({"US"})),
    ],
)
def test_the_days_and_regions_of_each_edition(
    edition: str, first: date, regions: frozenset[str] | None
) -> None:
    """An edition alone is one open period from its first day, in its regions."""
    (period,) = BOOKS[edition].periods
    assert (period.first_day, period.last_day, period.regions) == (first, None, regions)


@pytest.mark.parametrize(
    "path", ["expiry.expiry_day_inside", "expiry.month_overflow", "allowance.periods"]
)
def test_boundaries_that_no_source_settles_are_marked(path: str) -> None:
    """A boundary of this project's own is decided here and cites no source."""
    values = [value for book in BOOKS.values() for value in book.values if value.path == path]
    assert {(value.sources, value.decided_here is not None) for value in values} == {((), True)}


@pytest.mark.parametrize("plan", ["UNLIMITED 3", "UNLIMITED 5"])
@pytest.mark.parametrize("path", ["replacement.interval_days", "replacement.free"])
def test_what_is_carried_over_is_marked(plan: str, path: str) -> None:
    """What the UNLIMITED plans of 2025 take from that of 2024 is decided here."""
    value = BOOKS[DECEMBER].value(path, plan, date(2025, 12, 1))
    assert value is not None
    assert (value.sources, (value.decided_here or "")[:12]) == ((), "Carried over")


def test_a_later_source_for_an_earlier_edition_is_marked() -> None:
    """In the edition of 2024, what rests on sources of December 2025 alone is decided here."""
    later = {source.title for source in BOOKS[OCTOBER].sources if source.title.endswith("Dec 2025")}
    unmarked = [
        (value.path, value.plan)
        for value in BOOKS[OCTOBER].values
        if value.sources and set(value.sources) <= later and value.decided_here is None
    ]
    assert (len(later), unmarked) == (2, [])


@pytest.mark.parametrize("name", packaged())
def test_every_value_has_a_clause_and_a_label(name: str) -> None:
    """Each value can be cited by its clause and named to a reader."""
    bare = [v.path for v in BOOKS[name].values if not (v.label and v.clause)]
    assert bare == []


@pytest.mark.parametrize("name", packaged())
def test_numbers_have_a_unit(name: str) -> None:
    """A term that is counted says in what."""
    counted = {path for path, term in TERMS.items() if "most" in term.metadata}
    counted |= {"revision.included", "retainer.included_sets", "replacement.free_aligners"}
    units = {value.path for value in BOOKS[name].values if value.unit is not None}
    assert units == counted


@pytest.mark.parametrize("name", packaged())
def test_every_source_is_cited(name: str) -> None:
    """No edition lists a source that none of its values rests on."""
    cited = {source for value in BOOKS[name].values for source in value.sources}
    assert {source.title for source in BOOKS[name].sources} == cited
