"""The model shows its nouns in one place."""

from __future__ import annotations

import pytest

from aligner_rules import model


def test_names_are_sorted() -> None:
    """Constants, then classes, then functions, each in order of the alphabet."""
    names = model.__all__
    assert names == sorted(names, key=lambda name: (not name.isupper(), name[0].islower(), name))


def test_every_name_exists() -> None:
    """What is listed is there."""
    assert [name for name in model.__all__ if not hasattr(model, name)] == []


def test_what_comes_later_is_listed() -> None:
    """Names that are imported when they are asked for are listed, and no other name is there."""
    assert set(model._LATER) <= set(model.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Alginer'"):
        _ = model.Alginer
