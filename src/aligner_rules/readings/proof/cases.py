"""How facts of every kind lead back to cases, and what is claimed of each: one entry for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from aligner_rules.model.case import Case
from aligner_rules.model.order import ReplacementOrder, RetainerOrder, RevisionOrder
from aligner_rules.model.request import Request
from aligner_rules.readings.proof.counting import (
    Dated,
    Way,
    can_be_counted,
    dated,
    related,
    way_of_counting,
)
from aligner_rules.readings.proof.replacement_cases import (
    possible_replacement,
    replacement_case,
    tidy_replacement,
)
from aligner_rules.readings.proof.replacement_statements import OF_REPLACEMENTS
from aligner_rules.readings.proof.retainer_cases import (
    possible_retainer,
    retainer_case,
    tidy_retainer,
)
from aligner_rules.readings.proof.retainer_statements import OF_RETAINERS
from aligner_rules.readings.proof.revision_cases import (
    possible_revision,
    revision_case,
    tidy_revision,
)
from aligner_rules.readings.proof.revision_statements import OF_REVISIONS
from aligner_rules.readings.proof.statement import Statement
from aligner_rules.rulebook.terms import Allowance, PlanTerms
from aligner_rules.rules.upgrade import REQUIREMENTS as UPGRADE


@frozen
class Cases:
    """How the facts of one kind of request come from cases, and what is claimed of its policy.

    `possible` tells which facts can be unknown together under the terms of their plan: with
    `consistent` of the policy it holds for the facts of cases, and for no others. `case_of` gives a
    case and a request of which they are. `tidy` lists what makes an example easy to read, the most
    important first. `counted` names the facts that are counted under terms, each with the allowance
    that they count against: `case_of` is given orders that come to each of these counts. `only`
    tells of which requests alone all this is: their facts of the names `fixed` have these values,
    and requirements of the codes `beyond` are for others.
    """

    possible: Callable[[Any, PlanTerms], bool]
    tidy: Callable[[Any], tuple[bool, ...]]
    case_of: Callable[[Any, Mapping[str, Dated]], tuple[Case, Request]]
    statements: tuple[Statement, ...]
    counted: Mapping[str, Callable[[PlanTerms], Allowance]] = MappingProxyType({})
    only: str | None = None
    fixed: Mapping[str, Any] = MappingProxyType({})
    beyond: frozenset[str] = frozenset()

    def fit(self, facts: Any, terms: PlanTerms) -> bool:
        """Whether facts can be unknown, and counted, as these are."""
        ways = self._ways(terms).items()
        counts = [can_be_counted(getattr(facts, n), facts.has_shipped, way) for n, way in ways]
        return reduce(and_, counts, self.possible(facts, terms))

    def made(self, *told: tuple[Any, PlanTerms]) -> tuple[Case, Request]:
        """A case and a request with the facts told first; ValueError where none has them.

        Others that are told are its facts under other terms: they differ in counts alone.
        """
        facts = told[0][0]
        ways = [(each, self._ways(terms)) for each, terms in told]
        ordered = {
            n: dated(facts, [(getattr(f, n), way[n]) for f, way in ways]) for n in self.counted
        }
        return self.case_of(facts, ordered)

    def related(self, one: tuple[Any, PlanTerms], other: tuple[Any, PlanTerms]) -> bool:
        """Whether one case can have both facts, which differ in counts alone."""
        (f, t), (g, u) = one, other
        ways = zip(self.counted, self._ways(t).values(), self._ways(u).values(), strict=True)
        told = [related(f, (getattr(f, n), way), (getattr(g, n), its)) for n, way, its in ways]
        return reduce(and_, told, True)

    def recounted(self, before: PlanTerms, after: PlanTerms) -> tuple[str, ...]:
        """The names of the facts that the terms of two rulebooks count differently."""
        one, other = self._ways(before), self._ways(after)
        return tuple(name for name in self.counted if one[name] != other[name])

    def _ways(self, terms: PlanTerms) -> dict[str, Way]:
        return {n: way_of_counting(each(terms), terms) for n, each in self.counted.items()}


CASES: Final[Mapping[type[Request], Cases]] = MappingProxyType(
    {
        ReplacementOrder: Cases(
            possible_replacement,
            tidy_replacement,
            replacement_case,
            OF_REPLACEMENTS,
            {
                "upper_ordered": lambda t: t.replacement.free_aligners,
                "lower_ordered": lambda t: t.replacement.free_aligners,
            },
        ),
        RevisionOrder: Cases(
            possible_revision,
            tidy_revision,
            revision_case,
            OF_REVISIONS,
            {"revisions_ordered": lambda t: t.revision.included},
            only="forms without an upgrade and without planning services",
            fixed={"has_upgrade": False, "adds_planning_services": False},
            beyond=frozenset(one.code for one in UPGRADE) - {"setup-is-approved"},
        ),
        RetainerOrder: Cases(
            possible_retainer,
            tidy_retainer,
            retainer_case,
            OF_RETAINERS,
            {"sets_ordered": lambda t: t.retainer.included_sets},
        ),
    }
)
"""For every kind of request that is proved how its facts come from cases."""
