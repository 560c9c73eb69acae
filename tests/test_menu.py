"""The menu's facts and forms: what concerns the case alone, and what a form decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from attrs import evolve, fields_dict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aligner_rules.model import (
    UNKNOWN,
    Arch,
    Case,
    Cause,
    ModelSource,
    Patient,
    Phase,
    PlanningServices,
    ReplacementOrder,
    Request,
    RetainerOrder,
    RevisionOrder,
    Shipment,
    StepSelection,
    Upgrade,
)
from aligner_rules.model.event import Approval
from aligner_rules.model.portal import (
    CreateShippingLabel,
    EditPhoto,
    LabelCase,
    Photo,
    PrintShippingLabel,
    RenamePatient,
)
from aligner_rules.readings.actions import about_the_case, actions
from aligner_rules.readings.decision import Outcome
from aligner_rules.readings.verbs import decide
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rules.facts import shared_facts
from aligner_rules.rules.formula import Formula
from aligner_rules.rules.menu import ENTRIES, Entry
from aligner_rules.rules.policies import policy_for
from aligner_rules.rules.standing import Standing
from strategies import (
    PLAN_NAMES,
    cases,
    cases_with_requests,
    days,
    retainer_orders,
    revision_orders,
)

BOOK = load_rulebooks()
BEST = {"unmade_steps", "is_there", "is_used", "target"}
"""Facts of a case that another form may fare worse by."""
OF_TARGET = {"revisions_ordered"}
"""Facts of a case that a form with an upgrade has gathered under the terms of its target."""
ACCEPTED: dict[str, Any] = {"payment_method": "card", "accepts_terms": True}
RANKS = [Outcome.REFUSED, Outcome.UNDETERMINED, Outcome.ALLOWED]


def standing(case: Case, as_of: date) -> Standing:
    """The case as it stands on that day, under the terms of the packaged editions."""
    known = shared_facts(case, as_of)
    terms = BOOK.terms(known["plan"], known["approved_on"], known["region"])
    return Standing(case, known, terms)


def retainers(*, final: bool) -> RetainerOrder:
    """A retainer order with all that it needs."""
    return RetainerOrder(
        arches=frozenset({Arch.UPPER}),
        sets=1,
        patient=Patient.EXISTING,
        patient_name=None,
        practice=None,
        models=ModelSource.SCANS,
        model_step=None,
        final=final,
        **ACCEPTED,
    )


def replacement(case: Case, as_of: date) -> ReplacementOrder:
    """An order of one step that was made; else of one that may have been; else of any."""
    phases = [] if case.phases is UNKNOWN else [one for one in case.phases if one.steps]
    told = [one for one in phases if one.in_production_on is not None]
    perhaps = [one for one in told if one.in_production_on is UNKNOWN]
    made = [one for one in told if one not in perhaps and one.in_production_on <= as_of]  # type: ignore[operator]
    chosen = [*made, *perhaps, *phases]
    steps = chosen[0].steps if chosen else StepSelection.parse(upper="1")
    upper, lower = steps.upper, steps.lower
    if upper:
        one = StepSelection.parse(upper=str(min(upper)))
    else:
        one = StepSelection.parse(lower=str(min(lower)))
    return ReplacementOrder(
        steps=one, cause=Cause.LOST, acknowledges_no_quality_complaint=True, **ACCEPTED
    )


def label(colour: str, *categories: str) -> LabelCase:
    """A label of that colour, of a practice with these categories."""
    return LabelCase(labels=frozenset({colour}), categories=frozenset(categories))


def unused(case: Case, as_of: date) -> str:
    """The id of a shipping label that is not used; of one that may not be, else of any."""
    labels: Any = () if case.shipping_labels is UNKNOWN else case.shipping_labels
    free = [one for one in labels if one.used_on is None]
    free += [one for one in labels if isinstance(one.used_on, date) and one.used_on > as_of]
    perhaps = [one for one in labels if one.used_on is UNKNOWN]
    found: list[str] = [one.id for one in (*free, *perhaps, *labels)]
    return found[0] if found else "L-1"


FILLED_IN: dict[str, Callable[[Case, date], Request]] = {
    "order-replacements": replacement,
    "revise": lambda _case, _day: RevisionOrder(models=ModelSource.SCANS, worn_as_told=True),
    "upgrade": lambda case, day: Upgrade(target=standing(case, day).target),
    "approve-setup": lambda _case, _day: Approval(plan="ONE", payment_method="card"),
    "add-planning-services": lambda _case, _day: PlanningServices(),
    "order-retainers": lambda _case, _day: retainers(final=False),
    "order-final-retainer": lambda _case, _day: retainers(final=True),
    "edit-primary-photo": lambda _case, _day: EditPhoto(photo=Photo.PRIMARY, file="front.jpg"),
    "rename-patient": lambda _case, _day: RenamePatient(name="Ada Byron"),
    "label-case": lambda _case, _day: label("red", "red"),
    "create-shipping-label": lambda _case, _day: CreateShippingLabel(id="L-9", address="Paris"),
    "print-shipping-label": lambda case, day: PrintShippingLabel(id=unused(case, day)),
}
"""Forms that are filled in as well as can be, for every action."""

_OWN = retainer_orders().map(lambda one: evolve(one, patient=Patient.EXISTING))
_FINAL = _OWN.map(lambda one: evolve(one, final=True))

_IDS = st.sampled_from(["L-1", "L-2", "L-3"])
REQUESTS: dict[str, st.SearchStrategy[Any]] = {
    "revise": revision_orders(),
    "upgrade": st.builds(Upgrade, target=st.sampled_from(PLAN_NAMES)),
    "approve-setup": st.builds(
        Approval, plan=st.sampled_from(PLAN_NAMES), payment_method=st.just("card")
    ),
    "add-planning-services": st.just(PlanningServices()),
    "order-retainers": _OWN,
    "order-final-retainer": _FINAL,
    "edit-primary-photo": st.builds(EditPhoto, photo=st.sampled_from(Photo), file=_IDS),
    "rename-patient": st.builds(RenamePatient, name=_IDS),
    "label-case": st.sampled_from([label("red", "red"), label("red", "green")]),
    "create-shipping-label": st.builds(CreateShippingLabel, id=_IDS, address=_IDS),
    "print-shipping-label": st.builds(PrintShippingLabel, id=_IDS),
}
"""Any requests of the kind that an action leads to, but for replacements.

