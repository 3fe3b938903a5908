"""Sheets of organisations that grow: how many there are, their rows, and what one of them has made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bridgehead.accounts.actor import SYSTEM
from bridgehead.accounts.models import User
from bridgehead.directory.actions.consents import ask_listing, new_listing_link
from bridgehead.directory.models import ImportedRow, Joining, Sheet
from bridgehead.foundation import clock
from tests.factories.organisations import OrganisationFactory

BROUGHT = datetime(2023, 4, 3, 1, 0, tzinfo=UTC)


class Sheets:
    """One sheet that waits, with rows that are fine and rows that are to be mended, and one that was brought in."""

    def __init__(self, officer: User) -> None:
        self.officer, now = officer, clock.now()
        told = {"user": officer, "filename": "a.csv", "header": ["name", "country"], "sha256": "0" * 64}
        self.waiting = Sheet.objects.create(columns={"name_en": 0, "country": 1}, **told)
        self.done = Sheet.objects.create(state="imported", imported_at=BROUGHT, **told)
        self.asked = OrganisationFactory(name_en="Asked", is_listed=False, awaits_consent=True)
        consent = ask_listing(organisation_id=self.asked.pk, email="asked@example.org", by=SYSTEM, now=now)
        opened = new_listing_link(consent_id=consent.pk, asked_at=now.isoformat(), now=now)
        assert opened is not None
        self.link = opened[1]

    def grow(self, more: range, companies: list[Any], people: list[Any]) -> None:
        """Make more sheets, more rows, and more that was made."""
        told = {"user": self.officer, "header": [], "state": "imported", "imported_at": BROUGHT}
        Sheet.objects.bulk_create(Sheet(filename=f"{n}.csv", sha256=f"{n:064}", **told) for n in more)
        self.waiting.lines += [(n + 2, [f"Row {n}", "Atlantis" if n % 2 else "US"]) for n in more]
        self.waiting.save()
        made = zip(more, companies, strict=True)
        ImportedRow.objects.bulk_create(
            ImportedRow(sheet=self.done, line=n + 2, organisation=company, is_new=True) for n, company in made
        )

        pairs = zip(companies, people, strict=True)
        Joining.objects.bulk_create(
            Joining(user=person, organisation=company, note="Let me in", asked_at=BROUGHT) for company, person in pairs
        )

    @property
    def ids(self) -> dict[str, object]:
        """What stands in addresses."""
        return {
            "sheet": self.waiting.public_id,
            "sheet that was brought in": self.done.public_id,
            "organisation brought in": self.asked.public_id,
            "link to be listed": self.link,
        }
