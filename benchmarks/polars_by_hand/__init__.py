"""What `tables` answers, written by hand in Polars for the one edition clearcorrect-2024-10.

Each query is the fastest way found: what is used twice is a column of its own, ``==`` beats
``is_in`` for a handful of texts, and masks are narrow while they are added up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from polars_by_hand import dates, events, forms, money, orders

Query = Callable[[Any], Any]
"""Takes a frame of facts, eager or lazy, and gives the new columns alone."""

DECIDED: Final[Mapping[str, Query]] = {**orders.DECIDED, **forms.DECIDED, **events.DECIDED}
"""The two masks of a policy, by its name."""

QUOTED: Final[Mapping[str, Query]] = money.QUOTED
"""What `tables.quote` tells, by the name of the policy."""

expiry: Query = dates.expiry
delivery: Callable[[Any, Any], Any] = dates.delivery

__all__ = ["DECIDED", "QUOTED", "Query", "delivery", "expiry"]
