"""The solver behind the proofs: z3, imported once a proof is asked for, and untyped here alone."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any


@cache
def z3() -> Any:
    """The z3 library; ModuleNotFoundError, with what to install, where it is missing."""
    try:
        return import_module("z3")
    except ModuleNotFoundError as missing:
        message = "proofs need the z3 solver: install aligner-rules[proofs]"
        raise ModuleNotFoundError(message, name="z3") from missing
