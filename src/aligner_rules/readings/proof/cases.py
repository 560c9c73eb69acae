"""From facts back to a case: one of the cases, with a request and a day, that the facts are of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import Order, ReplacementOrder
from aligner_rules.model.request import Request
from aligner_rules.readings.proof.replacement_cases import (
    possible_replacement,
    replacement_case,
    tidy_replacement,
)


@frozen
class Cases:
    """How the facts of one kind of request come from cases.

    `possible` tells which facts can be unknown together: with `consistent` of the policy it holds
    for the facts of cases, and for no others. `case_of` gives a case and a request of which they
    are. `tidy` lists what makes an example easy to read, the most important first.
    """

    possible: Callable[[Any], bool]
    tidy: Callable[[Any], tuple[bool, ...]]
    case_of: Callable[[Any], tuple[Case, Order]]


CASES: Final[Mapping[type[Request], Cases]] = MappingProxyType(
    {ReplacementOrder: Cases(possible_replacement, tidy_replacement, replacement_case)}
)
"""For every kind of request how its facts come from cases."""
