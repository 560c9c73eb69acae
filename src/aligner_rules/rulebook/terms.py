"""The terms of one plan: what a rulebook must say, and the only place that lists it.

Each class is a table of the rulebook, each attribute a key in it: ``t.replacement.interval_days``
in a rule is ``replacement.interval_days`` in the file. A term may be UNKNOWN. What a file may state
follows from the type and its metadata: `least` and `most` bound a number, `choices` are the texts
to choose from, `plans` marks a list of plans more comprehensive than the plan itself; a list of
names without either may name anything.

The groups named in `WIDE` are not stated plan by plan but once for the whole edition: a sign-in or
a submission concerns no approved plan.
"""

from __future__ import annotations

from typing import Final

from attrs import field, fields, frozen

from aligner_rules.model.limit import UNKNOWN_LIMIT, Limit
from aligner_rules.model.unknown import UNKNOWN


@frozen
class Allowance:
    """What a plan includes of something: a number, unlimited, or a number in so many months.

    `per_months` is 0 where the number holds for the whole plan.
    """

    number: int = field(metadata={"most": 999})
    unlimited: bool = False
    per_months: int = field(default=0, metadata={"least": 1, "most": 1200})


UNKNOWN_ALLOWANCE: Final = Allowance(number=UNKNOWN, unlimited=UNKNOWN, per_months=UNKNOWN)


@frozen
class Regions:
    """Where something is to be had: everywhere, or in the countries that are listed."""

    everywhere: bool
    countries: tuple[str, ...] = ()


UNKNOWN_REGIONS: Final = Regions(everywhere=UNKNOWN, countries=UNKNOWN)


@frozen
class ExpiryTerms:
    """When the included revisions and retainers lapse (EXP)."""

    months: Limit = field(metadata={"most": 1200})
    """Calendar months from the anchor (EXP-2); unlimited: the plan never expires."""
    expiry_day_inside: bool
    """Whether the expiry day itself still counts as inside (EXP-7)."""
    month_overflow: str = field(metadata={"choices": ("clip", "roll", "raise")})
    """What becomes of a day that the month lacks (EXP-8): the last day of that month, the first of
    the next, or no day at all, so that the expiry date is unknown."""
    deadline: str = field(metadata={"choices": ("submission", "submission-and-approval")})
    """Which act must fall inside the window (EXP-11)."""
    anchor: str = field(
        metadata={
            "choices": (
                "first-shipment",
                "purchase",
                "approval",
                "last-step-end",
                "planned-end",
                "previous-series-end",
                "none",
            )
        }
    )
    """The day that the months are counted from (EXP-2); none: the plan never expires."""
    bold_months: int = field(metadata={"most": 1200})
    """With less than so many months left the expiry date is shown bold (EXP-3)."""
    red_months: int = field(metadata={"most": 1200})
    """With less than so many months left the expiry date is shown red (EXP-3)."""


@frozen
class AllowanceTerms:
    """How allowances are counted (ALW)."""

    periods: str = field(metadata={"choices": ("rolling", "from-first-shipment")})
    """What the months of an allowance are: any such months, or one such period after the other
    from the first shipment, where what came before it counts in the first (ALW-3)."""


@frozen
class ReplacementTerms:
    """What replacement aligners cost and how often they may be ordered online (REP)."""

    interval_days: int = field(metadata={"most": 3650})
    """Days from one online order to the first day of the next (REP-4); 0: no interval."""
    steps_per_arch: Limit = field(metadata={"most": 999})
    """Steps of one arch in one order (REP-5)."""
    free: bool
    """Whether replacement aligners are free of charge while the plan runs (REP-3)."""
    free_after_expiry: bool
    """Whether they stay free once the plan has expired (REP-12)."""
    rush: bool
    """Whether the order enters production at once, marked rush (REP-9)."""
    free_aligners: Allowance
    """Replacement aligners that are free of charge, of the case or of each arch (SHAPE-2)."""
    free_pools: str = field(metadata={"choices": ("case", "arch")})
    """What has such an allowance of its own, the case or each arch (SHAPE-2)."""
    charge_unit: str = field(metadata={"choices": ("aligner", "step", "arch", "order")})
    """What is charged by: a step of both arches is one, an order one flat fee (SHAPE-6)."""
    first_free: bool
    """Whether the first online order of a case is free of charge while the plan runs (SHAPE-6)."""
    blocked_by: tuple[str, ...] = field(metadata={"choices": ("revision", "retainer")})
    """Kinds of orders that rule a replacement out until they have shipped (SHAPE-10)."""
    regions: Regions
    """Countries of practices that may order replacements (SHAPE-11)."""


