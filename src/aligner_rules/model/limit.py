"""A bound that a plan sets: a number, or no bound at all."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from aligner_rules.model.unknown import UNKNOWN


@frozen
class Limit:
    """At most `number` of something; where `unlimited` is true there is no bound and no number.

    Either part may be UNKNOWN: ``Limit(UNKNOWN, UNKNOWN)`` is a bound that no source tells.

    >>> str(Limit(8)), str(UNLIMITED)
    ('8', 'unlimited')
    """

    number: int
    unlimited: bool = False

    def __str__(self) -> str:
        return "unlimited" if self.unlimited is True else str(self.number)


UNLIMITED: Final = Limit(number=UNKNOWN, unlimited=True)
UNKNOWN_LIMIT: Final = Limit(number=UNKNOWN, unlimited=UNKNOWN)
