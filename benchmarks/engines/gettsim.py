"""ttsim-backend: one policy function for each requirement, joined into one function beforehand.

The joined function is called with columns of one row, without the checks and conversions that the
package's own entry point adds to every call (they take a multiple).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
from ttsim import InputData, MainTarget, OrigPolicyObjects, TTTargets, main
from ttsim.tt import TTSIMUnit, UnitSystem, policy_function, policy_input
from ttsim.tt.units import Currency
from ttsim.typing import BoolColumn, IntColumn

from aligner_rules.rules.replacement import ReplacementFacts
from engines import Answer, Engine, told_by_unmet, told_by_verdicts
from engines.arrays import VERDICTS, Rules, columns, sources

NAME = "ttsim-backend"

_UNIT = TTSIMUnit.DIMENSIONLESS


def prepare(*, unknowns: bool) -> Engine:
    """The engine with its functions joined into one."""
    rules = sources(unknowns=unknowns)
    kind = "IntColumn" if unknowns else "BoolColumn"
    joined = _joined(rules, dict.fromkeys(rules, kind), columns(ReplacementFacts()), tuple(rules))
    asked = {fact for _, facts in rules.values() for fact in facts}

    def form(facts: ReplacementFacts) -> dict[str, Any]:
        return {name: column for name, column in columns(facts).items() if name in asked}

    def unmet(record: dict[str, Any]) -> Answer:
        found = joined(record)
        return told_by_unmet([found[name][0] for name in rules])

    def verdicts(record: dict[str, Any]) -> Answer:
        found = joined(record)
        return told_by_verdicts([VERDICTS[found[name][0]] for name in rules])

    return Engine(NAME, form, verdicts if unknowns else unmet)


def of_columns(
    rules: Rules, shared: Collection[str], facts: dict[str, Any]
) -> Callable[[], dict[str, Any]]:
    """What works out every requirement of whole columns, and all that they share."""
    kinds = {name: "BoolColumn" if name == "governed" else "IntColumn" for name in rules}
    asked = {name for _, names in rules.values() for name in names} - set(rules)
    given = {name: column for name, column in facts.items() if name in asked}
    targets = tuple(name for name in rules if name not in shared)
    joined = _joined(rules, kinds, {name: column[:1] for name, column in given.items()}, targets)
    return lambda: joined(given)


def _joined(
    rules: Rules, kinds: Mapping[str, str], one_row: dict[str, Any], targets: tuple[str, ...]
) -> Any:
    nodes = {("replacement.py", name): _input(name) for name in one_row}
    for name, rule in rules.items():
        nodes["replacement.py", name] = _function(name, *rule, kinds)
    return main(
        main_target=MainTarget.tt_function,
        policy_date_str="2025-06-01",
        orig_policy_objects=OrigPolicyObjects(None, nodes, {}),
        tt_targets=TTTargets.tree(dict.fromkeys(targets)),
        input_data=InputData.qname(one_row | {"p_id": np.zeros(1, np.int64)}),
        unit_system=UnitSystem(currencies={"EUR": Currency(statutory_from="2002-01-01")}),
        include_fail_nodes=False,
        include_warn_nodes=False,
        tt_function_set_annotations=False,
    )


def _made(source: str, name: str) -> Any:
    scope: dict[str, Any] = {"np": np, "IntColumn": IntColumn, "BoolColumn": BoolColumn}
    exec(source, scope)  # noqa: S102 - the source is made of the shared requirements
    return scope[name]


def _input(name: str) -> Any:
    return policy_input(unit=_UNIT)(_made(f"def {name}() -> IntColumn:\n    '''A fact.'''\n", name))


def _function(name: str, source: str, facts: tuple[str, ...], kinds: Mapping[str, str]) -> Any:
    parameters = ", ".join(f"{fact}: {kinds.get(fact, 'IntColumn')}" for fact in facts)
    text = f"def {name}({parameters}) -> {kinds[name]}:\n    return {source}\n"
    decorated = policy_function(
        vectorization_strategy="not_required", unit=_UNIT, verify_units=False
    )
    return decorated(_made(text, name))
