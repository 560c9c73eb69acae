"""A rulebook answers with the terms that govern, and is equal by what it says."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner_rules.model.faults import Invalid
from aligner_rules.model.limit import UNKNOWN_LIMIT, UNLIMITED, Limit
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.book import Period, Rulebook, after
from aligner_rules.rulebook.loading import load_rulebook, load_rulebooks
from aligner_rules.rulebook.schema import TERMS
from aligner_rules.rulebook.terms import NO_PLAN, NO_TERMS, WIDE, Allowance, Regions
from rulebook_strategies import FIRST, PLANS, any_value, file_of, toy, toy_overlay

DAY = timedelta(days=1)
INTERVAL = "replacement.interval_days"
BOOK = load_rulebooks()
APPROVED = date(2024, 11, 5)


def loaded(content: dict[str, Any]) -> Rulebook:
    """Return the rulebook of one file with that content."""
    with TemporaryDirectory() as folder:
        return load_rulebook(file_of(content, Path(folder)))


TOY = loaded(toy())


def test_the_same_terms_are_the_same_object() -> None:
    """Asking again gives the very same terms."""
    assert BOOK.terms("ONE", APPROVED) is BOOK.terms("ONE", APPROVED + DAY)


@pytest.mark.parametrize(
    ("plan", "day", "region"),
    [
        ("ONE", date(1900, 1, 1), "US"),
        ("ONE", date(2017, 6, 1), "US"),
        ("UNLIMITED", date(2017, 6, 1), "FR"),
        ("UNLIMITED", date(2017, 6, 1), UNKNOWN),
        ("UNLIMITED", date(2025, 12, 1), "US"),
        ("one", APPROVED, "US"),
        (UNKNOWN, APPROVED, "US"),
        (NO_PLAN, date(1900, 1, 1), "US"),
        (["ONE"], APPROVED, "US"),
        ("ONE", datetime(2024, 11, 5), "US"),  # noqa: DTZ001
        ("UNLIMITED", date(2017, 6, 1), ["US"]),
        ("ONE", UNKNOWN, "US"),
        ("ONE", None, "US"),
        (None, None, None),
    ],
)
def test_what_nothing_governs_has_no_terms(plan: Any, day: Any, region: Any) -> None:
    """No such plan, no such day, no such region, or not known which: every term is unknown."""
    assert BOOK.terms(plan, day, region) is NO_TERMS


def test_a_region_matters_only_where_a_period_names_one() -> None:
    """A worldwide edition governs whatever the region is, known or not."""
    regions: list[Any] = ["US", "FR", UNKNOWN, None, []]
    found = {id(BOOK.terms("ONE", APPROVED, region)) for region in regions}
    assert found == {id(BOOK.terms("ONE", APPROVED))}


def pickled(book: Rulebook) -> Rulebook:
    """Return the book that comes out of its pickle."""
    sent: Rulebook = pickle.loads(pickle.dumps(book))  # noqa: S301 - pickled right here
    return sent


class Strange:
    """Something that breaks every comparison."""

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: object) -> bool:
        raise ValueError

    __gt__ = __le__ = __ge__ = __lt__


STRANGE = [None, UNKNOWN, 0, 1.5, "ONE", "2024-11-05", b"", [], {}, (), Limit(1), Strange()]
anything = st.sampled_from([*STRANGE, datetime(2024, 11, 5), date(2020, 1, 1), "US"])  # noqa: DTZ001


@given(anything, anything, anything)
def test_asking_for_terms_never_raises(plan: Any, day: Any, region: Any) -> None:
    """Whatever is asked, terms come back."""
    assert BOOK.terms(plan, day, region) is not None


def test_plans_are_those_of_all_periods() -> None:
    """The names of plans are listed once, in the order of the editions and within them."""
    expected = ("FLEX", "UNLIMITED", "MINI", "ONE", "TWO", "THREE", "UNLIMITED 3", "UNLIMITED 5")
    assert BOOK.plans == expected


def test_a_value_comes_with_its_source() -> None:
    """The interval of UNLIMITED is found with its clause and the titles of its sources."""
    value = BOOK.value(INTERVAL, "UNLIMITED", APPROVED)
    assert value is not None
    assert (value.value, value.unit, value.clause) == (45, "days", "REP-4")
    assert value.sources == (
        "Doctor Portal FAQ (English, 480.857_en_04)",
        "FAQ du Doctor Portal (French)",
    )
    assert value.decided_here == "The forty-fifth day after an order is allowed."


@pytest.mark.parametrize(
    ("path", "plan", "day"),
    [
        ("replacement.interval", "ONE", APPROVED),
        (INTERVAL, "GOLD", APPROVED),
        (INTERVAL, "ONE", UNKNOWN),
        (INTERVAL, "ONE", date(1900, 1, 1)),
    ],
)
def test_where_nothing_is_said_there_is_no_value(path: str, plan: str, day: Any) -> None:
    """Another term, another plan and a day that nothing governs have no value."""
    assert BOOK.value(path, plan, day) is None


@given(
    st.sampled_from([*TERMS]), st.sampled_from([*BOOK.plans, NO_PLAN]), st.dates(date(2016, 1, 1))
)
def test_terms_are_the_values(path: str, plan: str, day: date) -> None:
    """The terms of a plan hold the value that the book tells for that day, or its unknown."""
    value, term = BOOK.value(path, plan, day, "US"), TERMS[path]
    held = getattr(getattr(BOOK.terms(plan, day, "US"), term.group), term.name)
    known = value is not None and value.value is not UNKNOWN
    assert held == (value.value if value is not None and known else term.unknown)


def test_no_plan_has_the_terms_of_the_whole_edition_alone() -> None:
    """Terms of no plan are those of the edition, which each of its plans has as well."""
    found, of_plan = BOOK.terms(NO_PLAN, APPROVED), BOOK.terms("ONE", APPROVED)
    assert (found.access.lockout_minutes, found.access) == (20, of_plan.access)
    of_plans = [name for name in attrs.fields_dict(type(found)) if name not in WIDE]
    assert {getattr(found, n) == getattr(NO_TERMS, n) for n in of_plans} == {True}


def test_no_plan_is_none_of_the_plans() -> None:
    """It is listed nowhere among the names of plans."""
    listed = [*BOOK.plans, *(plan for period in BOOK.periods for plan in period.plans)]
    assert NO_PLAN not in listed


@pytest.mark.parametrize("plan", [NO_PLAN, "ONE", "MINI"])
def test_a_value_of_the_whole_edition_is_that_of_its_plans(plan: str) -> None:
    """It is found by any plan of the edition, and by none, and says that it is of no plan."""
    value = BOOK.value("access.lockout_minutes", plan, APPROVED)
    assert value is not None
    assert (value.value, value.plan, value.clause) == (20, NO_PLAN, "ACC-1")


@given(st.dates(), st.sampled_from(["US", "FR", UNKNOWN]))
def test_a_day_lies_in_the_period_that_is_returned(day: date, region: Any) -> None:
    """A period governs exactly the days from its first to its last, in its regions."""
    holding = [
        each
        for each in BOOK.periods
        if each.first_day <= day
        and (each.last_day is None or day <= each.last_day)
        and (each.regions is None or region in each.regions)
    ]
    period = BOOK.period(day, region)
    assert ([] if period is None else [period]) == holding


@pytest.mark.parametrize("make", [pickled, copy.deepcopy, copy.copy])
def test_a_book_survives_pickling_and_copying(make: Callable[[Rulebook], Rulebook]) -> None:
    """A book that was sent elsewhere is equal, has the same hash and gives equal terms."""
    sent = make(BOOK)
    assert (sent, sent.hash, hash(sent)) == (BOOK, BOOK.hash, hash(BOOK))
    assert (sent.periods, sent.values, sent.sources) == (BOOK.periods, BOOK.values, BOOK.sources)
    assert sent.terms("ONE", APPROVED) == BOOK.terms("ONE", APPROVED)


def test_a_book_cannot_be_changed() -> None:
    """Neither the book, nor a period, nor its plans can be assigned to."""
    plans: Any = BOOK.periods[0].plans
    book: Any = BOOK
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        book.name = "x"
    with pytest.raises(TypeError):
        plans["GOLD"] = NO_TERMS


def test_periods_are_hashed_by_their_frame() -> None:
    """Equal periods have equal hashes."""
    period = BOOK.periods[0]
    same = Period(
        period.edition, period.first_day, period.last_day, period.regions, dict(period.plans),
        period.decided_here, period.wide,
    )  # fmt: skip
    assert (same, hash(same)) == (period, hash(period))


# ------------------------------------------------------------------- the hash


def test_the_hash_is_sha_256() -> None:
    """The hash is 64 hexadecimal digits."""
    assert (len(BOOK.hash), set(BOOK.hash) <= set("0123456789abcdef")) == (64, True)


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=20)
def test_the_order_of_keys_does_not_matter(random: Any) -> None:
    """A file that says the same in another order has the same hash and equal values."""

    def shuffled(part: Any) -> Any:
        if not isinstance(part, dict):
            return [shuffled(each) for each in part] if isinstance(part, list) else part
        keys = random.sample(list(part), len(part))
        return {key: shuffled(part[key]) for key in keys}

    other = loaded(shuffled(toy()))
    assert (other.hash, other.values, other.sources) == (TOY.hash, TOY.values, TOY.sources)


def test_how_plans_are_grouped_does_not_matter() -> None:
    """One entry for three plans and three entries for one plan each say the same."""
    content = toy()
    said = content["expiry"]["months"]["values"][0]
    content["expiry"]["months"]["values"] = [{**said, "plans": [p]} for p in reversed(PLANS)]
    assert loaded(content).hash == TOY.hash


def changed(change: Callable[[dict[str, Any]], object]) -> Rulebook:
    """Return the toy rulebook with its content changed."""
    content = toy()
    change(content)
    return loaded(content)


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.update(title="Another title"),
        lambda c: c.update(note="A note"),
        lambda c: c["expiry"]["months"].update(label="Another label"),
        lambda c: c["expiry"]["months"].update(unit="months"),
        lambda c: c["expiry"]["months"]["values"][0].update(note="A note"),
        lambda c: c["expiry"]["months"]["values"][0].update(holds_from=FIRST),
        lambda c: c["sources"]["B"].update(address="shelf 3"),
        lambda c: c["sources"].update(C={"title": "Never cited"}),
    ],
    ids=["title", "note", "label", "unit", "value's note", "first day said", "address", "source"],
)
def test_what_decides_and_defends_nothing_is_not_hashed(
    change: Callable[[dict[str, Any]], object],
) -> None:
    """Titles, labels, units, notes and what is cited nowhere leave the hash as it is."""
    assert changed(change) == TOY


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.update(name="another"),
        lambda c: c.update(holds_from=FIRST + DAY),
        lambda c: c.update(regions=["US"]),
        lambda c: c.update(decided_here="The first day."),
        lambda c: c["plans"].reverse(),
        lambda c: c["expiry"]["months"].update(clause="EXP-2"),
        lambda c: c["expiry"]["months"]["values"][0].update(value=6),
        lambda c: c["expiry"]["months"]["values"][0].update(value="unlimited"),
        lambda c: c["access"]["lockout_minutes"]["values"][0].update(value=6),
        lambda c: c["expiry"]["months"]["values"][0].update(source=["L"]),
        lambda c: c["expiry"]["months"]["values"][0].update(decided_here="So."),
        lambda c: c["sources"]["B"].update(title="Another book"),
    ],
    ids=[
        *("name", "first day", "regions", "decision on the day", "order of plans", "clause"),
        *(
            "value",
            "kind of value",
            "value of the edition",
            "source",
            "decision",
            "title of a source",
        ),
    ],
)
def test_what_decides_or_defends_is_hashed(change: Callable[[dict[str, Any]], object]) -> None:
    """Names, days, regions, plans, values, clauses, sources and decisions change the hash."""
    other = changed(change)
    assert (other == TOY, other.hash == TOY.hash) == (False, False)


def test_unknown_is_not_hashed_as_a_value() -> None:
    """That a value is unknown is another statement than any value."""

    def forget(content: dict[str, Any]) -> None:
        said = content["expiry"]["months"]["values"][0]
        said["unknown"] = True
        del said["value"]

    assert changed(forget) != TOY


def test_an_overlay_changes_the_hash_though_it_repeats_the_value(tmp_path: Path) -> None:
    """That a contract says so is part of the defence, though the value is the edition's."""
    said = {"plans": ["LARGE"], "value": any_value(INTERVAL), "decided_here": "agreed"}
    over = file_of(toy_overlay("contract", said), tmp_path, "over.toml")
    assert load_rulebook(file_of(toy(), tmp_path), [over]) != TOY


