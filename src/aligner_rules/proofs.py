"""Statements about policies, proved for every case or refuted by one that is decided again.

``print(proofs.check(load_rulebooks()))`` tells all that is claimed, of every kind of request or of
the one that ``kind=`` names. A statement of your own is a condition on the facts of one kind, the
terms and what the policy says of them, in the words of the rules:

>>> from aligner_rules.model import ReplacementOrder
>>> from aligner_rules.rulebook.loading import load_rulebook
>>> from aligner_rules.rules.words import equals, not_
>>> other = Always(
...     "only-two-causes",
...     "What was neither lost nor damaged is refused.",
...     given=lambda s: equals(s.facts.cause, "other"),
...     then=lambda s: not_(s.allowed),
... )
>>> book = load_rulebook("clearcorrect-2024-10")
>>> report = check(book, kind=ReplacementOrder, statements=[other])
>>> [finding.verdict.value for finding in report.findings]
['proved', 'proved', 'proved', 'proved', 'proved', 'proved']

The solver z3 is needed, and imported once something is asked.
"""

from aligner_rules.readings.proof.checking import check, difference
from aligner_rules.readings.proof.example import Example
from aligner_rules.readings.proof.knowledge import alike, holds, is_unknown, no_more
from aligner_rules.readings.proof.report import Finding, Report, Verdict
from aligner_rules.readings.proof.statement import Always, Change, Situation, Sometimes, Statement
from aligner_rules.readings.proof.statements import statements_of

__all__ = [
    "Always",
    "Change",
    "Example",
    "Finding",
    "Report",
    "Situation",
    "Sometimes",
    "Statement",
    "Verdict",
    "alike",
    "check",
    "difference",
    "holds",
    "is_unknown",
    "no_more",
    "statements_of",
]
