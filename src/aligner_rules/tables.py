"""The rules for whole frames: a frame of facts in, the same kind of frame with answers out.

Accepted are Polars DataFrames and LazyFrames, DuckDB relations, PySpark DataFrames (lazy ones stay
lazy), pandas DataFrames and pyarrow Tables. A null in a column of facts is an unknown fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from aligner_rules.model.calendar import Calendar
from aligner_rules.model.case import Case
from aligner_rules.model.order import Order
from aligner_rules.model.request import Request
from aligner_rules.readings.columns.portfolio import PortfolioColumn, portfolio_schema
from aligner_rules.readings.columns.schema import (
    FactColumn,
    Listing,
    MenuAction,
    RequirementBit,
    menu,
    requirements,
    schema,
)
from aligner_rules.readings.columns.what_if import Comparison, Sweep
from aligner_rules.readings.decision import Decision
from aligner_rules.readings.delivery import Delivery
from aligner_rules.readings.expiry import Expiry
from aligner_rules.readings.extras import needing
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rules.policies import policy_for

if TYPE_CHECKING:
    from aligner_rules.readings.actions import Action
    from aligner_rules.readings.columns.portfolio_cases import Portfolio

__all__ = [
    "Comparison",
    "FactColumn",
    "Listing",
    "MenuAction",
    "PortfolioColumn",
    "RequirementBit",
    "Sweep",
    "actions",
    "compare",
    "decide",
    "delivery",
    "expiry",
    "explain",
    "facts",
    "from_cases",
    "menu",
    "portfolio_schema",
    "quote",
    "requirements",
    "schema",
    "sweep",
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
    - ``reason_list``: the same codes as a list of texts;
    - ``requirements``: a truth value for each, named by its code with underscores.

    Invalid tells at once every column that is missing, wrongly typed or already there; TypeError is
    for what is no such frame or for a kind of request that no policy decides.
    """
    policy, names = policy_for(kind), _names(columns)
    answered: FrameT = _verbs().decided_frame(frame, policy, book, as_of, names)
    return answered


def actions(
    frame: FrameT,
    *,
    book: Rulebook,
    as_of: date | None = None,
    columns: Sequence[str] = ("mask",),
) -> FrameT:
    """Return the frame with the menu of each row in new columns: every action, open or not.

    `columns` names the answers; each has a column for every action that `menu` lists:

    - ``mask``: a bit mask (Int64) named by the code of the action with underscores, bit i for
      requirement i of the kind of request that it leads to, set where it is not known to hold. An
      action whose mask is 0 can be taken;
    - ``unknown``: ``CODE_unknown``, bit i where it is not known whether it holds;
    - ``outcome``: ``CODE_outcome``, "allowed", "refused" or "undetermined".

    They are those of `aligner_rules.actions`, but for ``approve_setup``: no row tells the plans
    that a setup offers, so that it is refused where no setup waits, else undetermined. Ask `decide`
    about an Approval on each plan. The facts are those of ``schema(Action)``; the day and the
    errors those of `decide`.
    """
    names = _names(columns)
    answered: FrameT = _module("menus").actions_frame(frame, book, as_of, names)
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


def compare(  # noqa: PLR0913 - two books and two lists of prices
    frame: FrameT,
    kind: type[Request],
    *,
    before: Rulebook,
    after: Rulebook,
    prices_before: PriceBook | None = None,
    prices_after: PriceBook | None = None,
    as_of: date | None = None,
) -> Comparison[FrameT]:
    """Return who flips from one rulebook to another, why, and what it is worth.

    Without prices no money is told; where only those before are given, they stay as they are. What
    the result holds is told in `Comparison`: small frames of the kind that is given, of a lazy one
    lazy. The day and the errors are those of `decide`, and Invalid for prices in two currencies or
    for prices after alone.
    """
    module = _module("comparing")
    change = module.change_of(before, after, prices_before, prices_after)
    told: Comparison[FrameT] = module.compared(frame, policy_for(kind), change, as_of)
    return told


def explain(
    frame: Any, row: int, kind: type[Request], *, book: Rulebook, as_of: date | None = None
) -> Decision:
    """Return the full decision about one row: its reasons, what lifts them, the ways out.

    `row` is its position, from 0. Where the engine keeps no order, as DuckDB and Spark do not,
    filter the frame to the row first and ask for 0. Only that row is collected, with all facts that
    the frame has; the errors are those of `decide`, and Invalid where there is no such row.
    """
    told: Decision = _module("explaining").explained(frame, row, policy_for(kind), book, as_of)
    return told


