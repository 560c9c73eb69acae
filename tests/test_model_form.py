"""What the form of a new case is made of: teeth, spaces, impressions, who orders."""

from __future__ import annotations

from typing import Any

import pytest

from aligner_rules.model.faults import Invalid
from aligner_rules.model.form import Impression, Instructions, Material, Provider, Tray
from aligner_rules.model.unknown import UNKNOWN


def instructions(**given_: Any) -> Instructions:
    """Instructions, their teeth and spaces given in lists."""
    return Instructions(**given_)


@pytest.mark.parametrize("tooth", [11, 18, 21, 48, 51, 55, 85])
def test_a_tooth_has_two_digits(tooth: int) -> None:
    """SUB-6: a quadrant of the second or the first teeth, and a place in it."""
    assert instructions(unmoved=[tooth]).unmoved == {tooth}


@pytest.mark.parametrize("tooth", [0, 10, 19, 49, 50, 56, 86, 91, 111, True, "11"])
def test_no_such_tooth(tooth: Any) -> None:
    """No quadrant has a ninth place, nor the first teeth a sixth; a number is no text."""
    with pytest.raises(Invalid, match=r"\$\.extracted\[0\]: given"):
        instructions(extracted=[tooth])


@pytest.mark.parametrize("space", ["13-12", "11-21", "14-16", "31-41", "55-54", "53-11"])
def test_a_space_is_between_two_teeth(space: str) -> None:
    """SUB-6: neighbours, or what are such once another is extracted, and across the middle."""
    assert instructions(spaces=[space]).spaces == {space}


@pytest.mark.parametrize("space", ["13", "13-13", "13-43", "55-75", "13-19", "13-", "13 12"])
def test_no_such_space(space: str) -> None:
    """No space is beside one tooth alone, nor between the two arches."""
    with pytest.raises(Invalid, match=r"\$\.spaces\[0\]: given"):
        instructions(spaces=[space])


def test_an_extracted_tooth_is_gone() -> None:
    """SUB-6: it is neither to be left where it is, nor beside a space."""
    with pytest.raises(Invalid) as caught:
        instructions(unmoved=[16, 14], extracted=[14, 24], spaces=["13-14", "24-25"])
    assert [(fault.where, fault.given) for fault in caught.value.faults] == [
        ("$.unmoved", "[14]"),
        ("$.spaces", "[14, 24]"),
    ]
    assert instructions(extracted=[14], spaces=["13-15"], without_engagers=[14]).unmoved is UNKNOWN


def test_what_is_left_out_is_unknown() -> None:
    """Neither impressions nor instructions nor who orders say more than they are told."""
    told = Instructions(), Impression(), Provider()
    values = told[0].notes, told[1].material, told[1].tray, told[2].registered, told[2].practices
    assert values == (UNKNOWN,) * 5


def test_an_impression_of_anything_may_be_told() -> None:
    """SUB-3: what is not taken can still be said, so that it can be refused."""
    stone = Impression(material=Material.STONE, tray=Tray.METAL)
    assert (stone.material, stone.tray) == ("stone-model", "metal")
