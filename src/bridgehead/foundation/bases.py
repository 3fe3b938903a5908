"""What every record has: a public id for addresses, and text that cannot break a header or a line."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
    _TextField = models.TextField[str, str]
else:  # Django's fields take type arguments in the stubs only
    _CharField, _TextField = models.CharField, models.TextField

_BREAKING = {"\r", "\n", "\0", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"}


def require_one_line(value: str) -> None:
    """Refuse line breaks and NUL in a one-line text: it ends up in headers, calendars and file names."""
    if _BREAKING.intersection(value):
        raise ValidationError(_("Write this on one line, without line breaks."), code="one_line")


def require_text(value: str) -> None:
    """Refuse NUL and Unicode line separators in a longer text."""
    if {"\0", "\u2028", "\u2029"}.intersection(value):
        raise ValidationError(_("This text holds characters that cannot be stored."), code="text")


class LineField(_CharField):
    """One line of text; control characters are refused."""

    default_validators = [require_one_line]


class ProseField(_TextField):
    """Longer text; NUL and line separators are refused."""

    default_validators = [require_text]


class PublicModel(models.Model):
    """A record with a public id, the only one that appears in addresses and exports."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, "name", None) or self.public_id)
