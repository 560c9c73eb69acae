"""A rulebook file that is wrong anywhere is refused, and every fault is told in its place."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from aligner_rules.model.faults import Invalid
from aligner_rules.model.limit import Limit
from aligner_rules.rulebook.edition import edition_of, overlaid_name, overlay_of
from aligner_rules.rulebook.loading import packaged
from aligner_rules.rulebook.schema import TERMS
from aligner_rules.rulebook.terms import NO_PLAN, Allowance, Regions, Route
from rulebook_strategies import FIRST, PLANS, corrupted, days_near, toy, toy_overlay

unhurried = settings(deadline=None)

WRONG: Final[dict[type, list[Any]]] = {
    int: [-1, 10**9, 45.0, "45", True, [45], {}],
    bool: [0, "true", []],
    str: ["clop", 1, True, "", ["clip"]],
    tuple: ["TWO", 1, {}],
    Limit: [-1, 10**9, 8.0, "8", "unlimted", True, []],
    Route: ["eshop", 1, [], [{}]],
    Allowance: [-1, 10**9, 1.0, "1", "unlimted", True, []],
    Regions: ["US", "everywere", True, 1, {}],
}
BAD_DAYS: Final = ["2024-06-31", "June", 45, True, datetime(2025, 1, 1), date(1066, 10, 14)]  # noqa: DTZ001


def wheres(content: dict[str, Any]) -> list[str]:
    """Return the places at which an edition is at fault."""
    try:
        edition_of(content, "rulebook x")
    except Invalid as invalid:
        return [fault.where for fault in invalid.faults]
    return []


def raw_edition(name: str) -> dict[str, Any]:
    """Return the content of a packaged edition as its file states it."""
    file = files("aligner_rules.rulebook").joinpath("editions", f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


OF_PLANS: Final = tuple(path for path, term in TERMS.items() if not term.wide)
WIDE: Final = tuple(path for path, term in TERMS.items() if term.wide)
RAW: Final = {name: raw_edition(name) for name in packaged()}


@st.composite
def entries(
    draw: DrawFn, paths: tuple[str, ...] = tuple(sorted(TERMS))
) -> tuple[dict[str, Any], dict[str, Any], str, str]:
    """Draw an edition, one entry of values in it, the entry's place and its term's path."""
    content = deepcopy(RAW[draw(st.sampled_from(sorted(RAW)))])
    path = draw(st.sampled_from(paths))
    group, name = path.split(".")
    listed = content[group][name]["values"]
    number = draw(st.integers(0, len(listed) - 1))
    return content, listed[number], f"$.{path}.values[{number}]", path


@pytest.mark.parametrize("name", packaged())
def test_packaged_editions_are_sound(name: str) -> None:
    """No packaged edition has a fault."""
    assert wheres(RAW[name]) == []


def test_a_sound_edition_is_read_whole() -> None:
    """Names, days, plans, sources and one value for each term and plan are as stated."""
    found = edition_of(toy(regions=["US"]), "rulebook toy")
    assert (found.name, found.title, found.first_day) == ("toy", "The toy edition", FIRST)
    assert (found.plans, found.regions) == (PLANS, frozenset({"US"}))
    assert [source.title for source in found.sources] == ["The book", "The letter"]
    assert [(v.path, v.plan) for v in found.values] == [
        (path, plan) for path, term in TERMS.items() for plan in ([NO_PLAN] if term.wide else PLANS)
    ]


@unhurried
@given(st.sampled_from(sorted(RAW)), st.sampled_from(["schema", "name", "title", "plans"]))
def test_what_an_edition_must_say_is_missed(name: str, key: str) -> None:
    """An absent heading is one fault, and nothing else is told because of it."""
    content = deepcopy(RAW[name])
    del content[key]
    assert wheres(content) == [f"$.{key}"]


@pytest.mark.parametrize("first", [None, *BAD_DAYS])
def test_an_edition_needs_its_first_day(first: object) -> None:
    """A first day that is absent or wrong is one fault, and no gap is told because of it."""
    content = toy()
    content["holds_from"] = first
    if first is None:
        del content["holds_from"]
    content["expiry"]["months"]["values"][0]["holds_from"] = date(2024, 2, 29)
    assert wheres(content) == ["$.holds_from"]


@pytest.mark.parametrize(
    ("key", "wrong", "where"),
    [
        ("schema", 2, "$.schema"),
        ("schema", "1", "$.schema"),
        ("name", "", "$.name"),
        ("title", 1, "$.title"),
        ("note", 1, "$.note"),
        ("decided_here", "", "$.decided_here"),
        ("plans", [], "$.plans"),
        ("plans", "SMALL", "$.plans"),
        ("plans", ["SMALL", "MIDDLE", "LARGE", "SMALL"], "$.plans[3]"),
        ("regions", [], "$.regions"),
        ("regions", ["US", "usa", "us", "U1", "ÉÉ"], "$.regions[1]"),
        ("regions", "US", "$.regions"),
        ("sources", [], "$.sources"),
        ("expiry", 1, "$.expiry"),
    ],
)
def test_headings_of_the_wrong_kind(key: str, wrong: object, where: str) -> None:
    """A heading of the wrong type or out of range is a fault in its place."""
    assert wheres({**toy(), key: wrong})[0] == where


def test_every_region_is_judged() -> None:
    """Each region that is no code of two capitals is a fault of its own."""
    content = toy(regions=["US", "usa", "us", "U1", "ÉÉ"])
    assert wheres(content) == [f"$.regions[{number}]" for number in (1, 2, 3, 4)]


def test_a_source_is_a_table_with_a_title() -> None:
    """A source without a title, or that is no table, is one fault; citing it is none."""
    content = toy()
    content["sources"] = {"B": {"titel": "x"}, "L": "The letter"}
    assert wheres(content) == ["$.sources.B.title", "$.sources.B.titel", "$.sources.L"]


def test_sources_may_have_an_address() -> None:
    """The address of a source is no fault."""
    content = toy()
    content["sources"]["B"]["address"] = "shelf 3"
    assert wheres(content) == []


def test_without_sources_every_citation_is_a_fault() -> None:
    """Where no source is defined, none can be cited."""
    content = toy()
    del content["sources"]
    assert wheres(content) == [f"$.{path}.values[0].source[0]" for path in TERMS]


@unhurried
@given(st.sampled_from(sorted(RAW)), st.sampled_from(sorted(TERMS)), st.booleans())
def test_silence_about_a_term_is_a_fault(name: str, path: str, whole_group: bool) -> None:
    """A group or a term that an edition leaves out is missed by its name."""
    content, (group, term) = deepcopy(RAW[name]), path.split(".")
    if whole_group:
        del content[group]
    else:
        del content[group][term]
    assert wheres(content) == [f"$.{group}" if whole_group else f"$.{path}"]


@unhurried
@given(entries(), st.sampled_from(["label", "values"]))
def test_a_term_needs_a_label_and_values(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str], key: str
) -> None:
    """A term without its label or its values is told once or, without values, for each plan."""
    content, _, _, path = drawn
    group, term = path.split(".")
    del content[group][term][key]
    assert set(wheres(content)) == {f"$.{path}.{key}"}


@unhurried
@given(entries(), st.sampled_from(["vlue", "holds_form", "labels", "x y"]), st.integers(0, 3))
def test_keys_that_nobody_knows_are_faults(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str], key: str, level: int
) -> None:
    """An unknown key is told at the top, in a group, in a term and in a value."""
    content, entry, place, path = drawn
    group, term = path.split(".")
    table, where = [
        (content, "$"),
        (content[group], f"$.{group}"),
        (content[group][term], f"$.{path}"),
        (entry, place),
    ][level]
    table[key] = 1
    assert wheres(content) == [f'{where}."x y"' if key == "x y" else f"{where}.{key}"]


@unhurried
@given(entries(), st.data())
def test_values_of_the_wrong_kind_are_faults(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str], data: st.DataObject
) -> None:
    """A value of another type, out of range or not among the choices is told in its place."""
    content, entry, place, path = drawn
    entry["value"] = data.draw(st.sampled_from(WRONG[TERMS[path].kind]))
    if entry.pop("unknown", None):
        entry["decided_here"] = "in a test"
    assert wheres(content) == [f"{place}.value"]


@unhurried
@given(entries())
def test_a_plan_is_upgraded_only_to_a_more_comprehensive_one(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str],
) -> None:
    """A target that is the plan itself, or below it, is a fault."""
    content, _, _, _ = drawn
    listed = content["upgrade"]["targets"]["values"]
    listed[-1] = {"plans": [content["plans"][-1]], "value": ["FLEX"], "decided_here": "in a test"}
    assert f"$.upgrade.targets.values[{len(listed) - 1}].value[0]" in wheres(content)


@unhurried
@given(entries())
def test_a_value_and_unknown_exclude_each_other(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str],
) -> None:
    """Stating a value and that it is unknown, or neither, is a fault of the entry."""
    content, entry, place, _ = drawn
    both = "value" in entry
    if both:
        entry["unknown"] = True
    else:
        del entry["unknown"]
    assert wheres(content) == [place]


@unhurried
@given(entries(), st.sampled_from([False, 1, "true"]))
def test_unknown_is_true_or_absent(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str], wrong: object
) -> None:
    """Whatever stands for unknown but true is a fault."""
    content, entry, place, _ = drawn
    entry.pop("value", None)
    entry["unknown"] = wrong
    assert wheres(content) == [f"{place}.unknown"]


@unhurried
@given(entries())
def test_a_value_needs_a_source_or_a_decision(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str],
) -> None:
    """A value that comes from nowhere is a fault; an unknown value needs no source."""
    content, entry, place, _ = drawn
    entry.pop("source", None)
    entry.pop("decided_here", None)
    assert wheres(content) == ([place] if "value" in entry else [])


@unhurried
@given(entries(), st.sampled_from([(["Z"], "[0]"), ([], ""), ("E", ""), ([1], "[0]")]))
def test_sources_must_be_defined(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str], cited: tuple[object, str]
) -> None:
    """Citing what is not among the sources, or nothing, is a fault."""
    content, entry, place, _ = drawn
    entry["source"], where = cited
    assert wheres(content) == [f"{place}.source{where}"]


@unhurried
@given(entries())
def test_a_source_is_cited_once(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str],
) -> None:
    """Citing a source twice for one value is a fault."""
    content, entry, place, _ = drawn
    entry["source"] = [next(iter(content["sources"]))] * 2
    assert wheres(content) == [f"{place}.source[1]"]


@unhurried
@given(entries(OF_PLANS))
def test_every_plan_must_be_spoken_of(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str],
) -> None:
    """A plan of which a term says nothing is told at the term's values."""
    content, entry, _, path = drawn
    entry["plans"] = entry["plans"][1:]
    if not entry["plans"]:
        group, term = path.split(".")
        content[group][term]["values"].remove(entry)
    assert wheres(content) == [f"$.{path}.values"]


