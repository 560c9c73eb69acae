"""The commands, by click; what they print is made by `page`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any, Final, TypeVar

import click
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from aligner_rules.cli import BAD_INPUT
from aligner_rules.cli.options import (
    Given,
    ReaderGone,
    day_given,
    in_json,
    language,
    on_day,
    rulebooks_and_overlays,
    say,
)
from aligner_rules.cli.page import Page, printed
from aligner_rules.cli.portfolio import portfolio
from aligner_rules.cli.reports import allowances, delivery, expiry
from aligner_rules.cli.shipped import Answer, Example, answer, examples
from aligner_rules.cli.table import table
from aligner_rules.model.case import Case
from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.model.request import Request
from aligner_rules.readings.decision import Decision, Outcome
from aligner_rules.readings.proof.cases import CASES
from aligner_rules.readings.proof.checking import check as checked
from aligner_rules.readings.quotation import Quote
from aligner_rules.readings.verbs import decide as decided
from aligner_rules.readings.verbs import quote as quoted
from aligner_rules.rulebook.inspection import did_you_mean
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.prices import load_prices
from aligner_rules.rules.policies import policy_for
from aligner_rules.version import __version__
from aligner_rules.wire.converter import converter
from aligner_rules.wire.files import load_case, load_request
from aligner_rules.wire.record import record_of

T = TypeVar("T")

_PROVED: Final = {each.kind: each for each in CASES}
_EXITS: Final = {Outcome.ALLOWED: 0, Outcome.REFUSED: 1, Outcome.UNDETERMINED: 2}
_NUMBER: Final = 2
"""Columns of the number of an example, as long as there are no more than fit."""
_INTERRUPTED: Final = 130
_READER_GONE: Final = 141


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, and return its exit code; faults go to stderr."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        code: int = command.main(arguments, prog_name="aligner-rules", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return BAD_INPUT
    except Invalid as invalid:
        click.echo(str(invalid), err=True)
        return BAD_INPUT
    except click.Abort:
        return _INTERRUPTED
    except (ReaderGone, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _READER_GONE
    return code


@click.group()
@click.version_option(__version__, package_name="aligner-rules")
def command() -> None:
    """Decide, explain and price orders of clear aligners by their rulebooks."""


for _each in (expiry, allowances, delivery, portfolio, table):
    command.add_command(_each)


@command.command(name="decide")
@click.argument("case")
@click.option("--request", required=True, metavar="ORDER.json", help="The order asked for.")
@on_day
@rulebooks_and_overlays
@click.option("--prices", metavar="PATH", help="A price book: prices the order as well.")
@language
@in_json
def _decide(as_json: bool, lang: str, **given: Any) -> int:
    """Say whether the case of the file CASE may have an order on a day, and why.

    The exit code is 0 if it is allowed, 1 if it is refused, 2 if that is undetermined and 3 if
    something given is at fault.
    """
    case, request, decision, quote = _asked(**given)
    if as_json:
        say(f"{_document(decision, quote)}\n")
    else:
        page = Page(lang)
        parts = [page.question(case, request, decision), Text(), page.decision(decision)]
        if quote is not None:
            parts += [Text(), Text(page.say("price"), "bold"), page.quote(quote)]
        say(printed(*parts))
    return _EXITS[decision.outcome]


@command.command()
@click.argument("names", nargs=-1)
@language
def demo(names: tuple[str, ...], lang: str) -> int:
    """Decide, explain and price the shipped examples, or those that are named.

    The exit code is 0 if each came out as its file says that it should, else 1.
    """
    page = Page(lang)
    chosen = _chosen(names)
    stated = 0
    for number, example in enumerate(chosen, start=1):
        one = answer(example)
        say(printed(*_shown_example(page, number, one)))
        stated += not one.differences
        for difference in one.differences:
            click.echo(f"{example.name}: {difference}", err=True)
    say(f"{page.say('as-stated', count=stated, whole=len(chosen))}\n")
    return 0 if stated == len(chosen) else 1


@command.command()
@click.option("--kind", type=click.Choice(sorted(_PROVED)), help="One kind of request; all else.")
@rulebooks_and_overlays
def prove(kind: str | None, rulebooks: tuple[str, ...], overlays: tuple[str, ...]) -> int:
    """Prove what is claimed of every plan, or tell a case that breaks it.

    The exit code is 0 if all is proved, 1 if anything is refuted and 2 if anything is left
    undecided, such as what a term decides that no source tells, or a kind without proofs.
    """
    asked = None if kind is None else _PROVED[kind]
    report = checked(load_rulebooks(rulebooks or None, overlays), kind=asked)
    say(f"{report}\n")
    if report.refuted:
        return 1
    return 2 if report.undecided or report.unproved else 0


def _asked(  # noqa: PLR0913 - each is one thing that the command line gives
    *,
    case: str,
    request: str,
    as_of: str,
    rulebooks: tuple[str, ...],
    overlays: tuple[str, ...],
    prices: str | None,
) -> tuple[Case, Request, Decision, Quote | None]:
    """Return what is asked and its answers; what is at fault anywhere is told all at once."""
    given = Given()
    found = given.read(lambda: load_case(case))
    zone = getattr(found, "practice_zone", "UTC")
    order = given.read(lambda: _request(request, zone))
    on = given.read(lambda: day_given(as_of))
    book = given.read(lambda: load_rulebooks(rulebooks or None, overlays))
    price_book = given.read(lambda: None if prices is None else load_prices(prices))
    given.done()
    decision = decided(found, order, as_of=on, book=book)
    if price_book is None:
        return found, order, decision, None
    quote = quoted(found, order, as_of=on, book=book, prices=price_book)
    return found, order, decision, quote


def _request(path: str, zone: str) -> Request:
    """Return the request of the file, of a kind that a policy decides."""
    order = load_request(path, zone)
    try:
        policy_for(type(order))
    except TypeError as error:
        expected = "a kind of request that is decided here, such as replacement"
        fault = Fault("$.kind", shown(order.kind), expected, str(error))
        raise Invalid(f"request {path}", [fault]) from error
    return order


def _document(decision: Decision, quote: Quote | None) -> str:
    plain = converter().unstructure
    answers = {"decision": plain(record_of(decision)), "quote": plain(quote)}
    return json.dumps(answers, indent=2)  # in ASCII, which every terminal and pipe can carry


def _chosen(names: Sequence[str]) -> tuple[Example, ...]:
    """Return the examples of these names, all of them where none is named."""
    known = {each.name: each for each in examples()}
    faults = [
        Fault("$", shown(name), "the name of an example", did_you_mean(name, [*known]))
        for name in names
        if name not in known
    ]
    if faults:
        raise Invalid("demo", faults)
    return tuple(known[name] for name in names) or examples()


def _shown_example(page: Page, number: int, one: Answer) -> tuple[RenderableType, ...]:
    """Return an example as it is printed: its title and clauses, the question, the answers."""
    title = Text(f"{', '.join(one.example.rows)}  ", "dim").append(
        one.example.title, "not dim bold"
    )
    question = f"{one.example.as_of}: {page.order(one.request)} ({page.plan(one.case)})"
    brings = one.example.expected.consequences is not None
    parts = [title, Text(question, "dim"), page.decision(one.decision, brings=brings)]
    parts += [*([Text()] if brings else []), page.quote(one.quote)]
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", width=max(_NUMBER, len(str(number))))
    grid.add_column(overflow="fold")
    grid.add_row(Text(str(number)), Group(*parts))
    return grid, Text()