@frozen
class TreatmentTerms:
    """How long a treatment the plan covers."""

    steps: Limit = field(metadata={"most": 999})
    """Planned steps that the plan covers."""


@frozen
class RevisionTerms:
    """Revisions that the plan includes (ALW, REV)."""

    included: Allowance
    """Included revisions (ALW-3)."""
    blocked_by: tuple[str, ...] = field(metadata={"choices": ("replacement", "retainer")})
    """Kinds of orders that rule a revision out until they have shipped (REV-2, SHAPE-10)."""
    regions: Regions
    """Countries of practices that may order revisions (SHAPE-11)."""
    days_after_last_step: Limit = field(metadata={"most": 3650})
    """Days after the end of the last step within which a revision is asked for (SHAPE-12)."""
    last_day_inside: bool
    """Whether the last of these days still counts as inside (SHAPE-12)."""
    must_attest_wear: bool
    """Whether it has to be attested that the aligners were worn as told (SHAPE-12)."""


@frozen
class RetainerTerms:
    """Retainers that the plan includes (ALW, RET)."""

    included_sets: Allowance
    """Included retainer sets (ALW-3)."""
    final_after_last_phase: bool
    """Whether a final retainer has to wait until the last scheduled phase has shipped (RET-3)."""
    charge_unit: str = field(metadata={"choices": ("set", "arch", "order")})
    """What is charged by: a set, each arch of a set, or an order as one flat fee (SHAPE-6)."""
    blocked_by: tuple[str, ...] = field(metadata={"choices": ("replacement", "revision")})
    """Kinds of orders that rule retainers out until they have shipped (SHAPE-10)."""
    regions: Regions
    """Countries of practices that may order retainers (SHAPE-11)."""


@frozen
class UpgradeTerms:
    """To which plans a case may be upgraded (UPG)."""

    targets: tuple[str, ...] = field(metadata={"plans": True})
    """Names of the plans that may be chosen; none: no upgrade (UPG-1). A file may also say
    "any-higher" or "next", by the order of its plans."""
    blocked_by_revision: bool
    """Whether a submitted revision rules the upgrade out (UPG-4)."""
    blocked_by_expiry: bool
    """Whether the upgrade is ruled out once the plan has expired (EXP-5)."""
    regions: Regions
    """Countries of practices that may upgrade (UPG-3)."""


@frozen
class DeliveryTerms:
    """What a portal shows of deliveries (DEL)."""

    window_business_days: int = field(metadata={"most": 60})
    """Business days either way of the target ship date within which it arrives (DEL-1)."""
    tracker_days: int = field(metadata={"most": 3650})
    """Days after delivery on which the tracker still shows (DEL-6)."""
    mixed_trackers: str = field(metadata={"choices": ("phase", "case")})
    """What has a tracker of its own in mixed dentition, each phase or the case (DEL-5)."""


@frozen
class AccessTerms:
    """How accounts are signed in to, by users and by patients (ACC-1, ACC-2, ACC-4)."""

    failures_to_lock: int = field(metadata={"least": 1, "most": 99})
    """Failed sign-ins in a row that lock the account (ACC-1)."""
    lockout_minutes: int = field(metadata={"most": 10_080})
    """Minutes after the last of them until the account is open again (ACC-1)."""
    locks_eshop_users: bool
    """Whether users of the eShop are locked out as others are (ACC-1)."""
    password_least: int = field(metadata={"least": 1, "most": 999})
    """Characters that a password has at least (ACC-2)."""
    password_most: int = field(metadata={"least": 1, "most": 999})
    """Characters that a password has at most (ACC-2)."""
    password_case_sensitive: bool
    """Whether capitals and small letters differ in a password (ACC-2)."""
    reset_link_works_once: bool
    """Whether a link to reset the password is spent once the password has been reset (ACC-2)."""
    email_as_user_name: bool
    """Whether the primary e-mail address may be given for the user name (ACC-2)."""
    patient_portal_by_default: bool
    """Whether patients have a portal where the organisation has not said so (ACC-4)."""