@unhurried
@given(entries(OF_PLANS), st.sampled_from(["flex", "GOLD", 1]))
def test_plans_must_be_those_of_the_edition(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str], plan: object
) -> None:
    """A plan that the edition does not have is told in its place."""
    content, entry, place, _ = drawn
    entry["plans"].append(plan)
    assert wheres(content) == [f"{place}.plans[{len(entry['plans']) - 1}]"]


@unhurried
@given(entries(OF_PLANS))
def test_plans_are_named_once(drawn: tuple[dict[str, Any], dict[str, Any], str, str]) -> None:
    """A plan named twice in one entry is a fault."""
    content, entry, place, _ = drawn
    entry["plans"].append(entry["plans"][0])
    assert wheres(content) == [f"{place}.plans[{len(entry['plans']) - 1}]"]


@unhurried
@given(entries(WIDE))
def test_a_term_of_the_whole_edition_has_no_plans(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str],
) -> None:
    """Naming plans for what holds whatever the plan is told in its place, right names or not."""
    content, entry, place, path = drawn
    entry["plans"] = list(content["plans"])
    with pytest.raises(Invalid, match=f"{path} holds for the whole edition; leave plans out"):
        edition_of(content, "rulebook x")
    assert wheres(content) == [f"{place}.plans"]