# ----------------------------------------------------------------------- evolve


def test_evolve_changes_a_value_in_every_period() -> None:
    """A changed value holds in all editions for all plans, and nothing else changes."""
    book = BOOK.evolve({INTERVAL: 30})
    assert {
        terms.replacement.interval_days for p in book.periods for terms in p.plans.values()
    } == {30}
    assert {value.value for value in book.values if value.path == INTERVAL} == {30}
    same = [value for value in BOOK.values if value.path != INTERVAL]
    assert [value for value in book.values if value.path != INTERVAL] == same


def test_evolve_can_be_kept_to_some_plans() -> None:
    """Plans that are not named keep their terms."""
    book = BOOK.evolve({INTERVAL: 30}, plans=["UNLIMITED"])
    assert book.terms("UNLIMITED", APPROVED).replacement.interval_days == 30
    assert book.terms("ONE", APPROVED) == BOOK.terms("ONE", APPROVED)


@pytest.mark.parametrize("plans", [None, ["ONE"], []])
def test_evolve_changes_the_whole_edition(plans: Any) -> None:
    """A term of the whole edition is changed for all its plans, whichever are named."""
    book = BOOK.evolve({"access.lockout_minutes": 30}, plans=plans)
    found = [book.terms(plan, APPROVED).access.lockout_minutes for plan in (NO_PLAN, "ONE", "TWO")]
    assert (found, book.hash == BOOK.hash) == ([30, 30, 30], False)
    value = book.value("access.lockout_minutes", NO_PLAN, APPROVED)
    assert value is not None
    assert (value.value, value.decided_here) == (30, "set by evolve")


