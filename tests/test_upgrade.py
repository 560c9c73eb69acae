"""Upgrades, clause by clause: both sides of every boundary."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve, fields_dict
from hypothesis import given, settings
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules import tables
from aligner_rules.model import (
    UNKNOWN,
    Case,
    Invalid,
    ModelSource,
    Phase,
    Plan,
    RetainerOrder,
    RevisionOrder,
    Shipment,
    StepSelection,
    Upgrade,
)
from aligner_rules.readings.decision import decide_facts
from aligner_rules.rulebook.prices import PriceBook, price_book_of
from aligner_rules.rules import revision
from aligner_rules.rules.policy import Way
from aligner_rules.rules.upgrade import POLICY
from column_cases import drawn_facts, quoted
from facts_strategies import facts_for
from strategies import PLAN_NAMES, cases, days

PACKAGED = ar.load_rulebooks()
BOOK = PACKAGED.evolve({"upgrade.regions": ["US"]}, name="ours")
PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
OCTOBER, DECEMBER, AMERICAN = date(2024, 10, 1), date(2025, 12, 1), date(2017, 6, 1)
STEPS = StepSelection.parse(upper="1-9", lower="")
DAY = date(2026, 2, 28)
ALLOWED, REFUSED, UNDETERMINED = ar.Outcome


def case(plan: Any = "ONE", approved_on: Any = OCTOBER, **given_: Any) -> Case:
    """An active case that shipped on the last of January 2026, or on the day given."""
    shipped_on = given_.pop("shipped_on", date(2026, 1, 31))
    shipment = None if shipped_on is None else Shipment(shipped_on)
    told: dict[str, Any] = {
        "region": "US",
        "plan": Plan(plan, approved_on) if isinstance(plan, str) else plan,
        "phases": (Phase(1, STEPS, shipment=shipment),),
        "orders": (),
        "upgrades": (),
        "closed_on": None,
    }
    return Case("C-1", "America/New_York", **told | given_)


def decide(
    of: Case, target: str = "TWO", as_of: date = DAY, book: ar.Rulebook = BOOK
) -> ar.Decision:
    """Decide an upgrade under the packaged editions, offered in the United States."""
    return ar.decide(of, Upgrade(target=target), as_of=as_of, book=book)


def fee_table(**fees: int) -> PriceBook:
    """A price book that states fees, such as ONE_TWO, from 2024 until 2026."""
    dated = {"holds_from": date(2024, 1, 1), "holds_until": date(2026, 12, 31), "source": "list"}
    items = {
        f"upgrade.{pair.replace('_', '.')}": {
            "label": "A fee",
            "unit": "upgrade",
            "amounts": [{"minor": minor, **dated}],
        }
        for pair, minor in fees.items()
    }
    head = {"schema": 1, "name": "list", "title": "List", "currency": "USD", "exponent": 2}
    return price_book_of({**head, "upgrade_fees": "table", "prices": items}, "x")


class TestUpg1Targets:
    """UPG-1 and UPG-4: to which plans, by the edition that governs."""

    @pytest.mark.parametrize(
        ("plan", "approved_on", "target", "outcome"),
        [
            ("FLEX", OCTOBER, "MINI", REFUSED),
            ("FLEX", DECEMBER, "ONE", REFUSED),
            ("MINI", OCTOBER, "ONE", ALLOWED),
            ("MINI", OCTOBER, "TWO", REFUSED),
            ("MINI", DECEMBER, "ONE", ALLOWED),
            ("ONE", OCTOBER, "TWO", ALLOWED),
            ("ONE", OCTOBER, "THREE", REFUSED),
            ("ONE", OCTOBER, "MINI", REFUSED),
            ("ONE", OCTOBER, "ONE", REFUSED),
            ("TWO", OCTOBER, "THREE", ALLOWED),
            ("TWO", OCTOBER, "UNLIMITED", ALLOWED),
            ("TWO", DECEMBER, "UNLIMITED 3", ALLOWED),
            ("TWO", DECEMBER, "UNLIMITED 5", REFUSED),
            ("TWO", DECEMBER, "UNLIMITED", REFUSED),
            ("THREE", OCTOBER, "UNLIMITED", UNDETERMINED),
            ("UNLIMITED", OCTOBER, "THREE", REFUSED),
            ("UNLIMITED 3", DECEMBER, "UNLIMITED 5", REFUSED),
            ("UNLIMITED", AMERICAN, "FLEX", REFUSED),
            ("FLEX", AMERICAN, "UNLIMITED", UNDETERMINED),
        ],
    )
    def test_the_targets_of_each_plan(
        self, plan: str, approved_on: date, target: str, outcome: ar.Outcome
    ) -> None:
        """The next plan, a named one, any higher or none: the list of the edition says it."""
        assert decide(case(plan, approved_on), target).outcome is outcome

    def test_what_is_offered_instead_is_told(self) -> None:
        """The reason names the plans to which the case can be upgraded, or that there are none."""
        (reason,) = decide(case("TWO"), "FOUR").reasons
        assert (reason.actual, reason.required) == ("FOUR", "THREE, UNLIMITED")
        assert [each.way for each in reason.ways_out] == [Way.CHOOSE_PLAN]
        (reason,) = decide(case("FLEX"), "ONE").reasons
        assert [reason.message(), reason.message("fr")] == [
            "The case cannot be upgraded to ONE. Plans to which it can: none.",
            "Le cas ne peut pas passer à ONE. Plans auxquels il peut passer : aucun.",
        ]

    @pytest.mark.parametrize(
        ("closed_on", "outcome"),
        [
            (None, ALLOWED),
            (date(2026, 3, 1), ALLOWED),
            (DAY, REFUSED),
            (UNKNOWN, UNDETERMINED),
        ],
    )
    def test_the_case_is_active(self, closed_on: Any, outcome: ar.Outcome) -> None:
        """Closed on the day itself it is closed; a case that does not tell may be."""
        assert decide(case(closed_on=closed_on)).outcome is outcome

    @pytest.mark.parametrize(("days", "outcome"), [(0, REFUSED), (1, ALLOWED)])
    def test_a_revision_takes_a_case_up_again(self, days: int, outcome: ar.Outcome) -> None:
        """CAS-3: one of a later day does, and what is active again may be upgraded."""
        revision = RevisionOrder(placed_on=DAY - timedelta(days=9 - days))
        closed = case(closed_on=DAY - timedelta(days=9), orders=(revision,))
        assert decide(closed).outcome is outcome

    @pytest.mark.parametrize(
        ("plan", "codes"),
        [
            (None, ("setup-is-approved", "target-is-offered")),
            (Plan("ONE", date(2026, 3, 1)), ("setup-is-approved",)),
            (Plan("ONE", DAY), ()),
        ],
    )
    def test_the_setup_is_approved(self, plan: Any, codes: tuple[str, ...]) -> None:
        """SUB-8: before the approval there is no plan to upgrade."""
        told = decide(case(plan=plan, shipped_on=None, phases=())).codes
        assert told[: len(codes)] == codes

    def test_no_payment_method_and_no_terms_are_asked_for(self) -> None:
        """No source tells of any, so none is required."""
        request = Upgrade(target="TWO", payment_method=None, accepts_terms=False)
        assert ar.decide(case(), request, as_of=DAY, book=BOOK).outcome is ALLOWED


class TestUpg3Regions:
    """UPG-3: not in every region, and no source says in which."""

    @pytest.mark.parametrize(
        ("region", "regions", "outcome"),
        [
            ("US", "everywhere", ALLOWED),
            (UNKNOWN, "everywhere", ALLOWED),
            ("US", ["FR", "US"], ALLOWED),
            ("DE", ["FR", "US"], REFUSED),
            (UNKNOWN, ["FR", "US"], UNDETERMINED),
            (UNKNOWN, [], REFUSED),
            ("US", UNKNOWN, UNDETERMINED),
        ],
    )
    def test_the_switch(self, region: Any, regions: Any, outcome: ar.Outcome) -> None:
        """Allowed only where it is known to be offered in the practice's country."""
        book = PACKAGED.evolve({"upgrade.regions": regions})
        assert decide(case(region=region), book=book).outcome is outcome

    def test_the_packaged_editions_name_what_is_missing(self) -> None:
        """Nothing but the list of countries stands between a sound upgrade and its permission."""
        (reason,) = decide(case(), book=PACKAGED).reasons
        assert (reason.code, reason.missing) == ("offered-in-region", ("upgrade.regions",))

    def test_the_countries_are_told(self) -> None:
        """Who practises elsewhere is told where upgrades are offered."""
        (reason,) = decide(case(region="DE")).reasons
        assert (reason.actual, reason.required) == ("DE", "US")


