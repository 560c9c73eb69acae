"""Treatment preferences: reviewed 6 to 12 months after the last time, or on a release (ACC-5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve, fields_dict
from hypothesis import given, settings
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules.readings.columns.frames import sheet_of
from aligner_rules.readings.columns.lowering import governed, lowered
from aligner_rules.readings.columns.numbering import numbered
from aligner_rules.readings.columns.sheets import worked
from aligner_rules.rulebook.terms import NO_PLAN, NO_TERMS
from aligner_rules.rules import preferences as law
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.preferences import PreferencesFacts, preferences_facts
from aligner_rules.rules.symbols import as_formula, symbolic_facts, symbolic_terms
from frame_kinds import frame_of

BOOK = ar.load_rulebooks()
REVIEWED = date(2024, 11, 30)
TERMS = BOOK.terms(NO_PLAN, date(2025, 3, 3))
DAY = timedelta(days=1)
RULES = (law.review_state, law.is_due, law.is_overdue, law.released_since)


def facts(as_of: date = date(2025, 3, 3), **changes: Any) -> PreferencesFacts:
    """Return facts of preferences reviewed at the end of November 2024, without a release."""
    told: dict[str, Any] = {
        "has_reviewed": True,
        "reviewed_on": REVIEWED,
        "has_release": False,
    } | changes
    return PreferencesFacts(as_of=as_of, region="FR", **told)


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (REVIEWED, "not-due"),
        (date(2025, 5, 29), "not-due"),
        (date(2025, 5, 30), "due"),
        (date(2025, 11, 30), "due"),
        (date(2025, 12, 1), "overdue"),
    ],
)
def test_months_make_a_review_due(as_of: date, state: str) -> None:
    """Six months to the day it is due, and twelve to the day it is not overdue yet."""
    assert law.review_state(facts(as_of), TERMS) == state


def test_a_month_that_lacks_the_day_ends_before() -> None:
    """Six months after 31 August is the last day of February."""
    told = facts(reviewed_on=date(2024, 8, 31))
    assert law.due_from(told, TERMS) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("released_on", "state"),
    [(REVIEWED - DAY, "not-due"), (REVIEWED, "not-due"), (REVIEWED + DAY, "due")],
)
def test_a_release_makes_a_review_due(released_on: date, state: str) -> None:
    """One since the last review does; that of its own day was seen in it."""
    told = facts(has_release=True, released_on=released_on)
    assert law.review_state(told, TERMS) == state


def test_a_release_makes_no_review_overdue() -> None:
    """However long ago the release was, the months alone make a review overdue."""
    told = facts(date(2025, 11, 30), has_release=True, released_on=REVIEWED + DAY)
    assert law.review_state(told, TERMS) == "due"


def test_a_first_review_is_due() -> None:
    """What was never reviewed is due, and not overdue."""
    told = facts(has_reviewed=False, reviewed_on=ar.UNKNOWN)
    assert law.review_state(told, TERMS) == "due"


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"has_reviewed": ar.UNKNOWN, "reviewed_on": ar.UNKNOWN}, ar.UNKNOWN),
        ({"has_release": ar.UNKNOWN}, ar.UNKNOWN),
        ({"has_release": True}, ar.UNKNOWN),
        ({"has_release": ar.UNKNOWN, "as_of": date(2025, 5, 30)}, "due"),
        ({"has_release": ar.UNKNOWN, "as_of": date(2025, 12, 1)}, "overdue"),
        ({"as_of": ar.UNKNOWN}, ar.UNKNOWN),
    ],
)
def test_unknown_stays_unknown(changes: dict[str, Any], state: Any) -> None:
    """What is not known leaves the state open, unless the months alone tell it."""
    assert law.review_state(evolve(facts(), **changes), TERMS) == state


@pytest.mark.parametrize(
    ("gap", "known"), [("review_if_never", True), ("review_from_months", False)]
)
def test_terms_that_are_not_known_leave_it_open(gap: str, known: bool) -> None:
    """Under no terms nothing is told; of one term alone, what hangs on it."""
    book = BOOK.evolve({f"preferences.{gap}": ar.UNKNOWN})
    terms = book.terms(NO_PLAN, date(2025, 3, 3))
    assert (law.review_state(facts(), terms) is not ar.UNKNOWN) is known
    assert law.review_state(facts(), NO_TERMS) is ar.UNKNOWN


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (None, (False, ar.UNKNOWN)),
        (ar.UNKNOWN, (ar.UNKNOWN, ar.UNKNOWN)),
        (REVIEWED, (True, REVIEWED)),
        (REVIEWED + DAY, (ar.UNKNOWN, ar.UNKNOWN)),
    ],
)
def test_the_last_one_by_then_counts(day: Any, known: tuple[Any, Any]) -> None:
    """A last review or release that comes later hides those before it."""
    account = ar.Account(practice_zone="Europe/Paris", preferences_reviewed_on=day)
    told = preferences_facts(account, day, REVIEWED)
    assert (told.has_reviewed, told.reviewed_on) == known
    assert (told.has_release, told.released_on) == known


@st.composite
def any_facts(draw: st.DrawFn) -> PreferencesFacts:
    """Facts any of which may be unknown, about as long after a review as it is due."""
    as_of = draw(st.sampled_from((date(2025, 2, 28), date(2025, 12, 1), date(2024, 2, 29))))
    days = st.sampled_from((0, 1, 181, 182, 183, 184, 185, 365, 366, 367)).map(timedelta)
    told = PreferencesFacts(
        as_of=as_of,
        region=draw(st.sampled_from(("US", "FR"))),
        has_reviewed=draw(st.booleans()),
        reviewed_on=as_of - draw(days),
        has_release=draw(st.booleans()),
        released_on=as_of - draw(days),
    )
    gaps = draw(st.sets(st.sampled_from(sorted(fields_dict(PreferencesFacts))), max_size=2))
    return evolve(told, **dict.fromkeys(gaps, ar.UNKNOWN))


@given(st.lists(any_facts(), min_size=1, max_size=40))
@settings(max_examples=15, deadline=None)
def test_columns_say_what_the_rules_say(rows: list[PreferencesFacts]) -> None:
    """State and quantities are the same row by row, in a frame without plan and approval."""
    frame = frame_of(rows, PreferencesFacts)
    sheet = sheet_of(frame, fact_types(PreferencesFacts))
    symbols = symbolic_facts(PreferencesFacts), symbolic_terms()
    asked = [as_formula(rule(*symbols)) for rule in RULES]
    ready = [numbered(governed(lowered(one, BOOK), PreferencesFacts)) for one in asked]
    done = worked(sheet, {name: sheet.schema[name] for name in fact_types(PreferencesFacts)}, ready)
    names = [f"answer {number}" for number, _ in enumerate(RULES)]
    answers = {name: done.answers[one] for name, one in zip(names, ready, strict=True)}
    made = sheet.restored(done.frame.with_columns(**answers), names).select(names)
    expected = [
        tuple(
            None
            if (said := rule(one, BOOK.terms(one.plan, one.approved_on, one.region))) is ar.UNKNOWN
            else said
            for rule in RULES
        )
        for one in rows
    ]
    assert made.rows() == expected
