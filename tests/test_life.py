"""The life of a case: a machine walks it by every request and event, and holds what always holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

import pytest
from attrs import asdict, evolve, fields_dict
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

import aligner_rules as ar
from aligner_rules.model import UNKNOWN, Arch
from aligner_rules.rules.words import plus_months
from life_walks import BOOKS, OPENINGS, begun, ready_setup

PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
PLANS: Final = {
    "us-unlimited-2017": ("FLEX", "UNLIMITED"),
    "clearcorrect-2024-10": ("FLEX", "MINI", "ONE", "TWO", "THREE", "UNLIMITED"),
    "clearcorrect-2025-12": ("FLEX", "MINI", "ONE", "TWO", "UNLIMITED 3", "UNLIMITED 5"),
}
WAITS = st.sampled_from((0, 0, 0, 1, 3, 20, 44, 45, 46, 183))
HAPPENED_LATER = {"target_ship_on", "carrier_expects_on", "planned_end_on", "born_on"}
"""Days in a case that are told ahead, or from before it."""
UNDATED = {"records-received", "issue-found", "setup-ready"}
"""What looks at the records, of which a case keeps the latest word and no history."""


class Life(RuleBasedStateMachine):
    """One case from its submission on, some days at a time."""

    reached: ClassVar[Counter[str]] = Counter()

    @initialize(
        book=st.sampled_from(sorted(BOOKS)),
        edition=st.sampled_from(sorted(OPENINGS)),
        wait=st.sampled_from((0, 1, 60)),
        plan=st.integers(0, 5),
        mixed=st.booleans(),
        many=st.integers(1, 3),
    )
    def begin(self, book: str, edition: str, wait: int, plan: int, mixed: bool, many: int) -> None:
        """A case is submitted under an edition, of some plan, soon after it opens."""
        edition = edition if book == "all" else book.removesuffix(", filled")
        self.book = BOOKS[book]
        self.plan = PLANS[edition][plan % len(PLANS[edition])]
        self.many = many
        self.day = OPENINGS[edition] + timedelta(days=wait)
        self.ids = 0
        self.included: list[tuple[str, date, int]] = []
        dentition = ar.Dentition.MIXED if mixed else ar.Dentition.PERMANENT
        self.case = ar.Case(
            "C-1",
            "America/New_York",
            region="US",
            plan=None,
            phases=(),
            active_phase=None,
            orders=(
                ar.AlignerOrder(id="S-1", arches=[Arch.UPPER, Arch.LOWER], placed_on=self.day),
            ),
            dentition=dentition,
            drafts=(),
            records_received_on=None,
            issue_found_on=None,
            setups=(),
            upgrades=(),
            planning_services_on=None,
            closed_on=None,
        )
        self.trail = [(self.day, self.case)]

    def wait(self, days: int) -> None:
        """Let days go by."""
        self.day += timedelta(days=days)

    def new_id(self) -> str:
        """An id that no order has."""
        self.ids += 1
        return f"N-{self.ids}"

    def ask(self, request: Any) -> bool:
        """Ask for something, and see that it is placed if, and only if, it is allowed."""
        if isinstance(request, ar.Approval):
            return self.by_hand(request)
        told = ar.decide(self.case, request, as_of=self.day, book=self.book)
        counts = [v for v in asdict(told.facts).values() if type(v) is int]
        assert min(counts, default=0) >= 0
        assert told.policy.consistent(told.facts) is not False
        event(f"{request.kind} {told.outcome.value}")
        self.reached[f"{request.kind} {told.outcome.value}"] += 1
        if told.outcome is not ar.Outcome.ALLOWED:
            with pytest.raises(ar.Refused) as refused:
                ar.apply(self.case, request, as_of=self.day, book=self.book)
            assert (refused.value.decision.verdicts, refused.value.decision.codes) == (
                told.verdicts,
                told.codes,
            )
            return False
        spent = list(self.spent_by(request))
        later = ar.apply(self.case, request, as_of=self.day, book=self.book)
        self.went_on(self.case, later)
        self.included += spent
        self.case = later
        self.trail.append((self.day, later))
        self.never_spent_twice()
        return True

    def by_hand(self, request: Any) -> bool:
        """TEMPORARY."""
        ready = [s for s in self.case.setups if s.of_order == request.of_order]
        if not ready or (request.of_order is None) == isinstance(self.case.plan, ar.Plan):
            return False
        setup = ready[-1]
        made = tuple(
            evolve(p, in_production_on=None, shipment=None) for p in setup.options[0].phases
        )
        setups = tuple(
            evolve(s, approved_on=self.day) if s is setup else s for s in self.case.setups
        )
        before = self.case
        if request.of_order is None:
            self.case = evolve(
                self.case, plan=ar.Plan(request.plan, self.day), phases=made, setups=setups
            )
        else:
            orders = tuple(
                evolve(o, setup_approved_on=self.day) if o.id == request.of_order else o
                for o in self.case.orders
            )
            self.case = evolve(
                self.case, phases=(*self.case.phases, *made), setups=setups, orders=orders
            )
        self.went_on(before, self.case)
        self.trail.append((self.day, self.case))
        self.reached["approval"] += 1
        return True

    def spent_by(self, request: Any) -> Iterator[tuple[str, date, int]]:
        """What of the allowances a request would use, by its quote."""
        if not isinstance(request, ar.RevisionOrder | ar.RetainerOrder):
            return
        told = ar.quote(self.case, request, as_of=self.day, book=self.book, prices=PRICES)
        for line in told.lines:
            if line.basis is ar.Basis.FREE and line.what in {"revision", "included-retainer-set"}:
                if line.many is not UNKNOWN:
                    yield line.what, self.day, line.many

    def went_on(self, before: ar.Case, after: ar.Case) -> None:
        """A case goes on: nothing is taken back, no day runs backwards, and JSON carries it."""
        assert ar.case_from_json(ar.dump_case(after)) == after
        assert max(days_in(after)) == self.day or days_in(after) == days_in(before)
        assert max(days_in(before), default=self.day) <= self.day
        assert len(after.orders) - len(before.orders) in {0, 1}
        assert after.phases[: len(before.phases)] or not before.phases
        for one, then in [
            *zip(before.orders, after.orders, strict=False),
            *zip(before.phases, after.phases, strict=False),
        ]:
            assert history_of(then)[: len(history_of(one))] == history_of(one)
        self.told_alike(after)

    def told_alike(self, after: ar.Case) -> None:
        """Of days gone by, the case tells later what it told then."""
        last_of_day = dict(self.trail)
        days = [day for day in last_of_day if day < self.day]
        for day in {*days[:1], *days[len(days) // 2 :][:1], *days[-1:]}:
            for request in self.questions(after):
                then, now = (
                    ar.decide(case, request, as_of=day, book=self.book)
                    for case in (last_of_day[day], after)
                )
                planned = isinstance(last_of_day[day].plan, ar.Plan)
                if planned or "has_history" in fields_dict(type(then.facts)):
                    assert looked_at(then, planned) == looked_at(now, planned), (day, request)

    def questions(self, case: ar.Case) -> Iterator[Any]:
        """What may be asked about any day."""
        first = ar.StepSelection.parse(upper="1-2")
        yield ar.ReplacementOrder(steps=first, cause=ar.Cause.LOST, engager_templates=first)
        yield ar.RevisionOrder(models=ar.ModelSource.SCANS, accepts_terms=True)
        yield retainers(1, final=True)
        yield ar.Closed()
        named = {"phases": [1, 2], "orders": ["N-1"]}
        for kind in (ar.ProductionStarted, ar.Shipped, ar.Delivered):
            yield kind(**named)
        yield ar.Tracked(**named, tracking_number="1Z")

    def never_spent_twice(self) -> None:
        """What was included never comes to more than the plan includes, in its months or in all."""
        told = ar.allowances(self.case, as_of=self.day, book=self.book)
        for what, balance in (
            ("revision", told.revisions),
            ("included-retainer-set", told.retainer_sets),
        ):
            spent = [(day, many) for name, day, many in self.included if name == what]
            number, months = balance.included.number, balance.included.per_months
            assert balance.used is UNKNOWN or balance.used >= 0
            if number is UNKNOWN or balance.included.unlimited:
                continue
            assert balance.lapsing in {
                ar.UNLIMITED,
                ar.Limit(max(number - balance.used, 0)),
                ar.Limit(0),
            }
            for end, _ in spent:
                inside = [
                    m
                    for day, m in spent
                    if day <= end and (not months or plus_months(day, months) > end)
                ]
                assert sum(inside) <= number
            if not months and told.expired is False:
                assert balance.left == ar.Limit(max(number - balance.used, 0))

    # What happens, in the order in which it usually does.

    @rule(days=st.sampled_from((0, 1, 3, 20)), turns=st.sampled_from((1, 4, 9)), wide=st.booleans())
    def go_on(self, days: int, turns: int, wide: bool) -> None:
        """What comes next happens, for some turns."""
        for _ in range(turns):
            self.wait(days)
            waiting = begun(self.case, self.plan, self.many, wide=wide)
            if not any(self.ask(request) for request in waiting):
                break

    @rule(days=WAITS, of_order=st.sampled_from((None, "N-1")))
    def find_an_issue(self, days: int, of_order: str | None) -> None:
        """Something is wrong with the records."""
        self.wait(days)
        self.ask(ar.IssueFound(what="distorted scan", of_order=of_order))

    @precondition(lambda self: self.case.plan is not None)
    @rule(days=WAITS, number=st.integers(1, 16), last=st.integers(0, 9), online=st.booleans())
    def replace(self, days: int, number: int, last: int, online: bool) -> None:
        """Aligners are lost."""
        self.wait(days)
        steps = ar.StepSelection.parse(upper=f"{number}-{number + last}", lower=str(number))
        self.ask(
            ar.ReplacementOrder(
                id=self.new_id(),
                steps=steps,
                cause=ar.Cause.LOST,
                channel=ar.Channel.ONLINE if online else ar.Channel.CUSTOMER_CARE,
                payment_method="card",
                acknowledges_no_quality_complaint=True,
                accepts_terms=True,
            )
        )

    @rule(days=WAITS, scans=st.booleans())
    def revise(self, days: int, scans: bool) -> None:
        """The treatment does not go as planned."""
        self.wait(days)
        models = ar.ModelSource.SCANS if scans else ar.ModelSource.IMPRESSIONS
        request = ar.RevisionOrder(
            id=self.new_id(), models=models, accepts_terms=True, setup_approved_on=None
        )
        if self.ask(request) and expired(self):
            self.reached["revision after expiry"] += 1

    @rule(days=WAITS, sets=st.integers(1, 3), final=st.booleans())
    def retain(self, days: int, sets: int, final: bool) -> None:
        """Retainers are ordered."""
        self.wait(days)
        self.ask(evolve(retainers(sets, final=final), id=self.new_id()))

    @precondition(lambda self: expiry_of(self) is not None)
    @rule(beside=st.sampled_from((-1, 0, 1)), sets=st.integers(1, 2))
    def come_to_expiry(self, beside: int, sets: int) -> None:
        """The expiry day, or a day beside it, has come; what is included is asked for."""
        day = expiry_of(self) + timedelta(days=beside)
        if day >= self.day:
            self.day = day
            self.reached[f"expiry {beside:+}"] += 1
            self.revise(0, scans=True)
            self.retain(0, sets, final=False)

    @rule(
        kind=st.sampled_from((ar.ProductionStarted, ar.Shipped, ar.Delivered, ar.Tracked)),
        phases=st.frozensets(st.integers(1, 4), max_size=3),
        order=st.integers(0, 4),
    )
    def tell_of_anything(self, kind: Any, phases: frozenset[int], order: int) -> None:
        """Anything at all is told to be made, shipped, tracked or delivered."""
        orders = [f"N-{order}"] if order or not phases else []
        number = {"tracking_number": "1Z9"} if kind is ar.Tracked else {}
        self.ask(kind(phases=phases, orders=orders, **number))

    @rule(of_order=st.sampled_from((None, "N-1", "N-2")), ready=st.booleans())
    def tell_of_records(self, of_order: str | None, ready: bool) -> None:
        """Records come in, or a setup is ready, whether or not they are awaited."""
        setup = ready_setup(self.case, of_order, self.plan, self.many)
        self.ask(setup if ready else ar.RecordsReceived(of_order=of_order))

    @rule(days=st.integers(1, 400))
    def look_back(self, days: int) -> None:
        """Nothing can be told of a day before the last that the case has seen."""
        day = max(days_in(self.case)) - timedelta(days=days)
        told = ar.decide(self.case, ar.Closed(), as_of=day, book=self.book)
        assert "days-move-forward" in told.codes
        assert told.reasons[0].lifts_on == max(days_in(self.case))

    @precondition(lambda self: len(self.trail) > 12)
    @rule(days=WAITS)
    def close(self, days: int) -> None:
        """The treatment is over."""
        self.wait(days)
        self.ask(ar.Closed())

    def teardown(self) -> None:
        """Tell how far the walk went."""
        if getattr(self, "case", None) is not None:
            shipped = sum(isinstance(p.shipped_on, date) for p in self.case.phases)
            event(f"phases shipped: {shipped}")


def retainers(sets: int, *, final: bool) -> ar.RetainerOrder:
    """A complete order of retainers for both arches."""
    return ar.RetainerOrder(
        patient=ar.Patient.EXISTING,
        arches=[Arch.UPPER, Arch.LOWER],
        sets=sets,
        models=ar.ModelSource.SCANS,
        final=final,
        payment_method="card",
        accepts_terms=True,
    )


def expiry_of(life: Life) -> Any:
    """The expiry day of a case, where it has one."""
    told = ar.expiry(life.case, as_of=life.day, book=life.book).on
    return told if isinstance(told, date) else None


def expired(life: Life) -> bool:
    """Whether the plan of the case has expired."""
    on = expiry_of(life)
    return on is not None and on < life.day


def days_in(case: ar.Case) -> list[date]:
    """Every day in the JSON of a case on which something happened."""

    def found(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, each in value.items():
                if key.endswith("_on") and isinstance(each, str) and key not in HAPPENED_LATER:
                    yield each
                else:
                    yield from found(each)
        elif isinstance(value, list):
            for each in value:
                yield from found(each)

    return sorted(map(date.fromisoformat, found(json.loads(ar.dump_case(case)))))


def history_of(item: Any) -> list[Any]:
    """What has happened to a phase or an order so far, in the order in which it does."""
    own = (item.number, item.steps) if isinstance(item, ar.Phase) else (item.id, item.placed_on)
    sent = item.shipment if isinstance(item.shipment, ar.Shipment) else None
    number = None if sent is None else (sent.shipped_on,)
    days = [own, item.in_production_on, number, None if sent is None else sent.delivered_on]
    return [day for day in days if day is not None]


def looked_at(decision: ar.Decision, planned: bool) -> Any:
    """What a decision looks at, without what tells how far the case has come since.

    Before its approval a case does not tell by which terms it will go. A tracking number has no
    day of its own.
    """
    told = dict.fromkeys(("has_history", "last_seen_on", "numbered_otherwise"), UNKNOWN)
    told |= {} if planned else {"plan": UNKNOWN, "approved_on": UNKNOWN}
    names = fields_dict(type(decision.facts)).keys() & told.keys()
    return evolve(decision.facts, **{name: told[name] for name in names})


WALKS = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_a_life_holds_together() -> None:
    """Walks keep to all that always holds, and get to every turn that a life can take."""
    Life.reached.clear()
    run_state_machine_as_test(Life, settings=WALKS)
    for name, many in sorted(Life.reached.items()):
        print(many, name)
