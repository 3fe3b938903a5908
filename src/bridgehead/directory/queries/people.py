"""What the directory keeps of a person beside their memberships."""

from __future__ import annotations

from typing import Any

from bridgehead.accounts.queries import proven_addresses
from bridgehead.directory.queries.consents import contacts_kept
from bridgehead.directory.queries.joining import joinings_kept
from bridgehead.directory.queries.sheets import sheets_kept


def kept_of_sheets(user_id: int) -> dict[str, Any]:
    """Return the sheets that somebody brought in, and the organisations that they speak for or asked to join."""
    told = contacts_kept(list(proven_addresses(user_id)))
    return {"brought": sheets_kept(user_id), "contact_of": told, "asked_to_join": joinings_kept(user_id)}
