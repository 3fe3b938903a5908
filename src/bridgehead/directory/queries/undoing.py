"""What stands in the way of taking an import back: whatever was used or changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from bridgehead.directory.models import ConsentAnswer, ImportedRow, MembershipRole, Organisation, Sheet
from bridgehead.directory.queries.references import referred_to
from bridgehead.foundation.records import plain

#: What an import makes itself: it goes with the organisation.
_OWN = (
    "directory.OrganisationAlias.organisation",
    "directory.RegistrationNumber.organisation",
    "directory.Organisation_sectors.organisation",
    "directory.ImportedRow.organisation",
    "directory.ListingConsent.organisation",
    "directory.NotDuplicate.one",
    "directory.NotDuplicate.other",
)


class Hindrance(StrEnum):
    """Why a row cannot be taken back."""

    CHANGED = "changed"
    USED = "used"
    ANSWERED = "answered"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Hindered:
    """A row that cannot be taken back, and why."""

    row: ImportedRow
    why: Hindrance


def hindered(sheet: Sheet) -> list[Hindered]:
    """Return the rows of an import that cannot be taken back by now, by line: as many queries for any number."""
    rows = list(
        sheet.rows.select_related("organisation__listing_consent").prefetch_related(
            "organisation__aliases",
            "organisation__registration_numbers",
            "organisation__sectors",
            "organisation__memberships",
        )
    )
    made = sheet.rows.filter(is_new=True).exclude(organisation=None)
    used = set(referred_to(made.values("organisation"), besides=_OWN))
    found = [(row, _hindrance(row, used)) for row in rows]
    return [Hindered(row, why) for row, why in found if why]


def _hindrance(row: ImportedRow, used: set[int]) -> Hindrance | None:
    organisation = row.organisation
    if organisation is None:
        # Deleted since by somebody else: of a new one nothing is left to take back.
        return None if row.is_new else Hindrance.GONE
    consent = getattr(organisation, "listing_consent", None)
    if row.is_new and consent is not None and consent.answer != ConsentAnswer.OPEN:
        return Hindrance.ANSWERED
    if row.is_new:
        if organisation.pk in used:
            return Hindrance.USED
        return None if row.mark == record_mark(organisation) else Hindrance.CHANGED
    return None if _is_as_written(organisation, row.written) else Hindrance.CHANGED


def record_mark(organisation: Organisation) -> str:
    """Return a mark of what a record holds, with its other names, numbers and topics, which are read with it."""
    fields = [(each.attname, plain(getattr(organisation, each.attname))) for each in _fields()]
    beside: Sequence[Any] = (
        sorted((each.text, each.is_doubtful) for each in organisation.aliases.all()),
        sorted((each.scheme, each.number) for each in organisation.registration_numbers.all()),
        sorted(each.pk for each in organisation.sectors.all()),
    )
    return sha256(repr((fields, beside)).encode()).hexdigest()[:16]


def _fields() -> list[Any]:
    return [each for each in Organisation._meta.concrete_fields if each.attname not in {"id", "created_at"}]


def _is_as_written(organisation: Organisation, written: dict[str, Any]) -> bool:
    """Whether what was filled in still stands, in a record that is still not listed and that nobody speaks for."""
    if organisation.is_listed or any(each.role == MembershipRole.OWNER for each in organisation.memberships.all()):
        return False
    numbers = {each.scheme: each.number for each in organisation.registration_numbers.all()}
    aliases = {each.text for each in organisation.aliases.all()}
    topics = {each.pk for each in organisation.sectors.all()}
    beside = {"numbers", "aliases", "topics"}
    return (
        all(getattr(organisation, name) == value for name, value in written.items() if name not in beside)
        and dict(numbers, **written.get("numbers", {})) == numbers
        and set(written.get("aliases", ())) <= aliases
        and (set(written["topics"]) == topics if "topics" in written else True)
    )
