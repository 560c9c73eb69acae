"""What a practice asks of a case beside ordering."""

from __future__ import annotations

import pytest

from aligner_rules.model.faults import Invalid
from aligner_rules.model.portal import EditPhoto, RenamePatient


def test_a_photo_is_one_of_its_kind() -> None:
    """What is edited is told by one of the kinds of photos."""
    with pytest.raises(Invalid, match=r"\$\.photo: given 'primary'; expected one of"):
        EditPhoto(photo="primary", file="front.jpg")  # type: ignore[arg-type]


def test_a_name_is_not_blank() -> None:
    """A patient is renamed to something."""
    with pytest.raises(Invalid, match=r"\$\.name"):
        RenamePatient(name=" ")
