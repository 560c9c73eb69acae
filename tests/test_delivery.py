"""Deliveries, clause by clause: which date counts, how far it has come, what ships together."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import asdict, evolve
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model import (
    UNKNOWN,
    Case,
    Dentition,
    Order,
    Phase,
    Plan,
    ReplacementOrder,
    Shipment,
    StepSelection,
)
from aligner_rules.rulebook.loading import load_rulebook
from aligner_rules.rulebook.terms import NO_TERMS, PlanTerms
from aligner_rules.rules import delivery as law
from aligner_rules.rules.delivery import DeliveryFacts, Item, delivery_facts, shipped_together
from aligner_rules.rules.formula import Type, fold
from aligner_rules.rules.symbols import as_formula, symbolic_facts, symbolic_terms
from plain_values import Plain
from strategies import cases, days, or_unknown

TERMS = load_rulebook("clearcorrect-2024-10").terms("UNLIMITED", date(2024, 10, 1), "US")
TARGET, CARRIER = date(2025, 3, 5), date(2025, 3, 7)
MADE, SENT, AS_OF = date(2025, 2, 20), date(2025, 3, 1), date(2025, 3, 3)
LATER = date(2025, 3, 4)
RULES = {
    law.carrier_counts: Type.BOOL,
    law.date_source: Type.TEXT,
    law.counted_from: Type.DATE,
    law.spread_days: Type.INT,
    law.last_shown_on: Type.DATE,
    law.tracker_gone: Type.BOOL,
    law.tracker_shown: Type.BOOL,
    law.state: Type.TEXT,
    law.one_tracker_per_case: Type.BOOL,
}


def facts(**changes: Any) -> DeliveryFacts:
    """Facts of something in production with a target, but for the changes."""
    told: dict[str, Any] = {
        "as_of": AS_OF,
        "plan": "UNLIMITED",
        "approved_on": date(2024, 10, 1),
        "region": "US",
        "mixed_dentition": False,
        "in_production": True,
        "has_target": True,
        "target_ship_on": TARGET,
        "has_shipped": False,
        "has_tracking_number": False,
        "has_carrier_date": False,
        "is_delivered": False,
    }
    return DeliveryFacts(**told | changes)


def terms(**changes: Any) -> PlanTerms:
    """The terms, but for the changes of those of deliveries."""
    return evolve(TERMS, delivery=evolve(TERMS.delivery, **changes))


def phase(number: int = 1, **told: Any) -> Phase:
    """A phase in production with a target, not shipped, but for what is told."""
    known: dict[str, Any] = {
        "in_production_on": MADE,
        "shipment": None,
        "target_ship_on": TARGET,
    }
    return Phase(number, StepSelection.parse(upper=str(number)), **known | told)


def order(**told: Any) -> ReplacementOrder:
    """A placed order in production with a target, not shipped, but for what is told."""
    known: dict[str, Any] = {
        "placed_on": MADE,
        "in_production_on": MADE,
        "shipment": None,
        "target_ship_on": TARGET,
    }
    return ReplacementOrder(steps=StepSelection.parse(upper="1"), **known | told)


def sent(number: Any = "1Z", on: date = SENT, **told: Any) -> Shipment:
    """A parcel on its way, of which the carrier has told no date, but for what is told."""
    known: dict[str, Any] = {"carrier_expects_on": None, "delivered_on": None}
    return Shipment(on, number, **known | told)


def case(*phases: Phase, orders: tuple[Order, ...] = (), **told: Any) -> Case:
    """A case of permanent dentition with these phases, but for what is told."""
    known: dict[str, Any] = {
        "region": "US",
        "plan": Plan("UNLIMITED", date(2024, 10, 1)),
        "phases": phases,
        "orders": orders,
        "dentition": Dentition.PERMANENT,
    }
    return Case("C-1", "UTC", **known | told)


@st.composite
def facts_with_gaps(draw: st.DrawFn) -> DeliveryFacts:
    """Facts any of which may be unknown, delivered about as long ago as trackers show."""
    as_of = draw(days())
    ago = draw(st.sampled_from((0, 1, 29, 30, 31, 400)))
    told = {
        "as_of": as_of,
        "plan": draw(st.sampled_from(("UNLIMITED", "ONE", "NO SUCH PLAN"))),
        "approved_on": draw(st.sampled_from((date(2024, 10, 1), date(2017, 6, 1)))),
        "region": "US",
        "target_ship_on": draw(days()),
        "carrier_expects_on": draw(days()),
        "delivered_on": as_of - timedelta(days=ago),
    }
    truths = {a: draw(st.booleans()) for a in asdict(facts()) if a not in told}
    whole: dict[str, Any] = {
        name: draw(or_unknown(st.just(value))) for name, value in {**told, **truths}.items()
    }
    return DeliveryFacts(**whole)


@pytest.mark.parametrize(("rule", "type_"), RULES.items())
def test_every_rule_lifts(rule: Any, type_: Type) -> None:
    """Each rule reads as a formula of its type."""
    assert as_formula(rule(symbolic_facts(DeliveryFacts), symbolic_terms())).type is type_


@given(facts_with_gaps(), st.sampled_from([TERMS, NO_TERMS]))
def test_formulas_mean_what_the_rules_mean(told: DeliveryFacts, t: PlanTerms) -> None:
    """A rule read as a formula gives what it gives as it stands, unknown too."""
    f, symbols = symbolic_facts(DeliveryFacts), symbolic_terms()
    plain = Plain(asdict(told), t)
    read = [fold(as_formula(rule(f, symbols)), plain) for rule in RULES]
    assert read == [rule(told, t) for rule in RULES]


class TestDel1Estimate:
    """DEL-1: the target ship date, so many business days either way."""

    def test_the_target_counts(self) -> None:
        """Without a tracking number the target counts, with two days either way."""
        told = (law.date_source, law.counted_from, law.spread_days)
        assert [rule(facts(), TERMS) for rule in told] == ["target", TARGET, 2]

    def test_without_a_target_nothing_counts(self) -> None:
        """No target set is knowledge, an unknown one is not."""
        found = [law.date_source(facts(has_target=has), TERMS) for has in (False, UNKNOWN)]
        assert found == ["none", UNKNOWN]

    def test_the_width_is_the_rulebooks(self) -> None:
        """Another number of days is another window."""
        assert law.spread_days(facts(), terms(window_business_days=5)) == 5


class TestDel2Carrier:
    """DEL-2: the carrier's date replaces the estimate once there is a tracking number."""

    @pytest.mark.parametrize(
        ("number", "dated", "expected"),
        [
            (True, True, "carrier"),
            (True, False, "target"),
            (False, True, "target"),
            (True, UNKNOWN, UNKNOWN),
            (UNKNOWN, True, UNKNOWN),
            (UNKNOWN, False, "target"),
        ],
    )
    def test_both_are_needed(self, number: Any, dated: Any, expected: Any) -> None:
        """A number without a date leaves the estimate, and so does a date without a number."""
        told = facts(has_tracking_number=number, has_carrier_date=dated)
        assert law.date_source(told, TERMS) is expected or expected == law.date_source(told, TERMS)

    def test_it_stands_alone(self) -> None:
        """The carrier's date has no days either way, even where nobody knows the plan's."""
        told = facts(has_tracking_number=True, has_carrier_date=True, carrier_expects_on=CARRIER)
        found = [rule(told, NO_TERMS) for rule in (law.counted_from, law.spread_days)]
        assert found == [CARRIER, 0]


