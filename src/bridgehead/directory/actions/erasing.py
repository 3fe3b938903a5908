"""What the directory keeps of a person in sheets and questions, forgotten with them."""

from __future__ import annotations

from datetime import datetime

from bridgehead.accounts.queries import proven_addresses
from bridgehead.directory.actions.consents import forget_contact
from bridgehead.directory.actions.joining import forget_joinings_of
from bridgehead.directory.actions.sheets import forget_who_brought


def forget_in_sheets(user_id: int, now: datetime) -> None:
    """Forget that somebody brought sheets in, stands in one, speaks for an organisation or asked to join one."""
    forget_joinings_of(user_id)
    addresses = list(proven_addresses(user_id))
    forget_who_brought(user_id, addresses)
    forget_contact(addresses)
