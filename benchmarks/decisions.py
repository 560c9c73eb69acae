"""One decision, against hand-written `if`s and against rule engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

import by_hand
import records
from measuring import DisagreementError, in_turns, over_all, ratio

import aligner_rules as ar
from aligner_rules.model.case import Case
from aligner_rules.model.order import Cause, ReplacementOrder
from aligner_rules.model.phase import Phase
from aligner_rules.model.plan import Plan
from aligner_rules.model.shipment import Shipment
from aligner_rules.model.steps import StepSelection
from aligner_rules.readings.decision import decide_facts
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rules.replacement import POLICY, ReplacementFacts
from engines import Answer, Engine, engines, for_information

Result = tuple[str, float]

_CHECKED: Final = 300


def against_ifs(book: Rulebook, rounds: int) -> Iterator[Result]:
    """The time of a decision over that of `if`s which give the same outcome and codes."""
    ours = _ours(book)
    _agree("the ifs", by_hand.if_known, ours, unknowns=False)
    _agree("the ifs with unknowns", by_hand.with_unknowns, ours, unknowns=True)
    mix = records.timed()
    work = {
        "ours": over_all(ours, mix),
        "reasons": over_all(_ours_with_reasons(book), mix),
        "ifs": over_all(by_hand.if_known, mix),
        "ifs with unknowns": over_all(by_hand.with_unknowns, mix),
        "case": over_all(_ours_from_case(book), _cases()),
    }
    seconds = in_turns(work, rounds)
    yield "decide.over_ifs", ratio(seconds, "ours", "ifs")
    yield "decide.over_ifs_with_unknowns", ratio(seconds, "ours", "ifs with unknowns")
    yield "decide.reasons_over_ifs", ratio(seconds, "reasons", "ifs")
    yield "decide_case.us", min(seconds["case"]) / len(_cases()) * 1e6


def against_engines(book: Rulebook, rounds: int) -> Iterator[Result]:
    """The time of each rule engine over that of a decision, and that of the fastest.

    `decide.engines_over_us` is about engines that answer as the policy does, for any facts;
    `decide.engines_if_known_over_us` spares them unknown facts, unknown plans and other days of
    approval, which the policy is not spared. Both are timed on the same known facts.
    """
    ours = _ours(book)
    mix = records.timed()
    for name, unknowns in (("engines", True), ("engines_if_known", False)):
        counted = engines(unknowns=unknowns)
        ready = [*counted, *for_information(unknowns=unknowns)]
        work = {"ours": over_all(ours, mix)}
        for engine in ready:
            _agree(engine.name, _answer(engine), ours, unknowns=unknowns)
            work[engine.name] = over_all(engine.answer, [engine.form(facts) for facts in mix])
        seconds = in_turns(work, rounds)
        ratios = {engine.name: ratio(seconds, engine.name, "ours") for engine in ready}
        yield f"decide.{name}_over_us", min(ratios[engine.name] for engine in counted)
        for engine_name, times in sorted(ratios.items(), key=lambda pair: pair[1]):
            yield f"decide.{name}.{engine_name}", times


def _ours(book: Rulebook) -> Callable[[ReplacementFacts], Answer]:
    def ours(facts: ReplacementFacts) -> Answer:
        decision = decide_facts(POLICY, facts, book=book)
        return decision.outcome, decision.codes

    return ours


def _ours_with_reasons(book: Rulebook) -> Callable[[ReplacementFacts], Any]:
    def ours(facts: ReplacementFacts) -> Any:
        decision = decide_facts(POLICY, facts, book=book)
        return decision.outcome, decision.reasons

    return ours


def _ours_from_case(book: Rulebook) -> Callable[[tuple[Case, ReplacementOrder]], Answer]:
    def ours(asked: tuple[Case, ReplacementOrder]) -> Answer:
        decision = ar.decide(*asked, as_of=records.AS_OF, book=book)
        return decision.outcome, decision.codes

    return ours


def _answer(engine: Engine) -> Callable[[ReplacementFacts], Answer]:
    return lambda facts: engine.answer(engine.form(facts))


def _agree(
    who: str,
    theirs: Callable[[ReplacementFacts], Answer],
    ours: Callable[[ReplacementFacts], Answer],
    *,
    unknowns: bool,
) -> None:
    for facts in [*records.timed(), *records.checked(_CHECKED, unknowns=unknowns)]:
        if theirs(facts) != ours(facts):
            told = f"{who} answered {theirs(facts)}, expected {ours(facts)}, for {facts}"
            raise DisagreementError(told)


def _cases() -> list[tuple[Case, ReplacementOrder]]:
    """A case in its second phase that may order, and an order of its 19th step that is refused."""
    chosen = StepSelection.parse
    phases = (
        Phase(
            1,
            steps=chosen(upper="1-12", lower="1-10"),
            engagers=chosen(upper="3"),
            in_production_on=date(2024, 11, 12),
            shipment=Shipment(date(2024, 12, 1)),
        ),
        Phase(
            2,
            steps=chosen(upper="13-20", lower="11-18"),
            engagers=chosen(upper="14", lower="12"),
            in_production_on=date(2025, 4, 1),
            shipment=Shipment(date(2025, 4, 10)),
        ),
    )
    order = ReplacementOrder(
        steps=chosen(upper="14, 15", lower="12"),
        cause=Cause.LOST,
        payment_method="card",
        acknowledges_no_quality_complaint=True,
        accepts_terms=True,
    )
    early = ReplacementOrder(steps=chosen(upper="19"), cause=Cause.QUALITY, placed_on=None)
    case = Case(
        "C-1",
        "America/New_York",
        region="US",
        plan=Plan("UNLIMITED", date(2024, 11, 5)),
        phases=phases,
        active_phase=2,
        orders=(),
    )
    return [(case, order), (case, early)]
