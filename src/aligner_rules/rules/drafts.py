"""Forms that are saved to be gone on with, and thrown away (SUB-10)."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.event import DiscardDraft, SaveDraft
from aligner_rules.model.order import FormStatus
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, edition_facts, fact
from aligner_rules.rules.policy import Policy, Way, requirement
from aligner_rules.rules.words import not_, one_of


@frozen
class SavingFacts(EditionFacts):
    """What saving a form looks at."""

    form: str = fact("kind of the form: aligner, revision, retainer or replacement")
    has_id: bool = fact("whether the form has an id, by which it is found again")
    was_placed: bool = fact("whether the form has been submitted already")
    drafts_are_known: bool = fact("whether the case tells which forms are saved")


@frozen
class DiscardingFacts(EditionFacts):
    """What discarding a draft looks at."""

    is_saved: bool = fact("whether a draft with that id is saved")


@requirement(
    "REP-10",
    Way.COMPLETE_FORM,
    actual=lambda f, _t: f.form,
    required=lambda _f, _t: "aligner, revision, retainer",
)
def form_has_drafts(f: SavingFacts, _t: PlanTerms) -> bool:
    """The form is one that can be saved: a replacement order is submitted or cancelled."""
    return one_of(f.form, "aligner", "revision", "retainer")


@requirement("SUB-10", Way.COMPLETE_FORM, actual=lambda f, _t: f.has_id)
def draft_can_be_found(f: SavingFacts, _t: PlanTerms) -> bool:
    """The form has an id, by which it is found again."""
    return f.has_id


@requirement("SUB-10", actual=lambda f, _t: f.was_placed, required=lambda _f, _t: False)
def form_not_placed(f: SavingFacts, _t: PlanTerms) -> bool:
    """The form has not been submitted: what was submitted is no draft any more."""
    return not_(f.was_placed)


@requirement("SUB-10", actual=lambda f, _t: f.drafts_are_known)
def drafts_are_told(f: SavingFacts, _t: PlanTerms) -> bool:
    """The case tells which forms are saved, so that one more can be."""
    return f.drafts_are_known


@requirement("SUB-10", actual=lambda f, _t: f.is_saved)
def draft_is_saved(f: DiscardingFacts, _t: PlanTerms) -> bool:
    """There is a draft with that id."""
    return f.is_saved


def saving_fits(f: SavingFacts) -> bool:
    """Whether facts fit together as those of every form do."""
    return one_of(f.form, "aligner", "revision", "retainer", "replacement")


def discarding_fits(_f: DiscardingFacts) -> bool:
    """Whether facts fit together: these always do."""
    return True


def saving_facts(case: Case, request: SaveDraft, as_of: date, _terms: PlanTerms) -> SavingFacts:
    """The facts of a form that is to be saved."""
    form: Any = request.form
    drafts: Any = case.drafts
    return SavingFacts(
        **edition_facts(case, as_of),
        form=form.kind,
        has_id=UNKNOWN if form.id is UNKNOWN else True,
        was_placed=form.placed_on is not None,
        drafts_are_known=UNKNOWN if drafts is UNKNOWN else True,
    )


def discarding_facts(
    case: Case, request: DiscardDraft, as_of: date, _terms: PlanTerms
) -> DiscardingFacts:
    """The facts of a draft that is to be thrown away; one without an id may be the one."""
    drafts: Any = case.drafts
    is_saved: bool = UNKNOWN
    if drafts is not UNKNOWN:
        ids = [draft.id for draft in drafts]
        is_saved = UNKNOWN if UNKNOWN in ids and request.id not in ids else request.id in ids
    return DiscardingFacts(**edition_facts(case, as_of), is_saved=is_saved)


def saved(case: Case, request: SaveDraft, _as_of: date, _terms: PlanTerms) -> Case:
    """The case with the form among its drafts, in the place of the one that it goes on with."""
    form: Any = request.form
    return case.with_draft(evolve(form, status=FormStatus.DRAFT))


def discarded(case: Case, request: DiscardDraft, _as_of: date, _terms: PlanTerms) -> Case:
    """The case without the draft."""
    left = tuple(draft for draft in case.drafts if draft.id != request.id)
    return evolve(case, drafts=left)


SAVE = Policy(
    name="save-draft",
    kind=SaveDraft,
    facts=SavingFacts,
    gather=saving_facts,
    consistent=saving_fits,
    placed=saved,
    requirements=(form_has_drafts, draft_can_be_found, form_not_placed, drafts_are_told),
    charges=(),
    consequences=(),
)
"""The policy of saving a form."""

DISCARD = Policy(
    name="discard-draft",
    kind=DiscardDraft,
    facts=DiscardingFacts,
    gather=discarding_facts,
    consistent=discarding_fits,
    placed=discarded,
    requirements=(draft_is_saved,),
    charges=(),
    consequences=(),
)
"""The policy of discarding a draft."""
