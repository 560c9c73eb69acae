"""What if: who flips from one book to another, and what it is worth, as decisions tell it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules import tables
from aligner_rules.model.faults import Invalid
from aligner_rules.model.limit import UNLIMITED, Limit
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.engines import SPARK_ENGINE
from aligner_rules.readings.decision import decide_facts
from aligner_rules.readings.quotation import quote_facts
from aligner_rules.rules.facts import EditionFacts
from aligner_rules.rules.formula import nodes
from aligner_rules.rules.policies import policies
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.replacement import POLICY
from changed_books import BOOK, changed
from column_cases import drawn_facts
from facts_strategies import good_facts
from frame_kinds import DUCKDB, KINDS, LAZY, PANDAS, POLARS, PYARROW, Kind, frame_of
from test_tables import changes

PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
ITEM = next(iter(PRICES.items))
DEARER = PRICES.evolve({ITEM: 5_001})
DAY = date(2025, 3, 3)
SOONER = BOOK.evolve({"replacement.interval_days": 30}, plans=["UNLIMITED"])
RANKS = {"refused": 0, "undetermined": 1, "allowed": 2}
MONEY = ("amount_before_minor", "amount_after_minor", "difference_minor")
rows = settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def plain(value: Any) -> Any:
    """What a column has: null where a value is unknown."""
    return None if value is UNKNOWN else value


def judged(
    policy: Policy[Any], facts: Any, book: ar.Rulebook, prices: ar.PriceBook
) -> tuple[ar.Decision, int | None]:
    """The decision about facts, and what they are worth: nothing where it is refused."""
    decision = decide_facts(policy, facts, book=book)
    if decision.outcome is ar.Outcome.REFUSED:
        return decision, 0
    total = quote_facts(policy, facts, book=book, prices=prices).total
    known = decision.outcome is ar.Outcome.ALLOWED and total is not UNKNOWN
    return decision, total.minor if known else None


def nulls_last(values: tuple[Any, ...]) -> list[tuple[bool, Any]]:
    """The order of values, as tables have it: nulls come last."""
    return [(value is None, value) for value in values]


class Expected:
    """What a comparison must tell, worked out row by row by the reading as values."""

    def __init__(self, policy: Policy[Any], facts: list[Any], books: Any, prices: Any) -> None:
        self.flips: Counter[tuple[Any, ...]] = Counter()
        self.groups: dict[tuple[Any, ...], Counter[str]] = {}
        moved: list[tuple[Any, ...]] = []
        keys = ("region",) if issubclass(policy.facts, EditionFacts) else ("plan", "region")
        for position, one in enumerate(facts):
            key = tuple(plain(getattr(one, name)) for name in keys)
            (was, worth), (now, later) = (
                judged(policy, one, book, price) for book, price in zip(books, prices, strict=True)
            )
            before, after = was.outcome.value, now.outcome.value
            for group in (key, ()):
                self._count(self.groups.setdefault(group, Counter()), (before, after), worth, later)
            if before != after:
                codes = [r.code for r in policy.requirements]
                verdicts = zip(codes, was.verdicts, now.verdicts, strict=True)
                why = ", ".join(code for code, old, new in verdicts if old is not new)
                self.flips[(*key, before, after, why)] += 1
            gap = None if worth is None or later is None else later - worth
            distance = abs(RANKS[after] - RANKS[before])
            if gap or distance:
                order = (-abs(gap or 0), -distance, position)
                told = (position, before, after, ", ".join(was.codes), ", ".join(now.codes))
                moved.append((order, (*told, worth, later, gap)))
        self.moved = [told for _, told in sorted(moved)[:100]]

    @staticmethod
    def _count(group: Counter[str], outcomes: Any, worth: int | None, later: int | None) -> None:
        for side, outcome in zip(("before", "after"), outcomes, strict=True):
            group[f"{outcome}_{side}"] += 1
        group["requests"] += 1
        group["flipped"] += outcomes[0] != outcomes[1]
        if worth is not None and later is not None:
            group["priced"] += 1
            group.update(dict(zip(MONEY, (worth, later, later - worth), strict=True)))

    @property
    def ordered_flips(self) -> list[tuple[Any, ...]]:
        """The flips, most first, then by what they are."""
        order = sorted(self.flips.items(), key=lambda flip: (-flip[1], nulls_last(flip[0])))
        return [(*key, many) for key, many in order]

    def counts(self, key: tuple[Any, ...], names: list[str]) -> tuple[Any, ...]:
        """What is told of a group, in the order of those columns."""
        return (*key, *(self.groups.get(key, Counter())[name] for name in names[len(key) :]))


def agrees(kind: Kind, frame: pl.DataFrame, told: Any, expected: Expected) -> None:
    """Whether all four frames of a comparison are as expected."""
    assert kind.read(told.flips).rows() == expected.ordered_flips
    groups, total = kind.read(told.groups), kind.read(told.total)
    keys = sorted((key for key in expected.groups if key), key=nulls_last)
    assert groups.rows() == [expected.counts(key, groups.columns) for key in keys]
    assert total.rows() == [expected.counts((), total.columns)]
    moved = kind.read(told.moved)
    positions = [row[0] for row in expected.moved]
    new = [name for name in moved.columns if name not in frame.columns]
    assert moved.select(new).rows() == expected.moved
    assert moved.select(frame.columns).equals(frame[positions])


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(seed=st.integers(0, 2**32), first=changes, second=changes)
@rows
def test_a_comparison_tells_what_single_decisions_do(
    kind: Kind, seed: int, first: Any, second: Any
) -> None:
    """Flips, groups, the total and the rows that move most follow from both books, row by row."""
    books, prices = (changed(first), changed(second)), (PRICES, DEARER)
    facts = drawn_facts(seed, 600, BOOK)
    frame = frame_of(facts, POLICY.facts)
    told = tables.compare(
        kind.made(frame),
        POLICY.kind,
        before=books[0],
        after=books[1],
        prices_before=PRICES,
        prices_after=DEARER,
    )
    agrees(kind, frame, told, Expected(POLICY, facts, books, prices))
    assert told.currency == "USD"


@pytest.mark.parametrize("policy", policies()[1:], ids=lambda policy: policy.name)
@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
def test_every_policy_is_compared(policy: Policy[Any], kind: Kind) -> None:
    """Whatever the kind of request; where it concerns no plan, there is no column for one."""
    facts = drawn_facts(31, 200, BOOK, policy)
    books = BOOK, BOOK.evolve(dict.fromkeys(_wide_terms(policy), UNKNOWN))
    frame = frame_of(facts, policy.facts)
    told = tables.compare(
        kind.made(frame), policy.kind, before=books[0], after=books[1], prices_before=PRICES
    )
    agrees(kind, frame, told, Expected(policy, facts, books, (PRICES, PRICES)))
    assert ("plan" in kind.read(told.flips).columns) == ("plan" in frame.columns)


def _wide_terms(policy: Policy[Any]) -> set[str]:
    """A term that the policy looks at, taken away to see its requests flip."""
    terms = {
        ".".join(node.payload.split(".")[:2])
        for formula in policy.formulas
        for node in nodes(formula)
        if node.op == "term"
    }
    return set(sorted(terms)[:1])


@pytest.mark.parametrize("kind", KINDS, ids=repr)
@given(seed=st.integers(0, 2**32))
@settings(rows, max_examples=2)
def test_a_sweep_tells_what_single_decisions_do(kind: Kind, seed: int) -> None:
    """Each row of the curve counts the outcomes by one book, and adds up what they are worth."""
    vary = {"replacement.interval_days": (30, 45), "expiry.months": (Limit(12), UNLIMITED, UNKNOWN)}
    facts = drawn_facts(seed, 400, BOOK)
    told = tables.sweep(
        kind.made(frame_of(facts, POLICY.facts)),
        POLICY.kind,
        vary=vary,
        book=BOOK,
        plans=["UNLIMITED", "ONE"],
        prices=PRICES,
    )
    expected = []
    for days in vary["replacement.interval_days"]:
        for months, word in zip(vary["expiry.months"], ("12", "unlimited", "unknown"), strict=True):
            changes = {"replacement.interval_days": days, "expiry.months": months}
            book = BOOK.evolve(changes, plans=["UNLIMITED", "ONE"])
            rows = [judged(POLICY, one, book, PRICES) for one in facts]
            outcomes = Counter(decision.outcome.value for decision, _ in rows)
            worth = [amount for _, amount in rows if amount is not None]
            counts = (outcomes[each] for each in ("allowed", "refused", "undetermined"))
            expected.append((days, word, len(facts), *counts, len(worth), sum(worth)))
    curve = kind.read(told.curve)
    assert curve.rows() == expected
    assert curve.columns[:3] == ["replacement_interval_days", "expiry_months", "requests"]
    assert told.currency == "USD"


@pytest.mark.parametrize("policy", policies(), ids=lambda policy: policy.name)
def test_every_policy_is_swept(policy: Policy[Any]) -> None:
    """A term of the policy, known and not: the curve is that of single decisions."""
    facts = drawn_facts(32, 100, BOOK, policy)
    frame = frame_of(facts, policy.facts)
    for term in _wide_terms(policy) or {"replacement.interval_days"}:
        told = tables.sweep(frame, policy.kind, vary={term: [UNKNOWN]}, book=BOOK)
        book = BOOK.evolve({term: UNKNOWN})
        outcomes = Counter(decide_facts(policy, one, book=book).outcome.value for one in facts)
        counts = tuple(outcomes[each] for each in ("allowed", "refused", "undetermined"))
        assert told.curve.rows() == [("unknown", 100, *counts)]
        assert told.currency is None


WAITING = good_facts(as_of=DAY, last_ordered_on=date(2025, 1, 25))  # 37 days: 30 are enough


def compared(kind: Kind, facts: list[Any], **changes: Any) -> Any:
    """The comparison of an interval of 45 days with one of 30."""
    asked: dict[str, Any] = {"before": BOOK, "after": SOONER, **changes}
    return tables.compare(kind.made(frame_of(facts, POLICY.facts)), POLICY.kind, **asked)


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_of_many_that_move_alike_the_first_hundred_are_told(kind: Kind) -> None:
    """Ties are broken by position, and a flip is counted once."""
    told = compared(kind, [good_facts(as_of=DAY), *[WAITING] * 150])
    assert kind.read(told.moved)["row_number"].to_list() == list(range(1, 101))
    assert kind.read(told.flips).rows() == [
        ("UNLIMITED", "US", "refused", "allowed", "waited-long-enough", 150)
    ]
    assert kind.read(told.total)["flipped"].to_list() == [150]


@pytest.mark.parametrize("kind", [POLARS, DUCKDB], ids=repr)
def test_the_rows_that_move_most_come_first(kind: Kind) -> None:
    """What differs most in worth, flipped or not; then what flips furthest; then the first."""
    after = FREELY.evolve({"replacement.interval_days": 30})
    facts = [
        evolve(WAITING, accepts_terms=UNKNOWN),  # refused before, open after: of unknown worth
        evolve(WAITING, upper_steps=1, lower_steps=0),  # flips, and costs one aligner
        good_facts(as_of=DAY),  # stays allowed, at another price
        evolve(WAITING, upper_steps=UNKNOWN),  # as far, and of unknown worth too
        good_facts(as_of=DAY, upper_steps=40, lower_steps=40),  # stays, at 80 times the difference
        good_facts(as_of=DAY, accepts_terms=False),  # does not move
    ]
    prices = {"prices_before": PRICES, "prices_after": DEARER}
    told = compared(kind, facts, before=FREELY, after=after, **prices)
    moved = kind.read(told.moved).select("row_number", "difference_minor").rows()
    assert moved == [(4, 80 * 501), (1, 5_001), (2, 5 * 501), (0, None), (3, None)]
    alone = compared(kind, facts, before=FREELY, after=after)
    assert kind.read(alone.moved)["row_number"].to_list() == [1, 0, 3]


def test_without_prices_no_money_is_told() -> None:
    """Neither the groups nor the rows have amounts, and there is no currency."""
    told = compared(POLARS, [WAITING])
    assert not [c for c in (*told.groups.columns, *told.moved.columns) if c.endswith("_minor")]
    assert told.currency is None


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_no_rows_give_empty_results(kind: Kind) -> None:
    """Of nothing there is one total, of noughts."""
    frame = kind.made(frame_of([WAITING], POLICY.facts).clear())
    told = tables.compare(frame, POLICY.kind, before=BOOK, after=SOONER, prices_before=PRICES)
    shapes = [kind.read(each).height for each in (told.flips, told.groups, told.moved)]
    assert (shapes, set(kind.read(told.total).row(0))) == ([0, 0, 0], {0})
    swept = tables.sweep(
        frame, POLICY.kind, vary={"replacement.interval_days": [30, 45]}, book=BOOK
    )
    assert kind.read(swept.curve).rows() == [(30, 0, 0, 0, 0), (45, 0, 0, 0, 0)]


FREELY = BOOK.evolve({"replacement.steps_per_arch": UNLIMITED, "replacement.free": False})
COSTLY = PRICES.evolve({ITEM: 10**12})


def costing(aligners: list[int]) -> list[Any]:
    """Requests that are allowed, of so many aligners each."""
    return [good_facts(as_of=DAY, upper_steps=many, lower_steps=0) for many in aligners]


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_totals_are_exact_to_the_last_unit(kind: Kind) -> None:
    """Sums above 2 to the 53, and up to the edge of Int64, lose nothing."""
    dearest = COSTLY.evolve({ITEM: 999_999_999_999})
    facts = costing([2_000_001, 2_000_003, 2_000_005, 2_000_007])
    told = compared(
        kind, facts, before=FREELY, after=FREELY, prices_before=dearest, prices_after=PRICES
    )
    before, after = 8_000_016 * 999_999_999_999, 8_000_016 * 4_500
    total = kind.read(told.total)
    assert total.select(*MONEY).rows() == [(before, after, after - before)]
    assert before > 2**62


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_totals_beyond_int64_are_refused(kind: Kind) -> None:
    """Where Int64 does not hold a sum it is an error that says so, never another number."""
    facts = costing([2_000_000] * 5)
    prices = {"prices_before": COSTLY, "prices_after": PRICES}
    with pytest.raises(Exception, match="a sum is beyond Int64"):
        kind.read(compared(kind, facts, before=FREELY, after=FREELY, **prices).total)
    with pytest.raises(Exception, match="a sum is beyond Int64"):
        kind.read(
            tables.sweep(
                kind.made(frame_of(facts, POLICY.facts)),
                POLICY.kind,
                vary={"replacement.free": [False]},
                book=FREELY,
                prices=COSTLY,
            ).curve
        )


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_what_one_request_costs_never_wraps(kind: Kind) -> None:
    """Counts that may take an amount beyond Int64 are an error wherever an amount is told."""
    frame = kind.made(frame_of(costing([3, 10_000_000]), POLICY.facts))
    said = "a count beyond 2305843 may take an amount beyond Int64|Overflow in multiplication"
    with pytest.raises(Exception, match=said):
        kind.read(tables.quote(frame, POLICY.kind, book=FREELY, prices=COSTLY))
    books: dict[str, Any] = {"before": FREELY, "after": FREELY}
    with pytest.raises(Exception, match=said):
        kind.read(tables.compare(frame, POLICY.kind, **books, prices_before=COSTLY).total)
    asked: dict[str, Any] = {"vary": {"replacement.free": [False]}, "book": FREELY}
    with pytest.raises(Exception, match=said):
        kind.read(tables.sweep(frame, POLICY.kind, **asked, prices=COSTLY).curve)
    cheap = tables.quote(frame, POLICY.kind, book=FREELY, prices=PRICES)
    assert kind.read(cheap)["amount_minor"].to_list()[1] == 10_000_000 * 4_500


def test_lazy_frames_stay_lazy() -> None:
    """Nothing of a LazyFrame is computed until a result is asked for."""

    def never(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError

    frame = frame_of([WAITING], POLICY.facts)
    lazy = frame.lazy().map_batches(never, schema=frame.schema)
    told = tables.compare(lazy, POLICY.kind, before=BOOK, after=SOONER, prices_before=PRICES)
    curve = tables.sweep(lazy, POLICY.kind, vary={"replacement.interval_days": [30]}, book=BOOK)
    frames = (told.flips, told.groups, told.total, told.moved, curve.curve)
    assert {type(each) for each in frames} == {pl.LazyFrame}


@pytest.mark.parametrize("kind", [PANDAS, PYARROW, LAZY], ids=repr)
def test_without_a_region_there_is_no_column_for_it(kind: Kind) -> None:
    """Of a frame without regions, groups are told by plan alone."""
    book = ar.load_rulebook("clearcorrect-2024-10")
    frame = frame_of([WAITING], POLICY.facts).drop("region")
    after = book.evolve({"replacement.interval_days": 30})
    told = tables.compare(kind.made(frame), POLICY.kind, before=book, after=after)
    assert kind.read(told.groups).columns[:2] == ["plan", "requests"]
    assert kind.read(told.flips)["requests"].to_list() == [1]


def test_pandas_keeps_the_index_of_rows_that_move() -> None:
    """The rows that move are told by the index that they have."""
    frame = frame_of([good_facts(as_of=DAY), WAITING], POLICY.facts).to_pandas()
    frame.index = ["first", "second"]
    frame["as_of"] = frame["as_of"].dt.date
    frame[["approved_on", "last_ordered_on"]] = date(2025, 1, 25)
    told = tables.compare(frame, POLICY.kind, before=BOOK, after=SOONER)
    assert list(told.moved.index) == ["first", "second"]


def test_prices_have_to_be_comparable() -> None:
    """Prices after alone, and those of another currency, are at fault."""
    with pytest.raises(Invalid, match=r"\$\.prices_before: given None"):
        compared(POLARS, [WAITING], prices_after=PRICES)
    euros = evolve(PRICES, currency=ar.Currency("EUR", 2))
    with pytest.raises(Invalid, match=r"\$\.prices_after: given EUR with 2 decimals"):
        compared(POLARS, [WAITING], prices_before=PRICES, prices_after=euros)


@pytest.mark.parametrize(
    "vary", [{}, {"replacement.free": []}, {"replacement.interval_days": range(1001)}]
)
def test_a_sweep_tries_one_to_a_thousand_books(vary: Any) -> None:
    """Nothing to try, and too much, are at fault."""
    frame = frame_of([WAITING], POLICY.facts)
    with pytest.raises(Invalid, match=r"\$\.vary"):
        tables.sweep(frame, POLICY.kind, vary=vary, book=BOOK)


def test_the_names_of_results_have_to_be_free() -> None:
    """A frame that has a column of a result's name already is at fault."""
    frame = frame_of([WAITING], POLICY.facts).with_columns(row_number=1)
    with pytest.raises(Invalid, match=r"\$\.row_number: given a column of the frame"):
        tables.compare(frame, POLICY.kind, before=BOOK, after=SOONER)


def test_spark_stacks_rows_in_its_own_words() -> None:
    """On Spark the one row of a sweep becomes many by a function of its dialect."""

    class Frame:
        def selectExpr(self, *columns: str) -> tuple[str, ...]:  # noqa: N802 - as Spark names it
            return columns

    made = SPARK_ENGINE.stack(Frame(), ["`days`", "`allowed`"], [["30", "`a`"], ["45", "`b`"]])
    assert made == ("stack(2, 30, `a`, 45, `b`) AS (`days`, `allowed`)",)
