"""Rulebooks are loaded by name or from files, chained by their first days, with overlays on top."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner_rules.model.faults import Invalid
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebook, load_rulebooks, packaged
from aligner_rules.rulebook.terms import NO_PLAN, NO_TERMS
from rulebook_strategies import FIRST, PLANS, days_near, file_of, toy, toy_overlay

DAY = timedelta(days=1)
INTERVAL = "replacement.interval_days"
EXAMPLE = Path(__file__).parent.parent / "examples" / "overlays" / "example-contract.toml"


def shelf(folder: Path, *contents: dict[str, Any]) -> Rulebook:
    """Return the rulebook of several editions written to files."""
    return load_rulebooks([file_of(each, folder, f"{each['name']}.toml") for each in contents])


def faults(load: Callable[[], object]) -> list[str]:
    """Return where the loading is at fault."""
    with pytest.raises(Invalid) as caught:
        load()
    return [fault.where for fault in caught.value.faults]


def test_every_packaged_edition_is_loaded_under_its_own_name() -> None:
    """The name of a file is the name of the edition in it."""
    assert [load_rulebook(name).name for name in packaged()] == list(packaged())


def test_a_name_that_is_not_packaged_is_answered_by_the_nearest() -> None:
    """A misspelt name is a fault that offers the right one."""
    with pytest.raises(Invalid, match=r"did you mean clearcorrect-2024-10\?"):
        load_rulebook("clearcorect-2024-10")


@pytest.mark.parametrize("make", [str, Path], ids=["text", "path"])
def test_a_file_is_loaded_by_its_path(tmp_path: Path, make: Callable[[Path], Any]) -> None:
    """A path may be text or a Path."""
    assert load_rulebook(make(file_of(toy(), tmp_path))).name == "toy"


def test_a_path_needs_no_suffix(tmp_path: Path) -> None:
    """Text with a folder in it is a path, whatever the file is called."""
    assert load_rulebook(str(file_of(toy(), tmp_path, "book"))).name == "toy"


def test_one_edition_on_a_shelf_is_that_edition(tmp_path: Path) -> None:
    """Loading one edition alone or as a shelf of one gives equal rulebooks."""
    path = file_of(toy(), tmp_path)
    assert load_rulebooks([path]) == load_rulebook(path)


def test_an_empty_shelf_is_a_fault() -> None:
    """No edition at all makes no rulebook."""
    assert faults(lambda: load_rulebooks([])) == ["$"]


def test_the_packaged_editions_follow_each_other() -> None:
    """Each packaged edition ends on the day before the next begins."""
    found = [(each.edition, each.first_day, each.last_day) for each in load_rulebooks().periods]
    assert found == [
        ("us-unlimited-2017", date(2017, 6, 1), date(2024, 9, 30)),
        ("clearcorrect-2024-10", date(2024, 10, 1), date(2025, 11, 30)),
        ("clearcorrect-2025-12", date(2025, 12, 1), None),
    ]


@pytest.mark.parametrize(
    ("day", "region", "edition"),
    [
        (date(2017, 5, 31), "US", None),
        (date(2017, 6, 1), "US", "us-unlimited-2017"),
        (date(2024, 9, 30), "US", "us-unlimited-2017"),
        (date(2024, 9, 30), "FR", None),
        (date(2024, 9, 30), UNKNOWN, None),
        (date(2024, 10, 1), UNKNOWN, "clearcorrect-2024-10"),
        (date(2025, 11, 30), "FR", "clearcorrect-2024-10"),
        (date(2025, 12, 1), "US", "clearcorrect-2025-12"),
        (date(2199, 12, 31), "US", "clearcorrect-2025-12"),
    ],
)
def test_the_day_of_approval_picks_the_edition(day: date, region: Any, edition: str | None) -> None:
    """On each side of a boundary the right edition governs, in its regions alone."""
    period = load_rulebooks().period(day, region)
    assert (period and period.edition) == edition


def test_values_of_an_edition_end_with_it(tmp_path: Path) -> None:
    """What an edition says of days after the next one begins is not in the book."""
    early, late = toy("early"), toy("late", FIRST + 10 * DAY)
    said = early["replacement"]["interval_days"]["values"][0]
    said["holds_until"] = FIRST + 19 * DAY
    after = {**said, "holds_from": FIRST + 20 * DAY}
    del after["holds_until"]
    early["replacement"]["interval_days"]["values"].append(after)
    book = shelf(tmp_path, late, early)
    ends = {value.holds_until for value in book.values if value.edition == "early"}
    assert ends == {FIRST + 9 * DAY}
    assert [period.last_day for period in book.periods] == [FIRST + 9 * DAY, None]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=4, unique=True), st.integers(-5, 405))
@settings(deadline=None, max_examples=25)
def test_the_latest_edition_begun_governs(begins: list[int], approved: int) -> None:
    """Whatever the order of files, an approval falls to the edition that began last before it."""
    day = FIRST + approved * DAY
    contents = [toy(f"from-{begin}", FIRST + begin * DAY) for begin in begins]
    with TemporaryDirectory() as folder:
        period = shelf(Path(folder), *contents).period(day)
    expected = max((begin for begin in begins if begin <= approved), default=None)
    assert (period and period.edition) == (None if expected is None else f"from-{expected}")


def test_regions_apart_may_have_editions_of_the_same_days(tmp_path: Path) -> None:
    """Two regional editions that share no region govern side by side."""
    first, second = toy("us", regions=["US"]), toy("fr", FIRST + 5 * DAY, regions=["FR"])
    book = shelf(tmp_path, first, second)
    found = [book.period(FIRST + 9 * DAY, region) for region in ("US", "FR", "CA")]
    assert [each and each.edition for each in found] == ["us", "fr", None]


def test_a_wider_edition_ends_the_narrower_ones(tmp_path: Path) -> None:
    """A regional edition ends where a later one governs all its regions."""
    first, second = toy("us", regions=["US"]), toy("both", FIRST + DAY, regions=["US", "FR"])
    assert [period.last_day for period in shelf(tmp_path, first, second).periods] == [FIRST, None]


@pytest.mark.parametrize(
    ("regions", "later_regions"),
    [(None, ["US"]), (["US", "FR"], ["US"]), (["US", "FR"], ["FR", "CA"])],
)
def test_two_editions_for_one_day_and_region_are_a_fault(
    tmp_path: Path, regions: list[str] | None, later_regions: list[str]
) -> None:
    """A later edition for some regions of an earlier one leaves two that govern there."""
    first, second = toy("one", regions=regions), toy("two", FIRST + DAY, later_regions)
    assert faults(lambda: shelf(tmp_path, first, second)) == ["$.one.holds_from"]


def test_two_editions_of_one_first_day_are_a_fault(tmp_path: Path) -> None:
    """Neither of two editions that begin on one day gives way to the other."""
    where = faults(lambda: shelf(tmp_path, toy("one"), toy("two")))
    assert where == ["$.one.holds_from", "$.two.holds_from"]


def test_an_edition_is_loaded_once(tmp_path: Path) -> None:
    """Two files with editions of one name are a fault."""
    first = file_of(toy(), tmp_path)
    second = file_of(toy(first=FIRST + DAY), tmp_path, "second.toml")
    assert faults(lambda: load_rulebooks([first, second])) == ["$.toy.name"]


def test_a_faulty_edition_is_refused_under_its_path(tmp_path: Path) -> None:
    """The path of the file is in the subject of what is Invalid."""
    path = file_of(toy() | {"title": ""}, tmp_path)
    with pytest.raises(Invalid) as caught:
        load_rulebook(path)
    assert caught.value.subject == f"rulebook {path}"


def interval(value: int, first: date | None = None, last: date | None = None) -> dict[str, Any]:
    """Return an overlay's statement of the interval of the largest plan."""
    said: dict[str, Any] = {"plans": ["LARGE"], "value": value, "decided_here": "agreed"}
    if first is not None:
        said["holds_from"] = first
    if last is not None:
        said["holds_until"] = last
    return said


