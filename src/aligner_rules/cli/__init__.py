"""The command line: `aligner-rules decide` and `aligner-rules demo`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

BAD_INPUT: Final = 3
"""The exit code of what cannot be asked: a fault in a file or on the command line."""

_EXTRA: Final = frozenset({"click", "rich"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; without its extra say how to install it."""
    try:
        from aligner_rules.cli.commands import run  # noqa: PLC0415 - it needs the extra
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        sys.stderr.write(
            f"aligner-rules: the command line needs {error.name}, which is not installed.\n"
            "Install it with: pip install 'aligner-rules[cli]'\n"
        )
        return BAD_INPUT
    return run(arguments)
