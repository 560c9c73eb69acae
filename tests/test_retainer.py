"""Retainer orders, clause by clause: both sides of every boundary."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

import aligner_rules as ar
from aligner_rules.model import (
    UNKNOWN,
    Arch,
    Case,
    FormStatus,
    ModelSource,
    Patient,
    Phase,
    Plan,
    RetainerOrder,
    Shipment,
    StepSelection,
)
from aligner_rules.readings.explanation import WayOut
from aligner_rules.rules.policy import Way
from aligner_rules.rules.retainer import POLICY
from strategies import cases, days, retainer_orders

BOOK = ar.load_rulebooks()
SWITCHED = BOOK.evolve({"retainer.final_after_last_phase": True})
FIXED = BOOK.evolve({"allowance.periods": "from-first-shipment"})
PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
OCTOBER, AMERICAN = date(2024, 10, 1), date(2017, 6, 1)
DAY = date(2026, 2, 28)
SET = 9000


def case(plan: str = "ONE", approved_on: date = OCTOBER, **given_: Any) -> Case:
    """A case of two phases that shipped on the last of January 2026, or on the days given."""
    shipped_on = given_.pop("shipped_on", (date(2026, 1, 31), date(2026, 1, 31)))
    told: dict[str, Any] = {
        "region": "US",
        "plan": Plan(plan, approved_on),
        "phases": tuple(phase(number, day) for number, day in enumerate(shipped_on, 1)),
        "orders": (),
    }
    return Case("C-1", "America/New_York", **told | given_)


def phase(number: int, shipped_on: Any) -> Phase:
    """A phase of one step, shipped on that day."""
    made = shipped_on if shipped_on in (None, UNKNOWN) else Shipment(shipped_on)
    return Phase(number, StepSelection.parse(upper=str(number), lower=""), shipment=made)


NEW: dict[str, Any] = {"patient": Patient.NEW, "patient_name": "A. Doe", "practice": "P-1"}
"""What the form tells of a new patient."""


def form(sets: int = 1, **given_: Any) -> RetainerOrder:
    """A complete form of an existing patient, but for what is given."""
    complete: dict[str, Any] = {
        "patient": Patient.EXISTING,
        "arches": frozenset(Arch),
        "models": ModelSource.SCANS,
        "payment_method": "card",
        "accepts_terms": True,
    }
    return RetainerOrder(sets=sets, **complete | given_)


def decide(request: RetainerOrder, of: Case | None = None, book: Any = BOOK) -> ar.Decision:
    """Decide by the packaged editions."""
    return ar.decide(case() if of is None else of, request, as_of=DAY, book=book)


def price(of: Case, request: RetainerOrder, as_of: date = DAY, book: Any = BOOK) -> Any:
    """The total in minor units; UNKNOWN where it is."""
    total: Any = ar.quote(of, request, as_of=as_of, book=book, prices=PRICES).total
    return total if total is UNKNOWN else total.minor


class TestRet1Form:
    """RET-1: new and existing patients, arches, and the source of the model."""

    @pytest.mark.parametrize(
        ("given_", "codes"),
        [
            ({}, ()),
            ({"patient_name": None}, ()),
            ({"practice": None}, ()),
            (NEW, ()),
            (NEW | {"patient_name": None}, ("new-patient-named",)),
            (NEW | {"practice": None}, ("new-patient-with-practice",)),
            (NEW | {"practice": UNKNOWN}, ("new-patient-with-practice",)),
            ({"patient": UNKNOWN}, ("new-patient-named", "new-patient-with-practice")),
            ({"arches": frozenset({Arch.UPPER})}, ()),
            ({"arches": frozenset()}, ("some-arch-chosen",)),
            ({"models": ModelSource.IMPRESSIONS}, ()),
            ({"models": None}, ("model-source-fits",)),
            ({"models": UNKNOWN}, ("model-source-fits", "step-of-model-given")),
            ({"models": ModelSource.EXISTING, "model_step": 12}, ()),
            ({"models": ModelSource.EXISTING, "model_step": None}, ("step-of-model-given",)),
            (
                NEW | {"models": ModelSource.EXISTING, "model_step": 12},
                ("model-source-fits",),
            ),
        ],
    )
    def test_what_is_needed(self, given_: dict[str, Any], codes: tuple[str, ...]) -> None:
        """A new patient has a name, a practice and no model yet; an old model has its step."""
        assert decide(form(**given_)).codes == codes


class TestRet2Charge:
    """RET-2 and EXP-4: included sets while they last and before expiry, else Flex price."""

    @pytest.mark.parametrize(
        ("plan", "so_far", "sets", "expected"),
        [
            ("FLEX", 0, 1, SET),
            ("MINI", 0, 2, 2 * SET),
            ("ONE", 0, 1, 0),
            ("ONE", 0, 3, 2 * SET),
            ("ONE", 1, 1, SET),
            ("ONE", 2, 1, SET),
            ("TWO", 0, 1, UNKNOWN),
        ],
    )
    def test_the_sets_of_each_plan(self, plan: str, so_far: int, sets: int, expected: Any) -> None:
        """What is left is free, the rest of the same order is paid."""
        orders = (form(so_far, placed_on=date(2026, 2, 1)),) if so_far else ()
        assert price(case(plan, orders=orders), form(sets)) == expected

    @pytest.mark.parametrize(
        ("as_of", "expected"), [(date(2027, 1, 31), 0), (date(2027, 2, 1), SET)]
    )
    def test_until_expiry(self, as_of: date, expected: int) -> None:
        """ONE: the expiry day is inside, the next is not; only submission counts for retainers."""
        assert price(case(), form(), as_of) == expected
        assert price(case(approved_on=date(2025, 12, 1)), form(), as_of) == expected

    def test_a_new_patient_pays(self) -> None:
        """Who has no case has no plan: every set is paid, and none of the case's is used up."""
        new = form(2, **NEW)
        assert price(case(), new) == 2 * SET
        assert price(case(orders=(evolve(new, placed_on=DAY),)), form()) == 0

    def test_lines_tell_what_is_included(self) -> None:
        """Three sets on ONE: one included, two paid, and what is left afterwards."""
        told = ar.quote(case(), form(3), as_of=DAY, book=BOOK, prices=PRICES)
        assert [(line.what, line.many, line.amount.minor) for line in told.lines] == [
            ("included-retainer-set", 1, 0),
            ("retainer-set", 2, 2 * SET),
        ]
        assert [(one.code, one.many) for one in decide(form(3)).consequences] == [
            ("included-retainer-sets-left", 0),
            ("retainer-sets-at-flex-price", 2),
        ]

    def test_all_included_need_no_price(self) -> None:
        """Where nothing is charged, a price book without the item still tells the total."""
        bare = evolve(PRICES, items={})
        told = ar.quote(case(), form(), as_of=DAY, book=BOOK, prices=bare)
        assert (told.total.minor, told.missing) == (0, ())


