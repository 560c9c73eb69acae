"""Expiry dates, allowances and deliveries as a page of text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from aligner_rules.cli.page import Page, empty_grid
from aligner_rules.model.case import Case
from aligner_rules.model.limit import Limit
from aligner_rules.model.phase import Phase
from aligner_rules.readings.allowances import Allowances, Balance
from aligner_rules.readings.delivery import Tracker, Tracking
from aligner_rules.readings.expiry import Emphasis, Expiry
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.terms import Allowance
from aligner_rules.rules.facts import shared_facts

_SHOWN: Final = {Emphasis.BOLD: "bold", Emphasis.RED: "bold red", Emphasis.EXPIRED: "bold red"}
_QUIET: Final = "dim"


def head(page: Page, case: Case, day: date, book: Rulebook) -> RenderableType:
    """Return what was asked: the case, its plan, the day and the edition."""
    known = shared_facts(case, day)
    period = book.period(known["approved_on"], known["region"])
    rows = {
        "case": case.id,
        "plan": page.plan(case),
        "asked": str(day),
        "edition": page.edition(None if period is None else period.edition, book),
    }
    return _rows(page, rows)


def expiry_told(page: Page, expiry: Expiry) -> RenderableType:
    """Return when it is, emphasised as a portal does, and what is left until then."""
    sentence = Text(expiry.message(page.language), _SHOWN.get(expiry.emphasis, "default"))
    if not isinstance(expiry.on, date):
        return sentence
    left = {"months-left": expiry.months_left, "days-left": expiry.days_left}
    told: list[RenderableType] = [_rows(page, {name: str(left[name]) for name in left})]
    told += [Text(page.say("overflowed"))] if expiry.overflowed is True else []
    told += _missing(page, expiry.missing)
    return Group(sentence, Padding(Group(*told), (0, 0, 0, 2)))


def allowances_told(page: Page, allowances: Allowances) -> RenderableType:
    """Return a table of what is included, used and left, and until when it can be used."""
    table = empty_grid("left", "right", "right", "right", "right")
    names = ("", "included", "used", "left", "lapsing")
    table.add_row(*(Text(page.say(name) if name else "", _QUIET) for name in names))
    balances = {"revisions": allowances.revisions, "retainer-sets": allowances.retainer_sets}
    for name, balance in balances.items():
        table.add_row(Text(page.say(name)), *map(Text, _counts(page, balance)))
    until = allowances.expires_on
    day = page.say("no-day") if until is None else page.shown(until)
    missing = dict.fromkeys(name for each in balances.values() for name in each.missing)
    return Group(table, Text(), _rows(page, {"usable": day}), *_missing(page, (*missing,)))


def trackers_told(page: Page, tracking: Tracking) -> RenderableType:
    """Return what each tracker stands for, when it arrives, and the days that were passed over."""
    if not tracking.trackers and not tracking.missing:
        return Text(page.say("no-trackers"))
    told = [part for each in tracking.trackers for part in _tracker(page, each)]
    return Group(*told, *_missing(page, tracking.missing))


def _tracker(page: Page, tracker: Tracker) -> Iterator[RenderableType]:
    yield Text("; ".join(_item(page, item) for item in tracker.items), "bold")
    yield Padding(Text(tracker.delivery.message(page.language)), (0, 0, 0, 2))
    if isinstance(tracker.delivery.skipped, tuple) and tracker.delivery.skipped:
        days = ", ".join(map(str, tracker.delivery.skipped))
        yield Padding(Text(page.say("skipped", days=days), _QUIET), (0, 0, 0, 2))


def _item(page: Page, item: Any) -> str:
    if isinstance(item, Phase):
        return page.say("phase", number=item.number)
    return page.say(f"{item.kind}-of", day=item.placed_on)


def _counts(page: Page, balance: Balance) -> Iterator[str]:
    for value in (balance.included, balance.used, balance.left, balance.lapsing):
        yield _bound(page, value) if isinstance(value, Limit | Allowance) else page.shown(value)


def _bound(page: Page, bound: Limit | Allowance) -> str:
    if bound.unlimited is True:
        return page.say("unlimited")
    if isinstance(bound, Allowance) and isinstance(bound.per_months, int) and bound.per_months:
        return page.say("per-months", number=bound.number, months=bound.per_months)
    return page.shown(bound.number)


def _missing(page: Page, names: tuple[str, ...]) -> list[RenderableType]:
    return [Text(page.say("missing", names=", ".join(names)))] if names else []


def _rows(page: Page, rows: dict[str, str]) -> Table:
    table = empty_grid("left", "left")
    for label, told in rows.items():
        table.add_row(Text(page.say(label), _QUIET), Text(told))
    return table
