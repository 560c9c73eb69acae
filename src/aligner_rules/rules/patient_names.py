"""The name of a patient: a changed one shows on later shipments (CAS-5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve, frozen

from aligner_rules.model.case import Case
from aligner_rules.model.patient_name import PatientName
from aligner_rules.model.portal import RenamePatient
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.rulebook.terms import PlanTerms
from aligner_rules.rules.facts import EditionFacts, edition_facts, fact
from aligner_rules.rules.policy import Consequence, Policy, requirement


@frozen
class RenamingFacts(EditionFacts):
    """What renaming a patient looks at."""

    names_known: bool = fact("whether the case tells the names of the patient so far")


@requirement("CAS-5", actual=lambda f, _t: f.names_known)
def names_are_told(f: RenamingFacts, _t: PlanTerms) -> bool:
    """The case tells the names of the patient so far, so that one more can follow them."""
    return f.names_known


def always(_f: RenamingFacts, _t: PlanTerms) -> bool:
    """Whatever the facts are."""
    return True


def consistent(_f: RenamingFacts) -> bool:
    """Whether facts fit together: these always do."""
    return True


def renaming_facts(
    case: Case, _request: RenamePatient, as_of: date, _terms: PlanTerms
) -> RenamingFacts:
    """The facts of a patient who is to be renamed."""
    names: Any = case.patient_names
    known = names if names is UNKNOWN else True
    return RenamingFacts(**edition_facts(case, as_of), names_known=known)


def placed(case: Case, request: RenamePatient, as_of: date, _terms: PlanTerms) -> Case:
    """The case whose patient has had that name since that day."""
    renamed = PatientName(request.name, since=as_of)
    return evolve(case, patient_names=(*case.patient_names, renamed))


POLICY = Policy(
    name="rename-patient",
    kind=RenamePatient,
    facts=RenamingFacts,
    gather=renaming_facts,
    consistent=consistent,
    placed=placed,
    requirements=(names_are_told,),
    charges=(),
    consequences=(Consequence("name-on-later-shipments", "CAS-5", holds=always),),
)
"""The policy of patients' names."""
