"""The life of a case: a machine walks it by every request, and holds what always holds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

import pytest
from attrs import asdict, evolve, fields_dict
from hypothesis import HealthCheck, Phase, currently_in_test_context, event, settings
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
from aligner_rules.model.event import Parcel
from aligner_rules.rules.words import plus_months
from life_walks import BOOKS, OPENINGS, begun, ready_setup, submission

PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
PLANS: Final = {
    "us-unlimited-2017": ("FLEX", "UNLIMITED"),
    "clearcorrect-2024-10": ("FLEX", "MINI", "ONE", "TWO", "THREE", "UNLIMITED"),
    "clearcorrect-2025-12": ("FLEX", "MINI", "ONE", "TWO", "UNLIMITED 3", "UNLIMITED 5"),
}
WAITS = st.sampled_from((0, 0, 0, 1, 3, 20, 44, 45, 46, 183))
PLAN_NAMES = st.sampled_from(sorted({plan for plans in PLANS.values() for plan in plans}))
NEW = ar.Case(
    "C-1",
    "America/New_York",
    region="US",
    plan=None,
    phases=(),
    active_phase=None,
    orders=(),
    drafts=(),
    records_received_on=None,
    issue_found_on=None,
    setups=(),
    upgrades=(),
    planning_services_on=None,
    closed_on=None,
)
HAPPENED_LATER = {"target_ship_on", "carrier_expects_on", "planned_end_on", "born_on"}
"""Days in a case that are told ahead, or from before it."""
NOT_PAID = {ar.Basis.FREE, ar.Basis.INCLUDED}
ALLOWED_BY_PLAN = {"revision", "included-retainer-set"}
"""The lines of a quote that use up what a plan includes, where they are not paid."""


FIRST = ar.StepSelection.parse(upper="1-2")
NAMED: dict[str, Any] = {"phases": [1, 2], "orders": ["N-1"]}


class Life(RuleBasedStateMachine):
    """One case from its submission on, some days at a time."""

    reached: ClassVar[Counter[str]] = Counter()

    @initialize(
        book=st.sampled_from(sorted(BOOKS)),
        edition=st.sampled_from(sorted(OPENINGS)),
        wait=st.sampled_from((0, 1, 60)),
        course=st.tuples(st.integers(0, 5), st.integers(1, 3)),
        form=st.tuples(st.sampled_from(ar.Dentition), st.booleans(), st.booleans()),
    )
    def begin(
        self, book: str, edition: str, wait: int, course: tuple[int, int], form: tuple[Any, ...]
    ) -> None:
        """A case is submitted soon after an edition opens, to be approved on some plan of it."""
        edition = edition if book == "all" else book.removesuffix(", filled")
        self.book = BOOKS[book]
        self.plan = PLANS[edition][course[0] % len(PLANS[edition])]
        self.many = min(course[1], 2) if self.plan == "MINI" else course[1]
        self.day = OPENINGS[edition] + timedelta(days=wait)
        self.ids = 0
        self.included: list[tuple[str, date, int]] = []
        self.case = NEW
        self.trail = [(self.day, self.case)]
        dentition, scans, services = form
        models = ar.ModelSource.SCANS if scans else ar.ModelSource.IMPRESSIONS
        impression = ar.Impression(material=ar.Material.PVS, tray=ar.Tray.DISPOSABLE)
        request = submission(
            dentition=dentition,
            upper_models=models,
            lower_models=models,
            impression=None if scans else impression,
            planning_services=services,
        )
        if not self.ask(request):  # as 2017 has it, which tells nothing of forms: it is there
            placed = evolve(request, placed_on=self.day)
            self.case = evolve(NEW, orders=(placed,), dentition=dentition)
            self.trail.append((self.day, self.case))

    def wait(self, days: int, *, wide: bool = False) -> bool:
        """Let days go by, at the end of which what comes next happens; whether anything did."""
        self.day += timedelta(days=days)
        waiting = begun(self.case, self.plan, self.many, wide=wide)
        return any(self.ask(request) for request in waiting)

    def reach(self, turn: str) -> None:
        """Note that a walk came to this."""
        if currently_in_test_context():
            event(turn)
        self.reached[turn] += 1

    def new_id(self) -> str:
        """An id that no order has."""
        self.ids += 1
        return f"N-{self.ids}"

    def ask(self, request: Any) -> bool:
        """Ask for something, and see that it is placed if, and only if, it is allowed."""
        told = ar.decide(self.case, request, as_of=self.day, book=self.book)
        counts = [v for v in asdict(told.facts).values() if type(v) is int]
        assert min(counts, default=0) >= 0
        assert told.policy.consistent(told.facts) is not False
        assert ar.request_from_json(ar.dump_request(request)) == request
        self.reach(f"{request.kind} {told.outcome.value}")
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
        if isinstance(request, Parcel):
            assert request.orders <= {order.id for order in later.orders}
            assert request.phases <= {phase.number for phase in later.phases}
        self.included += spent
        for what, *_ in spent:
            self.reach(f"{what}, not paid")
        self.case = later
        self.trail.append((self.day, later))
        self.never_spent_twice()
        return True

    def spent_by(self, request: Any) -> Iterator[tuple[str, date, int]]:
        """What of the allowances a request would use, by its quote."""
        if not isinstance(request, ar.RevisionOrder | ar.RetainerOrder):
            return
        told = ar.quote(self.case, request, as_of=self.day, book=self.book, prices=PRICES)
        included = [line for line in told.lines if line.what in ALLOWED_BY_PLAN]
        for line in included:
            if line.basis in NOT_PAID and line.many is not UNKNOWN and line.many > 0:
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
            for request in QUESTIONS:
                then, now = (
                    ar.decide(case, request, as_of=day, book=self.book)
                    for case in (last_of_day[day], after)
                )
                planned = isinstance(last_of_day[day].plan, ar.Plan)
                if planned or "has_history" in fields_dict(type(then.facts)):
                    assert looked_at(then, planned) == looked_at(now, planned), (day, request)

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
        while turns and self.wait(days, wide=wide):
            turns -= 1

    @precondition(lambda self: self.case.plan is not None)
    @rule(
        days=st.sampled_from((0, 20, 44, 45, 45, 46)),
        number=st.integers(1, 10),
        more=st.sampled_from((0, 1, 4, 8)),
        online=st.sampled_from((True, True, True, False)),
    )
    def replace(self, days: int, number: int, more: int, online: bool) -> None:
        """Aligners are lost, so many days after the last time."""
        self.go_on(1, 4, wide=True)
        steps = ar.StepSelection.parse(upper=f"{number}-{number + more}", lower=str(number))
        request = ar.ReplacementOrder(
            id=self.new_id(),
            steps=steps,
            cause=ar.Cause.LOST,
            channel=ar.Channel.ONLINE if online else ar.Channel.CUSTOMER_CARE,
            payment_method="card",
            acknowledges_no_quality_complaint=True,
            accepts_terms=True,
        )
        known = ar.decide(self.case, request, as_of=self.day, book=self.book).facts
        if known.has_ordered is True:
            self.day = max(self.day, known.last_ordered_on + timedelta(days=days))
            self.reach(f"replacement on day {(self.day - known.last_ordered_on).days}")
        self.ask(request)

    @precondition(lambda self: self.case.plan is not None)
    @rule(days=WAITS, scans=st.booleans(), better=st.none() | PLAN_NAMES)
    def revise(self, days: int, scans: bool, better: str | None) -> None:
        """The treatment does not go as planned."""
        self.wait(days)
        models = ar.ModelSource.SCANS if scans else ar.ModelSource.IMPRESSIONS
        request = ar.RevisionOrder(
            id=self.new_id(),
            models=models,
            setup_approved_on=None,
            upgrade_to=better,
        )
        if self.ask(request):
            self.reach("revision, expired" if expired(self) else "revision, not expired")

    @precondition(lambda self: self.case.plan is not None)
    @rule(days=WAITS, plan=PLAN_NAMES)
    def upgrade(self, days: int, plan: str) -> None:
        """Another plan is wanted."""
        self.wait(days)
        self.ask(ar.Upgrade(target=plan, payment_method="card", accepts_terms=True))

    @rule(days=WAITS, sets=st.integers(1, 3), final=st.booleans())
    def retain(self, days: int, sets: int, final: bool) -> None:
        """Retainers are ordered."""
        self.wait(days)
        self.ask(evolve(retainers(sets, final=final), id=self.new_id()))

    @rule(beside=st.sampled_from((-1, 0, 1)), sets=st.integers(1, 2))
    def come_to_expiry(self, beside: int, sets: int) -> None:
        """The expiry day, or a day beside it, has come; what is included is asked for."""
        self.go_on(0, 9, wide=True)
        day = expiry_of(self)
        if day is not None and day + timedelta(days=beside) >= self.day:
            self.day = day + timedelta(days=beside)
            self.reach(f"expiry {beside:+}")
            self.revise(0, scans=True, better=None)
            self.ask(ar.Upgrade(target="TWO"))
            self.retain(0, sets, final=False)

    @rule(
        days=WAITS,
        turn=st.sampled_from(("records", "setup", "issue", "services", "save", "discard", "back")),
        of_order=st.sampled_from((None, None, "N-1", "N-2")),
    )
    def turn_aside(self, days: int, turn: str, of_order: str | None) -> None:
        """Something is told or asked for that need not be next."""
        self.wait(days)
        if turn == "back":
            return self.look_back(days + 1)
        draft = ar.RevisionOrder(id="D-1", status=ar.FormStatus.DRAFT)
        asked: dict[str, Any] = {
            "records": ar.RecordsReceived(of_order=of_order),
            "setup": ready_setup(self.case, of_order, self.plan, self.many),
            "issue": ar.IssueFound(what="a distorted scan", of_order=of_order),
            "services": ar.PlanningServices(),
            "save": ar.SaveDraft(form=draft),
            "discard": ar.DiscardDraft(id="D-1"),
        }
        self.ask(asked[turn])
        return None

    def look_back(self, days: int) -> None:
        """Nothing can be told of a day before the last that the case has seen."""
        day = max(days_in(self.case)) - timedelta(days=days)
        told = ar.decide(self.case, ar.Closed(), as_of=day, book=self.book)
        assert "days-move-forward" in told.codes
        assert told.reasons[0].lifts_on == max(days_in(self.case))

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

    @precondition(lambda self: len(self.trail) > 8)
    @rule(days=WAITS)
    def close(self, days: int) -> None:
        """The treatment is over."""
        self.wait(days)
        self.ask(ar.Closed())


def retainers(sets: int, *, final: bool) -> ar.RetainerOrder:
    """A complete order of retainers for both arches."""
    return ar.RetainerOrder(
        patient=ar.Patient.EXISTING,
        arches=frozenset(Arch),
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


QUESTIONS = (
    ar.ReplacementOrder(steps=FIRST, cause=ar.Cause.LOST, engager_templates=FIRST),
    ar.RevisionOrder(models=ar.ModelSource.SCANS),
    retainers(1, final=True),
    ar.Upgrade(target="TWO"),
    ar.PlanningServices(),
    ar.ProductionStarted(**NAMED),
    ar.Shipped(**NAMED),
    ar.Tracked(**NAMED, tracking_number="1Z"),
    ar.Delivered(**NAMED),
    ar.Closed(),
)
"""What may be asked about any day gone by, and is answered as it was on that day.

