"""What a rulebook may say of a plan: read off the classes of `terms`, and listed nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, get_origin, get_type_hints

from attrs import field, fields_dict, frozen

from aligner_rules.model.faults import shown
from aligner_rules.model.limit import UNLIMITED, Limit
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.inspection import (
    Place,
    Table,
    choice,
    country,
    did_you_mean,
    distinct,
    flag,
    table,
    whole,
)
from aligner_rules.rulebook.terms import GROUPS, NO_TERMS, WIDE, Allowance, Regions, Route

_UNLIMITED: Final = "unlimited"
_EVERYWHERE: Final = "everywhere"
_ANY_HIGHER: Final = "any-higher"
_NEXT: Final = "next"
_UNLIMITED_ALLOWANCE: Final = Allowance(number=UNKNOWN, unlimited=True)


@frozen
class Term:
    """One term of a plan: its type, the values that it may take, and what is held if unknown."""

    group: str
    name: str
    kind: type
    metadata: Mapping[str, Any] = field(repr=False, hash=False)
    unknown: Any = field(repr=False)

    @property
    def path(self) -> str:
        """The name of the term in a rulebook, ``replacement.interval_days``."""
        return f"{self.group}.{self.name}"

    @property
    def wide(self) -> bool:
        """Whether it holds for a whole edition, and not for one plan of it."""
        return self.group in WIDE

    def read(self, given: object, place: Place, rising: Sequence[str] | None) -> Any:
        """Return the value in the form in which `terms` holds it; None where it is at fault.

        `rising` names the plans that a list of plans may name; None: any.
        """
        return _READERS[self.kind](given, place, {**self.metadata, "rising": rising})

    def named(self, read: Any, rising: Sequence[str]) -> Any:
        """Return what was read as it stands for one plan, above which `rising` are.

        A list of plans may be read as "any-higher" or "next", which means others for each plan
        (SHAPE-7).
        """
        if not (self.metadata.get("plans") and isinstance(read, str)):
            return read
        return tuple(rising) if read == _ANY_HIGHER else tuple(rising[:1])


def written(value: Any) -> Any:
    """Return a value as a file states it: the inverse of `Term.read`; UNKNOWN stays as it is.

    >>> written(Limit(8)), written(UNLIMITED), written(Allowance(2, per_months=6))
    (8, 'unlimited', {'number': 2, 'per_months': 6})
    """
    write = _WRITERS.get(type(value))
    return value if write is None else write(value)


def _limit_written(value: Limit | Allowance) -> Any:
    return _UNLIMITED if value.unlimited is True else value.number


def _allowance_written(value: Allowance) -> Any:
    if value.unlimited is True or value.per_months == 0:
        return _limit_written(value)
    return {"number": value.number, "per_months": value.per_months}


def _regions_written(value: Regions) -> Any:
    return _EVERYWHERE if value.everywhere is True else list(value.countries)


def _route_written(value: Route) -> Any:
    return {"eshop": list(value.eshop), "others": list(value.others)}


_WRITERS: Final[Mapping[type, Callable[[Any], Any]]] = {
    tuple: list,
    Limit: _limit_written,
    Allowance: _allowance_written,
    Regions: _regions_written,
    Route: _route_written,
}


def _range(metadata: Mapping[str, Any]) -> tuple[int, int]:
    return metadata.get("least", 0), metadata["most"]


def _whole(given: object, place: Place, metadata: Mapping[str, Any]) -> int | None:
    return whole(*_range(metadata))(given, place)


def _flag(given: object, place: Place, _: Mapping[str, Any]) -> bool | None:
    return flag(given, place)


def _choice(given: object, place: Place, metadata: Mapping[str, Any]) -> str | None:
    return choice(metadata["choices"])(given, place)


def _names(
    given: object, place: Place, metadata: Mapping[str, Any]
) -> tuple[str, ...] | str | None:
    if not metadata.get("plans"):
        return distinct(metadata.get("choices"), least=0)(given, place)
    if not isinstance(given, str):
        return distinct(metadata["rising"], least=0)(given, place)
    if given in (_ANY_HIGHER, _NEXT):
        return given
    expected = f'a list of plans, "{_ANY_HIGHER}" or "{_NEXT}"'
    near = did_you_mean(given, [_ANY_HIGHER, _NEXT])
    remedy = near if near.startswith("did") else "write a list in square brackets"
    place.fault(shown(given), expected, remedy)
    return None


def _regions(given: object, place: Place, _: Mapping[str, Any]) -> Regions | None:
    if given == _EVERYWHERE:
        return Regions(everywhere=True)
    if isinstance(given, list):
        countries = distinct(least=0, free=country)(given, place)
        return None if countries is None else Regions(everywhere=False, countries=countries)
    expected = f'a list of ISO 3166 codes, or "{_EVERYWHERE}"'
    near = did_you_mean(given, [_EVERYWHERE])
    remedy = near if near.startswith("did") else 'write ["US"] for the United States alone'
    place.fault(shown(given), expected, remedy)
    return None


def _limit(given: object, place: Place, metadata: Mapping[str, Any]) -> Limit | None:
    if given == _UNLIMITED:
        return UNLIMITED
    least, most = _range(metadata)
    if type(given) is not int:
        expected = f'a whole number from {least} to {most}, or "unlimited"'
        advice = (
            did_you_mean(given, [_UNLIMITED])
            if isinstance(given, str)
            else "write digits, without a point"
        )
        place.fault(shown(given), expected, advice)
        return None
    number = whole(least, most)(given, place)
    return None if number is None else Limit(number)


def _allowance(given: object, place: Place, _: Mapping[str, Any]) -> Allowance | None:
    parts = fields_dict(Allowance)
    if given == _UNLIMITED:
        return _UNLIMITED_ALLOWANCE
    if not isinstance(given, Mapping):
        limit = _limit(given, place, parts["number"].metadata)
        return None if limit is None else Allowance(limit.number)
    said = Table(given, place)
    number = said.required("number", whole(*_range(parts["number"].metadata)))
    months = said.required("per_months", whole(*_range(parts["per_months"].metadata)))
    said.close()
    if number is None or months is None:
        return None
    return Allowance(number, per_months=months)


def _route(given: object, place: Place, _: Mapping[str, Any]) -> Route | None:
    users = table(given, place)
    if users is None:
        return None
    parts = fields_dict(Route)
    told = {
        name: users.required(name, distinct(part.metadata["choices"]))
        for name, part in parts.items()
    }
    users.close()
    handlers = {name: names for name, names in told.items() if names is not None}
    return Route(**handlers) if handlers.keys() == parts.keys() else None


_READERS: Final[Mapping[type, Callable[[object, Place, Mapping[str, Any]], Any]]] = {
    int: _whole,
    bool: _flag,
    str: _choice,
    tuple: _names,
    Regions: _regions,
    Limit: _limit,
    Allowance: _allowance,
    Route: _route,
}


def _terms_of(group: str, cls: type) -> list[Term]:
    unknown = getattr(NO_TERMS, group)
    hints = get_type_hints(cls)
    return [
        Term(
            group,
            name,
            get_origin(hints[name]) or hints[name],
            part.metadata,
            getattr(unknown, name),
        )
        for name, part in fields_dict(cls).items()
    ]


TERMS: Final[Mapping[str, Term]] = {
    term.path: term for group, cls in GROUPS.items() for term in _terms_of(group, cls)
}
"""Every term of a plan by its path, in the order of the classes."""
