"""A case holds together: its plan, its phases, and its orders."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

from aligner_rules.model.case import Case
from aligner_rules.model.faults import Invalid
from aligner_rules.model.order import FormStatus, ReplacementOrder, RetainerOrder, RevisionOrder
from aligner_rules.model.phase import Phase
from aligner_rules.model.plan import Plan
from aligner_rules.model.request import Upgrade
from aligner_rules.model.setup import Option, Setup
from aligner_rules.model.shipment import Shipment
from aligner_rules.model.steps import StepSelection
from aligner_rules.model.unknown import UNKNOWN
from strategies import cases

DAY = date(2024, 2, 29)
BEFORE = date(2024, 2, 28)
PLAN = Plan("ONE", DAY)


def phase(number: int, upper: str = "", lower: str = "", **rest: Any) -> Phase:
    """Return a phase by the text of its steps."""
    return Phase(number, StepSelection.parse(upper, lower), **rest)


def case(**rest: Any) -> Case:
    """Return a case of a practice in Paris."""
    return Case("C-1", "Europe/Paris", **rest)


def faults_of(**rest: Any) -> list[str]:
    """Return the text of every fault of a case."""
    with pytest.raises(Invalid) as caught:
        case(**rest)
    return [str(fault) for fault in caught.value.faults]


def draft(of: Any) -> RevisionOrder:
    """Return a revision that is saved, by its id."""
    return RevisionOrder(id=of, status=FormStatus.DRAFT)


class TestFields:
    """Whose case it is, where, and in which plan."""

    def test_little_known(self) -> None:
        """A case needs an id and a zone; the rest is unknown."""
        bare = case()
        rest = bare.region, bare.plan, bare.phases, bare.active_phase, bare.orders
        assert rest == (UNKNOWN,) * 5

    def test_lists_become_tuples(self) -> None:
        """Phases and orders given as lists are kept as tuples."""
        told = case(phases=[phase(1, "1-3")], orders=[])
        assert (told.phases, told.orders) == ((phase(1, "1-3"),), ())

    def test_all_faults_at_once(self) -> None:
        """Every faulty field is told, an element by its place."""
        with pytest.raises(Invalid) as caught:
            Case("", "Paris", "us", plan="ONE", phases=[1], active_phase=True, orders=None)  # type: ignore[arg-type]
        places = [fault.where for fault in caught.value.faults]
        assert (caught.value.subject, places) == (
            "Case",
            [
                *("$.id", "$.practice_zone", "$.region", "$.plan", "$.phases[0]"),
                *("$.active_phase", "$.orders"),
            ],
        )

    def test_zone(self) -> None:
        """EXP-10: the practice's zone is one of the IANA database."""
        with pytest.raises(Invalid, match=r"given 'New York'.*did you mean 'America/New_York'"):
            Case("C-1", "New York")

    @pytest.mark.parametrize("region", ["us", "USA", "U1", "U"])
    def test_region(self, region: str) -> None:
        """A region is a country in two capital letters."""
        assert faults_of(region=region) == [
            (
                f"$.region: given {region!r}; expected two capital letters, "
                "as ISO 3166 writes a country; write 'US'"
            )
        ]


class TestPhases:
    """Phases follow one another."""

    def test_in_order(self) -> None:
        """Phases count 1, 2, 3 in order."""
        assert faults_of(phases=[phase(2, "1"), phase(3, "2")]) == [
            (
                "$.phases[0].number: given 2; expected 1, as phases count 1, 2, 3 in order; "
                "put the phases in order and leave none out"
            ),
            (
                "$.phases[1].number: given 3; expected 2, as phases count 1, 2, 3 in order; "
                "put the phases in order and leave none out"
            ),
        ]

    def test_steps_of_two_phases(self) -> None:
        """A step of an arch belongs to one phase."""
        sequence = [phase(1, "1-8", "1-8"), phase(2, "9-12", "8-12"), phase(3, "8, 12, 13")]

        def other(number: int) -> str:
            remedy = "let the numbers run on from phase to phase"
            return f"steps that phase {number} does not have; {remedy}"

        assert faults_of(phases=sequence) == [
            f"$.phases[2].steps.upper: given '8'; expected {other(1)}",
            f"$.phases[2].steps.upper: given '12'; expected {other(2)}",
            f"$.phases[1].steps.lower: given '8'; expected {other(1)}",
        ]

    def test_the_same_number_on_the_other_arch(self) -> None:
        """Each arch counts its own steps."""
        assert len(case(phases=[phase(1, "1-8"), phase(2, "", "1-8")]).phases) == 2

    @given(cases(told=True))
    def test_steps_run_on(self, told: Case) -> None:
        """The strategy gives phases whose steps follow one another."""
        pairs = pairwise(told.phases)
        assert all(not one.steps & other.steps for one, other in pairs)


