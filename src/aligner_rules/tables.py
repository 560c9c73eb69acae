"""The rules for whole frames: a frame of facts in, the same kind of frame with answers out.

Accepted are Polars DataFrames and LazyFrames, DuckDB relations, PySpark DataFrames (lazy ones stay
lazy), pandas DataFrames and pyarrow Tables. A null in a column of facts is an unknown fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from aligner_rules.model.case import Case
from aligner_rules.model.request import Request
from aligner_rules.readings.columns.portfolio import PortfolioColumn, portfolio_schema
from aligner_rules.readings.columns.schema import (
    FactColumn,
    Listing,
    RequirementBit,
    requirements,
    schema,
)
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rules.policies import policy_for

if TYPE_CHECKING:
    from aligner_rules.readings.columns.portfolio_cases import Portfolio

__all__ = [
    "FactColumn",
    "Listing",
    "PortfolioColumn",
    "RequirementBit",
    "decide",
    "from_cases",
    "portfolio_schema",
    "quote",
    "requirements",
    "schema",
    "to_cases",
]

FrameT = TypeVar("FrameT")


def decide(
    frame: FrameT,
    kind: type[Request],
    *,
    book: Rulebook,
    as_of: date | None = None,
    columns: Sequence[str] = ("outcome", "unmet", "unknown", "opens_on"),
) -> FrameT:
    """Return the frame with the decision about each row in new columns.

    The day is `as_of` for all rows, or the column of that name. `columns` names the answers:

    - ``outcome``: "allowed", "refused" or "undetermined";
    - ``unmet``, ``unknown``: bit masks (Int64), bit i for what `requirements` tells as bit i;
    - ``opens_on``: first day on which the same request is allowed, null where none is known;
    - ``reasons``: codes of all that is unmet or unknown, joined by ", ", empty if allowed;
    - ``requirements``: a truth value for each, named by its code with underscores.

    Invalid tells at once every column that is missing, wrongly typed or already there; TypeError is
    for what is no such frame or for a kind of request that no policy decides.
    """
    names = (columns,) if isinstance(columns, str) else tuple(columns)
    answered: FrameT = _verbs().decided_frame(frame, policy_for(kind), book, as_of, names)
    return answered


def quote(
    frame: FrameT,
    kind: type[Request],
    *,
    book: Rulebook,
    prices: PriceBook,
    as_of: date | None = None,
) -> FrameT:
    """Return the frame with what each row would cost in new columns, allowed or not.

    They are ``amount_minor`` (Int64, null where it is undetermined), ``currency``, how many come
    along of each charge (``aligner_count``) and, unless it is always free, how many of them are
    charged (``aligners_charged``). The day and the errors are those of `decide`.
    """
    answered: FrameT = _verbs().quoted_frame(frame, policy_for(kind), book, prices, as_of)
    return answered


def from_cases(cases: Iterable[Case]) -> Portfolio:
    """Return the three tables of these cases, as Polars frames: `cases`, `phases`, `orders`.

    Their columns are those of `portfolio_schema`; drafts, setups, upgrades taken, and the forms of
    aligner orders are not told by them. Invalid where two cases have one id.
    """
    tables: Portfolio = _module("portfolio_cases").tables_of(cases)
    return tables


def to_cases(*, cases: Any, phases: Any, orders: Any) -> list[Case]:
    """Return the cases that three tables tell of, as `from_cases` makes them, in their order.

    Frames of every kind that is accepted are read; what their columns do not tell is UNKNOWN.
    Invalid tells all columns that are missing or wrongly typed, else all rows that are at fault;
    TypeError is for what is no frame.
    """
    found: list[Case] = _module("portfolio_cases").cases_in(cases, phases, orders)
    return found


def _verbs() -> Any:
    return _module("verbs")


def _module(name: str) -> Any:
    """Return a module that works on frames; ModuleNotFoundError tells what to install."""
    try:
        return import_module(f"aligner_rules.readings.columns.{name}")
    except ModuleNotFoundError as missing:
        message = f"frames need {missing.name}: install aligner-rules[tables]"
        raise ModuleNotFoundError(message, name=missing.name) from missing
