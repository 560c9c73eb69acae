"""JSON as text: every fault of the text is told, with its place."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner_rules.model import Invalid
from aligner_rules.wire.documents import document, document_at, member, written

_KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | _KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


def faults_of(text: str | bytes) -> list[str]:
    """Return the faults of a document, as they are told."""
    with pytest.raises(Invalid) as caught:
        document(text, "document")
    return list(map(str, caught.value.faults))


@given(_PLAIN)
def test_what_is_written_is_read(value: object) -> None:
    """Plain values come back from the text that they are written as."""
    assert document(written(value), "document") == value


@given(st.text() | st.binary())
def test_any_text_is_read_or_invalid(text: str | bytes) -> None:
    """Whatever the text is, reading it gives a value or is Invalid."""
    with suppress(Invalid):
        document(text, "document")


def test_a_file_is_written_as_the_text(tmp_path: Path) -> None:
    """A file that is named holds the text in UTF-8, with a line end."""
    path = tmp_path / "é.json"
    text = written({"name": "Zoé"}, path)
    assert path.read_bytes() == f"{text}\n".encode()
    assert document_at(path, "document") == {"name": "Zoé"}


def test_a_byte_order_mark_is_passed_over() -> None:
    """A mark of UTF-8 at the beginning is no part of the document."""
    assert document(b"\xef\xbb\xbf[1]", "document") == [1]


@pytest.mark.parametrize("name", ["missing.json", ".", "a\0b"])
def test_what_is_no_file_is_one_fault(tmp_path: Path, name: str) -> None:
    """A file that is missing, a folder and an impossible name are one clear fault each."""
    with pytest.raises(Invalid) as caught:
        document_at(tmp_path / name, "case")
    (fault,) = caught.value.faults
    assert (fault.where, fault.expected) == ("$", "a file that can be read")


def test_bytes_that_are_not_utf_8_are_a_fault() -> None:
    """Text in another encoding is told by the byte at which it shows."""
    (told,) = faults_of(b'{"id": "\xe9"}')
    assert (
        told
        == "$: given a byte that is not UTF-8, at 8; expected text in UTF-8; save the file as UTF-8"
    )


def test_text_that_is_no_json_is_told_by_line_and_column() -> None:
    """What breaks the grammar of JSON is told with its line, its column and what stands there."""
    (told,) = faults_of('{\n "id": 5;\n}')
    assert told.startswith("$: given line 2, column 9: ")
    assert "expected JSON; expecting ',' delimiter" in told


def test_no_text_at_all_is_a_fault() -> None:
    """An empty document is told as one."""
    (told,) = faults_of("")
    assert told == "$: given line 1, column 1: ''; expected JSON; expecting value"


def test_nesting_without_end_is_a_fault() -> None:
    """Brackets nested too deep to be read are told as such."""
    (told,) = faults_of("[" * 200_000)
    assert told.endswith("expected JSON; nest them less")


def test_all_keys_that_stand_twice_are_told() -> None:
    """A key that one object has twice is a fault at its place, wherever it is."""
    told = faults_of('{"a": 1, "b": [{"c d": 1, "c d": 2, "e": 3}], "a": 2}')
    assert [fault.partition(":")[0] for fault in told] == ["$.a", '$.b[0]."c d"']
    assert told[0] == "$.a: given a key that stands there twice; expected each key once; remove one"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "9" * 301, "-" + "9" * 5000])
def test_what_is_no_number_of_json_is_told(number: str) -> None:
    """NaN, Infinity and numbers beyond all measure are faults at their places."""
    (told,) = faults_of(f'{{"sets": [1, {number}]}}')
    assert told.startswith(f"$.sets[1]: given {number[:20]}")
    assert "expected a number that JSON knows" in told


def test_half_a_character_is_told() -> None:
    """A surrogate that stands alone is a fault, in a key and in a text; a pair is a character."""
    told = faults_of('{"\\ud800": "\\udc00"}')
    assert [fault.partition(",")[0] for fault in told] == [
        "$: given half of a character",
        '$."\\ud800": given half of a character',
    ]
    assert document('"\\ud83d\\ude00"', "document") == "\N{GRINNING FACE}"


@pytest.mark.parametrize(
    ("key", "told"),
    [("steps", ".steps"), ("to day", '."to day"'), ("", '.""'), ("a\nb", '."a\\nb"')],
)
def test_a_pointer_goes_on_by_the_key(key: str, told: str) -> None:
    """A key that is no bare word stands in quotes, on one line."""
    assert member(key) == told


def test_a_key_without_end_is_cut() -> None:
    """A pointer stays short, however long the key is."""
    assert member("k" * 10_000) == f'."{"k" * 57}..."'
