"""Valid objects of the model for property tests: what is unknown, month ends and leap days too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from aligner_rules.model import (
    LATEST,
    UNKNOWN,
    AlignerOrder,
    Approach,
    Arch,
    Case,
    Cause,
    Channel,
    Currency,
    Dentition,
    Feature,
    FormStatus,
    Gender,
    Impression,
    Instructions,
    Material,
    ModelSource,
    Money,
    Option,
    Order,
    Patient,
    Phase,
    Plan,
    Provider,
    ReplacementOrder,
    Request,
    RetainerOrder,
    RevisionOrder,
    Setup,
    Shipment,
    Steps,
    StepSelection,
    Tray,
    Upgrade,
)
from aligner_rules.model.patient_name import PatientName
from aligner_rules.model.shipping_label import ShippingLabel

T = TypeVar("T")


@frozen
class Wish(Request):
    """A kind of request that no policy decides."""

    kind = "wish"


PLAN_NAMES = (
    *("FLEX", "MINI", "ONE", "TWO", "THREE", "UNLIMITED", "UNLIMITED 3", "UNLIMITED 5"),
    "NO SUCH PLAN",
)
REGIONS = ("US", "FR", "CA")
ZONES = ("America/New_York", "America/Los_Angeles", "Europe/Paris", "Pacific/Auckland", "UTC")

TELLING_DAYS = (
    *(date(2017, 6, 1), date(2023, 2, 28), date(2024, 1, 31), date(2024, 2, 29)),
    *(date(2024, 6, 30), date(2024, 8, 31), date(2024, 12, 31), date(2025, 11, 30)),
    *(date(2025, 12, 1), date(2028, 2, 29)),
)
"""Month ends, leap days, and days on which an edition begins."""


def or_unknown(strategy: SearchStrategy[T]) -> SearchStrategy[T]:
    """What the strategy gives, or UNKNOWN one time in three."""
    return st.just(UNKNOWN) | strategy | strategy


def or_none(strategy: SearchStrategy[T]) -> SearchStrategy[T | None]:
    """What the strategy gives, or None or UNKNOWN every other time."""
    return st.just(UNKNOWN) | st.none() | strategy | strategy


def texts() -> SearchStrategy[str]:
    """Text that is not blank, of any script, as JSON can carry it."""
    alphabet = st.characters(exclude_categories=["Cs"])
    return st.text(alphabet, min_size=1, max_size=12).filter(str.strip)


def days() -> SearchStrategy[date]:
    """Days between 2015 and 2035, the telling ones often."""
    return st.sampled_from(TELLING_DAYS) | st.dates(date(2015, 1, 1), date(2035, 12, 31))


# Built once: a strategy that is built while another draws costs more than its draws.
_TRUTHS = or_unknown(st.booleans())
_TEXTS = texts()
_MAYBE_TEXTS = or_none(_TEXTS)
_DAYS = days()
_MAYBE_DAYS = or_none(_DAYS)
_WAITS = st.sampled_from([0, 1, 30, 44, 45, 46]) | st.integers(0, 900)
_MAYBE_WAITS = or_none(_WAITS)
_NOT_MADE = st.sampled_from([None, UNKNOWN])
_PICKS = st.frozensets(st.integers(0, 29), max_size=10)
_ARCHES = st.frozensets(st.sampled_from(Arch))
_CHANNELS = st.sampled_from(Channel)
_CAUSES = or_unknown(st.sampled_from(Cause))
_SOURCES = or_none(st.sampled_from(ModelSource))
_FEATURES = or_unknown(st.frozensets(st.sampled_from(Feature)))
_STATUSES = st.sampled_from([FormStatus.SUBMITTED, FormStatus.SUBMITTED, FormStatus.DRAFT])
_DENTITIONS = or_unknown(st.sampled_from(Dentition))
_LENGTHS = st.integers(0, 14)


def _later(since: date, wait: int) -> date:
    return min(since + timedelta(days=wait), LATEST)


def days_from(since: date) -> SearchStrategy[date]:
    """Days from `since` on: that very day, soon after it, or much later."""
    return _WAITS.map(lambda wait: _later(since, wait))


def _union(parts: Sequence[Steps]) -> Steps:
    return Steps.of(*(number for part in parts for number in part))


_SINGLE = st.integers(1, 999).map(Steps.of)
_RANGES = st.tuples(st.integers(1, 40), st.integers(0, 24)).map(
    lambda pair: Steps.of(*range(pair[0], sum(pair)))
)
_ANY_STEPS = st.lists(_SINGLE | _RANGES, max_size=4).map(_union)


def steps(within: Steps | None = None) -> SearchStrategy[Steps]:
    """Steps from 1 to 999, single ones and ranges, or some of those in `within`."""
    if within is None:
        return _ANY_STEPS
    return _PICKS.map(lambda picks: _picked(within, picks))


def _picked(within: Steps, picks: frozenset[int]) -> Steps:
    return Steps.of(*(number for index, number in enumerate(within) if index in picks))


_SELECTIONS = st.builds(StepSelection, _ANY_STEPS, _ANY_STEPS)
_PAIRS_OF_PICKS = st.tuples(_PICKS, _PICKS)


def step_selections(within: StepSelection | None = None) -> SearchStrategy[StepSelection]:
    """Steps on both arches, or some of those in `within`."""
    if within is None:
        return _SELECTIONS
    return _PAIRS_OF_PICKS.map(
        lambda picks: StepSelection(
            _picked(within.upper, picks[0]), _picked(within.lower, picks[1])
        )
    )


def currencies() -> SearchStrategy[Currency]:
    """Currencies without decimals, with two and with three."""
    return st.sampled_from([Currency("USD", 2), Currency("JPY", 0), Currency("BHD", 3)])


def moneys(currency: Currency | None = None) -> SearchStrategy[Money]:
    """Amounts up to a milliard minor units either way, in `currency` if one is named."""
    amounts = st.integers(-(10**9), 10**9)
    return st.builds(Money, amounts, st.just(currency) if currency else currencies())


@st.composite
def shipments(draw: DrawFn, since: date | None = None) -> Shipment:
    """Shipments, not before `since`."""
    shipped_on = draw(_DAYS) if since is None else _later(since, draw(_WAITS))
    transit = draw(_MAYBE_WAITS)
    return Shipment(
        shipped_on,
        tracking_number=draw(_MAYBE_TEXTS),
        carrier_expects_on=draw(_MAYBE_DAYS),
        delivered_on=_later(shipped_on, transit) if isinstance(transit, int) else transit,
    )


@st.composite
def makings(draw: DrawFn, since: date | None = None, *, shipped: bool = False) -> dict[str, Any]:
    """How far something has come, as `in_production_on` and `shipment`, not before `since`."""
    wait = draw(_WAITS if shipped else _MAYBE_WAITS)
    if wait is None:
        return {"in_production_on": None, "shipment": draw(_NOT_MADE)}
    if wait is UNKNOWN:
        return {"in_production_on": UNKNOWN, "shipment": draw(or_none(shipments(since)))}
    in_production_on = draw(_DAYS) if since is None else _later(since, wait)
    parcels = shipments(in_production_on)
    return {
        "in_production_on": in_production_on,
        "shipment": draw(parcels if shipped else or_none(parcels)),
    }


@st.composite
def phases(
    draw: DrawFn,
    number: int | None = None,
    selection: StepSelection | None = None,
    since: date | None = None,
    *,
    shipped: bool = False,
) -> Phase:
    """Phases with their steps, engagers at some of them, made not before `since`."""
    selected = draw(step_selections()) if selection is None else selection
    return Phase(
        draw(st.integers(1, 9)) if number is None else number,
        selected,
        engagers=draw(or_unknown(step_selections(selected))),
        **draw(makings(since, shipped=shipped)),
        target_ship_on=draw(_MAYBE_DAYS),
    )


@st.composite
def phase_sequences(
    draw: DrawFn, since: date | None = None, *, told: bool = False
) -> tuple[Phase, ...]:
    """Up to four phases of one case, whose steps run on from phase to phase on each arch.

    Where it is `told` there is one at least, and phase 1 has been shipped more often than not.
    """
    last = dict.fromkeys(Arch, 0)
    sequence = []
    for number in range(1, draw(st.integers(int(told), 4)) + 1):
        selected = {}
        for arch in Arch:
            first, last[arch] = last[arch] + 1, last[arch] + draw(_LENGTHS)
            selected[arch.value] = Steps.of(*range(first, last[arch] + 1))
        shipped = told and number == 1 and draw(st.booleans())
        sequence.append(draw(phases(number, StepSelection(**selected), since, shipped=shipped)))
    return tuple(sequence)


@st.composite
def _standing(draw: DrawFn, placed_on: date | None, since: date | None) -> dict[str, Any]:
    common = {
        "id": draw(or_unknown(_TEXTS)),
        "channel": draw(_CHANNELS),
        "target_ship_on": draw(_MAYBE_DAYS),
    }
    if placed_on is None:
        return {**common, "in_production_on": draw(_NOT_MADE), "shipment": draw(_NOT_MADE)}
    first = placed_on if since is None else max(placed_on, since)
    return {**common, "placed_on": placed_on, **draw(makings(first))}


@st.composite
def replacement_orders(
    draw: DrawFn,
    placed_on: date | None = None,
    since: date | None = None,
    within: StepSelection | None = None,
) -> ReplacementOrder:
    """Replacement orders: requests, or placed on a day and made not before `since`."""
    selected = draw(step_selections(within))
    templates = st.just(StepSelection()) | step_selections(selected) | step_selections()
    return ReplacementOrder(
        **draw(_standing(placed_on, since)),
        steps=selected,
        cause=draw(_CAUSES),
        payment_method=draw(_MAYBE_TEXTS),
        acknowledges_no_quality_complaint=draw(_TRUTHS),
        accepts_terms=draw(_TRUTHS),
        engager_templates=draw(templates),
    )


@st.composite
def revision_orders(
    draw: DrawFn, placed_on: date | None = None, since: date | None = None
) -> RevisionOrder:
    """Revision orders: requests, or placed on a day and made not before `since`."""
    return RevisionOrder(
        **draw(_standing(placed_on, since)),
        models=draw(_SOURCES),
        photos=draw(_TRUTHS),
        features=draw(_FEATURES),
        instructions=draw(_MAYBE_TEXTS),
        planning_services=draw(st.booleans()),
        setup_approved_on=draw(_MAYBE_DAYS if placed_on is None else or_none(days_from(placed_on))),
        upgrade_to=draw(st.none() | st.none() | st.sampled_from(PLAN_NAMES)),
        status=draw(_STATUSES if placed_on is None else st.just(FormStatus.SUBMITTED)),
    )


@st.composite
def retainer_orders(
    draw: DrawFn, placed_on: date | None = None, since: date | None = None
) -> RetainerOrder:
    """Retainer orders: requests, or placed on a day and made not before `since`."""
    return RetainerOrder(
        **draw(_standing(placed_on, since)),
        patient=draw(or_unknown(st.sampled_from(Patient))),
        patient_name=draw(_MAYBE_TEXTS),
        practice=draw(_MAYBE_TEXTS),
        arches=draw(_ARCHES),
        sets=draw(st.integers(1, 4)),
        models=draw(_SOURCES),
        model_step=draw(or_none(st.integers(1, 999))),
        final=draw(st.booleans()),
        instructions=draw(_MAYBE_TEXTS),
        payment_method=draw(_MAYBE_TEXTS),
        accepts_terms=draw(_TRUTHS),
        status=draw(_STATUSES if placed_on is None else st.just(FormStatus.SUBMITTED)),
    )


_TEETH = or_unknown(st.frozensets(st.sampled_from([11, 16, 26, 36, 48, 55, 85]), max_size=3))
_EXTRACTED = or_unknown(st.frozensets(st.sampled_from([14, 18, 24, 38, 41]), max_size=2))
_SPACES = or_unknown(st.frozensets(st.sampled_from(["13-12", "11-21", "35-37"]), max_size=2))


def providers() -> SearchStrategy[Provider]:
    """Who orders: registered or not, with the practices known or not."""
    practices = or_unknown(st.frozensets(st.sampled_from(["P-1", "P-2"])))
    return st.builds(Provider, registered=_TRUTHS, practices=practices)


def impressions() -> SearchStrategy[Impression]:
    """Impressions of every material in every tray."""
    materials, trays = st.sampled_from(Material), st.sampled_from(Tray)
    return st.builds(Impression, material=or_unknown(materials), tray=or_unknown(trays))


def instructions() -> SearchStrategy[Instructions]:
    """Instructions for a few teeth and spaces."""
    return st.builds(
        Instructions,
        unmoved=_TEETH,
        extracted=_EXTRACTED,
        without_engagers=_TEETH,
        spaces=_SPACES,
        notes=_MAYBE_TEXTS,
    )


_ALIGNER_FORMS: SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "provider": or_unknown(providers()),
        "practice": or_none(st.sampled_from(["P-1", "P-2"])),
        "patient_name": _MAYBE_TEXTS,
        "born_on": _MAYBE_DAYS,
        "gender": or_none(st.sampled_from(Gender)),
        "arches": _ARCHES,
        "chief_complaint": _MAYBE_TEXTS,
        "upper_models": _SOURCES,
        "lower_models": _SOURCES,
        "impression": or_none(impressions()),
        "bite_registration": _TRUTHS,
        "dentition": or_none(st.sampled_from(Dentition)),
        "approach": or_none(st.sampled_from(Approach)),
        "days_per_step": or_none(st.sampled_from([1, 6, 7, 8, 10, 14, 21, 365])),
        "step_limit": or_none(st.sampled_from([1, 24, 999])),
        "instructions": or_none(instructions()),
        "planning_services": _TRUTHS,
        "consent_signed": _TRUTHS,
        "accepts_terms": _TRUTHS,
        "accepts_privacy_policy": _TRUTHS,
    }
)


@st.composite
def aligner_orders(
    draw: DrawFn, placed_on: date | None = None, since: date | None = None
) -> AlignerOrder:
    """Aligner orders: requests, or placed on a day and made not before `since`."""
    return AlignerOrder(
        **draw(_standing(placed_on, since)),
        **draw(_ALIGNER_FORMS),
        status=draw(_STATUSES if placed_on is None else st.just(FormStatus.SUBMITTED)),
    )


def orders(placed_on: date | None = None, since: date | None = None) -> SearchStrategy[Order]:
    """Orders of every kind: requests, or placed on a day and made not before `since`."""
    again = replacement_orders(placed_on, since) | revision_orders(placed_on, since)
    return again | retainer_orders(placed_on, since) | aligner_orders(placed_on, since)


def drafts() -> SearchStrategy[Order]:
    """Forms saved to be gone on with."""
    saved = revision_orders() | retainer_orders() | aligner_orders()
    return saved.map(lambda form: evolve(form, status=FormStatus.DRAFT))


@st.composite
def options(draw: DrawFn, plan: str | None = None) -> Option:
    """Options of a setup, with phases that run on from 1."""
    name = draw(st.sampled_from(PLAN_NAMES)) if plan is None else plan
    return Option(name, draw(phase_sequences()))


@st.composite
def setups(draw: DrawFn, ready_on: date | None = None) -> Setup:
    """Setups with one option or more, each of another plan, often approved some time later."""
    ready_on = draw(_DAYS) if ready_on is None else ready_on
    offered = draw(st.lists(st.sampled_from(PLAN_NAMES), min_size=1, max_size=2, unique=True))
    return Setup(
        ready_on,
        tuple(draw(options(plan)) for plan in offered),
        of_order=draw(st.none() | _TEXTS),
        approved_on=draw(or_none(days_from(ready_on))),
    )


@st.composite
def setup_sequences(draw: DrawFn) -> tuple[Setup, ...]:
    """Up to two setups in order of the days on which they were ready."""
    return tuple(draw(setups(day)) for day in sorted(draw(st.lists(_DAYS, max_size=2))))


@st.composite
def upgrades_to(draw: DrawFn, plan: str) -> tuple[Upgrade, ...]:
    """Up to two upgrades that came, one after the other, to that plan."""
    placed = sorted(draw(st.lists(_DAYS, max_size=2)), reverse=True)
    found: list[Upgrade] = []
    for day in placed:
        former = draw(st.sampled_from(PLAN_NAMES))
        found.append(
            Upgrade(
                target=plan,
                former=former,
                placed_on=day,
                payment_method=draw(_MAYBE_TEXTS),
                accepts_terms=draw(_TRUTHS),
            )
        )
        plan = former
    return tuple(reversed(found))


_FEW_WAITS = st.lists(_WAITS, max_size=6)


@st.composite
def placed_orders(draw: DrawFn, since: date | None = None) -> tuple[Order, ...]:
    """Up to six orders in order of their days, two of them on one day now and then."""
    first = draw(_DAYS) if since is None else since
    placed = sorted(_later(first, wait) for wait in draw(_FEW_WAITS))
    return tuple(draw(orders(day, since)) for day in placed)


def plans() -> SearchStrategy[Plan]:
    """Plans by every name of an edition, and by one that none has."""
    return st.builds(Plan, st.sampled_from(PLAN_NAMES), or_unknown(days()))


_PLANS = plans()
_MAYBE_PLANS = or_none(_PLANS)
_MAYBE_REGIONS = or_unknown(st.sampled_from(REGIONS))


# Few: what they hold is seldom looked at, and drawing it costs.
_SOME_DRAFTS = st.sampled_from([UNKNOWN, ()]) | st.tuples(drafts())
_SOME_SETUPS = st.sampled_from([UNKNOWN, ()]) | setup_sequences()


_SOME_LABELS = st.sampled_from([UNKNOWN, frozenset(), frozenset({"red"})])
_SOME_PHOTOS = st.sampled_from([UNKNOWN, None, "front.jpg"])
_SOME_NAMES = st.sampled_from(
    [UNKNOWN, (), (PatientName("Ada"), PatientName("Ada Byron", date(2024, 2, 29)))]
)
_LABEL = ShippingLabel("L-1", date(2024, 2, 29), "1 Main Street", used_on=None)
_SOME_SHIPPING_LABELS = st.sampled_from(
    [
        *(UNKNOWN, (), (_LABEL,), (evolve(_LABEL, used_on=UNKNOWN),)),
        (evolve(_LABEL, used_on=date(2024, 6, 30)), evolve(_LABEL, id="L-2")),
        (evolve(_LABEL, used_on=date(2024, 6, 30)),),
    ]
)


@st.composite
def cases(draw: DrawFn, *, told: bool | None = None) -> Case:
    """Cases from barely known to running: phases, engagers, active phase, placed orders.

    A case that is `told` has a plan, phases, an active one of them, and known orders.
    """
    told = draw(st.booleans()) if told is None else told
    plan = draw(_PLANS if told else _MAYBE_PLANS)
    approved_on = plan.approved_on if isinstance(plan, Plan) else UNKNOWN
    since = approved_on if isinstance(approved_on, date) else None
    if told:
        sequence = draw(phase_sequences(since, told=True))
    else:
        sequence = draw(or_unknown(st.just(()) if plan is None else phase_sequences(since)))
    numbers = [1, 2] if sequence is UNKNOWN else [phase.number for phase in sequence]
    active = st.sampled_from(numbers) if numbers else st.none()
    placed = placed_orders(since)
    return Case(
        draw(_TEXTS),
        draw(st.sampled_from(ZONES)),
        region=draw(_MAYBE_REGIONS),
        plan=plan,
        phases=sequence,
        active_phase=draw(active if told else or_none(active)),
        orders=draw(placed if told else or_unknown(placed)),
        dentition=draw(_DENTITIONS),
        drafts=draw(_SOME_DRAFTS),
        records_received_on=draw(_MAYBE_DAYS),
        issue_found_on=draw(_MAYBE_DAYS),
        setups=draw(_SOME_SETUPS),
        upgrades=_upgrades_of(draw, plan),
        planning_services_on=draw(_MAYBE_DAYS),
        closed_on=draw(_MAYBE_DAYS),
        labels=draw(_SOME_LABELS),
        primary_photo=draw(_SOME_PHOTOS),
        patient_names=draw(_SOME_NAMES),
        shipping_labels=draw(_SOME_SHIPPING_LABELS),
    )


def _upgrades_of(draw: DrawFn, plan: Any) -> Any:
    if not isinstance(plan, Plan):
        return draw(st.sampled_from([UNKNOWN, ()]))
    return draw(st.just(UNKNOWN) | st.just(()) | upgrades_to(plan.name))


@st.composite
def cases_with_requests(draw: DrawFn) -> tuple[Case, ReplacementOrder]:
    """A case and a request of replacements, often for steps that the case has."""
    case = draw(cases())
    whole = StepSelection()
    for phase in () if case.phases is UNKNOWN else case.phases:
        whole = whole | phase.steps
    return case, draw(replacement_orders() | replacement_orders(within=whole))
