"""The reading as a menu: every action of a case with its decision, in one call (CAS-1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial
from typing import Any, Final, NamedTuple

from attrs import fields_dict

from aligner_rules.model.case import Case
from aligner_rules.model.request import Request
from aligner_rules.readings.decision import Decision, Outcome, Tellings, decide_facts, keep, told_by
from aligner_rules.readings.verbs import asked_day
from aligner_rules.readings.wording import wording
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import shared_facts
from aligner_rules.rules.folding import constant, folded, under
from aligner_rules.rules.formula import Formula
from aligner_rules.rules.menu import ENTRIES, Entry
from aligner_rules.rules.policies import policy_for
from aligner_rules.rules.standing import Standing
from aligner_rules.rules.straight import written_out


class Action(NamedTuple):
    """One action of a menu, decided about a form that is filled in as well as can be.

    Where it is refused, no form is allowed; where it is allowed, some form is; where it is
    undetermined, none is known to be. `codes` are those of what stands in the way. `request` is the
    form, where what it chooses decides which terms govern: the approval of a setup on a plan.
    """

    code: str
    outcome: Outcome
    codes: tuple[str, ...]
    entry: Entry
    request: Request | None
    standing: Standing
    book: Rulebook

    @property
    def available(self) -> bool:
        """Whether it can be taken: such an action is black, every other one grey (CAS-1)."""
        return self.outcome is Outcome.ALLOWED

    @property
    def decision(self) -> Decision:
        """The decision about that form, with its reasons; worked out each time it is asked for."""
        policy, form = policy_for(self.entry.kind), self.entry.form
        if self.request is not None:
            case, day = self.standing.case, self.standing.as_of
            chosen = policy.facts_of(case, self.request, day, self.book)
            return decide_facts(policy, chosen, book=self.book)
        names = fields_dict(policy.facts)
        told = {n: form[n] if n in form else getattr(self.standing, n) for n in names}
        return decide_facts(policy, policy.facts(**told), book=self.book)

    def message(self, language: str = "en") -> str:
        """Return what the action is called in that language ("en" or "fr")."""
        return wording(language).word("action", self.code)

    def __repr__(self) -> str:
        return f"<{self.code} {self.outcome.value} {list(self.codes)} by {self.book.name!r}>"


def actions(case: Case, *, as_of: date, book: Rulebook) -> tuple[Action, ...]:
    """Return every action of the case with its decision on that day, in the order of a menu.

    Only what had happened by `as_of` counts. Invalid where `as_of` is no date.
    """
    known = shared_facts(case, asked_day(as_of))
    governing = ("menu", known["plan"], known["approved_on"], known["region"])
    try:
        terms, judge = book.kept[governing]
    except KeyError:
        terms, judge = _prepared(governing, book)
    standing = Standing(case, known, terms)
    menu = [_action((*told, standing, book)) for told in judge(standing)]
    for place, choices in _CHOSEN:
        menu[place] = max(_decided(menu[place], choices(standing)), key=_rank)
    return tuple(menu)


def _decided(action: Action, requests: tuple[Request | None, ...]) -> Iterator[Action]:
    """Yield the action as it comes out for each of the forms; None is one that is not known."""
    for request in requests or (None,):
        if request is None:
            yield action
            continue
        chosen = action._replace(request=request)
        decision = chosen.decision
        yield chosen._replace(outcome=decision.outcome, codes=decision.codes)


def _rank(action: Action) -> int:
    return _WORST_FIRST.index(action.outcome)


_WORST_FIRST: Final = (Outcome.REFUSED, Outcome.UNDETERMINED, Outcome.ALLOWED)
_CHOSEN: Final = [(n, entry.choices) for n, entry in enumerate(ENTRIES) if entry.choices]

_action = partial(tuple.__new__, Action)  # as `Action` makes it, without a call between

_Answer = tuple[str, Outcome, tuple[str, ...], Entry, None]
_Answers = tuple[_Answer, ...]


def _prepared(
    governing: tuple[Any, ...], book: Rulebook
) -> tuple[PlanTerms, Callable[[Any], _Answers]]:
    """Return the terms that govern, and what judges a case under them; the book keeps both."""
    terms = book.terms(*governing[1:])
    asked = [[under(one, terms) for one in about_the_case(entry)] for entry in ENTRIES]
    left = [one for statements in asked for one in statements if one is not _TRUE]

    def tell(verdicts: tuple[Any, ...]) -> _Answers:
        return tuple(_answers(asked, verdicts))

    return keep(book, governing, (terms, written_out(left, Tellings(tell))))


def _answers(asked: list[list[Formula]], verdicts: tuple[Any, ...]) -> Iterator[_Answer]:
    """Yield what each action comes to by the verdicts on what the terms have left open."""
    left = iter(verdicts)
    for entry, statements in zip(ENTRIES, asked, strict=True):
        own = tuple(True if one is _TRUE else next(left) for one in statements)
        _, outcome, codes = told_by(policy_for(entry.kind))[own]
        yield entry.code, outcome, codes, entry, None


@cache
def about_the_case(entry: Entry) -> tuple[Formula, ...]:
    """Return what the policy of an action states once its form is written in.

    What the form answers by itself is literally true; all else is about the case alone.
    """

    def said(node: Formula) -> Formula:
        told = node.op == "fact" and node.payload in entry.form
        return constant(entry.form[node.payload], node) if told else node

    return tuple(folded(one, said) for one in policy_for(entry.kind).formulas)


_TRUE: Final = Formula.literal(True)
