"""The words of the vocabulary, as values."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model.limit import UNKNOWN_LIMIT, UNLIMITED, Limit
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules import words
from aligner_rules.rules.formula import Formula, Type

TRUTHS = (True, False, UNKNOWN)
KLEENE = {False: 0, UNKNOWN: 1, True: 2}
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_and_or_are_minimum_and_maximum(left: Any, right: Any) -> None:
    """With false < unknown < true, & is the lesser and | the greater, as Kleene has it."""
    ends = sorted((left, right), key=KLEENE.__getitem__)
    assert [left & right, left | right] == ends


def test_not_turns_what_is_known() -> None:
    """not_ turns true and false, and leaves unknown."""
    assert [words.not_(truth) for truth in TRUTHS] == [False, True, UNKNOWN]


@pytest.mark.parametrize("name", words.__all__)
def test_every_word_is_documented(name: str) -> None:
    """Every word says what its answer is."""
    assert getattr(words, name).__doc__


def test_where_on_an_unknown_condition_is_unknown() -> None:
    """Where never picks a side for an unknown condition."""
    assert words.where(UNKNOWN, 1, 1) is UNKNOWN


def test_where_ignores_the_side_that_is_not_taken() -> None:
    """An unknown on the other side does no harm."""
    assert (words.where(True, 1, UNKNOWN), words.where(False, UNKNOWN, 2)) == (1, 2)


@pytest.mark.parametrize(
    ("count", "limit", "expected"),
    [
        (8, Limit(8), True),
        (9, Limit(8), False),
        (999, UNLIMITED, True),
        (UNKNOWN, UNLIMITED, True),
        (UNKNOWN, Limit(8), UNKNOWN),
        (0, UNKNOWN_LIMIT, UNKNOWN),
    ],
)
def test_within_takes_the_limit_itself(count: int, limit: Limit, expected: Any) -> None:
    """A limit still admits its own number, and an absent one everything."""
    assert words.within(count, limit) is expected


def test_equals_absorbs_unknown_on_either_side() -> None:
    """Nothing is known to equal the unknown, not even itself."""
    assert [words.equals(*p) for p in ((UNKNOWN, 1), (1, UNKNOWN), (UNKNOWN, UNKNOWN))] == [
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
    ]


@given(DAYS, st.integers(0, 3650))
def test_plus_days_undoes_days_between(day: date, days: int) -> None:
    """The days between a day and the day so much later are just as many."""
    assert words.days_between(day, words.plus_days(day, days)) == days


@given(DAYS, st.integers(0, 1200))
def test_plus_months_agrees_with_dateutil(day: date, months: int) -> None:
    """Months are added from the day itself, and clipped to the end of the month."""
    assert words.plus_months(day, months) == day + relativedelta(months=months)


@given(DAYS, DAYS, st.integers(-3, 3))
def test_months_between_are_those_that_the_end_can_be_put_back_by(
    start: date, end: date, beside: int
) -> None:
    """Put back by so many months or fewer the end is not before the start, by more it is."""
    between = words.months_between(start, end)
    back = words.plus_months(end, -(between + beside))
    assert (back >= start) is (beside <= 0)


@given(DAYS, st.integers(-1200, 1200))
def test_a_month_lacks_a_day_where_counting_back_does_not_return_to_it(
    day: date, months: int
) -> None:
    """What is clipped on the way there stays clipped on the way back (EXP-8)."""
    back = words.plus_months(words.plus_months(day, months), -months)
    assert words.month_lacks_day(day, months) is (back != day)


@pytest.mark.parametrize(
    "call",
    [
        lambda: words.plus_days(UNKNOWN, 45),
        lambda: words.plus_days(date(2024, 1, 1), UNKNOWN),
        lambda: words.plus_months(UNKNOWN, 12),
        lambda: words.plus_months(date(2024, 1, 1), UNKNOWN),
        lambda: words.plus_months(UNKNOWN, 12, "roll"),
        lambda: words.plus_months(date(2024, 1, 1), UNKNOWN, "roll"),
        lambda: words.month_lacks_day(UNKNOWN, 12),
        lambda: words.month_lacks_day(date(2024, 1, 1), UNKNOWN),
        lambda: words.months_between(UNKNOWN, date(2024, 1, 1)),
        lambda: words.months_between(date(2024, 1, 1), UNKNOWN),
        lambda: words.days_between(UNKNOWN, date(2024, 1, 1)),
        lambda: words.days_between(date(2024, 1, 1), UNKNOWN),
        lambda: words.larger(UNKNOWN, 1),
        lambda: words.larger(1, UNKNOWN),
        lambda: words.one_of(UNKNOWN, "lost"),
        lambda: words.listed(UNKNOWN, ("lost",)),
        lambda: words.listed("lost", UNKNOWN),
        lambda: words.listed(UNKNOWN, UNKNOWN),
    ],
)
def test_unknown_is_absorbed(call: Any) -> None:
    """Whatever is made of an unknown is unknown."""
    assert call() is UNKNOWN


def test_a_word_given_something_else_says_so() -> None:
    """A value that is neither plain, unknown nor a formula is refused with its type."""
    with pytest.raises(TypeError, match=r"negation cannot take 1 \(int\)"):
        words.not_(1)  # type: ignore[arg-type]


@pytest.mark.parametrize("call", [words.equals, words.one_of])
def test_equality_lifts(call: Any) -> None:
    """Equals and one_of make a formula, whichever side the symbol stands on."""
    symbol = Formula.fact("cause", Type.TEXT)
    assert repr(call(symbol, "lost")) == "(cause = 'lost')"


def test_equality_lifts_on_the_right() -> None:
    """A symbol on the right makes a formula as well."""
    assert repr(words.equals(1, Formula.fact("n", Type.INT))) == "(1 = n)"


@pytest.mark.parametrize(
    ("value", "names", "expected"),
    [
        ("TWO", ("TWO", "THREE"), True),
        ("ONE", ("TWO", "THREE"), False),
        ("TWO", (), False),
        (UNKNOWN, (), False),
    ],
)
def test_listed_looks_for_a_text_in_a_list(value: Any, names: Any, expected: bool) -> None:
    """Only what is in the list is listed; in an empty one nothing is, known or not."""
    assert words.listed(value, names) is expected


def test_listed_takes_no_other_list() -> None:
    """A list that is no term of a rulebook is refused with its type."""
    with pytest.raises(TypeError, match=r"listed cannot take 'lost' \(str\), \['lost'\] \(list\)"):
        words.listed("lost", ["lost"])  # type: ignore[arg-type]


def test_words_lift() -> None:
    """Words given a symbol make a formula of it."""
    day, truth = Formula.fact("d", Type.DATE), Formula.fact("b", Type.BOOL)
    lifted: list[Any] = [
        words.plus_days(day, 45),  # type: ignore[arg-type]
        words.plus_months(day, 12),  # type: ignore[arg-type]
        words.days_between(day, date(2024, 1, 1)),  # type: ignore[arg-type]
        words.not_(truth),  # type: ignore[arg-type]
        words.where(truth, 1, UNKNOWN),  # type: ignore[arg-type]
        words.listed(Formula.fact("t", Type.TEXT), ("lost", "damaged")),  # type: ignore[arg-type]
    ]
    assert [repr(f) for f in lifted] == [
        "plus_days(d, 45)",
        "plus_months(d, 12)",
        "(738886 - day_number(d))",
        "not_(b)",
        "where(b, 1, UNKNOWN)",
        "listed(t, ('lost', 'damaged'))",
    ]
