"""The model shows its nouns in one place."""

from __future__ import annotations

from aligner_rules import model


def test_names_are_sorted() -> None:
    """Constants, then classes, then functions, each in order of the alphabet."""
    names = model.__all__
    assert names == sorted(names, key=lambda name: (not name.isupper(), name[0].islower(), name))


def test_every_name_exists() -> None:
    """What is listed is there."""
    assert [name for name in model.__all__ if not hasattr(model, name)] == []
