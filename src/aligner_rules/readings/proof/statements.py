"""What is claimed of every policy: what a careful reader of the rules would want to be sure of."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any, Final

from attrs import fields_dict

from aligner_rules.readings.proof.cases import CASES
from aligner_rules.readings.proof.knowledge import holds, is_unknown
from aligner_rules.readings.proof.statement import (
    LATER,
    Always,
    Change,
    Situation,
    Sometimes,
    Statement,
    no_day_earlier,
    prices_are_natural,
)
from aligner_rules.rules.policy import Policy, Requirement
from aligner_rules.rules.words import not_

OF_EVERY_POLICY: Final[tuple[Statement, ...]] = (
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
        "Where no opening day is known, the same facts are allowed on no later day.",
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
        given=prices_are_natural,
        then=lambda s: is_unknown(s.total) | (s.total >= 0),
    ),
    Sometimes(
        "every-plan-can-be-allowed",
        "Of every plan some request is allowed.",
        arises=lambda s: s.allowed,
        for_every_plan=True,
    ),
)


def statements_of(policy: Policy[Any]) -> tuple[Statement, ...]:
    """Every statement about the policy, those of its kind first."""
    cases = CASES.get(policy.kind)
    beyond = frozenset() if cases is None else cases.beyond
    return (
        *(() if cases is None else cases.statements),
        *OF_EVERY_POLICY,
        *unknown_never_helps(policy),
        *(can_stand_alone(one) for one in policy.requirements if one.code not in beyond),
    )


def unknown_never_helps(policy: Policy[Any]) -> tuple[Statement, ...]:
    """The statements that no fact makes a request allowed by being unknown."""
    governing = tuple(name for name in policy.facts.governing if name != "as_of")
    others = tuple(name for name in fields_dict(policy.facts) if name not in governing)
    changes = {"facts": Change(forgettable=others)}
    changes |= {name: Change(forgotten=(name,), forgettable=others) for name in governing}
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
        f"Requirement {one.code} ({one.clause}) is unmet while all others hold, for some plan"
        " whose terms ask for it.",
        arises=alone,
        unless=lambda s: s.met(one.code),
    )