class TestAlw3TwoSetsInSixMonths:
    """ALW-3: UNLIMITED of 2017 includes two sets in six months."""

    @pytest.mark.parametrize(
        ("as_of", "rolling", "fixed"),
        [
            (date(2018, 2, 28), SET, SET),
            (date(2018, 6, 29), SET, SET),
            (date(2018, 6, 30), SET, 0),
            (date(2018, 7, 14), SET, 0),
            (date(2018, 7, 15), 0, 0),
        ],
    )
    def test_both_ways_to_count(self, as_of: date, rolling: int, fixed: int) -> None:
        """Shipped on 31 December, two sets on 15 January: the third is free in six months' time.

        In any six months that is 15 July, in periods from the first shipment 30 June.
        """
        orders = (form(2, placed_on=date(2018, 1, 15)),)
        shipped = (date(2017, 12, 31),)
        old = case("UNLIMITED", AMERICAN, shipped_on=shipped, orders=orders)
        assert price(old, form(), as_of) == rolling
        assert price(old, form(), as_of, FIXED) == fixed


class TestRet3FinalRetainer:
    """RET-3: a final retainer once the last scheduled phase has shipped, by a switch."""

    @pytest.mark.parametrize(
        ("shipped_on", "codes"),
        [
            ((date(2026, 1, 31), DAY), ()),
            ((date(2026, 1, 31), date(2026, 3, 1)), ("last-phase-has-shipped",)),
            ((date(2026, 1, 31), None), ("last-phase-has-shipped",)),
            ((date(2026, 1, 31), UNKNOWN), ("last-phase-has-shipped",)),
            ((), ("last-phase-has-shipped",)),
        ],
    )
    def test_where_it_is_switched_on(self, shipped_on: Any, codes: tuple[str, ...]) -> None:
        """It waits for the last phase; other retainers and other editions do not."""
        of = case(shipped_on=shipped_on)
        assert decide(form(final=True), of, SWITCHED).codes == codes
        assert decide(form(), of, SWITCHED).codes == ()
        assert decide(form(final=True), of).codes == ()

    def test_the_way_out(self) -> None:
        """The reason says to wait for the shipment."""
        of = case(shipped_on=(date(2026, 1, 31), None))
        (reason,) = decide(form(final=True), of, SWITCHED).reasons
        assert reason.ways_out == (WayOut(Way.AWAIT_SHIPMENT),)

    @pytest.mark.parametrize(("phases", "plan"), [(UNKNOWN, UNKNOWN), (UNKNOWN, None)])
    def test_phases_that_are_not_known(self, phases: Any, plan: Any) -> None:
        """Before approval nothing has shipped; phases that are not told may have."""
        of = evolve(case(shipped_on=()), phases=phases, plan=plan)
        last = POLICY.facts_of(of, form(final=True), DAY, SWITCHED).last_phase_shipped
        assert last is (False if plan is None else UNKNOWN)


