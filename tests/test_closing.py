"""The end of a case: what it still takes afterwards."""

from __future__ import annotations

from datetime import date

import aligner_rules as ar

DAY, LATER = date(2025, 3, 3), date(2025, 3, 10)
BOOK = ar.load_rulebooks()
CASE = ar.Case(
    "C-1",
    "UTC",
    plan=ar.Plan("ONE", date(2025, 2, 1)),
    phases=(ar.Phase(1, ar.StepSelection.parse(upper="1-8"), in_production_on=None),),
    orders=(),
    closed_on=None,
)


def test_a_retainer_may_still_be_ordered_and_made() -> None:
    """CAS-3: the phases of a closed case rest, what is ordered for it by itself goes on."""
    closed = ar.apply(CASE, ar.Closed(), as_of=DAY, book=BOOK)
    order = ar.RetainerOrder(
        id="R-1",
        patient=ar.Patient.EXISTING,
        arches=frozenset({ar.Arch.UPPER}),
        sets=1,
        models=ar.ModelSource.SCANS,
        payment_method="card",
        accepts_terms=True,
    )
    ordered = ar.apply(closed, order, as_of=LATER, book=BOOK)
    made = ar.ProductionStarted(orders=frozenset({"R-1"}))
    assert ar.decide(ordered, made, as_of=LATER, book=BOOK).outcome is ar.Outcome.ALLOWED
    phase = ar.decide(ordered, ar.ProductionStarted(phases=frozenset({1})), as_of=LATER, book=BOOK)
    assert phase.codes == ("case-is-active",)


def test_it_is_told_once() -> None:
    """The day of the end stays what it was."""
    closed = ar.apply(CASE, ar.Closed(), as_of=DAY, book=BOOK)
    assert ar.decide(closed, ar.Closed(), as_of=LATER, book=BOOK).codes == ("not-yet-closed",)
