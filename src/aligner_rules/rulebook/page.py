"""A rulebook as a page of HTML: its periods, and what the terms of each plan are in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from aligner_rules.markup import Html, element, laid_out, table, together
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.book import Period, Rulebook, Value
from aligner_rules.rulebook.schema import TERMS, Term, written
from aligner_rules.rulebook.terms import NO_PLAN, Allowance, PlanTerms

_UNKNOWN: Final = element("em", "unknown")
_HASH_SHOWN: Final = 12

_Values = Mapping[tuple[str, str], Value]
"""The sourced values of a period, by the path of the term and the plan."""


def rulebook_page(book: Rulebook) -> Html:
    """Return the name of a rulebook, its periods, the terms of each, and where they are written."""
    overlays = f", with {', '.join(book.overlays)}" if book.overlays else ""
    digest = element("small", f"{book.title}. Hash {book.hash[:_HASH_SHOWN]}…")
    head = element("p", element("strong", f"{book.name}{overlays}"), element("div", digest))
    heads = ["Edition", "First day of approval", "Last day", "Regions", "Plans"]
    periods = table("Periods", heads, map(_period, book.periods))
    alone = len(book.periods) == 1
    terms = [_terms(book, period, {"open": "open"} if alone else {}) for period in book.periods]
    return laid_out(head, periods, *terms, _sources(book))


def _period(period: Period) -> list[str]:
    last_day = "open" if period.last_day is None else str(period.last_day)
    regions = "everywhere" if period.regions is None else ", ".join(sorted(period.regions))
    return [period.edition, str(period.first_day), last_day, regions, ", ".join(period.plans)]


def _terms(book: Rulebook, period: Period, attributes: Mapping[str, str]) -> Html:
    """Return the tables of one period: the terms of its plans, and those of the whole edition."""
    tags = {source.title: source.tag for source in book.sources}
    values = {
        (value.path, value.plan): value
        for value in book.values
        if value.edition == period.edition and value.holds_on(period.first_day)
    }
    plans = dict(period.plans)
    of_plans = _table("Terms of its plans", plans, values, tags, wide=False)
    of_all = _table("Terms of the whole edition", {NO_PLAN: period.wide}, values, tags, wide=True)
    title = element("summary", f"{period.edition}, approvals from {period.first_day}")
    said = [] if period.decided_here is None else [element("p", f"Own: {period.decided_here}")]
    return element("details", title, *said, *of_plans, *of_all, **attributes)


def _table(
    caption: str,
    plans: Mapping[str, PlanTerms],
    values: _Values,
    tags: Mapping[str, str],
    *,
    wide: bool,
) -> Iterator[Html]:
    """Yield a row for each term that any of the plans knows, and the names of all others."""
    terms = {path: term for path, term in TERMS.items() if term.wide is wide}
    held = {path: [_held(term, plans[plan]) for plan in plans] for path, term in terms.items()}
    known = [path for path in terms if any(value is not UNKNOWN for value in held[path])]
    if known:
        heads = ["Term", *(["Value"] if wide else plans), "Written in"]
        rows = [
            [_name(path, plans, values), *map(_told, held[path]), _written_in(path, values, tags)]
            for path in known
        ]
        yield table(caption, heads, rows)
    if unknown := [element("code", path) for path in terms if path not in known]:
        yield element("p", f"{caption}, all unknown: ", together(*unknown, between=", "))


def _held(term: Term, terms: PlanTerms) -> Any:
    value = getattr(getattr(terms, term.group), term.name)
    return UNKNOWN if value is UNKNOWN or value == term.unknown else value


def _name(path: str, plans: Mapping[str, PlanTerms], values: _Values) -> Html:
    """Return the path by which a term is changed, and below it what the rulebook calls it."""
    said = (values[path, plan] for plan in plans if (path, plan) in values)
    labels = [element("div", element("small", one.label)) for one in said][:1]
    return together(element("code", path), *labels)


def _told(value: Any) -> str | Html:
    """Return a value in words.

    >>> _told(()), _told(True), _told(("ONE", "TWO")), _told(8)
    ('none', 'yes', 'ONE, TWO', '8')
    """
    if value is UNKNOWN:
        return _UNKNOWN
    said = written(value)
    if isinstance(said, bool):
        return "yes" if said else "no"
    if isinstance(value, Allowance) and isinstance(said, Mapping):
        return f"{value.number} in {value.per_months} months"
    if isinstance(said, Mapping):
        return "; ".join(
            f"{name.replace('_', ' ')}: {_listed(each)}" for name, each in said.items()
        )
    return _listed(said)


def _listed(said: Any) -> str:
    return (", ".join(map(str, said)) or "none") if isinstance(said, list) else str(said)


def _written_in(path: str, values: _Values, tags: Mapping[str, str]) -> str:
    """Return the clause of a term, the tags of its sources, and whether any of it is own."""
    said = [value for (each, _), value in values.items() if each == path]
    clauses = [value.clause for value in said if value.clause is not None]
    cited = sorted({tags.get(title, title) for value in said for title in value.sources})
    own = ["own"] if any(value.decided_here for value in said) else []
    overlays = [value.overlay for value in said if value.overlay is not None]
    return " ".join(dict.fromkeys([*clauses, *cited, *own, *overlays]))


def _sources(book: Rulebook) -> Html:
    own = ["own", "decided by the author of the rulebook, where the sources are silent"]
    rows = [*([source.tag, source.title] for source in book.sources), own]
    return element("details", element("summary", "Sources"), table("", [], rows))