class TestUpg4Expiry:
    """EXP-5 and UPG-4: not after expiry, nor for MINI after its revision."""

    @pytest.mark.parametrize(
        ("as_of", "outcome"),
        [
            (date(2027, 1, 30), ALLOWED),
            (date(2027, 1, 31), ALLOWED),
            (date(2027, 2, 1), REFUSED),
        ],
    )
    def test_until_the_expiry_day(self, as_of: date, outcome: ar.Outcome) -> None:
        """ONE shipped on 31 January 2026: the expiry day is inside, the next is not."""
        assert decide(case(), as_of=as_of).outcome is outcome

    def test_before_the_first_shipment_nothing_has_expired(self) -> None:
        """EXP-6: without a shipment there is no expiry."""
        assert decide(case(shipped_on=None)).outcome is ALLOWED

    def test_the_expiry_date_is_told(self) -> None:
        """The reason has the date, and what is left to do: to pay Flex price."""
        (reason,) = decide(case(), as_of=date(2027, 2, 1)).reasons
        assert (reason.clause, reason.actual, reason.lifts_on) == ("EXP-5", date(2027, 1, 31), None)
        assert [each.way for each in reason.ways_out] == [Way.FLEX_PRICE]

    def test_an_edition_may_allow_it_after_expiry(self) -> None:
        """Whether expiry rules an upgrade out is a term."""
        book = BOOK.evolve({"upgrade.blocked_by_expiry": False})
        assert decide(case(), as_of=date(2027, 2, 1), book=book).outcome is ALLOWED

    @pytest.mark.parametrize(
        ("plan", "target", "placed_on", "outcome"),
        [
            ("MINI", "ONE", date(2026, 3, 1), ALLOWED),
            ("MINI", "ONE", DAY, REFUSED),
            ("ONE", "TWO", DAY, ALLOWED),
        ],
    )
    def test_mini_only_before_its_revision(
        self, plan: str, target: str, placed_on: date, outcome: ar.Outcome
    ) -> None:
        """A revision submitted by the day itself rules it out for MINI, not for others."""
        revised = case(plan, orders=(RevisionOrder(placed_on=placed_on),))
        assert decide(revised, target).outcome is outcome

    def test_unknown_orders_may_hold_a_revision(self) -> None:
        """A case that does not tell its orders leaves it open, for MINI alone."""
        assert decide(case("MINI", orders=UNKNOWN), "ONE").codes == ("no-revision-submitted",)
        assert decide(case("ONE", orders=UNKNOWN)).codes == ()