def test_an_overlay_replaces_a_value_from_a_day_on(tmp_path: Path) -> None:
    """Until the day before, the edition's value stands, and for other plans it stays."""
    begin = FIRST + 10 * DAY
    over = file_of(toy_overlay("contract", interval(30, begin)), tmp_path, "over.toml")
    book = load_rulebook(file_of(toy(), tmp_path), [over])
    terms = [book.terms("LARGE", day).replacement for day in (FIRST, begin - DAY, begin)]
    assert [each.interval_days for each in terms] == [1, 1, 30]
    assert book.terms("SMALL", begin).replacement.interval_days == 1
    assert book.overlays == ("contract",)


spans = st.tuples(days_near(span=12), st.none() | st.integers(0, 12))


@given(st.lists(spans, max_size=4), days_near(span=30))
@settings(deadline=None, max_examples=40)
def test_overlays_apply_in_their_order(laid: list[tuple[date, int | None]], day: date) -> None:
    """On each day the last overlay that speaks of it wins over those before and the edition."""
    expected = 1
    with TemporaryDirectory() as name:
        paths = []
        for number, (first, more) in enumerate(laid, start=10):
            last = None if more is None else first + more * DAY
            content = toy_overlay(f"over-{number}", interval(number, first, last))
            paths.append(file_of(content, Path(name), f"{number}.toml"))
            if first <= day and (last is None or day <= last):
                expected = number
        book = load_rulebook(file_of(toy(), Path(name)), paths)
    assert book.terms("LARGE", day).replacement.interval_days == expected
    value = book.value(INTERVAL, "LARGE", day)
    assert value is not None
    assert value.value == expected


