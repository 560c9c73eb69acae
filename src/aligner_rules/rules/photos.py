"""The photos of a case: only the primary one can be edited, there are no final records (CAS-5)."""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.portal import EditPhoto
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, edition_facts, fact
from aligner_rules.rules.policy import Policy, Way, requirement
from aligner_rules.rules.words import equals, one_of


@frozen
class PhotoFacts(EditionFacts):
    """What editing a photo looks at."""

    photo: str = fact("which photo it is: primary, other or final-record")


@requirement(
    "CAS-5", Way.CASE_GALLERY, actual=lambda f, _t: f.photo, required=lambda _f, _t: "primary"
)
def primary_photo_alone(f: PhotoFacts, _t: PlanTerms) -> bool:
    """It is the primary photo; no other is edited, and final records are not taken."""
    return equals(f.photo, "primary")


def consistent(f: PhotoFacts) -> bool:
    """Whether facts fit together as those of every photo do."""
    return one_of(f.photo, "primary", "other", "final-record")


def photo_facts(case: Case, request: EditPhoto, as_of: date, _terms: PlanTerms) -> PhotoFacts:
    """The facts of a photo that is to be edited."""
    return PhotoFacts(**edition_facts(case, as_of), photo=request.photo.value)


def placed(case: Case, request: EditPhoto, _as_of: date, _terms: PlanTerms) -> Case:
    """The case with that picture as its primary photo."""
    return evolve(case, primary_photo=request.file)


POLICY = Policy(
    name="edit-photo",
    kind=EditPhoto,
    facts=PhotoFacts,
    gather=photo_facts,
    consistent=consistent,
    placed=placed,
    requirements=(primary_photo_alone,),
    charges=(),
    consequences=(),
)
"""The policy of photos."""
