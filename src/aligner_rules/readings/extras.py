"""What is imported only when it is used, because it needs an extra of the package."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def needing(extra: str, what: str, module: str) -> Any:
    """Return a module of the readings; ModuleNotFoundError tells what to install for it.

    >>> needing("tables", "frames need", "columns.what_if").__name__
    'aligner_rules.readings.columns.what_if'
    """
    try:
        return import_module(f"aligner_rules.readings.{module}")
    except ModuleNotFoundError as missing:
        message = f"{what} {missing.name}: install aligner-rules[{extra}]"
        raise ModuleNotFoundError(message, name=missing.name) from missing
