"""Facts that the orders placed before tell: what is counted over them, each fact by its name.

A row asks on its day `as_of`; the orders that count are those before it on that day.
"""

from __future__ import annotations

from typing import Any, Final

from aligner_rules.readings.columns.gathering.columns import AS_OF, CASE, EARLIER
from aligner_rules.readings.columns.gathering.counting import (
    Counted,
    at_least_known,
    happened,
    is_known,
    is_unknown,
    known_or_open,
    many,
    provided,
    shipped,
    surely,
    total,
)
from aligner_rules.readings.columns.gathering.standing import (
    FIRST_HAS_SHIPPED,
    FIRST_SHIPPED_ON,
    IS_APPROVED,
)
from aligner_rules.rulebook.terms import Allowance
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.symbols import symbolic_terms
from aligner_rules.rules.words import equals, larger, months_between, not_, plus_months, where

_UNKNOWN: Final = Formula.unknown(Type.INT)


def of_kind(kind: str) -> Any:
    """Whether an earlier order is of that kind."""
    return equals(EARLIER.kind, kind)


def _unshipped(kind: str) -> Counted:
    sent = happened(EARLIER.shipped_on, shipped(EARLIER), AS_OF)
    name = f"unshipped_{kind}"
    sums = known_or_open(name, provided(of_kind(kind), not_(sent), False))
    return Counted(at_least_known(name, CASE.orders_known), sums)


def _last_replacement() -> Any:
    online = of_kind("replacement") & equals(EARLIER.channel, "online")
    return provided(online, EARLIER.placed_on)


def ordered_so_far(name: str, each: Any, allowance: Allowance) -> Counted:
    """How many were ordered that count against an allowance: all, or those of its months.

    `each` tells how many an order asks for. It is what `rules.allowances.ordered_so_far` counts.
    """
    months: Any = allowance.per_months
    periods: Any = symbolic_terms().allowance.periods
    day = EARLIER.placed_on
    recent = plus_months(day, months) > AS_OF
    in_period = provided(
        is_known(FIRST_SHIPPED_ON), _in_period(day, months), not_(FIRST_HAS_SHIPPED)
    )
    sums = {
        f"{name}_all": provided(is_known(each), each, 0),
        f"{name}_untold": many(is_unknown(each)),
        f"{name}_recent": provided(recent & is_known(each), each, 0),
        f"{name}_fixed": provided(in_period & is_known(each), each, 0),
    }
    whole, rolling = total(f"{name}_all"), total(f"{name}_recent")
    first_told = is_known(FIRST_SHIPPED_ON) | not_(FIRST_HAS_SHIPPED)
    fixed = provided(first_told, total(f"{name}_fixed"))
    alike = provided(equals(rolling, fixed), rolling)
    by_periods = provided(
        equals(periods, "rolling"),
        rolling,
        provided(equals(periods, "from-first-shipment"), fixed, alike),
    )
    of_months = provided(is_known(months), by_periods)
    without_end = equals(whole, 0) | allowance.unlimited | equals(months, 0)
    told = provided(without_end, whole, of_months)
    told = provided(total(f"{name}_untold") <= 0, told)
    return Counted(where(CASE.orders_known, told, _UNKNOWN), sums)


def _in_period(day: Any, months: Any) -> Any:
    """Whether a day is in the period, counted from the first shipment, that the row's day is in."""
    back = months_between(FIRST_SHIPPED_ON, AS_OF)
    on = where(plus_months(FIRST_SHIPPED_ON, back + 1) <= AS_OF, back + 1, back)
    past = on // larger(months, 1) * months
    return where(past >= 1, day >= plus_months(FIRST_SHIPPED_ON, past), True)


def _aligners(arch: str) -> Any:
    counted = Formula.fact(f"earlier_{arch}_count", Type.INT)
    return provided(of_kind("replacement"), counted, 0)


def _sets() -> Any:
    under_a_plan = of_kind("retainer") & not_(surely(equals(EARLIER.patient, "new")))
    return provided(under_a_plan, EARLIER.sets, 0)


def _taken_up() -> Counted:
    """Whether the case is active: not closed, or taken up again by a revision."""
    closed = happened(CASE.closed_on, CASE.is_closed, AS_OF)
    again = of_kind("revision") & (EARLIER.placed_on > CASE.closed_on)
    taken_up = where(CASE.orders_known, total("taken_up") >= 1, Formula.unknown(Type.BOOL))
    open_still = Formula.literal(True)
    return Counted(where(closed, taken_up, open_still), {"taken_up": many(again)})


def _any_before(kind: str) -> Counted:
    """Whether an order of that kind was placed before."""
    name = f"{kind}_before"
    told = where(CASE.orders_known, total(name) >= 1, Formula.unknown(Type.BOOL))
    return Counted(told, {name: many(of_kind(kind))})


def was_submitted() -> Counted:
    """Whether the case was submitted before; an approved setup tells that it was."""
    before = _any_before("aligner")
    placed: Any = before.told
    return Counted(placed | IS_APPROVED, before.sums)


def _is_new() -> Counted:
    """Whether the case has neither been submitted before nor approved."""
    submitted = was_submitted()
    return Counted(not_(submitted.told), submitted.sums)  # type: ignore[arg-type]


def counted_before() -> dict[str, Counted]:
    """Return every fact that is counted over the orders before, by its name."""
    terms = symbolic_terms()
    last = Formula.fact("last_replacement_on", Type.DATE)
    free, sets = terms.replacement.free_aligners, terms.retainer.included_sets
    revisions = provided(of_kind("revision"), 1, 0)
    return {
        "has_ordered": Counted(
            where(CASE.orders_known, is_known(last), Formula.unknown(Type.BOOL)),
            largest={"last_replacement_on": _last_replacement()},
        ),
        "last_ordered_on": Counted(
            provided(CASE.orders_known, last), largest={"last_replacement_on": _last_replacement()}
        ),
        "unshipped_replacements": _unshipped("replacement"),
        "unshipped_revisions": _unshipped("revision"),
        "unshipped_retainers": _unshipped("retainer"),
        "upper_ordered": ordered_so_far("upper_ordered", _aligners("upper"), free),
        "lower_ordered": ordered_so_far("lower_ordered", _aligners("lower"), free),
        "sets_ordered": ordered_so_far("sets_ordered", _sets(), sets),
        "revisions_ordered": ordered_so_far(
            "revisions_ordered", revisions, terms.revision.included
        ),
        "is_active": _taken_up(),
        "has_revision": _any_before("revision"),
        "is_new": _is_new(),
    }
