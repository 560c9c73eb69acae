"""What the waiting setup of a case offers: each plan with its steps, its cap and its price."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.case import Case
from aligner_rules.model.event import Approval
from aligner_rules.model.limit import Limit
from aligner_rules.model.setup import Option
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import Decision, decide_facts
from aligner_rules.readings.quotation import Quote, quote_facts
from aligner_rules.readings.verbs import asked_day
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rules.approval import POLICY, waiting_setup

_CHOSEN: Final = "chosen later"
"""The payment method of an approval that is not asked for yet."""


@frozen
class OfferedOption:
    """One option of a setup: what is planned, how much the plan covers, whether and at what cost.

    `cap` is the most steps that the plan covers. `decision` is about an approval with a payment
    method chosen. `upfront.total` is what it costs, UNKNOWN where the price book does not tell;
    `upfront.missing` then names what it lacks.
    """

    option: Option
    cap: Limit
    decision: Decision
    upfront: Quote

    @property
    def plan(self) -> str:
        """The plan that the case would be approved on."""
        return self.option.plan

    @property
    def steps(self) -> int:
        """How many steps are planned: those of the arch that has more."""
        return self.option.steps


def options(
    case: Case,
    *,
    as_of: date,
    book: Rulebook,
    prices: PriceBook,
    of_order: str | None = None,
) -> tuple[OfferedOption, ...]:
    """Return every option of the setup that waits to be approved on that day (SUB-8).

    The setup is that of the submission, or of the revision whose id is `of_order`. Empty where no
    setup is known to wait. Invalid where `as_of` is no date.
    """
    day = asked_day(as_of)
    setup: Any = waiting_setup(case, of_order, day)
    offered = () if setup is UNKNOWN or setup is None else setup.options
    found = []
    for option in offered:
        asked = Approval(plan=option.plan, payment_method=_CHOSEN, of_order=of_order)
        decision = decide_facts(POLICY, POLICY.facts_of(case, asked, day, book), book=book)
        upfront = quote_facts(POLICY, decision.facts, book=book, prices=prices)
        found.append(OfferedOption(option, decision.terms.treatment.steps, decision, upfront))
    return tuple(found)
