"""That something has changed which public pages may show: one small file, looked at by every process that keeps pages.

Looking costs some microseconds and asks no database. The file lies beside the stored files, which all processes share.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction


def after_commit() -> None:
    """Say that something has changed, once the deed at hand is committed."""
    transaction.on_commit(say, robust=True)


def say() -> None:
    """Say that something has changed."""
    place = _place()
    try:
        # Also where the clock was set back, or has not moved since the last change.
        moment = max(time.time_ns(), place.stat().st_mtime_ns + 1)
        os.utime(place, ns=(moment, moment))
    except FileNotFoundError:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()


def stamp() -> int:
    """Return a number that is another after each change; read it before what is to be kept is made."""
    try:
        return _place().stat().st_mtime_ns
    except FileNotFoundError:
        say()
        return _place().stat().st_mtime_ns


def _place() -> Path:
    return Path(settings.CHANGES_FILE)


class ShownModel(models.Model):
    """A record that public pages show and that is also kept without a deed that the trail tells of."""

    class Meta:
        abstract = True

    def save(self, *arguments: Any, **options: Any) -> None:
        """Save, and say that something has changed."""
        super().save(*arguments, **options)
        after_commit()

    def delete(self, *arguments: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Delete, and say that something has changed."""
        gone = super().delete(*arguments, **options)
        after_commit()
        return gone
