"""Two books compared over a frame: who flips, why, and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.faults import Invalid
from aligner_rules.model.money import Currency
from aligner_rules.readings.columns import answers
from aligner_rules.readings.columns.asking import facts_asked
from aligner_rules.readings.columns.bounding import bounded
from aligner_rules.readings.columns.counting import OUTCOMES, Tally, came_to, codes_in, counted
from aligner_rules.readings.columns.engines import engine_of
from aligner_rules.readings.columns.expressions import Speech, literal
from aligner_rules.readings.columns.frames import Sheet, sheet_of
from aligner_rules.readings.columns.inspection import inspected
from aligner_rules.readings.columns.judging import Judged, judged, price_faults
from aligner_rules.readings.columns.results import carried, handed_over, with_rows
from aligner_rules.readings.columns.sheets import Worked, worked
from aligner_rules.readings.columns.what_if import MOST_MOVED, Comparison
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.policy import Policy

_SIDES: Final = ("before", "after")
_AMOUNTS: Final = ("amount_before_minor", "amount_after_minor")
_DIFFERENCE: Final = "difference_minor"


@frozen
class Change:
    """What is compared: the book and the prices before, and those after."""

    books: tuple[Rulebook, Rulebook]
    prices: tuple[PriceBook | None, PriceBook | None]

    @property
    def has_prices(self) -> bool:
        """Whether there is money to compare."""
        return self.prices[0] is not None

    @property
    def money(self) -> Currency | None:
        """The currency of the prices, None where there are none."""
        prices = self.prices[0]
        return None if prices is None else prices.currency

    @property
    def sides(self) -> tuple[str, str]:
        """The names of the book and of the prices, before and after."""
        before, after = (
            book.name if prices is None else f"{book.name}, prices {prices.name}"
            for book, prices in zip(self.books, self.prices, strict=True)
        )
        return before, after


def change_of(
    before: Rulebook, after: Rulebook, prices: PriceBook | None, prices_after: PriceBook | None
) -> Change:
    """Return what is compared; prices stay as they are where none are given for after."""
    if faults := price_faults(prices, prices_after):
        raise Invalid("question", faults)
    return Change((before, after), (prices, prices_after or prices))


def compared(
    frame: Any, policy: Policy[Any], change: Change, as_of: date | None
) -> Comparison[Any]:
    """Return who flips, why, and what it is worth, over the rows of a frame."""
    both = [
        judged(policy, book, prices, as_of)
        for book, prices in zip(change.books, change.prices, strict=True)
    ]
    formulas = [formula for one in both for formula in one.formulas]
    asked = facts_asked(policy.facts, formulas)
    sheet = sheet_of(frame, {*asked, "plan", "region"})
    known = fact_types(policy.facts)
    keys = [name for name in ("plan", "region") if name in known and name in sheet.names]
    new = ["row_number", *(f"{what}_{side}" for what in ("outcome", "reasons") for side in _SIDES)]
    new += [*_AMOUNTS, _DIFFERENCE] if change.has_prices else []
    dtypes = inspected(sheet, asked | dict.fromkeys(keys, Type.TEXT), as_of, new)
    done = worked(sheet, dtypes, formulas)
    codes = tuple(one.code for one in policy.requirements)
    rows = _Rows(sheet, done.prefix, tuple(keys), codes, change.has_prices)
    told = _told(rows, done, both)
    small = [_flips(rows, told), _groups(rows, told, keys), _groups(rows, told, [])]
    moved = _moved(rows, told).select(*carried(frame, sheet), *new)
    flips, groups, total, most = handed_over(frame, [*small, moved])
    moved = with_rows(frame, most, "row_number")
    return Comparison(flips, groups, total, moved, change.money, policy.name, change.sides)


@frozen
class _Rows:
    """What is told of each row is in columns of such names; `keys` are the columns to group by."""

    sheet: Sheet
    prefix: str
    keys: tuple[str, ...]
    codes: tuple[str, ...]
    has_prices: bool

    def name(self, told: str) -> str:
        """Return the name of the column that tells it."""
        return f"{self.prefix}{told}"

    def col(self, told: str) -> Any:
        """Return the column that tells it."""
        return self.sheet.speech.col(self.name(told))


def _told(rows: _Rows, done: Worked, both: Sequence[Judged]) -> Any:
    """Return the frame with what is told of each row before anything is counted."""
    speech = rows.sheet.speech
    made = {key: speech.col(key).cast(speech.String) for key in rows.keys}
    for side, one in zip(_SIDES, both, strict=True):
        holds = done.answers[one.holds]
        made[f"rank_{side}"] = _rank(holds, speech)
        for outcome in OUTCOMES:
            made[f"{outcome.value}_{side}"] = counted(came_to(holds, outcome), speech)
        unproven = answers.unproven([done.answers[f] for f in one.requirements], speech)
        made[f"mask_{side}"] = unproven.cast(speech.Int64)
    requirements = zip(*(one.requirements for one in both), strict=True)
    always = literal(True, Type.BOOL, speech)
    alike = [always if was is now else _alike(done, was, now, speech) for was, now in requirements]
    made["changed"] = answers.unproven(alike, speech).cast(speech.Int64)
    made["request"] = literal(1, Type.INT, speech)
    worths = [one.worth for one in both if one.worth is not None]
    frame, guarded = bounded(rows.sheet, done, worths)
    frame = frame.with_columns(**{rows.name(told): each for told, each in made.items()})
    distance = (rows.col("rank_after") - rows.col("rank_before")).abs()
    flipped = counted(distance > 0, speech)
    frame = frame.with_columns(**{rows.name("flipped"): flipped, rows.name("distance"): distance})
    return _with_worth(rows, frame, [guarded(done.answers[worth]) for worth in worths])


def _with_worth(rows: _Rows, frame: Any, worths: Sequence[Any]) -> Any:
    """Return the frame with what each request is worth, and what of that can be compared."""
    if not worths:
        return frame
    before, after = worths
    speech = rows.sheet.speech
    nothing = speech.lit(None, speech.Int64)
    known = ~(before.is_null() | after.is_null())
    made = {
        "worth_before": before,
        "worth_after": after,
        "difference": after - before,
        "priced": counted(known, speech),
        "compared_before": speech.when(known).then(before).otherwise(nothing),
        "compared_after": speech.when(known).then(after).otherwise(nothing),
    }
    return frame.with_columns(**{rows.name(told): each for told, each in made.items()})


def _rank(holds: Any, speech: Speech) -> Any:
    """Return 2 for what is allowed, 1 for what is undetermined, 0 for what is refused."""
    refused, undetermined, allowed = (literal(rank, Type.INT, speech) for rank in range(3))
    otherwise = speech.when(~holds).then(refused).otherwise(undetermined)
    return speech.when(holds).then(allowed).otherwise(otherwise)


def _alike(done: Worked, before: Formula, after: Formula, speech: Speech) -> Any:
    """Return whether a requirement is met, unmet or unknown in both."""
    return _rank(done.answers[before], speech) == _rank(done.answers[after], speech)


def _outcome(rank: Any, speech: Speech) -> Any:
    allowed, refused, undetermined = (literal(o.value, Type.TEXT, speech) for o in OUTCOMES)
    lower = speech.when(rank == 1).then(undetermined).otherwise(refused)
    return speech.when(rank > 1).then(allowed).otherwise(lower)


def _flips(rows: _Rows, told: Any) -> Any:
    """Return how many requests flip, by plan, region, both outcomes and the reasons for it."""
    speech = rows.sheet.speech
    by = [rows.name(each) for each in (*rows.keys, "rank_before", "rank_after", "changed")]
    tally = Tally({"requests": rows.name("request")}, {}, {})
    made = tally.of(rows.sheet, told.filter(rows.col("flipped") == 1), by, rows.prefix)
    names = [*rows.keys, "outcome_before", "outcome_after", "reasons"]
    columns = [
        *(rows.col(key) for key in rows.keys),
        *(_outcome(rows.col(f"rank_{side}"), speech) for side in _SIDES),
        codes_in(rows.col("changed"), rows.codes, speech),
        speech.col("requests"),
    ]
    shown = dict(zip([*names, "requests"], columns, strict=True))
    made = made.select(**shown)
    falling = [True, *(False for _ in names)]
    return made.sort(["requests", *names], descending=falling, nulls_last=True)


def _groups(rows: _Rows, told: Any, keys: Sequence[str]) -> Any:
    """Return how many requests of each group come to what, and what they are worth."""
    outcomes = [f"{outcome.value}_{side}" for outcome in OUTCOMES for side in _SIDES]
    counts = {"requests": "request"} | {each: each for each in (*outcomes, "flipped")}
    sums: dict[str, str] = {}
    differences: dict[str, tuple[str, str]] = {}
    if rows.has_prices:
        before, after = _AMOUNTS
        counts["priced"] = "priced"
        sums = {before: "compared_before", after: "compared_after"}
        differences = {_DIFFERENCE: (after, before)}
    tally = Tally(_named(rows, counts), _named(rows, sums), differences)
    made = tally.of(rows.sheet, told, [rows.name(key) for key in keys], rows.prefix)
    names = [*counts, *sums, *differences]
    speech = rows.sheet.speech
    made = made.select(
        **{key: rows.col(key) for key in keys}, **{name: speech.col(name) for name in names}
    )
    return made.sort([*keys], nulls_last=True) if keys else made


def _named(rows: _Rows, told: Mapping[str, str]) -> dict[str, str]:
    return {name: rows.name(each) for name, each in told.items()}


def _moved(rows: _Rows, told: Any) -> Any:
    """Return the rows that move most, with what is told of them, in order."""
    speech = rows.sheet.speech
    frame = engine_of(rows.sheet).numbered(told, "row_number")
    moves, by = rows.col("flipped") == 1, [rows.name("distance"), "row_number"]
    if rows.has_prices:
        gap = rows.col("difference")
        frame = frame.with_columns(**{rows.name("gap"): gap.abs().fill_null(0)})
        moves, by = moves | (gap != 0), [rows.name("gap"), *by]
    falling = [name != "row_number" for name in by]
    frame = frame.filter(moves).sort(by, descending=falling).head(MOST_MOVED)
    made = {}
    for side in _SIDES:
        made[f"outcome_{side}"] = _outcome(rows.col(f"rank_{side}"), speech)
        made[f"reasons_{side}"] = codes_in(rows.col(f"mask_{side}"), rows.codes, speech)
    if rows.has_prices:
        before, after = _AMOUNTS
        made[before], made[after] = rows.col("worth_before"), rows.col("worth_after")
        made[_DIFFERENCE] = rows.col("difference")
    return frame.with_columns(**made)
