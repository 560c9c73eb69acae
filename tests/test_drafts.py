"""Forms that are saved and thrown away: which, and what becomes of the case (SUB-10, REP-10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

import aligner_rules as ar
from aligner_rules.model import (
    UNKNOWN,
    AlignerOrder,
    Arch,
    Case,
    FormStatus,
    ModelSource,
    Order,
    ReplacementOrder,
    RetainerOrder,
    RevisionOrder,
    StepSelection,
)
from aligner_rules.model.event import DiscardDraft, SaveDraft
from aligner_rules.rules.drafts import DISCARD, SAVE
from strategies import cases, days, orders

BOOK = ar.load_rulebooks()
DAY = date(2025, 3, 3)
FORMS: tuple[Order, ...] = (
    AlignerOrder(arches=frozenset({Arch.UPPER}), id="F-1"),
    RevisionOrder(id="F-1"),
    RetainerOrder(arches=frozenset({Arch.UPPER}), sets=1, id="F-1"),
)


def case(*drafts: Order) -> Case:
    """A case with these drafts."""
    return Case("C-1", "Europe/Paris", plan=None, orders=(), drafts=drafts)


def saved(form: Order, of: Case | None = None) -> Case:
    """The case with the form saved."""
    return ar.apply(of or case(), SaveDraft(form=form), as_of=DAY, book=BOOK)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.kind)
def test_what_can_be_saved(form: Any) -> None:
    """A submission, a revision and a retainer order: as drafts, whatever they said of it."""
    draft: Any = saved(form).drafts[-1]
    assert (draft.kind, draft.id, draft.status) == (form.kind, "F-1", FormStatus.DRAFT)


@pytest.mark.parametrize(
    ("form", "outcome", "codes"),
    [
        (
            ReplacementOrder(steps=StepSelection.parse(upper="3"), id="F-1"),
            ar.Outcome.REFUSED,
            ("form-has-drafts",),
        ),
        (RevisionOrder(), ar.Outcome.UNDETERMINED, ("draft-can-be-found",)),
        (RevisionOrder(id="F-1", placed_on=DAY), ar.Outcome.REFUSED, ("form-not-placed",)),
    ],
)
def test_what_cannot(form: Order, outcome: ar.Outcome, codes: tuple[str, ...]) -> None:
    """REP-10: a replacement has no draft; what has no id is not found, what is placed is none."""
    decision = ar.decide(case(), SaveDraft(form=form), as_of=DAY, book=BOOK)
    assert (decision.outcome, decision.codes) == (outcome, codes)


def test_unknown_drafts() -> None:
    """One more cannot be kept beside those that nobody told."""
    of = Case("C-1", "Europe/Paris")
    decision = ar.decide(of, SaveDraft(form=FORMS[1]), as_of=DAY, book=BOOK)
    assert decision.codes == ("drafts-are-told",)


def test_a_draft_is_gone_on_with() -> None:
    """Saved again under its id it is one draft, with what it says now."""
    later = saved(RevisionOrder(id="F-1", instructions="Close the gap."), saved(FORMS[1]))
    assert [draft.instructions for draft in later.drafts] == ["Close the gap."]  # type: ignore[attr-defined]


def test_a_submitted_form_is_no_draft() -> None:
    """The order is placed and its draft gone; others stay."""
    of = saved(RetainerOrder(arches=frozenset({Arch.UPPER}), sets=1, id="F-2"), saved(FORMS[2]))
    form = RetainerOrder(
        id="F-1",
        arches=frozenset({Arch.UPPER}),
        sets=1,
        patient=ar.Patient.NEW,
        patient_name="Ada",
        practice="P-1",
        models=ModelSource.SCANS,
        payment_method="card",
        accepts_terms=True,
    )
    later = ar.apply(of, form, as_of=DAY, book=BOOK)
    assert ([one.id for one in later.orders], [one.id for one in later.drafts]) == (
        ["F-1"],
        ["F-2"],
    )


@pytest.mark.parametrize(
    ("drafts", "of", "outcome"),
    [
        (["F-1", "F-2"], "F-1", ar.Outcome.ALLOWED),
        (["F-1", UNKNOWN], "F-1", ar.Outcome.ALLOWED),
        (["F-2"], "F-1", ar.Outcome.REFUSED),
        ([], "F-1", ar.Outcome.REFUSED),
        (["F-2", UNKNOWN], "F-1", ar.Outcome.UNDETERMINED),
    ],
)
def test_what_can_be_discarded(drafts: list[Any], of: str, outcome: ar.Outcome) -> None:
    """What is saved under that id; a draft without one may be it."""
    kept = [RevisionOrder(id=id_, status=FormStatus.DRAFT) for id_ in drafts]
    decision = ar.decide(case(*kept), DiscardDraft(id=of), as_of=DAY, book=BOOK)
    assert decision.outcome is outcome


def test_unknown_drafts_may_hold_it() -> None:
    """Where nobody tells the drafts, it is left open."""
    of = Case("C-1", "Europe/Paris")
    decision = ar.decide(of, DiscardDraft(id="F-1"), as_of=DAY, book=BOOK)
    assert [one.missing for one in decision.reasons] == [("is_saved",)]


def test_a_discarded_draft_is_gone() -> None:
    """The others stay."""
    of = saved(RevisionOrder(id="F-2"), saved(FORMS[1]))
    later = ar.apply(of, DiscardDraft(id="F-1"), as_of=DAY, book=BOOK)
    assert [draft.id for draft in later.drafts] == ["F-2"]


@given(cases(), orders(), days())
def test_facts_of_a_case_fit_together(of: Case, form: Order, as_of: date) -> None:
    """No case yields facts that `consistent` rules out."""
    saving = SAVE.facts_of(of, SaveDraft(form=form), as_of, BOOK)
    discarding = DISCARD.facts_of(of, DiscardDraft(id="F-1"), as_of, BOOK)
    assert (SAVE.consistent(saving), DISCARD.consistent(discarding)) == (True, True)


def test_codes_are_public_and_stay() -> None:
    """The codes and clauses that portals have stored; a code is never renamed or reused."""
    requirements: list[Any] = [*SAVE.requirements, *DISCARD.requirements]
    assert [(one.code, one.clause) for one in requirements] == [
        ("form-has-drafts", "REP-10"),
        ("draft-can-be-found", "SUB-10"),
        ("form-not-placed", "SUB-10"),
        ("drafts-are-told", "SUB-10"),
        ("draft-is-saved", "SUB-10"),
    ]
