"""The replacement policy as whoever needs it just once, and fast, would write it."""

from __future__ import annotations

from datetime import date
from typing import Final

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import Outcome
from aligner_rules.rules.replacement import ReplacementFacts

Answer = tuple[Outcome, tuple[str, ...]]

_PLANS: Final = frozenset(("FLEX", "MINI", "ONE", "TWO", "THREE", "UNLIMITED"))
_FIRST_DAY: Final = date(2024, 10, 1)


def if_known(f: ReplacementFacts) -> Answer:  # noqa: C901 - one `if` for each requirement
    """The decision by bare `if`s: everything is known, and the edition governs the case."""
    codes = []
    if f.cause not in ("lost", "damaged"):
        codes.append("lost-or-damaged-by-patient")
    upper, lower = f.upper_steps, f.lower_steps
    if upper + lower < 1:
        codes.append("some-step-chosen")
    if upper > 8:  # noqa: PLR2004
        codes.append("upper-steps-within-cap")
    if lower > 8:  # noqa: PLR2004
        codes.append("lower-steps-within-cap")
    if f.unmade_steps > 0:
        codes.append("steps-were-made")
    if f.lone_templates > 0:
        codes.append("templates-with-their-step")
    if f.misplaced_templates > 0:
        codes.append("templates-of-active-phase")
    if f.has_ordered and f.plan == "UNLIMITED" and (f.as_of - f.last_ordered_on).days < 45:  # noqa: PLR2004
        codes.append("waited-long-enough")
    if not f.has_payment_method:
        codes.append("payment-method-chosen")
    if not f.acknowledged:
        codes.append("no-complaint-acknowledged")
    if not f.accepts_terms:
        codes.append("terms-accepted")
    return (Outcome.REFUSED if codes else Outcome.ALLOWED), tuple(codes)


def with_unknowns(f: ReplacementFacts) -> Answer:  # noqa: C901, PLR0912, PLR0915
    """The same decision for facts that may be unknown, and for any plan and day of approval.

    Whatever is not known to hold is told. What is known not to hold refuses.
    """
    codes = []
    refused = False
    plan, approved_on = f.plan, f.approved_on
    governed = plan in _PLANS and approved_on is not UNKNOWN and approved_on >= _FIRST_DAY
    if f.cause not in ("lost", "damaged"):
        codes.append("lost-or-damaged-by-patient")
        refused = f.cause is not UNKNOWN
    upper, lower = f.upper_steps, f.lower_steps
    if upper is UNKNOWN or lower is UNKNOWN:
        codes.append("some-step-chosen")
    elif upper + lower < 1:
        codes.append("some-step-chosen")
        refused = True
    if not governed or upper is UNKNOWN:
        codes.append("upper-steps-within-cap")
    elif upper > 8:  # noqa: PLR2004
        codes.append("upper-steps-within-cap")
        refused = True
    if not governed or lower is UNKNOWN:
        codes.append("lower-steps-within-cap")
    elif lower > 8:  # noqa: PLR2004
        codes.append("lower-steps-within-cap")
        refused = True
    if f.unmade_steps is UNKNOWN:
        codes.append("steps-were-made")
    elif f.unmade_steps > 0:
        codes.append("steps-were-made")
        refused = True
    if f.lone_templates is UNKNOWN:
        codes.append("templates-with-their-step")
    elif f.lone_templates > 0:
        codes.append("templates-with-their-step")
        refused = True
    if f.misplaced_templates is UNKNOWN:
        codes.append("templates-of-active-phase")
    elif f.misplaced_templates > 0:
        codes.append("templates-of-active-phase")
        refused = True
    if f.has_ordered is not False:
        if not governed:
            codes.append("waited-long-enough")
        elif plan == "UNLIMITED":
            if f.as_of is UNKNOWN or f.last_ordered_on is UNKNOWN:
                codes.append("waited-long-enough")
            elif (f.as_of - f.last_ordered_on).days < 45:  # noqa: PLR2004
                codes.append("waited-long-enough")
                refused = refused or f.has_ordered is True
    if f.has_payment_method is not True:
        codes.append("payment-method-chosen")
        refused = refused or f.has_payment_method is False
    if f.acknowledged is not True:
        codes.append("no-complaint-acknowledged")
        refused = refused or f.acknowledged is False
    if f.accepts_terms is not True:
        codes.append("terms-accepted")
        refused = refused or f.accepts_terms is False
    if not governed:  # whether another order or the country stands in the way
        codes += ("revisions-have-shipped", "retainers-have-shipped", "replacements-offered-here")
    if refused:
        return Outcome.REFUSED, tuple(codes)
    return (Outcome.UNDETERMINED if codes else Outcome.ALLOWED), tuple(codes)
