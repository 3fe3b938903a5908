"""A deed whose transaction fails after it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction


class RolledBack(Exception):
    """The deed's transaction failed."""


def in_failing_transaction(deed: Callable[[], object]) -> None:
    """Do a deed in a transaction that fails after it."""
    try:
        with transaction.atomic():
            deed()
            raise RolledBack
    except RolledBack:
        return
