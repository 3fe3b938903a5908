"""What the directory keeps of a person beside their memberships."""

from __future__ import annotations

from typing import Any

from bridgehead.accounts.queries import proven_addresses
from bridgehead.directory.queries.consents import contacts_kept
from bridgehead.directory.queries.sheets import sheets_kept


def kept_of_sheets(user_id: int) -> dict[str, Any]:
    """Return the sheets that somebody brought in, and the organisations of which they are the contact."""
    return {"brought": sheets_kept(user_id), "contact_of": contacts_kept(list(proven_addresses(user_id)))}