class TestActivePhase:
    """The active phase is one of the case."""

    @pytest.mark.parametrize("active", [1, None, UNKNOWN])
    def test_one_of_them(self, active: int | None) -> None:
        """It names a phase, or there is none, or nobody knows."""
        assert case(phases=[phase(1, "1")], active_phase=active).active_phase is active

    def test_another(self) -> None:
        """A number that no phase has is a fault that lists those there are."""
        sequence = [phase(1, "1"), phase(2, "2")]
        assert faults_of(phases=sequence, active_phase=3) == [
            (
                "$.active_phase: given 3; expected the number of a phase (1, 2), or None; "
                "name a phase of the case"
            )
        ]

    def test_of_no_phases(self) -> None:
        """A case without phases has no active one."""
        assert faults_of(phases=(), active_phase=1) == [
            (
                "$.active_phase: given 1; expected None, for the case has no phases; "
                "take it out, or give the phases"
            )
        ]

    def test_of_unknown_phases(self) -> None:
        """Of phases that nobody told, any may be active."""
        assert case(active_phase=7).active_phase == 7


class TestPlan:
    """SUB-8: phases come from an approved plan."""

    def test_phases_without_a_plan(self) -> None:
        """A case whose setup is not approved has no phases."""
        assert faults_of(plan=None, phases=[phase(1, "1")]) == [
            (
                "$.plan: given None; expected the approved plan that the phases come from; "
                "give the plan, or leave it out where it is not known"
            )
        ]

    def test_neither(self) -> None:
        """A case without a plan and without phases is one before approval."""
        assert case(plan=None, phases=[]).plan is None

    def test_made_on_the_day_of_approval(self) -> None:
        """Production may begin on the very day."""
        made = phase(1, "1", in_production_on=DAY)
        assert case(plan=PLAN, phases=[made]).phases == (made,)

    def test_made_too_early(self) -> None:
        """Nothing is in production or shipped before the approval, be it a phase or an order."""
        made = phase(1, "1", in_production_on=BEFORE)
        sent = phase(2, "2", shipment=Shipment(BEFORE))
        order = RevisionOrder(placed_on=BEFORE, in_production_on=BEFORE)
        rest = "expected the day of approval (2024-02-29) or a later one; put one of the two right"
        assert faults_of(plan=PLAN, phases=[made, sent], orders=[order]) == [
            f"$.phases[0].in_production_on: given 2024-02-28; {rest}",
            f"$.phases[1].shipment.shipped_on: given 2024-02-28; {rest}",
            f"$.orders[0].in_production_on: given 2024-02-28; {rest}",
        ]

    @pytest.mark.parametrize("plan", [Plan("ONE"), UNKNOWN])
    def test_an_unknown_day_of_approval(self, plan: Plan) -> None:
        """Where the day is unknown, nothing is too early."""
        made = phase(1, "1", in_production_on=BEFORE)
        assert case(plan=plan, phases=[made]).phases == (made,)


class TestOrders:
    """The orders of a case have been placed, one after the other."""

    def test_placed(self) -> None:
        """A request is no order of the case yet."""
        request = ReplacementOrder(steps=StepSelection.parse("1"))
        assert faults_of(orders=[request]) == [
            (
                "$.orders[0].placed_on: given None; expected the day on which it was placed; "
                "keep requests out of the case's orders"
            )
        ]

    def test_in_order(self) -> None:
        """Orders stand in order of their days, whatever is wrong with those between."""
        placed = [RevisionOrder(placed_on=day) for day in (DAY, None, BEFORE, DAY)]
        assert faults_of(orders=placed)[1:] == [
            (
                "$.orders[2].placed_on: given 2024-02-28; "
                "expected the day of the order before it (2024-02-29) or a later one; "
                "sort the orders by placed_on"
            )
        ]

    def test_two_on_one_day(self) -> None:
        """Two orders of one day may stand in either order."""
        placed = (RevisionOrder(id="b", placed_on=DAY), RevisionOrder(id="a", placed_on=DAY))
        assert case(orders=placed).orders == placed

    @given(cases(told=True))
    def test_the_strategy(self, told: Case) -> None:
        """The strategy gives orders in order of their days."""
        days = [order.placed_on for order in told.orders]
        assert days == sorted(day for day in days if day is not None)


