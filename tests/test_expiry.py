"""Expiry, clause by clause: both sides of every boundary, leap days and the ends of months."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from attrs import evolve, fields_dict
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner_rules.model import UNKNOWN, Case, Phase, Plan, Shipment, StepSelection
from aligner_rules.model.limit import UNKNOWN_LIMIT, UNLIMITED, Limit
from aligner_rules.readings.columns.lowering import lowered
from aligner_rules.readings.columns.numbering import numbered
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.terms import NO_TERMS, PlanTerms
from aligner_rules.rules import expiry as law
from aligner_rules.rules.expiry import ExpiryFacts, expiry_facts
from aligner_rules.rules.folding import under
from aligner_rules.rules.formula import EPOCH, Formula, fold
from aligner_rules.rules.straight import written_out
from aligner_rules.rules.symbols import as_formula, symbolic_facts, symbolic_terms
from facts_strategies import good_facts
from plain_values import Plain

BOOK = load_rulebooks()
APPROVED_ON = date(2024, 10, 1)
ANCHORS = {
    "first-shipment": ("has_shipped", "first_shipped_on"),
    "purchase": ("has_purchased", "purchased_on"),
    "last-step-end": ("last_step_ended", "last_step_ended_on"),
    "planned-end": ("end_is_planned", "planned_end_on"),
    "previous-series-end": ("previous_series_ended", "previous_series_ended_on"),
}
QUANTITIES: tuple[Any, ...] = (
    law.begun,
    law.counted_from,
    law.lapses,
    law.expires_on,
    law.overflowed,
    law.expired,
    law.days_left,
    law.months_left,
    law.emphasis,
)
SHIPPED: Any = st.dates(date(2024, 10, 1), date(2032, 12, 31)) | st.sampled_from(
    (date(2024, 10, 31), date(2024, 11, 30), date(2025, 8, 31), date(2028, 2, 29))
)


def terms(plan: str = "ONE", **changes: Any) -> PlanTerms:
    """The terms of a plan of 2024-10, but for the changes of its expiry terms."""
    own = BOOK.terms(plan, APPROVED_ON, "US")
    return evolve(own, expiry=evolve(own.expiry, **changes))


def facts(as_of: date, shipped: Any, plan: Any = "ONE") -> ExpiryFacts:
    """The facts of a plan of 2024-10 whose phase 1 shipped on that day; None: not yet."""
    return ExpiryFacts(
        as_of=as_of,
        plan=plan,
        approved_on=APPROVED_ON,
        region="US",
        has_shipped=UNKNOWN if shipped is UNKNOWN else shipped is not None,
        first_shipped_on=UNKNOWN if shipped is None else shipped,
    )


class TestDate:
    """EXP-2, EXP-8: calendar months from the first shipment, always added from it."""

    @pytest.mark.parametrize(
        ("plan", "shipped", "expected"),
        [
            ("MINI", date(2025, 8, 31), date(2026, 2, 28)),
            ("MINI", date(2027, 8, 31), date(2028, 2, 29)),
            ("MINI", date(2025, 3, 31), date(2025, 9, 30)),
            ("ONE", date(2024, 11, 15), date(2025, 11, 15)),
            ("ONE", date(2028, 2, 29), date(2029, 2, 28)),
            ("ONE", date(2027, 2, 28), date(2028, 2, 28)),
            ("TWO", date(2028, 2, 29), date(2030, 2, 28)),
            ("TWO", date(2024, 12, 31), date(2026, 12, 31)),
        ],
    )
    def test_months_are_counted_from_the_first_shipment(
        self, plan: str, shipped: date, expected: date
    ) -> None:
        """MINI has 6 months, ONE 12 and TWO 24, clipped to the end of a month."""
        assert law.expires_on(facts(shipped, shipped), terms(plan)) == expected

    @given(shipped=SHIPPED, months=st.integers(0, 60))
    def test_it_is_the_date_of_dateutil(self, shipped: date, months: int) -> None:
        """The date, and whether the month lacks the day, are those of dateutil."""
        told, own = facts(shipped, shipped), terms(months=Limit(months))
        on = shipped + relativedelta(months=months)
        assert (law.expires_on(told, own), law.overflowed(told, own)) == (on, on.day < shipped.day)

    @pytest.mark.parametrize(
        ("shipped", "rule", "expected"),
        [
            (date(2028, 2, 28), "clip", date(2029, 2, 28)),
            (date(2028, 2, 28), "roll", date(2029, 2, 28)),
            (date(2028, 2, 28), "raise", date(2029, 2, 28)),
            (date(2028, 2, 28), UNKNOWN, date(2029, 2, 28)),
            (date(2028, 2, 29), "clip", date(2029, 2, 28)),
            (date(2028, 2, 29), "roll", date(2029, 3, 1)),
            (date(2028, 2, 29), "raise", UNKNOWN),
            (date(2028, 2, 29), UNKNOWN, UNKNOWN),
            (UNKNOWN, "roll", UNKNOWN),
        ],
    )
    def test_the_rule_for_a_lacking_day_has_a_name(
        self, shipped: Any, rule: Any, expected: Any
    ) -> None:
        """Clip, roll or raise differ only where the month lacks the day."""
        told = facts(date(2028, 3, 1), shipped)
        assert law.expires_on(told, terms(month_overflow=rule)) == expected

    @pytest.mark.parametrize("rule", ["roll", "raise"])
    def test_every_rule_tells_that_the_month_lacks_the_day(self, rule: str) -> None:
        """Whatever becomes of the day, the answer says that it was lacking."""
        told = facts(date(2028, 3, 1), date(2028, 2, 29))
        assert law.overflowed(told, terms(month_overflow=rule)) is True

    @pytest.mark.parametrize(
        ("shipped", "limit", "expected"),
        [
            (date(2024, 11, 15), Limit(12), True),
            (None, Limit(12), False),
            (UNKNOWN, Limit(12), UNKNOWN),
            (date(2024, 11, 15), UNLIMITED, False),
            (UNKNOWN, UNLIMITED, False),
            (None, UNKNOWN_LIMIT, False),
            (date(2024, 11, 15), UNKNOWN_LIMIT, UNKNOWN),
        ],
    )
    def test_without_a_shipment_or_months_there_is_no_date(
        self, shipped: Any, limit: Limit, expected: Any
    ) -> None:
        """EXP-6: that nothing has shipped is known, and so is that a plan never expires."""
        assert law.lapses(facts(date(2025, 1, 1), shipped), terms(months=limit)) is expected


class TestAnchor:
    """EXP-2 and its like elsewhere: the day that the months are counted from."""

    @pytest.mark.parametrize("anchor", ANCHORS)
    def test_each_anchor_has_facts_of_its_own(self, anchor: str) -> None:
        """Whether the day has come, and which it is, are the facts of that anchor alone."""
        come, on = ANCHORS[anchor]
        day = date(2028, 2, 29)
        own = terms(anchor=anchor)
        nothing = ExpiryFacts(as_of=date(2028, 3, 1))
        known: dict[str, Any] = {come: True, on: day}
        unknown: dict[str, Any] = {come: False}
        told, not_yet = evolve(nothing, **known), evolve(nothing, **unknown)
        assert (law.lapses(told, own), law.expires_on(told, own)) == (True, date(2029, 2, 28))
        assert (law.overflowed(told, own), law.lapses(not_yet, own)) == (True, False)

    @pytest.mark.parametrize(("shift", "expected"), [(-1, False), (0, True)])
    def test_from_the_approval(self, shift: int, expected: bool) -> None:
        """From the day of approval on the months run, whether anything has shipped or not."""
        told = facts(APPROVED_ON + timedelta(days=shift), None)
        own = terms(anchor="approval")
        assert law.lapses(told, own) is expected
        assert law.expires_on(told, own) == date(2025, 10, 1)

    def test_without_an_anchor_nothing_lapses(self) -> None:
        """A plan that counts from nothing never expires."""
        assert law.lapses(facts(date(2050, 1, 1), APPROVED_ON), terms(anchor="none")) is False

    def test_an_unknown_anchor_leaves_everything_open(self) -> None:
        """As long as nobody knows from which day, the expiry date is unknown."""
        told, own = facts(date(2050, 1, 1), APPROVED_ON), terms(anchor=UNKNOWN)
        assert (law.lapses(told, own), law.expires_on(told, own)) == (UNKNOWN, UNKNOWN)

    @pytest.mark.parametrize(
        ("anchor", "expected"),
        [
            ("first-shipment", True),
            ("approval", True),
            ("none", False),
            ("purchase", UNKNOWN),
            ("last-step-end", UNKNOWN),
            ("planned-end", UNKNOWN),
            ("previous-series-end", UNKNOWN),
        ],
    )
    def test_replacements_look_at_shipment_and_approval(self, anchor: str, expected: Any) -> None:
        """Whether a plan that counts from another day has expired is unknown to a replacement."""
        told = good_facts(as_of=date(2030, 1, 1), first_shipped_on=date(2024, 11, 30))
        assert law.expired(told, terms(anchor=anchor)) is expected

    def test_a_case_tells_its_days(self) -> None:
        """What had happened by the day counts; a planned end is known ahead."""
        case = Case(
            "C-1",
            "UTC",
            purchased_on=date(2024, 9, 1),
            last_step_ended_on=date(2025, 9, 1),
            planned_end_on=date(2026, 1, 1),
            previous_series_ended_on=None,
        )
        told = expiry_facts(case, date(2025, 8, 31))
        assert (told.has_purchased, told.purchased_on) == (True, date(2024, 9, 1))
        assert (told.last_step_ended, told.last_step_ended_on) == (False, UNKNOWN)
        assert (told.end_is_planned, told.planned_end_on) == (True, date(2026, 1, 1))
        assert (told.previous_series_ended, told.previous_series_ended_on) == (False, UNKNOWN)


class TestExpired:
    """EXP-7: the expiry day itself is inside, unless the rulebook puts it outside."""

    @pytest.mark.parametrize(
        ("days", "inside", "expected"),
        [
            (-1, True, False),
            (0, True, False),
            (1, True, True),
            (-1, False, False),
            (0, False, True),
            (1, False, True),
        ],
    )
    def test_the_expiry_day(self, days: int, inside: bool, expected: bool) -> None:
        """It is expired from the day after, or from the day itself."""
        as_of = date(2025, 11, 15) + timedelta(days=days)
        told = law.expired(facts(as_of, date(2024, 11, 15)), terms(expiry_day_inside=inside))
        assert told is expected

    @pytest.mark.parametrize(
        ("rule", "expected"),
        [("clip", [True, True]), ("roll", [False, True]), ("raise", [UNKNOWN, UNKNOWN])],
    )
    def test_a_day_that_does_not_exist(self, rule: str, expected: list[Any]) -> None:
        """Rolled on, the plan lasts a day longer; without a day, whether it is over is unknown."""
        days = [date(2029, 3, 1), date(2029, 3, 2)]
        own = terms(month_overflow=rule)
        assert [law.expired(facts(day, date(2028, 2, 29)), own) for day in days] == expected


class TestLeft:
    """EXP-9: what is left, counted back from the expiry date."""

    @pytest.mark.parametrize(
        ("as_of", "days", "months"),
        [
            (date(2028, 2, 29), 365, 11),
            (date(2028, 8, 28), 184, 6),
            (date(2028, 8, 29), 183, 5),
            (date(2029, 1, 28), 31, 1),
            (date(2029, 1, 29), 30, 0),
            (date(2029, 2, 27), 1, 0),
            (date(2029, 2, 28), 0, 0),
            (date(2029, 3, 1), 0, 0),
            (date(2035, 1, 1), 0, 0),
        ],
    )
    def test_from_a_leap_day(self, as_of: date, days: int, months: int) -> None:
        """From 29 February 2028 ONE runs to 28 February 2029; nothing is left from that day on."""
        told = facts(as_of, date(2028, 2, 29))
        assert (law.days_left(told, terms()), law.months_left(told, terms())) == (days, months)

    @given(shipped=SHIPPED, months=st.integers(0, 60), passed=st.integers(0, 2000))
    def test_whole_months_are_those_of_dateutil(
        self, shipped: date, months: int, passed: int
    ) -> None:
        """Counted back from the expiry date dateutil finds as many whole months."""
        told = facts(shipped + timedelta(days=passed), shipped)
        own = terms(months=Limit(months))
        back = relativedelta(told.as_of, law.expires_on(told, own))
        assert law.months_left(told, own) == max(0, -(back.years * 12 + back.months))


class TestEmphasis:
    """EXP-3: bold with less than 6 months left, red with less than 3."""

    @pytest.mark.parametrize(
        ("as_of", "expected"),
        [
            (date(2024, 11, 15), "plain"),
            (date(2025, 5, 15), "plain"),
            (date(2025, 5, 16), "bold"),
            (date(2025, 8, 15), "bold"),
            (date(2025, 8, 16), "red"),
            (date(2025, 11, 15), "red"),
            (date(2025, 11, 16), "expired"),
        ],
    )
    def test_each_begins_after_its_day(self, as_of: date, expected: str) -> None:
        """The day that lies 6 or 3 months before the expiry date is not yet less."""
        assert law.emphasis(facts(as_of, date(2024, 11, 15)), terms()) == expected

    @pytest.mark.parametrize(
        ("as_of", "expected"),
        [
            (date(2026, 2, 28), "plain"),
            (date(2026, 3, 1), "bold"),
            (date(2026, 5, 31), "bold"),
            (date(2026, 6, 1), "red"),
        ],
    )
    def test_at_the_ends_of_months(self, as_of: date, expected: str) -> None:
        """Six months before 31 August is the last day of February."""
        assert law.emphasis(facts(as_of, date(2025, 8, 31)), terms()) == expected

    @given(shipped=SHIPPED, passed=st.integers(0, 900), own=st.integers(0, 24))
    def test_it_begins_where_whole_months_run_out(
        self, shipped: date, passed: int, own: int
    ) -> None:
        """Less than n months left is said of just the days with fewer than n whole months."""
        told, held = facts(shipped + timedelta(days=passed), shipped), terms(months=Limit(own))
        left = law.months_left(told, held)
        expected = "red" if left < 3 else "bold" if left < 6 else "plain"
        over = told.as_of > law.expires_on(told, held)
        assert law.emphasis(told, held) == ("expired" if over else expected)

    def test_the_counts_of_months_are_the_rulebook_s(self) -> None:
        """With other months, or unknown ones, the emphasis is another, or unknown."""
        told = facts(date(2025, 5, 16), date(2024, 11, 15))
        changes: tuple[dict[str, Any], ...] = (
            {"bold_months": 5},
            {"red_months": 6},
            {"bold_months": UNKNOWN},
            {"bold_months": UNKNOWN, "red_months": 6},
        )
        found = [law.emphasis(told, terms(**each)) for each in changes]
        assert found == ["plain", "red", UNKNOWN, "red"]

    @pytest.mark.parametrize("limit", [Limit(12), UNLIMITED, UNKNOWN_LIMIT])
    def test_where_nothing_has_shipped_it_is_plain(self, limit: Limit) -> None:
        """No expiry date yet is nothing to be warned of (EXP-6)."""
        assert law.emphasis(facts(date(2030, 1, 1), None), terms(months=limit)) == "plain"


def told_facts(shipped: Any, passed: int, *, gap: str | None, plan: str) -> ExpiryFacts:
    """Facts so many days after the shipment, one of them unknown."""
    since = date(2026, 2, 28) if shipped in (None, UNKNOWN) else shipped
    complete = evolve(
        facts(since + timedelta(days=passed), shipped, plan),
        has_purchased=True,
        purchased_on=since - timedelta(days=30),
        last_step_ended=False,
        end_is_planned=True,
        planned_end_on=since + timedelta(days=400),
    )
    return complete if gap is None else evolve(complete, **{gap: UNKNOWN})


ANY_FACTS = st.builds(
    told_facts,
    SHIPPED | st.just(None) | st.just(UNKNOWN),
    st.sampled_from((0, 1, 180, 181, 184, 273, 274, 275, 364, 365, 366, 730, 731)),
    gap=st.sampled_from((None, None, "as_of", "plan", "approved_on", "first_shipped_on")),
    plan=st.sampled_from(("FLEX", "MINI", "ONE", "TWO", "THREE", "no such plan")),
)
CHANGES: dict[str, tuple[Any, ...]] = {
    "expiry.anchor": (*ANCHORS, "none", UNKNOWN),
    "expiry.months": (Limit(0), Limit(1), Limit(13), UNLIMITED, UNKNOWN),
    "expiry.expiry_day_inside": (True, False, UNKNOWN),
    "expiry.month_overflow": ("roll", "raise", "clip", UNKNOWN),
    "expiry.bold_months": (0, 1, 7, UNKNOWN),
    "expiry.red_months": (0, 1, 7, UNKNOWN),
}


Changes = list[tuple[str, int, set[str]]]
BOOKS: st.SearchStrategy[Changes] = st.lists(
    st.tuples(
        st.sampled_from(sorted(CHANGES)),
        st.integers(0, 6),
        st.sets(st.sampled_from(("FLEX", "MINI", "ONE")), min_size=1),
    ),
    max_size=3,
)


def changed(changes: Changes) -> Rulebook:
    """The packaged editions, with expiry terms changed for some plans."""
    book = BOOK
    for path, number_of_value, plans in changes:
        value = CHANGES[path][number_of_value % len(CHANGES[path])]
        book = book.evolve({path: value}, plans=sorted(plans))
    return book


class Echo(dict[Any, Any]):
    """Tells of answers themselves."""

    def __missing__(self, answers: Any) -> Any:
        """Return the answers."""
        return answers


@cache
def read(quantity: Any) -> Formula:
    """The quantity as it reads for symbols."""
    return as_formula(quantity(symbolic_facts(ExpiryFacts), symbolic_terms()))


def number(value: Any) -> Any:
    """A day as its number, everything else as it is."""
    return value.toordinal() - EPOCH if isinstance(value, date) else value


@given(told=ANY_FACTS, changes=BOOKS)
@settings(max_examples=40, deadline=None)
def test_columns_are_what_the_values_are(told: ExpiryFacts, changes: Changes) -> None:
    """As a formula with the terms in it and days as numbers, each quantity has the same value."""
    book = changed(changes)
    own = book.terms(told.plan, told.approved_on, told.region)
    plain = Plain({name: getattr(told, name) for name in fields_dict(ExpiryFacts)})
    values = [number(quantity(told, own)) for quantity in QUANTITIES]
    columns = [fold(numbered(lowered(read(quantity), book)), plain) for quantity in QUANTITIES]
    assert [number(each) for each in columns] == values


@given(told=ANY_FACTS, changes=BOOKS)
@settings(max_examples=40, deadline=None)
def test_written_out_they_are_what_the_values_are(told: ExpiryFacts, changes: Changes) -> None:
    """As one straight-line function under the terms, each quantity has the same value."""
    own = changed(changes).terms(told.plan, told.approved_on, told.region)
    written = written_out([under(read(quantity), own) for quantity in QUANTITIES], Echo())
    assert list(written(told)) == [quantity(told, own) for quantity in QUANTITIES]


def test_of_nothing_known_nothing_is_told() -> None:
    """Where no fact and no term is known, every quantity is unknown."""
    nothing = ExpiryFacts()
    assert {repr(quantity(nothing, NO_TERMS)) for quantity in QUANTITIES} == {"UNKNOWN"}


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2024, 11, 14), (False, UNKNOWN)),
        (date(2024, 11, 15), (True, date(2024, 11, 15))),
    ],
)
def test_only_what_had_shipped_by_that_day_counts(as_of: date, expected: tuple[Any, Any]) -> None:
    """On an earlier day than the shipment nothing has shipped."""
    steps = StepSelection.parse(upper="1-10", lower="")
    phase = Phase(1, steps, shipment=Shipment(date(2024, 11, 15)))
    case = Case("C-1", "UTC", plan=Plan("ONE", APPROVED_ON), phases=(phase,))
    told = expiry_facts(case, as_of)
    assert (told.has_shipped, told.first_shipped_on) == expected
    assert (told.as_of, told.plan, told.approved_on) == (as_of, "ONE", APPROVED_ON)
