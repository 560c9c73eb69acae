"""Cases, requests, decisions and quotes as JSON: out and in again, and whatever comes instead."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules import wire
from aligner_rules.model import Case, Currency, Invalid, Order, RevisionOrder
from aligner_rules.readings.quotation import Quote
from aligner_rules.readings.verbs import decide, quote
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.prices import DatedAmount, PriceBook, PriceItem
from strategies import TELLING_DAYS, cases, cases_with_requests, days, orders

BOOK = load_rulebooks()
_AMOUNT = DatedAmount(4500, date(2018, 1, 1), date(2030, 12, 31), "invented")
PRICES = PriceBook(
    "invented",
    "Invented prices",
    Currency("USD", 2),
    {"flex.aligner": PriceItem("One aligner", "aligner", (_AMOUNT,))},
)
JUNK = [
    *(None, True, 0, -1, 3.0, 10**400, "", "x", "2024-02-30", "2024-02-29T10:00:00Z", "3-1"),
    *([], [None], {}, {"kind": "replacement"}, {"date": 5}, "\N{SNOWMAN}" * 500),
]


def asked(case_and_request: Any, day: date) -> dict[str, Any]:
    """Return the arguments of a question."""
    case, request = case_and_request
    return {"case": case, "request": request, "as_of": day, "book": BOOK}


@given(cases())
def test_a_case_comes_back(case: Case) -> None:
    """Reading what a case was written as gives an equal case."""
    assert wire.case_from_json(wire.dump_case(case)) == case


@given(orders() | orders(TELLING_DAYS[3]))
def test_an_order_comes_back(order: Order) -> None:
    """Reading what an order of any kind was written as gives an equal order."""
    assert wire.request_from_json(wire.dump_request(order).encode()) == order


@given(cases_with_requests(), days())
def test_a_decision_comes_back_as_its_record(case_and_request: Any, day: date) -> None:
    """Reading what a decision was written as gives its record, which is written alike."""
    decision = decide(**asked(case_and_request, day))
    text = wire.dump_decision(decision)
    read = wire.decision_from_json(text)
    assert read == wire.record_of(decision)
    assert wire.dump_decision(read) == text


@given(cases_with_requests(), days())
def test_a_quote_comes_back(case_and_request: Any, day: date) -> None:
    """Reading what a quote was written as gives an equal quote."""
    quoted: Quote = quote(**asked(case_and_request, day), prices=PRICES)
    assert wire.quote_from_json(wire.dump_quote(quoted)) == quoted


@given(cases_with_requests())
def test_files_hold_what_the_texts_say(
    tmp_path_factory: pytest.TempPathFactory, case_and_request: Any
) -> None:
    """What is written to a file is read from it."""
    case, request = case_and_request
    decision = decide(**asked(case_and_request, date(2024, 2, 29)))
    quoted = quote(**asked(case_and_request, date(2024, 2, 29)), prices=PRICES)
    path = tmp_path_factory.getbasetemp() / "document.json"
    wire.dump_case(case, path)
    assert wire.load_case(str(path)) == case
    wire.dump_request(request, path)
    assert wire.load_request(path) == request
    wire.dump_decision(decision, path)
    assert wire.load_decision(path) == wire.record_of(decision)
    wire.dump_quote(quoted, path)
    assert wire.load_quote(path) == quoted


def test_a_request_takes_instants_where_its_zone_is_told(tmp_path: Path) -> None:
    """Instants of a request need the zone of the practice; it is told by the caller."""
    path = tmp_path / "request.json"
    path.write_text('{"kind": "revision", "placed_on": "2024-06-30T22:30:00Z"}')
    expected = RevisionOrder(placed_on=date(2024, 7, 1))
    assert wire.load_request(path, zone="Europe/Paris") == expected
    assert wire.request_from_json(path.read_text(), "Europe/Paris") == expected
    with pytest.raises(Invalid, match=r"request\.json is not valid, 1 fault:\n\$\.placed_on"):
        wire.load_request(path)


READERS: tuple[Callable[[Path], Any], ...] = (
    *(wire.load_case, wire.load_request, wire.load_decision, wire.load_quote),
)


@pytest.mark.parametrize("load", READERS)
@pytest.mark.parametrize("name", [".", "missing.json"])
def test_what_is_no_file_is_invalid(tmp_path: Path, load: Callable[[Path], Any], name: str) -> None:
    """A folder or a missing file is one fault, and its name is told."""
    path = tmp_path / name
    with pytest.raises(Invalid) as caught:
        load(path)
    assert caught.value.subject.endswith(str(path))
    assert len(caught.value.faults) == 1


def test_an_altered_record_is_found() -> None:
    """A record whose outcome was put right by hand is refused when it is read."""
    case = wire.case_from_json('{"id": "C", "practice_zone": "UTC", "phases": []}')
    request = wire.request_from_json('{"kind": "replacement", "steps": {}, "cause": "quality"}')
    text = wire.dump_decision(decide(case, request, as_of=date(2025, 1, 1), book=BOOK))
    with pytest.raises(Invalid, match=r"\$\.outcome: given 'allowed'; expected 'refused'"):
        wire.decision_from_json(text.replace('"refused"', '"allowed"'))


def _places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: Any = {**value} if isinstance(value, dict) else {}
    inner = dict(enumerate(value)) if isinstance(value, list) else inner
    return [here, *(place for key in inner for place in _places(inner[key], (*here, key)))]


def _changed(value: Any, place: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Any:
    """Return the value with a change made at that place."""
    root = [value]
    parent: Any = root
    for key in (0, *place)[:-1]:
        parent = parent[key]
    change(parent, (0, *place)[-1])
    return root[0] if root else None


@st.composite
def mutants(draw: st.DrawFn, documents: st.SearchStrategy[str]) -> str:
    """Return a document with a few places replaced, renamed or removed, or its text cut up."""
    value = json.loads(draw(documents))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(_places(value)))
        junk = draw(st.sampled_from(JUNK))
        changes: list[Callable[[Any, Any], None]] = [
            lambda parent, key, junk=junk: parent.__setitem__(key, junk),  # type: ignore[misc]
            lambda parent, key: parent.__delitem__(key),
            lambda parent, key: (
                parent.__setitem__(f"{key}s", parent.pop(key))
                if isinstance(parent, dict)
                else parent.reverse()
            ),
        ]
        value = _changed(value, place, draw(st.sampled_from(changes)))
    text = json.dumps(value)
    if draw(st.booleans()):
        return text
    at = draw(st.integers(0, len(text)))
    return (
        text[:at]
        + draw(st.sampled_from(["", "NaN", "\\ud800", '"', "}", ",", "\0"]))
        + text[at + 1 :]
    )


_CASES = cases().map(wire.dump_case)
_ORDERS = (orders() | orders(date(2024, 2, 29))).map(wire.dump_request)
_QUESTIONS = st.builds(asked, cases_with_requests(), days())
_DECISIONS = _QUESTIONS.map(lambda told: wire.dump_decision(decide(**told)))
_QUOTES = _QUESTIONS.map(lambda told: wire.dump_quote(quote(**told, prices=PRICES)))


@pytest.mark.parametrize(
    ("read", "documents"),
    [
        (wire.case_from_json, _CASES),
        (wire.request_from_json, _ORDERS),
        (wire.decision_from_json, _DECISIONS),
        (wire.quote_from_json, _QUOTES),
    ],
    ids=["case", "request", "decision", "quote"],
)
@given(data=st.data())
def test_a_broken_document_is_read_or_invalid(
    read: Callable[[str], Any], documents: st.SearchStrategy[str], data: st.DataObject
) -> None:
    """However a document is broken, reading it gives a value or is Invalid, never anything else."""
    with suppress(Invalid):
        read(data.draw(mutants(documents)))