class TestDel3Together:
    """DEL-3: what ships together shares one estimate and one tracking."""

    @pytest.mark.parametrize(
        ("other", "expected"),
        [
            ({}, True),
            ({"target_ship_on": LATER}, False),
            ({"target_ship_on": UNKNOWN}, False),
            ({"in_production_on": None}, False),
            ({"in_production_on": LATER}, False),
            ({"in_production_on": UNKNOWN}, False),
            ({"shipment": sent()}, False),
            ({"shipment": sent(on=LATER)}, True),
            ({"shipment": UNKNOWN}, True),
        ],
    )
    def test_the_same_target(self, other: dict[str, Any], expected: bool) -> None:
        """In production with the same target, and nothing that tells them apart by that day."""
        one, two = phase(1), phase(2, **other)
        together = (one, two) if expected else (one,)
        assert shipped_together(case(one, two), one, AS_OF) == together

    @pytest.mark.parametrize(
        ("other", "expected"),
        [
            (sent(), True),
            (sent("1Y"), False),
            (sent(None), False),
            (sent(on=AS_OF), False),
            (sent(carrier_expects_on=CARRIER), True),
        ],
    )
    def test_the_same_tracking_number(self, other: Shipment, expected: bool) -> None:
        """One number and one day of shipping are one parcel, whatever the targets."""
        one = phase(1, shipment=sent())
        two = phase(2, shipment=other, target_ship_on=LATER)
        together = (one, two) if expected else (one,)
        assert shipped_together(case(one, two), one, AS_OF) == together

    def test_no_target_is_no_common_one(self) -> None:
        """Two phases without a target do not ship together for that."""
        one, two = phase(1, target_ship_on=None), phase(2, target_ship_on=None)
        assert shipped_together(case(one, two), one, AS_OF) == (one,)

    def test_orders_once_in_production(self) -> None:
        """An order ships with a phase, and one that is not placed by then does not."""
        own, asked = order(), order(placed_on=LATER, in_production_on=LATER)
        whole = case(phase(), orders=(own, asked))
        assert shipped_together(whole, phase(), AS_OF) == (phase(), own)
        assert shipped_together(whole, own, AS_OF) == (own, phase())

    def test_what_one_tells_holds_for_all(self) -> None:
        """The carrier's date of one part of a parcel is that of the other."""
        one = phase(1, shipment=sent(carrier_expects_on=CARRIER))
        two = phase(2, shipment=sent(carrier_expects_on=UNKNOWN))
        found = [delivery_facts(case(one, two), each, AS_OF) for each in (one, two)]
        assert [each.carrier_expects_on for each in found] == [CARRIER, CARRIER]
        assert found[0] == found[1]

    def test_contradictions_are_unknown(self) -> None:
        """Where the parts of one parcel tell two dates, neither is taken."""
        one = phase(1, shipment=sent(carrier_expects_on=CARRIER))
        two = phase(2, shipment=sent(carrier_expects_on=LATER))
        told = delivery_facts(case(one, two), one, AS_OF)
        assert (told.has_carrier_date, told.carrier_expects_on) == (UNKNOWN, UNKNOWN)

    @given(cases(told=True), days())
    def test_it_is_mutual(self, of: Case, as_of: date) -> None:
        """What ships with another ships with it both ways, and always with itself."""
        items: list[Item] = [*of.phases, *of.orders]
        pairs = [(a, b) for a in items for b in shipped_together(of, a, as_of)]
        assert [(b, a) in pairs for a, b in pairs] == [True] * len(pairs)
        assert [(a, a) in pairs for a in items] == [True] * len(items)


