"""Rulebooks and price books with other values: every term that a question looks at is changed."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from itertools import combinations
from random import Random
from typing import Any, Final

from attrs import evolve

from aligner_rules.model.limit import UNLIMITED, Limit
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.prices import PriceBook, price_book_of
from aligner_rules.rulebook.schema import TERMS
from aligner_rules.rulebook.terms import Allowance

BOOK: Final = load_rulebooks()
CHANGES: Final[dict[str, tuple[Any, ...]]] = {
    "replacement.interval_days": (0, 1, 30, 45, UNKNOWN),
    "replacement.steps_per_arch": (Limit(0), Limit(1), Limit(8), UNLIMITED, UNKNOWN),
    "replacement.free": (True, False, UNKNOWN),
    "replacement.free_after_expiry": (True, False, UNKNOWN),
    "expiry.months": (Limit(1), Limit(6), Limit(12), Limit(36), UNLIMITED, UNKNOWN),
    "expiry.expiry_day_inside": (True, False, UNKNOWN),
    "expiry.deadline": ("submission", "submission-and-approval", UNKNOWN),
    "revision.included": (Allowance(0), Allowance(1), Allowance(2, per_months=6), UNKNOWN),
    "retainer.included_sets": (Allowance(0), Allowance(2), Allowance(2, per_months=6), UNKNOWN),
    "retainer.final_after_last_phase": (True, False, UNKNOWN),
    "submission.both_arches": (True, False, UNKNOWN),
    "submission.materials": ((), ("pvs",), ("alginate", "silicone"), UNKNOWN),
    "submission.trays": (("disposable",), ("metal", "mesh"), (), UNKNOWN),
    "submission.mixed_dentition": (["US"], [], "everywhere", UNKNOWN),
    "submission.wear_schedules": (("7",), ("8", "10"), UNKNOWN),
    "treatment.steps": (Limit(12), Limit(24), UNLIMITED, UNKNOWN),
    "expiry.month_overflow": ("roll", "raise", "clip", UNKNOWN),
    "expiry.anchor": (
        *("first-shipment", "purchase", "approval", "last-step-end"),
        *("planned-end", "previous-series-end", "none", UNKNOWN),
    ),
    "expiry.bold_months": (0, 6, UNKNOWN),
    "expiry.red_months": (3, 0, UNKNOWN),
    "delivery.window_business_days": (0, 1, 2, 7, UNKNOWN),
    "delivery.tracker_days": (0, 30, UNKNOWN),
    "replacement.free_aligners": (Allowance(0), Allowance(2), Allowance(9), UNKNOWN),
    "replacement.free_pools": ("arch", "case", UNKNOWN),
    "replacement.charge_unit": ("step", "arch", "order", "aligner", UNKNOWN),
    "replacement.first_free": (True, False, UNKNOWN),
    "replacement.blocked_by": (["revision", "retainer"], ["retainer"], [], UNKNOWN),
    "replacement.regions": (["US"], [], "everywhere", UNKNOWN),
    "revision.blocked_by": (["replacement", "retainer"], ["retainer"], [], UNKNOWN),
    "revision.regions": (["US", "FR"], "everywhere", UNKNOWN),
    "revision.days_after_last_step": (Limit(0), Limit(15), UNLIMITED, UNKNOWN),
    "revision.last_day_inside": (True, False, UNKNOWN),
    "revision.must_attest_wear": (True, False, UNKNOWN),
    "retainer.charge_unit": ("arch", "order", "set", UNKNOWN),
    "retainer.blocked_by": (["replacement", "revision"], [], UNKNOWN),
    "retainer.regions": (["FR"], "everywhere", UNKNOWN),
    "upgrade.targets": ("any-higher", "next", [], UNKNOWN),
    "upgrade.regions": ("everywhere", ["FR", "US"], ["US"], [], UNKNOWN),
    "upgrade.blocked_by_revision": (True, False, UNKNOWN),
    "upgrade.blocked_by_expiry": (True, False, UNKNOWN),
    "access.failures_to_lock": (1, 3, UNKNOWN),
    "access.lockout_minutes": (0, 20, UNKNOWN),
    "access.locks_eshop_users": (True, False, UNKNOWN),
    "access.password_least": (1, 8, UNKNOWN),
    "access.password_most": (8, 16, UNKNOWN),
    "access.password_case_sensitive": (True, False, UNKNOWN),
    "access.reset_link_works_once": (True, False, UNKNOWN),
    "access.email_as_user_name": (True, False, UNKNOWN),
    "access.patient_portal_by_default": (True, False, UNKNOWN),
}
"""The values that terms are changed to."""

PACKAGED: Final = 5
"""Every book of such a number is as packaged."""

GAPPED: Final = 3
"""Between two editions of every book of such a number lie days without one."""

AS_IT_IS: Final = object()
"""What stands for the value that a term has already."""


def changed(changes: dict[str, tuple[int, set[str]]]) -> Rulebook:
    """All packaged editions, with the value of that number of some terms, for some plans."""
    book = BOOK
    for path, (number, plans) in changes.items():
        values = CHANGES[path]
        book = book.evolve({path: values[number % len(values)]}, plans=sorted(plans))
    return book


@lru_cache(maxsize=16)
def book_of(number: int) -> Rulebook:
    """All packaged editions, as they are by every fifth number; by the others with changed terms.

    Each plan has values of its own, so that four books in a row meet every change.
    """
    if number % PACKAGED == 0:
        return BOOK
    values = {path: _drawn_values(path, number) for path in CHANGES}
    book = BOOK
    for place, plan in enumerate(BOOK.plans):
        new = {path: drawn[place] for path, drawn in values.items()}
        book = book.evolve({p: v for p, v in new.items() if v is not AS_IT_IS}, plans=[plan])
    return _with_gap(book) if number % PACKAGED == GAPPED else book


def _with_gap(book: Rulebook) -> Rulebook:
    """Return the book with days before its last edition that no edition governs."""
    *former, before, last = book.periods
    ends = before.first_day + (last.first_day - before.first_day) / 2
    return evolve(book, periods=(*former, evolve(before, last_day=ends), last))


def _drawn_values(path: str, number: int) -> list[Any]:
    """Return the value of a term for each plan; of a whole edition, the same for all."""
    rng = Random(path)  # noqa: S311 - books that can be drawn again
    values = rng.sample(CHANGES[path], len(CHANGES[path]))
    if TERMS[path].wide:
        return [values[number % len(values)]] * len(BOOK.plans)
    rng.seed(f"{number} {path}")
    options = [*values, AS_IT_IS, AS_IT_IS] * len(BOOK.plans)
    return rng.sample(options[: max(len(BOOK.plans), len(values) + 2)], len(BOOK.plans))


_ITEMS: Final = (
    *("flex.aligner", "flex.replacement-step", "flex.replacement-arch", "flex.replacement-order"),
    *("flex.retainer-set", "flex.retainer-arch", "flex.retainer-order", "flex.revision"),
    "planning-services",
)


@cache
def prices_of(number: int) -> PriceBook:
    """Prices that change on a day and end on another, of every item that may be charged.

    Upgrades cost the difference of the plan prices, or, by every other book, the fees of a table.
    """
    plans = {f"plan.{plan}": 10_000 * place for place, plan in enumerate(BOOK.plans, start=1)}
    items = {item: 4_500 + place for place, item in enumerate(_ITEMS)} | plans
    fees = {
        f"upgrade.{former}.{target}": 100 + place
        for place, (former, target) in enumerate(combinations(BOOK.plans, 2))
    }
    content = {
        "schema": 1,
        "name": f"prices {number}",
        "title": "Prices to compare readings by",
        "currency": "USD",
        "exponent": 2,
        "upgrade_fees": "table" if number % 2 else "difference",
        "prices": {
            name: _item(minor) for name, minor in (items | (fees if number % 2 else {})).items()
        },
    }
    return price_book_of(content, "prices")


def _item(minor: int) -> dict[str, Any]:
    """What an item costs until the end of 2025, from then on, and until a leap day."""
    spans = (
        (minor, date(2017, 6, 1), date(2025, 12, 31)),
        (minor * 2, date(2026, 1, 1), date(2028, 2, 29)),
    )
    amounts = [
        {"minor": each, "holds_from": first, "holds_until": last, "source": "invented"}
        for each, first, last in spans
    ]
    return {"label": "An item", "unit": "each", "amounts": amounts}
