"""The actions of a case, as a portal's menu has them (CAS-1): asked before a form is filled in.

Whether an action can be taken is asked of the policy that decides its requests, about a form that
is filled in as well as can be: no form fares better. What such a form says is constant. Written
into the statements of the policy, it leaves what concerns the case alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import field, frozen

from aligner_rules.model.event import Approval
from aligner_rules.model.order import ReplacementOrder, RetainerOrder, RevisionOrder
from aligner_rules.model.portal import (
    CreateShippingLabel,
    EditPhoto,
    LabelCase,
    PrintShippingLabel,
    RenamePatient,
)
from aligner_rules.model.request import PlanningServices, Request, Upgrade
from aligner_rules.model.setup import Setup
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules.standing import Standing, waiting_setups

_HANDED_IN: Final = {"is_submitted": True, "models": "scans"}
_REPLACEMENT: Final = {
    "cause": "lost",
    "upper_steps": 1,
    "lower_steps": 0,
    "distinct_steps": 1,
    "engager_steps": UNKNOWN,  # these two hang on which step is chosen, and decide nothing
    "other_engager_steps": UNKNOWN,
    "lone_templates": 0,
    "misplaced_templates": 0,
    "has_payment_method": True,
    "acknowledged": True,
    "accepts_terms": True,
}
_REVISION: Final = {
    **_HANDED_IN,
    "adds_planning_services": False,
    "has_upgrade": False,
    "worn_as_told": True,
    "setup_approved_on": UNKNOWN,
    **dict.fromkeys(
        ("target", "target_revisions", "target_unlimited", "target_lapsed", "target_awaits"),
        UNKNOWN,
    ),
}
_RETAINER: Final = {
    **_HANDED_IN,
    "is_new_patient": False,
    "has_patient_name": False,
    "has_practice": False,
    "arches": 1,
    "sets": 1,
    "has_model_step": False,
    "is_final": False,
    "has_payment_method": True,
    "accepts_terms": True,
}
_CHOICE: Final = {
    "for_submission": True,
    "plan_is_offered": True,
    "plan_is_kept": True,
    "planned_steps": 0,
    "phases_run_on": True,
}
_APPROVAL: Final = {**_CHOICE, "has_payment_method": True}


def _read_only(given: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(given))


@frozen(eq=False)
class Entry:
    """One action of a menu: its code, the kind of request that it leads to, and the best form.

    `form` has the facts that such a form decides; all others are those of a `Standing`. Where what
    governs hangs on what is chosen, `choices` are the forms to choose among, None one that is not
    known; while there are none, `form` stands for any. `chosen` are the facts of `form` that hang
    on that choice. `listed` are facts for which any name does that the terms list.
    """

    code: str
    kind: type[Request]
    form: Mapping[str, Any] = field(converter=_read_only)
    choices: Callable[[Standing], tuple[Request | None, ...]] | None = None
    chosen: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


def _approvals(standing: Standing) -> tuple[Request | None, ...]:
    """Every plan that a waiting setup of the case could be approved on; None: some other, perhaps.

    They are none where no setup waits.
    """
    waiting = waiting_setups(standing.case, standing.as_of)
    return tuple(
        request for setup in waiting for request in ([None] if setup is UNKNOWN else _plans(setup))
    )


def _plans(setup: Setup) -> list[Request | None]:
    return [
        Approval(plan=option.plan, payment_method="any", of_order=setup.of_order)
        for option in setup.options
    ]


ENTRIES: Final = (
    Entry("order-replacements", ReplacementOrder, _REPLACEMENT),
    Entry("revise", RevisionOrder, _REVISION),
    Entry("upgrade", Upgrade, {}, listed=("target",)),
    Entry("approve-setup", Approval, _APPROVAL, _approvals, chosen=tuple(_CHOICE)),
    Entry("add-planning-services", PlanningServices, {}),
    Entry("order-retainers", RetainerOrder, _RETAINER),
    Entry("order-final-retainer", RetainerOrder, {**_RETAINER, "is_final": True}),
    Entry("edit-primary-photo", EditPhoto, {"photo": "primary"}),
    Entry("rename-patient", RenamePatient, {}),
    Entry("label-case", LabelCase, {"strange_labels": 0}),
    Entry("create-shipping-label", CreateShippingLabel, {"id_is_new": True}),
    Entry("print-shipping-label", PrintShippingLabel, {"address_kept": UNKNOWN}),
)
"""Every action, in the order in which a menu shows them."""
