"""The terms of a plan that nobody knows."""

from __future__ import annotations

from attrs import astuple

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import NO_TERMS


def test_no_terms_are_known_of_no_plan() -> None:
    """Every term of NO_TERMS, and every part of it, is UNKNOWN."""

    def leaves(part: object) -> list[object]:
        if isinstance(part, tuple):
            return [leaf for each in part for leaf in leaves(each)]
        return [part]

    assert [leaf for leaf in leaves(astuple(NO_TERMS)) if leaf is not UNKNOWN] == []