def test_an_overlay_goes_to_the_edition_that_it_names(tmp_path: Path) -> None:
    """On a shelf an overlay changes the edition under it and no other."""
    over = file_of(toy_overlay("contract", interval(30), over="late"), tmp_path, "over.toml")
    early, late = toy("early"), toy("late", FIRST + 10 * DAY)
    paths = [file_of(each, tmp_path, f"{each['name']}.toml") for each in (early, late)]
    book = load_rulebooks(paths, [over])
    found = [book.terms("LARGE", FIRST + days * DAY) for days in (9, 10)]
    assert [each.replacement.interval_days for each in found] == [1, 30]


def test_an_overlay_replaces_a_value_of_the_whole_edition(tmp_path: Path) -> None:
    """It names no plans either, and every plan and no plan has the new value."""
    content = toy_overlay("contract")
    del content["replacement"]
    said = {"value": 7, "decided_here": "agreed", "holds_from": FIRST + DAY}
    content["access"] = {"lockout_minutes": {"values": [said]}}
    book = load_rulebook(file_of(toy(), tmp_path), [file_of(content, tmp_path, "over.toml")])
    found = [
        book.terms(plan, FIRST + days * DAY).access.lockout_minutes
        for plan in (NO_PLAN, "SMALL")
        for days in (0, 1)
    ]
    assert found == [1, 7, 1, 7]


def test_an_overlay_ends_with_its_edition(tmp_path: Path) -> None:
    """What an overlay says of days after its edition is not in the book."""
    said = interval(30, FIRST + 5 * DAY)
    over = file_of(toy_overlay("contract", said, over="early"), tmp_path, "over.toml")
    early, late = toy("early"), toy("late", FIRST + 10 * DAY)
    paths = [file_of(each, tmp_path, f"{each['name']}.toml") for each in (early, late)]
    book = load_rulebooks(paths, [over])
    found = [book.terms("LARGE", FIRST + days * DAY) for days in (4, 5, 9, 10)]
    assert [each.replacement.interval_days for each in found] == [1, 30, 30, 1]


def test_an_overlay_for_another_edition_is_a_fault(tmp_path: Path) -> None:
    """An overlay can only lie over an edition that is loaded."""
    over = file_of(toy_overlay("contract", interval(30), over="other"), tmp_path, "over.toml")
    book = file_of(toy(), tmp_path)
    assert faults(lambda: load_rulebook(book, [over])) == ["$.overlays"]


def test_an_overlay_is_laid_over_once(tmp_path: Path) -> None:
    """Two overlays of one name are a fault."""
    over = file_of(toy_overlay("contract", interval(30)), tmp_path, "over.toml")
    book = file_of(toy(), tmp_path)
    assert faults(lambda: load_rulebook(book, [over, over])) == ["$.name"]


def test_a_missing_overlay_is_named(tmp_path: Path) -> None:
    """An overlay that cannot be read is a fault under its path."""
    book = file_of(toy(), tmp_path)
    with pytest.raises(Invalid, match=r"overlay .*none\.toml is not valid"):
        load_rulebook(book, [tmp_path / "none.toml"])


def test_the_example_contract_says_what_the_edition_leaves_unknown() -> None:
    """With the example overlay, replacements of UNLIMITED after expiry have a known price."""
    book = load_rulebook("clearcorrect-2024-10", [EXAMPLE])
    before, after = (
        book.terms("UNLIMITED", day).replacement for day in (date(2025, 6, 30), date(2025, 7, 1))
    )
    assert (before.free_after_expiry, before.interval_days) == (False, 45)
    assert (after.free_after_expiry, after.interval_days) == (False, 30)


def test_the_example_contract_says_that_it_is_invented() -> None:
    """Nobody can take the example's values for published ones."""
    book = load_rulebook("clearcorrect-2024-10", [EXAMPLE])
    cited = {source for value in book.values if value.overlay for source in value.sources}
    assert cited == {"Example contract, invented"}


def test_every_plan_of_an_edition_is_governed_on_its_days(tmp_path: Path) -> None:
    """Inside an edition no plan is without terms, outside it every plan is."""
    book = load_rulebook(file_of(toy(), tmp_path))
    assert all(book.terms(plan, FIRST) is not NO_TERMS for plan in PLANS)
    assert all(book.terms(plan, FIRST - DAY) is NO_TERMS for plan in PLANS)


def test_importing_reads_no_file() -> None:
    """No edition is opened before it is asked for."""
    program = (
        "import sys; opened = []; "
        "sys.addaudithook(lambda event, args: opened.append(str(args[0]))"
        " if event == 'open' else None); "
        "import aligner_rules.rulebook.loading; "
        "print([name for name in opened if name.endswith('.toml')])"
    )
    done = subprocess.run(  # noqa: S603 - this interpreter, a fixed program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