def test_evolve_leaves_the_book_as_it_is() -> None:
    """The book that was evolved still says what it said."""
    BOOK.evolve({INTERVAL: 30})
    assert BOOK.terms("UNLIMITED", APPROVED).replacement.interval_days == 45


def test_an_evolved_value_cites_no_source() -> None:
    """A changed value no longer claims the source of the old one."""
    value = BOOK.evolve({INTERVAL: 30}).value(INTERVAL, "UNLIMITED", APPROVED)
    assert value is not None
    assert (value.sources, value.decided_here, value.note) == ((), "set by evolve", None)


@pytest.mark.parametrize(
    ("path", "given_value", "held"),
    [
        ("expiry.months", 7, Limit(7)),
        ("expiry.months", Limit(7), Limit(7)),
        ("expiry.months", "unlimited", UNLIMITED),
        ("expiry.months", UNLIMITED, UNLIMITED),
        ("expiry.months", UNKNOWN, UNKNOWN_LIMIT),
        ("expiry.months", UNKNOWN_LIMIT, UNKNOWN_LIMIT),
        ("replacement.free", UNKNOWN, UNKNOWN),
        ("retainer.included_sets", {"number": 2, "per_months": 6}, Allowance(2, per_months=6)),
        ("retainer.included_sets", Allowance(2, per_months=6), Allowance(2, per_months=6)),
        ("upgrade.targets", ("THREE",), ("THREE",)),
        ("upgrade.targets", ["THREE"], ("THREE",)),
    ],
)
def test_evolve_takes_values_as_written_and_as_held(path: str, given_value: Any, held: Any) -> None:
    """A value may be given as a file states it, as the terms hold it, or as UNKNOWN."""
    book = load_rulebook("clearcorrect-2024-10").evolve({path: given_value}, plans=["TWO"])
    group, name = path.split(".")
    assert getattr(getattr(book.terms("TWO", APPROVED), group), name) == held


