"""Calendar months in proofs: bounds that always hold, and the true calendar where it matters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules import proofs
from aligner_rules.proofs import Always, Sometimes, Verdict
from aligner_rules.readings.proof.knowledge import is_unknown
from aligner_rules.readings.proof.months import Months, days_in
from aligner_rules.readings.proof.solver import z3
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebook
from aligner_rules.rules.expiry import expires_on
from aligner_rules.rules.replacement import POLICY
from aligner_rules.rules.words import (
    days_between,
    equals,
    month_lacks_day,
    months_between,
    not_,
    plus_days,
    plus_months,
    where,
)

NUMBERS = (*range(61), *range(61, 1201, 61))
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
LEAP_DAYS = st.sampled_from([date(year, 2, 29) for year in (1904, 1996, 2000, 2096, 2196)])


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """One plan is enough here."""
    whole = load_rulebook("clearcorrect-2024-10")
    (period,) = whole.periods
    return evolve(whole, periods=(evolve(period, plans={"ONE": period.plans["ONE"]}),))


def verdict(book: Rulebook, *statements: Any, **bounds: Any) -> Any:
    """The one finding about each statement."""
    return proofs.check(book, POLICY, statements=statements, **bounds).findings


@pytest.mark.parametrize("months", [-13, 0, 1, 6, 12, 60])
def test_bounds_are_those_of_the_calendar(months: int) -> None:
    """Over 400 years no span of months is shorter or longer than its bounds, and both occur."""
    start = date(1900, 1, 1).toordinal()
    days = (date.fromordinal(start + n) for n in range(146_097))
    spans = {(plus_months(day, months) - day).days for day in days}
    assert days_in(months) == (min(spans), max(spans))


@given(DAYS, DAYS, st.integers(-30, 1200), st.integers(-30, 1200))
def test_axioms_hold_of_the_true_calendar(one: date, two: date, few: int, many: int) -> None:
    """What is assumed of all sums is so of any two of them."""
    months = Months()
    first, second = z3().Int("first"), z3().Int("second")
    sums = [months.plus(first, z3().IntVal(few)), months.plus(second, z3().IntVal(many))]
    true = [plus_months(one, few).toordinal(), plus_months(two, many).toordinal()]
    solver = z3().SimpleSolver()
    solver.add(first == one.toordinal(), second == two.toordinal(), *months.axioms())
    solver.add(*(a == b for a, b in zip(sums, true, strict=True)))
    assert str(solver.check()) == "sat"


@given(DAYS | LEAP_DAYS, DAYS, st.integers(-30, 1200) | st.sampled_from((0, 12, 48, 96, -12)))
def test_what_is_said_of_lacking_days_holds_of_the_true_calendar(
    one: date, two: date, number: int
) -> None:
    """What is assumed of days that a month lacks, and of months between days, is so of any."""
    months = Months()
    first, second = z3().Int("first"), z3().Int("second")
    lacking = months.lacks_day(first, z3().IntVal(number))
    between = months.between(first, second)
    solver = z3().SimpleSolver()
    solver.add(first == one.toordinal(), second == two.toordinal(), *months.axioms())
    solver.add(lacking == month_lacks_day(one, number), between == months_between(one, two))
    back = -months_between(one, two)
    days = plus_months(one, number), plus_months(plus_months(one, number), -number)
    ends = plus_months(two, back), plus_months(two, back - 1)
    sums = [each.result for each in months._sums]
    solver.add(*(a == b.toordinal() for a, b in zip(sums, (*days, *ends), strict=True)))
    assert str(solver.check()) == "sat"


@given(DAYS, st.integers(-30, 1200), st.integers(0, 30))
def test_a_lemma_tells_the_whole_month_exactly(day: date, months: int, shift: int) -> None:
    """Once a month is told, every day of it has the sum that the calendar gives, and no other."""
    sums = Months()
    start, number = z3().Int("start"), z3().Int("number")
    result = sums.plus(start, number)
    solver = z3().SimpleSolver()
    solver.add(start == day.toordinal(), number == months)
    solver.add(result == plus_months(day, months).toordinal() + 1)
    assert str(solver.check()) == "sat"
    (lemma,) = sums.lemmas(solver.model())
    other = day.replace(day=1) + timedelta(days=shift)
    if other.month != day.month:
        other = day
    solver = z3().SimpleSolver()
    solver.add(lemma, start == other.toordinal(), number == months, *sums.axioms())
    assert str(solver.check()) == "sat"
    assert solver.model().eval(result).as_long() == plus_months(other, months).toordinal()
    assert sums.lemmas(solver.model()) == []


def test_months_of_any_number_span_28_to_31_days_each() -> None:
    """What is assumed where the number of months is not known keeps to the exact bounds."""
    forth = [(28 * n, *days_in(n), 31 * n) for n in NUMBERS]
    back = [(-31 * n, *days_in(-n), -28 * n) for n in NUMBERS]
    assert [list(each) for each in forth + back] == [sorted(each) for each in forth + back]


def test_bounds_alone_prove_what_holds_in_every_month(book: Rulebook) -> None:
    """A year is 365 or 366 days long: that needs no calendar."""
    year = Always(
        "year",
        "Twelve months are 365 or 366 days.",
        given=lambda s: s.facts.has_shipped,
        then=lambda s: (
            days_between(s.facts.first_shipped_on, plus_months(s.facts.first_shipped_on, 12)) >= 365
        ),
    )
    assert [each.verdict for each in verdict(book, year, rounds=1)] == [Verdict.PROVED]


def test_months_added_one_after_another_are_refuted_by_a_true_day(book: Rulebook) -> None:
    """Chained months differ from months added at once, as on the last day of a long month."""
    chained = Always(
        "chained",
        "Six months and six months are twelve.",
        given=lambda s: s.facts.has_shipped,
        then=lambda s: equals(
            plus_months(plus_months(s.facts.first_shipped_on, 6), 6),
            plus_months(s.facts.first_shipped_on, 12),
        ),
    )
    (finding,) = verdict(book, chained)
    assert finding.verdict is Verdict.REFUTED
    assert finding.example is not None
    day = finding.example.facts.first_shipped_on
    assert plus_months(plus_months(day, 6), 6) != plus_months(day, 12)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("clip", (Verdict.PROVED, Verdict.REFUTED)),
        ("roll", (Verdict.PROVED, Verdict.PROVED)),
        ("raise", (Verdict.REFUTED, Verdict.REFUTED)),
    ],
)
def test_every_rule_for_a_lacking_day_is_proved_or_refuted(
    book: Rulebook, rule: str, expected: tuple[Verdict, Verdict]
) -> None:
    """Raised, some known shipment has no expiry date; rolled on, every date is a whole year off."""
    known = Always(
        "known",
        "Of a known shipment the expiry date is known.",
        given=lambda s: s.facts.has_shipped & (s.facts.first_shipped_on >= s.facts.approved_on),
        then=lambda s: not_(is_unknown(expires_on(s.facts, s.terms))),
    )
    late = Always(
        "late",
        "It is no less than 365 days later, and 366 after 29 February.",
        given=lambda s: s.facts.has_shipped & month_lacks_day(s.facts.first_shipped_on, 12),
        then=lambda s: days_between(s.facts.first_shipped_on, expires_on(s.facts, s.terms)) >= 366,
    )
    ruled = book.evolve({"expiry.month_overflow": rule})
    found = verdict(ruled, known, late)
    assert tuple(each.verdict for each in found) == expected


def test_what_the_calendar_does_not_settle_in_time_is_undecided(book: Rulebook) -> None:
    """Bounded rounds end without a claim where the bounds neither prove nor any month refutes."""
    leap = Always(
        "leap",
        "Twelve months after an even day are not an odd number of days away plus one.",
        given=lambda s: s.facts.has_shipped,
        then=lambda s: (
            plus_months(plus_months(s.facts.first_shipped_on, 1), 1)
            <= plus_months(s.facts.first_shipped_on, 2)
        ),
    )
    (finding,) = verdict(book, leap, rounds=3)
    assert (finding.verdict, finding.remark) == (
        Verdict.UNDECIDED,
        "the calendar is not settled after 3 rounds",
    )


def test_months_that_vary_are_settled_by_the_calendar_alone(book: Rulebook) -> None:
    """Where the number of months is a fact itself examples are found just as well."""
    varying = Sometimes(
        "varying",
        "As many months as steps are 61 days.",
        arises=lambda s: equals(
            days_between(s.facts.as_of, plus_months(s.facts.as_of, s.facts.upper_steps)), 61
        ),
    )
    (finding,) = verdict(book, varying)
    assert finding.verdict is Verdict.PROVED
    assert finding.example is not None
    assert finding.example.facts.upper_steps == 2


def test_days_beyond_the_calendar_decide_nothing(book: Rulebook) -> None:
    """A rule that leaves Python's calendar cannot be decided again, and so refutes nothing."""
    beyond = Always(
        "beyond",
        "A month after ten thousand years is not far.",
        then=lambda s: (
            plus_months(plus_days(s.facts.as_of, 3_650_000), where(s.facts.has_shipped, 1, 2))
            < s.facts.as_of
        ),
    )
    (finding,) = verdict(book, beyond)
    assert (finding.verdict, finding.remark) == (
        Verdict.UNDECIDED,
        "what the solver found is not so when it is decided again",
    )
