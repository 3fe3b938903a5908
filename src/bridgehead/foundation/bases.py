"""What every record has: a public id for addresses, and text that cannot break a header or a line."""

from __future__ import annotations

import uuid
from functools import cache
from typing import TYPE_CHECKING, Any
from unicodedata import category, normalize

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import lookups
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
    _TextField = models.TextField[str, str]
    _Field = models.Field[str, str]
else:  # Django's fields take type arguments in the stubs only
    _CharField, _TextField, _Field = models.CharField, models.TextField, models.Field

#: Unicode categories: controls, lone surrogates, line and paragraph separators.
_BREAKING = {"Cc", "Cs", "Zl", "Zp"}
#: They turn the reading direction of what follows: a name could look like another, a file name like another kind.
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: No characters at all, and no XML may hold them: one in a headline would break every feed that tells of it.
_NONE = set("\ufffe\uffff")
_NOT_IN_A_LINE = _TURNING | _NONE


def require_one_line(value: str) -> None:
    """Refuse line breaks and control characters in a one-line text: it ends up in headers, calendars and file names."""
    if any(category(letter) in _BREAKING or letter in _NOT_IN_A_LINE for letter in value):
        raise ValidationError(_("Write this on one line, without line breaks."), code="one_line")


def _require_short(value: str, most: int | None) -> None:
    """Refuse what one database would store beyond its length, and the other fail at."""
    if most is not None and len(value) > most:
        said = {"most": most, "count": len(value)}
        raise ValidationError(_("Write at most %(most)s characters here, not %(count)s."), code="length", params=said)


def require_text(value: str) -> None:
    """Refuse in a longer text what a sheet, a feed or a database cannot hold; lines and tabs are fine."""
    if any((category(letter) in _BREAKING and letter not in "\t\n\r") or letter in _NONE for letter in value):
        raise ValidationError(_("This text holds characters that cannot be stored."), code="text")


def composed(text: str) -> str:
    """Return a text with each letter as one character (NFC): names of files of a Mac hold 한 as ㅎ, ㅏ and ㄴ."""
    return normalize("NFC", text)


class ComposedField(forms.CharField):
    """What somebody typed or pasted, composed before its length is looked at."""

    def to_python(self, value: Any) -> Any:
        """Return it composed."""
        said = super().to_python(value)
        return composed(said) if isinstance(said, str) else said


class _Composed(_Field):
    """What the fields of text have in common: what they hold, and what is looked for in them, is composed."""

    def to_python(self, value: Any) -> Any:
        said = super().to_python(value)
        return composed(said) if isinstance(said, str) else said

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # Django's own
        """Compose it on the instance too, which then holds what the database does."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str) and (plain := composed(value)) != value:
            setattr(model_instance, self.attname, value := plain)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": ComposedField, **kwargs})


class LineField(_Composed, _CharField):
    """One line of text, stored composed (NFC), also past forms.

    Control characters are refused by forms, and again on the way into the database.
    """

    default_validators = [require_one_line]

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Check once more: bulk writes, imports and deeds without a form pass by a model's validators."""
        if isinstance(value, str):
            require_one_line(value)
            _require_short(value, self.max_length)
        return super().get_db_prep_save(value, connection)


class ProseField(_Composed, _TextField):
    """Longer text, stored composed (NFC), also past forms.

    What cannot be stored or sent is refused by forms, and again on the way into the database.
    """

    default_validators = [require_text]

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Check once more: bulk writes and imports pass by a model's validators."""
        if isinstance(value, str):
            require_text(value)
        return super().get_db_prep_save(value, connection)


def _composing(lookup: type[lookups.Lookup[Any]]) -> type[lookups.Lookup[Any]]:
    """The lookup with what it asks for composed; Django itself prepares only what is asked for whole."""

    def get_prep_lookup(self: Any) -> Any:
        asked = lookup.get_prep_lookup(self)
        return composed(asked) if isinstance(asked, str) else asked

    return type(lookup.__name__, (lookup,), {"get_prep_lookup": get_prep_lookup})


for _part in (
    lookups.Contains,
    lookups.IContains,
    lookups.StartsWith,
    lookups.IStartsWith,
    lookups.EndsWith,
    lookups.IEndsWith,
    lookups.IExact,
):
    _Composed.register_lookup(_composing(_part))


class PublicModel(models.Model):
    """A record with a public id, the only one that appears in addresses and exports."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, "name", None) or self.public_id)

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> str:  # noqa: N802  # Django's name
        """Say a choice in words (``get_kind_display``). Django's own translates every label at each call."""
        value = getattr(self, field.attname)
        return _labels(type(self), field.attname, get_language()).get(value) or str(value)


@cache
def _labels(model: type[models.Model], name: str, language: str | None) -> dict[Any, str]:
    """The labels of a field's choices in the language of the page, which is ``language``: it is the key here."""
    field: Any = model._meta.get_field(name)
    return {value: str(label) for value, label in field.flatchoices}
