"""The invented vendor: its file takes every shape, and each of its answers comes from the file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve

import aligner_rules as ar
from aligner_rules.rulebook.schema import TERMS, written
from aligner_rules.rulebook.terms import WIDE
from worked_answers import Asked, due
from worked_cases import Worked, differences, worked_cases

ROOT: Final = Path(__file__).parent.parent
FOLDER: Final = ROOT / "examples/rulebooks"
BOOK: Final = ar.load_rulebook(FOLDER / "quillane.toml")
PRICES: Final = ar.load_prices(FOLDER / "quillane-eur.toml")
CASES: Final = {one.name: one for one in worked_cases() if one.file == "quillane"}

OTHERWISE: Final[dict[tuple[str, str], dict[str, Any]]] = {
    ("SHAPE-1", "counted-from-the-purchase"): {"expiry.anchor": "approval"},
    ("SHAPE-1", "counted-from-the-last-step"): {"expiry.anchor": "first-shipment"},
    ("SHAPE-1", "counted-from-nothing"): {"expiry.anchor": "approval", "expiry.months": 12},
    ("SHAPE-2", "six-free-aligners-of-the-case"): {"replacement.free_aligners": 5},
    ("SHAPE-2", "three-free-aligners-of-the-other-arch"): {"replacement.free_pools": "case"},
    ("SHAPE-2", "two-sets-in-the-next-period"): {"allowance.periods": "rolling"},
    ("SHAPE-3", "approved-too-late"): {"expiry.deadline": "submission"},
    ("SHAPE-4", "the-interval-is-not-over"): {"replacement.interval_days": 20},
    ("SHAPE-4", "no-interval"): {"replacement.interval_days": 2},
    ("SHAPE-5", "four-steps-of-an-arch"): {"replacement.steps_per_arch": 3},
    ("SHAPE-5", "any-number-of-steps"): {"replacement.steps_per_arch": 19},
    ("SHAPE-6", "the-first-one-is-free"): {"replacement.first_free": False},
    ("SHAPE-6", "charged-by-the-step"): {"replacement.charge_unit": "aligner"},
    ("SHAPE-6", "charged-by-the-arch"): {"replacement.charge_unit": "step"},
    ("SHAPE-6", "charged-by-the-order"): {"replacement.charge_unit": "arch"},
    ("SHAPE-6", "retainers-by-the-arch"): {"retainer.charge_unit": "set"},
    ("SHAPE-6", "retainers-by-the-order"): {"retainer.charge_unit": "arch"},
    ("SHAPE-7", "upgraded-to-any-higher"): {"upgrade.targets": "next"},
    ("SHAPE-7", "not-beyond-the-next"): {"upgrade.targets": "any-higher"},
    ("SHAPE-7", "no-upgrade-at-all"): {"upgrade.targets": "next"},
    ("SHAPE-7", "blocked-by-a-revision"): {"upgrade.blocked_by_revision": False},
    ("SHAPE-7", "blocked-by-expiry"): {"upgrade.blocked_by_expiry": False},
    ("SHAPE-8", "expiry-from-the-original-start"): {"expiry.months": 17},
    ("SHAPE-8", "counts-from-the-original-start"): {"revision.included": 2},
    ("SHAPE-9", "approved-after-the-change"): {"replacement.interval_days": 21},
    ("SHAPE-10", "a-replacement-and-retainers-are-open"): {"revision.blocked_by": ("retainer",)},
    ("SHAPE-10", "a-revision-is-open"): {"replacement.blocked_by": ("retainer",)},
    ("SHAPE-10", "retainers-wait-for-a-revision"): {"retainer.blocked_by": ()},
    ("SHAPE-11", "replacements-in-another-country"): {"replacement.regions": ("FR", "DE", "IT")},
    ("SHAPE-11", "replacements-in-a-country-of-the-list"): {"replacement.regions": ("FR",)},
    ("SHAPE-11", "retainers-in-a-shorter-list"): {"retainer.regions": "everywhere"},
    ("SHAPE-11", "switched-off"): {"revision.regions": "everywhere"},
    ("SHAPE-12", "thirty-days-after-the-last-step"): {"revision.last_day_inside": False},
    ("SHAPE-12", "thirty-one-days-after-the-last-step"): {"revision.days_after_last_step": 31},
    ("SHAPE-12", "fifteen-days-after-the-last-step"): {"revision.last_day_inside": True},
    ("SHAPE-12", "not-worn-as-told"): {"revision.must_attest_wear": False},
}
"""For each shape a worked case, and another value of a term that makes it come out otherwise."""


def unlike(worked: Worked) -> list[str]:
    """What comes out otherwise than a worked case says."""
    asked = Asked(worked)
    return [
        told
        for question, stated in worked.expect.items()
        for told in differences(asked.answer(question), due(question, stated), question)
    ]


@pytest.mark.parametrize(("shape", "name"), OTHERWISE)
def test_the_file_alone_makes_the_answer(shape: str, name: str) -> None:
    """A worked case comes out as it says, and not once the term of its shape is another."""
    worked = CASES[name]
    changed = evolve(worked, given={**worked.given, "terms": OTHERWISE[shape, name]})
    assert (shape in worked.rows, unlike(worked)) == (True, [])
    assert unlike(changed) != []


def test_every_shape_is_shown() -> None:
    """Each shape has worked cases, and a term that decides one of them."""
    shapes = {f"SHAPE-{number}" for number in range(1, 13)}
    shown = {row for one in CASES.values() for row in one.rows if row.startswith("SHAPE")}
    assert shown == {shape for shape, _ in OTHERWISE} == shapes


def values(path: str) -> set[str]:
    """What the file states of a term, whatever the plan."""
    return {repr(written(value.value)) for value in BOOK.values if value.path == path}


@pytest.mark.parametrize(
    "path",
    [path for path, term in TERMS.items() if "choices" in term.metadata and not term.wide],
)
def test_every_choice_is_taken(path: str) -> None:
    """Where a rulebook may choose, the vendor's plans choose differently, or say why not."""
    alike = {
        "expiry.month_overflow": 2,
        "allowance.periods": 1,
        "delivery.mixed_trackers": 1,
        "revision.blocked_by": 2,
        "retainer.blocked_by": 2,
        "replacement.blocked_by": 2,
    }
    assert len(values(path)) == alike.get(path, len(TERMS[path].metadata["choices"]))


