"""openfisca-core: one variable for each requirement, calculated for one person.

The simulation is built and its inputs are set outside the timed part. What is calculated is never
kept (a kept answer would be read again, not decided), which is what the cache blacklist is for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import numpy as np
from openfisca_core import entities, periods, simulations, taxbenefitsystems, variables

from aligner_rules.rules.replacement import ReplacementFacts
from engines import Answer, Engine, told_by_unmet, told_by_verdicts
from engines.arrays import VERDICTS, Rules, columns, sources
from engines.requirements import FACTS

NAME = "openfisca-core"

PERIOD = periods.period("2025-06")


def prepare(*, unknowns: bool) -> Engine:
    """The engine with its system of variables built."""
    rules = sources(unknowns=unknowns)
    system = _system(FACTS, rules, dict.fromkeys(rules, int if unknowns else bool))
    system.cache_blacklist = set(rules)

    def form(facts: ReplacementFacts) -> Any:
        simulation = simulations.SimulationBuilder().build_default_simulation(system, count=1)
        simulation.opt_out_cache = True
        for name, column in columns(facts).items():
            simulation.set_input(name, PERIOD, column)
        return simulation

    def unmet(simulation: Any) -> Answer:
        calculate = simulation.calculate
        return told_by_unmet([calculate(name, PERIOD)[0] for name in rules])

    def verdicts(simulation: Any) -> Answer:
        calculate = simulation.calculate
        return told_by_verdicts([VERDICTS[calculate(name, PERIOD)[0]] for name in rules])

    return Engine(NAME, form, verdicts if unknowns else unmet)


def of_columns(
    rules: Rules, shared: Collection[str], facts: dict[str, Any]
) -> Callable[[], dict[str, Any]]:
    """What works out every requirement of whole columns, and all that they share.

    In between it remembers nothing.
    """
    kinds = {name: bool if name == "governed" else int for name in rules}
    asked = {name for _, names in rules.values() for name in names} - set(rules)
    system = _system(sorted(asked), rules, kinds)
    rows = len(next(iter(facts.values())))
    simulation = simulations.SimulationBuilder().build_default_simulation(system, count=rows)
    for name in asked:
        simulation.set_input(name, PERIOD, facts[name])

    def work() -> dict[str, Any]:
        for name in rules:
            simulation.delete_arrays(name, PERIOD)
        return {name: simulation.calculate(name, PERIOD) for name in rules if name not in shared}

    return work


def _system(facts: Iterable[str], rules: Rules, kinds: Mapping[str, type]) -> Any:
    person = entities.build_entity(key="person", plural="persons", label="A case", is_person=True)
    system = taxbenefitsystems.TaxBenefitSystem([person])
    for name in facts:
        system.add_variable(_variable(name, person, int))
    for name, (source, asked) in rules.items():
        formula = _formula(source, asked)
        system.add_variable(_variable(name, person, kinds[name], formula=formula))
    return system


def _variable(name: str, person: Any, kind: type, **more: Any) -> type:
    shape = {
        "value_type": kind,
        "entity": person,
        "definition_period": periods.DateUnit.MONTH,
        "label": name,
        **more,
    }
    return type(name, (variables.Variable,), shape)


def _formula(source: str, facts: tuple[str, ...]) -> Any:
    asked = "".join(f"    {name} = person('{name}', period)\n" for name in facts)
    scope: dict[str, Any] = {"np": np}
    exec(f"def formula(person, period):\n{asked}    return {source}\n", scope)  # noqa: S102
    return scope["formula"]
