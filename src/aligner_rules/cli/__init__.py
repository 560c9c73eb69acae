"""The command line: `aligner-rules decide`, `expiry`, `allowances`, `delivery`, `demo`, `prove`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

BAD_INPUT: Final = 3
"""The exit code of what cannot be asked: a fault in a file or on the command line."""

_EXTRAS: Final = {
    "click": "cli",
    "rich": "cli",
    "z3": "cli,proofs",
    "holidays": "cli,calendars",
}
"""What a command may find missing, and the extras that bring it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; without its extra say how to install it."""
    try:
        from aligner_rules.cli.commands import run  # noqa: PLC0415 - it needs the extra

        return run(arguments)
    except ModuleNotFoundError as error:
        if error.name not in _EXTRAS:
            raise
        sys.stderr.write(
            f"aligner-rules: this command needs {error.name}, which is not installed.\n"
            f"Install it with: pip install 'aligner-rules[{_EXTRAS[error.name]}]'\n"
        )
        return BAD_INPUT
