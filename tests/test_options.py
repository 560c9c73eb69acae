"""The options of the setup that waits: steps, cap, decision and upfront cost (SUB-8)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import aligner_rules as ar
from aligner_rules.model.event import Approval
from test_approval import DAY, READY, case, option, revised

BOOK = ar.load_rulebooks()
PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
OFFERED = (option("MINI", "1-13"), option("ONE", "1-20"), option("TWO", "1-20"))


def options(of: ar.Case, as_of: date = DAY, **given_: Any) -> tuple[ar.OfferedOption, ...]:
    """The options by the packaged editions and the example's prices."""
    return ar.options(of, as_of=as_of, book=BOOK, prices=PRICES, **given_)


def test_each_option_tells_its_steps_and_its_cap() -> None:
    """Planned steps stand beside what the plan covers, in the order of the setup."""
    told = [(one.plan, one.steps, one.cap) for one in options(case(*OFFERED))]
    unknown = ar.Limit(ar.UNKNOWN, ar.UNKNOWN)
    assert told == [("MINI", 13, ar.Limit(12)), ("ONE", 20, ar.Limit(24)), ("TWO", 20, unknown)]


def test_each_option_tells_whether_it_can_be_chosen() -> None:
    """Too many steps refuse, an unknown cap leaves it open."""
    decisions = [one.decision for one in options(case(*OFFERED))]
    outcomes = [one.outcome for one in decisions]
    assert outcomes == [ar.Outcome.REFUSED, ar.Outcome.ALLOWED, ar.Outcome.UNDETERMINED]
    assert decisions[0].codes == ("steps-within-plan",)


def test_what_is_shown_is_what_is_decided() -> None:
    """The decision and the price are those of the approval itself."""
    of = case(*OFFERED)
    for one in options(of):
        asked = Approval(plan=one.plan, payment_method="card")
        known: dict[str, Any] = {"as_of": DAY, "book": BOOK}
        assert one.decision == ar.decide(of, asked, **known)
        assert one.upfront == ar.quote(of, asked, prices=PRICES, **known)


@pytest.mark.parametrize("setups", [(), ar.UNKNOWN])
def test_no_setup_waits(setups: Any) -> None:
    """There is nothing to choose from, or nobody tells it."""
    assert options(case(setups=setups)) == ()
    assert options(case(), date(2025, 2, 28)) == ()
    assert len(options(case(), READY)) == 1


def test_the_setup_of_a_revision() -> None:
    """It is asked for by its order, and what a revision costs is part of that order."""
    (one,) = options(revised(), of_order="R-1")
    assert (one.decision.outcome, str(one.upfront.total)) == (ar.Outcome.ALLOWED, "0.00 USD")
    assert options(revised()) == ()


def test_a_day_is_asked_about() -> None:
    """What is no date is refused as everywhere."""
    with pytest.raises(ar.Invalid, match=r"\$\.as_of"):
        options(case(), "2025-03-03")  # type: ignore[arg-type]
