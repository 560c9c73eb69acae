"""Words for statements about what is known; the rules themselves have no use for them.

Like the words of the rules they take plain values and formulas alike. Their answer is never
unknown.
"""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules.formula import Formula
from aligner_rules.rules.words import equals, not_


def is_unknown(value: Any) -> bool:
    """Whether the value is unknown.

    >>> is_unknown(UNKNOWN), is_unknown(False)
    (True, False)
    """
    if isinstance(value, Formula):
        lifted: Any = Formula.apply("is_unknown", value)
        answer: bool = lifted
        return answer
    return value is UNKNOWN


def holds(condition: bool) -> bool:
    """Whether the condition is known to hold.

    >>> holds(True), holds(False), holds(UNKNOWN)
    (True, False, False)
    """
    return condition & not_(is_unknown(condition))


def all_known(*values: Any) -> bool:
    """Whether none of the values is unknown.

    >>> all_known(8, False), all_known(8, UNKNOWN)
    (True, False)
    """
    return reduce(and_, [not_(is_unknown(value)) for value in values])


def alike(left: Any, right: Any) -> bool:
    """Whether both are the same, or both unknown.

    >>> alike(8, 8), alike(8, UNKNOWN), alike(UNKNOWN, UNKNOWN)
    (True, False, True)
    """
    return holds(equals(left, right)) | (is_unknown(left) & is_unknown(right))


def no_more(left: Any, right: Any) -> bool:
    """Whether the left is not larger than the right, or both are unknown.

    >>> no_more(7, 8), no_more(8, 7), no_more(8, UNKNOWN), no_more(UNKNOWN, UNKNOWN)
    (True, False, False, True)
    """
    return holds(left <= right) | (is_unknown(left) & is_unknown(right))
