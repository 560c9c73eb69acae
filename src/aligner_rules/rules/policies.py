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
    "records-received": "records.RECORDS_RECEIVED",
    "issue-found": "records.ISSUE_FOUND",
    "setup-ready": "records.SETUP_READY",
    "production-started": "production",
    "shipped": "shipping.SHIPPED",
    "tracked": "shipping.TRACKED",
    "delivered": "shipping.DELIVERED",
    "closed": "closing",
    "upgrade": "upgrade",
    "sign-in": "sign_in",
    "edit-photo": "photos",
    "rename-patient": "patient_names",
    "label-case": "case_labels",
    "create-shipping-label": "shipping_labels.CREATE",
    "print-shipping-label": "shipping_labels.PRINT",
    "use-shipping-label": "shipping_labels.USE",
    "readdress-shipping-label": "shipping_labels.READDRESS",
    "ordering": "ordering",
    "aligner": "submission",
    "planning-services": "planning_services",
    "save-draft": "drafts.SAVE",
    "discard-draft": "drafts.DISCARD",
    "approval": "approval",
    "new-password": "new_password",
    "patient-portal": "patient_portal",
}
"""The module that has the policy of each kind of request, imported when it is first asked for.

It is `POLICY` there, or what stands after the point where a module has several.
"""


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
def _policy_in(place: str) -> Policy[Any]:
    module, _, name = place.partition(".")
    found = import_module(f"aligner_rules.rules.{module}")
    policy: Policy[Any] = getattr(found, name or "POLICY")
    return policy
