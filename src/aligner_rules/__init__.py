"""The rules by which clear-aligner treatment is ordered, written once and read four ways."""

from __future__ import annotations

from aligner_rules.readings.verbs import apply, decide, quote
from aligner_rules.rulebook.loading import load_rulebook, load_rulebooks
from aligner_rules.rulebook.prices import load_prices

__all__ = ["apply", "decide", "load_prices", "load_rulebook", "load_rulebooks", "quote"]
