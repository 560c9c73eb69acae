"""A file that cannot be read is one fault that says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner_rules.model.faults import Fault, Invalid
from aligner_rules.rulebook.files import content_of, parsed


def fault_of(raw: bytes) -> Fault:
    """Return the one fault of TOML that cannot be parsed."""
    with pytest.raises(Invalid) as caught:
        parsed(raw, "rulebook x")
    (fault,) = caught.value.faults
    return fault


def test_toml_is_read_with_and_without_a_mark_and_with_either_line_end(tmp_path: Path) -> None:
    """A byte order mark and Windows line ends do not change the content."""
    plain, marked = tmp_path / "plain.toml", tmp_path / "marked.toml"
    plain.write_bytes(b"a = 1\nb = 2\n")
    marked.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    assert content_of(plain, "x") == content_of(str(marked), "x") == {"a": 1, "b": 2}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A path that leads nowhere is given back with the system's reason."""
    with pytest.raises(Invalid) as caught:
        content_of(tmp_path / "none.toml", "rulebook none.toml")
    (fault,) = caught.value.faults
    assert (caught.value.subject, fault.given) == (
        "rulebook none.toml",
        str(tmp_path / "none.toml"),
    )
    assert fault.remedy == "no such file or directory"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder in place of a file is a fault, and no error of the system."""
    with pytest.raises(Invalid):
        content_of(tmp_path, "rulebook")


def test_a_date_that_does_not_exist_is_told_with_its_line() -> None:
    """The line is named, and what the calendar has."""
    fault = fault_of(b"a = 2024-06-30\nb = 2024-06-31\n")
    assert (fault.given, fault.remedy) == ("line 2: 'b = 2024-06-31'", "June has 30 days")


def test_other_faults_of_syntax_are_told_with_their_line() -> None:
    """A line that is no TOML is named, though it holds a date that exists."""
    fault = fault_of(b"a = 1\nb = 2024-06-30 2024-07-01\nc = 2\n")
    assert (fault.expected, fault.given) == ("TOML", "line 2: 'b = 2024-06-30 2024-07-01'")


def test_a_key_given_twice_is_a_fault() -> None:
    """A table cannot say the same thing twice."""
    assert fault_of(b"a = 1\na = 2\n").given == "line 2: 'a = 2'"


@pytest.mark.parametrize(
    "raw",
    [b"a = [1", b"a = " + b"[" * 100_000, b"a = " + b"9" * 5000],
    ids=["no end", "too deep", "too long a number"],
)
def test_what_names_no_line_is_told_as_a_whole(raw: bytes) -> None:
    """A fault that the parser gives no line for still is one fault."""
    assert fault_of(raw).given == "text that is no TOML"


def test_text_that_is_not_utf_8_is_told_with_its_place() -> None:
    """A file in another encoding is refused at its first strange byte."""
    assert fault_of(b'a = "\xe9"').given == "a byte that is not UTF-8, at 5"
