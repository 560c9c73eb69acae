"""cedarpy: one permit and a forbid for every requirement; the diagnostics name those that apply.

Cedar has neither null nor a third answer: an unknown fact is left out of the context, and a second
forbid for each requirement applies where it is unknown. Policies and entities are parsed once, and
the context goes in as JSON text, which spares the engine's Python layer a step.
"""

from __future__ import annotations

import json
from functools import partial

import cedarpy

from aligner_rules.rules.replacement import ReplacementFacts
from engines import Answer, Engine, plain, told_by_unmet, told_by_verdicts
from engines.requirements import CODES, REQUIREMENTS, Expression, Requirement, opposite
from engines.syntax import Syntax

NAME = "cedarpy"

_SYNTAX = Syntax(
    both="&&",
    either="||",
    negation="!",
    null="!(context has {})",
    known="context has {}",
    no="context has {0} && !(context.{0})",
    true="context.{}",
    among=lambda fact, texts: f"context has {fact} && {json.dumps(texts)}.contains(context.{fact})",
    fact=lambda fact: f"context.{fact}",
)


def _request(facts: ReplacementFacts, *, unknowns: bool) -> dict[str, str]:
    told = plain(facts, unknowns=unknowns)
    known = {name: value for name, value in told.items() if value is not None}
    return {
        "principal": 'Practice::"p"',
        "action": 'Action::"order"',
        "resource": 'Kind::"replacement"',
        "context": json.dumps(known),
    }


def prepare(*, unknowns: bool) -> Engine:
    """The engine with its policies parsed."""
    write = _SYNTAX.text
    if unknowns:
        conditions = [write(_unmet(r)) for r in REQUIREMENTS]
        conditions += [write(r.unknown) for r in REQUIREMENTS]
    else:
        conditions = [write(opposite(r.holds_if_known)) for r in REQUIREMENTS]
    forbids = [f"forbid (principal, action, resource) when {{ {c} }};" for c in conditions]
    policies = cedarpy.PolicySet.from_str(
        "\n".join(["permit (principal, action, resource);", *forbids])
    )
    entities = cedarpy.Entities.from_json_str("[]")

    def applying(request: dict[str, str]) -> set[int]:
        reasons = cedarpy.is_authorized(request, policies, entities).diagnostics.reasons
        return {int(reason.removeprefix("policy")) - 1 for reason in reasons}

    def known(request: dict[str, str]) -> Answer:
        found = applying(request)
        return told_by_unmet([number in found for number in range(len(CODES))])

    def unknown(request: dict[str, str]) -> Answer:
        found = applying(request)
        count = len(CODES)
        return told_by_verdicts(
            [
                False if number in found else None if number + count in found else True
                for number in range(count)
            ]
        )

    return Engine(NAME, partial(_request, unknowns=unknowns), unknown if unknowns else known)


def _unmet(each: Requirement) -> Expression:
    return ("and", ("not", each.unknown), opposite(each.holds))
