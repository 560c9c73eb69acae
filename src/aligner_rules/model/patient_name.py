"""The names of a patient over time (CAS-5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from attrs import frozen

from aligner_rules.model.checks import Checked
from aligner_rules.model.faults import Fault, shown


@frozen
class PatientName(Checked):
    """A name of the patient, with the day on which it was given; None: from the start.

    What ships after that day carries it; what ships on the day itself carries the former name, for
    it may be packed already.
    """

    name: str
    since: date | None = None

    def shows_on(self, day: date) -> bool:
        """Whether a shipment of that day carries this name, if no later one took its place.

        >>> renamed = PatientName("Ada Byron", since=date(2025, 3, 3))
        >>> renamed.shows_on(date(2025, 3, 3)), renamed.shows_on(date(2025, 3, 4))
        (False, True)
        """
        return self.since is None or self.since < day


def names_in_order(patient_names: tuple[PatientName, ...]) -> Iterator[Fault]:
    """The faults of names that do not follow one another: only the first is from the start.

    >>> list(names_in_order((PatientName("Ada"), PatientName("Ada Byron", date(2025, 3, 3)))))
    []
    """
    for index, (earlier, later) in enumerate(pairwise(patient_names), start=1):
        if later.since is None or (earlier.since is not None and later.since < earlier.since):
            day = "" if earlier.since is None else f" ({earlier.since})"
            expected = f"the day on which the name was given, that of the one before{day} or later"
            remedy = "sort the names by the days on which they were given"
            yield Fault(f"$.patient_names[{index}].since", shown(later.since), expected, remedy)