class TestRet4Form:
    """RET-4: payment method, terms, and drafts."""

    @pytest.mark.parametrize(
        ("given_", "codes"),
        [
            ({"payment_method": None}, ("payment-method-chosen",)),
            ({"payment_method": UNKNOWN}, ("payment-method-chosen",)),
            ({"accepts_terms": False}, ("terms-accepted",)),
            ({"status": FormStatus.DRAFT}, ("form-submitted",)),
        ],
    )
    def test_what_is_needed(self, given_: dict[str, Any], codes: tuple[str, ...]) -> None:
        """Each part of the form that is missing is told."""
        assert decide(form(**given_)).codes == codes


@given(cases(), retainer_orders(), days())
def test_facts_of_a_case_fit_together(of: Case, request: RetainerOrder, as_of: date) -> None:
    """No case yields facts that `consistent` rules out."""
    assert POLICY.consistent(POLICY.facts_of(of, request, as_of, BOOK)) is not False


def test_an_allowed_order_is_placed() -> None:
    """The case has it afterwards, and its sets are used."""
    later = ar.apply(case(), form(), as_of=DAY, book=BOOK)
    assert [(one.placed_on, one.in_production_on) for one in later.orders] == [(DAY, None)]
    assert price(later, form()) == SET


def test_after_expiry_it_does_not_matter_who_the_patient_is() -> None:
    """Every set is charged once the plan has expired, of a new patient as of a known one."""
    late = date(2027, 2, 1)
    assert price(case(), form(2, patient=UNKNOWN), late) == 2 * SET
    assert price(case(), form(2, patient=UNKNOWN)) is UNKNOWN


def test_codes_are_public_and_stay() -> None:
    """The codes and clauses that portals have stored; a code is never renamed or reused."""
    assert [(one.code, one.clause) for one in POLICY.requirements] == [
        ("new-patient-named", "RET-1"),
        ("new-patient-with-practice", "RET-1"),
        ("some-arch-chosen", "RET-1"),
        ("model-source-fits", "RET-1"),
        ("step-of-model-given", "RET-1"),
        ("last-phase-has-shipped", "RET-3"),
        ("payment-method-chosen", "RET-4"),
        ("terms-accepted", "RET-4"),
        ("form-submitted", "RET-4"),
        ("replacements-have-shipped", "SHAPE-10"),
        ("revisions-have-shipped", "SHAPE-10"),
        ("retainers-offered-here", "SHAPE-11"),
    ]
    assert [(one.code, one.clause) for one in POLICY.consequences] == [
        ("included-retainer-sets-left", "ALW-1"),
        ("retainer-sets-at-flex-price", "RET-2"),
    ]
