"""What came of the statements: findings, and the report that tells them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from textwrap import indent

from attrs import frozen

from aligner_rules.model.case import Case
from aligner_rules.model.request import Request
from aligner_rules.readings.proof.example import Example


class Verdict(Enum):
    """Whether a statement is so: for every case, or not, or nobody knows."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@frozen(eq=False)
class Finding:
    """What came of one statement about a policy for the cases of one plan of one period.

    `plan` is None where the statement is about the plans of the period together; `never_for` then
    names those for which it never happens. `example` is a counter-example where the statement is
    refuted; else a case in which it has something to say, None where there is none. `remark`
    tells what else there is to know.
    """

    policy: str
    statement: str
    sentence: str
    edition: str
    first_day: date
    last_day: date | None
    plan: str | None
    verdict: Verdict
    example: Example | None = None
    remark: str | None = None
    never_for: tuple[str, ...] = ()

    @property
    def case(self) -> Case | None:
        """The case of the example, if there is one."""
        return None if self.example is None else self.example.case

    @property
    def request(self) -> Request | None:
        """The request of the example, if there is one."""
        return None if self.example is None else self.example.request

    @property
    def as_of(self) -> date | None:
        """The day of the example, if there is one."""
        return None if self.example is None else self.example.as_of

    @property
    def told(self) -> str:
        """The verdict with the remark."""
        return self.verdict.value + ("" if self.remark is None else f" ({self.remark})")

    @property
    def period(self) -> str:
        """The edition and the day from which it holds these terms."""
        return f"{self.edition} from {self.first_day}"

    @property
    def whose(self) -> str:
        """The period and the plan that the finding is about."""
        return self.period if self.plan is None else f"{self.period}, {self.plan}"

    def __str__(self) -> str:
        return "\n".join(_grouped((self,)))


@frozen(eq=False)
class Report:
    """All findings about the policies named, in the order of the statements.

    `unproved` names the policies about which nothing can be proved, so that nothing is claimed.
    """

    policies: tuple[str, ...]
    book: str
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    unproved: tuple[str, ...] = ()

    @property
    def proved(self) -> tuple[Finding, ...]:
        """The findings of what is so."""
        return self._with(Verdict.PROVED)

    @property
    def refuted(self) -> tuple[Finding, ...]:
        """The findings of what is not so, each with a counter-example if one can exist."""
        return self._with(Verdict.REFUTED)

    @property
    def undecided(self) -> tuple[Finding, ...]:
        """The findings of what was not settled, each with a remark that tells why."""
        return self._with(Verdict.UNDECIDED)

    def about(self, statement: str) -> tuple[Finding, ...]:
        """The findings about the statement of that name, of every policy that has one."""
        return tuple(each for each in self.findings if each.statement == statement)

    def of(self, policy: str) -> tuple[Finding, ...]:
        """The findings about the policy of that name."""
        return tuple(each for each in self.findings if each.policy == policy)

    def _with(self, verdict: Verdict) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.verdict is verdict)

    def __str__(self) -> str:
        lines = list(self._heading())
        for policy in self.policies:
            found = self.of(policy)
            lines += ["", f"{policy}: {_counts(found)}"] if len(self.policies) > 1 else []
            for name in dict.fromkeys(each.statement for each in found):
                about = tuple(each for each in found if each.statement == name)
                lines += ["", *_grouped(about)]
        return "\n".join(lines)

    def _heading(self) -> Iterator[str]:
        yield f"{', '.join(self.policies)}, {self.book}: {_counts(self.findings)}"
        yield from self.notes
        if self.unproved:
            yield f"nothing is claimed, and nothing proved, about: {', '.join(self.unproved)}"


def _counts(findings: tuple[Finding, ...]) -> str:
    verdicts = [each.verdict for each in findings]
    return ", ".join(f"{verdicts.count(verdict)} {verdict.value}" for verdict in Verdict)


def _grouped(findings: tuple[Finding, ...]) -> Iterator[str]:
    """Yield a statement, what came of it for whom, and every counter-example.

    Where there is none, one example in which it has something to say is enough.
    """
    yield f"{findings[0].statement}: {findings[0].sentence}"
    told: dict[tuple[str, str], list[str]] = {}
    for each in findings:
        told.setdefault((each.period, each.told), []).extend([each.plan] if each.plan else [])
    for (period, verdict), plans in told.items():
        yield "  " + ", ".join([period, *plans]) + f": {verdict}"
    examples = [each for each in findings if each.example is not None]
    against = [each for each in examples if each.verdict is Verdict.REFUTED]
    for each in against or examples[:1]:
        yield f"  {'counter-example' if against else 'example'}, {each.whose}:"
        yield indent(str(each.example), "    ")
