"""Photos, clause by clause."""

from __future__ import annotations

from datetime import date

import pytest

import aligner_rules as ar
from aligner_rules.model.portal import EditPhoto, Photo
from aligner_rules.rules.photos import POLICY

BOOK = ar.load_rulebooks()
DAY = date(2025, 3, 3)
CASE = ar.Case("C-1", "UTC", primary_photo="front.jpg")


@pytest.mark.parametrize(
    ("photo", "codes"),
    [
        (Photo.PRIMARY, ()),
        (Photo.OTHER, ("primary-photo-alone",)),
        (Photo.FINAL_RECORD, ("primary-photo-alone",)),
    ],
)
def test_only_the_primary_photo_is_edited(photo: Photo, codes: tuple[str, ...]) -> None:
    """CAS-5: no other photo can be edited, and there are no final records."""
    told = ar.decide(CASE, EditPhoto(photo=photo, file="smile.jpg"), as_of=DAY, book=BOOK)
    assert told.codes == codes
    assert [way.message() for one in told.reasons for way in one.ways_out] == [
        "Submit photos from before and after to the Case Gallery."
    ] * len(codes)


def test_an_edited_photo_takes_the_place_of_the_one_before() -> None:
    """CAS-5: the case has the new picture as its primary one."""
    request = EditPhoto(photo=Photo.PRIMARY, file="smile.jpg")
    assert ar.apply(CASE, request, as_of=DAY, book=BOOK).primary_photo == "smile.jpg"


def test_facts_of_a_case_fit_together() -> None:
    """What is gathered is never ruled out."""
    facts = POLICY.facts_of(CASE, EditPhoto(photo=Photo.OTHER, file="smile.jpg"), DAY, BOOK)
    assert POLICY.consistent(facts) is True


def test_codes_are_public_and_stay() -> None:
    """The code that portals have stored is never renamed or reused."""
    assert [one.code for one in POLICY.requirements] == ["primary-photo-alone"]