class TestUpg5Fee:
    """UPG-5: the table of the price book, or the difference of plan prices, else undetermined."""

    def quote(self, target: str, prices: PriceBook, as_of: date = DAY, **of: Any) -> ar.Quote:
        """What an upgrade of a case of ONE costs, or of the plan given."""
        request = Upgrade(target=target)
        return ar.quote(case(**of), request, as_of=as_of, book=BOOK, prices=prices)

    @pytest.mark.parametrize(
        ("as_of", "minor"), [(date(2025, 12, 31), 35000), (date(2026, 1, 1), 39000)]
    )
    def test_the_difference_of_plan_prices(self, as_of: date, minor: int) -> None:
        """TWO less ONE, by the prices of the day, with the basis on the line."""
        told = self.quote("TWO", PRICES, as_of, shipped_on=None)
        (line,) = told.lines
        assert (told.total.minor, line.many, line.clause) == (minor, 1, "UPG-5")
        assert line.basis is ar.Basis.PRICE_DIFFERENCE
        assert line.message() == "Upgrade of the plan, at the difference of the plan prices"

    def test_a_table_of_fees(self) -> None:
        """The fee that is stated for the two plans, until its last day."""
        prices = fee_table(ONE_TWO=9900, MINI_TWO=100)
        told = self.quote("TWO", prices, date(2026, 12, 31))
        assert (told.total.minor, told.lines[0].basis) == (9900, ar.Basis.UPGRADE_FEE)
        assert self.quote("TWO", prices, date(2027, 1, 1)).total is UNKNOWN

    @pytest.mark.parametrize(
        ("target", "prices", "of", "missing"),
        [
            ("UNLIMITED", PRICES, {}, ("price of plan.UNLIMITED",)),
            ("MINI", PRICES, {}, ("price of upgrade.ONE.MINI",)),
            ("TWO", fee_table(MINI_ONE=1), {}, ("price of upgrade.ONE.TWO",)),
            ("TWO", evolve(PRICES, upgrade_fees=None), {}, ("price of upgrade.ONE.TWO",)),
            ("TWO", PRICES, {"plan": UNKNOWN}, ("plan",)),
        ],
    )
    def test_what_no_price_is_told_of(
        self, target: str, prices: PriceBook, of: dict[str, Any], missing: tuple[str, ...]
    ) -> None:
        """Otherwise the fee is undetermined, and the quote names what is missing."""
        told = self.quote(target, prices, **of)
        assert (told.total, told.missing) == (UNKNOWN, missing)

    def test_without_a_way_there_is_no_basis(self) -> None:
        """A book that does not say how upgrades are priced gives no reason for a price either."""
        (line,) = self.quote("TWO", evolve(PRICES, upgrade_fees=None)).lines
        assert (line.basis, line.unit_price) == (UNKNOWN, UNKNOWN)


