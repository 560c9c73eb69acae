"""Expiry dates, allowances and deliveries as JSON: they come back, and faults are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import aligner_rules as ar
from aligner_rules.model import UNKNOWN, Calendar, Case, Invalid, Limit, Phase, Plan, Shipment
from aligner_rules.model.limit import UNLIMITED
from aligner_rules.rulebook.terms import UNKNOWN_ALLOWANCE, Allowance
from aligner_rules.wire import converter
from strategies import cases, days

BOOK = ar.load_rulebooks()
CALENDAR = Calendar(date(1990, 1, 1), date(2190, 12, 31), closed=frozenset({date(2024, 12, 25)}))
DAY = date(2025, 3, 3)


def one(plan: str, approved_on: date = date(2024, 10, 15)) -> Case:
    """A case of one phase that shipped a month after its approval."""
    shipped = Shipment(date(2024, 11, 30))
    phase = Phase(1, ar.StepSelection.parse(upper="1-8"), shipment=shipped)
    return Case("C-1", "UTC", region="US", plan=Plan(plan, approved_on), phases=(phase,), orders=())


@settings(max_examples=60, deadline=None)
@given(cases(), days())
def test_an_expiry_comes_back(case: Case, day: date) -> None:
    """Writing an expiry and reading it gives an equal one, with all that is unknown."""
    told = ar.expiry(case, as_of=day, book=BOOK)
    assert ar.expiry_from_json(ar.dump_expiry(told)) == told


@settings(max_examples=60, deadline=None)
@given(cases(), days())
def test_allowances_come_back(case: Case, day: date) -> None:
    """Writing allowances and reading them gives equal ones, with all that is unknown."""
    told = ar.allowances(case, as_of=day, book=BOOK)
    assert ar.allowances_from_json(ar.dump_allowances(told)) == told


@settings(max_examples=40, deadline=None)
@given(cases(), days())
def test_trackers_and_deliveries_come_back(case: Case, day: date) -> None:
    """Writing trackers, or the delivery of one, and reading it gives an equal one."""
    told = ar.trackers(case, as_of=day, book=BOOK, calendar=CALENDAR)
    assert ar.trackers_from_json(ar.dump_trackers(told)) == told
    for tracker in told.trackers:
        assert ar.delivery_from_json(ar.dump_delivery(tracker.delivery)) == tracker.delivery


@pytest.mark.parametrize(
    ("bound", "plain"),
    [
        (Limit(0), 0),
        (UNLIMITED, "unlimited"),
        (Allowance(2), 2),
        (Allowance(UNKNOWN, unlimited=True), "unlimited"),
        (Allowance(2, per_months=6), {"number": 2, "per_months": 6}),
    ],
)
def test_bounds_are_written_as_rulebooks_write_them(bound: Any, plain: Any) -> None:
    """A number, the word "unlimited", or a number in so many months."""
    assert converter().unstructure(bound) == plain
    assert converter().structure(plain, type(bound)) == bound


def test_what_a_plan_includes_is_told_plainly() -> None:
    """What is known of an allowance is told, and what is not is left out."""
    two = json.loads(ar.dump_allowances(ar.allowances(one("TWO"), as_of=DAY, book=BOOK)))
    assert two["revisions"] == {
        "used": 0,
        "missing": ["revision.included"],
    }
    many = json.loads(ar.dump_allowances(ar.allowances(one("UNLIMITED"), as_of=DAY, book=BOOK)))
    assert many["revisions"]["included"] == "unlimited"
    assert ar.allowances_from_json(json.dumps(two)).revisions.included == UNKNOWN_ALLOWANCE


@pytest.mark.parametrize(
    ("kind", "given_", "told"),
    [
        (Limit, -1, 'given -1; expected a whole number, 0 or more, or "unlimited"; write digits'),
        (Limit, True, "given true; expected a whole number"),
        (Limit, "unlimitted", "given 'unlimitted'; expected a whole number"),
        (Allowance, {"number": 2}, "expected a limit, or an object of the numbers number and per_"),
        (Allowance, {"number": 2, "per_months": "6"}, "expected a limit, or an object"),
    ],
)
def test_a_bound_at_fault_is_told(kind: Any, given_: Any, told: str) -> None:
    """What is no bound says what one looks like."""
    with pytest.raises(Invalid) as caught:
        converter().structure(given_, kind)
    assert told in str(caught.value)


ANSWERS: list[tuple[str, Callable[..., Any], Callable[..., str], Callable[..., Any]]] = [
    ("expiry", ar.expiry, ar.dump_expiry, ar.load_expiry),
    ("allowances", ar.allowances, ar.dump_allowances, ar.load_allowances),
    (
        "trackers",
        lambda case, **asked: ar.trackers(case, **asked, calendar=CALENDAR),
        ar.dump_trackers,
        ar.load_trackers,
    ),
    (
        "delivery",
        lambda case, **asked: ar.delivery(case, case.phases[0], **asked, calendar=CALENDAR),
        ar.dump_delivery,
        ar.load_delivery,
    ),
]


@pytest.mark.parametrize(("name", "ask", "dump", "load"), ANSWERS)
def test_files_hold_what_the_texts_say(
    tmp_path: Path, name: str, ask: Any, dump: Any, load: Any
) -> None:
    """Each answer can be written to a file and read from it; a fault names the file and place."""
    told = ask(one("ONE"), as_of=DAY, book=BOOK)
    path = tmp_path / f"{name}.json"
    text = dump(told, path)
    assert path.read_text(encoding="utf-8") == f"{text}\n"
    assert load(path) == told
    path.write_text('{"as_off": "2025-03-03"}', encoding="utf-8")
    with pytest.raises(Invalid, match=rf"^{name} .*{name}\.json is not valid") as caught:
        load(path)
    assert "$.as_off" in {fault.where for fault in caught.value.faults}


def test_what_ships_is_an_order_or_a_phase() -> None:
    """An item with a kind is read as an order, one without as a phase, and faults say where."""
    item = {"kind": "replacment", "steps": {}}
    delivery = {"state": "gone", "shown": False, "missing": []}
    text = {"trackers": [{"items": [item, {"number": 0}], "delivery": delivery}], "missing": []}
    with pytest.raises(Invalid) as caught:
        ar.trackers_from_json(json.dumps(text))
    assert {fault.where for fault in caught.value.faults} == {
        "$.trackers[0].items[0].kind",
        "$.trackers[0].items[1].number",
        "$.trackers[0].items[1].steps",
    }