@frozen
class PreferencesTerms:
    """When treatment preferences fall due for review (ACC-5)."""

    review_from_months: int = field(metadata={"most": 1200})
    """Months after the last review from which the next is due."""
    review_until_months: int = field(metadata={"most": 1200})
    """Months after the last review after which the next is overdue."""
    review_on_release: bool
    """Whether a new release of the portal makes it due."""
    review_if_never: bool
    """Whether preferences that were never reviewed are due for it."""


_HANDLERS: Final = ("doctor-portal", "eshop", "customer-care", "distributor")


@frozen
class Route:
    """Who handles a matter, for users of the eShop and for others; any one of several does."""

    eshop: tuple[str, ...] = field(metadata={"choices": _HANDLERS})
    others: tuple[str, ...] = field(metadata={"choices": _HANDLERS})


UNKNOWN_ROUTE: Final = Route(eshop=UNKNOWN, others=UNKNOWN)


@frozen
class RoutingTerms:
    """Who handles what (ACC-3)."""

    invoices: Route
    """Copies of invoices."""
    cards: Route
    """Cards and other means of payment."""
    email: Route
    """The e-mail address of a user."""
    addresses: Route
    """Addresses for shipping and billing, and that of the practice."""
    quality_complaints: Route
    """Complaints about the quality of what was made."""
    technical_issues: Route
    """Technical trouble with the portal."""


_MATERIALS: Final = (
    *("pvs", "vps", "silicone", "polyether"),
    *("alginate", "stone-model", "other"),
)


@frozen
class SubmissionTerms:
    """What a new case is submitted with (SUB), before there is a plan."""

    both_arches: bool
    """Whether records of both arches are needed where only one is treated (SUB-2)."""
    materials: tuple[str, ...] = field(metadata={"choices": _MATERIALS})
    """What impressions may be made of (SUB-3)."""
    trays: tuple[str, ...] = field(metadata={"choices": ("disposable", "metal", "mesh", "other")})
    """Trays that impressions may be taken with (SUB-3)."""
    mixed_dentition: Regions
    """Countries in which mixed dentition may be treated (SUB-4)."""
    wear_schedules: tuple[str, ...] = field(metadata={"choices": tuple(map(str, range(1, 366)))})
    """Days for which a step may be worn, each written in digits (SUB-5)."""


@frozen
class PlanTerms:
    """All terms of one plan, and those of the whole edition with them."""

    treatment: TreatmentTerms
    expiry: ExpiryTerms
    allowance: AllowanceTerms
    revision: RevisionTerms
    retainer: RetainerTerms
    replacement: ReplacementTerms
    upgrade: UpgradeTerms
    delivery: DeliveryTerms
    access: AccessTerms
    submission: SubmissionTerms
    preferences: PreferencesTerms
    routing: RoutingTerms


GROUPS: Final = {
    "treatment": TreatmentTerms,
    "expiry": ExpiryTerms,
    "allowance": AllowanceTerms,
    "revision": RevisionTerms,
    "retainer": RetainerTerms,
    "replacement": ReplacementTerms,
    "upgrade": UpgradeTerms,
    "delivery": DeliveryTerms,
    "access": AccessTerms,
    "submission": SubmissionTerms,
    "preferences": PreferencesTerms,
    "routing": RoutingTerms,
}

WIDE: Final = frozenset({"access", "preferences", "routing", "submission"})
"""Groups of terms that hold for a whole edition: a rulebook states them without plans."""

NO_PLAN: Final = "(no plan)"
"""What stands for the plan where a question concerns none; no rulebook may name a plan so."""

_UNKNOWN_OF: Final = {
    "Limit": UNKNOWN_LIMIT,
    "Allowance": UNKNOWN_ALLOWANCE,
    "Regions": UNKNOWN_REGIONS,
    "Route": UNKNOWN_ROUTE,
}

NO_TERMS: Final = PlanTerms(
    **{
        name: group(**{a.name: _UNKNOWN_OF.get(str(a.type), UNKNOWN) for a in fields(group)})
        for name, group in GROUPS.items()
    }
)
"""The terms of a plan that no rulebook knows: every one of them UNKNOWN."""
