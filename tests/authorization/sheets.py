"""Organisations brought in from sheets: one sheet waits, one was brought in and its organisation asked."""

from __future__ import annotations

from bridgehead.accounts.actor import SYSTEM
from bridgehead.directory.actions.consents import ask_listing, new_listing_link
from bridgehead.directory.actions.joining import ask_to_join
from bridgehead.directory.actions.sheets import import_sheet, keep_sheet
from bridgehead.directory.adapters.sheets import SheetTold
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries.sheets import steps_of
from bridgehead.directory.rules.matching import mark_of
from bridgehead.foundation import clock
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory, actor_of

CANARIES = {
    "sheet that waits": "canary-sheet",
    "organisation brought in": "canary-brought-in",
    "wish to join": "canary-wish-to-join",
    "wish to join without an owner": "canary-wants-in",
    "contact of an organisation brought in": "canary-speaks-for-it",
}


def ask(company: Organisation, canaries: dict[str, str]) -> dict[str, object]:
    """Let somebody ask to join company A, and somebody an organisation that has no owner."""
    person = actor_of(UserFactory())
    now, unowned = clock.now(), OrganisationFactory()
    asked = ask_to_join(organisation_id=company.pk, note=canaries["wish to join"], by=person, now=now)
    note = canaries["wish to join without an owner"]
    other = ask_to_join(organisation_id=unowned.pk, note=note, by=person, now=now)
    return {"wish to join": asked.public_id, "wish to join without an owner": other.public_id}


def bring_in(canaries: dict[str, str]) -> dict[str, object]:
    """Bring one sheet in and ask, let another wait."""
    now = clock.now()
    name, contact = canaries["organisation brought in"], canaries["contact of an organisation brought in"]
    rows = [(2, [name, f"{contact}@example.com"]), (3, ["Another", "another@example.com"])]
    told = SheetTold(["name", "e-mail"], rows, "0" * 64)
    done = keep_sheet(name="done.csv", told=told, by=SYSTEM, now=now)
    import_sheet(sheet_id=done.pk, seen=mark_of(steps_of(done)), by=SYSTEM, now=now)
    asked = Organisation.objects.get(name_en="Another")
    consent = ask_listing(organisation_id=asked.pk, email="another@example.com", by=SYSTEM, now=now)
    opened = new_listing_link(consent_id=consent.pk, asked_at=now.isoformat(), now=now)
    assert opened is not None
    waits = SheetTold(["name"], [(2, [canaries["sheet that waits"]])], "1" * 64)
    return {
        "sheet": keep_sheet(name="waits.csv", told=waits, by=SYSTEM, now=now).public_id,
        "sheet that was brought in": done.public_id,
        "organisation brought in": Organisation.objects.get(name_en=name).public_id,
        "link to be listed": opened[1],
    }
