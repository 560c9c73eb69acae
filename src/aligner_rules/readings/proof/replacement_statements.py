"""What is claimed of the replacement policy."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Final

from aligner_rules.readings.proof.knowledge import alike, is_unknown, no_more
from aligner_rules.readings.proof.statement import (
    LATER,
    Always,
    Change,
    Situation,
    Statement,
    no_day_earlier,
    prices_are_natural,
)
from aligner_rules.rules.expiry import expired
from aligner_rules.rules.words import equals, not_, within

STEP_COUNTS: Final = (
    *("upper_steps", "lower_steps", "unmade_steps", "engager_steps"),
    *("other_engager_steps", "lone_templates", "misplaced_templates"),
)

SHORTER: Final = Change(varies=STEP_COUNTS)
"""The same facts with other counts of steps and templates."""


def shorter_list(s: Situation) -> bool:
    """Whether none of the other's counts is larger, and one step at least is left.

    A count that is unknown stays so.
    """
    f, g = s.facts, s.counterpart.facts
    fewer = [no_more(getattr(g, name), getattr(f, name)) for name in STEP_COUNTS]
    some_left: bool = g.upper_steps + g.lower_steps >= 1
    return reduce(and_, fewer, some_left)


OF_REPLACEMENTS: Final[tuple[Statement, ...]] = (
    Always(
        "free-means-never-charged",
        "A plan with free replacements is never charged before it expires, at any price (REP-3).",
        given=lambda s: s.terms.replacement.free & not_(expired(s.facts, s.terms)),
        then=lambda s: equals(s.total, 0),
    ),
    Always(
        "every-aligner-at-flex-price",
        "A plan without free replacements pays every aligner, and nothing else (REP-3, REP-7).",
        given=lambda s: not_(s.terms.replacement.free) & not_(is_unknown(s.prices[0])),
        then=lambda s: alike(s.total, (s.facts.upper_steps + s.facts.lower_steps) * s.prices[0]),
    ),
    Always(
        "quality-is-never-allowed",
        "What is ordered for a complaint about quality is refused (REP-1).",
        given=lambda s: equals(s.facts.cause, "quality"),
        then=lambda s: not_(s.allowed),
    ),
    Always(
        "cap-is-never-exceeded",
        "More steps of an arch than the plan's cap are refused (REP-5).",
        given=lambda s: not_(
            within(s.facts.upper_steps, s.terms.replacement.steps_per_arch)
            & within(s.facts.lower_steps, s.terms.replacement.steps_per_arch)
        ),
        then=lambda s: not_(s.allowed),
    ),
    Always(
        "incomplete-form-is-refused",
        "Without payment method, acknowledgement and terms an order is refused (REP-10).",
        given=lambda s: not_(
            s.facts.has_payment_method & s.facts.acknowledged & s.facts.accepts_terms
        ),
        then=lambda s: not_(s.allowed),
    ),
    Always(
        "shorter-list-stays-allowed",
        "What is allowed stays so if no count of steps or templates grows and a step is left.",
        change=SHORTER,
        given=lambda s: shorter_list(s) & s.allowed,
        then=lambda s: s.counterpart.allowed,
    ),
    Always(
        "shorter-list-costs-no-more",
        "A shorter list of steps never costs more at the same prices.",
        change=SHORTER,
        given=lambda s: shorter_list(s) & prices_are_natural(s),
        then=lambda s: is_unknown(s.total) | (s.counterpart.total <= s.total),
    ),
    Always(
        "waiting-keeps-the-interval",
        "An interval between orders that has passed has passed on every later day (REP-4).",
        change=LATER,
        given=lambda s: no_day_earlier(s) & s.met("waited-long-enough"),
        then=lambda s: s.counterpart.met("waited-long-enough"),
    ),
    Always(
        "expiry-forbids-nothing",
        "Whether and when a case was first shipped never decides whether an order is allowed.",
        change=Change(varies=("has_shipped", "first_shipped_on")),
        then=lambda s: alike(s.allowed, s.counterpart.allowed),
    ),
)
