"""New cases, clause by clause: both sides of every boundary."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

import aligner_rules as ar
from aligner_rules import proofs
from aligner_rules.model import (
    UNKNOWN,
    AlignerOrder,
    Approach,
    Arch,
    Case,
    Dentition,
    FormStatus,
    Gender,
    Impression,
    Material,
    ModelSource,
    Plan,
    Provider,
    RetainerOrder,
    Tray,
)
from aligner_rules.readings.explanation import WayOut
from aligner_rules.rules.policy import Way
from aligner_rules.rules.submission import POLICY
from strategies import aligner_orders, cases, days

BOOK = ar.load_rulebooks()
PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
DAY = date(2025, 3, 3)
SCANS, IMPRESSIONS = ModelSource.SCANS, ModelSource.IMPRESSIONS
PVS = Impression(material=Material.PVS, tray=Tray.DISPOSABLE)
PROVIDER = Provider(registered=True, practices=frozenset({"P-1", "P-2"}))


def case(**given_: Any) -> Case:
    """A case that nobody has submitted yet."""
    told: dict[str, Any] = {"region": "FR", "plan": None, "orders": (), "drafts": ()}
    return Case("C-1", "Europe/Paris", **told | given_)


def form(**given_: Any) -> AlignerOrder:
    """A complete form, but for what is given."""
    complete: dict[str, Any] = {
        "provider": PROVIDER,
        "practice": "P-1",
        "patient_name": "Ada Lovelace",
        "born_on": date(2000, 2, 29),
        "gender": Gender.FEMALE,
        "arches": [Arch.UPPER],
        "chief_complaint": "Crowding of the upper front teeth.",
        "upper_models": SCANS,
        "lower_models": SCANS,
        "dentition": Dentition.PERMANENT,
        "approach": Approach.FULL_ARCH,
        "days_per_step": 14,
        "planning_services": False,
        "consent_signed": True,
        "accepts_terms": True,
        "accepts_privacy_policy": True,
    }
    return AlignerOrder(**complete | given_)


def decide(
    request: AlignerOrder, of: Case | None = None, as_of: date = DAY, book: Any = BOOK
) -> ar.Decision:
    """Decide by the packaged editions."""
    return ar.decide(case() if of is None else of, request, as_of=as_of, book=book)


def told(request: AlignerOrder, **given_: Any) -> list[str]:
    """The codes of what a submission brings about."""
    return [one.code for one in decide(request, **given_).consequences]


def by_impressions(**given_: Any) -> AlignerOrder:
    """A form with impressions of both arches."""
    models = {"upper_models": IMPRESSIONS, "lower_models": IMPRESSIONS, "impression": PVS}
    return form(**models | given_)


def test_a_complete_form_is_submitted() -> None:
    """Nothing more is asked of scans, a permanent dentition and all that is signed."""
    assert (decide(form()).outcome, decide(by_impressions()).outcome) == (ar.Outcome.ALLOWED,) * 2


class TestSub1General:
    """SUB-1: practice, patient, arches and chief complaint."""

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("practice", "practice-chosen"),
            ("patient_name", "patient-named"),
            ("born_on", "birth-date-given"),
            ("gender", "gender-given"),
            ("chief_complaint", "chief-complaint-told"),
        ],
    )
    def test_what_is_missing_is_told(self, name: str, code: str) -> None:
        """None refuses, and what nobody told leaves it open."""
        assert decide(form(**{name: None})).codes == (code,)
        assert decide(form(**{name: None})).outcome is ar.Outcome.REFUSED
        assert decide(form(**{name: UNKNOWN})).outcome is ar.Outcome.UNDETERMINED

    @pytest.mark.parametrize(
        ("born_on", "outcome"),
        [(DAY, ar.Outcome.ALLOWED), (date(2025, 3, 4), ar.Outcome.REFUSED)],
    )
    def test_nobody_is_born_tomorrow(self, born_on: date, outcome: ar.Outcome) -> None:
        """The day itself is fine."""
        assert decide(form(born_on=born_on)).outcome is outcome

    @pytest.mark.parametrize(
        ("arches", "codes"), [([], ("some-arch-chosen",)), ([Arch.LOWER], ()), (list(Arch), ())]
    )
    def test_arches(self, arches: list[Arch], codes: tuple[str, ...]) -> None:
        """One arch is enough."""
        assert decide(form(arches=arches)).codes == codes


class TestSub2Records:
    """SUB-2: scans or impressions of both arches, even when one is treated."""

    @pytest.mark.parametrize("source", [None, ModelSource.EXISTING])
    def test_both_arches(self, source: Any) -> None:
        """Of the arch that is not treated too; an existing model is none of a new case."""
        assert decide(form(lower_models=source)).codes == ("lower-arch-recorded",)
        lower = form(arches=[Arch.LOWER], upper_models=source)
        assert decide(lower).codes == ("upper-arch-recorded",)

    def test_each_arch_in_its_own_way(self) -> None:
        """A scan of one and an impression of the other are records of both."""
        assert decide(by_impressions(upper_models=SCANS)).codes == ()

    def test_an_edition_may_ask_for_the_treated_arch_alone(self) -> None:
        """Where a rulebook says so, the other arch is left out, the treated one is not."""
        alone = BOOK.evolve({"submission.both_arches": False})
        assert decide(form(lower_models=None), book=alone).codes == ()
        assert decide(form(upper_models=None), book=alone).codes == ("upper-arch-recorded",)

    def test_nobody_told(self) -> None:
        """Unknown records leave it open, and are named."""
        (reason,) = decide(form(upper_models=UNKNOWN, impression=PVS)).reasons
        assert (reason.code, reason.missing) == ("upper-arch-recorded", ("upper_models",))


class TestSub3Impressions:
    """SUB-3: any silicone and polyether in disposable trays; nothing is sent back."""

    @pytest.mark.parametrize(
        ("material", "codes"),
        [
            (Material.PVS, ()),
            (Material.VPS, ()),
            (Material.SILICONE, ()),
            (Material.POLYETHER, ()),
            (Material.ALGINATE, ("material-is-taken",)),
            (Material.STONE, ("material-is-taken",)),
            (Material.OTHER, ("material-is-taken",)),
            (UNKNOWN, ("material-is-taken",)),
        ],
    )
    def test_materials(self, material: Any, codes: tuple[str, ...]) -> None:
        """Neither alginate nor a stone model will do."""
        assert decide(by_impressions(impression=evolve(PVS, material=material))).codes == codes

    @pytest.mark.parametrize(
        ("tray", "codes"),
        [
            (Tray.DISPOSABLE, ()),
            (Tray.METAL, ("tray-is-taken",)),
            (Tray.MESH, ("tray-is-taken",)),
            (Tray.OTHER, ("tray-is-taken",)),
        ],
    )
    def test_trays(self, tray: Tray, codes: tuple[str, ...]) -> None:
        """Metal and mesh cannot be scanned."""
        assert decide(by_impressions(impression=evolve(PVS, tray=tray))).codes == codes

    def test_the_reason_names_what_is_taken(self) -> None:
        """What was given stands beside what is accepted, with the way out."""
        alginate = evolve(PVS, material=Material.ALGINATE)
        (reason,) = decide(by_impressions(impression=alginate)).reasons
        assert reason.message() == (
            "Impressions of this material are not accepted: alginate. "
            "Accepted are: pvs, vps, silicone, polyether."
        )
        assert reason.ways_out == (WayOut(Way.TAKE_ANEW),)

    @pytest.mark.parametrize(
        ("impression", "outcome"),
        [(None, ar.Outcome.REFUSED), (UNKNOWN, ar.Outcome.UNDETERMINED)],
    )
    def test_impressions_of_which_nothing_is_told(
        self, impression: Any, outcome: ar.Outcome
    ) -> None:
        """Impressions without a material and a tray are none; of scans neither is asked."""
        assert decide(by_impressions(impression=impression)).outcome is outcome
        assert decide(form(impression=impression)).outcome is ar.Outcome.ALLOWED

    @pytest.mark.parametrize("bite", [True, False, UNKNOWN])
    def test_bite_registration_is_optional(self, bite: Any) -> None:
        """With it, without it, or if nobody tells."""
        assert decide(by_impressions(bite_registration=bite)).outcome is ar.Outcome.ALLOWED

    def test_physical_records_are_not_returned(self) -> None:
        """An impression of one arch is enough to be told; scans are kept by who made them."""
        assert "records-not-returned" in told(by_impressions(upper_models=SCANS))
        assert "records-not-returned" not in told(form())


class TestSub4Treatment:
    """SUB-4: dentition, by region where it is mixed, and approach."""

    def test_permanent_dentition_needs_no_region(self) -> None:
        """Where mixed dentition may be treated does not matter to it."""
        assert decide(form(), case(region=UNKNOWN)).outcome is ar.Outcome.ALLOWED

    def test_no_source_lists_the_regions_of_mixed_dentition(self) -> None:
        """It is left open, and the term is named."""
        (reason,) = decide(form(dentition=Dentition.MIXED)).reasons
        assert reason.standing is ar.Standing.UNKNOWN
        assert reason.missing == ("submission.mixed_dentition",)

    @pytest.mark.parametrize(
        ("regions", "region", "outcome"),
        [
            (["FR", "US"], "FR", ar.Outcome.ALLOWED),
            (["US"], "FR", ar.Outcome.REFUSED),
            ([], "FR", ar.Outcome.REFUSED),
            ("everywhere", "FR", ar.Outcome.ALLOWED),
            ("everywhere", UNKNOWN, ar.Outcome.ALLOWED),
            (["FR"], UNKNOWN, ar.Outcome.UNDETERMINED),
        ],
    )
    def test_an_overlay_tells_them(self, regions: Any, region: Any, outcome: ar.Outcome) -> None:
        """Once they are known, the country of the practice decides."""
        book = BOOK.evolve({"submission.mixed_dentition": regions})
        mixed = form(dentition=Dentition.MIXED)
        assert decide(mixed, case(region=region), book=book).outcome is outcome

    @pytest.mark.parametrize(
        ("given_", "code"),
        [({"dentition": None}, "dentition-chosen"), ({"approach": None}, "approach-chosen")],
    )
    def test_one_of_each_is_chosen(self, given_: dict[str, Any], code: str) -> None:
        """A form without them is not complete."""
        assert decide(form(**given_)).codes == (code,)

    def test_an_aesthetic_approach_moves_no_molars(self) -> None:
        """It is told of that approach alone."""
        assert "no-molars-moved" in told(form(approach=Approach.AESTHETIC))
        assert "no-molars-moved" not in told(form())


class TestSub5Wear:
    """SUB-5: 7, 10, 14 or 21 days a step, and a ceiling of steps."""

    @pytest.mark.parametrize("days_", [7, 10, 14, 21])
    def test_what_is_offered(self, days_: int) -> None:
        """Each of the four schedules is."""
        assert decide(form(days_per_step=days_)).codes == ()

    @pytest.mark.parametrize("days_", [1, 6, 8, 9, 11, 13, 15, 20, 22, None])
    def test_what_is_not(self, days_: Any) -> None:
        """A day more or less is not, nor is none at all."""
        assert decide(form(days_per_step=days_)).codes == ("wear-schedule-offered",)

    def test_the_reason_names_them(self) -> None:
        """What is offered is data of the edition."""
        (reason,) = decide(form(days_per_step=8)).reasons
        assert (reason.actual, reason.required) == ("8", "7, 10, 14, 21")

    @pytest.mark.parametrize("limit", [None, UNKNOWN, 1, 999])
    def test_any_duration(self, limit: Any) -> None:
        """The recommended one or any ceiling is fine."""
        assert decide(form(step_limit=limit)).outcome is ar.Outcome.ALLOWED

    def test_a_ceiling_is_told(self) -> None:
        """The treatment is planned within it."""
        (one,) = (one for one in decide(form(step_limit=24)).consequences if one.many)
        assert (one.code, one.many) == ("steps-limited", 24)
        assert "steps-limited" not in told(form(step_limit=None))


class TestSub7Submitting:
    """SUB-7: consent, terms, privacy policy; nothing is paid yet."""

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("consent_signed", "consent-is-signed"),
            ("accepts_terms", "terms-accepted"),
            ("accepts_privacy_policy", "privacy-policy-accepted"),
        ],
    )
    def test_what_is_signed(self, name: str, code: str) -> None:
        """Each of the three is needed, and none is taken for granted."""
        assert decide(form(**{name: False})).codes == (code,)
        assert decide(form(**{name: UNKNOWN})).outcome is ar.Outcome.UNDETERMINED

    def test_nothing_is_paid(self) -> None:
        """The quote is nought, with its clause, and the decision says until when."""
        quote = ar.quote(case(), form(), as_of=DAY, book=BOOK, prices=PRICES)
        (line,) = quote.lines
        assert (str(quote.total), line.clause, line.basis) == ("0.00 USD", "SUB-7", ar.Basis.FREE)
        assert told(form()) == ["nothing-paid-before-approval"]


class TestSub8Plan:
    """SUB-8: a case is submitted once, and has no plan until a setup is approved."""

    @pytest.mark.parametrize(
        ("given_", "outcome"),
        [
            ({"orders": (form(placed_on=DAY),)}, ar.Outcome.REFUSED),
            ({"orders": (form(placed_on=date(2025, 3, 4)),)}, ar.Outcome.ALLOWED),
            ({"plan": Plan("ONE", DAY)}, ar.Outcome.REFUSED),
            ({"plan": UNKNOWN}, ar.Outcome.UNDETERMINED),
            ({"orders": UNKNOWN}, ar.Outcome.UNDETERMINED),
            (
                {"orders": (RetainerOrder(arches=frozenset({Arch.UPPER}), sets=1, placed_on=DAY),)},
                ar.Outcome.ALLOWED,
            ),
        ],
    )
    def test_only_once(self, given_: dict[str, Any], outcome: ar.Outcome) -> None:
        """What was submitted or approved by the day is revised; other orders do not matter."""
        assert decide(form(), case(**given_)).outcome is outcome


class TestSub9PlanningServices:
    """SUB-9: planning services with the submission share the case by themselves."""

    @pytest.mark.parametrize(("wanted", "shared"), [(True, True), (False, False), (UNKNOWN, False)])
    def test_they_are_optional(self, wanted: Any, shared: bool) -> None:
        """Asked for or not, the form is complete."""
        assert decide(form(planning_services=wanted)).outcome is ar.Outcome.ALLOWED
        assert ("shared-for-planning" in told(form(planning_services=wanted))) is shared


class TestSub10Drafts:
    """SUB-10: a form that is saved has not been submitted."""

    def test_a_draft_is_not_submitted(self) -> None:
        """The reason says to hand it in."""
        (reason,) = decide(form(status=FormStatus.DRAFT)).reasons
        assert (reason.code, reason.ways_out) == ("form-submitted", (WayOut(Way.SUBMIT_DRAFT),))


class TestSub11Provider:
    """SUB-11: a registered provider, and a practice of that provider."""

    @pytest.mark.parametrize(
        ("given_", "outcome", "codes"),
        [
            ({"practice": "P-2"}, ar.Outcome.ALLOWED, ()),
            ({"practice": "P-3"}, ar.Outcome.REFUSED, ("practice-is-the-providers",)),
            (
                {"provider": evolve(PROVIDER, registered=False)},
                ar.Outcome.REFUSED,
                ("provider-is-registered",),
            ),
            (
                {"provider": UNKNOWN},
                ar.Outcome.UNDETERMINED,
                ("provider-is-registered", "practice-is-the-providers"),
            ),
        ],
    )
    def test_who_submits(self, given_: Any, outcome: ar.Outcome, codes: tuple[str, ...]) -> None:
        """What the portal does not attest is not taken for granted."""
        decision = decide(form(**given_))
        assert (decision.outcome, decision.codes) == (outcome, codes)


class TestApplied:
    """The case once it has been submitted."""

    def test_the_order_is_placed(self) -> None:
        """It is the first order of the case, which has no plan yet."""
        later = ar.apply(case(), form(), as_of=DAY, book=BOOK)
        (order,) = later.orders
        assert (order.placed_on, order.shipped_on, later.plan) == (DAY, None, None)
        assert later.dentition is Dentition.PERMANENT

    def test_it_is_submitted_once(self) -> None:
        """A second submission is refused."""
        later = ar.apply(case(), form(), as_of=DAY, book=BOOK)
        assert decide(form(), later).codes == ("case-is-new",)
        with pytest.raises(ar.Refused, match="has been submitted before"):
            ar.apply(later, form(), as_of=DAY, book=BOOK)

    @pytest.mark.parametrize(
        ("request_", "received_on"),
        [(form(), DAY), (by_impressions(), None), (by_impressions(upper_models=SCANS), None)],
    )
    def test_scans_are_there_at_once(self, request_: AlignerOrder, received_on: Any) -> None:
        """Impressions have to come in first."""
        later = ar.apply(case(), request_, as_of=DAY, book=BOOK)
        assert later.records_received_on == received_on

    def test_its_draft_is_gone_and_its_services_are_there(self) -> None:
        """SUB-9, SUB-10: what was saved is submitted, with TPS from that day."""
        saved = case(drafts=(form(id="A-1", status=FormStatus.DRAFT),))
        later = ar.apply(saved, form(id="A-1", planning_services=True), as_of=DAY, book=BOOK)
        assert (later.drafts, later.planning_services_on) == ((), DAY)

    def test_one_treated_arch_alone(self) -> None:
        """Where its records are enough, a scan of it is all that has to come in."""
        alone = BOOK.evolve({"submission.both_arches": False})
        later = ar.apply(case(), form(lower_models=None), as_of=DAY, book=alone)
        assert later.records_received_on == DAY


@pytest.mark.parametrize(
    ("day", "edition", "outcome"),
    [
        (date(2024, 9, 30), None, ar.Outcome.UNDETERMINED),
        (date(2024, 10, 1), "clearcorrect-2024-10", ar.Outcome.ALLOWED),
        (date(2025, 12, 1), "clearcorrect-2025-12", ar.Outcome.ALLOWED),
    ],
)
def test_the_edition_of_the_day_governs(
    day: date, edition: str | None, outcome: ar.Outcome
) -> None:
    """There is no approval yet: the terms in force on the day of the submission are asked."""
    decision = decide(form(), as_of=day)
    assert (decision.edition, decision.outcome) == (edition, outcome)


@given(cases(), aligner_orders(), days())
def test_facts_of_a_case_fit_together(of: Case, request: AlignerOrder, as_of: date) -> None:
    """No case yields facts that `consistent` rules out."""
    assert POLICY.consistent(POLICY.facts_of(of, request, as_of, BOOK)) is not False


def test_no_proofs_yet() -> None:
    """The solver has no cases of submissions, and says so."""
    with pytest.raises(TypeError, match="no proofs about AlignerOrder"):
        proofs.check(BOOK, POLICY)


def test_codes_are_public_and_stay() -> None:
    """The codes and clauses that portals have stored; a code is never renamed or reused."""
    assert [(one.code, one.clause) for one in POLICY.requirements] == [
        ("case-is-new", "SUB-8"),
        ("provider-is-registered", "SUB-11"),
        ("practice-chosen", "SUB-11"),
        ("practice-is-the-providers", "SUB-11"),
        ("patient-named", "SUB-1"),
        ("birth-date-given", "SUB-1"),
        ("gender-given", "SUB-1"),
        ("some-arch-chosen", "SUB-1"),
        ("chief-complaint-told", "SUB-1"),
        ("upper-arch-recorded", "SUB-2"),
        ("lower-arch-recorded", "SUB-2"),
        ("material-is-taken", "SUB-3"),
        ("tray-is-taken", "SUB-3"),
        ("dentition-chosen", "SUB-4"),
        ("mixed-dentition-offered", "SUB-4"),
        ("approach-chosen", "SUB-4"),
        ("wear-schedule-offered", "SUB-5"),
        ("consent-is-signed", "SUB-7"),
        ("terms-accepted", "SUB-7"),
        ("privacy-policy-accepted", "SUB-7"),
        ("form-submitted", "SUB-10"),
    ]
    assert [(one.code, one.clause) for one in POLICY.consequences] == [
        ("nothing-paid-before-approval", "SUB-7"),
        ("records-not-returned", "SUB-3"),
        ("no-molars-moved", "SUB-4"),
        ("steps-limited", "SUB-5"),
        ("shared-for-planning", "SUB-9"),
    ]
