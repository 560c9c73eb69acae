"""Reading a TOML file: its content, or one Invalid that tells why there is none."""

from __future__ import annotations

import re
from os import PathLike
from pathlib import Path
from typing import Any, Final

from aligner_rules.model.faults import Fault, Invalid, shown
from aligner_rules.rulebook.inspection import DATE, why_no_date

_LINE: Final = re.compile(r"at line (\d+)")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def content_of(path: str | PathLike[str], subject: str) -> dict[str, Any]:
    """Return the content of a TOML file; `subject` names it in what is Invalid.

    A file that is not there, is no UTF-8 text or no TOML is `Invalid`.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise _unread(subject, str(path), "a file that can be read", why) from error
    return parsed(raw, subject)


def parsed(raw: bytes, subject: str) -> dict[str, Any]:
    """Return the content of TOML, given as the bytes of a file."""
    try:
        toml = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        given = f"a byte that is not UTF-8, at {error.start}"
        raise _unread(subject, given, "text in UTF-8", "save the file as UTF-8") from error
    import tomllib  # noqa: PLC0415 - only who reads a file needs it

    try:
        return tomllib.loads(toml)
    except (ValueError, RecursionError) as error:
        raise Invalid(subject, [_syntax_fault(toml, str(error))]) from error


def _syntax_fault(toml: str, why: str) -> Fault:
    line = _LINE.search(why)
    if line is None:
        return Fault("$", "text that is no TOML", "TOML", why)
    number = int(line.group(1))
    written = toml.split("\n")[number - 1].strip()
    given = f"line {number}: {shown(written)}"
    for day in _DATE.findall(written):
        reason = why_no_date(day)
        if reason is not None:
            return Fault("$", given, DATE, reason)
    return Fault("$", given, "TOML", why)


def _unread(subject: str, given: str, expected: str, remedy: str) -> Invalid:
    return Invalid(subject, [Fault("$", given, expected, remedy)])
