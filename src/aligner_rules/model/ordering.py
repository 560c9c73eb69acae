"""The question whether a provider may order at all, whatever the order is (SUB-11)."""

from __future__ import annotations

from attrs import frozen

from aligner_rules.model.form import Provider
from aligner_rules.model.request import Request
from aligner_rules.model.unknown import UNKNOWN


@frozen(kw_only=True)
class Ordering(Request):
    """A provider is about to order something, of any kind, to be shipped to a practice (SUB-11).

    `practice` is None where none is chosen.
    """

    kind = "ordering"

    provider: Provider
    practice: str | None = UNKNOWN
