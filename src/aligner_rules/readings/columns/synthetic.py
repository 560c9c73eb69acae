"""An invented portfolio: every plan, kind and state, with days around whatever the terms count.

No case of it is anybody's. It is what it is by its seed, its day and its rulebook alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import polars as pl
from attrs import frozen

from aligner_rules.readings.columns.draws import Draws
from aligner_rules.readings.columns.portfolio import ASKED
from aligner_rules.readings.columns.portfolio_cases import Portfolio, dtypes
from aligner_rules.readings.columns.synthetic_heads import (
    APPROVED,
    ARCHES,
    DAY,
    MOST_PHASES,
    NEARLY_ALWAYS,
    SLOTS,
    Heads,
)
from aligner_rules.rulebook.book import Rulebook

AS_OF: Final = date(2026, 3, 1)
"""The day on which an invented portfolio stands, if none is given: one after the end of February,
so that what was shipped on a leap day has just expired."""
_OFTEN: Final = (True, True, True, True, True, True, True, False, None)
_FILLED_IN: Final = (*[True] * 38, False, None)
"""What a form says: who could not go on without it, has seldom left it out."""
_MANY: Final = (*[1] * 8, *[2] * 5, *[3] * 3, 4, 5, 6, 7, 8, 8, 9)
"""How many steps of an arch are ordered again: mostly few, now and then about as many as may be."""
_SELDOM: Final = (False, False, False, False, False, False, True, None)
_FEATURES: Final[tuple[list[str] | None, ...]] = (
    ["engagers"],
    ["cutouts-for-elastics", "engagers"],
    [],
    ["bite-ramps"],
    None,
)
_TEMPLATES: Final = (*[0] * 12, 1, 1, 2)
_WORN: Final = tuple(f"{arch}_{n}" for arch in ARCHES for n in range(1, MOST_PHASES + 1))
_BOTH: Final = (["lower", "upper"], ["lower", "upper"], ["upper"], ["lower"])


@frozen
class Synthetic:
    """The invented portfolio of a seed, as it stands at the end of a day under a rulebook."""

    seed: int
    as_of: date
    book: Rulebook

    def portfolio(self, first: int, count: int) -> Portfolio:
        """Return the tables of the cases from number `first` on."""
        heads = self._heads.made(first, count)
        return Portfolio(**{name: make(self, heads) for name, make in MAKERS.items()})

    def table(self, name: str, first: int, count: int) -> pl.DataFrame:
        """Return one table of the cases from number `first` on."""
        return MAKERS[name](self, self._heads.made(first, count))

    def cases(self, heads: pl.DataFrame) -> pl.DataFrame:
        """Return the cases of these heads."""
        draws = self._draws("cases")
        made = pl.sum_horizontal(
            (pl.col(f"sent_{n}") <= self.as_of) & (pl.col("phase_count") >= n)
            for n in range(1, MOST_PHASES + 1)
        ).cast(pl.Int64)
        told = draws.below(NEARLY_ALWAYS, "approval told") > 0
        wrapped = {
            "last_step_ended": (draws.below(9, "last step"), "last_step_ended_on", 300),
            "has_planned_end": (draws.below(3, "planned end"), "planned_end_on", 500),
            "was_purchased": (draws.below(2, "purchase"), "purchased_on", -10),
            "has_planning_services": (draws.below(6, "services"), "planning_services_on", 3),
            "is_closed": (draws.below(20, "closing"), "closed_on", 700),
        }
        heads = heads.with_columns(
            has_plan=pl.when(pl.col("standing") == "unknown").then(None).otherwise(APPROVED),
            plan=pl.when(APPROVED).then("plan_name"),
            approved_on=pl.when(APPROVED & told).then("approved"),
            active_phase=pl.when(pl.col("phases_known") & (made > 0)).then(made),
            has_active_phase=pl.when(pl.col("phases_known")).then(made > 0),
            dentition=draws.one_of(["permanent"] * 6 + ["mixed", None], "dentition"),
            records_received=draws.one_of(_OFTEN, "records"),
            has_issue=draws.one_of(_SELDOM, "issue"),
            previous_series_ended=draws.one_of(_SELDOM, "previous series"),
        )
        heads = heads.with_columns(
            records_received_on=_if("records_received", pl.col("submitted") + 2 * DAY, self.as_of),
            issue_found_on=_if("has_issue", pl.col("submitted") + 3 * DAY, self.as_of),
            previous_series_ended_on=_if(
                "previous_series_ended", pl.col("submitted") - 400 * DAY, self.as_of
            ),
        )
        for flag, (lot, name, later) in wrapped.items():
            day = pl.col("sent_1") + later * DAY
            happened = (lot == 1) & APPROVED & ((day <= self.as_of) | (flag == "has_planned_end"))
            heads = heads.with_columns(
                pl.when(happened).then(day).alias(name),
                pl.when(draws.below(NEARLY_ALWAYS, flag) > 0).then(happened).alias(flag),
            )
            heads = heads.with_columns(pl.when(pl.col(flag)).then(pl.col(name)).alias(name))
        return _told("cases", heads)

    def phases(self, heads: pl.DataFrame) -> pl.DataFrame:
        """Return the phases of these heads, in the order of the cases."""
        heads = heads.filter("phases_known")
        parts = [self._phase(heads, number) for number in range(1, MOST_PHASES + 1)]
        return _told("phases", self._made(pl.concat(parts).sort("row"), "phases"))

    def _phase(self, heads: pl.DataFrame, number: int) -> pl.DataFrame:
        """Return the phases of that number, in whose row stands when they are really sent."""
        draws = self._draws("phases")
        before = {arch: _total(arch, number - 1) for arch in ARCHES}
        after = {arch: _total(arch, number) for arch in ARCHES}
        frame = heads.filter(pl.col("phase_count") >= number).select(
            "case_id",
            row=pl.col("row") * 8 + number,
            phase=pl.lit(number),
            sent=pl.col(f"sent_{number}"),
            **{f"{arch}_first": before[arch] + 1 for arch in ARCHES},
            **{f"{arch}_end": after[arch] + 1 for arch in ARCHES},
        )
        known = draws.below(NEARLY_ALWAYS // 2, "engagers known") > 0
        steps = {
            f"{arch}_steps": _range(pl.col(f"{arch}_first"), pl.col(f"{arch}_end"))
            for arch in ARCHES
        }
        engagers = {
            f"{arch}_engagers": pl.when(known).then(
                _range(
                    pl.col(f"{arch}_first"),
                    pl.min_horizontal(
                        f"{arch}_end", pl.col(f"{arch}_first") + draws.below(4, f"{arch} engagers")
                    ),
                )
            )
            for arch in ARCHES
        }
        made = pl.col("sent") - draws.days(1, 10, "production")
        return frame.with_columns(made=made, **steps, **engagers)

    def orders(self, heads: pl.DataFrame) -> pl.DataFrame:
        """Return the orders of these heads, those of each case by their days."""
        heads = heads.filter("orders_known")
        parts = [self._slot(heads, slot) for slot in range(SLOTS)]
        frame = pl.concat(parts).sort("head", "placed_on", "row")
        frame = frame.with_columns(position=pl.int_range(1, pl.len() + 1).over("head"))
        return _told("orders", self._asked(self._made(frame, "orders")))

    def _slot(self, heads: pl.DataFrame, slot: int) -> pl.DataFrame:
        """Return one order of each case that has it, the submission or one after it."""
        row = pl.col("head") * 8 + slot
        heads = heads.with_columns(head="row").with_columns(row=row)
        draws = self._draws("orders")
        kinds = ["replacement"] * 6 + ["revision"] * 2 + ["retainer"] * 2
        if slot == 0:
            kind, placed = pl.lit("aligner"), pl.col("submitted")
        else:
            heads = heads.filter(
                APPROVED & (pl.col("sent_1") <= self.as_of) & (pl.col("order_count") >= slot)
            )
            since = (self.as_of - pl.col("sent_1")).dt.total_days() + 1
            later = pl.col("sent_1") + pl.duration(days=draws.below(2**31, "placed") % since)
            told = draws.one_of(self._heads.waits(), "edge", pl.Date)
            kind = draws.one_of(kinds, "kind")
            placed = pl.when(draws.below(2, "at an edge") == 0).then(told).otherwise(later)
            placed = pl.max_horizontal(placed, "sent_1")
        # What is made of a submission are the phases: the order itself does not tell of it.
        made = None if slot == 0 else placed + draws.days(2, 9, "production")
        frame = heads.select(
            *("head", "row", "case_id", *_WORN),
            kind=kind,
            placed_on=placed,
            worn=pl.sum_horizontal(
                (pl.col(f"sent_{n}") <= placed) & (pl.col("phase_count") >= n)
                for n in range(1, MOST_PHASES + 1)
            ).cast(pl.Int64),
            made=pl.lit(made, dtype=pl.Date) if made is None else made,
        )
        return frame.with_columns(sent=pl.col("made") + draws.days(1, 9, "shipment"))

    def _asked(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the orders with what each kind of them asks for."""
        draws = self._draws("asked")
        names = [*{plan for period in self.book.periods for plan in period.plans}]
        former = draws.below(NEARLY_ALWAYS // 4, "former phase") == 0
        frame = frame.with_columns(worn=pl.when(former).then(1).otherwise("worn"))
        first = {arch: _of_phase(arch, before=True) + 1 for arch in ARCHES}
        steps = {
            arch: pl.min_horizontal(
                _of_phase(arch, before=False), draws.one_of(_MANY, f"{arch} steps")
            )
            for arch in ARCHES
        }
        approved = pl.col("placed_on") + draws.days(7, 27, "setup")
        frame = frame.with_columns(
            order_id=pl.when(draws.below(NEARLY_ALWAYS, "id") > 0).then(
                pl.format("{}-{}", "case_id", "position")
            ),
            channel=draws.one_of(["online"] * 8 + ["customer-care"], "channel"),
            accepts_terms=draws.one_of(_FILLED_IN, "terms"),
            cause=draws.one_of(
                ["lost"] * 15 + ["damaged"] * 12 + ["quality", "other", None], "cause"
            ),
            has_payment_method=draws.one_of(_FILLED_IN, "payment"),
            acknowledges_no_quality_complaint=draws.one_of(_FILLED_IN, "acknowledged"),
            has_models=draws.one_of(_FILLED_IN, "models told"),
            photos=draws.one_of(_OFTEN, "photos"),
            features=draws.one_of(_FEATURES, "features", pl.List(pl.String)),
            has_instructions=draws.one_of(_OFTEN, "instructions"),
            planning_services=pl.when(pl.col("kind") == "revision")
            .then(draws.below(8, "services") == 0)
            .otherwise(draws.one_of(_SELDOM, "services")),
            setup_approved_on=pl.when(approved <= self.as_of).then(approved),
            has_setup_approval=approved <= self.as_of,
            worn_as_told=draws.one_of(_FILLED_IN, "worn"),
            has_upgrade=draws.below(NEARLY_ALWAYS, "upgrades") == 0,
            upgrade_to=draws.one_of(sorted(names), "upgrade"),
            patient=draws.one_of(["existing", "existing", "existing", "new", None], "patient"),
            has_patient_name=draws.one_of(_FILLED_IN, "name"),
            has_practice=draws.one_of(_FILLED_IN, "practice"),
            arches=draws.one_of(_BOTH, "arches", pl.List(pl.String)),
            sets=draws.one_of([1, 1, 1, 2, 2, 3, 4], "sets"),
            has_model_step=draws.one_of(_SELDOM, "step told"),
            final=draws.below(4, "final") == 0,
            **{
                f"{arch}_steps": _range(first[arch], first[arch] + count)
                for arch, count in steps.items()
            },
            **{
                f"{arch}_templates": _range(
                    first[arch],
                    first[arch]
                    + pl.min_horizontal(count, draws.one_of(_TEMPLATES, f"{arch} templates")),
                )
                for arch, count in steps.items()
            },
        )
        models = draws.one_of(["scans", "scans", "impressions", "existing-model"], "models")
        frame = frame.with_columns(
            payment_method=pl.when("has_payment_method").then(pl.lit("synthetic card")),
            models=pl.when("has_models").then(models),
            instructions=pl.when("has_instructions").then(pl.lit("synthetic")),
            upgrade_to=pl.when("has_upgrade").then("upgrade_to"),
            patient_name=pl.when("has_patient_name").then(pl.lit("synthetic")),
            practice=pl.when("has_practice").then(pl.lit("synthetic")),
            model_step=pl.when("has_model_step").then(draws.below(24, "step") + 1),
        )
        limited = (told for told in ASKED if told.kinds)
        return frame.with_columns(
            pl.when(pl.col("kind").is_in(told.kinds)).then(pl.col(name)).alias(name)
            for told in limited
            for name in (*told.names, *([told.there] if told.there else []))
        )

    @property
    def _heads(self) -> Heads:
        return Heads(self.seed, self.as_of, self.book)

    def _draws(self, about: str) -> Draws:
        return Draws(self.seed, about)

    def _made(self, frame: pl.DataFrame, about: str) -> pl.DataFrame:
        """Return rows with how far they have come, of which some is not known now and then."""
        draws = self._draws(f"{about} made")
        lot = draws.below(NEARLY_ALWAYS, "known")
        begun, gone = pl.col("made") <= self.as_of, pl.col("sent") <= self.as_of
        frame = frame.with_columns(
            in_production_on=pl.when(begun & (lot > 1)).then("made"),
            in_production=pl.when(lot != 0).then(begun),
            shipped_on=pl.when(gone & (lot != 2)).then("sent"),  # noqa: PLR2004 - one lot of many
            has_shipped=pl.when(lot > 2).then(gone),  # noqa: PLR2004 - one lot of many
            target=draws.one_of(_OFTEN, "target"),
            tracked=draws.one_of(_OFTEN, "tracked"),
            expected=draws.one_of(_OFTEN, "expected"),
        )
        shipped = pl.col("shipped_on").is_not_null()
        came = pl.col("sent") + draws.days(1, 9, "transit")
        told = draws.below(NEARLY_ALWAYS, "delivery told") > 0
        return frame.with_columns(
            target_ship_on=pl.when("target").then("sent"),
            has_target=pl.col("target"),
            tracking_number=pl.when(shipped & pl.col("tracked")).then(
                pl.format("SYNTHETIC-{}", "row")
            ),
            has_tracking_number=pl.when(shipped).then("tracked"),
            carrier_expects_on=pl.when(shipped & pl.col("expected")).then(
                pl.col("sent") + draws.days(2, 7, "carrier")
            ),
            has_carrier_day=pl.when(shipped).then("expected"),
            delivered_on=pl.when(shipped & told & (came <= self.as_of)).then(came),
            is_delivered=pl.when(shipped & told).then(came <= self.as_of),
        )


MAKERS: Final[Mapping[str, Callable[[Synthetic, pl.DataFrame], pl.DataFrame]]] = {
    "cases": Synthetic.cases,
    "phases": Synthetic.phases,
    "orders": Synthetic.orders,
}
"""How the rows of each table are made."""


def _if(flag: str, day: pl.Expr, as_of: date) -> pl.Expr:
    return pl.when(pl.col(flag)).then(pl.min_horizontal(day, pl.lit(as_of)))


def _total(arch: str, phases: int) -> pl.Expr:
    """Return how many steps of an arch the first phases have together."""
    lengths = [pl.col(f"{arch}_{number}") for number in range(1, phases + 1)]
    return pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *lengths)


def _of_phase(arch: str, *, before: bool) -> pl.Expr:
    """Return the steps of an arch in the phase that was worn then, or those of all before it."""
    told = pl.lit(0, dtype=pl.Int64)
    for number in range(1, MOST_PHASES + 1):
        many = _total(arch, number - 1) if before else pl.col(f"{arch}_{number}")
        told = pl.when(pl.col("worn") == number).then(many).otherwise(told)
    return told


def _range(first: Any, end: Any) -> pl.Expr:
    return pl.int_ranges(first, end, dtype=pl.Int16)


def _told(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that the table has, of their types."""
    wanted = dtypes(table)
    return frame.select(pl.col(name).cast(dtype) for name, dtype in wanted.items())
