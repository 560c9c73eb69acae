"""Decisions and quotes as small pages of HTML."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen

from aligner_rules.markup import Html, element, laid_out, table, together
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import Decision, Outcome
from aligner_rules.readings.explanation import Reason
from aligner_rules.readings.labels import LABELS
from aligner_rules.readings.quotation import Quote, QuoteLine
from aligner_rules.readings.showing.colours import COLOURS
from aligner_rules.readings.wording import Wording, wording
from aligner_rules.rulebook.terms import NO_PLAN
from aligner_rules.rules.facts import fact_types

_MARKS: Final = {Outcome.ALLOWED: "✓", Outcome.REFUSED: "✗", Outcome.UNDETERMINED: "?"}
"""Each outcome has its word, its sign and its colour, so that none of them has to be seen."""

_HASH_SHOWN: Final = 12


def decision_page(decision: Decision, language: str = "en") -> Html:
    """Return what was asked and decided, every reason, and what follows."""
    page = _Page(language)
    parts = [page.outcome(decision), page.question(decision)]
    parts += page.reasons(decision)
    parts += page.consequences(decision)
    return laid_out(*parts, page.facts(decision), language=language)


def quote_page(quote: Quote, language: str = "en") -> Html:
    """Return the lines of a quote that count anything, the total, and what is missing."""
    page = _Page(language)
    heads = [page.say(name) for name in ("price", "how-many", "unit-price", "amount", "clause")]
    lines = [page.line(line) for line in quote.lines if line.many != 0]
    foot = [page.say("total"), "", "", page.shown(quote.total), ""]
    parts = [table(f"{quote.policy}, {quote.as_of}", heads, lines, numbers={1, 2, 3}, foot=foot)]
    if quote.missing:
        parts += [element("p", page.say("missing", names=", ".join(quote.missing)))]
    edition = page.say("no-edition") if quote.edition is None else quote.edition
    hashes = [f"{told[:_HASH_SHOWN]}…" for told in (quote.book, quote.prices)]
    rests = page.say("rests-on", edition=edition, book=hashes[0], prices=hashes[1])
    return laid_out(*parts, element("p", element("small", rests)), language=language)


@frozen
class _Page:
    """What can be laid out in one language."""

    language: str

    @property
    def _texts(self) -> Wording:
        return wording(self.language)

    def say(self, label: str, **values: Any) -> str:
        return LABELS[self.language][label].format(**values)

    def shown(self, value: Any) -> str:
        return self._texts.shown(value)

    def outcome(self, decision: Decision) -> Html:
        mark, colour = _MARKS[decision.outcome], COLOURS[decision.outcome]
        word = self._texts.word("outcome", decision.outcome.value)
        told = element("strong", element("span", mark, aria_hidden="true"), f" {word}.")
        opens = ""
        if decision.outcome is not Outcome.ALLOWED:
            day = decision.opens_on
            never = self.say("never-opens") if decision.outcome is Outcome.REFUSED else ""
            opens = never if day is None else self.say("opens", day=day)
        border = f"border-left:.4em solid {colour};padding-left:.6em"
        return element("p", told, f" {opens}".rstrip(), style=border)

    def question(self, decision: Decision) -> Html:
        facts = decision.facts
        rows = {"request": decision.policy.name}
        if facts.plan != NO_PLAN:
            known = facts.plan is not UNKNOWN
            day = self.shown(facts.approved_on)
            rows["plan"] = self.shown(facts.plan)
            rows["plan"] = self.say("approved", plan=facts.plan, day=day) if known else rows["plan"]
        rows |= {
            "region": self.shown(facts.region),
            "asked": self.shown(facts.as_of),
            "edition": self._edition(decision),
        }
        return table("", [], [[self.say(label), told] for label, told in rows.items()])

    def reasons(self, decision: Decision) -> list[Html]:
        told = [self._reason(reason) for reason in decision.reasons]
        heads = ("requirement", "stands", "actual", "required", "clause", "opens-on", "ways-out")
        caption = self.say("reasons", count=len(told))
        return [table(caption, [self.say(head) for head in heads], told)] if told else []

    def consequences(self, decision: Decision) -> list[Html]:
        told = [[one.clause, one.message(self.language)] for one in decision.consequences]
        return [table(self.say("consequences"), [], told)] if told else []

    def facts(self, decision: Decision) -> Html:
        names = fact_types(type(decision.facts))
        rows = [[name, self.shown(getattr(decision.facts, name))] for name in names]
        return element("details", element("summary", self.say("facts")), table("", [], rows))

    def line(self, line: QuoteLine) -> list[str | Html]:
        price = "" if line.unit_price is None else self.shown(line.unit_price)
        if price and line.units != line.many:
            price = f"{self.shown(line.units)} x {price}"
        many, amount = self.shown(line.many), self.shown(line.amount)
        return [line.message(self.language), many, price, amount, line.clause]

    def _edition(self, decision: Decision) -> str:
        if decision.edition is None:
            return self.say("no-edition")
        overlays = ", ".join(decision.book.overlays)
        name = decision.edition
        return self.say("overlays", edition=name, overlays=overlays) if overlays else name

    def _reason(self, reason: Reason) -> list[str | Html]:
        ways = [element("div", way.message(self.language)) for way in reason.ways_out]
        return [
            element("code", reason.code),
            reason.message(self.language),
            self.shown(reason.actual),
            self.shown(reason.required),
            reason.clause,
            "" if reason.lifts_on is None else self.shown(reason.lifts_on),
            together(*ways),
        ]