def test_the_vendor_is_an_edition_of_its_own() -> None:
    """It is loaded by its path, and states every term of every plan; only accounts are unknown."""
    unknown = {value.path.split(".")[0] for value in BOOK.values if value.value is ar.UNKNOWN}
    assert (BOOK.name, BOOK.overlays, unknown <= WIDE) == ("quillane-2026-01", (), True)
    assert {value.clause for value in BOOK.values if value.clause}.issuperset(
        {f"SHAPE-{number}" for number in (1, 2, 3, 4, 5, 6, 7, 10, 11, 12)}
    )


def test_the_vendor_is_invented() -> None:
    """Both files say so."""
    for name in ("quillane.toml", "quillane-eur.toml"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert re.search("invented", text.partition("\n\n")[0])
    assert PRICES.currency.code == "EUR"


@pytest.mark.parametrize("name", ["charged-by-the-step", "charged-by-the-arch"])
def test_a_line_tells_what_is_charged_by(name: str) -> None:
    """The unit stands in the line where it is not each of what is ordered."""
    asked = Asked(CASES[name])
    told = ar.quote(asked.case, asked.request, **asked.known, prices=PRICES).lines[0]
    by = {"step": ("by the step", "à l'étape"), "arch": ("by the arch", "par arcade")}
    english, french = by[told.unit or ""]
    assert told.message() == f"Replacement aligners, {english}, at Flex price"
    assert french in told.message("fr")


def test_what_the_plan_includes_has_a_line_of_its_own() -> None:
    """Of four aligners on STEM three are free, and the fourth is paid."""
    asked = Asked(CASES["the-seventh-aligner-of-the-case"])
    told = ar.quote(asked.case, asked.request, **asked.known, prices=PRICES)
    assert [(x.what, x.many, x.units, x.amount.minor) for x in told.lines] == [
        ("aligner", 3, 0, 0),
        ("aligner", 1, 1, 3000),
        ("engager-template", 0, 0, 0),
    ]


def test_an_unknown_unit_names_the_term() -> None:
    """Where nobody knows what is charged by, the quote says that this is missing."""
    asked = Asked(CASES["charged-by-the-arch"])
    book = BOOK.evolve({"replacement.charge_unit": ar.UNKNOWN})
    told = ar.quote(asked.case, asked.request, as_of=asked.worked.as_of, book=book, prices=PRICES)
    assert (told.total, told.missing) == (ar.UNKNOWN, ("replacement.charge_unit",))


def test_a_unit_without_a_price_names_the_item() -> None:
    """Where the price book has no price for the unit, the item of that unit is missing."""
    asked = Asked(CASES["charged-by-the-arch"])
    bare = evolve(PRICES, items={})
    told = ar.quote(asked.case, asked.request, **asked.known, prices=bare)
    assert told.missing == ("price of flex.replacement-arch",)
