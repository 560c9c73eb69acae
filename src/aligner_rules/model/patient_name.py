"""The names of a patient over time (CAS-5)."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from aligner_rules.model.checks import Checked


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