class TestDel4States:
    """DEL-4: in production, in delivery, delivered."""

    @pytest.mark.parametrize(
        ("told", "expected"),
        [
            ({"in_production": False}, "not-in-production"),
            ({}, "in-production"),
            ({"has_shipped": True}, "in-delivery"),
            ({"has_shipped": True, "is_delivered": True, "delivered_on": AS_OF}, "delivered"),
            ({"in_production": UNKNOWN}, UNKNOWN),
            ({"has_shipped": UNKNOWN}, UNKNOWN),
            ({"has_shipped": True, "is_delivered": UNKNOWN}, UNKNOWN),
        ],
    )
    def test_one_follows_another(self, told: dict[str, Any], expected: Any) -> None:
        """Each state is known from what has happened, and unknown where that is."""
        assert law.state(facts(**told), TERMS) == expected

    @pytest.mark.parametrize(
        ("as_of", "state"),
        [
            (MADE - timedelta(days=1), "not-in-production"),
            (MADE, "in-production"),
            (SENT, "in-delivery"),
            (LATER, "delivered"),
        ],
    )
    def test_only_what_had_happened_counts(self, as_of: date, state: str) -> None:
        """A question about an earlier day is answered as it stood."""
        one = phase(shipment=sent(delivered_on=LATER))
        told = delivery_facts(case(one), one, as_of)
        assert law.state(told, TERMS) == state
        assert told.has_tracking_number is (state in ("in-delivery", "delivered"))

    def test_what_was_shipped_was_made(self) -> None:
        """A shipment tells of production, though its day is unknown."""
        one = phase(in_production_on=UNKNOWN, shipment=sent())
        assert delivery_facts(case(one), one, AS_OF).in_production is True

    def test_a_request_is_not_in_production(self) -> None:
        """What nobody has placed is made by nobody."""
        asked = ReplacementOrder(steps=StepSelection.parse(upper="1"))
        told = delivery_facts(case(), asked, AS_OF)
        assert (told.in_production, told.has_shipped, told.has_target) == (False, False, UNKNOWN)

    def test_an_order_is_not_made_before_it_is_placed(self) -> None:
        """Whatever is unsaid of an order, it was not in production before its day."""
        later = order(placed_on=LATER, in_production_on=UNKNOWN, shipment=UNKNOWN)
        found = [delivery_facts(case(), later, day).in_production for day in (AS_OF, LATER)]
        assert found == [False, UNKNOWN]

    def test_an_unsaid_shipment_of_what_is_not_made(self) -> None:
        """What has not reached production has not been shipped, whoever forgot to say so."""
        one = phase(in_production_on=None, shipment=UNKNOWN)
        assert delivery_facts(case(one), one, AS_OF).has_shipped is False


