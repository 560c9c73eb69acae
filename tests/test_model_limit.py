"""A bound is a number, unlimited, or unknown."""

from __future__ import annotations

from aligner_rules.model.limit import UNKNOWN_LIMIT, UNLIMITED, Limit


def test_a_number() -> None:
    """A bound that is a number shows as it."""
    assert str(Limit(8)) == "8"


def test_unlimited() -> None:
    """No bound shows as unlimited and has no number."""
    assert str(UNLIMITED) == "unlimited"


def test_unknown_shows_as_unknown() -> None:
    """A bound that no source tells is shown as unknown, not as unlimited."""
    assert str(UNKNOWN_LIMIT) == "UNKNOWN"


def test_equal_by_value() -> None:
    """Two bounds of one number are equal, with equal hashes."""
    assert {Limit(8)} == {Limit(8), Limit(8, unlimited=False)}
