"""Requests: what is asked of a case, or told of it, and decided before it is so."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from attrs import frozen

from aligner_rules.model.checks import Checked
from aligner_rules.model.unknown import UNKNOWN


@frozen(kw_only=True)
class Request(Checked):
    """The base of orders, of events, and of all else that a case may take; it is never built."""

    kind: ClassVar[str]


@frozen(kw_only=True)
class Upgrade(Request):
    """The change of a case to the plan `target`, a more comprehensive one (UPG).

    A request has not been placed: its `placed_on` is None. A case that took it keeps the day and
    the `former` plan, which was its own until that day. `payment_method` is None where none was
    chosen.

    >>> Upgrade(target="TWO").placed_on is None
    True
    """

    kind = "upgrade"

    target: str
    payment_method: str | None = UNKNOWN
    accepts_terms: bool = UNKNOWN
    placed_on: date | None = None
    former: str | None = None


@frozen(kw_only=True)
class PlanningServices(Request):
    """Treatment planning services (TPS) to be added to a case after its submission (SUB-9)."""

    kind = "planning-services"
