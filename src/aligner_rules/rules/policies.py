"""Every policy, by the kind of request that it decides."""

from __future__ import annotations

from typing import Any, Final

from aligner_rules.model.order import Order
from aligner_rules.rules import replacement, retainer, revision
from aligner_rules.rules.policy import Policy

POLICIES: Final[tuple[Policy[Any], ...]] = (
    replacement.POLICY,
    revision.POLICY,
    retainer.POLICY,
)

_BY_KIND: Final = {policy.kind: policy for policy in POLICIES}


def policy_for(kind: type[Order]) -> Policy[Any]:
    """Return the policy that decides requests of that kind; TypeError where there is none."""
    policy = _BY_KIND.get(kind)
    if policy is None:
        decided = ", ".join(sorted(k.__name__ for k in _BY_KIND))
        given = getattr(kind, "__name__", repr(kind))
        raise TypeError(f"no policy decides {given}: expected a request of one of {decided}")
    return policy
