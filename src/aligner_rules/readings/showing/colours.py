"""The colours of outcomes: told apart with every kind of colour vision, on light and on dark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aligner_rules.readings.decision import Outcome

COLOURS: Final[Mapping[Outcome, str]] = {
    Outcome.ALLOWED: "#0072b2",
    Outcome.REFUSED: "#d55e00",
    Outcome.UNDETERMINED: "#767676",
}

FLIPS: Final[Mapping[str, str]] = {
    "refused to allowed": "#0072b2",
    "undetermined to allowed": "#56b4e9",
    "allowed to refused": "#d55e00",
    "undetermined to refused": "#e69f00",
    "allowed to undetermined": "#767676",
    "refused to undetermined": "#b3b3b3",
}
"""The colour of each flip, by the outcomes before and after: a shade of that of the one after."""
