"""The commands that tell what a portal shows of a case: its expiry, allowances and deliveries."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

import click
from attrs import evolve
from rich.console import RenderableType
from rich.text import Text

from aligner_rules.cli.options import (
    UNDETERMINED,
    Given,
    day_given,
    in_json,
    language,
    on_day,
    rulebooks_and_overlays,
    say,
)
from aligner_rules.cli.page import Page, printed
from aligner_rules.cli.report_page import allowances_told, expiry_told, head, trackers_told
from aligner_rules.model.calendar import Calendar
from aligner_rules.model.case import Case
from aligner_rules.model.dates import EARLIEST, LATEST
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.allowances import allowances as included
from aligner_rules.readings.delivery import trackers
from aligner_rules.readings.expiry import expiry as expired
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.wire.converter import converter
from aligner_rules.wire.files import load_case

_YEARS: Final = 10
"""Years before and after the day that is asked about for which a calendar speaks."""


@click.command()
@click.argument("case")
@on_day
@rulebooks_and_overlays
@language
@in_json
def expiry(as_json: bool, lang: str, **given: Any) -> int:
    """Say when what the plan of the case of the file CASE includes lapses.

    The exit code is 0 if that is known, 2 if it is not and 3 if something given is at fault.
    """
    case, day, book = _asked(Given(), **given)
    answer = expired(case, as_of=day, book=book)
    page = Page(lang)
    _tell(answer, [head(page, case, day, book), Text(), expiry_told(page, answer)], as_json=as_json)
    return UNDETERMINED if answer.on is UNKNOWN else 0


@click.command()
@click.argument("case")
@on_day
@rulebooks_and_overlays
@language
@in_json
def allowances(as_json: bool, lang: str, **given: Any) -> int:
    """Say what the plan of the case of the file CASE includes, and what of it is used and left.

    The exit code is 0 if that is known, 2 if it is not and 3 if something given is at fault.
    """
    case, day, book = _asked(Given(), **given)
    answer = included(case, as_of=day, book=book)
    page = Page(lang)
    parts = [head(page, case, day, book), Text(), allowances_told(page, answer)]
    _tell(answer, parts, as_json=as_json)
    return UNDETERMINED if answer.revisions.missing or answer.retainer_sets.missing else 0


@click.command()
@click.argument("case")
@on_day
@click.option("--country", metavar="CODE", help="Public holidays of a country, as FR, are closed.")
@click.option("--subdivision", metavar="CODE", help="And those of a part of it, as NY of US.")
@click.option("--closed", multiple=True, metavar="DAY", help="A day on which nothing ships.")
@rulebooks_and_overlays
@language
@in_json
def delivery(as_json: bool, lang: str, **given: Any) -> int:
    """Say what of the case of the file CASE is being delivered, and when it is to arrive.

    Business days are Monday to Friday but for what is closed. The exit code is 0 if all is known,
    2 if something is not and 3 if something given is at fault.
    """
    told = Given()
    named = {name: given.pop(name) for name in ("country", "subdivision", "closed")}
    closed = [told.read(partial(day_given, each, "--closed")) for each in named["closed"]]
    around = told.read(lambda: _calendar(given["as_of"], named["country"], named["subdivision"]))
    case, day, book = _asked(told, **given)
    around = evolve(around, closed=around.closed | frozenset(closed))
    answer = trackers(case, as_of=day, book=book, calendar=around)
    page = Page(lang)
    parts = [head(page, case, day, book), Text(), trackers_told(page, answer)]
    _tell(answer, parts, as_json=as_json)
    unknown = any(each.delivery.missing for each in answer.trackers)
    return UNDETERMINED if unknown or answer.missing else 0


def _asked(
    given: Given, *, case: str, as_of: str, rulebooks: Sequence[str], overlays: Sequence[str]
) -> tuple[Case, date, Rulebook]:
    """Return what is asked about; what is at fault anywhere is told all at once."""
    found = given.read(lambda: load_case(case))
    day = given.read(lambda: day_given(as_of))
    book = given.read(lambda: load_rulebooks(rulebooks or None, overlays))
    given.done()
    return found, day, book


def _calendar(as_of: str, country: str | None, subdivision: str | None) -> Calendar:
    """Return the calendar around a day; a day that is none is told by whoever asks about it."""
    if country is None and subdivision is not None:
        remedy = "name the country with --country"
        fault = Fault("$", shown(subdivision), "a part of a country that is named", remedy)
        raise Invalid("--subdivision", (fault,))
    try:
        year = day_given(as_of).year
    except Invalid:
        year = EARLIEST.year
    first = date(max(year - _YEARS, EARLIEST.year), 1, 1)
    last = date(min(year + _YEARS, LATEST.year), 12, 31)
    if country is None:
        return Calendar(first, last)
    return Calendar.of_country(country, subdivision, first_day=first, last_day=last)


def _tell(answer: Any, parts: Sequence[RenderableType], *, as_json: bool) -> None:
    """Print the answer as one JSON document, in ASCII, or as a page."""
    plain: Callable[[Any], Any] = converter().unstructure
    say(f"{json.dumps(plain(answer), indent=2)}\n" if as_json else printed(*parts))
