"""Timing side by side: what is compared is timed in turns, and only ratios are told."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from itertools import repeat
from statistics import median
from time import process_time
from typing import Any, Final

Work = Callable[[], object]
Clock = Callable[[], float]


class DisagreementError(AssertionError):
    """What was to be timed does not compute the same, so that its time would mean nothing."""


_BATCH_SECONDS: Final = 0.02


def in_turns(
    work: Mapping[str, Work], rounds: int, clock: Clock = process_time
) -> dict[str, list[float]]:
    """Seconds of one call of each piece of work, one figure for each round.

    Every round times all of them, each in a batch of its own length, and begins with another one.
    Processor time is what other programs on the machine disturb least; what works on several
    threads is to be timed by `perf_counter`, the time that it takes.
    """
    counts = {name: _count(each, clock) for name, each in work.items()}
    order = list(work)
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name in order:
            seconds[name].append(_seconds(work[name], counts[name], clock))
        order = [*order[1:], order[0]]
    return seconds


def ratio(seconds: Mapping[str, list[float]], above: str, below: str) -> float:
    """Median over the rounds of the time of `above` over that of `below`."""
    pairs = zip(seconds[above], seconds[below], strict=True)
    return median(a / b for a, b in pairs)


def is_asked(figure: str, only: str) -> bool:
    """Whether a figure, or one whose name it begins, is among those whose names begin so."""
    return figure.startswith(only) or only.startswith(figure)


def over_all(function: Callable[[Any], object], records: list[Any]) -> Work:
    """The work of calling the function with each of the records."""

    def work() -> None:
        for record in records:
            function(record)

    return work


def _count(work: Work, clock: Clock) -> int:
    """How many calls make a batch that is long enough to time."""
    work()
    count = 1
    while (taken := _seconds(work, count, clock) * count) < _BATCH_SECONDS / 2:
        count *= 2
    return max(1, round(count * _BATCH_SECONDS / taken))


def _seconds(work: Work, count: int, clock: Clock) -> float:
    calls = repeat(None, count)
    collecting = gc.isenabled()
    gc.disable()
    try:
        start = clock()
        for _ in calls:
            work()
        return (clock() - start) / count
    finally:
        if collecting:
            gc.enable()