class TestUpg2Afterwards:
    """UPG-2: as if the target had been ordered at the start."""

    def test_expiry_is_counted_from_the_first_shipment(self) -> None:
        """ONE to TWO: 24 months from 31 January 2026, not from the upgrade."""
        before = case()
        later = ar.apply(before, Upgrade(target="TWO"), as_of=DAY, book=BOOK)
        told = [ar.expiry(of, as_of=DAY, book=BOOK).on for of in (before, later)]
        assert told == [date(2027, 1, 31), date(2028, 1, 31)]

    def test_the_case_keeps_its_approval_and_tells_its_upgrade(self) -> None:
        """The plan changes its name, its edition stays, and what was asked is on record."""
        request = Upgrade(target="TWO", payment_method="card", accepts_terms=True)
        later = ar.apply(case(), request, as_of=DAY, book=BOOK)
        assert later.plan == Plan("TWO", OCTOBER)
        assert later.upgrades == (evolve(request, placed_on=DAY, former="ONE"),)

    def test_what_is_used_counts(self) -> None:
        """A set of retainers ordered under ONE is one less of those of TWO."""
        order = RetainerOrder(arches=frozenset(), sets=1, placed_on=date(2026, 2, 1))
        book = BOOK.evolve({"retainer.included_sets": 3}, plans=["TWO"])
        later = ar.apply(case(orders=(order,)), Upgrade(target="TWO"), as_of=DAY, book=book)
        sets = ar.allowances(later, as_of=DAY, book=book).retainer_sets
        assert (sets.used, sets.left) == (1, ar.Limit(2))

    def test_an_earlier_day_still_sees_the_former_plan(self) -> None:
        """A question about the day before the upgrade is one about ONE."""
        later = ar.apply(case(), Upgrade(target="TWO"), as_of=DAY, book=BOOK)
        day_before = date(2026, 2, 27)
        assert decide(later, as_of=day_before).facts.plan == "ONE"
        assert decide(later, "THREE", as_of=DAY).facts.plan == "TWO"
        told = [ar.expiry(later, as_of=day, book=BOOK).on for day in (day_before, DAY)]
        assert told == [date(2027, 1, 31), date(2028, 1, 31)]

    def test_upgrades_follow_each_other(self) -> None:
        """ONE to TWO to UNLIMITED: each is on record, in order."""
        book = BOOK.evolve({"expiry.months": 36}, plans=["THREE", "UNLIMITED"])
        later = ar.apply(case(), Upgrade(target="TWO"), as_of=DAY, book=book)
        last = ar.apply(later, Upgrade(target="UNLIMITED"), as_of=date(2026, 3, 1), book=book)
        assert [each.former for each in last.upgrades] == ["ONE", "TWO"]
        assert ar.expiry(last, as_of=date(2026, 3, 1), book=book).on == date(2029, 1, 31)

    def test_what_is_refused_is_not_taken(self) -> None:
        """Whatever is not allowed raises, with the decision."""
        with pytest.raises(ar.Refused, match="cannot be upgraded to THREE"):
            ar.apply(case(), Upgrade(target="THREE"), as_of=DAY, book=BOOK)

    def test_unknown_upgrades_cannot_be_added_to(self) -> None:
        """A case that does not tell its upgrades says so."""
        with pytest.raises(Invalid, match=r"\$\.upgrades: given UNKNOWN"):
            ar.apply(case(upgrades=UNKNOWN), Upgrade(target="TWO"), as_of=DAY, book=BOOK)

    def test_it_is_told(self) -> None:
        """The decision says what the upgrade brings about."""
        codes = [each.code for each in decide(case()).consequences]
        assert codes == ["as-if-ordered-at-the-start"]


