"""The converter between plain values, as JSON has them, and the classes of the package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum, StrEnum
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_origin

import attrs

from aligner_rules.model.case import Case
from aligner_rules.model.dates import IANA_NAME, zone_names, zone_remedy
from aligner_rules.model.limit import Limit
from aligner_rules.model.money import Money
from aligner_rules.model.request import Request
from aligner_rules.model.steps import Steps
from aligner_rules.rulebook.terms import Allowance
from aligner_rules.wire import objects, values
from aligner_rules.wire.days import day_in

if TYPE_CHECKING:
    from cattrs import Converter


@cache
def converter(zone: str | None = None) -> Converter:
    """Return the cattrs converter of the package; instants become days in the zone, if given.

    In a case its own practice zone counts. A key that is absent stands for UNKNOWN, null for
    None. All faults of a value come in one `Invalid`, and so does a zone that nobody knows. The
    converter is shared: copy it before you add hooks of your own.

    >>> from aligner_rules.model import Plan
    >>> converter().structure({"name": "FLEX"}, Plan)
    Plan(name='FLEX', approved_on=UNKNOWN)
    >>> converter().unstructure(Plan("FLEX"))
    {'name': 'FLEX'}
    """
    from cattrs import Converter  # noqa: PLC0415 - it takes long to import, and many never ask

    if zone is not None and zone not in zone_names():
        raise values.refused(zone, IANA_NAME, zone_remedy(zone), "$.zone")
    made = Converter()
    _read_objects(made)
    _read_values(made, zone)
    _write(made)
    return made


def _read_values(made: Converter, zone: str | None) -> None:
    for kind, read in {str: values.text, int: values.whole, bool: values.flag}.items():
        made.register_structure_hook(kind, read)
    for kind in (Enum, StrEnum):  # else a StrEnum would be read as the text that it is
        made.register_structure_hook(kind, values.choice)
    made.register_structure_hook(date, lambda given, _: day_in(given, zone))
    made.register_structure_hook_func(_is(Any), values.scalar)


def _read_objects(made: Converter) -> None:
    read = made.register_structure_hook_factory
    read(attrs.has, lambda cls: objects.object_reader(made, cls))
    read(_is_kind_of(Request), lambda cls: objects.request_reader(made, cls))
    read(_is(Case), lambda _: _read_case)
    read(_is(Steps), lambda _: values.steps)
    read(_is(Money), lambda _: objects.money_reader(made))
    read(_is(Limit), lambda _: values.limit)
    read(_is(Allowance), lambda _: values.allowance)
    read(_is_made_of(Union, UnionType), lambda hint: objects.shipped_reader(made, hint))
    read(_is_made_of(tuple, frozenset), lambda hint: objects.many_reader(made, hint))
    read(_is_made_of(Mapping), lambda hint: objects.mapping_reader(made, hint))


def _read_case(given: Any, _: Any) -> Case:
    """Return the case, its instants as days in its own zone; without one it is Invalid anyway."""
    zone = given.get("practice_zone") if isinstance(given, dict) else None
    known = isinstance(zone, str) and zone in zone_names()
    case: Case = objects.object_reader(converter(zone if known else "UTC"), Case)(given, Case)
    return case


def _write(made: Converter) -> None:
    write = made.register_unstructure_hook_func
    made.register_unstructure_hook_factory(attrs.has, lambda cls: objects.object_writer(made, cls))
    write(_is(Steps), str)
    write(_is(Money), objects.plain_money)
    write(_is(Limit), values.plain_bound)
    write(_is(Allowance), values.plain_bound)
    write(_is(frozenset), lambda given: sorted(map(made.unstructure, given)))
    write(_is(date), date.isoformat)


def _is(one: Any) -> Callable[[Any], bool]:
    return lambda hint: hint is one


def _is_kind_of(base: type) -> Callable[[Any], bool]:
    return lambda hint: isinstance(hint, type) and issubclass(hint, base)


def _is_made_of(*origins: Any) -> Callable[[Any], bool]:
    return lambda hint: get_origin(hint) in origins
