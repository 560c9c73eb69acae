"""What the commands share: their options, how they read what is given, and how they print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, TypeVar

import click

from aligner_rules.model.faults import Invalid
from aligner_rules.readings.wording import LANGUAGES
from aligner_rules.rulebook.inspection import Place, day
from aligner_rules.rulebook.loading import packaged

T = TypeVar("T")

language = click.option(
    "--lang", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Language of the answer."
)
on_day = click.option("--as-of", required=True, metavar="DAY", help="The day, as YYYY-MM-DD.")
in_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document instead of text."
)

UNDETERMINED: Final = 2
"""The exit code of an answer of which something is not known."""


def rulebooks_and_overlays(of: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options that say by which rulebooks it goes."""
    overlay = click.option(
        "--overlay", "overlays", multiple=True, metavar="PATH", help="Laid over it."
    )
    known = ", ".join(packaged())
    rulebook = click.option(
        "--rulebook",
        "rulebooks",
        multiple=True,
        metavar="NAME|PATH",
        help=f"An edition; more than one: approval picks. All by default: {known}.",
    )
    return rulebook(overlay(of))


class ReaderGone(Exception):  # noqa: N818 - it is no error
    """Nobody reads the output any longer."""


def say(text: str) -> None:
    """Print a text; click would take a closed pipe for exit code 1, which says refused here."""
    try:
        click.echo(text, nl=False)
    except BrokenPipeError as error:
        raise ReaderGone from error


class Faults(click.ClickException):
    """Everything that is at fault in what was given, as it is told on stderr."""

    def __init__(self, invalids: Sequence[Invalid]) -> None:
        super().__init__("\n".join(map(str, invalids)))

    def show(self, file: Any = None) -> None:
        """Print the faults and nothing else."""
        click.echo(self.message, file=file, err=True)


class Given:
    """What the command line gives: each part is read, and what is at fault is told all at once."""

    def __init__(self) -> None:
        self._problems: list[Invalid] = []

    def read(self, load: Callable[[], T]) -> T:
        """Return what is loaded; nothing that may be used where it is at fault."""
        try:
            return load()
        except Invalid as invalid:
            self._problems.append(invalid)
            nothing: Any = None
            return nothing  # type: ignore[no-any-return]

    def done(self) -> None:
        """Raise Faults with all that was at fault."""
        if self._problems:
            raise Faults(self._problems)


def day_given(text: str, option: str = "--as-of") -> date:
    """Return the day that an option gives; Invalid where it is none."""
    place = Place("$", [])
    found = day(text, place)
    if found is None:
        raise Invalid(option, place.faults)
    return found