class TestRev3Inside:
    """REV-3: an upgrade inside the form of a revision, by the rules of every upgrade."""

    MANY = BOOK.evolve({"revision.included": 2}, plans=["TWO"])
    """TWO includes two revisions, which no source tells."""

    def form(self, target: str | None = "TWO", **given_: Any) -> RevisionOrder:
        """A complete form that upgrades the case."""
        complete: dict[str, Any] = {"models": ModelSource.SCANS}
        return RevisionOrder(**complete | given_, upgrade_to=target)

    def price(self, of: Case, request: RevisionOrder, as_of: date = DAY, **ask: Any) -> list[Any]:
        """The amounts of the lines in minor units, and of the whole."""
        told = ar.quote(of, request, as_of=as_of, book=ask.get("book", self.MANY), prices=PRICES)
        totals: list[Any] = [*(line.amount for line in told.lines), told.total]
        return [each if each is UNKNOWN else each.minor for each in totals]

    @pytest.mark.parametrize(
        ("of", "as_of", "codes"),
        [
            ({}, DAY, ()),
            ({"region": "DE"}, DAY, ("offered-in-region",)),
            ({"closed_on": DAY}, DAY, ("case-is-active",)),
            ({}, date(2027, 2, 1), ("plan-has-not-expired",)),
            ({"plan": "FLEX"}, DAY, ("target-is-offered",)),
        ],
    )
    def test_it_has_to_meet_what_every_upgrade_does(
        self, of: dict[str, Any], as_of: date, codes: tuple[str, ...]
    ) -> None:
        """Each requirement of an upgrade refuses the form that asks for one, and no other."""
        told = case(**of)
        decision = ar.decide(told, self.form(), as_of=as_of, book=self.MANY)
        assert decision.codes == codes
        plain = ar.decide(told, self.form(None), as_of=as_of, book=self.MANY)
        assert plain.outcome is ALLOWED

    def test_mini_may_upgrade_inside_its_first_revision(self) -> None:
        """The revision at hand is not submitted yet; one before it is (UPG-4)."""
        mini = case("MINI")
        assert ar.decide(mini, self.form("ONE"), as_of=DAY, book=BOOK).outcome is ALLOWED
        revised = case("MINI", orders=(RevisionOrder(placed_on=DAY),))
        told = ar.decide(revised, self.form("ONE"), as_of=DAY, book=BOOK)
        assert told.codes == ("no-revision-submitted",)

    def test_the_target_includes_the_revision(self) -> None:
        """ONE has none left, TWO has one: with the upgrade only its fee is paid."""
        used = case(orders=(RevisionOrder(placed_on=date(2026, 2, 1)),))
        assert self.price(used, self.form(None)) == [12000, 12000]
        assert self.price(used, self.form()) == [0, 39000, 39000]
        decision = ar.decide(used, self.form(), as_of=DAY, book=self.MANY)
        told = [(each.code, each.many) for each in decision.consequences]
        assert told == [("included-revisions-left", 0), ("as-if-ordered-at-the-start", None)]

    def test_used_revisions_count_for_the_target_too(self) -> None:
        """Two used of two: the revision is paid beside the fee."""
        orders = (RevisionOrder(placed_on=date(2026, 2, 1)),) * 2
        assert self.price(case(orders=orders), self.form()) == [12000, 39000, 51000]

    def test_unlimited_revisions_have_no_end(self) -> None:
        """Of a target without end none are counted down."""
        book = self.MANY.evolve({"revision.included": "unlimited"}, plans=["TWO"])
        decision = ar.decide(case(), self.form(), as_of=DAY, book=book)
        assert [each.code for each in decision.consequences] == ["as-if-ordered-at-the-start"]
        assert self.price(case(), self.form(), book=book) == [0, 39000, 39000]

    def test_approval_falls_inside_the_window_of_the_target(self) -> None:
        """EXP-11: from December 2025 the approval counts, by the 24 months of TWO."""
        december = case(approved_on=DECEMBER)
        for approval, amount in ((date(2028, 1, 31), 0), (date(2028, 2, 1), 12000)):
            told = self.price(december, self.form(setup_approved_on=approval))
            assert told == [amount, 39000, amount + 39000]
        decision = ar.decide(december, self.form(), as_of=DAY, book=self.MANY)
        assert [each.code for each in decision.consequences] == [
            "approval-before-expiry",
            "as-if-ordered-at-the-start",
        ]

    def test_what_the_target_includes_may_be_unknown(self) -> None:
        """How many revisions TWO includes no source tells: undetermined, and named."""
        told = ar.quote(case(), self.form(), as_of=DAY, book=BOOK, prices=PRICES)
        assert (told.total, told.missing) == (UNKNOWN, ("target_unlimited", "target_revisions"))

    def test_both_are_taken_or_neither(self) -> None:
        """One question makes the case an upgraded one with a revision; refused, it stays."""
        later = ar.apply(case(), self.form(), as_of=DAY, book=self.MANY)
        assert [each.target for each in later.upgrades] == ["TWO"]
        assert [each.placed_on for each in later.orders] == [DAY]
        with pytest.raises(ar.Refused, match="The case is closed"):
            ar.apply(case(closed_on=DAY), self.form(), as_of=DAY, book=self.MANY)

    def test_its_requirements_are_those_of_an_upgrade(self) -> None:
        """The codes and clauses are the same, and so is what explains them."""
        of_upgrade = [(each.code, each.clause, each.ways_out) for each in POLICY.requirements]
        inside = [(each.code, each.clause, each.ways_out) for each in revision.POLICY.requirements]
        assert [each for each in of_upgrade if each not in inside] == []


