"""Single values in JSON: each read with its fault told in the words of JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Final

from attrs import evolve

from aligner_rules.model.faults import Fault, Invalid
from aligner_rules.model.limit import UNLIMITED, Limit
from aligner_rules.model.steps import Steps
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.inspection import did_you_mean
from aligner_rules.rulebook.schema import written
from aligner_rules.rulebook.terms import Allowance
from aligner_rules.wire.days import day_in
from aligner_rules.wire.documents import in_json

_UNLIMITED: Final = "unlimited"
_PER_PERIOD: Final = ("number", "per_months")
_DATE: Final = "date"
"""The key that tells a date from a text where a value may be either."""


def text(given: Any, _: Any = None) -> str:
    """Return a text that is not blank.

    >>> text(5)
    Traceback (most recent call last):
    aligner_rules.model.faults.Invalid: value is not valid, 1 fault:
    $: given 5; expected text that is not blank; write it in double quotes
    """
    if isinstance(given, str) and given.strip():
        return given
    raise refused(given, "text that is not blank", "write it in double quotes")


def whole(given: Any, _: Any = None) -> int:
    """Return a whole number; 3.0 is none."""
    if type(given) is int:
        return given
    raise refused(given, "a whole number", "write digits alone, without quotes or a point")


def flag(given: Any, _: Any = None) -> bool:
    """Return true or false."""
    if type(given) is bool:
        return given
    raise refused(given, "true or false", "write true or false, without quotes")


def steps(given: Any, _: Any = None) -> Steps:
    """Return the steps of one arch, written as "3-5, 9"."""
    if isinstance(given, str):
        return Steps.parse(given)
    raise refused(given, "text that lists steps, such as '3-5, 9'", "write it in double quotes")


def choice(given: Any, kind: type[Enum]) -> Enum:
    """Return the member of an enum whose value is given."""
    members = {member.value: member for member in kind}
    if isinstance(given, str) and given in members:
        return members[given]
    raise refused(given, f"one of {', '.join(members)}", did_you_mean(given, [*members]))


def limit(given: Any, _: Any = None) -> Limit:
    """Return a bound, written as a number or as "unlimited".

    >>> limit(2), limit("unlimited") == UNLIMITED
    (Limit(number=2, unlimited=False), True)
    """
    if given == _UNLIMITED:
        return UNLIMITED
    if type(given) is int and given >= 0:
        return Limit(given)
    expected = f'a whole number, 0 or more, or "{_UNLIMITED}"'
    raise refused(given, expected, "write digits alone, or the word in double quotes")


def allowance(given: Any, _: Any = None) -> Allowance:
    """Return an allowance, written as a limit or as {"number": …, "per_months": …}.

    >>> allowance({"number": 2, "per_months": 6})
    Allowance(number=2, unlimited=False, per_months=6)
    """
    if not isinstance(given, dict):
        bound = limit(given)
        return Allowance(bound.number, bound.unlimited)
    numbers = [given.get(key) for key in _PER_PERIOD]
    if given.keys() == set(_PER_PERIOD) and all(type(n) is int and n >= 0 for n in numbers):
        return Allowance(given["number"], per_months=given["per_months"])
    expected = f"a limit, or an object of the numbers {' and '.join(_PER_PERIOD)}"
    raise refused(given, expected, 'write {"number": 2, "per_months": 6}')


def plain_bound(value: Limit | Allowance) -> Any:
    """Return what JSON has for a limit or an allowance; UNKNOWN where it is not known."""
    return UNKNOWN if value.unlimited is UNKNOWN else written(value)


def scalar(given: Any, _: Any = None) -> Any:
    """Return the value of a fact or a term, of any type; a date is written as {"date": …}.

    >>> scalar({"date": "2024-02-29"}), scalar("2024-02-29"), scalar(45)
    (datetime.date(2024, 2, 29), '2024-02-29', 45)
    """
    if given is None or type(given) in {bool, int, str}:
        return given
    if isinstance(given, dict) and given.keys() == {_DATE}:
        return day_in(given[_DATE], None)
    if isinstance(given, dict) and all(type(each) is int for each in given.values()):
        return dict(given)
    if isinstance(given, list) and all(type(each) is str for each in given):
        return list(given)
    expected = 'text, a whole number, true, false, null, a list of texts or {"date": "2024-06-30"}'
    raise refused(given, expected, "write one of these")


def plain_scalar(value: Any) -> Any:
    """Return what JSON has for a value of any type: the inverse of `scalar`.

    >>> plain_scalar(date(2024, 2, 29)), plain_scalar(45)
    ({'date': '2024-02-29'}, 45)
    """
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    return dict(value) if isinstance(value, Mapping) else value


def refused(given: object, expected: str, remedy: str, where: str = "$") -> Invalid:
    """Return what is raised about a value of a document."""
    return Invalid("value", [Fault(where, in_json(given), expected, remedy)])


def spoken(fault: Fault) -> Fault:
    """Return a fault that a model class told, in the words of JSON instead of Python's.

    >>> print(spoken(Fault("$.plan", "None", "a Plan, or None", "write None for none")))
    $.plan: given null; expected a Plan, or null; write null for none
    """
    return evolve(
        fault,
        given=_SPELT.get(fault.given, fault.given),
        expected=_NONE.sub("null", fault.expected),
        remedy=_NONE.sub("null", fault.remedy),
    )


_SPELT: Final = {"None": "null", "True": "true", "False": "false"}
_NONE: Final = re.compile(r"\bNone\b")
