"""Orders of one kind as rows of facts: each as it stood on the day on which it was placed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import fields_dict

from aligner_rules.model.aligner import AlignerOrder
from aligner_rules.model.order import Order, ReplacementOrder, RetainerOrder, RevisionOrder
from aligner_rules.readings.columns.gathering import aligner, replacement, retainer, revision
from aligner_rules.readings.columns.gathering.columns import (
    AS_OF,
    ASKED,
    CASE,
    EARLIER,
    STEP_COUNTS,
    Columns,
)
from aligner_rules.readings.columns.gathering.counting import (
    ALL,
    chosen,
    is_known,
    looked_at,
    provided,
    tallied,
)
from aligner_rules.readings.columns.gathering.forms import Form
from aligner_rules.readings.columns.gathering.histories import counted_before
from aligner_rules.readings.columns.gathering.rows import Rows
from aligner_rules.readings.columns.gathering.standing import (
    GOVERNING,
    first_phase,
    first_phases,
    of_the_case,
)
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.policies import policy_for
from aligner_rules.rules.words import equals, not_

KEY: Final = ("case_id", "as_of", "place")
"""What tells an order from all others: its case, its day, and its place among those of the day."""

KEPT: Final = {"order_id": ASKED.order_id, "position": ASKED.position, "channel": ASKED.channel}
"""What a row of facts tells besides, so that it can be found again."""

_TWICE: Final = (
    "a case stands twice among the cases, or two orders of one case and day have the same position "
    "or none: give each a row and a position of its own"
)
_LAST: Final = 2**62
_PLACE: Final[Any] = Formula.fact("place", Type.INT)

KINDS: Final[Mapping[type[Order], Form]] = {
    ReplacementOrder: replacement.FORM,
    RevisionOrder: revision.FORM,
    RetainerOrder: retainer.FORM,
    AlignerOrder: aligner.FORM,
}
"""The kinds of orders, each with what its form tells."""


def _place(order: Columns) -> Any:
    """The place of an order among those of its day; the last where none is told."""
    return provided(is_known(order.position), order.position, _LAST)


_SAME_DAY: Final[Any] = equals(EARLIER.placed_on, AS_OF)
_SAME_PLACE: Final[Any] = _SAME_DAY & equals(_place(EARLIER), _PLACE)
_IS_BEFORE: Final[Any] = (EARLIER.placed_on < AS_OF) | (_SAME_DAY & (_place(EARLIER) < _PLACE))
"""Whether an order of the case was placed before the one that is asked about."""


def order_rows(kind: type[Order], tables: Mapping[str, Rows]) -> Rows:
    """Return the facts of all orders of a kind, each as it stood before it was placed."""
    form, names = KINDS[kind], fields_dict(policy_for(kind).facts)
    facts = chosen({"plan": CASE.plan, **of_the_case(), **form.told, **KEPT}, (*KEPT, *names))
    before, beside = chosen(counted_before(), names), form.beside_phases
    known = {"as_of": ASKED.placed_on, "place": _place(ASKED), **GOVERNING, "plan": form.plan}
    known |= first_phase()

    orders = tables["orders"].overlapping(STEP_COUNTS)
    asked = orders.called("order_", ["case_id"]).where(equals(ASKED.kind, kind.kind))
    cases = tables["cases"].called("case_", ["case_id"])
    phases = tables["phases"].called("phase_", ["case_id"])
    counted = (*before.values(), *beside.values())
    needed = {*form.looked_at, *looked_at((*facts.values(), *known.values()), counted)}
    asked, cases = asked.only(needed), cases.only(needed)

    rows = asked.overlapping(form.lists).holding(form.holding).beside(cases, ["case_id"])
    rows = rows.beside(first_phases(phases), ["case_id"]).told(known).once(KEY, _TWICE)
    earlier = orders.called("earlier_", ["case_id"])
    refused = {_TWICE: _SAME_PLACE & not_(equals(EARLIER.kind, kind.kind))}
    tally = tallied(rows, earlier, KEY, before.values(), _IS_BEFORE, refused=refused)
    whole = rows.beside(tally, KEY)
    if beside:
        whole = whole.beside(tallied(rows, phases, KEY, beside.values(), ALL), KEY)
    facts |= {name: each.told for name, each in {**before, **beside}.items()}
    return whole.told(facts).ordered(["case_id", *KEPT, *names])
