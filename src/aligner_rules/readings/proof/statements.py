"""What is claimed of the policies: what a careful reader of the rules would want to be sure of."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

from attrs import fields_dict

from aligner_rules.model.order import ReplacementOrder
from aligner_rules.model.request import Request
from aligner_rules.readings.proof.knowledge import alike, holds, is_unknown, no_more
from aligner_rules.readings.proof.statement import Always, Change, Situation, Sometimes, Statement
from aligner_rules.rules.expiry import expired
from aligner_rules.rules.facts import PlanFacts
from aligner_rules.rules.policy import Policy, Requirement
from aligner_rules.rules.words import equals, not_, within

LATER = Change(varies=("as_of",))
"""The same facts on another day."""

STEP_COUNTS = (
    *("upper_steps", "lower_steps", "unmade_steps", "engager_steps"),
    *("other_engager_steps", "lone_templates", "misplaced_templates"),
)

SHORTER = Change(varies=STEP_COUNTS)
"""The same facts with other counts of steps and templates."""


def no_day_earlier(s: Situation) -> bool:
    """Whether the other situation is on the same day or later."""
    later: bool = s.counterpart.facts.as_of >= s.facts.as_of
    return later


def shorter_list(s: Situation) -> bool:
    """Whether none of the other's counts is larger, and one step at least is left.

    A count that is unknown stays so.
    """
    f, g = s.facts, s.counterpart.facts
    fewer = [no_more(getattr(g, name), getattr(f, name)) for name in STEP_COUNTS]
    some_left: bool = g.upper_steps + g.lower_steps >= 1
    return reduce(and_, fewer, some_left)


OF_EVERY_POLICY: tuple[Statement, ...] = (
    Always(
        "opening-day-is-allowed",
        "The day on which a request opens is not before the day asked about, and it is allowed.",
        given=lambda s: not_(is_unknown(s.opens_on)),
        then=lambda s: (s.opens_on >= s.facts.as_of) & s.on(s.opens_on).allowed,
    ),
    Always(
        "opening-day-is-the-first",
        "No day before the one on which a request opens is allowed.",
        change=LATER,
        given=lambda s: no_day_earlier(s) & (s.counterpart.facts.as_of < s.opens_on),
        then=lambda s: not_(holds(s.counterpart.allowed)),
    ),
    Always(
        "no-opening-day-is-missed",
        "Where no opening day is known, waiting alone never makes a request allowed.",
        change=LATER,
        given=lambda s: is_unknown(s.opens_on) & no_day_earlier(s),
        then=lambda s: not_(holds(s.counterpart.allowed)),
    ),
    Always(
        "waiting-never-closes",
        "What is allowed today is allowed on every later day if nothing else changes.",
        change=LATER,
        given=lambda s: no_day_earlier(s) & s.allowed,
        then=lambda s: s.counterpart.allowed,
    ),
    Always(
        "never-a-negative-amount",
        "No request costs less than nothing while no price is below nothing.",
        given=lambda s: reduce(and_, [price >= 0 for price in s.prices]),
        then=lambda s: is_unknown(s.total) | (s.total >= 0),
    ),
    Sometimes(
        "every-plan-can-be-allowed",
        "Of every plan some request is allowed.",
        arises=lambda s: s.allowed,
        for_every_plan=True,
    ),
)

OF_REPLACEMENTS: tuple[Statement, ...] = (
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
        given=lambda s: shorter_list(s) & reduce(and_, [price >= 0 for price in s.prices]),
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

_OF_KIND: dict[type[Request], tuple[Statement, ...]] = {ReplacementOrder: OF_REPLACEMENTS}


def statements_of(policy: Policy[Any]) -> tuple[Statement, ...]:
    """Every statement about the policy, those of its kind first."""
    return (
        *_OF_KIND.get(policy.kind, ()),
        *OF_EVERY_POLICY,
        *unknown_never_helps(policy),
        *(can_stand_alone(one) for one in policy.requirements),
    )


def unknown_never_helps(policy: Policy[Any]) -> tuple[Statement, ...]:
    """The statements that no fact makes a request allowed by being unknown."""
    governing = tuple(name for name in fields_dict(PlanFacts) if name != "as_of")
    others = tuple(name for name in fields_dict(policy.facts) if name not in governing)
    changes = {
        "facts": Change(forgettable=others),
        **{name: Change(forgotten=(name,), forgettable=others) for name in governing},
    }
    return tuple(
        Always(
            f"unknown-{what.replace('_', '-')}-never-{'help' if what == 'facts' else 'helps'}",
            "What is not allowed never becomes so because facts are unknown"
            + ("." if what == "facts" else f", {what.replace('_', ' ')} among them."),
            change=change,
            given=lambda s: not_(holds(s.allowed)),
            then=lambda s: not_(holds(s.counterpart.allowed)),
        )
        for what, change in changes.items()
    )


def can_stand_alone(one: Requirement[Any]) -> Statement:
    """The statement that a requirement is not dead: it alone can stand in the way."""

    def alone(s: Situation) -> Any:
        codes = [each.code for each in s.policy.requirements if each.code != one.code]
        return reduce(and_, [s.met(code) for code in codes], not_(s.met(one.code)))

    return Sometimes(
        f"{one.code}-can-stand-alone",
        f"Requirement {one.code} ({one.clause}) is unmet while all others hold, for some plan.",
        arises=alone,
    )