@unhurried
@given(entries(WIDE))
def test_a_term_of_the_whole_edition_must_be_spoken_of(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str],
) -> None:
    """Without any value it is told once, at the term's values."""
    content, _, _, path = drawn
    group, term = path.split(".")
    content[group][term]["values"] = []
    with pytest.raises(Invalid, match="given nothing for the edition; expected a value"):
        edition_of(content, "rulebook x")
    assert wheres(content) == [f"$.{path}.values"]


def test_no_plan_is_no_name_of_a_plan() -> None:
    """The name that stands for there being no plan is refused for one, and nothing else is told."""
    content = toy()
    content["plans"].append(NO_PLAN)
    with pytest.raises(Invalid, match=r"\$\.plans\[3\]: given '\(no plan\)'"):
        edition_of(content, "rulebook x")
    assert wheres(content) == ["$.plans[3]"]


@unhurried
@given(entries())
def test_a_plan_has_one_value_a_day(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str],
) -> None:
    """The same entry twice is an overlap for each of its plans."""
    content, entry, _, path = drawn
    group, term = path.split(".")
    listed = content[group][term]["values"]
    listed.append(deepcopy(entry))
    assert set(wheres(content)) == {f"$.{path}.values[{len(listed) - 1}].holds_from"}


@unhurried
@given(entries(), st.sampled_from(["holds_from", "holds_until"]), st.sampled_from(BAD_DAYS))
def test_days_must_exist(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str], key: str, wrong: object
) -> None:
    """A day that does not exist, or is none, is one fault, and no gap is told because of it."""
    content, entry, place, _ = drawn
    entry[key] = wrong
    assert wheres(content) == [f"{place}.{key}"]


