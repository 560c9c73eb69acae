"""What a portal shows of dates, for every row of a frame: expiry and delivery."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from aligner_rules.model.calendar import Calendar, Window
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.columns.asking import ready, worked_out
from aligner_rules.readings.columns.engines import engine_of
from aligner_rules.readings.columns.frames import Sheet
from aligner_rules.readings.columns.numbering import number_of
from aligner_rules.readings.columns.questions import delivering, expiring
from aligner_rules.readings.columns.schema import DELIVERY, EXPIRY
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.terms import NO_TERMS
from aligner_rules.rules.delivery import DeliveryFacts
from aligner_rules.rules.expiry import ExpiryFacts
from aligner_rules.rules.folding import folded, under
from aligner_rules.rules.formula import EPOCH, Formula, nodes

_NUMBERED: Final = frozenset({"carrier", "day", "expires_on"})
"""Answers that are days, told as their numbers until the end."""


def expiry_frame(frame: Any, book: Rulebook, as_of: date | None) -> Any:
    """Return the frame with when what the plan includes lapses, in new columns."""
    answers = _ready(expiring(), ExpiryFacts, book, as_of)
    sheet, done = worked_out(frame, ExpiryFacts, answers.values(), as_of, EXPIRY)
    day, number = f"{done.prefix}expires_on", f"{done.prefix}expires_on_number"
    made = done.frame.with_columns(**{number: done.answers[answers["expires_on"]]})
    made = sheet.calendar.days(made, {day: number})
    told = {name: done.answers[formula] for name, formula in answers.items()}
    told["expires_on"] = sheet.speech.col(day)
    return sheet.restored(made.with_columns(**told), EXPIRY)


def delivery_frame(frame: Any, book: Rulebook, calendar: Calendar, as_of: date | None) -> Any:
    """Return the frame with when each parcel arrives, in new columns."""
    if not isinstance(calendar, Calendar):
        remedy = "make one, or take that of a country with Calendar.of_country"
        raise Invalid("question", [Fault("$.calendar", shown(calendar), "a Calendar", remedy)])
    asked = delivering()
    formulas = {
        **asked.told,
        "carrier": asked.carrier_on,
        "day": asked.target_on,
        "days": asked.spread_days,
    }
    answers = _ready(formulas, DeliveryFacts, book, as_of)
    sheet, done = worked_out(frame, DeliveryFacts, answers.values(), as_of, DELIVERY)
    made = done.frame.with_columns(
        **{f"{done.prefix}{one}": done.answers[answers[one]] for one in ("carrier", "day", "days")}
    )
    made = _with_windows(sheet, made, done.prefix, calendar, _spreads(book))
    told = {name: done.answers[answers[name]] for name in asked.told}
    told |= {name: sheet.speech.col(f"{done.prefix}{name}") for name in ("earliest", "latest")}
    return sheet.restored(made.with_columns(**told), DELIVERY)


def _ready(
    asked: Mapping[str, Formula], record: type[Any], book: Rulebook, as_of: date | None
) -> dict[str, Formula]:
    answers = {
        name: ready(_read_somewhere(formula, book), record, book, as_of)
        for name, formula in asked.items()
    }
    return answers | {name: number_of(answers[name]) for name in _NUMBERED & set(answers)}


@lru_cache(maxsize=256)
def _read_somewhere(formula: Formula, book: Rulebook) -> Formula:
    """Return the formula with all facts unknown that it reads under no terms of the book.

    Nobody has to have columns for days that no plan counts from.
    """
    plans = {each for period in book.periods for each in period.plans.values()}
    read = set(nodes(*(under(formula, terms) for terms in (NO_TERMS, *plans))))

    def known(node: Formula) -> Formula:
        return node if node.op != "fact" or node in read else Formula.unknown(node.type)

    return folded(formula, known)


def _with_windows(
    sheet: Sheet, made: Any, prefix: str, calendar: Calendar, spreads: tuple[int, ...]
) -> Any:
    """Return the frame with the days that windows begin and end on, found in the calendar.

    As with a single delivery, a window that leaves the days of the calendar is an error.
    """
    speech, engine = sheet.speech, engine_of(sheet)
    ends = [f"{prefix}earliest", f"{prefix}latest"]
    numbers = [f"{end}_number" for end in ends]
    window = f"{prefix}window"
    table = dict(zip((window, *numbers), _windows(calendar, spreads), strict=True))
    # One number for both, as `_windows` has it: to join by one key takes half the time.
    day, days = speech.col(f"{prefix}day"), speech.col(f"{prefix}days")
    made = made.with_columns(**{window: day * (max(spreads, default=0) + 1) + days})
    made = engine.beside(made, table, [window])
    beyond, refused = f"{prefix}beyond", f"{prefix}refused"
    missing = ~speech.col(window).is_null() & speech.col(numbers[0]).is_null()
    made = made.with_columns(**{beyond: missing})
    because = (
        f"a delivery window leaves the days of the calendar, {calendar.first_day} to "
        f"{calendar.last_day}: use a calendar that speaks for more days"
    )
    made = engine.refused(made, refused, beyond, because)
    carrier, never = speech.col(f"{prefix}carrier"), speech.col(refused)
    made = made.with_columns(
        **{number: speech.coalesce(carrier, speech.col(number), never) for number in numbers}
    )
    return sheet.calendar.days(made, dict(zip(ends, numbers, strict=True)))


def _spreads(book: Rulebook) -> tuple[int, ...]:
    """Return all numbers of business days that a plan of the book has either way of a target."""
    terms = (each for period in book.periods for each in period.plans.values())
    days = {each.delivery.window_business_days for each in terms}
    return tuple(sorted(one for one in days if one is not UNKNOWN))


@lru_cache(maxsize=16)
def _windows(calendar: Calendar, spreads: tuple[int, ...]) -> tuple[list[int], ...]:
    """Return the windows in the calendar: day and spread in one number, first and last day."""
    each = max(spreads, default=0) + 1
    rows = [
        (number * each + days, _number(window.earliest), _number(window.latest))
        for number in range(_number(calendar.first_day), _number(calendar.last_day) + 1)
        for days in spreads
        if (window := _window(calendar, number, days)) is not None
    ]
    return tuple([row[place] for row in rows] for place in range(3))


def _number(day: date) -> int:
    return day.toordinal() - EPOCH


def _window(calendar: Calendar, number: int, days: int) -> Window | None:
    """Return the window around a day; None where it leaves the calendar."""
    try:
        return calendar.window(date.fromordinal(number + EPOCH), days)
    except Invalid:
        return None