def test_evolve_gives_another_name_and_hash() -> None:
    """An evolved book is told apart from the first by hash, and by the name that is chosen."""
    plain, named = TOY.evolve({}), TOY.evolve({}, name="trial")
    assert (plain.name, named.name) == ("toy, evolved", "trial")
    assert len({TOY.hash, plain.hash, named.hash}) == 3


def test_evolving_to_the_same_name_and_nothing_changes_nothing() -> None:
    """Without a change and under its own name a book stays equal."""
    assert TOY.evolve({}, name="toy") == TOY


def test_evolve_tells_all_faults_at_once() -> None:
    """Wrong terms, wrong plans and wrong values are told together, each once."""
    with pytest.raises(Invalid) as caught:
        TOY.evolve({"replacement.intervl_days": 3, "expiry.months": -1}, plans=["LARGE", "TINY"])
    assert list(map(str, caught.value.faults)) == [
        (
            "$.replacement.intervl_days: given 'replacement.intervl_days'; "
            "expected the path of a term; did you mean replacement.interval_days?"
        ),
        "$.plans[1]: given 'TINY'; expected a plan of the book; known: SMALL, MIDDLE, LARGE",
        "$.expiry.months: given -1; expected a whole number from 0 to 1200; choose one",
    ]


def test_evolve_refuses_an_upgrade_downwards() -> None:
    """A target must be more comprehensive than each plan that is changed."""
    with pytest.raises(Invalid, match=r"\$\.upgrade\.targets\[0\]"):
        TOY.evolve({"upgrade.targets": ["MIDDLE"]}, plans=["MIDDLE"])