def expiry(frame: FrameT, *, book: Rulebook, as_of: date | None = None) -> FrameT:
    """Return the frame with when what the plan of each row includes lapses, in new columns.

    They are those of `aligner_rules.expiry`: ``expires_on``, ``months_left``, ``days_left``,
    ``emphasis`` ("plain", "bold", "red" or "expired"), ``overflowed``, and ``undated``
    ("not-started" or "never-expires") where there is no date. A null without such a word is
    unknown. The facts are those of ``schema(Expiry)``; the day and the errors those of `decide`.
    """
    answered: FrameT = _module("portal").expiry_frame(frame, book, as_of)
    return answered


def delivery(
    frame: FrameT, *, book: Rulebook, calendar: Calendar, as_of: date | None = None
) -> FrameT:
    """Return the frame with when the parcel of each row arrives, in new columns.

    They are those of `aligner_rules.delivery`: ``earliest`` and ``latest`` day, both null before a
    date is set; ``source``, whose date it is ("target", "carrier" or "none"); ``state`` ("not-in-
    production", "in-production", "in-delivery", "delivered" or "gone"); and whether a tracker is
    ``shown``. A null is unknown. A window that leaves the days of the calendar is an error, as it
    is for one parcel: the engine's own, told when the rows are computed. The facts are those of
    ``schema(Delivery)``; the day and the other errors are those of `decide`.
    """
    answered: FrameT = _module("portal").delivery_frame(frame, book, calendar, as_of)
    return answered


def sweep(  # noqa: PLR0913 - each is a choice of its own
    frame: FrameT,
    kind: type[Request],
    *,
    vary: Mapping[str, Iterable[Any]],
    book: Rulebook,
    plans: Iterable[str] | None = None,
    prices: PriceBook | None = None,
    as_of: date | None = None,
) -> Sweep[FrameT]:
    """Return what comes of each value of some terms: how many are allowed, and their worth.

    `vary` names terms with the values to try, as ``Rulebook.evolve`` takes them, for all plans or
    those of `plans`; of several terms all combinations are tried. The frame is gone through once.
    What the result holds is told in `Sweep`; the day and the errors are those of `decide`, with
    those of ``Rulebook.evolve``, and Invalid for no value to try, or more than 1,000 combinations.
    """
    module = _module("sweeping")
    variants = module.variants_of(vary, book, plans)
    told: Sweep[FrameT] = module.swept(frame, policy_for(kind), variants, prices, as_of)
    return told


def facts(  # noqa: PLR0913 - three tables, and what is asked of them
    *,
    cases: FrameT,
    phases: FrameT,
    orders: FrameT,
    kind: type[Order | Expiry | Delivery | Action],
    book: Rulebook,
    as_of: date | None = None,
) -> FrameT:
    """Return the facts of a question from the tables of a portfolio, in a frame of their kind.

    The columns are those that tell the row, then those of ``schema(kind)``. What is asked about is

    - every order of a kind, ``kind=ReplacementOrder``: as it stood on the day on which it was
      placed, its `as_of`: what its form tells, against the case, its phases and the orders before
      it. What is counted under terms is so under those of the row in the book. A row is told by
      `case_id`, `order_id`, `position` and `channel`;
    - every case on a day, ``kind=Expiry`` or ``kind=Action``: a row is told by `case_id`;
    - every phase, and every order placed by then, on a day, ``kind=Delivery``: with all that is
      known to ship in one parcel with it. A row is told by `case_id`; by `part`, "phase" or the
      kind of the order; and by its number, `phase`, or by `order_id`, `placed_on` and `position`.

    Only what had happened by the day counts. It is `as_of` for all cases, or the column of that
    name in cases; an order has its own day. What no column tells is unknown.

    The tables are those of `portfolio_schema`, in three frames of one kind; they are joined and
    added up on their own engine. Invalid tells all columns that are missing or wrongly typed,
    frames of several kinds, and a day that is none, or is given to orders; TypeError is for what is
    no frame, or nothing that facts are gathered for. Where a case or a phase stands twice, two
    orders of a case and day have no different `position`, or a case has no day, to compute the rows
    is an error of the engine.
    """
    gathering = _module("gathering.verb")
    told: FrameT = gathering.facts_frame(cases, phases, orders, kind, book, as_of=as_of)
    return told


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


def _names(columns: Sequence[str]) -> tuple[str, ...]:
    return (columns,) if isinstance(columns, str) else tuple(columns)


def _verbs() -> Any:
    return _module("verbs")


def _module(name: str) -> Any:
    """Return a module that works on frames; ModuleNotFoundError tells what to install."""
    return needing("tables", "frames need", f"columns.{name}")