class TestDel5MixedDentition:
    """DEL-5: all phases ship at once, with a tracker each or one for the case."""

    @pytest.mark.parametrize(
        ("mixed", "trackers", "expected"),
        [
            (True, "case", True),
            (True, "phase", False),
            (False, "case", False),
            (UNKNOWN, "phase", False),
            (UNKNOWN, "case", UNKNOWN),
            (True, UNKNOWN, UNKNOWN),
            (False, UNKNOWN, False),
        ],
    )
    def test_the_edition_decides(self, mixed: Any, trackers: Any, expected: Any) -> None:
        """One for the case only of mixed dentition, where the rulebook says so."""
        asked = terms(mixed_trackers=trackers)
        assert law.one_tracker_per_case(facts(mixed_dentition=mixed), asked) is expected

    def test_all_phases_are_alike(self) -> None:
        """What one phase tells holds for all, those too of which nothing is known."""
        one = phase(1, shipment=sent())
        two = Phase(2, StepSelection.parse(upper="2"))
        three = phase(3, in_production_on=None, shipment=UNKNOWN)
        whole = case(one, two, evolve(three, in_production_on=UNKNOWN), dentition=Dentition.MIXED)
        found = {delivery_facts(whole, each, AS_OF) for each in whole.phases}
        assert [(told.has_shipped, told.target_ship_on) for told in found] == [(True, TARGET)]

    def test_orders_go_by_themselves(self) -> None:
        """Orders of such a case ship with each other alone."""
        one, two = order(id="1"), order(id="2")
        whole = case(phase(), orders=(one, two), dentition=Dentition.MIXED)
        assert shipped_together(whole, one, AS_OF) == (one, two)

    @pytest.mark.parametrize(
        ("made", "expected"),
        [((None, None), False), ((None, UNKNOWN), UNKNOWN), ((UNKNOWN, MADE), True)],
    )
    def test_one_in_production_is_all(self, made: tuple[Any, Any], expected: Any) -> None:
        """Where one phase is made all are, and none where all are known not to be."""
        one, two = (phase(n, in_production_on=day) for n, day in enumerate(made, 1))
        whole = case(one, two, dentition=Dentition.MIXED)
        assert delivery_facts(whole, one, AS_OF).in_production is expected


class TestDel6Disappearance:
    """DEL-6: the tracker is gone 30 days after delivery."""

    @pytest.mark.parametrize(
        ("ago", "state", "shown"),
        [(29, "delivered", True), (30, "delivered", True), (31, "gone", False)],
    )
    def test_day_30_still_shows(self, ago: int, state: str, shown: bool) -> None:
        """It shows on the thirtieth day, and no longer on the next."""
        told = facts(has_shipped=True, is_delivered=True, delivered_on=AS_OF - timedelta(days=ago))
        assert (law.state(told, TERMS), law.tracker_shown(told, TERMS)) == (state, shown)

    def test_nothing_shows_before_production(self) -> None:
        """There is no tracker of what is not in production."""
        assert law.tracker_shown(facts(in_production=False), NO_TERMS) is False

    def test_what_is_on_its_way_shows(self) -> None:
        """How long trackers stay is no matter before delivery."""
        assert law.tracker_shown(facts(has_shipped=True), NO_TERMS) is True


def test_a_case_that_tells_nothing() -> None:
    """Unknown phases, orders and dentition leave a phase by itself."""
    bare = Case("C-1", "UTC")
    assert shipped_together(bare, phase(), AS_OF) == (phase(),)
    assert delivery_facts(bare, phase(), AS_OF).mixed_dentition is UNKNOWN
