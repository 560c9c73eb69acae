"""Writing the shared expressions as text of a language with infix operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from attrs import frozen

from engines.requirements import GOVERNED, REQUIREMENTS, Expression, opposite


def _listed(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(f"'{text}'" for text in texts) + "]"


def _same(name: str) -> str:
    return name


@frozen
class Syntax:
    """How a language spells the operators.

    `fact` writes the value of a fact; the patterns of truths are given its name. `governed` is a
    name that has been given to `GOVERNED`.
    """

    both: str = "and"
    either: str = "or"
    negation: str = "not "
    null: str = "{} == null"
    known: str = "{} != null"
    no: str = "{} == false"
    true: str = "{}"
    among: Callable[[str, tuple[str, ...]], str] = lambda fact, texts: f"{fact} in {_listed(texts)}"
    fact: Callable[[str], str] = _same
    governed: str | None = None

    def text(self, expression: Expression) -> str:
        """The expression as text, in parentheses wherever they may be needed."""
        if isinstance(expression, int):
            return str(expression)
        if isinstance(expression, str):
            return self.fact(expression)
        if expression is GOVERNED and self.governed:
            return self.governed
        op, *rest = expression
        return f"({_WRITERS.get(op, Syntax._infix)(self, op, rest)})"

    def _infix(self, op: str, rest: list[Any]) -> str:
        sign = {"and": self.both, "or": self.either}.get(op, op)
        return f" {sign} ".join(map(self.text, rest))

    def _about(self, op: str, rest: list[Any]) -> str:
        pattern = {"null": self.null, "no": self.no, "true": self.true}[op]
        return pattern.format(rest[0])

    def _among(self, _op: str, rest: list[Any]) -> str:
        return self.among(*rest)

    def _not(self, _op: str, rest: list[Any]) -> str:
        if rest[0][0] == "null":
            return self.known.format(rest[0][1])
        return f"{self.negation}{self.text(rest[0])}"

    def unmet(self) -> list[str]:
        """For each requirement, that it does not hold, where everything is known."""
        return [self.text(opposite(each.holds_if_known)) for each in REQUIREMENTS]

    def verdicts(self) -> list[str]:
        """For each requirement, true, false or null."""
        return [
            f"({self.text(each.unknown)} ? null : {self.text(each.holds)})" for each in REQUIREMENTS
        ]


_WRITERS: Final = {
    "null": Syntax._about,  # noqa: SLF001 - the table of the class, which needs the class first
    "no": Syntax._about,  # noqa: SLF001
    "true": Syntax._about,  # noqa: SLF001
    "in": Syntax._among,  # noqa: SLF001
    "not": Syntax._not,  # noqa: SLF001
}
