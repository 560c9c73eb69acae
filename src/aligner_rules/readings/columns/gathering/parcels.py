"""The facts of deliveries: each phase and each order with what it ships together with.

How something stands on the day is told first, of each by itself. A parcel is then gone through as
pairs of one with all that are in it, itself among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from itertools import chain, starmap
from operator import and_, or_
from typing import Any, Final

from attrs import fields_dict, frozen

from aligner_rules.model.case import Dentition
from aligner_rules.model.dates import EARLIEST
from aligner_rules.readings.columns.gathering.cases import case_rows
from aligner_rules.readings.columns.gathering.columns import AS_OF, ASKED, CASE, PHASE, Columns
from aligner_rules.readings.columns.gathering.counting import (
    Counted,
    counted_beside,
    happened,
    is_known,
    is_unknown,
    many,
    provided,
    surely,
    total,
)
from aligner_rules.readings.columns.gathering.forms import is_given
from aligner_rules.readings.columns.gathering.rows import Rows
from aligner_rules.rules.delivery import DeliveryFacts
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.words import equals, not_, where

KEY: Final = ("case_id", "part", "day", "place")
"""What tells what ships from all else: its case, what it is, its day, and its number there."""

NAMED: Final[Mapping[str, Type]] = {
    "part": Type.TEXT,
    "phase": Type.INT,
    "order_id": Type.TEXT,
    "placed_on": Type.DATE,
    "position": Type.INT,
}
"""What a row of facts tells besides, so that its phase or order can be found again.

