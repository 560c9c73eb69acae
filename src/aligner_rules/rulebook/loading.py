"""Loading rulebooks: packaged editions by name, or files, with overlays laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from os import PathLike, fspath
from typing import Any, Final

import attrs

from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.rulebook.book import Rulebook, Value
from aligner_rules.rulebook.edition import Edition, Overlay, edition_of, overlaid_name, overlay_of
from aligner_rules.rulebook.files import content_of, parsed
from aligner_rules.rulebook.inspection import Place, did_you_mean
from aligner_rules.rulebook.schema import TERMS
from aligner_rules.rulebook.terms import NO_PLAN
from aligner_rules.rulebook.timeline import laid_over, within

Location = str | PathLike[str]
"""The name of a packaged edition, or the path of a file: it ends in .toml or has a folder."""

_PACKAGE: Final = "aligner_rules.rulebook"
_SUFFIX: Final = ".toml"


def packaged() -> tuple[str, ...]:
    """Return the names of the editions that come with the package.

    >>> packaged()
    ('clearcorrect-2024-10', 'clearcorrect-2025-12', 'us-unlimited-2017')
    """
    names = (file.name for file in _editions().iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def load_rulebook(edition: Location, overlays: Iterable[Location] = ()) -> Rulebook:
    """Return the rulebook of one edition, open-ended, with overlays laid over it in their order.

    A file that cannot be read, or that is wrong anywhere, is `Invalid` with all its faults.

    >>> from datetime import date
    >>> book = load_rulebook("clearcorrect-2024-10")
    >>> book.terms("UNLIMITED", date(2024, 10, 1)).replacement.interval_days
    45
    >>> book.terms("UNLIMITED", date(2024, 9, 30)).replacement.interval_days
    UNKNOWN
    """
    return load_rulebooks([edition], overlays)


def load_rulebooks(
    editions: Iterable[Location] | None = None, overlays: Iterable[Location] = ()
) -> Rulebook:
    """One rulebook of several editions, all packaged ones by default: approval picks the edition.

    An edition ends, wherever it governs, on the day before a later one begins there. Each overlay
    goes to the edition that it names. Editions that would govern one day and region together are
    `Invalid`.

    >>> from datetime import date
    >>> book = load_rulebooks()
    >>> book.period(date(2025, 11, 30)).edition, book.period(date(2025, 12, 1)).edition
    ('clearcorrect-2024-10', 'clearcorrect-2025-12')
    """
    found = [_edition(each) for each in (packaged() if editions is None else editions)]
    if not found:
        fault = Fault("$", "no edition", "at least one", f"known: {', '.join(packaged())}")
        raise Invalid("rulebooks", [fault])
    shelf = {each.name: each for each in sorted(found, key=lambda each: each.first_day)}
    ends = _ends(found)
    names: list[str] = []
    for location in overlays:
        overlay, under = _overlay(location, shelf, names)
        shelf[under.name] = _laid_over(overlay, under)
        names.append(overlay.name)
    return _book([_until(each, ends[each.name]) for each in shelf.values()], ends, names)


def _edition(location: Location) -> Edition:
    path = fspath(location)
    if not isinstance(location, str) or path.endswith(_SUFFIX) or "/" in path or "\\" in path:
        subject = f"rulebook {path}"
        return edition_of(content_of(path, subject), subject)
    subject = f"rulebook {location}"
    if location not in packaged():
        remedy = f"{did_you_mean(location, packaged())} a file's path ends in {_SUFFIX}"
        fault = Fault("$", shown(location), "the name of a packaged edition, or a path", remedy)
        raise Invalid(subject, [fault])
    file = _editions().joinpath(f"{location}{_SUFFIX}")
    return edition_of(parsed(file.read_bytes(), subject), subject)


def _editions() -> Any:
    """Return the folder of the packaged editions."""
    from importlib.resources import files  # noqa: PLC0415 - it takes long to import

    return files(_PACKAGE).joinpath("editions")


def _overlay(
    location: Location, shelf: Mapping[str, Edition], names: Sequence[str]
) -> tuple[Overlay, Edition]:
    subject = f"overlay {fspath(location)}"
    content = content_of(location, subject)
    edition = shelf[overlaid_name(content, [*shelf], subject)]
    overlay = overlay_of(content, edition, subject)
    if overlay.name in names:
        expected = "a name that no other overlay of the book has"
        raise Invalid(
            subject, [Fault("$.name", shown(overlay.name), expected, "lay each over it once")]
        )
    return overlay, edition


def _laid_over(overlay: Overlay, edition: Edition) -> Edition:
    values: Iterable[Value] = edition.values
    for value in overlay.values:
        values = tuple(laid_over(value, values))
    sources = (*edition.sources, *overlay.sources)
    return attrs.evolve(edition, values=tuple(values), sources=sources)


def _until(edition: Edition, last: date | None) -> Edition:
    return attrs.evolve(edition, values=tuple(within(edition.values, last)))


def _ends(editions: Sequence[Edition]) -> dict[str, date | None]:
    """Return the last day of each edition, by its name; None where it is open."""
    faults: list[Fault] = []
    ends: dict[str, date | None] = {}
    for edition in editions:
        place = Place("$", faults).at(edition.name)
        if edition.name in ends:
            place.at("name").fault(
                shown(edition.name), "a name for each edition", "load it once, or rename one"
            )
        later = [each for each in editions if each.first_day > edition.first_day]
        heirs = [each.first_day for each in later if _covers(each, edition)]
        ends[edition.name] = min(heirs) - timedelta(days=1) if heirs else None
        for other in editions:
            if other is not edition and _clash(other, edition, ends[edition.name]):
                place.at("holds_from").fault(
                    f"{edition.first_day} (until {ends[edition.name] or 'further notice'})",
                    f"no day and region shared with {other.name}, from {other.first_day}",
                    "let the later one govern every region of the earlier one, or none",
                )
    if faults:
        raise Invalid("rulebooks", faults)
    return ends


def _covers(heir: Edition, edition: Edition) -> bool:
    if heir.regions is None or edition.regions is None:
        return heir.regions is None
    return edition.regions <= heir.regions


def _clash(other: Edition, edition: Edition, last: date | None) -> bool:
    """Return whether the other begins while the edition governs a region that both govern."""
    begins_inside = edition.first_day <= other.first_day and (
        last is None or other.first_day <= last
    )
    if edition.regions is None or other.regions is None:
        return begins_inside
    return begins_inside and bool(edition.regions & other.regions)


def _in_order(edition: Edition) -> Iterator[Value]:
    paths, plans = [*TERMS], [NO_PLAN, *edition.plans]
    yield from sorted(
        edition.values,
        key=lambda v: (paths.index(v.path), plans.index(v.plan), v.holds_from),
    )


def _book(
    shelf: Sequence[Edition], ends: Mapping[str, date | None], overlays: Sequence[str]
) -> Rulebook:
    periods = (period for each in shelf for period in each.periods(ends[each.name]))
    return Rulebook(
        name=" + ".join(each.name for each in shelf),
        title="; ".join(each.title for each in shelf),
        periods=tuple(sorted(periods, key=lambda period: period.first_day)),
        values=tuple(value for each in shelf for value in _in_order(each)),
        sources=tuple(sorted({source for each in shelf for source in each.sources})),
        overlays=tuple(overlays),
    )
