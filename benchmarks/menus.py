"""The whole menu of a case, beside the same checks written by hand without explanations."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from measuring import DisagreementError, in_turns, over_all, ratio

import aligner_rules as ar
from aligner_rules.model.case import Case
from aligner_rules.model.order import Channel, Order, ReplacementOrder
from aligner_rules.readings.decision import Outcome

Result = tuple[str, float]
Answer = tuple[Outcome, tuple[str, ...]]

_AS_OF: Final = date(2025, 12, 1)
_APPROVED_ON: Final = date(2024, 10, 15)
_PHASES: Final = 4
_ORDERS: Final = 10
_CASES: Final = 40
_MONTHS: Final = {"ONE": 12, "UNLIMITED": 60}
_LABEL: Final = ar.ShippingLabel("L-1", _APPROVED_ON, "1 Main Street", used_on=None)
_NO_SETUP: Final = (Outcome.REFUSED, ("setup-is-waiting",))
_FREELY: Final[Answer] = (Outcome.ALLOWED, ())


def by_hand(case: Case, as_of: date) -> dict[str, Answer]:  # noqa: C901, PLR0912 - one `if` for each check
    """The menu by bare `if`s: everything is known, and the edition of 2024-10 governs the case."""
    latest, unshipped = None, False
    for order in case.orders:
        if order.placed_on > as_of:  # type: ignore[operator]
            break
        if isinstance(order, ReplacementOrder):
            if order.channel is Channel.ONLINE:
                latest = order.placed_on
            shipment = order.shipment
            if shipment is None or shipment.shipped_on > as_of:
                unshipped = True
    plan: Any = case.plan
    codes = []
    for phase in case.phases:
        made_on = phase.in_production_on
        if made_on is not None and made_on <= as_of and phase.steps:
            break
    else:
        codes.append("steps-were-made")
    if latest is not None and plan.name == "UNLIMITED" and (as_of - latest).days < 45:  # noqa: PLR2004
        codes.append("waited-long-enough")
    replacements = (Outcome.REFUSED if codes else Outcome.ALLOWED, tuple(codes))
    codes = []
    if plan.approved_on > as_of:
        codes.append("setup-is-approved")
    if unshipped:
        codes.append("replacements-have-shipped")
    revision = (Outcome.REFUSED if codes else Outcome.ALLOWED, tuple(codes))
    label = _FREELY
    if not case.shipping_labels:
        label = (Outcome.REFUSED, ("label-exists", "label-not-used"))
    elif all(one.used_on is not None and one.used_on <= as_of for one in case.shipping_labels):
        label = (Outcome.REFUSED, ("label-not-used",))
    return {
        "order-replacements": replacements,
        "revise": revision,
        "upgrade": _upgrade(case, plan, as_of),
        "approve-setup": _approval(case, as_of),
        "add-planning-services": _planning_services(case, plan, as_of),
        "order-retainers": _FREELY,
        "order-final-retainer": _FREELY,
        "edit-primary-photo": _FREELY,
        "rename-patient": _FREELY,
        "label-case": _FREELY,
        "create-shipping-label": _FREELY,
        "print-shipping-label": label,
    }


def _upgrade(case: Case, plan: ar.Plan, as_of: date) -> Answer:
    codes = []
    if plan.approved_on > as_of:
        codes.append("setup-is-approved")
    if case.closed_on is not None and case.closed_on <= as_of:
        codes.append("case-is-active")
    if plan.name == "UNLIMITED":
        codes.append("target-is-offered")
    shipment = case.phases[0].shipment
    if shipment is not None and shipment.shipped_on <= as_of:
        first = shipment.shipped_on
        years, month = divmod(first.month - 1 + _MONTHS[plan.name], 12)
        year = first.year + years
        last = min(first.day, monthrange(year, month + 1)[1])
        if as_of > date(year, month + 1, last):
            codes.append("plan-has-not-expired")
    return (Outcome.REFUSED if codes else Outcome.ALLOWED), tuple(codes)


def _approval(case: Case, as_of: date) -> Answer:
    latest = {one.of_order: one for one in case.setups if one.ready_on <= as_of}
    for setup in latest.values():
        if setup.approved_on is None or setup.approved_on > as_of:
            raise DisagreementError("no case of this bench has a setup that waits")
    return _NO_SETUP


def _planning_services(case: Case, plan: ar.Plan, as_of: date) -> Answer:
    codes = []
    if plan.approved_on > as_of and not any(
        isinstance(one, ar.AlignerOrder) and one.placed_on <= as_of  # type: ignore[operator]
        for one in case.orders
    ):
        codes.append("case-was-submitted")
    added_on = case.planning_services_on
    if added_on is not None and added_on <= as_of:
        codes.append("services-are-new")
    return (Outcome.REFUSED if codes else Outcome.ALLOWED), tuple(codes)


def against_hand(book: ar.Rulebook, rounds: int) -> Iterator[Result]:
    """The time of a menu over that of the checks by hand, for cases of four phases and ten orders.

    Every action comes with its outcome and the codes of what stands in the way; ours can explain
    them too. What it takes to make a whole decision of each is told for information.
    """
    book = book.evolve({"upgrade.regions": "everywhere"})  # so that everything is known
    book = book.evolve({"expiry.months": _MONTHS["UNLIMITED"]}, plans=["UNLIMITED"])
    random = Random(45)  # noqa: S311 - the cases are to be the same every time
    cases = [_case(random) for _ in range(_CASES)]
    for case in cases:
        for days in range(-500, 60, 7):
            _agree(case, _AS_OF + timedelta(days), book)

    def ours(case: Case) -> dict[str, Answer]:
        menu = ar.actions(case, as_of=_AS_OF, book=book)
        return {one.code: (one.outcome, one.codes) for one in menu}

    def decisions(case: Case) -> list[ar.Decision]:
        return [one.decision for one in ar.actions(case, as_of=_AS_OF, book=book)]

    work = {
        "ours": over_all(ours, cases),
        "decisions": over_all(decisions, cases),
        "hand": over_all(lambda case: by_hand(case, _AS_OF), cases),
    }
    seconds = in_turns(work, rounds)
    yield "actions.over_hand", ratio(seconds, "ours", "hand")
    yield "actions.decisions_over_hand", ratio(seconds, "decisions", "hand")
    yield "actions.us", min(seconds["ours"]) / len(cases) * 1e6


def _agree(case: Case, as_of: date, book: ar.Rulebook) -> None:
    told = ar.actions(case, as_of=as_of, book=book)
    ours = {one.code: (one.outcome, one.codes) for one in told}
    if ours != by_hand(case, as_of):
        raise DisagreementError(f"{ours}, expected {by_hand(case, as_of)}, for {case} on {as_of}")


def _case(random: Random) -> Case:
    """A case of four phases and ten orders of all kinds, of which everything is known."""
    phases = []
    for number in range(1, _PHASES + 1):
        made_on = _APPROVED_ON + timedelta(60 * number)
        first = 10 * (number - 1) + 1
        steps = ar.StepSelection.parse(*[f"{first}-{first + 9}"] * 2)
        shipment = _shipment(random, made_on)
        phases.append(
            ar.Phase(number, steps, engagers=steps, in_production_on=made_on, shipment=shipment)
        )
    days = sorted(random.sample(range(90, 400), _ORDERS))
    return Case(
        "C-1",
        "America/New_York",
        region="US",
        plan=ar.Plan(random.choice(("ONE", "UNLIMITED")), _APPROVED_ON),
        phases=tuple(phases),
        active_phase=_PHASES,
        orders=tuple(_order(random, _APPROVED_ON + timedelta(day)) for day in days),
        drafts=(),
        upgrades=(),
        closed_on=None,
        setups=(),
        planning_services_on=random.choice((None, _APPROVED_ON)),
        patient_names=(),
        shipping_labels=random.choice(((), *[(_LABEL,)] * 9)),
    )


def _order(random: Random, placed_on: date) -> Order:
    kind = random.choice(("replacement", "replacement", "revision", "retainer"))
    told = {"placed_on": placed_on, "in_production_on": placed_on}
    shipment = _shipment(random, placed_on)
    if kind == "revision":
        return ar.RevisionOrder(**told, shipment=shipment)
    if kind == "retainer":
        return ar.RetainerOrder(arches=[ar.Arch.UPPER], sets=1, **told, shipment=shipment)
    channel = random.choice((Channel.ONLINE, Channel.ONLINE, Channel.CUSTOMER_CARE))
    steps = ar.StepSelection.parse("1-3")
    return ReplacementOrder(steps=steps, channel=channel, **told, shipment=shipment)


def _shipment(random: Random, made_on: date) -> ar.Shipment | None:
    shipped_on = made_on + timedelta(random.choice((2, 5, 30)))
    return random.choice((None, *[ar.Shipment(shipped_on, tracking_number=None)] * 9))