@given(cases(), st.sampled_from(PLAN_NAMES), days())
def test_facts_of_a_case_fit_together(of: Case, target: str, as_of: date) -> None:
    """No case yields facts that `consistent` rules out."""
    facts = POLICY.facts_of(of, Upgrade(target=target), as_of, BOOK)
    assert POLICY.consistent(facts) is not False


@given(facts_for(POLICY))
def test_verdicts_are_those_of_the_statements(facts: Any) -> None:
    """Written out as one function or asked one by one, the statements come to the same."""
    decision = decide_facts(POLICY, facts, book=BOOK)
    one_by_one = [holds(facts, decision.terms) for holds in POLICY.statements]
    assert [*decision.verdicts] == one_by_one


@given(seed=st.integers(0, 2**32))
@settings(max_examples=3, deadline=None)
def test_fees_of_a_table_agree_row_by_row(seed: int) -> None:
    """Columns price an upgrade by the table of fees as each quote does."""
    prices = fee_table(ONE_TWO=9900, MINI_ONE=100, TWO_THREE=7, TWO_UNLIMITED=8)
    facts = drawn_facts(seed, 300, BOOK, POLICY)
    frame = tables_frame(facts)
    told = tables.quote(frame, Upgrade, book=BOOK, prices=prices)
    expected = quoted(facts, BOOK, prices, POLICY)
    assert told["amount_minor"].to_list() == expected["amount_minor"].to_list()


def tables_frame(facts: list[Any]) -> Any:
    """The facts as a frame of Polars."""
    names = fields_dict(POLICY.facts)
    rows = [{n: None if (v := getattr(f, n)) is UNKNOWN else v for n in names} for f in facts]
    return pl.DataFrame(rows, infer_schema_length=None)


def test_codes_are_public_and_stay() -> None:
    """The codes and clauses that portals have stored; a code is never renamed or reused."""
    assert [(each.code, each.clause) for each in POLICY.requirements] == [
        ("setup-is-approved", "SUB-8"),
        ("case-is-active", "UPG-1"),
        ("target-is-offered", "UPG-1"),
        ("offered-in-region", "UPG-3"),
        ("plan-has-not-expired", "EXP-5"),
        ("no-revision-submitted", "UPG-4"),
    ]
    assert [(each.code, each.clause) for each in POLICY.consequences] == [
        ("as-if-ordered-at-the-start", "UPG-2")
    ]
