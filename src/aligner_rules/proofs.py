"""Statements about a policy, proved for every case or refuted by one that is decided again.

    from aligner_rules import load_rulebooks, proofs
    print(proofs.check(load_rulebooks()))

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