`part` is what it is: a phase, or an order of some kind.
"""

_CASE: Final = ("case_id", "as_of", "region", "plan", "approved_on", "mixed_dentition")
_PHASE: Final = "phase"
_TWICE: Final = (
    "a phase stands twice, or two orders of one case, day and kind have the same position or none: "
    "give each a row and a number of its own"
)
_NEVER: Final = Formula.literal(EARLIEST)
_NOWHERE: Final = Formula.literal(-1)

_TOLD: Final[Mapping[str, Type]] = {
    "target": Type.DATE,
    "shipped": Type.DATE,
    "number": Type.TEXT,
    "carrier": Type.DATE,
    "delivered": Type.DATE,
}
"""What is told of something that ships, and beside it whether there is any."""

_TRANSIT: Final = ("shipped", "number", "carrier", "delivered")
"""What is told of its way."""

_FACTS: Final = {
    "target": ("has_target", "target_ship_on"),
    "shipped": ("has_shipped", ""),
    "number": ("has_tracking_number", ""),
    "carrier": ("has_carrier_date", "carrier_expects_on"),
    "delivered": ("is_delivered", "delivered_on"),
}
"""The facts of a parcel that say whether there is any, and which."""


@frozen
class _Standing:
    """How something that ships stands on the day, under names that begin with a prefix."""

    prefix: str

    def column(self, name: str, type_: Type) -> Any:
        """Return one of its columns."""
        return Formula.fact(f"{self.prefix}{name}", type_)

    @property
    def is_phase(self) -> Any:
        """Whether it is a phase."""
        return equals(self.column("part", Type.TEXT), _PHASE)

    @property
    def made(self) -> Any:
        """Whether it has reached production."""
        return self.column("made", Type.BOOL)

    def there(self, name: str) -> Any:
        """Whether there is what is told of it by that name."""
        return self.column(f"{name}_there", Type.BOOL)

    def value(self, name: str) -> Any:
        """What is told of it by that name; unknown where there is none."""
        return self.column(name, _TOLD[name])


_OWN: Final = _Standing("")
_MATE: Final = _Standing("mate_")


def parcel_rows(tables: Mapping[str, Rows], as_of: date | None) -> Rows:
    """Return the facts of every phase, and of every order placed by the day, as they stand then."""
    cases = case_rows(tables, as_of).told({"mixed_dentition": _mixed_dentition()}).only(_CASE)
    day = {"as_of": AS_OF if as_of is None else Formula.literal(as_of)}
    phases, orders = (
        tables[table].called(prefix, ["case_id"]).beside(cases, ["case_id"]).told(day)
        for table, prefix in (("phases", "phase_"), ("orders", "order_"))
    )
    placed = orders.where(not_(surely(ASKED.placed_on > AS_OF)))
    items = _standing(phases, PHASE, _named_phase()).then(_standing(placed, ASKED, _named_order()))
    items = items.once(KEY, _TWICE)
    mates = items.called("mate_", ["case_id"])
    rows, facts = counted_beside(items, KEY, [(mates, _of_the_parcel(), _in_one_parcel())])
    return rows.told(facts).ordered(["case_id", *NAMED, *fields_dict(DeliveryFacts)])


def _mixed_dentition() -> Any:
    return equals(CASE.dentition, str(Dentition.MIXED))


def _named_phase() -> dict[str, Any]:
    number = PHASE.phase
    told = {"part": Formula.literal(_PHASE), "phase": number, "day": _NEVER, "place": number}
    return {**{name: Formula.unknown(type_) for name, type_ in NAMED.items()}, **told}


def _named_order() -> dict[str, Any]:
    day, position = ASKED.placed_on, ASKED.position
    return {
        "part": ASKED.kind,
        "phase": Formula.unknown(Type.INT),
        "order_id": ASKED.order_id,
        "placed_on": day,
        "position": position,
        "day": provided(is_known(day), day, _NEVER),
        "place": provided(is_known(position), position, _NOWHERE),
    }


def _standing(rows: Rows, of: Columns, named: Mapping[str, Any]) -> Rows:
    """Return how each stands on the day: what came later had not happened."""
    by_then = of.shipped_on <= AS_OF
    gone = surely(by_then)
    made = provided(gone, True, happened(of.in_production_on, of.in_production, AS_OF))
    untold = is_unknown(by_then) & not_(surely(not_(of.has_shipped)))
    sent = provided(untold & not_(surely(not_(made))), Formula.unknown(Type.BOOL), False)
    arrived = happened(of.delivered_on, of.is_delivered, AS_OF)
    told = {
        "made": made,
        "target_there": is_given(of.target_ship_on, of.has_target),
        "target": of.target_ship_on,
        "shipped_there": provided(gone, True, sent),
        "shipped": provided(gone, of.shipped_on),
        "number_there": provided(gone, is_given(of.tracking_number, of.has_tracking_number), sent),
        "number": provided(gone, of.tracking_number),
        "carrier_there": provided(gone, is_given(of.carrier_expects_on, of.has_carrier_day), sent),
        "carrier": provided(gone, of.carrier_expects_on),
        "delivered_there": provided(gone, arrived, sent),
        "delivered": provided(gone & arrived, of.delivered_on),
    }
    return rows.told({**named, **told}).only([*_CASE, *NAMED, "day", "place", *told])


def _in_one_parcel() -> Any:
    """Whether another is in the parcel that something ships in, as far as is known."""
    keys = {"part": Type.TEXT, "day": Type.DATE, "place": Type.INT}
    alike = [equals(_OWN.column(n, t), _MATE.column(n, t)) for n, t in keys.items()]
    itself = reduce(and_, alike)
    mixed = surely(Formula.fact("mixed_dentition", Type.BOOL))
    apart = mixed & _MATE.is_phase
    shared = not_(apart) & _shipped_together()
    return itself | where(mixed & _OWN.is_phase, _MATE.is_phase, shared)


def _shipped_together() -> Any:
    """Whether two have the same number, or the same target and nothing that tells them apart."""
    numbered = _same("number") & not_(_differ("shipped"))
    apart = reduce(or_, map(_differ, _TRANSIT))
    return _OWN.made & _MATE.made & (numbered | (_same("target") & not_(apart)))


def _same(name: str) -> Any:
    return surely(equals(_OWN.value(name), _MATE.value(name)))


def _differ(name: str) -> Any:
    """Whether what is told of the two is known not to be the same."""
    own, mate = _OWN.there(name), _MATE.there(name)
    return surely(not_(equals(own, mate)) | (own & mate & not_(_same(name))))


def _of_the_parcel() -> dict[str, Counted]:
    """Return every fact of a parcel, by its name."""
    made = _MATE.made
    sums = {
        "made_held": many(made),
        "made_not": many(not_(made)),
        "made_open": many(is_unknown(made)),
    }
    none_made = (total("made_open") <= 0) & (total("made_not") >= 1)
    any_made = provided(total("made_held") >= 1, True, provided(none_made, False))
    agreed = chain.from_iterable(starmap(_agreed, _FACTS.items()))
    return {"in_production": Counted(any_made, sums), **dict(agreed)}


def _agreed(name: str, facts: tuple[str, str]) -> Iterator[tuple[str, Counted]]:
    """Yield what all in a parcel say who know any; unknown where none does, or two differ."""
    there_is, which = facts
    least, most = (Formula.fact(f"{name}_told_{e}", _TOLD[name]) for e in ("least", "largest"))
    sums = {f"{name}_none": many(not_(_MATE.there(name)))}
    one = equals(least, most) & (total(f"{name}_none") <= 0)
    nothing = is_unknown(most) & (total(f"{name}_none") >= 1)
    told = provided(one, True, provided(nothing, False))
    yield there_is, Counted(told, sums, ends={f"{name}_told": _MATE.value(name)})
    if which:
        yield which, Counted(provided(one, most))