Retainers are those of the patient of the case.
"""


@st.composite
def cases_asked(draw: st.DrawFn) -> tuple[Case, dict[str, Request]]:
    """A case, and of every action any request of the kind that it leads to."""
    case, order = draw(cases_with_requests())
    others = {code: draw(requests) for code, requests in REQUESTS.items()}
    return case, {"order-replacements": order, **others}


every_action = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)


def menu_facts(entry: Entry, case: Case, as_of: date) -> Any:
    """The facts that the menu decides an action by."""
    stands, record = standing(case, as_of), policy_for(entry.kind).facts
    names = fields_dict(record)
    told = {n: entry.form[n] if n in entry.form else getattr(stands, n) for n in names}
    return record(**told)


def test_every_action_is_tried() -> None:
    """The tests below have forms and requests for each action."""
    codes = [entry.code for entry in ENTRIES]
    assert (codes, codes[1:]) == ([*FILLED_IN], [*REQUESTS])


@every_action
def test_every_fact_is_of_the_form_or_of_the_case(entry: Entry) -> None:
    """No fact of a policy is missing from the menu, and a form has no others."""
    names = set(fields_dict(policy_for(entry.kind).facts))
    assert {name for name in names if hasattr(Standing, name)} | set(entry.form) == names


RETAINERS = ["replacements-have-shipped", "revisions-have-shipped", "retainers-offered-here"]
ABOUT_THE_CASE = {
    "order-replacements": [
        "upper-steps-within-cap",
        "lower-steps-within-cap",
        "steps-were-made",
        "waited-long-enough",
        "revisions-have-shipped",
        "retainers-have-shipped",
        "replacements-offered-here",
    ],
    "revise": [
        "setup-is-approved",
        "replacements-have-shipped",
        "retainers-have-shipped",
        "revisions-offered-here",
        "soon-enough-after-last-step",
        "wear-attested",
    ],
    "upgrade": [
        "setup-is-approved",
        "case-is-active",
        "target-is-offered",
        "offered-in-region",
        "plan-has-not-expired",
        "no-revision-submitted",
    ],
    "approve-setup": ["setup-is-waiting", "steps-within-plan"],
    "add-planning-services": ["case-was-submitted", "services-are-new"],
    "order-retainers": RETAINERS,
    "order-final-retainer": ["last-phase-has-shipped", *RETAINERS],
    "edit-primary-photo": [],
    "rename-patient": ["names-are-told"],
    "label-case": [],
    "create-shipping-label": ["labels-are-told"],
    "print-shipping-label": ["label-exists", "label-not-used"],
}


@every_action
def test_what_concerns_the_case_alone(entry: Entry) -> None:
    """These requirements are left once the form is filled in; it answers all others."""
    told = zip(policy_for(entry.kind).requirements, about_the_case(entry), strict=True)
    left = [one.code for one, formula in told if formula is not Formula.literal(True)]
    assert left == ABOUT_THE_CASE[entry.code]


FIXED = [entry for entry in ENTRIES if entry.choices is None]
"""Actions whose best form is the same for every case, but for what stands for any choice."""


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(asked=cases_asked(), as_of=days())
def test_facts_of_a_case_hang_on_no_request(
    asked: tuple[Case, dict[str, Request]], as_of: date
) -> None:
    """Whatever is asked for, the policy gathers what the menu does, but for the form."""
    case, requests = asked
    stands = standing(case, as_of)
    for entry in FIXED:
        gathered = policy_for(entry.kind).facts_of(case, requests[entry.code], as_of, BOOK)
        apart = {*entry.form, *BEST, *OF_TARGET}
        names = [n for n in fields_dict(type(gathered)) if n not in apart]
        expected = {name: getattr(gathered, name) for name in names}
        assert expected == {name: getattr(stands, name) for name in names}


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(asked=cases_asked(), as_of=days())
def test_no_form_fares_better(asked: tuple[Case, dict[str, Request]], as_of: date) -> None:
    """What is refused of the best form is refused of any; what is allowed of one is of it."""
    case, requests = asked
    for best in actions(case, as_of=as_of, book=BOOK):
        any_form = decide(case, requests[best.code], as_of=as_of, book=BOOK)
        assert RANKS.index(any_form.outcome) <= RANKS.index(best.outcome)


CHOSEN = {"upper_steps", "lower_steps", "engager_steps", "other_engager_steps", "id_is_new"}
"""Facts that hang on what is chosen, and decide nothing of a form that is well filled in."""


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), as_of=days())
def test_the_best_form_can_be_filled_in(case: Case, as_of: date) -> None:
    """There is a request of which the policy gathers the very facts of the menu's form."""
    for entry in FIXED:
        request = FILLED_IN[entry.code](case, as_of)
        facts = policy_for(entry.kind).facts_of(case, request, as_of, BOOK)
        expected = menu_facts(entry, case, as_of)
        names = [name for name in fields_dict(type(facts)) if name not in CHOSEN]
        told = [getattr(expected, name) for name in names]
        assert told == [getattr(facts, name) for name in names]


