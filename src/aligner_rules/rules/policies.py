"""Every policy, by the kind of request that it decides."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, Final

from aligner_rules.model.request import Request
from aligner_rules.rules.policy import Policy

_MODULES: Final = {
    "replacement": "replacement",
    "revision": "revision",
    "retainer": "retainer",
    "upgrade": "upgrade",
    "sign-in": "sign_in",
    "new-password": "new_password",
    "patient-portal": "patient_portal",
}
"""The module that has the policy of each kind of request, imported when it is first asked for."""


def policy_for(kind: type[Request]) -> Policy[Any]:
    """Return the policy that decides requests of that kind; TypeError where there is none."""
    module = _MODULES.get(getattr(kind, "kind", ""))
    policy = None if module is None else _policy_in(module)
    if policy is None or policy.kind is not kind:
        decided = ", ".join(sorted(each.kind.__name__ for each in policies()))
        given = getattr(kind, "__name__", repr(kind))
        raise TypeError(f"no policy decides {given}: expected a request of one of {decided}")
    return policy


@cache
def policies() -> tuple[Policy[Any], ...]:
    """Return every policy, in the order of their kinds."""
    return tuple(map(_policy_in, _MODULES.values()))


@cache
def _policy_in(module: str) -> Policy[Any]:
    policy: Policy[Any] = import_module(f"aligner_rules.rules.{module}").POLICY
    return policy