Not what looks at records, drafts, or a setup that waits: a case keeps the latest word of them.
"""

WALKS = settings(
    max_examples=24,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


TURNS = (
    *(f"{kind} allowed" for kind in ("aligner", "approval", "replacement", "revision", "retainer")),
    *(f"{kind} allowed" for kind in ("records-received", "setup-ready", "closed")),
    *(f"{kind} allowed" for kind in ("production-started", "shipped", "tracked", "delivered")),
    *(f"{kind} refused" for kind in ("replacement", "upgrade", "shipped", "closed")),
    *("revision, not paid", "included-retainer-set, not paid"),
)
"""Where walks at random have to come, or they show nothing."""


def test_a_life_holds_together() -> None:
    """Walks keep to all that always holds, and come to every usual turn of a life."""
    Life.reached.clear()
    run_state_machine_as_test(Life, settings=WALKS)
    assert [turn for turn in TURNS if not Life.reached[turn]] == []


def arrived(item: Any) -> bool:
    """Whether a phase or an order has been delivered."""
    return isinstance(item.shipment, ar.Shipment) and isinstance(item.shipment.delivered_on, date)


def begun_life(plan: str, **form: Any) -> Life:
    """A life under the edition of October 2024, all terms known, with its first phase delivered."""
    life, edition = Life(), "clearcorrect-2024-10"
    Life.reached.clear()
    usual = {"dentition": ar.Dentition.PERMANENT, "scans": False, "services": False}
    course = (PLANS[edition].index(plan), 1)
    life.begin(f"{edition}, filled", edition, 0, course, tuple({**usual, **form}.values()))
    life.go_on(3, 9, wide=True)
    assert arrived(life.case.phases[0])
    return life


@pytest.mark.parametrize(("days", "outcome"), [(44, "refused"), (45, "allowed"), (46, "allowed")])
def test_the_forty_fifth_day(days: int, outcome: str) -> None:
    """REP-4: a walk comes to the interval of UNLIMITED, and to the days beside its end."""
    life = begun_life("UNLIMITED")
    life.replace(0, 1, 0, online=True)
    life.replace(days, 1, 0, online=True)
    assert life.reached[f"replacement on day {days}"] == 1
    assert life.reached["replacement allowed"] == (2 if outcome == "allowed" else 1)


@pytest.mark.parametrize(
    ("beside", "revision", "upgrade"),
    [(-1, "revision", "allowed"), (0, "revision", "allowed"), (1, None, "refused")],
)
def test_the_expiry_day(beside: int, revision: str | None, upgrade: str) -> None:
    """EXP-4 and EXP-5: a walk comes to the expiry day of ONE, and to the days beside it."""
    life = begun_life("ONE")
    life.come_to_expiry(beside, 1)
    assert life.reached[f"expiry {beside:+}"] == life.reached[f"upgrade {upgrade}"] == 1
    assert [what for what, *_ in life.included][:1] == ([revision] if revision else [])


def test_what_is_spent_is_spent() -> None:
    """ALW-2: of ONE, the second revision and the second set are paid, whatever happens between."""
    life = begun_life("ONE")
    for _ in range(2):
        life.revise(1, scans=True, better=None)
        life.retain(1, 2, final=False)
        life.go_on(1, 9, wide=True)
    assert life.reached["revision allowed"] == life.reached["retainer allowed"] == 2
    spent = [(what, many) for what, _, many in life.included]
    assert spent == [("revision", 1), ("included-retainer-set", 1)]


def test_every_turn_that_is_seldom_taken() -> None:
    """A walk through issues, services, drafts, an upgrade inside a revision, and past the end."""
    life = begun_life("ONE", services=True)
    for turn in ("services", "discard", "save", "discard", "back", "records", "setup", "issue"):
        life.turn_aside(0, turn, None)
    life.revise(1, scans=False, better="TWO")
    life.turn_aside(0, "issue", "N-1")
    life.go_on(1, 9, wide=True)
    life.close(1)
    life.close(1)
    life.retain(1, 1, final=False)
    life.go_on(1, 9, wide=False)
    assert life.case.plan is not None
    assert (life.case.plan.name, len(life.case.phases)) == ("TWO", 2)
    assert arrived(life.case.orders[-1])
    seldom = (
        "setup-ready refused",
        "issue-found allowed",
        "planning-services refused",
        "save-draft allowed",
    )
    others = ("discard-draft allowed", "discard-draft refused", "closed refused")
    assert [turn for turn in (*seldom, *others) if not life.reached[turn]] == []