PHASE = Phase(1, StepSelection.parse(upper="1-3"), in_production_on=date(2024, 11, 4))
EMPTY = Phase(1, StepSelection(), in_production_on=date(2024, 11, 4))


@pytest.mark.parametrize(
    ("phases", "as_of", "expected"),
    [
        ((PHASE,), date(2024, 11, 4), 0),
        ((PHASE,), date(2024, 11, 3), 1),
        ((), date(2024, 11, 4), 1),
        ((EMPTY,), date(2024, 11, 4), 1),
        (UNKNOWN, date(2024, 11, 4), UNKNOWN),
        ((Phase(1, PHASE.steps),), date(2024, 11, 4), UNKNOWN),
        ((Phase(1, PHASE.steps, in_production_on=None),), date(2024, 11, 4), 1),
    ],
)
def test_some_step_was_made(phases: Any, as_of: date, expected: Any) -> None:
    """REP-11: one step that is known to have reached production is enough to be replaced."""
    assert standing(Case("C-1", "UTC", phases=phases), as_of).unmade_steps is expected


def test_the_facts_of_the_first_shipment() -> None:
    """The first shipment is that of phase 1, once it has left."""
    shipped = Phase(1, PHASE.steps, shipment=Shipment(date(2024, 11, 15)))
    case = Case("C-1", "UTC", phases=(shipped,))
    before, after = (standing(case, date(2024, 11, day)) for day in (14, 15))
    assert (before.has_shipped, before.first_shipped_on) == (False, UNKNOWN)
    assert (after.has_shipped, after.first_shipped_on) == (True, date(2024, 11, 15))
