"""An invented portfolio: every plan, kind and state, with days around whatever the terms count.

No case of it is anybody's. It is what it is by its seed, its day and its rulebook alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

import polars as pl
from attrs import frozen
from dateutil.relativedelta import relativedelta

from aligner_rules.model.limit import Limit
from aligner_rules.readings.columns.draws import Draws, chosen
from aligner_rules.readings.columns.portfolio import ASKED
from aligner_rules.readings.columns.portfolio_cases import Portfolio, dtypes
from aligner_rules.rulebook.book import Rulebook

AS_OF: Final = date(2026, 3, 1)
"""The day on which an invented portfolio stands, if none is given: one after the end of February,
so that what was shipped on a leap day has just expired."""
MOST_PHASES: Final = 4
_SLOTS: Final = 5  # orders of a case: its submission and up to four more
_DAY: Final = timedelta(days=1)
_PRACTICES: Final = (
    ("US", "America/New_York"),
    ("US", "America/Chicago"),
    ("US", "America/Los_Angeles"),
    ("CA", "America/Toronto"),
    ("GB", "Europe/London"),
    ("FR", "Europe/Paris"),
    ("DE", "Europe/Berlin"),
    ("AU", "Australia/Sydney"),
    ("JP", "Asia/Tokyo"),
    (None, "UTC"),
)
_TELLING: Final = (date(2020, 2, 29), date(2024, 2, 29), date(2024, 8, 31), date(2025, 2, 28))
_OFTEN: Final = (True, True, True, True, True, True, True, False, None)
_SELDOM: Final = (False, False, False, False, False, False, True, None)
_ARCHES: Final = ("upper", "lower")
_LENGTHS: Final = {
    "upper": (*range(1, 25), 8, 9, 12, 12),
    "lower": (0, *range(25), 7, 8, 12, 12),
}
_FEATURES: Final[tuple[list[str] | None, ...]] = (
    ["engagers"],
    ["cutouts-for-elastics", "engagers"],
    [],
    ["bite-ramps"],
    None,
)
_BOTH: Final = (["lower", "upper"], ["lower", "upper"], ["upper"], ["lower"])
_AT_EDITIONS: Final = 2
_AT_MONTH_ENDS: Final = 3
_APPROVED: Final = pl.col("standing") == "approved"
_NEARLY_ALWAYS: Final = 50
"""One row in so many is the other way."""


@frozen
class Synthetic:
    """The invented portfolio of a seed, as it stands at the end of a day under a rulebook."""

    seed: int
    as_of: date
    book: Rulebook

    def portfolio(self, first: int, count: int) -> Portfolio:
        """Return the tables of the cases from number `first` on."""
        heads = self._heads(first, count)
        return Portfolio(**{name: make(self, heads) for name, make in MAKERS.items()})

    def table(self, name: str, first: int, count: int) -> pl.DataFrame:
        """Return one table of the cases from number `first` on."""
        return MAKERS[name](self, self._heads(first, count))

    def cases(self, heads: pl.DataFrame) -> pl.DataFrame:
        """Return the cases of these heads."""
        draws = self._draws("cases")
        made = pl.sum_horizontal(
            (pl.col(f"sent_{n}") <= self.as_of) & (pl.col("phase_count") >= n)
            for n in range(1, MOST_PHASES + 1)
        ).cast(pl.Int64)
        told = draws.below(_NEARLY_ALWAYS, "approval told") > 0
        wrapped = {
            "last_step_ended": (draws.below(9, "last step"), "last_step_ended_on", 300),
            "has_planned_end": (draws.below(3, "planned end"), "planned_end_on", 500),
            "was_purchased": (draws.below(2, "purchase"), "purchased_on", -10),
            "has_planning_services": (draws.below(6, "services"), "planning_services_on", 3),
            "is_closed": (draws.below(20, "closing"), "closed_on", 700),
        }
        heads = heads.with_columns(
            has_plan=pl.when(pl.col("standing") == "unknown").then(None).otherwise(_APPROVED),
            plan=pl.when(_APPROVED).then("plan_name"),
            approved_on=pl.when(_APPROVED & told).then("approved"),
            active_phase=pl.when(pl.col("phases_known") & (made > 0)).then(made),
            has_active_phase=pl.when(pl.col("phases_known")).then(made > 0),
            dentition=draws.one_of(["permanent"] * 6 + ["mixed", None], "dentition"),
            records_received=draws.one_of(_OFTEN, "records"),
            has_issue=draws.one_of(_SELDOM, "issue"),
            previous_series_ended=draws.one_of(_SELDOM, "previous series"),
        )
        heads = heads.with_columns(
            records_received_on=_if("records_received", pl.col("submitted") + 2 * _DAY, self.as_of),
            issue_found_on=_if("has_issue", pl.col("submitted") + 3 * _DAY, self.as_of),
            previous_series_ended_on=_if(
                "previous_series_ended", pl.col("submitted") - 400 * _DAY, self.as_of
            ),
        )
        for flag, (lot, name, later) in wrapped.items():
            day = pl.col("sent_1") + later * _DAY
            happened = (lot == 1) & _APPROVED & ((day <= self.as_of) | (flag == "has_planned_end"))
            heads = heads.with_columns(
                pl.when(happened).then(day).alias(name),
                pl.when(draws.below(_NEARLY_ALWAYS, flag) > 0).then(happened).alias(flag),
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
        before = {arch: _total(arch, number - 1) for arch in _ARCHES}
        after = {arch: _total(arch, number) for arch in _ARCHES}
        frame = heads.filter(pl.col("phase_count") >= number).select(
            "case_id",
            row=pl.col("row") * 8 + number,
            phase=pl.lit(number),
            sent=pl.col(f"sent_{number}"),
            **{f"{arch}_first": before[arch] + 1 for arch in _ARCHES},
            **{f"{arch}_end": after[arch] + 1 for arch in _ARCHES},
        )
        known = draws.below(_NEARLY_ALWAYS // 2, "engagers known") > 0
        steps = {
            f"{arch}_steps": _range(pl.col(f"{arch}_first"), pl.col(f"{arch}_end"))
            for arch in _ARCHES
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
            for arch in _ARCHES
        }
        made = pl.col("sent") - draws.days(1, 10, "production")
        return frame.with_columns(made=made, **steps, **engagers)

    def orders(self, heads: pl.DataFrame) -> pl.DataFrame:
        """Return the orders of these heads, those of each case by their days."""
        heads = heads.filter("orders_known")
        parts = [self._slot(heads, slot) for slot in range(_SLOTS)]
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
                _APPROVED & (pl.col("sent_1") <= self.as_of) & (pl.col("order_count") >= slot)
            )
            since = (self.as_of - pl.col("sent_1")).dt.total_days() + 1
            later = pl.col("sent_1") + pl.duration(days=draws.below(2**31, "placed") % since)
            told = draws.one_of(self._waits(), "edge", pl.Date)
            kind = draws.one_of(kinds, "kind")
            placed = pl.when(draws.below(2, "at an edge") == 0).then(told).otherwise(later)
            placed = pl.max_horizontal(placed, "sent_1")
        # What is made of a submission are the phases: the order itself does not tell of it.
        made = None if slot == 0 else placed + draws.days(2, 9, "production")
        frame = heads.select(
            *("head", "row", "case_id", "upper_1", "lower_1"),
            kind=kind,
            placed_on=placed,
            made=pl.lit(made, dtype=pl.Date) if made is None else made,
        )
        return frame.with_columns(sent=pl.col("made") + draws.days(1, 9, "shipment"))

    def _asked(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the orders with what each kind of them asks for."""
        draws = self._draws("asked")
        names = [*{plan for period in self.book.periods for plan in period.plans}]
        steps = {
            arch: pl.min_horizontal(f"{arch}_1", draws.one_of([1, 2, 3, 7, 8, 9], f"{arch} steps"))
            for arch in _ARCHES
        }
        approved = pl.col("placed_on") + draws.days(7, 27, "setup")
        frame = frame.with_columns(
            order_id=pl.when(draws.below(_NEARLY_ALWAYS, "id") > 0).then(
                pl.format("{}-{}", "case_id", "position")
            ),
            channel=draws.one_of(["online"] * 8 + ["customer-care"], "channel"),
            accepts_terms=draws.one_of(_OFTEN, "terms"),
            cause=draws.one_of(
                ["lost"] * 4 + ["damaged"] * 4 + ["quality", "other", None], "cause"
            ),
            has_payment_method=draws.one_of(_OFTEN, "payment"),
            acknowledges_no_quality_complaint=draws.one_of(_OFTEN, "acknowledged"),
            has_models=draws.one_of(_OFTEN, "models told"),
            photos=draws.one_of(_OFTEN, "photos"),
            features=draws.one_of(_FEATURES, "features", pl.List(pl.String)),
            has_instructions=draws.one_of(_OFTEN, "instructions"),
            planning_services=draws.one_of(_SELDOM, "services"),
            setup_approved_on=pl.when(approved <= self.as_of).then(approved),
            has_setup_approval=approved <= self.as_of,
            worn_as_told=draws.one_of(_OFTEN, "worn"),
            has_upgrade=draws.below(_NEARLY_ALWAYS, "upgrades") == 0,
            upgrade_to=draws.one_of(sorted(names), "upgrade"),
            patient=draws.one_of(["existing", "existing", "existing", "new", None], "patient"),
            has_patient_name=draws.one_of(_OFTEN, "name"),
            arches=draws.one_of(_BOTH, "arches", pl.List(pl.String)),
            sets=draws.one_of([1, 1, 1, 2, 2, 3, 4], "sets"),
            has_model_step=draws.one_of(_SELDOM, "step told"),
            final=draws.below(4, "final") == 0,
            **{f"{arch}_steps": _range(1, 1 + count) for arch, count in steps.items()},
            **{
                f"{arch}_templates": _range(
                    1, 1 + pl.min_horizontal(count, draws.below(3, f"{arch} templates"))
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
            model_step=pl.when("has_model_step").then(draws.below(24, "step") + 1),
        )
        limited = (told for told in ASKED if told.kinds)
        return frame.with_columns(
            pl.when(pl.col("kind").is_in(told.kinds)).then(pl.col(name)).alias(name)
            for told in limited
            for name in (*told.names, *([told.there] if told.there else []))
        )

    def _heads(self, first: int, count: int) -> pl.DataFrame:
        """Return what all tables have to agree on: plans, days, how much of each there is."""
        draws = self._draws("heads")
        place = draws.below(len(_PRACTICES), "practice")
        regions, zones = zip(*_PRACTICES, strict=True)
        lag = draws.days(14, 60, "lag")
        start = self.book.periods[0].first_day
        anywhere = pl.lit(start) + draws.days(0, (self.as_of - start).days, "any day")
        anchor = draws.below(8, "anchor")
        rows = pl.int_range(first, first + count, dtype=pl.UInt64, eager=True)
        frame = pl.DataFrame({"row": rows}).with_columns(
            case_id=pl.format("SYNTHETIC-{}", "row"),
            region=chosen(regions, place),
            practice_zone=chosen(zones, place),
            standing=draws.one_of(["approved"] * 47 + ["open"] * 2 + ["unknown"], "standing"),
            approved=pl.when(anchor <= 1)
            .then(draws.one_of(self._expiring(), "expiring", pl.Date) - lag)
            .when(anchor == _AT_EDITIONS)
            .then(draws.one_of(self._editions(), "edition", pl.Date))
            .when(anchor == _AT_MONTH_ENDS)
            .then(draws.one_of(self._telling(), "month end", pl.Date) - lag)
            .otherwise(anywhere),
            **{
                f"{arch}_{number}": draws.one_of(_LENGTHS[arch], f"{arch} {number}")
                for arch in _ARCHES
                for number in range(1, MOST_PHASES + 1)
            },
        )
        frame = frame.with_columns(
            plan_name=self._plan(draws),
            submitted=pl.when(_APPROVED)
            .then(pl.col("approved") - draws.days(10, 40, "submission"))
            .otherwise(self.as_of - draws.days(0, 60, "submission")),
            sent_1=pl.col("approved") + lag,
            phase_count=pl.when(_APPROVED)
            .then(draws.one_of([1, 1, 1, 1, 2, 2, 2, 3, 3, 4], "phases"))
            .otherwise(0),
            order_count=draws.below(_SLOTS, "orders"),
            phases_known=(pl.col("standing") != "unknown")
            & (draws.below(_NEARLY_ALWAYS, "phases known") > 0),
            orders_known=draws.below(_NEARLY_ALWAYS, "orders known") > 0,
        )
        for number in range(2, MOST_PHASES + 1):
            then = pl.col(f"sent_{number - 1}") + draws.days(60, 180, f"phase {number}")
            frame = frame.with_columns(then.alias(f"sent_{number}"))
        return frame

    def _plan(self, draws: Draws) -> pl.Expr:
        """Return a plan of the edition that governs each row, or now and then of any other."""
        every = sorted({plan for period in self.book.periods for plan in period.plans})
        plan = draws.one_of(every, "any plan")
        astray = draws.below(_NEARLY_ALWAYS, "astray") == 0
        for period in self.book.periods:
            governed = pl.col("approved") >= period.first_day
            if period.last_day is not None:
                governed = governed & (pl.col("approved") <= period.last_day)
            if period.regions is not None:
                governed = governed & pl.col("region").is_in(sorted(period.regions))
            here = draws.one_of([*period.plans], f"plan of {period.edition}")
            plan = pl.when(governed & ~astray).then(here).otherwise(plan)
        return plan

    def _expiring(self) -> list[date]:
        """The days of shipment from which a limit is reached now, a day ago, or tomorrow."""
        months = self._limits("expiry.months")
        warned = {0, *self._limits("expiry.bold_months"), *self._limits("expiry.red_months")}
        counts = sorted({m - w for m in months for w in warned if m > w})
        return self._around(self.as_of - relativedelta(months=count) for count in counts)

    def _editions(self) -> list[date]:
        """The days around those on which an edition begins."""
        return self._around(period.first_day for period in self.book.periods)

    def _telling(self) -> list[date]:
        return self._around(_TELLING)

    def _waits(self) -> list[date]:
        """The days of orders after which the wait ends now, a day ago, or tomorrow."""
        waits = {0, *self._limits("replacement.interval_days")}
        return self._around(self.as_of - wait * _DAY for wait in sorted(waits))

    def _limits(self, path: str) -> set[int]:
        """Return every number that a term is, of any plan on any day."""
        values = {each.value for each in self.book.values if each.path == path}
        numbers = {value.number if isinstance(value, Limit) else value for value in values}
        return {number for number in numbers if isinstance(number, int)}

    def _around(self, days: Iterable[date]) -> list[date]:
        near = {day + apart * _DAY for day in days for apart in (-1, 0, 1)}
        return sorted(day for day in near if day <= self.as_of) or [self.as_of]

    def _draws(self, about: str) -> Draws:
        return Draws(self.seed, about)

    def _made(self, frame: pl.DataFrame, about: str) -> pl.DataFrame:
        """Return rows with how far they have come, of which some is not known now and then."""
        draws = self._draws(f"{about} made")
        lot = draws.below(_NEARLY_ALWAYS, "known")
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
        told = draws.below(_NEARLY_ALWAYS, "delivery told") > 0
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


def _range(first: Any, end: Any) -> pl.Expr:
    return pl.int_ranges(first, end, dtype=pl.Int16)


def _told(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns that the table has, of their types."""
    return frame.select(pl.col(name).cast(dtype) for name, dtype in dtypes(table).items())
