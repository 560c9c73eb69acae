"""Coloured labels of cases, whose categories the practice names itself (CAS-7)."""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.portal import LabelCase
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, edition_facts, fact
from aligner_rules.rules.policy import Policy, Way, requirement


@frozen
class LabelFacts(EditionFacts):
    """What labelling a case looks at."""

    strange_labels: int = fact("labels chosen that are no category of the practice")


@requirement(
    "CAS-7",
    Way.NAME_CATEGORY,
    actual=lambda f, _t: f.strange_labels,
    required=lambda _f, _t: 0,
)
def labels_are_categories(f: LabelFacts, _t: PlanTerms) -> bool:
    """Every label is a category that the practice has."""
    return f.strange_labels <= 0


def consistent(f: LabelFacts) -> bool:
    """Whether facts fit together: no count is below none."""
    return f.strange_labels >= 0


def label_facts(case: Case, request: LabelCase, as_of: date, _terms: PlanTerms) -> LabelFacts:
    """The facts of labels that a case is to carry."""
    strange = len(request.labels - request.categories)
    return LabelFacts(**edition_facts(case, as_of), strange_labels=strange)


def placed(case: Case, request: LabelCase, _as_of: date, _terms: PlanTerms) -> Case:
    """The case with these labels and no others."""
    return evolve(case, labels=request.labels)


POLICY = Policy(
    name="label-case",
    kind=LabelCase,
    facts=LabelFacts,
    gather=label_facts,
    consistent=consistent,
    placed=placed,
    requirements=(labels_are_categories,),
    charges=(),
    consequences=(),
)
"""The policy of labels on cases."""
