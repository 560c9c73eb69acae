"""One delivery window, beside numpy's business days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import numpy as np
from measuring import DisagreementError, in_turns, over_all, ratio

from aligner_rules.model.calendar import Calendar

Result = tuple[str, float]

_FIRST: Final = date(2024, 1, 1)
_LAST: Final = date(2026, 12, 31)
_CLOSED: Final = tuple(
    date(year, month, day)
    for year in (2024, 2025, 2026)
    for month, day in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
)
_WIDTH: Final = 2


def against_numpy(rounds: int) -> Iterator[Result]:
    """The time of a window over that of one call of numpy that gives both its ends as dates.

    Ours tells the closed days that were skipped as well, for which numpy would have to be asked
    once more.
    """
    calendar = Calendar(_FIRST, _LAST, closed=frozenset(_CLOSED))
    other = np.busdaycalendar("1111100", _CLOSED)
    either_way = np.array([-_WIDTH, _WIDTH])

    def ours(day: date) -> list[date]:
        earliest, latest, _ = calendar.window(day, _WIDTH)
        return [earliest, latest]

    def numpys(day: date) -> list[date]:
        ends: list[date] = np.busday_offset(day, either_way, "forward", busdaycal=other).tolist()
        return ends

    days = [_FIRST + timedelta(days=offset) for offset in range(14, 1080)]
    for day in days:
        if ours(day) != numpys(day):
            raise DisagreementError(f"{day}: {ours(day)} is not {numpys(day)}")
    work = {"ours": over_all(ours, days), "numpy": over_all(numpys, days)}
    yield "delivery.over_numpy", ratio(in_turns(work, rounds), "ours", "numpy")
