"""Orders of one kind as rows of facts: each as it stood on the day on which it was placed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from attrs import fields_dict

from aligner_rules.model.order import Order, ReplacementOrder
from aligner_rules.readings.columns.gathering import replacement
from aligner_rules.readings.columns.gathering.counting import is_known, provided, tallied
from aligner_rules.readings.columns.gathering.given import Columns
from aligner_rules.readings.columns.gathering.histories import EARLIER, counted_before
from aligner_rules.readings.columns.gathering.rows import Rows
from aligner_rules.readings.columns.gathering.standing import (
    GOVERNING,
    first_phase,
    first_phases,
    of_the_case,
)
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.policies import policy_for
from aligner_rules.rules.words import equals

ASKED: Final = Columns("orders", "order_")
KEY: Final = ("case_id", "as_of", "place")
"""What tells an order from all others: its case, its day, and its place among those of the day."""

KEPT: Final = {"order_id": ASKED.order_id, "position": ASKED.position, "channel": ASKED.channel}
"""What a row of facts tells besides, so that it can be found again."""

_ALL: Final = Formula.literal(True)
_TWICE: Final = (
    "a case stands twice among the cases, or two orders of one case and day have the same position "
    "or none: give each a row and a position of its own"
)
_LAST: Final = 2**62
_PLACE: Final[Any] = Formula.fact("place", Type.INT)

KINDS: Final[Mapping[type[Order], Any]] = {ReplacementOrder: replacement}
"""The kinds of orders of which facts are gathered, each with the module that reads its form."""

_COUNTS: Final = {
    f"{arch}_count": (f"{arch}_steps", f"{arch}_steps") for arch in ("upper", "lower")
}


def order_rows(kind: type[Order], tables: Mapping[str, Rows]) -> Rows:
    """Return the facts of all orders of a kind, each as it stood before it was placed."""
    names = fields_dict(policy_for(kind).facts)
    form = KINDS[kind]
    cases = tables["cases"].called("case_", ["case_id"])
    phases = tables["phases"].called("phase_", ["case_id"])
    orders = tables["orders"].overlapping(_COUNTS)
    asked = orders.called("order_", ["case_id"]).where(equals(ASKED.kind, kind.kind))
    rows = asked.overlapping(form.lists_of_the_form()).beside(cases, ["case_id"])
    rows = rows.beside(first_phases(phases), ["case_id"])
    known = {"as_of": ASKED.placed_on, "place": _place(ASKED), **GOVERNING, **first_phase()}
    rows = rows.told(known).once(KEY, _TWICE)
    facts = _chosen({**of_the_case(), **form.of_the_form(), **KEPT}, (*KEPT, *names))
    before, beside = _chosen(counted_before(), names), form.beside_phases()
    whole = rows
    earlier = orders.called("earlier_", ["case_id"])
    for others, counted, when in ((earlier, before, _is_before()), (phases, beside, _ALL)):
        if counted:
            whole = whole.beside(tallied(rows, others, KEY, counted.values(), when), KEY)
            facts |= {name: each.told for name, each in counted.items()}
    return whole.told(facts).only(["case_id", *KEPT, *names])


def _chosen(facts: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: told for name, told in facts.items() if name in names}


def _place(order: Columns) -> Any:
    """The place of an order among those of its day; the last where none is told."""
    return provided(is_known(order.position), order.position, _LAST)


def _is_before() -> Any:
    """Whether an order of the case was placed before the one that is asked about."""
    day: Any = Formula.fact("as_of", Type.DATE)
    same_day = equals(EARLIER.placed_on, day) & (_place(EARLIER) < _PLACE)
    return (EARLIER.placed_on < day) | same_day
