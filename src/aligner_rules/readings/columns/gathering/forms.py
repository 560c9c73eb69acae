"""What the form of an order tells: by itself, and against the phases of its case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from aligner_rules.readings.columns.gathering.columns import CASE
from aligner_rules.readings.columns.gathering.counting import Counted, is_known, provided
from aligner_rules.readings.columns.gathering.rows import Formulas
from aligner_rules.rules.formula import Formula
from aligner_rules.rules.words import not_

SUBMITTED: Final = Formula.literal(True)
"""Whether a form is handed in: what has been placed has, and drafts are in no table."""


@frozen
class Form:
    """The facts that orders of one kind tell beyond those of their case, each by its name.

    `told` are those that the form tells alone, `beside_phases` those that it tells against the
    phases of the case. For them `lists` name what two lists have in common, and `holding` whether
    a list holds a text. What is counted under terms is so under those of the `plan`.
    """

    told: Formulas
    beside_phases: Mapping[str, Counted] = field(factory=dict)
    lists: Mapping[str, tuple[str, str]] = field(factory=dict)
    holding: Mapping[str, tuple[str, str]] = field(factory=dict)
    plan: Formula = CASE.plan

    @property
    def looked_at(self) -> set[str]:
        """The lists that are looked at for what they hold."""
        held = {name for name, _ in self.holding.values()}
        return held.union(*self.lists.values())


def is_given(value: Any, there: Any) -> Any:
    """Whether something is given in a form, told by its column and the one for whether it is."""
    return provided(is_known(value), True, provided(not_(there), False))


def choice(value: Any, there: Any) -> Any:
    """What is chosen in a form: none is a choice, too."""
    return provided(is_known(value), value, provided(not_(there), "none"))
