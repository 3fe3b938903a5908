"""What the ledger does when something happens below it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bridgehead.agreements.actions.lines import renew_words_of
from bridgehead.directory.signals import organisation_renamed


@receiver(organisation_renamed)
def find_by_new_name(sender: object, *, organisation_id: int, now: datetime, **_: Any) -> None:
    """Agreements are found by the names of their parties."""
    renew_words_of(organisation_id, now=now)
