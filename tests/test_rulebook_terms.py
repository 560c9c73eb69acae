"""The terms of a plan that nobody knows."""

from __future__ import annotations

from attrs import astuple, fields_dict

from aligner_rules.model.form import MOST_DAYS, Material, Tray
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import NO_TERMS, SubmissionTerms


def test_no_terms_are_known_of_no_plan() -> None:
    """Every term of NO_TERMS, and every part of it, is UNKNOWN."""

    def leaves(part: object) -> list[object]:
        if isinstance(part, tuple):
            return [leaf for each in part for leaf in leaves(each)]
        return [part]

    assert [leaf for leaf in leaves(astuple(NO_TERMS)) if leaf is not UNKNOWN] == []


def test_what_impressions_may_be_of_is_what_a_form_can_say() -> None:
    """The names of materials and trays in a rulebook are those of the model, and days are days."""
    choices = {
        name: field.metadata.get("choices") for name, field in fields_dict(SubmissionTerms).items()
    }
    assert choices["materials"] == tuple(one.value for one in Material)
    assert choices["trays"] == tuple(one.value for one in Tray)
    assert choices["wear_schedules"] == tuple(str(days) for days in range(1, MOST_DAYS + 1))