@unhurried
@given(entries(), st.integers(1, 1000))
def test_no_value_begins_before_its_edition(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str], days: int
) -> None:
    """A value that holds from a day before the edition's first is a fault."""
    content, entry, place, _ = drawn
    entry["holds_from"] = content["holds_from"] - timedelta(days=days)
    assert wheres(content) == [f"{place}.holds_from"]


@unhurried
@given(entries(), st.integers(0, 1000))
def test_no_value_ends_before_it_begins(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str], days: int
) -> None:
    """A last day before the first is a fault; both on one day leave the days after it out."""
    content, entry, place, _ = drawn
    entry["holds_until"] = content["holds_from"] - timedelta(days=days)
    assert set(wheres(content)) == {f"{place}.holds_until"}


@unhurried
@given(entries(), st.integers(0, 1000))
def test_no_day_is_left_out(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str], days: int
) -> None:
    """A value that begins after its edition, with nothing before it, leaves days out."""
    content, entry, place, _ = drawn
    entry["holds_from"] = content["holds_from"] + timedelta(days=days)
    assert set(wheres(content)) == ({f"{place}.holds_from"} if days else set())


@unhurried
@given(entries(), st.integers(1, 1000), st.integers(-1, 1))
def test_a_value_may_follow_another_on_the_day_after_it(
    drawn: tuple[dict[str, Any], dict[str, Any], str, str], days: int, late: int
) -> None:
    """Values meet without a fault when one begins the day after the other ends, and only then."""
    content, entry, _, path = drawn
    group, term = path.split(".")
    listed = content[group][term]["values"]
    entry["holds_until"] = content["holds_from"] + timedelta(days=days)
    begin = entry["holds_until"] + timedelta(days=1 + late)
    plans = {key: entry[key] for key in entry if key == "plans"}
    listed.append({**plans, "unknown": True, "holds_from": begin})
    expected = {f"$.{path}.values[{len(listed) - 1}].holds_from"} if late else set()
    assert set(wheres(content)) == expected


def test_everything_wrong_is_told_at_once() -> None:
    """Faults in different places are all in one message."""
    content = toy()
    content["title"] = ""
    content["expiry"]["months"]["values"][0]["value"] = -1
    content["replacement"]["free"]["values"][0]["plans"] = ["SMALL", "MIDLE"]
    del content["upgrade"]["targets"]
    assert wheres(content) == [
        "$.title",
        "$.expiry.months.values[0].value",
        "$.replacement.free.values[0].plans[1]",
        "$.upgrade.targets",
    ]


def test_what_hangs_on_the_plans_is_not_told_again() -> None:
    """Where the plans themselves are at fault, no value is blamed for naming one."""
    content = toy()
    content["plans"] = "SMALL"
    content["upgrade"]["targets"]["values"][0]["value"] = ["LARGE"]
    assert wheres(content) == ["$.plans"]


@unhurried
@given(st.lists(days_near(span=20), unique=True, max_size=4))
def test_periods_partition_the_time_of_an_edition(changes: list[date]) -> None:
    """Periods follow each other from the first day on, and each begins where a value does."""
    content = toy()
    begins = sorted({FIRST, *changes})
    ends = [begin - timedelta(days=1) for begin in begins[1:]]
    content["replacement"]["interval_days"]["values"] = [
        {"plans": [*PLANS], "value": number, "decided_here": "in a test", "holds_from": begin}
        | ({"holds_until": ends[number]} if number < len(ends) else {})
        for number, begin in enumerate(begins)
    ]
    periods = list(edition_of(content, "rulebook toy").periods())
    assert [period.first_day for period in periods] == begins
    assert [period.last_day for period in periods] == [*ends, None]
    found = [period.plans["SMALL"].replacement.interval_days for period in periods]
    assert found == list(range(len(begins)))


@unhurried
@given(corrupted(toy(regions=["US"])))
def test_any_content_makes_an_edition_or_is_invalid(content: dict[str, Any]) -> None:
    """Whatever stands in a file, there is no other error, and an edition without one is whole."""
    if wheres(content) == []:
        edition = edition_of(content, "rulebook x")
        told = len(OF_PLANS) * len(edition.plans) + len(WIDE)
        assert len({(v.path, v.plan) for v in edition.values}) == told


