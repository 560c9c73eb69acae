"""Deliveries and trackers as a portal asks for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from attrs import evolve, fields_dict
from hypothesis import given
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules import UNKNOWN, DateSource, TrackerState
from aligner_rules.readings.delivery import deliver_facts
from aligner_rules.readings.wording import LANGUAGES, wording
from aligner_rules.rules.delivery import DeliveryFacts
from strategies import cases, days
from test_delivery import (
    AS_OF,
    CARRIER,
    LATER,
    TARGET,
    case,
    facts,
    facts_with_gaps,
    order,
    phase,
    sent,
)

BOOK = ar.load_rulebooks()
CALENDAR = ar.Calendar(date(2014, 1, 1), date(2036, 12, 31))
FEW_DAYS = ar.Calendar(date(2025, 3, 3), date(2025, 3, 6))


def delivery(of: ar.Case, item: Any, **told: Any) -> ar.Delivery:
    """The delivery of an item of a case, on the usual day."""
    return ar.delivery(of, item, **{"as_of": AS_OF, "book": BOOK, "calendar": CALENDAR, **told})


def trackers(of: ar.Case, **told: Any) -> ar.Tracking:
    """The trackers of a case, on the usual day."""
    return ar.trackers(of, **{"as_of": AS_OF, "book": BOOK, "calendar": CALENDAR, **told})


class TestDelivery:
    """When something arrives."""

    def test_a_window_around_the_target(self) -> None:
        """Two business days either way, over a weekend."""
        assert delivery(case(phase()), phase()) == ar.Delivery(
            earliest=date(2025, 3, 3),
            latest=date(2025, 3, 7),
            source=DateSource.TARGET,
            skipped=(),
            state=TrackerState.IN_PRODUCTION,
            shown=True,
            missing=(),
        )

    def test_closed_days_are_skipped_and_told(self) -> None:
        """A target on a Saturday is moved to Monday, and the weekend is told (DEL-7)."""
        late = phase(target_ship_on=date(2025, 3, 8))
        told = delivery(case(late), late)
        assert (told.earliest, told.latest, told.skipped) == (
            date(2025, 3, 6),
            date(2025, 3, 12),
            (date(2025, 3, 8), date(2025, 3, 9)),
        )

    def test_the_carriers_date_comes_first(self) -> None:
        """It is one day, on whichever day of the week, and needs no calendar (DEL-2)."""
        saturday = date(2025, 3, 8)
        one = phase(shipment=sent(carrier_expects_on=saturday))
        told = delivery(case(one), one, calendar=FEW_DAYS)
        assert (told.earliest, told.latest, told.source, told.skipped) == (
            saturday,
            saturday,
            DateSource.CARRIER,
            (),
        )

    def test_no_target_set_is_no_estimate(self) -> None:
        """Nothing is missing where it is known that there is no date."""
        one = phase(target_ship_on=None)
        told = delivery(case(one), one)
        assert (told.earliest, told.latest, told.source, told.skipped, told.missing) == (
            *(None, None, None, None),
            (),
        )

    def test_a_window_outside_the_calendar_is_refused(self) -> None:
        """A calendar that does not speak for the window cannot tell it."""
        with pytest.raises(ar.Invalid, match="use a calendar that speaks for more days"):
            delivery(case(phase()), phase(), calendar=FEW_DAYS)

    @pytest.mark.parametrize(
        ("item", "as_of", "where"),
        [(1, AS_OF, "$.item"), (phase(), datetime(2025, 3, 3), "$.as_of")],  # noqa: DTZ001
    )
    def test_questions_that_are_none(self, item: Any, as_of: Any, where: str) -> None:
        """Only phases and orders ship, and only dates are days."""
        with pytest.raises(ar.Invalid) as caught:
            delivery(case(phase()), item, as_of=as_of)
        assert [fault.where for fault in caught.value.faults] == [where]


class TestMessage:
    """A delivery is told in one sentence or two."""

    @pytest.mark.parametrize(
        ("told", "message"),
        [
            ({}, "Status: in production. Estimated between 2025-03-03 and 2025-03-07."),
            ({"target_ship_on": None}, "Status: in production. No date is set yet."),
            (
                {"target_ship_on": UNKNOWN},
                (
                    "Status: in production. Not known when it arrives; "
                    "missing: has_target, target_ship_on."
                ),
            ),
            (
                {"shipment": sent(carrier_expects_on=CARRIER)},
                "Status: in delivery. The carrier expects it on 2025-03-07.",
            ),
            ({"shipment": sent(delivered_on=AS_OF)}, "Status: delivered."),
            (
                {"in_production_on": UNKNOWN},
                "Status: not known. Estimated between 2025-03-03 and 2025-03-07.",
            ),
        ],
    )
    def test_in_english(self, told: dict[str, Any], message: str) -> None:
        """The state, and when it arrives unless it has."""
        one = phase(**told)
        assert delivery(case(one), one).message() == message

    def test_in_french(self) -> None:
        """The same in French."""
        assert delivery(case(phase()), phase()).message("fr") == (
            "Statut : en production. Arrivée estimée entre le 2025-03-03 et le 2025-03-07."
        )

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_state_has_its_word(self, language: str) -> None:
        """The texts fit the states and the sources of dates."""
        texts = wording(language).texts
        sources = {*(source.value for source in DateSource), "none", "not-known", "arrived"}
        assert [texts["tracker"].keys(), texts["delivery"].keys()] == [
            {state.value for state in TrackerState},
            sources,
        ]


class TestMissing:
    """What is unknown is named, and nothing else."""

    @pytest.mark.parametrize(
        ("gaps", "missing"),
        [
            (("target_ship_on",), ("target_ship_on",)),
            (("has_target",), ("has_target",)),
            (("has_shipped",), ("has_shipped",)),
            (("has_tracking_number",), ()),
            (
                ("has_tracking_number", "has_carrier_date"),
                ("has_tracking_number", "has_carrier_date"),
            ),
            (("carrier_expects_on", "delivered_on"), ()),
            (("region",), ()),
            (("plan",), ("plan", "delivery.window_business_days")),
            (
                ("approved_on", "plan"),
                ("plan", "approved_on", "delivery.window_business_days"),
            ),
        ],
    )
    def test_gaps_are_named_where_they_matter(
        self, gaps: tuple[str, ...], missing: tuple[str, ...]
    ) -> None:
        """A gap that changes nothing is not asked for."""
        told = evolve(facts(), **dict.fromkeys(gaps, UNKNOWN))
        if gaps == ("has_tracking_number", "has_carrier_date"):
            told = evolve(told, carrier_expects_on=CARRIER)
        assert deliver_facts(told, book=BOOK, calendar=CALENDAR).missing == missing

    def test_terms_that_no_source_tells_are_named(self) -> None:
        """The edition of 2017 tells nothing of windows."""
        told = evolve(facts(), approved_on=date(2017, 6, 1))
        found = deliver_facts(told, book=BOOK, calendar=CALENDAR)
        assert (found.earliest, found.latest, found.skipped) == (UNKNOWN, UNKNOWN, UNKNOWN)
        assert found.missing == ("delivery.window_business_days",)

    @given(facts_with_gaps())
    def test_something_is_named_where_something_is_unknown(self, told: DeliveryFacts) -> None:
        """An answer has gaps just where it names what would fill them."""
        found = deliver_facts(told, book=BOOK, calendar=CALENDAR)
        answers = [getattr(found, name) for name in fields_dict(ar.Delivery)]
        assert any(answer is UNKNOWN for answer in answers) is (found.missing != ())

    @given(facts_with_gaps(), st.sampled_from(sorted(fields_dict(DeliveryFacts))))
    def test_forgetting_never_changes_an_answer(self, told: DeliveryFacts, name: str) -> None:
        """Where one fact is forgotten, each answer is the same or unknown."""
        before = deliver_facts(told, book=BOOK, calendar=CALENDAR)
        after = deliver_facts(evolve(told, **{name: UNKNOWN}), book=BOOK, calendar=CALENDAR)
        answers = [name for name in fields_dict(ar.Delivery) if name != "missing"]
        assert [getattr(after, name) in (UNKNOWN, getattr(before, name)) for name in answers] == [
            True
        ] * len(answers)


class TestTrackers:
    """What a portal shows."""

    @staticmethod
    def shown(tracking: ar.Tracking) -> list[list[Any]]:
        """The numbers of phases and the ids of orders, tracker by tracker."""
        return [
            [one.number if isinstance(one, ar.Phase) else one.id for one in tracker.items]
            for tracker in tracking.trackers
        ]

    def test_one_for_what_ships_together(self) -> None:
        """Phases and orders with one target share a tracker; another target is another (DEL-3)."""
        whole = case(
            phase(1), phase(2), phase(3, target_ship_on=LATER), orders=(order(id="again"),)
        )
        found = trackers(whole)
        assert (self.shown(found), found.missing) == ([[1, 2, "again"], [3]], ())

    @pytest.mark.parametrize(("what", "expected"), [("phase", [[1], [2]]), ("case", [[1, 2]])])
    def test_mixed_dentition(self, what: str, expected: list[list[int]]) -> None:
        """Each phase has a tracker and all are alike, or the case has one (DEL-5)."""
        whole = case(
            phase(1, shipment=sent(carrier_expects_on=CARRIER)),
            phase(2, shipment=UNKNOWN),
            dentition=ar.Dentition.MIXED,
        )
        found = trackers(whole, book=BOOK.evolve({"delivery.mixed_trackers": what}))
        assert self.shown(found) == expected
        assert {tracker.delivery.latest for tracker in found.trackers} == {CARRIER}

    def test_it_is_gone_after_thirty_days(self) -> None:
        """The tracker shows on day 30 and not on day 31; no calendar is asked then (DEL-6)."""
        one = phase(shipment=sent(carrier_expects_on=None, delivered_on=date(2025, 3, 3)))
        last, after = (
            trackers(case(one), as_of=day) for day in (date(2025, 4, 2), date(2025, 4, 3))
        )
        assert (self.shown(last), self.shown(after)) == ([[1]], [])
        assert trackers(case(one), as_of=date(2025, 4, 3), calendar=FEW_DAYS).trackers == ()

    def test_what_is_not_made_has_none(self) -> None:
        """Planned phases and other kinds of orders have no tracker."""
        revision = ar.RevisionOrder(placed_on=AS_OF, in_production_on=AS_OF, shipment=None)
        whole = case(phase(1), phase(2, in_production_on=None), orders=(revision,))
        assert self.shown(trackers(whole)) == [[1]]

    def test_what_may_show_is_shown_with_what_is_missing(self) -> None:
        """A phase that may be in production has a tracker that names the gap."""
        (tracker,) = trackers(case(phase(in_production_on=UNKNOWN))).trackers
        assert (tracker.delivery.shown, tracker.delivery.state, tracker.delivery.missing) == (
            UNKNOWN,
            UNKNOWN,
            ("in_production",),
        )

    def test_what_is_hidden_is_named(self) -> None:
        """Unknown phases and orders are named, not taken for none."""
        found = trackers(ar.Case("C-1", "UTC"))
        assert (found.trackers, found.missing) == ((), ("phases", "orders"))

    @pytest.mark.parametrize(("what", "missing"), [("phase", ()), ("case", ("mixed_dentition",))])
    def test_unknown_dentition(self, what: str, missing: tuple[str, ...]) -> None:
        """It matters only where the edition has one tracker for a case."""
        whole = case(phase(1), phase(2, target_ship_on=LATER), dentition=UNKNOWN)
        found = trackers(whole, book=BOOK.evolve({"delivery.mixed_trackers": what}))
        assert (self.shown(found), found.missing) == ([[1], [2]], missing)

    @given(cases(), days())
    def test_what_shares_a_tracker_shares_its_delivery(self, of: ar.Case, as_of: date) -> None:
        """Each item of a tracker, asked for alone, is delivered as the tracker says."""
        for tracker in trackers(of, as_of=as_of).trackers:
            alone = {delivery(of, item, as_of=as_of) for item in tracker.items}
            assert alone == {tracker.delivery}

    @given(cases(), days())
    def test_no_item_has_two_trackers(self, of: ar.Case, as_of: date) -> None:
        """Each phase is under one tracker at most, and what is in production under one."""
        tracked = [
            item.number
            for tracker in trackers(of, as_of=as_of).trackers
            for item in tracker.items
            if isinstance(item, ar.Phase)
        ]
        phases = () if of.phases is UNKNOWN else of.phases
        shown = [one.number for one in phases if delivery(of, one, as_of=as_of).shown is not False]
        assert sorted(tracked) == shown


def test_the_target_of_the_examples_is_a_wednesday() -> None:
    """The windows above do not hang on a weekend by accident."""
    assert TARGET.isoweekday() == 3
