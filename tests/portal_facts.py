"""Fitting facts for the policies of what a practice does to a case beside ordering."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from aligner_rules.rules.case_labels import LabelFacts
from aligner_rules.rules.patient_names import RenamingFacts
from aligner_rules.rules.photos import PhotoFacts
from aligner_rules.rules.shipping_labels import CreatingFacts
from aligner_rules.rules.shipping_labels import LabelFacts as ShippingLabelFacts
from strategies import REGIONS, TELLING_DAYS

_SHARED: dict[str, Any] = {
    "as_of": st.sampled_from(TELLING_DAYS),
    "region": st.sampled_from(REGIONS),
}
_TRUTHS = st.booleans()
_LABELS = st.builds(
    ShippingLabelFacts, **_SHARED, is_there=_TRUTHS, is_used=_TRUTHS, address_kept=_TRUTHS
)

PORTAL_FACTS: dict[str, st.SearchStrategy[Any]] = {
    "edit-photo": st.builds(
        PhotoFacts, **_SHARED, photo=st.sampled_from(["primary", "other", "final-record"])
    ),
    "rename-patient": st.builds(RenamingFacts, **_SHARED, names_known=_TRUTHS),
    "label-case": st.builds(LabelFacts, **_SHARED, strange_labels=st.integers(0, 2)),
    "create-shipping-label": st.builds(
        CreatingFacts, **_SHARED, labels_known=_TRUTHS, id_is_new=_TRUTHS
    ),
    "print-shipping-label": _LABELS,
    "use-shipping-label": _LABELS,
    "readdress-shipping-label": _LABELS,
}
"""Fitting facts for each, by the name of its policy."""
