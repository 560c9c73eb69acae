"""Terms and prices written into a formula: what is left looks at facts alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from typing import Any, Final

from attrs import frozen

from aligner_rules.rulebook.book import Period, Rulebook
from aligner_rules.rulebook.prices import DatedAmount, PriceBook
from aligner_rules.rulebook.schema import TERMS
from aligner_rules.rulebook.terms import NO_PLAN, NO_TERMS, PlanTerms
from aligner_rules.rules.facts import EditionFacts, PlanFacts
from aligner_rules.rules.folding import folded, is_unknown, made, under
from aligner_rules.rules.formula import Formula, Type, nodes
from aligner_rules.rules.symbols import as_formula, symbolic_facts, term_value, whole_term

_AS_OF: Final = Formula.fact("as_of", Type.DATE)
_PLAN: Final = Formula.fact("plan", Type.TEXT)
_APPROVED_ON: Final = Formula.fact("approved_on", Type.DATE)
_REGION: Final = Formula.fact("region", Type.TEXT)
_NEVER: Final = Formula.literal(False)
_ALWAYS: Final = Formula.literal(True)
_DAY: Final = timedelta(days=1)

_COSTS: Final[Mapping[str, int]] = {
    "literal": 0,
    "fact": 0,
    "plus_months": 30,
    "month_lacks_day": 30,
    "months_between": 30,
    "floordiv": 3,
}
"""What an operation costs, as a multiple of a comparison: enough to tell long from short."""


@frozen(eq=False)
class _Governed:
    """One plan in one period, and the terms that it has there."""

    period: Period
    plan: str
    terms: PlanTerms


Cells = frozenset[_Governed]
"""Plans in periods that something has in common; NO_PLAN is one of them."""


def lowered(formula: Formula, book: Rulebook) -> Formula:
    """Return the formula with the terms of the book in it, as a choice among the plans.

    Where no plan of the book governs a row, every term is unknown. Of equal formulas it is the
    cheapest: one that chooses among whole answers, one that chooses each term by itself, or one
    that asks first whether any plan governs and then chooses only what plans do not have alike.

    >>> from aligner_rules.rulebook.loading import load_rulebook
    >>> interval = Formula.term("replacement.interval_days", Type.INT)
    >>> book = load_rulebook("clearcorrect-2024-10").evolve({"replacement.interval_days": 45})
    >>> lowered(interval, book).args[1:]
    (45, UNKNOWN)
    """
    cells = frozenset(
        _Governed(period, plan, terms)
        for period in book.periods
        for plan, terms in [*period.plans.items(), (NO_PLAN, period.wide)]
    )
    ways = (_choice(formula, cells), _by_term(formula, cells), _once_governed(formula, cells))
    return min(map(_spelt_out, ways), key=_cost)


def priced(formula: Formula, prices: PriceBook) -> Formula:
    """Return the formula with the prices of the book in it, as a choice among the days."""
    return folded(formula, lambda node: _price(node, prices) if node.op == "price" else node)


def asked_on(formula: Formula, as_of: date | None) -> Formula:
    """Return the formula as it is asked on that day; unchanged where the day is a column."""
    if as_of is None:
        return formula
    day = Formula.literal(as_of)
    return folded(formula, lambda node: day if node is _AS_OF else node)


def governed(formula: Formula, record: type[PlanFacts | EditionFacts]) -> Formula:
    """Return the formula with what such facts say of their plan and the day of its approval.

    Of facts about a case it is these facts themselves; a question without a plan says NO_PLAN, and
    the day that is asked about.

    >>> governed(_within(date(2024, 10, 1), None), EditionFacts)
    (2024-10-01 <= as_of)
    """
    asked = symbolic_facts(record)
    said = {_PLAN: as_formula(asked.plan), _APPROVED_ON: as_formula(asked.approved_on)}
    return folded(formula, lambda node: said.get(node, node))


def _choice(formula: Formula, cells: Cells) -> Formula:
    """Return the choice among what the formula comes to in each cell, the same told once."""
    cells = _telling(formula, cells)
    answers = _answers(formula, cells)
    elsewhere = under(formula, NO_TERMS)
    answers.pop(elsewhere, None)
    return _chain(answers, elsewhere, cells)


def _by_term(formula: Formula, cells: Cells) -> Formula:
    """Return the formula with a choice in the place of each term."""
    return folded(formula, lambda node: _choice(node, cells) if node.op == "term" else node)


def _once_governed(formula: Formula, cells: Cells) -> Formula:
    """Return the formula where any cell governs, with a choice in the place of each term.

    There one of the cells is sure to govern, so that a term has the value of most of them unless it
    is one of the others.
    """
    cells = _telling(formula, cells)

    def chosen(node: Formula) -> Formula:
        if node.op != "term" or not cells:
            return node
        answers = _answers(node, cells)
        most = max(answers, key=lambda answer: _reach((frozenset(answers[answer]), answer)))
        return _chain({a: c for a, c in answers.items() if a is not most}, most, cells)

    return made("provided", _in_one_of(cells), folded(formula, chosen), under(formula, NO_TERMS))


def _telling(formula: Formula, cells: Cells) -> Cells:
    """Return the cells that know any term of the formula: without a plan few terms are known."""
    terms = [node for node in nodes(formula) if node.op == "term"]
    if any(TERMS[whole_term(term.payload)].wide for term in terms):
        return cells
    return frozenset(cell for cell in cells if cell.plan != NO_PLAN)


def _answers(formula: Formula, cells: Cells) -> dict[Formula, set[_Governed]]:
    """Return what the formula comes to, each answer with the cells in which it does."""
    terms = [node for node in nodes(formula) if node.op == "term"]
    by_values: defaultdict[tuple[Any, ...], set[_Governed]] = defaultdict(set)
    for cell in cells:
        by_values[tuple(term_value(cell.terms, term.payload) for term in terms)].add(cell)
    by_answer: defaultdict[Formula, set[_Governed]] = defaultdict(set)
    for group in by_values.values():
        by_answer[under(formula, next(iter(group)).terms)] |= group
    return by_answer


def _chain(
    answers: Mapping[Formula, Iterable[_Governed]], elsewhere: Formula, cells: Cells
) -> Formula:
    """Return the first answer whose cells a row is in.

    The answer of most cells is asked for last: where it and those before it are all there are, it
    is enough to ask whether any plan governs.
    """
    groups = sorted(((frozenset(c), a) for a, c in answers.items()), key=_reach)
    chosen = elsewhere
    told = frozenset(cell for group, _ in groups for cell in group)
    for group, answer in reversed(groups):
        wide = told == cells and chosen is elsewhere
        chosen = made("provided", _in_one_of(cells if wide else group), answer, chosen)
    return chosen


def _reach(group: tuple[Cells, Formula]) -> tuple[int, list[tuple[date, str]]]:
    return len(group[0]), sorted((cell.period.first_day, cell.plan) for cell in group[0])


def _in_one_of(cells: Cells) -> Formula:
    """Return whether one of these plans, in its period, governs a row."""
    plans: defaultdict[Period, set[str]] = defaultdict(set)
    for cell in cells:
        plans[cell.period].add(cell.plan)
    alike: defaultdict[tuple[frozenset[str], frozenset[str] | None], list[Period]] = defaultdict(
        list
    )
    for period in sorted(plans, key=lambda each: each.first_day):
        alike[frozenset(plans[period]), period.regions].append(period)
    return _any(
        reduce(
            _and,
            [
                _any(_within(first, last) for first, last in _spans(periods)),
                _among(_REGION, regions),
                _among(_PLAN, names),
            ],
        )
        for (names, regions), periods in alike.items()
    )


def _spans(periods: Iterable[Period]) -> list[tuple[date, date | None]]:
    """Return the days of the periods, the last of one and the first of the next joined."""
    spans: list[tuple[date, date | None]] = []
    for period in periods:
        first, last = period.first_day, period.last_day
        if spans and spans[-1][1] is not None and spans[-1][1] + _DAY == first:
            first, _ = spans.pop()
        spans.append((first, last))
    return spans


def _within(first: date, last: date | None, day: Formula = _APPROVED_ON) -> Formula:
    begun = made("le", Formula.literal(first), day)
    return begun if last is None else _and(begun, made("le", day, Formula.literal(last)))


def _among(fact: Formula, names: Iterable[str] | None) -> Formula:
    if names is None:
        return _ALWAYS
    return _any(made("equals", fact, Formula.literal(name)) for name in sorted(names))


def _spelt_out(formula: Formula) -> Formula:
    """Return the formula without lists of names, in whose place stand comparisons with each."""
    done: dict[Formula, Formula] = {}
    for node in nodes(formula):
        if node.op == "listed":
            done[node] = _listed(done[node.args[0]], node.args[1], done)
        elif node.args and node.type is not Type.NAMES:
            done[node] = made(node.op, *(done[arg] for arg in node.args))
        else:
            done[node] = node
    return done[formula]


def _listed(value: Formula, names: Formula, done: Mapping[Formula, Formula]) -> Formula:
    """Return whether the value is among the names, a choice of lists become one of answers."""
    if names.op == "literal":
        return Formula.unknown(Type.BOOL) if is_unknown(names) else _among(value, names.payload)
    condition, then, otherwise = names.args
    then, otherwise = _listed(value, then, done), _listed(value, otherwise, done)
    return made(names.op, done[condition], then, otherwise)


def _and(left: Formula, right: Formula) -> Formula:
    return made("both", left, right)


def _any(conditions: Iterable[Formula]) -> Formula:
    return reduce(lambda left, right: made("either", left, right), conditions, _NEVER)


def _price(node: Formula, prices: PriceBook) -> Formula:
    if isinstance(node.payload, tuple):
        told, *names = node.payload
        plans = [Formula.fact(name, Type.TEXT) for name in names]
        return _fee(plans, prices) if len(plans) > 1 else _plan_price(told, plans[0], prices)
    item = prices.items.get(node.payload)
    return _dated(() if item is None else item.amounts)


def _fee(plans: Sequence[Formula], prices: PriceBook) -> Formula:
    """Return the fee as a choice among the plans from and to which an upgrade may go."""
    cost = Formula.unknown(Type.INT)
    for names, amounts in prices.fees.items():
        these = reduce(_and, [_among(f, [n]) for f, n in zip(plans, names, strict=True)])
        cost = made("provided", these, _dated(amounts), cost)
    return cost


def _plan_price(item: str, plan: Formula, prices: PriceBook) -> Formula:
    """Return the price as a choice among the plans that the price book has one of."""
    cost = Formula.unknown(Type.INT)
    for name, priced in prices.items.items():
        whose = name.removeprefix(f"{item}.")
        if whose != name:
            cost = made("provided", _among(plan, [whose]), _dated(priced.amounts), cost)
    return cost


def _dated(amounts: Sequence[DatedAmount]) -> Formula:
    """Return the amount that holds on a day, the last asked for first.

    One that holds until another does which has no end need not be asked for its own.
    """
    spans: list[tuple[date, date | None]] = []
    begins = None
    for amount in reversed(amounts):
        first, last = amount.holds_from, amount.holds_until
        if last is not None and last + _DAY == begins:
            last = None
        begins = first if last is None else None
        spans.append((first, last))
    cost = Formula.unknown(Type.INT)
    for amount, (first, last) in zip(amounts, reversed(spans), strict=True):
        holds = _within(first, last, day=_AS_OF)
        cost = made("provided", holds, Formula.literal(amount.minor), cost)
    return cost


def _cost(formula: Formula) -> int:
    return sum(_COSTS.get(node.op, 1) for node in nodes(formula))