class TestWithOrder:
    """A case takes one more placed order."""

    def test_the_latest(self) -> None:
        """The order comes last; the case that was given stays as it is."""
        before = case(orders=(RevisionOrder(placed_on=BEFORE),))
        order = RevisionOrder(placed_on=DAY)
        assert before.with_order(order).orders == (*before.orders, order)
        assert len(before.orders) == 1

    @pytest.mark.parametrize("placed_on", [BEFORE, None])
    def test_not_the_latest(self, placed_on: date | None) -> None:
        """A request, or an order of an earlier day than the last, is refused."""
        before = case(orders=(RevisionOrder(placed_on=DAY),))
        with pytest.raises(Invalid, match=r"\$\.orders\[1\]\.placed_on"):
            before.with_order(RevisionOrder(placed_on=placed_on))

    def test_of_unknown_orders(self) -> None:
        """Where nobody told of the orders so far, none can come after them."""
        with pytest.raises(Invalid, match=r"\$\.orders: given UNKNOWN"):
            case().with_order(RevisionOrder(placed_on=DAY))


class TestDrafts:
    """SUB-10, SUB-9: what is saved, and what becomes of it once it is placed."""

    def test_a_draft_is_replaced_by_its_kind_and_id(self) -> None:
        """One that is saved again takes the place of the former; another stays."""
        first, second = draft("R-1"), draft("R-2")
        again = evolve(first, instructions="Close the gap.")
        saved = case(drafts=[first, second]).with_draft(again)
        assert saved.drafts == (second, again)

    @pytest.mark.parametrize(("of", "left"), [("R-1", 1), ("R-3", 2), (UNKNOWN, 2)])
    def test_a_placed_order_is_no_draft_any_more(self, of: Any, left: int) -> None:
        """The draft of the same id is gone; an unknown id is that of no draft."""
        order = RevisionOrder(id=of, placed_on=DAY)
        placed = case(orders=(), drafts=[draft("R-1"), draft("R-2")]).with_order(order)
        assert len(placed.drafts) == left

    def test_a_draft_of_another_kind_stays(self) -> None:
        """Ids are those of a kind."""
        order = RetainerOrder(arches=frozenset(), sets=1, id="R-1", placed_on=DAY)
        assert case(orders=(), drafts=[draft("R-1")]).with_order(order).drafts == (draft("R-1"),)

    def test_drafts_of_unknown_ids_stand_side_by_side(self) -> None:
        """Nothing tells that they are the same."""
        assert len(case(drafts=[draft(UNKNOWN)]).with_draft(draft(UNKNOWN)).drafts) == 2

    def test_drafts_that_are_not_told(self) -> None:
        """Nothing can be added to what nobody knows, but orders can be placed."""
        with pytest.raises(Invalid, match=r"\$\.drafts: given UNKNOWN; expected the forms"):
            case().with_draft(draft("R-1"))
        assert case(orders=()).with_order(RevisionOrder(placed_on=DAY)).drafts is UNKNOWN

    @pytest.mark.parametrize(
        ("so_far", "wanted", "expected"),
        [
            (None, True, DAY),
            (UNKNOWN, True, DAY),
            (BEFORE, True, BEFORE),
            (None, False, None),
        ],
    )
    def test_planning_services_come_with_an_order(
        self, so_far: Any, wanted: Any, expected: Any
    ) -> None:
        """SUB-9: from the day of the order that asks for them, or from before."""
        order = RevisionOrder(placed_on=DAY, planning_services=wanted)
        placed = case(orders=(), planning_services_on=so_far).with_order(order)
        assert placed.planning_services_on == expected


class TestFirstShippedOn:
    """EXP-2: expiry counts from the shipment of phase 1."""

    def test_shipped(self) -> None:
        """The day of phase 1, not of another."""
        sequence = [phase(1, "1", shipment=Shipment(DAY)), phase(2, "2", shipment=Shipment(BEFORE))]
        assert case(phases=sequence).first_shipped_on == DAY

    @pytest.mark.parametrize(
        "rest",
        [
            {"phases": [phase(1, "1", shipment=None)]},
            {"phases": [phase(1, "1", in_production_on=None)]},
            {"phases": []},
            {"plan": None},
        ],
    )
    def test_not_yet(self, rest: dict[str, Any]) -> None:
        """Nothing shipped, nothing made, no phases or no plan: not yet."""
        assert case(**rest).first_shipped_on is None

    @pytest.mark.parametrize("rest", [{}, {"plan": PLAN}, {"phases": [phase(1, "1")]}])
    def test_unknown(self, rest: dict[str, Any]) -> None:
        """Where nobody told of the shipment it is unknown."""
        assert case(**rest).first_shipped_on is UNKNOWN


