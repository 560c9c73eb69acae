"""The numbers: what each plan's terms are, from which day on, and where that is written."""

from aligner_rules.rulebook.book import Period, Rulebook, Source, Value
from aligner_rules.rulebook.loading import load_rulebook, load_rulebooks, packaged
from aligner_rules.rulebook.prices import DatedAmount, PriceBook, PriceItem, load_prices
from aligner_rules.rulebook.terms import NO_TERMS, Allowance, PlanTerms

__all__ = [
    "NO_TERMS",
    "Allowance",
    "DatedAmount",
    "Period",
    "PlanTerms",
    "PriceBook",
    "PriceItem",
    "Rulebook",
    "Source",
    "Value",
    "load_prices",
    "load_rulebook",
    "load_rulebooks",
    "packaged",
]
