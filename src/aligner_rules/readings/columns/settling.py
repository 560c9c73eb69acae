"""Formulas that ask for less: without what no row can come to, and with few choices asked twice."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rules.folding import VALUES, constant, is_literal, is_unknown, made
from aligner_rules.rules.formula import Formula, Type, nodes

_ANY: Final = frozenset({True, False, UNKNOWN})
_STRICT: Final = frozenset({"add", "sub", "mul", "le", "lt", "equals", "negation", "epoch_day"})
"""Operations that are unknown where one of their arguments is, and nowhere else."""

_JUDGING: Final = frozenset({"both", "either", "negation"})
_NOTHING: Final[frozenset[Formula]] = frozenset()


def settled(formula: Formula) -> Formula:
    """Return an equal formula that asks for less, whatever the facts are.

    A condition that never holds, or never fails, is not asked which of the two it is. Engines take
    an unknown condition for a false one, so that it has to be asked for both ways; but not where
    one of the answers is unknown as well, because that can be the one that is taken.

    >>> some, few = Formula.fact("some", Type.BOOL), Formula.fact("few", Type.INT)
    >>> unsure = some & Formula.unknown(Type.BOOL)
    >>> settled(made("where", unsure, Formula.literal(1), Formula.literal(2)))
    provided(not_((some & UNKNOWN)), 2, UNKNOWN)
    >>> settled(made("where", few <= 0, Formula.literal(0), few))
    provided((few <= 0), 0, few)
    """
    return _Settling().of(formula)


class _Settling:
    """What is known of the nodes of one formula."""

    def __init__(self) -> None:
        self._truths: dict[Formula, frozenset[Any]] = {}
        self._causes: dict[Formula, frozenset[Formula]] = {}
        self._unknown_with: dict[Formula, frozenset[Formula]] = {}

    def of(self, formula: Formula) -> Formula:
        done: dict[Formula, Formula] = {}
        for node in nodes(formula):
            done[node] = self._noted(self._made(node.op, [done[a] for a in node.args], node))
        return done[formula]

    def _made(self, op: str, args: list[Formula], node: Formula) -> Formula:
        if not args:
            return node
        if op == "provided" and True not in self._truths[args[0]]:
            return args[2]
        return self._chosen(*args) if op == "where" else made(op, *args)

    def _chosen(self, condition: Formula, then: Formula, otherwise: Formula) -> Formula:
        """Return the choice, as one that asks for its condition once where that is enough."""
        if condition.op == "negation":
            return self._chosen(condition.args[0], otherwise, then)
        then, otherwise = _where_known(condition, then, 1), _where_known(condition, otherwise, 2)
        truths, unknown = self._truths[condition], Formula.unknown(then.type)
        if False not in truths:
            return made("provided", condition, then, unknown)
        if True not in truths:
            return made("provided", made("negation", condition), otherwise, unknown)
        if self._is_unknown_with(condition, otherwise):
            return made("provided", condition, then, otherwise)
        if self._is_unknown_with(condition, then):
            return made("provided", made("negation", condition), otherwise, then)
        return made("where", condition, then, otherwise)

    def _is_unknown_with(self, condition: Formula, answer: Formula) -> bool:
        """Return whether the answer is sure to be unknown where the condition is."""
        return is_unknown(answer) or self._causes[condition] <= self._unknown_with[answer]

    def _noted(self, formula: Formula) -> Formula:
        """Return the formula, once it is noted what is known of all that it is made of."""
        for arg in formula.args:
            if arg not in self._causes:
                self._noted(arg)
        if formula.type is Type.BOOL:
            self._truths[formula] = self._truths_of(formula)
        self._causes[formula] = self._causes_of(formula)
        self._unknown_with[formula] = self._unknown_with_of(formula)
        truths = self._truths.get(formula, _ANY)
        if len(truths) > 1 or is_literal(formula):
            return formula
        (only,) = truths
        return self._noted(constant(only, formula))

    def _truths_of(self, node: Formula) -> frozenset[Any]:
        """Return the truth values that it may come to, and perhaps some more."""
        if is_literal(node):
            return frozenset({node.payload})
        known = [self._truths.get(arg, _ANY) for arg in node.args]
        if node.op in _JUDGING:
            return frozenset(VALUES[node.op](*each) for each in product(*known))
        if node.op == "provided":
            return known[1] | known[2]
        if node.op == "where":
            return known[1] | known[2] | {UNKNOWN}
        return _ANY

    def _causes_of(self, node: Formula) -> frozenset[Formula]:
        """Return of what something has to be unknown, for it to be unknown."""
        if is_literal(node) and not is_unknown(node):
            return _NOTHING
        if node.op in _STRICT or node.op in _JUDGING or _divides(node):
            return _NOTHING.union(*(self._causes[arg] for arg in node.args))
        return frozenset({node})

    def _unknown_with_of(self, node: Formula) -> frozenset[Formula]:
        """Return what it is unknown with, whatever else is known."""
        of_args = [self._unknown_with[arg] for arg in node.args]
        if node.op in _STRICT or _divides(node):
            return _NOTHING.union(*of_args)
        if node.op == "where":
            return of_args[0] | (of_args[1] & of_args[2]) | {node}
        if node.op == "provided":
            return (of_args[1] & of_args[2]) | {node}
        return frozenset({node})


def _where_known(condition: Formula, answer: Formula, place: int) -> Formula:
    """Return what an answer comes to where the condition is known, if it asks for it again."""
    again = answer.op in ("where", "provided") and answer.args[0] is condition
    return answer.args[place] if again else answer


def _divides(node: Formula) -> bool:
    """Return whether it divides by a constant: to divide by nought gives no number either."""
    return node.op == "floordiv" and is_literal(node.args[1]) and node.args[1].payload != 0
