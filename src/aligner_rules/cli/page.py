"""Decisions and quotes as a page of text, in words, at any width."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen
from rich.console import Console, Group, JustifyMethod, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from aligner_rules.model.case import Case
from aligner_rules.model.order import ReplacementOrder, RetainerOrder
from aligner_rules.model.plan import Plan
from aligner_rules.model.request import Request
from aligner_rules.model.steps import Arch
from aligner_rules.readings.decision import Decision, Outcome
from aligner_rules.readings.explanation import Reason
from aligner_rules.readings.labels import LABELS
from aligner_rules.readings.quotation import Quote, QuoteLine
from aligner_rules.readings.wording import Wording, wording
from aligner_rules.rulebook.book import Rulebook

_COLOURS: Final = {
    Outcome.ALLOWED: "bold green",
    Outcome.REFUSED: "bold red",
    Outcome.UNDETERMINED: "bold yellow",
}
_CODE: Final = "bold"
_QUIET: Final = "dim"


@frozen(eq=False)
class Page:
    """What can be written about decisions in one language."""

    language: str

    @property
    def _texts(self) -> Wording:
        return wording(self.language)

    def shown(self, value: Any) -> str:
        """Return a value as it is written in a sentence."""
        return self._texts.shown(value)

    def say(self, label: str, **values: Any) -> str:
        """Return one of the labels with these values in it."""
        return LABELS[self.language][label].format(**values)

    def question(self, case: Case, request: Request, decision: Decision) -> RenderableType:
        """Return what was asked: the case, its plan, the order, the day and the edition."""
        rows = {
            "case": case.id,
            "plan": self.plan(case),
            "order": self.order(request),
            "asked": str(decision.facts.as_of),
            "edition": self.edition(decision.edition, decision.book),
        }
        grid = empty_grid("left", "left")
        for label, told in rows.items():
            grid.add_row(Text(self.say(label), _QUIET), Text(told))
        return grid

    def order(self, request: Request) -> str:
        """Return what a request asks for, in words: steps, sets, a plan or but the kind."""
        target = getattr(request, "target", None) or getattr(request, "upgrade_to", None)
        if target is not None:
            return self.say("upgrade", plan=target)
        if isinstance(request, RetainerOrder):
            arches = [self.say(arch) for arch in Arch if arch in request.arches]
            return self.say("sets", sets=request.sets, arches=", ".join(arches) or "-")
        if not isinstance(request, ReplacementOrder):
            return LABELS[self.language].get(f"{request.kind}-order", request.kind)
        told = [f"{self.say(a)} {request.steps.on(a)}" for a in Arch if request.steps.on(a)]
        return "; ".join(told) or self.say("nothing")

    def decision(self, decision: Decision, *, brings: bool = True) -> RenderableType:
        """Return the outcome, every reason, the day from which it is allowed, and what follows."""
        parts = [self._outcome(decision)]
        parts += [Padding(self._reason(reason), (0, 0, 0, 2)) for reason in decision.reasons]
        return Group(*parts, *([Text(), self._consequences(decision)] if brings else ()))

    def quote(self, quote: Quote) -> RenderableType:
        """Return the lines of a quote that count anything, their total, and what is missing."""
        grid = empty_grid("right", "left", "right", "right", "left")
        for line in (each for each in quote.lines if each.many != 0):
            grid.add_row(*map(Text, self._line(line)))
        grid.add_row("", Text(self.say("total"), _CODE), "", Text(self.shown(quote.total), _CODE))
        if not quote.missing:
            return grid
        missing = self.say("missing", names=", ".join(quote.missing))
        return Group(grid, Padding(Text(missing), (0, 0, 0, 2)))

    def plan(self, case: Case) -> str:
        """Return the plan of a case and the day of its approval, in words."""
        if not isinstance(case.plan, Plan):
            return self.say("no-plan") if case.plan is None else self.shown(case.plan)
        return self.say("approved", plan=case.plan.name, day=self.shown(case.plan.approved_on))

    def edition(self, name: str | None, book: Rulebook) -> str:
        """Return the edition that governs, if one does, with the overlays laid over it."""
        if name is None:
            return self.say("no-edition")
        overlays = ", ".join(book.overlays)
        return self.say("overlays", edition=name, overlays=overlays) if overlays else name

    def _outcome(self, decision: Decision) -> RenderableType:
        outcome = decision.outcome
        told = Text(f"{self._texts.word('outcome', outcome.value)}.", _COLOURS[outcome])
        if outcome is Outcome.ALLOWED:
            return told
        if decision.opens_on is None:
            opens = self.say("never-opens") if outcome is Outcome.REFUSED else ""
        else:
            opens = self.say("opens", day=decision.opens_on)
        return told.append(f" {opens}" if opens else "", "default not bold")

    def _reason(self, reason: Reason) -> RenderableType:
        heading = Text(reason.code, _CODE).append(f"  {reason.clause}", f"not bold {_QUIET}")
        compared = self.say(
            "compared",
            actual=self.shown(reason.actual),
            required=self.shown(reason.required),
        )
        told = [reason.message(self.language), compared]
        ways = [f"> {way.message(self.language)}" for way in reason.ways_out]
        return Group(heading, *(Padding(Text(line), (0, 0, 0, 2)) for line in [*told, *ways]))

    def _consequences(self, decision: Decision) -> RenderableType:
        grid = empty_grid("left", "left")
        for one in decision.consequences:
            grid.add_row(Text(one.clause, _QUIET), Text(one.message(self.language)))
        return Group(Text(self.say("consequences"), _CODE), Padding(grid, (0, 0, 0, 2)))

    def _line(self, line: QuoteLine) -> tuple[str, ...]:
        price = "" if line.unit_price is None else self.shown(line.unit_price)
        if price and line.units != line.many:
            price = f"{self.shown(line.units)} x {price}"
        many, amount = self.shown(line.many), self.shown(line.amount)
        return f"{many} x", line.message(self.language), price, amount, line.clause


def empty_grid(*columns: JustifyMethod) -> Table:
    """Return an empty grid whose columns are wrapped, and never cut off."""
    grid = Table.grid(padding=(0, 2))
    for justify in columns:
        grid.add_column(justify=justify, overflow="fold")
    return grid


def printed(*parts: RenderableType, width: int | None = None) -> str:
    """Return parts as text; without colours, and without blanks at line ends, if on no terminal."""
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        for part in parts:
            console.print(part, overflow="fold")
    text = captured.get()
    if console.is_terminal:
        return text
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())
