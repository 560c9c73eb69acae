"""Proofs of revisions and retainers: proved as they stand, refuted of each mutant; and counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from attrs import evolve, fields, frozen
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aligner_rules import proofs
from aligner_rules.model.case import Case
from aligner_rules.model.order import ReplacementOrder, RetainerOrder, RevisionOrder
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.proofs import Always, Finding, Report, Sometimes, Statement, Verdict
from aligner_rules.readings.decision import decide_facts
from aligner_rules.readings.proof import checking
from aligner_rules.readings.proof.cases import CASES, Cases
from aligner_rules.readings.proof.counting import dated
from aligner_rules.readings.proof.parts import MOST_ORDERS, open_orders
from aligner_rules.readings.proof.replacement_cases import replacement_case
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebook, load_rulebooks
from aligner_rules.rulebook.terms import NO_TERMS, UNKNOWN_ALLOWANCE, Allowance, PlanTerms
from aligner_rules.rules import retainer, revision
from aligner_rules.rules.allowances import any_left
from aligner_rules.rules.expiry import expired
from aligner_rules.rules.policies import policy_for
from aligner_rules.rules.policy import Policy
from aligner_rules.rules.words import equals, listed, not_, one_of
from facts_strategies import good_facts, retainer_facts, revision_facts
from strategies import Wish, cases, days, retainer_orders, revision_orders

KINDS: tuple[Any, ...] = (RevisionOrder, RetainerOrder)
LATEST = "clearcorrect-2025-12"
EDITIONS = load_rulebooks(("us-unlimited-2017", LATEST))


def one_plan(plan: str, edition: str = LATEST) -> Rulebook:
    """A rulebook of one plan."""
    book = load_rulebook(edition)
    return evolve(book, periods=tuple(evolve(p, plans={plan: p.plans[plan]}) for p in book.periods))


@frozen
class Forgetful(Cases):
    """Cases that are made for the facts told first alone."""

    def made(self, *told: tuple[Any, PlanTerms]) -> Any:
        """A case as the first facts have it, whatever the others are."""
        return super().made(told[0])


ONE = one_plan("ONE")
SIX_MONTHS = one_plan("UNLIMITED", "us-unlimited-2017")


@pytest.fixture(scope="module")
def reports() -> dict[Any, Report]:
    """Everything that is claimed of revisions and retainers, about the two most unlike editions.

    `nox -s proofs` proves it of all that are packaged.
    """
    return {kind: proofs.check(EDITIONS, kind=kind) for kind in KINDS}


def theorems(kind: Any) -> dict[str, Statement]:
    """The theorems about a kind of request alone, by their names."""
    return {each.name: each for each in CASES[kind].statements}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_refuted_of_the_packaged_editions(reports: dict[Any, Report], kind: Any) -> None:
    """Every theorem is proved for every plan of the editions."""
    report = reports[kind]
    assert report.refuted == ()
    assert {each.remark for each in report.undecided} <= {"unknown: revision.blocked_by"}
    assert {each.statement for each in report.undecided} <= {
        "replacements-have-shipped-can-stand-alone",
        "retainers-have-shipped-can-stand-alone",
    }
    assert {each.policy for each in report.findings} == {policy_for(kind).name}


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_is_a_case_that_is_decided_again(
    reports: dict[Any, Report], kind: Any
) -> None:
    """All examples are gathered from their cases, which tell the verdicts that they show."""
    book, policy = EDITIONS, policy_for(kind)
    examples = [each.example for each in reports[kind].findings if each.example is not None]
    assert len(examples) > 100
    for example in examples:
        case, request = example.case, example.request
        assert case is not None
        assert request is not None
        assert policy.facts_of(case, request, example.as_of, book) == example.facts
        again = decide_facts(policy, example.facts, book=book)
        assert again.verdicts == example.decision.verdicts


def test_the_final_retainer_waits_nowhere(reports: dict[Any, Report]) -> None:
    """A requirement that every packaged edition switches off is told as not asked for."""
    found = reports[RetainerOrder].about("last-phase-has-shipped-can-stand-alone")
    assert {each.verdict for each in found} == {Verdict.PROVED}
    assert {each.example for each in found} == {None}
    assert {each.remark for each in found} == {
        "not asked of FLEX, UNLIMITED",
        "not asked of FLEX, MINI, ONE, TWO, UNLIMITED 3, UNLIMITED 5",
    }
    switched = ONE.evolve({"retainer.final_after_last_phase": True})
    (finding,) = proofs.check(
        switched,
        kind=RetainerOrder,
        statements=[each for each in proofs.statements_of(retainer.POLICY) if "last" in each.name],
    ).findings
    assert (finding.verdict, finding.never_for) == (Verdict.PROVED, ())
    assert finding.example is not None


def charging(policy: Policy[Any], **parts: Any) -> Policy[Any]:
    """The policy with another charge for what is not included."""
    charges = tuple(
        evolve(one, **parts) if one.what in {"revision", "retainer-set"} else one
        for one in policy.charges
    )
    return evolve(policy, charges=charges)


def without(policy: Policy[Any], *codes: str) -> Policy[Any]:
    """The policy in which some requirements hold whatever the facts are."""
    requirements = tuple(
        evolve(one, holds=_named(one.holds.__name__)) if one.code in codes else one
        for one in policy.requirements
    )
    return evolve(policy, requirements=requirements)


def asking(policy: Policy[Any], code: str, rule: Callable[..., Any]) -> Policy[Any]:
    """The policy whose requirement of that code asks for something else."""
    rule.__name__ = code.replace("-", "_")
    requirements = tuple(
        evolve(one, holds=rule) if one.code == code else one for one in policy.requirements
    )
    return evolve(policy, requirements=requirements)


def _named(name: str) -> Callable[..., bool]:
    def holds(_f: Any, _t: Any) -> bool:
        return True

    holds.__name__ = name
    return holds


REV, RET = revision.POLICY, retainer.POLICY
IN_TIME = ONE.evolve({"expiry.deadline": "submission"})
MUTANTS: dict[tuple[Any, str], tuple[Policy[Any], Rulebook]] = {
    (RevisionOrder, "included-means-never-charged"): (
        charging(REV, free=lambda f, t: revision.is_included(f, t) & not_(f.has_shipped)),
        ONE,
    ),
    (RevisionOrder, "used-up-means-flex-price"): (
        charging(REV, free=lambda f, t: not_(revision.lapsed(f, t))),
        ONE,
    ),
    (RevisionOrder, "expired-means-flex-price"): (
        charging(REV, free=lambda f, t: any_left(t.revision.included, f.revisions_ordered)),
        ONE,
    ),
    (RevisionOrder, "late-approval-means-flex-price"): (
        charging(
            REV,
            free=lambda f, t: (
                any_left(t.revision.included, f.revisions_ordered) & not_(expired(f, t))
            ),
        ),
        ONE,
    ),
    (RevisionOrder, "earlier-approval-costs-no-more"): (
        charging(REV, free=lambda f, _t: f.setup_approved_on > f.as_of),
        ONE,
    ),
    (RevisionOrder, "fewer-revisions-cost-no-more"): (
        charging(REV, free=lambda f, _t: f.revisions_ordered >= 2),
        ONE,
    ),
    (RevisionOrder, "waiting-never-makes-cheaper"): (
        charging(REV, free=expired),
        IN_TIME,
    ),
    (RevisionOrder, "unapproved-setup-is-refused"): (without(REV, "setup-is-approved"), ONE),
    (RevisionOrder, "unshipped-replacement-is-refused"): (
        asking(
            REV,
            "replacements-have-shipped",
            lambda f, t: (
                not_(listed("replacement", t.revision.blocked_by)) | (f.unshipped_replacements <= 1)
            ),
        ),
        ONE,
    ),
    (RevisionOrder, "incomplete-form-is-refused"): (without(REV, "form-submitted"), ONE),
    (RevisionOrder, "allowance-and-expiry-forbid-nothing"): (
        asking(REV, "form-submitted", lambda f, t: f.is_submitted & not_(expired(f, t))),
        ONE,
    ),
    (RetainerOrder, "every-set-is-told-once"): (charging(RET, many=lambda f, _t: f.sets), ONE),
    (RetainerOrder, "never-more-than-the-allowance"): (
        evolve(
            RET,
            charges=(evolve(RET.charges[0], many=lambda f, _t: f.sets), RET.charges[1]),
        ),
        SIX_MONTHS,
    ),
    (RetainerOrder, "included-means-never-charged"): (
        charging(RET, many=lambda f, _t: f.sets, free=lambda _f, _t: False),
        ONE,
    ),
    (RetainerOrder, "expired-means-flex-price"): (
        charging(
            RET,
            free=lambda f, t: any_left(t.retainer.included_sets, f.sets_ordered),
        ),
        ONE,
    ),
    (RetainerOrder, "new-patient-means-flex-price"): (
        charging(RET, free=lambda f, _t: equals(f.sets_ordered, 0)),
        ONE,
    ),
    (RetainerOrder, "fewer-sets-cost-no-more"): (
        charging(RET, free=lambda f, _t: f.sets >= 3),
        ONE,
    ),
    (RetainerOrder, "fewer-ordered-cost-no-more"): (
        charging(RET, free=lambda f, _t: f.sets_ordered >= 3),
        ONE,
    ),
    (RetainerOrder, "waiting-never-makes-cheaper"): (
        charging(RET, free=expired),
        ONE,
    ),
    (RetainerOrder, "models-fit-the-patient"): (without(RET, "step-of-model-given"), ONE),
    (RetainerOrder, "incomplete-form-is-refused"): (without(RET, "some-arch-chosen"), ONE),
    (RetainerOrder, "final-retainer-waits"): (
        without(RET, "last-phase-has-shipped"),
        ONE.evolve({"retainer.final_after_last_phase": True}),
    ),
    (RetainerOrder, "allowance-and-expiry-forbid-nothing"): (
        asking(
            RET,
            "model-source-fits",
            lambda f, _t: (
                one_of(f.models, "scans", "impressions", "existing-model") & (f.sets_ordered <= 9)
            ),
        ),
        ONE,
    ),
}  # fmt: skip
"""For every theorem about a kind a policy and a rulebook of which it does not hold."""


def finding_about(statement: Statement, policy: Policy[Any], book: Rulebook) -> Finding:
    """The one finding about a statement."""
    (finding,) = proofs.check(book, policy, statements=[statement]).findings
    return finding


def test_every_theorem_has_a_mutant() -> None:
    """No theorem is claimed that a wrong policy could not break."""
    assert set(MUTANTS) == {(kind, name) for kind in KINDS for name in theorems(kind)}


@pytest.mark.parametrize(("kind", "name"), MUTANTS, ids=lambda one: getattr(one, "kind", one))
def test_a_mutant_is_refuted_by_a_case(kind: Any, name: str) -> None:
    """A wrong rule breaks the statement that speaks of it, and the counter-example replays."""
    policy, book = MUTANTS[kind, name]
    statement: Any = theorems(kind)[name]
    example = finding_about(statement, policy, book).example
    assert example is not None
    assert policy.facts_of(example.case, example.request, example.as_of, book) == example.facts  # type: ignore[arg-type]
    assert statement.given(example.situation) is True
    assert statement.then(example.situation) is not True


def term_sets() -> list[PlanTerms]:
    """Terms that count in every way there is, and in ways that are not known."""
    allowances = (Allowance(1), Allowance(0, unlimited=True), Allowance(2, per_months=6))
    return [
        evolve(
            NO_TERMS,
            allowance=evolve(NO_TERMS.allowance, periods=periods),
            revision=evolve(NO_TERMS.revision, included=included),
            retainer=evolve(NO_TERMS.retainer, included_sets=included),
        )
        for included in (*allowances, UNKNOWN_ALLOWANCE)
        for periods in ("rolling", "from-first-shipment", UNKNOWN)
    ]


TERMS = st.sampled_from(term_sets())
REQUESTS: dict[Any, st.SearchStrategy[Any]] = {
    RevisionOrder: revision_orders(),
    RetainerOrder: retainer_orders(),
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=80, deadline=None)
@given(of=cases(), as_of=days(), ways=st.tuples(TERMS, TERMS), data=st.data())
def test_every_case_has_facts_of_which_a_case_can_be_made(
    kind: Any, of: Case, as_of: date, ways: tuple[PlanTerms, PlanTerms], data: st.DataObject
) -> None:
    """Facts gathered from any case are consistent, fit, and those of the case made of them."""
    policy, made_of = policy_for(kind), CASES[kind]
    request, (terms, others) = data.draw(REQUESTS[kind]), ways
    if kind is RevisionOrder:
        request = evolve(request, upgrade_to=None, planning_services=False)
    facts = policy.gather(of, request, as_of, terms)
    counted_otherwise = policy.gather(of, request, as_of, others)
    assert made_of.related((facts, terms), (counted_otherwise, others)) is not False
    assert (policy.consistent(facts) is not False, made_of.fit(facts, terms)) == (True, True)
    assert policy.gather(*made_of.made((facts, terms)), as_of, terms) == facts


ALWAYS_KNOWN = {"as_of", "arches", "sets", "is_final", "is_submitted"}
NO_UPGRADE: dict[str, Any] = {
    "has_upgrade": False,
    "adds_planning_services": False,
    **dict.fromkeys(("target", "target_revisions", "target_unlimited"), UNKNOWN),
    **dict.fromkeys(("target_lapsed", "target_awaits"), UNKNOWN),
}
FACTS: dict[Any, st.SearchStrategy[Any]] = {
    RevisionOrder: revision_facts(),
    RetainerOrder: retainer_facts(),
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=80, deadline=None)
@given(terms=TERMS, data=st.data())
def test_facts_that_fit_together_are_those_of_a_case(
    kind: Any, terms: PlanTerms, data: st.DataObject
) -> None:
    """Whatever is consistent and fits comes from a case: nothing is proved too weakly."""
    policy, made_of = policy_for(kind), CASES[kind]
    names = sorted(set(policy.facts.__slots__) - ALWAYS_KNOWN - {"__weakref__"})
    gaps = data.draw(st.sets(st.sampled_from(names), max_size=4))
    if "has_shipped" in gaps:
        gaps.add("first_shipped_on")
    if kind is RevisionOrder and {"approved_on", "is_approved"} & gaps:
        gaps |= {"approved_on", "is_approved"}
    facts = data.draw(FACTS[kind])
    if kind is RevisionOrder:
        ordered = bool(facts.revisions_ordered)
        facts = evolve(facts, **NO_UPGRADE, has_revision=ordered | data.draw(st.booleans()))
        gaps -= {"has_upgrade", "adds_planning_services"}
    facts = evolve(facts, **dict.fromkeys(gaps, UNKNOWN))
    assume(policy.consistent(facts) is not False and made_of.fit(facts, terms) is True)
    again = policy.gather(*made_of.made((facts, terms)), facts.as_of, terms)
    if again != facts:  # an unknown count that no day leaves open under these months
        counted = "revisions_ordered" if kind is RevisionOrder else "sets_ordered"
        assert getattr(facts, counted) is UNKNOWN
        assert terms.allowance.periods is UNKNOWN


def test_facts_that_no_case_has_are_not_consistent() -> None:
    """There are no three arches, and no last phase ships before the approval."""
    told = retainer.RetainerFacts(
        as_of=date(2026, 2, 28),
        sets=1,
        sets_ordered=0,
        models="scans",
        has_shipped=False,
        unshipped_replacements=0,
        unshipped_revisions=0,
    )
    assert RET.consistent(evolve(told, arches=3)) is False
    early = evolve(told, arches=2, last_phase_shipped=True, approved_on=date(2026, 3, 1))
    assert RET.consistent(early) is False
    assert RET.consistent(evolve(early, approved_on=date(2026, 2, 28))) is True


class TestKinds:
    """Asking about one kind, about all, and about one that has no proofs."""

    def test_all_kinds_are_asked_about_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The report counts each policy, and tells which of them nothing is proved about."""
        some = Sometimes("some", "Something is allowed.", arises=lambda s: s.allowed)
        monkeypatch.setattr(checking, "statements_of", lambda _policy: (some,))
        known = {kind: CASES[kind] for kind in (ReplacementOrder, RevisionOrder)}
        monkeypatch.setattr(checking, "CASES", known)
        report = proofs.check(ONE)
        assert report.policies == ("replacement", "revision")
        assert "retainer" in report.unproved
        assert {each.policy for each in report.of("revision")} == {"revision"}
        lines = str(report).splitlines()
        assert lines[0] == f"replacement, revision, {ONE.name}: 2 proved, 0 refuted, 0 undecided"
        beyond = "an upgrade and without planning services, and of no others"
        assert lines[1] == f"revision: claimed of forms without {beyond}"
        assert lines[2].startswith("nothing is claimed, and nothing proved, about: ")
        assert "revision: 1 proved, 0 refuted, 0 undecided" in lines

    def test_a_kind_without_cases_cannot_be_asked_about(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Facts must lead back to cases: a kind of request without that is refused at once."""
        known = {k: v for k, v in CASES.items() if k is ReplacementOrder}
        monkeypatch.setattr(checking, "CASES", known)
        expected = r"no proofs about RevisionOrder: .* ReplacementOrder"
        with pytest.raises(TypeError, match=expected):
            proofs.check(ONE, kind=RevisionOrder)
        with pytest.raises(TypeError, match=expected):
            proofs.difference(ONE, ONE, REV)

    def test_a_kind_that_nothing_decides_cannot_be_asked_about(self) -> None:
        """A kind without a policy is an error like that of `decide`."""
        with pytest.raises(TypeError, match="no policy decides Wish"):
            proofs.check(ONE, kind=Wish)

    def test_statements_are_about_one_kind(self) -> None:
        """A statement speaks of facts, so its kind has to be said."""
        nothing = Always("n", "Nothing.", then=lambda _s: True)
        with pytest.raises(TypeError, match="say which with kind="):
            proofs.check(ONE, statements=[nothing])

    def test_a_statement_about_a_charge_that_is_not_made_is_undecided(self) -> None:
        """Without the charge that a statement names there is nothing to count."""
        vague = Always("v", "No gold is charged.", then=lambda s: equals(s.many("gold"), 0))
        finding = finding_about(vague, RET, ONE)
        assert (finding.verdict, finding.remark) == (
            Verdict.UNDECIDED,
            "the policy has no charge for gold",
        )


class TestCountedOtherwise:
    """Two rulebooks that count the same orders differently."""

    @pytest.mark.parametrize(
        "change",
        [
            {"allowance.periods": "from-first-shipment"},
            {"retainer.included_sets": 2},
            {"retainer.included_sets": "unlimited"},
        ],
        ids=str,
    )
    def test_one_case_is_charged_differently(self, change: dict[str, Any]) -> None:
        """The counter-example is one case, gathered under both, though the counts differ."""
        after = SIX_MONTHS.evolve(change)
        found = proofs.difference(SIX_MONTHS, after, kind=RetainerOrder)
        (finding,) = found.refuted
        assert finding.statement == "charged-alike"
        one = finding.example
        assert one is not None
        assert one.other is not None
        assert one.case is one.other.case
        totals = []
        for book, example in ((SIX_MONTHS, one), (after, one.other)):
            facts = RET.facts_of(one.case, one.request, one.as_of, book)  # type: ignore[arg-type]
            assert facts == example.facts
            totals.append(example.situation.total)
        assert totals[0] != totals[1]

    def test_what_no_case_shows_is_undecided(self) -> None:
        """Where two counts are never unlike as the solver takes them, nothing is claimed."""
        before = SIX_MONTHS.evolve({"revision.included": {"number": 2, "per_months": 6}})
        after = before.evolve({"revision.included": {"number": 2, "per_months": 600}})
        lying = evolve(REV, consistent=lambda f: REV.consistent(f) & (f.revisions_ordered >= 5000))
        (finding,) = proofs.difference(before, after, lying).about("charged-alike")
        assert finding.verdict is Verdict.PROVED
        greedy = charging(lying, free=lambda f, _t: f.revisions_ordered >= 6000)
        (finding,) = proofs.difference(before, after, greedy).about("charged-alike")
        assert finding.verdict is Verdict.UNDECIDED
        assert (finding.remark or "").endswith("; revisions_ordered is counted otherwise")

    def test_a_case_that_has_one_of_the_counts_alone_shows_nothing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Facts of two cases are no counter-example, so that nothing is claimed."""
        told = {a.name: getattr(CASES[RetainerOrder], a.name) for a in fields(Cases)}
        monkeypatch.setattr(checking, "CASES", {RetainerOrder: Forgetful(**told)})
        after = SIX_MONTHS.evolve({"allowance.periods": "from-first-shipment"})
        (finding,) = proofs.difference(SIX_MONTHS, after, kind=RetainerOrder).about("charged-alike")
        assert finding.verdict is Verdict.UNDECIDED

    def test_more_orders_than_are_written_out_make_no_example(self) -> None:
        """Thousands of open orders, or of aligners on one day, are left undecided."""
        facts = retainer.RetainerFacts(as_of=date(2025, 3, 10))
        assert len(open_orders(facts, MOST_ORDERS, RevisionOrder)) == MOST_ORDERS
        with pytest.raises(ValueError, match="too many orders for an example"):
            open_orders(facts, MOST_ORDERS + 1, RevisionOrder)
        lost = good_facts(has_ordered=False, last_ordered_on=UNKNOWN)
        counts = {"upper_ordered": [(lost.as_of, 1000)], "lower_ordered": []}
        with pytest.raises(ValueError, match="too many aligners for an example"):
            replacement_case(lost, counts)

    def test_orders_are_dated_so_that_each_way_counts_its_own(self) -> None:
        """Older orders count in the whole plan alone, those before a period in any months alone."""
        as_of, shipped = date(2025, 3, 10), date(2024, 9, 1)
        f = retainer.RetainerFacts(as_of=as_of, has_shipped=True, first_shipped_on=shipped)
        rolling, fixed = (6, "rolling"), (6, "from-first-shipment")
        assert dated(f, [(3, None), (1, rolling)]) == [(date(2024, 9, 10), 2), (as_of, 1)]
        assert dated(f, [(2, rolling), (0, fixed)]) == [(date(2024, 9, 11), 2)]
        assert dated(f, [(UNKNOWN, (6, UNKNOWN))]) == [(date(2025, 2, 28), 1)]
        with pytest.raises(ValueError, match="no day counts in one way alone"):
            dated(f, [(1, rolling), (2, None), (3, rolling)])
        waiting = evolve(f, has_shipped=False, first_shipped_on=UNKNOWN)
        with pytest.raises(ValueError, match="no day counts in one way alone"):
            dated(waiting, [(2, rolling), (0, fixed)])
