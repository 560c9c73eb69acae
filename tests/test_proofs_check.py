"""Statements about the replacement policy: proved as it stands, refuted of each mutant of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from attrs import evolve, fields
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner_rules import proofs
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.proofs import (
    Always,
    Change,
    Example,
    Finding,
    Report,
    Situation,
    Sometimes,
    Statement,
    Verdict,
    holds,
    is_unknown,
)
from aligner_rules.readings.decision import Outcome, decide_facts
from aligner_rules.readings.proof.example import told_apart
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebook, load_rulebooks
from aligner_rules.rulebook.terms import NO_TERMS
from aligner_rules.rules import replacement as law
from aligner_rules.rules.expiry import expired
from aligner_rules.rules.facts import fact_types
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.replacement import POLICY
from aligner_rules.rules.replacement_facts import counts_fit, days_fit, phases_fit
from aligner_rules.rules.words import (
    days_between,
    equals,
    not_,
    one_of,
    plus_days,
    plus_months,
    where,
    within,
)
from strategies import cases_with_requests, days

EVERY_EDITION = load_rulebooks()
BY_NAME: dict[str, Statement] = {each.name: each for each in proofs.statements_of(POLICY)}
EDITIONS = ("us-unlimited-2017", "clearcorrect-2024-10", "clearcorrect-2025-12")


@pytest.fixture(scope="module")
def report() -> Report:
    """Everything that is claimed, about all packaged editions."""
    return proofs.check(load_rulebooks(), POLICY)


def one_plan(plan: str, edition: str = "clearcorrect-2024-10") -> Rulebook:
    """A rulebook of one plan."""
    book = load_rulebook(edition)
    return evolve(book, periods=tuple(evolve(p, plans={plan: p.plans[plan]}) for p in book.periods))


UNLIMITED = one_plan("UNLIMITED")
ONE = one_plan("ONE")
REGIONAL = one_plan("UNLIMITED", "us-unlimited-2017").evolve(
    {"replacement.interval_days": 45, "replacement.steps_per_arch": 8}
)


def with_rules(**rules: Callable[..., Any]) -> Policy[Any]:
    """The policy with another rule in the place of some of its requirements."""
    changed = []
    for one in POLICY.requirements:
        rule = rules.get(one.holds.__name__)
        if rule is not None:
            rule.__name__ = one.holds.__name__
        changed.append(one if rule is None else evolve(one, holds=rule))
    return evolve(POLICY, requirements=tuple(changed))


def with_charge(**parts: Any) -> Policy[Any]:
    """The policy with another charge for aligners."""
    aligners, *others = POLICY.charges
    if "many" in parts:
        parts["units"] = parts["many"]  # each aligner is a unit
    return evolve(POLICY, charges=(evolve(aligners, **parts), *others))


def with_interval(**parts: Any) -> Policy[Any]:
    """The policy with other explanations of the interval between orders."""
    requirements = [
        evolve(one, **parts) if one.code == "waited-long-enough" else one
        for one in POLICY.requirements
    ]
    return evolve(POLICY, requirements=tuple(requirements))


class Hasty(Policy[Any]):
    """A policy that tells the day that lifts the interval and does not decide again."""

    def opens_on(self, facts: Any, terms: Any) -> Any:
        """The day on which the interval ends."""
        return law.next_order_on(facts, terms)


class Prying(Policy[Any]):
    """A policy whose rules ask what is unknown, for which rules have no word."""

    @property
    def verdicts(self) -> Any:
        """The verdict of each rule, called one by one."""
        return lambda facts, terms: tuple(rule(facts, terms) for rule in self.statements)


def rebuilt(kind: type[Policy[Any]], policy: Policy[Any]) -> Policy[Any]:
    """The policy as one of another kind."""
    return kind(**{a.name: getattr(policy, a.name) for a in fields(Policy) if a.init})


HASTY = rebuilt(Hasty, POLICY)

BLIND = rebuilt(
    Prying,
    with_rules(
        upper_steps_within_cap=lambda f, t: (
            within(f.upper_steps, t.replacement.steps_per_arch)
            | is_unknown(t.replacement.steps_per_arch.number)
        ),
        lower_steps_within_cap=lambda f, t: (
            within(f.lower_steps, t.replacement.steps_per_arch)
            | is_unknown(t.replacement.steps_per_arch.number)
        ),
        waited_long_enough=lambda f, t: (
            law.waited_long_enough(f, t) | is_unknown(t.replacement.interval_days)
        ),
        revisions_have_shipped=law.always,
        retainers_have_shipped=law.always,
        replacements_offered_here=law.always,
    ),
)
"""A policy that takes a term for kept where nobody knows it."""

SWITCHED_OFF = {
    f"{code}-can-stand-alone"
    for code in ("revisions-have-shipped", "retainers-have-shipped", "replacements-offered-here")
}
"""Requirements that no packaged edition makes."""

MUTANTS: dict[str, tuple[Policy[Any], Rulebook]] = {
    "free-means-never-charged": (
        with_charge(free=lambda f, t: law.free(f, t) & not_(f.has_ordered)),
        UNLIMITED,
    ),
    "every-aligner-at-flex-price": (with_charge(many=lambda f, _t: f.upper_steps), ONE),
    "quality-is-never-allowed": (
        with_rules(
            lost_or_damaged_by_patient=lambda f, _t: one_of(f.cause, "lost", "damaged", "quality")
        ),
        ONE,
    ),
    "cap-is-never-exceeded": (
        with_rules(
            upper_steps_within_cap=lambda f, t: (
                f.upper_steps <= t.replacement.steps_per_arch.number + 1
            )
        ),
        ONE,
    ),
    "incomplete-form-is-refused": (with_rules(terms_accepted=law.always), ONE),
    "shorter-list-stays-allowed": (
        with_rules(
            upper_steps_within_cap=lambda f, t: (
                within(f.upper_steps, t.replacement.steps_per_arch)
                & not_(equals(f.upper_steps, 3))
            )
        ),
        ONE,
    ),
    "shorter-list-costs-no-more": (
        with_charge(many=lambda f, t: where(law.aligners(f, t) >= 5, 3, law.aligners(f, t))),
        ONE,
    ),
    "waiting-keeps-the-interval": (
        with_rules(
            waited_long_enough=lambda f, t: (
                not_(f.has_ordered) | (law.days_waited(f, t) <= t.replacement.interval_days)
            )
        ),
        UNLIMITED,
    ),
    "expiry-forbids-nothing": (
        with_rules(terms_accepted=lambda f, t: f.accepts_terms & not_(expired(f, t))),
        ONE,
    ),
    "opening-day-is-allowed": (HASTY, UNLIMITED),
    "opening-day-is-the-first": (
        with_interval(lifts_on=lambda f, t: plus_days(law.next_order_on(f, t), 1)),
        UNLIMITED,
    ),
    "no-opening-day-is-missed": (
        with_interval(lifts_on=lambda f, t: plus_days(law.next_order_on(f, t), -1)),
        UNLIMITED,
    ),
    "waiting-never-closes": (
        with_rules(
            terms_accepted=lambda f, _t: (
                f.accepts_terms
                & (not_(f.has_shipped) | (days_between(f.first_shipped_on, f.as_of) <= 700))
            )
        ),
        ONE,
    ),
    "never-a-negative-amount": (
        with_charge(many=lambda f, _t: f.upper_steps - f.lower_steps),
        ONE,
    ),
    "unknown-facts-never-help": (
        rebuilt(
            Prying,
            with_rules(
                no_complaint_acknowledged=lambda f, _t: (
                    f.acknowledged | is_unknown(f.acknowledged)
                )
            ),
        ),
        ONE,
    ),
    "unknown-plan-never-helps": (BLIND, UNLIMITED),
    "unknown-approved-on-never-helps": (BLIND, UNLIMITED),
    "unknown-region-never-helps": (BLIND, REGIONAL),
}  # fmt: skip
"""For every theorem a policy and a rulebook of which it does not hold."""


def finding_about(name: str, policy: Policy[Any], book: Rulebook) -> Finding:
    """The one finding about the statement of that name."""
    (statement,) = [each for each in proofs.statements_of(policy) if each.name == name]
    (finding,) = proofs.check(book, policy, statements=[statement]).findings
    return finding


def replayed(example: Example | None, policy: Policy[Any], book: Rulebook) -> Example:
    """The example, once its facts are those of its case and decided as it says."""
    assert example is not None
    assert policy.facts_of(example.case, example.request, example.as_of, book) == example.facts  # type: ignore[arg-type]
    assert policy.consistent(example.facts) is not False
    again = decide_facts(policy, example.facts, book=book)
    assert again.verdicts == example.decision.verdicts
    return example


def test_nothing_is_refuted_of_the_packaged_editions(report: Report) -> None:
    """Every theorem is proved for every plan of the three editions."""
    theorems = [each for each in report.findings if isinstance(BY_NAME[each.statement], Always)]
    assert {each.verdict for each in theorems} == {Verdict.PROVED}
    assert report.refuted == ()
    assert {each.edition for each in theorems} == set(EDITIONS)
    assert len(theorems) == 14 * sum(isinstance(each, Always) for each in BY_NAME.values())


def test_what_can_happen_does_where_the_terms_are_known(report: Report) -> None:
    """No requirement is dead and no plan impossible; of 2017 the terms themselves are unknown."""
    found = {each for each in report.findings if isinstance(BY_NAME[each.statement], Sometimes)}
    unclear = {
        each
        for each in found
        if each.edition == "us-unlimited-2017" and each.statement not in SWITCHED_OFF
    }
    assert {each.verdict for each in found - unclear} == {Verdict.PROVED}
    assert set(report.undecided) == unclear
    assert {frozenset((each.remark or "").split(": ")[1].split(", ")) for each in unclear} == {
        frozenset({"replacement.steps_per_arch", "replacement.interval_days"})
    }


def test_the_interval_never_bites_for_plans_without_one(report: Report) -> None:
    """The report says for which plans a requirement can never stand in the way alone."""
    found = report.about("waited-long-enough-can-stand-alone")
    never = {each.edition: each.never_for for each in found if each.verdict is Verdict.PROVED}
    assert never == {
        "clearcorrect-2024-10": ("FLEX", "MINI", "ONE", "TWO", "THREE"),
        "clearcorrect-2025-12": ("FLEX", "MINI", "ONE", "TWO"),
    }


def test_every_example_is_a_case_that_is_decided_again(report: Report) -> None:
    """All examples are gathered from their cases, and the statements hold of them as values."""
    book = load_rulebooks()
    examples = [each for each in report.findings if each.example is not None]
    assert len(examples) > 200
    for finding in examples:
        example = replayed(finding.example, POLICY, book)
        statement, situation = BY_NAME[finding.statement], example.situation
        if isinstance(statement, Always):
            assert (statement.given(situation), statement.then(situation)) == (True, True)
        else:
            assert statement.arises(situation) is True
        assert (finding.case, finding.request, finding.as_of) == (
            example.case,
            example.request,
            example.as_of,
        )


def test_a_theorem_without_example_never_arises(report: Report) -> None:
    """Where no example is given it is proved that there is nothing to say."""
    silent = [each for each in report.proved if each.example is None]
    asked = [each for each in silent if each.statement not in SWITCHED_OFF]
    assert {each.remark for each in asked} == {"it never arises"}
    assert {(each.remark or "")[:12] for each in silent if each not in asked} == {"not asked of"}
    assert {(each.case, each.request, each.as_of) for each in silent} == {(None, None, None)}


@settings(max_examples=60, deadline=None)
@given(cases_with_requests(), days(), days(), st.integers(0, 9999), st.data())
def test_theorems_hold_of_cases_drawn_at_random(
    drawn: tuple[Any, Any], as_of: date, later: date, price: int, data: st.DataObject
) -> None:
    """What the solver proved is so of any case, decided by plain values."""
    facts = POLICY.gather(*drawn, as_of, NO_TERMS)
    gaps = data.draw(st.sets(st.sampled_from(sorted(fact_types(type(facts)))), max_size=4))
    for statement in BY_NAME.values():
        if isinstance(statement, Always):
            change = statement.change
            varied: dict[str, Any] = {"as_of": later} if change == Change(varies=("as_of",)) else {}
            lost = {*change.forgotten, *gaps.intersection(change.forgettable)}
            other = evolve(facts, **varied, **dict.fromkeys(lost, UNKNOWN))
            situation = evolve(situation_of(facts, price), other=situation_of(other, price))
            claimed = statement.given(situation) is True
            assert not claimed or statement.then(situation) is True, statement.name


def situation_of(facts: Any, price: int) -> Situation:
    """The situation of the facts under the packaged editions, everything at one price."""
    terms = EVERY_EDITION.terms(facts.plan, facts.approved_on, facts.region)
    return Situation(POLICY, facts, terms, (price,) * len(POLICY.charges))


def test_the_solver_is_not_imported_before_it_is_asked() -> None:
    """`aligner_rules.proofs` can be imported, and its words used, without z3."""
    program = "import sys, aligner_rules.proofs; print('z3' in sys.modules)"
    done = subprocess.run(  # noqa: S603 - this interpreter, a fixed program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_every_theorem_has_a_mutant() -> None:
    """No theorem is claimed that a wrong policy could not break."""
    assert set(MUTANTS) == {name for name, each in BY_NAME.items() if isinstance(each, Always)}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_refuted_by_a_case(name: str) -> None:
    """A wrong rule breaks the statement that speaks of it, and the counter-example replays."""
    policy, book = MUTANTS[name]
    finding = finding_about(name, policy, book)
    assert finding.verdict is Verdict.REFUTED
    example = replayed(finding.example, policy, book)
    statement: Any = BY_NAME[name]
    assert statement.given(example.situation) is True
    assert statement.then(example.situation) is not True
    if example.other is not None and statement.change.varies:
        replayed(example.other, policy, book)


@pytest.mark.parametrize("one", POLICY.requirements, ids=lambda one: one.code)
def test_a_dead_requirement_is_found(one: Any) -> None:
    """A requirement that cannot fail is dead, and the report says so."""
    dead = with_rules(**{one.holds.__name__: lambda _f, _t: True})
    finding = finding_about(f"{one.code}-can-stand-alone", dead, UNLIMITED)
    assert (finding.verdict, finding.example, finding.never_for) == (
        Verdict.REFUTED,
        None,
        ("UNLIMITED",),
    )


def test_a_requirement_that_another_one_covers_is_dead() -> None:
    """What never stands in the way alone is found, though it does fail."""
    covered = with_rules(
        terms_accepted=lambda f, _t: f.accepts_terms & f.has_payment_method,
    )
    finding = finding_about("payment-method-chosen-can-stand-alone", covered, ONE)
    assert (finding.verdict, finding.remark) == (Verdict.REFUTED, "never for ONE")


def test_an_impossible_plan_is_found() -> None:
    """A cap of no steps leaves nothing that could be allowed."""
    book = load_rulebook("clearcorrect-2024-10").evolve(
        {"replacement.steps_per_arch": 0}, plans=["ONE"]
    )
    found = proofs.check(book, POLICY, statements=[BY_NAME["every-plan-can-be-allowed"]])
    assert [(each.plan, each.remark) for each in found.refuted] == [
        ("ONE", "there is no such case")
    ]
    assert len(found.proved) == 5


def test_a_cap_that_no_plan_has_is_no_missing_term() -> None:
    """Where the plan has no cap its number is not unknown: nothing can exceed it, known so."""
    book = ONE.evolve({"replacement.steps_per_arch": "unlimited"})
    statement: Any = BY_NAME["upper-steps-within-cap-can-stand-alone"]
    exceeded = evolve(statement, unless=None)
    (finding,) = proofs.check(book, POLICY, statements=[exceeded]).findings
    assert (finding.verdict, finding.remark) == (Verdict.REFUTED, "never for ONE")


def test_what_no_terms_ask_for_is_not_dead() -> None:
    """A requirement that the terms of every plan switch off is told as that, and not refuted."""
    book = ONE.evolve({"replacement.steps_per_arch": "unlimited"})
    finding = finding_about("upper-steps-within-cap-can-stand-alone", POLICY, book)
    assert (finding.verdict, finding.example) == (Verdict.PROVED, None)
    assert (finding.remark, finding.never_for) == ("not asked of ONE", ("ONE",))


def test_one_fact_unknown_is_enough_to_tell() -> None:
    """A counter-example about what is unknown forgets as little as it can."""
    finding = finding_about("unknown-facts-never-help", *MUTANTS["unknown-facts-never-help"])
    example = finding.example
    assert example is not None
    assert example.other is not None
    assert told_apart(example.facts, example.other.facts) == ("acknowledged",)
    outcomes = example.decision.outcome, example.other.decision.outcome
    assert outcomes == (Outcome.REFUSED, Outcome.ALLOWED)


def test_a_statement_about_what_the_policy_lacks_is_undecided() -> None:
    """Without the requirement that a statement names there is nothing to decide."""
    short = evolve(
        POLICY,
        requirements=tuple(o for o in POLICY.requirements if o.code != "waited-long-enough"),
    )
    finding = finding_about("waiting-keeps-the-interval", short, ONE)
    assert (finding.verdict, finding.remark) == (
        Verdict.UNDECIDED,
        "the policy has no requirement waited-long-enough",
    )


def test_a_comparison_must_say_with_what() -> None:
    """A statement that compares, and whose change names no fact, is undecided."""
    vague = Always("vague", "It is as the other.", then=lambda s: s.counterpart.allowed)
    (finding,) = proofs.check(ONE, POLICY, statements=[vague]).findings
    assert (finding.verdict, finding.remark) == (
        Verdict.UNDECIDED,
        "the statement compares, but its change says not with what",
    )


@pytest.mark.parametrize("name", ["waiting-never-closes", "every-plan-can-be-allowed"])
def test_a_solver_that_gives_up_claims_nothing(name: str) -> None:
    """With next to no effort allowed a statement is undecided, not proved."""
    (finding,) = proofs.check(ONE, POLICY, statements=[BY_NAME[name]], effort=1).findings
    assert finding.verdict is Verdict.UNDECIDED
    assert (finding.remark or "").startswith("the solver gave up")


def test_a_theorem_stands_though_no_example_was_settled() -> None:
    """A proof needs no example: where the calendar does not settle one, the remark says so."""
    rare = Always(
        "rare",
        "Nothing is claimed of a rare day.",
        given=lambda s: not_(
            plus_months(plus_months(s.facts.as_of, 1), 1) >= plus_months(s.facts.as_of, 2)
        ),
        then=lambda _s: True,
    )
    (finding,) = proofs.check(ONE, POLICY, statements=[rare], rounds=1).findings
    assert (finding.verdict, finding.remark) == (
        Verdict.PROVED,
        "the calendar is not settled after 1 rounds",
    )


ANYTHING = evolve(POLICY, consistent=lambda _f: True)
ANY_CAUSE = evolve(POLICY, consistent=lambda f: counts_fit(f) & phases_fit(f) & days_fit(f))
CAUSES = ("lost", "damaged", "quality", "other")
ODD = "what the solver found is not so when it is decided again"


@pytest.mark.parametrize(
    ("policy", "statement"),
    [
        (
            ANYTHING,
            Sometimes("s", "Unmade.", lambda s: s.facts.unmade_steps > s.facts.upper_steps + 999),
        ),
        (ANY_CAUSE, Sometimes("s", "Stolen.", lambda s: equals(s.facts.cause, "stolen"))),
        (
            ANY_CAUSE,
            Always(
                "s",
                "Lost.",
                given=lambda s: equals(s.facts.cause, "lost"),
                then=lambda s: (
                    is_unknown(s.counterpart.facts.cause)
                    | one_of(s.counterpart.facts.cause, *CAUSES)
                ),
                change=Change(varies=("cause",)),
            ),
        ),
        (POLICY, Sometimes("s", "Divided.", lambda s: equals(s.facts.lower_steps // 0, 1))),
    ],
    ids=["no such count", "no such cause", "no such other", "no such number"],
)
def test_what_cannot_be_decided_again_is_never_shown(
    policy: Policy[Any], statement: Statement
) -> None:
    """An example that is no case, or that the values do not bear out, leaves all undecided."""
    (finding,) = proofs.check(ONE, policy, statements=[statement]).findings
    assert (finding.verdict, finding.example) == (Verdict.UNDECIDED, None)
    assert ODD in (finding.remark or "")


class TestDifference:
    """Two rulebooks compared."""

    def test_a_rulebook_is_like_itself(self) -> None:
        """Nothing is decided or charged differently by the same terms."""
        found = proofs.difference(UNLIMITED, UNLIMITED, POLICY)
        assert [each.verdict for each in found.findings] == [Verdict.PROVED] * 2
        assert found.notes == ()

    def test_a_shorter_interval_decides_differently(self) -> None:
        """An interval of 30 days allows on day 30 what 45 days refuse, and charges the same."""
        book = load_rulebook("clearcorrect-2024-10")
        shorter = book.evolve({"replacement.interval_days": 30}, plans=["UNLIMITED"], name="30")
        found = proofs.difference(book, shorter, POLICY)
        assert [(each.statement, each.plan) for each in found.refuted] == [
            ("decided-alike", "UNLIMITED")
        ]
        example = found.refuted[0].example
        assert example is not None
        assert example.other is not None
        outcomes = {example.decision.outcome, example.other.decision.outcome}
        assert outcomes == {Outcome.REFUSED, Outcome.ALLOWED}
        waited = (example.as_of - example.facts.last_ordered_on).days
        assert 30 <= waited < 45
        assert "the same under 30: allowed" in str(found)

    def test_what_is_free_in_one_only_is_charged_differently(self) -> None:
        """Other prices are told with what the request comes to under both."""
        found = proofs.difference(ONE, ONE.evolve({"replacement.free": True}), POLICY)
        (finding,) = found.refuted
        assert finding.statement == "charged-alike"
        assert finding.example is not None
        assert finding.example.other is not None
        totals = (finding.example.situation.total, finding.example.other.situation.total)
        assert (totals[0] > 0, totals[1]) == (True, 0)
        assert f"allowed, for {totals[0]}" in str(finding)

    def test_editions_are_compared_on_the_days_and_plans_of_both(self) -> None:
        """Plans that only one of them knows are noted, and the later first day counts."""
        found = proofs.difference(load_rulebook(EDITIONS[1]), load_rulebook(EDITIONS[2]), POLICY)
        assert found.refuted == ()
        assert {each.first_day for each in found.findings} == {date(2025, 12, 1)}
        assert {each.plan for each in found.findings} == {"FLEX", "MINI", "ONE", "TWO"}
        assert found.notes == (
            "only in clearcorrect-2024-10: THREE, UNLIMITED",
            "only in clearcorrect-2025-12: UNLIMITED 3, UNLIMITED 5",
        )

    def test_what_one_does_not_know_is_decided_differently(self) -> None:
        """Unknown terms leave undetermined what known ones allow, in the region of both."""
        found = proofs.difference(load_rulebook(EDITIONS[0]), load_rulebook(EDITIONS[1]), POLICY)
        (flex, _) = found.about("decided-alike")
        assert flex.verdict is Verdict.REFUTED
        assert flex.example is not None
        assert flex.example.facts.region == "US"
        assert flex.edition == "us-unlimited-2017 | clearcorrect-2024-10"

    def test_rulebooks_that_never_meet_are_not_compared(self) -> None:
        """Periods without a common day, or a common region, leave nothing to compare."""
        early, middle, _ = (
            evolve(load_rulebooks(), periods=(p,)) for p in load_rulebooks().periods
        )
        elsewhere = evolve(early, periods=(evolve(early.periods[0], regions=frozenset({"FR"})),))
        for other in (middle, elsewhere):
            found = proofs.difference(early, other, POLICY)
            assert (found.findings, found.notes[-1]) == (
                (),
                "no plan is governed by both on any day",
            )


class TestTelling:
    """The report as text."""

    def test_the_report_counts_and_groups(self, report: Report) -> None:
        """The first line counts the verdicts, and each statement tells its plans by edition."""
        text = str(report)
        name = "us-unlimited-2017 + clearcorrect-2024-10 + clearcorrect-2025-12"
        counts = f"{len(report.proved)} proved, 0 refuted, {len(report.undecided)} undecided"
        assert text.splitlines()[0] == f"replacement, {name}: {counts}"
        assert (
            "  clearcorrect-2024-10 from 2024-10-01, FLEX, MINI, ONE, TWO, THREE: "
            "proved (it never arises)\n" in text
        )

    def test_a_counter_example_is_told_as_a_case(self) -> None:
        """Case, request, day and decision stand below the statement that they break."""
        policy, book = MUTANTS["quality-is-never-allowed"]
        text = str(finding_about("quality-is-never-allowed", policy, book))
        lines = text.splitlines()
        assert lines[:3] == [
            f"quality-is-never-allowed: {BY_NAME['quality-is-never-allowed'].sentence}",
            "  clearcorrect-2024-10 from 2024-10-01, ONE: refuted",
            "  counter-example, clearcorrect-2024-10 from 2024-10-01, ONE:",
        ]
        assert lines[3].startswith("    case: plan ONE, approved 20")
        assert "cause quality" in text
        assert text.endswith(": allowed")

    def test_what_is_unknown_is_told(self) -> None:
        """Gaps of the case are told as such."""
        gaps = Sometimes(
            "gaps",
            "Little may be known.",
            arises=lambda s: (
                is_unknown(s.facts.engager_steps)
                & is_unknown(s.facts.other_engager_steps)
                & is_unknown(s.facts.has_ordered)
            ),
        )
        (finding,) = proofs.check(ONE, POLICY, statements=[gaps]).findings
        text = str(finding.example)
        assert "  active phase: unknown\n  earlier orders: unknown\n" in text

    def test_the_other_situation_is_told_by_what_differs(self) -> None:
        """A waiting that closes what was open names both days."""
        policy, book = MUTANTS["waiting-never-closes"]
        example = finding_about("waiting-never-closes", policy, book).example
        assert example is not None
        assert example.other is not None
        assert str(example).splitlines()[-1] == (
            f"with as of {example.other.as_of} instead of as of {example.as_of}: "
            "refused (terms-accepted)"
        )

    @pytest.mark.parametrize(
        ("forgotten", "told"),
        [
            (("plan", "approved_on"), "case: plan unknown; region "),
            (("upper_steps",), "facts: as of "),
        ],
    )
    def test_what_is_forgotten_is_told_as_a_case_where_one_can_have_it(
        self, forgotten: tuple[str, ...], told: str
    ) -> None:
        """A case may lack its plan, but no request its steps: then the facts are told."""
        statement = Always(
            "forgotten",
            "Nothing is lost.",
            given=lambda s: s.allowed,
            then=lambda s: holds(s.counterpart.allowed),
            change=Change(forgotten=forgotten),
        )
        (finding,) = proofs.check(ONE, POLICY, statements=[statement]).findings
        assert finding.example is not None
        assert str(finding.example.other).startswith(told)
