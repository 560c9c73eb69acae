"""What a practice does to a case in the portal, beside ordering: photos, names, labels (CAS)."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from aligner_rules.model.request import Request


class Photo(StrEnum):
    """Which picture of the patient it is (CAS-5)."""

    PRIMARY = "primary"
    OTHER = "other"
    FINAL_RECORD = "final-record"


@frozen(kw_only=True)
class EditPhoto(Request):
    """A picture to be put in the place of one that the case has; `file` names it (CAS-5)."""

    kind = "edit-photo"

    photo: Photo
    file: str


@frozen(kw_only=True)
class RenamePatient(Request):
    """The patient is to be called by another name from now on (CAS-5)."""

    kind = "rename-patient"

    name: str


@frozen(kw_only=True)
class LabelCase(Request):
    """The case is to carry labels of these colours and no others; none takes them off (CAS-7).

    `categories` are the colours that the practice has given a name.
    """

    kind = "label-case"

    labels: frozenset[str]
    categories: frozenset[str]


@frozen(kw_only=True)
class CreateShippingLabel(Request):
    """A new label for a parcel that the practice sends in, with that address (CAS-6)."""

    kind = "create-shipping-label"

    id: str
    address: str


@frozen(kw_only=True)
class PrintShippingLabel(Request):
    """The label with that id is to be printed, perhaps once more (CAS-6)."""

    kind = "print-shipping-label"

    id: str


@frozen(kw_only=True)
class UseShippingLabel(Request):
    """A parcel goes on its way with the label of that id (CAS-6)."""

    kind = "use-shipping-label"

    id: str


@frozen(kw_only=True)
class ReaddressShippingLabel(Request):
    """The label with that id is to have this address (CAS-6)."""

    kind = "readdress-shipping-label"

    id: str
    address: str
