"""The rules for whole frames: a frame of facts in, the same kind of frame with answers out.

Accepted are Polars DataFrames and LazyFrames, DuckDB relations, PySpark DataFrames (lazy ones stay
lazy), pandas DataFrames and pyarrow Tables. A null in a column of facts is an unknown fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import Any, TypeVar

from aligner_rules.model.request import Request
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

__all__ = [
    "FactColumn",
    "Listing",
    "RequirementBit",
    "decide",
    "quote",
    "requirements",
    "schema",
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


def _verbs() -> Any:
    """Return the module that works on frames; ModuleNotFoundError tells what to install."""
    try:
        return import_module("aligner_rules.readings.columns.verbs")
    except ModuleNotFoundError as missing:
        message = f"frames need {missing.name}: install aligner-rules[tables]"
        raise ModuleNotFoundError(message, name=missing.name) from missing
