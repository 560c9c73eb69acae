"""Orders of every kind, as requests and once placed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from aligner_rules.model.aligner import AlignerOrder
from aligner_rules.model.event import ORDER_KINDS
from aligner_rules.model.faults import Invalid
from aligner_rules.model.order import (
    Cause,
    Channel,
    Feature,
    FormStatus,
    ModelSource,
    Order,
    ReplacementOrder,
    RetainerOrder,
    RevisionOrder,
)
from aligner_rules.model.shipment import Shipment
from aligner_rules.model.steps import NOTHING, Arch, StepSelection
from aligner_rules.model.unknown import UNKNOWN
from strategies import orders

STEPS = StepSelection.parse(upper="3-5, 9")
DAY = date(2024, 2, 29)
BEFORE = date(2024, 2, 28)


class TestKinds:
    """Every order has a kind."""

    def test_names(self) -> None:
        """The kinds are known by the names that they carry."""
        assert dict(ORDER_KINDS) == {
            "aligner": AlignerOrder,
            "replacement": ReplacementOrder,
            "retainer": RetainerOrder,
            "revision": RevisionOrder,
        }

    def test_they_cannot_be_changed(self) -> None:
        """No kind is added at run time."""
        with pytest.raises(TypeError):
            ORDER_KINDS["other"] = Order  # type: ignore[index]

    def test_an_order_of_no_kind(self) -> None:
        """The base cannot be built, and the error names the kinds."""
        with pytest.raises(TypeError, match="aligner, replacement, retainer, revision"):
            Order()

    @given(orders())
    def test_a_request_is_not_placed(self, order: Order) -> None:
        """The strategy gives requests where no day is named."""
        assert (order.placed_on, order.shipped_on in (None, UNKNOWN)) == (None, True)

    @given(orders(DAY))
    def test_a_placed_order(self, order: Order) -> None:
        """The strategy gives orders placed on the day that is named."""
        assert (order.placed_on, type(order)) == (DAY, ORDER_KINDS[order.kind])


class TestProduction:
    """An order is placed, then made, then shipped."""

    def test_at_once(self) -> None:
        """REP-9: it may enter production and be shipped on the day it was placed."""
        order = RevisionOrder(placed_on=DAY, in_production_on=DAY, shipment=Shipment(DAY))
        assert order.shipped_on == DAY

    @pytest.mark.parametrize(
        ("given", "fault"),
        [
            (
                {"placed_on": DAY, "in_production_on": BEFORE},
                (
                    "$.in_production_on: given 2024-02-28; "
                    "expected the day it was placed (2024-02-29) or a later one; "
                    "put one of the two right"
                ),
            ),
            (
                {"in_production_on": DAY},
                (
                    "$.in_production_on: given 2024-02-29; "
                    "expected no such day before the order is placed; "
                    "give placed_on, or take the day of production out"
                ),
            ),
            (
                {"placed_on": DAY, "shipment": Shipment(BEFORE)},
                (
                    "$.shipment.shipped_on: given 2024-02-28; "
                    "expected the day it was placed (2024-02-29) or a later one; "
                    "put one of the two right"
                ),
            ),
            (
                {"shipment": Shipment(DAY)},
                (
                    "$.shipment.shipped_on: given 2024-02-29; "
                    "expected no such day before the order is placed; "
                    "give placed_on, or take the shipment out"
                ),
            ),
        ],
    )
    def test_too_early(self, given: dict[str, Any], fault: str) -> None:
        """What has not been placed is not made, and nothing is made before it is placed."""
        with pytest.raises(Invalid) as caught:
            RevisionOrder(**given)
        assert [str(each) for each in caught.value.faults] == [fault]

    def test_not_made(self) -> None:
        """A request that says that it is not made is none the worse for it."""
        assert RevisionOrder(in_production_on=None, shipment=None).shipped_on is None


class TestReplacementOrder:
    """REP: aligners to be made again."""

    def test_little_known(self) -> None:
        """It needs its steps; it comes online, asks for no templates, and the rest is unknown."""
        order = ReplacementOrder(steps=STEPS)
        assert (order.channel, order.engager_templates) == (Channel.ONLINE, NOTHING)
        rest = order.id, order.cause, order.payment_method, order.accepts_terms
        assert (*rest, order.acknowledges_no_quality_complaint) == (UNKNOWN,) * 5

    def test_all_faults_at_once(self) -> None:
        """Text for steps, for a cause and for a truth are three faults."""
        with pytest.raises(Invalid) as caught:
            ReplacementOrder(steps="3-5", cause="lost", accepts_terms="yes")  # type: ignore[arg-type]
        assert [str(fault) for fault in caught.value.faults] == [
            "$.steps: given '3-5'; expected a StepSelection; build one first",
            (
                "$.cause: given 'lost'; "
                "expected one of Cause.LOST, Cause.DAMAGED, Cause.QUALITY, Cause.OTHER; "
                "use one of them"
            ),
            "$.accepts_terms: given 'yes'; expected True or False; write True or False",
        ]

    def test_names_as_written(self) -> None:
        """Channels and causes are spelt in kebab case."""
        spelt = [*map(str, Channel), *map(str, Cause)]
        assert spelt == ["online", "customer-care", "lost", "damaged", "quality", "other"]


class TestRevisionOrder:
    """REV-3: the form of a revision."""

    def test_little_known(self) -> None:
        """No more is asked for than is said; it is meant to be handed in unless it is a draft."""
        order = RevisionOrder()
        told = order.models, order.photos, order.features, order.instructions
        unknown = *told, order.setup_approved_on, order.worn_as_told
        assert unknown == (UNKNOWN,) * 6
        assert (order.planning_services, order.status) == (False, FormStatus.SUBMITTED)

    def test_a_draft_is_not_placed(self) -> None:
        """What is saved to be gone on with has no day on which it was placed."""
        with pytest.raises(
            Invalid, match=r"\$\.status: given FormStatus\.DRAFT; expected submitted"
        ):
            RevisionOrder(status=FormStatus.DRAFT, placed_on=DAY)

    def test_its_setup_follows(self) -> None:
        """The setup of a revision is approved on the day it was placed, or later."""
        assert RevisionOrder(placed_on=DAY, setup_approved_on=DAY).setup_approved_on == DAY
        with pytest.raises(Invalid, match=r"\$\.setup_approved_on: given 2024-02-28; expected the"):
            RevisionOrder(placed_on=DAY, setup_approved_on=BEFORE)

    def test_names_as_written(self) -> None:
        """Sources, features and statuses are spelt in kebab case."""
        assert [*map(str, ModelSource)] == ["scans", "impressions", "existing-model"]
        assert [*map(str, Feature)] == ["engagers", "cutouts-for-elastics", "bite-ramps"]
        assert [*map(str, FormStatus)] == ["draft", "submitted"]


class TestRetainerOrder:
    """RET: sets of retainers."""

    def test_one_set(self) -> None:
        """One set is the fewest; a list of arches becomes a set of them."""
        order = RetainerOrder(arches=[Arch.UPPER], sets=1)  # type: ignore[arg-type]
        assert (order.arches, order.sets) == (frozenset({Arch.UPPER}), 1)

    def test_a_step_of_a_model(self) -> None:
        """The step of an existing model is one that a case can have."""
        order = RetainerOrder(arches=frozenset(), sets=1, model_step=999)
        assert (order.model_step, order.final, order.patient) == (999, False, UNKNOWN)
        with pytest.raises(Invalid, match=r"\$\.model_step: given 1000; expected a step from 1 to"):
            RetainerOrder(arches=frozenset(), sets=1, model_step=1000)

    def test_a_draft_is_not_placed(self) -> None:
        """RET-4: what is saved as a draft has not been ordered."""
        with pytest.raises(
            Invalid, match=r"\$\.status: given FormStatus\.DRAFT; expected submitted"
        ):
            RetainerOrder(arches=frozenset(), sets=1, status=FormStatus.DRAFT, placed_on=DAY)

    def test_no_set(self) -> None:
        """An order for no set is none."""
        with pytest.raises(Invalid, match=r"\$\.sets: given 0; expected a number of sets, 1 or"):
            RetainerOrder(arches=frozenset(), sets=0)


class TestAligner:
    """The submission of a case: what its form may hold, and what it never can (SUB)."""

    def test_what_is_left_out_is_unknown(self) -> None:
        """Nothing but the arches has to be told, and nothing is taken for granted."""
        order = AlignerOrder(arches=frozenset({Arch.UPPER}))
        told = order.provider, order.step_limit, order.consent_signed, order.instructions
        assert (told, order.status) == ((UNKNOWN,) * 4, FormStatus.SUBMITTED)

    @pytest.mark.parametrize("limit", [1, 999, None])
    def test_a_limit_of_steps(self, limit: int | None) -> None:
        """SUB-5: a treatment of one step at least, or as long as is recommended."""
        assert AlignerOrder(arches=frozenset({Arch.UPPER}), step_limit=limit).step_limit == limit

    @pytest.mark.parametrize(
        ("given_", "told"),
        [
            ({"step_limit": 0}, "a number of steps from 1 to 999, or None"),
            ({"step_limit": 1000}, "a number of steps from 1 to 999, or None"),
            ({"days_per_step": 0}, "a number of days from 1 to 365, or None"),
            ({"days_per_step": 366}, "a number of days from 1 to 365, or None"),
        ],
    )
    def test_what_can_never_be(self, given_: dict[str, Any], told: str) -> None:
        """No treatment has no step, and no step is worn for no day."""
        with pytest.raises(Invalid, match=told):
            AlignerOrder(arches=frozenset({Arch.UPPER}), **given_)

    def test_a_draft_is_not_placed(self) -> None:
        """SUB-10: what is saved has not been submitted."""
        with pytest.raises(Invalid, match="expected submitted, for the order is placed"):
            AlignerOrder(arches=frozenset({Arch.UPPER}), status=FormStatus.DRAFT, placed_on=DAY)


def test_equal_by_value() -> None:
    """Orders of two kinds are two orders, orders of one kind and content one."""
    retainer = RetainerOrder(arches=frozenset(Arch), sets=1, placed_on=DAY)
    aligner = AlignerOrder(arches=frozenset(Arch), placed_on=DAY)
    again = AlignerOrder(arches=frozenset(Arch), placed_on=DAY)
    assert len({retainer, aligner, again}) == 2