def test_the_most_comprehensive_plan_has_nothing_above_it() -> None:
    """The plans above a plan are those after it in the list."""
    assert (after("SMALL", PLANS), after("LARGE", PLANS)) == (("MIDDLE", "LARGE"), ())
    assert after(NO_PLAN, PLANS) == ()


@pytest.mark.parametrize("given_value", [["US"], Regions(everywhere=False, countries=("US",))])
def test_regions_are_changed_as_written_or_as_held(given_value: Any) -> None:
    """Countries may be given as a file lists them, or as the terms hold them."""
    found = load_rulebook("clearcorrect-2024-10").evolve({"upgrade.regions": given_value})
    regions = found.terms("ONE", date(2024, 10, 1)).upgrade.regions
    assert regions == Regions(everywhere=False, countries=("US",))


def test_regions_are_laid_over_an_edition(tmp_path: Path) -> None:
    """An overlay states in which countries something is offered."""
    path = tmp_path / "contract.toml"
    path.write_text(
        'schema = 1\nname = "contract"\ntitle = "A contract"\noverlays = "clearcorrect-2024-10"\n'
        '[sources.V]\ntitle = "The contract"\n[upgrade.regions]\n[[upgrade.regions.values]]\n'
        'plans = ["ONE"]\nvalue = ["FR", "US"]\nsource = ["V"]\n',
        encoding="utf-8",
    )
    terms = load_rulebook("clearcorrect-2024-10", overlays=[path]).terms("ONE", date(2024, 10, 1))
    assert terms.upgrade.regions == Regions(everywhere=False, countries=("FR", "US"))


@pytest.mark.parametrize(
    ("word", "named"),
    [
        ("any-higher", [("MIDDLE", "LARGE"), ("LARGE",), ()]),
        ("next", [("MIDDLE",), ("LARGE",), ()]),
    ],
)
def test_targets_by_the_order_of_plans(word: str, named: list[tuple[str, ...]]) -> None:
    """A file or a change may say "any-higher" or "next" for several plans at once."""
    content = toy()
    content["upgrade"]["targets"]["values"][0]["value"] = word
    for found in (loaded(content), TOY.evolve({"upgrade.targets": word})):
        assert [found.terms(plan, FIRST).upgrade.targets for plan in PLANS] == named
