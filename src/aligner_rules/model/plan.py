"""The plan of a case."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from aligner_rules.model.checks import Checked
from aligner_rules.model.unknown import UNKNOWN


@frozen
class Plan(Checked):
    """The plan that a case's setup was approved on, by its name in the rulebook (SUB-8).

    `approved_on` is the day of that approval: it decides which edition of the terms governs.

    >>> from datetime import date
    >>> Plan("UNLIMITED", approved_on=date(2024, 2, 29)).name
    'UNLIMITED'
    """

    name: str
    approved_on: date = UNKNOWN