class TestLife:
    """Drafts, setups and upgrades of a case."""

    def test_drafts_are_drafts(self) -> None:
        """A form that was handed in, or that has no draft, is not among the drafts."""
        draft = RevisionOrder(status=FormStatus.DRAFT)
        assert case(drafts=[draft]).drafts == (draft,)
        lost = ReplacementOrder(steps=StepSelection())
        told = faults_of(drafts=[draft, RevisionOrder(), lost])
        assert [fault.split(":")[0] for fault in told] == [
            "$.drafts[1].status",
            "$.drafts[2].status",
        ]

    def test_setups_stand_in_order(self) -> None:
        """A setup may be ready on the day of the one before, not sooner."""
        offered = (Option("ONE", ()),)
        same = [Setup(DAY, offered), Setup(DAY, offered)]
        assert len(case(setups=same).setups) == 2
        (fault,) = faults_of(setups=[Setup(DAY, offered), Setup(BEFORE, offered)])
        assert fault.startswith("$.setups[1].ready_on: given")

    def test_upgrades_lead_to_the_plan(self) -> None:
        """Each upgrade starts from the plan that the one before it led to; the last is the plan."""
        first = Upgrade(target="ONE", former="MINI", placed_on=BEFORE)
        second = Upgrade(target="TWO", former="ONE", placed_on=DAY)
        two = Plan("TWO", BEFORE)
        assert case(plan=two, upgrades=[first, second]).upgrades == (first, second)
        assert case(plan=two, upgrades=[]).upgrades == ()
        told = faults_of(plan=two, upgrades=[second, first])
        assert [fault.split(":")[0] for fault in told] == [
            "$.upgrades[0].target",
            "$.upgrades[1].target",
            "$.upgrades[1].placed_on",
        ]

    def test_upgrades_were_placed(self) -> None:
        """A request is not among the upgrades that a case took."""
        told = faults_of(plan=Plan("TWO"), upgrades=[Upgrade(target="TWO")])
        assert [fault.split(":")[0] for fault in told] == [
            "$.upgrades[0].former",
            "$.upgrades[0].placed_on",
        ]

    def test_the_plan_of_a_day(self) -> None:
        """Before an upgrade the case had its former plan, from that day on the target (UPG-2)."""
        first = Upgrade(target="ONE", former="MINI", placed_on=BEFORE)
        second = Upgrade(target="TWO", former="ONE", placed_on=DAY)
        upgraded = case(plan=Plan("TWO", date(2024, 1, 1)), upgrades=[first, second])
        days = [date(2024, 2, 27), BEFORE, DAY]
        assert [upgraded.plan_on(day) for day in days] == [
            Plan(name, date(2024, 1, 1)) for name in ("MINI", "ONE", "TWO")
        ]

    @pytest.mark.parametrize("plan", [None, UNKNOWN])
    def test_no_plan_to_upgrade(self, plan: Any) -> None:
        """A case without a plan has none on any day, and one whose plan is unknown tells none."""
        assert case(plan=plan).plan_on(DAY) is plan
        assert case(plan=plan, upgrades=()).plan_on(DAY) is plan

    def test_unknown_upgrades(self) -> None:
        """A case that does not tell its upgrades is taken to have had its plan all along."""
        assert case(plan=PLAN).plan_on(BEFORE) == PLAN

    def test_the_phases_of_a_day(self) -> None:
        """Those of a setup that was approved later were not planned yet; others always were."""
        phases = (Phase(1, StepSelection()), Phase(2, StepSelection()))
        added = Option("ONE", phases[1:])
        planned = case(phases=phases, setups=[Setup(BEFORE, (added,), "V-1", approved_on=DAY)])
        assert [planned.phases_on(day) for day in (BEFORE, DAY)] == [phases[:1], phases]
        assert case(phases=phases).phases_on(BEFORE) == phases
        assert case(setups=()).phases_on(DAY) is UNKNOWN

    def test_a_setup_more(self) -> None:
        """It stands after those that are told, and cannot after those that are not."""
        setup = Setup(DAY, (Option("ONE", ()),))
        assert case(setups=()).with_setup(setup).setups == (setup,)
        with pytest.raises(Invalid, match=r"\$\.setups: given UNKNOWN"):
            case().with_setup(setup)