@unhurried
@given(corrupted(toy_overlay("contract", {"plans": ["LARGE"], "value": 3, "source": ["B"]})))
def test_any_content_makes_an_overlay_or_is_invalid(content: dict[str, Any]) -> None:
    """Whatever stands in an overlay's file, there is no other error."""
    assert isinstance(overlay_wheres(content), list)


def overlay_wheres(content: dict[str, Any]) -> list[str]:
    """Return the places at which an overlay over the toy edition is at fault."""
    try:
        overlay_of(content, edition_of(toy(), "rulebook toy"), "overlay x")
    except Invalid as invalid:
        return [fault.where for fault in invalid.faults]
    return []


THIRTY: Final = {"plans": ["LARGE"], "value": 30, "decided_here": "agreed"}


def test_an_overlay_states_only_what_it_replaces() -> None:
    """An overlay of one value is sound, and the value takes the edition's first day and label."""
    edition = edition_of(toy(), "rulebook toy")
    (found,) = overlay_of(toy_overlay("contract", THIRTY), edition, "overlay").values
    assert (found.value, found.holds_from, found.overlay) == (30, FIRST, "contract")
    assert found.label == "Label of replacement.interval_days"


def test_an_overlay_may_begin_later_as_a_whole() -> None:
    """The first day of an overlay is that of each of its values that names no other."""
    later = FIRST + timedelta(days=10)
    content = toy_overlay("contract", THIRTY) | {"holds_from": later}
    edition = edition_of(toy(), "rulebook toy")
    (found,) = overlay_of(content, edition, "overlay").values
    assert found.holds_from == later


def test_an_overlay_may_name_a_term_and_its_clause_anew() -> None:
    """Label, unit and clause of an overlay stand with its own values."""
    content = toy_overlay("contract", THIRTY)
    content["replacement"]["interval_days"] |= {"label": "L", "unit": "u", "clause": "C 6"}
    edition = edition_of(toy(), "rulebook toy")
    (found,) = overlay_of(content, edition, "overlay").values
    assert (found.label, found.unit, found.clause) == ("L", "u", "C 6")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"plans": ["LARGER"]}, ["$.replacement.interval_days.values[0].plans[0]"]),
        ({"value": -1}, ["$.replacement.interval_days.values[0].value"]),
        (
            {"holds_from": FIRST - timedelta(days=1)},
            ["$.replacement.interval_days.values[0].holds_from"],
        ),
        ({"source": ["B"]}, ["$.replacement.interval_days.values[0].source[0]"]),
    ],
)
def test_values_of_an_overlay_are_judged_as_those_of_an_edition(
    change: dict[str, Any], where: list[str]
) -> None:
    """Plans are those of the edition, sources those of the overlay, bounds those of the terms."""
    assert overlay_wheres(toy_overlay("contract", THIRTY | change)) == where


def test_an_overlay_says_nothing_twice() -> None:
    """Two values of an overlay for one plan and day overlap, while days between them are fine."""
    until = {"holds_until": FIRST}
    apart = THIRTY | {"holds_from": FIRST + timedelta(days=9)}
    twice = ["$.replacement.interval_days.values[1].holds_from"]
    assert overlay_wheres(toy_overlay("contract", THIRTY, THIRTY)) == twice
    assert overlay_wheres(toy_overlay("contract", THIRTY | until, apart)) == []


def test_an_overlay_without_values_is_a_fault() -> None:
    """A file that replaces nothing is told so."""
    content = toy_overlay("contract")
    del content["replacement"]
    assert overlay_wheres(content) == ["$"]


@pytest.mark.parametrize("first", [FIRST - timedelta(days=1), "2024-02-30"])
def test_an_overlay_begins_with_its_edition_or_later(first: object) -> None:
    """A first day before the edition's, or that does not exist, is one fault."""
    content = toy_overlay("contract", THIRTY) | {"holds_from": first}
    assert overlay_wheres(content) == ["$.holds_from"]


def test_an_overlay_lies_over_the_edition_that_it_names() -> None:
    """An overlay for another edition is a fault where it names that one."""
    content = toy_overlay("contract", THIRTY, over="other")
    assert overlay_wheres(content) == ["$.overlays"]


def test_an_overlay_names_an_edition_that_is_there() -> None:
    """The name is returned if it is known, and else the likeliest is offered."""
    assert overlaid_name({"overlays": "toy"}, ["toy"], "overlay") == "toy"
    with pytest.raises(Invalid, match="did you mean toy"):
        overlaid_name({"overlays": "tay"}, ["toy"], "overlay")
