"""The reading as columns put together: from a policy and a frame to the frame with the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from aligner_rules.readings.columns import answers
from aligner_rules.readings.columns.asking import facts_read, ready
from aligner_rules.readings.columns.bounding import bounded, counts_in
from aligner_rules.readings.columns.engines import engine_of
from aligner_rules.readings.columns.expressions import Speech, dtype, literal
from aligner_rules.readings.columns.frames import Sheet, sheet_of
from aligner_rules.readings.columns.inspection import answer_faults, inspected
from aligner_rules.readings.columns.lowering import priced
from aligner_rules.readings.columns.questions import charged, decided
from aligner_rules.readings.columns.schema import ANSWERS
from aligner_rules.readings.columns.sheets import Worked, worked
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.prices import PriceBook
from aligner_rules.rules.formula import Formula, Type
from aligner_rules.rules.policy import Policy

_MASKED: Final = frozenset({"outcome", "unmet", "unknown"})


def decided_frame(
    frame: Any, policy: Policy[Any], book: Rulebook, as_of: date | None, columns: Sequence[str]
) -> Any:
    """Return the frame with what a policy decides in new columns."""
    question = decided(policy)
    flags = {one.code: one.code.replace("-", "_") for one in policy.requirements}
    new = [n for name in columns for n in (flags.values() if name == "requirements" else [name])]
    facts = facts_read(policy, (*question.requirements, question.opens_on), book)
    sheet = sheet_of(frame, facts)
    dtypes = inspected(sheet, facts, as_of, new, also=answer_faults(columns, ANSWERS))

    formulas = [ready(each, policy.facts, book, as_of) for each in question.requirements]
    opens_on = None
    if "opens_on" in columns:
        opens_on = ready(question.opens_on, policy.facts, book, as_of)
    done = worked(sheet, dtypes, [*formulas, *([] if opens_on is None else [opens_on])])
    verdicts = {code: done.answers[each] for code, each in zip(flags, formulas, strict=True)}
    speech = sheet.speech
    made = _with_masks(done, verdicts, speech) if _MASKED & set(columns) else done.frame
    told = {flags[code]: holds for code, holds in verdicts.items()} | _told(
        done.prefix, verdicts, speech
    )
    if "reason_list" in columns:
        names = f"{done.prefix}reasons", f"{done.prefix}reason_list"
        made = made.with_columns(**{names[0]: told["reasons"]})
        made = engine_of(sheet).parted(made, {names[1]: names[0]})
        told["reasons"], told["reason_list"] = map(speech.col, names)
    if opens_on is not None:
        told["opens_on"] = speech.col(f"{done.prefix}opens_on")
        made = _with_day(sheet, made, done, opens_on, f"{done.prefix}opens_on")
    return sheet.restored(made.with_columns(**{name: told[name] for name in new}), new)


def quoted_frame(
    frame: Any, policy: Policy[Any], book: Rulebook, prices: PriceBook, as_of: date | None
) -> Any:
    """Return the frame with what a policy charges in new columns."""
    bill = charged(policy)
    formulas = {"amount_minor": bill.amount_minor, **bill.counts}
    facts = facts_read(policy, formulas.values(), book)
    sheet = sheet_of(frame, facts)
    new = ["amount_minor", "currency", *bill.counts]
    dtypes = inspected(sheet, facts, as_of, new)

    asked = {
        name: ready(priced(f, prices), policy.facts, book, as_of) for name, f in formulas.items()
    }
    amount = asked["amount_minor"]
    done = worked(sheet, dtypes, [*asked.values(), *counts_in([amount])])
    told = {name: done.answers[formula] for name, formula in asked.items()}
    made, guarded = bounded(sheet, done, [amount])
    told["amount_minor"] = guarded(told["amount_minor"])
    told["currency"] = literal(prices.currency.code, Type.TEXT, sheet.speech)
    return sheet.restored(made.with_columns(**told), new)


def _with_masks(done: Worked, verdicts: Mapping[str, Any], speech: Speech) -> Any:
    holds = list(verdicts.values())
    masks = {
        "not_met": answers.unproven(holds, speech),
        "unknown": answers.unsettled(holds, speech),
    }
    return done.frame.with_columns(**{done.prefix + name: mask for name, mask in masks.items()})


def _told(prefix: str, verdicts: Mapping[str, Any], speech: Speech) -> dict[str, Any]:
    """Return every answer that is made of truth values, once the masks are."""
    not_met, unknown = speech.col(f"{prefix}not_met"), speech.col(f"{prefix}unknown")
    wide = dtype(Type.INT, speech)
    return {
        "outcome": answers.outcome(not_met, unknown, speech),
        "unmet": (not_met - unknown).cast(wide),
        "unknown": unknown.cast(wide),
        "reasons": answers.reasons(verdicts, speech),
    }


def _with_day(sheet: Sheet, made: Any, done: Worked, day: Formula, name: str) -> Any:
    if day.type is Type.DATE:
        return made.with_columns(**{name: done.answers[day]})
    number = f"{name}_number"
    made = made.with_columns(**{number: done.answers[day]})
    return sheet.calendar.days(made, {name: number})
