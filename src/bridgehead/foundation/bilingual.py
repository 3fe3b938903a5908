"""Records in Korean and English as equals: pairs of fields, fallback to the twin, and stale translations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from bridgehead.foundation.bases import composed

LANGUAGES = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and the language that it is really in, which may not be the one that was asked for."""

    text: str
    language: str
    is_fallback: bool

    def __str__(self) -> str:
        return self.text


def other(language: str) -> str:
    """Return the twin of a language."""
    return "en" if language == "ko" else "ko"


def reading_language() -> str:
    """Return the language of the page being made: ``ko`` or ``en``."""
    return "ko" if (get_language() or "ko").startswith("ko") else "en"


def in_each_language(sentence: str | Promise) -> dict[str, str]:
    """Return a sentence of ours in each language, by its code."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = str(sentence)
    return said


def wording(record: Any, field: str, language: str | None = None) -> Wording:
    """Return a bilingual field in the wanted language, or its twin marked as fallback where it is missing."""
    wanted = language or reading_language()
    own = getattr(record, f"{field}_{wanted}") or ""
    twin = getattr(record, f"{field}_{other(wanted)}") or ""
    return Wording(own, wanted, False) if own or not twin else Wording(twin, other(wanted), True)


def _digest(text: str) -> str:
    return sha256(composed(text).encode()).hexdigest()[:16]  # as it will be stored


class BilingualModel(models.Model):
    """A record whose ``bilingual_fields`` come in pairs ``<field>_ko`` and ``<field>_en``.

    ``twins`` remembers, per field, the digests of both texts when they last said the same: when both were written at
    once, when one was written for an empty twin or after its twin had moved on, or when a person has said that it still
    holds. A text that stands where it stood then, while its twin has changed, is stale, and pages say so.
    """

    bilingual_fields: ClassVar[tuple[str, ...]] = ("name",)

    twins = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the language of the page, or its twin."""
        return wording(self, "name").text

    def save(self, *arguments: Any, **options: Any) -> None:
        """Save; what a new record says in both languages is taken to be the same."""
        if self._state.adding:
            for field in self.bilingual_fields:
                self.twins.setdefault(field, self._digests(field))
        super().save(*arguments, **options)

    def mark_twins(self, changed: Collection[str]) -> None:
        """Note which fields (``name_ko``, …) were just written; call after setting them and before saving."""
        for field in self.bilingual_fields:
            written = [language for language in LANGUAGES if f"{field}_{language}" in changed]
            if len(written) == len(LANGUAGES) or (
                written and not self._runs_ahead(field, written[0], self._digests(field))
            ):
                self.keep_twins(field)

    def keep_twins(self, field: str) -> None:
        """Note that both texts of a field say the same as they stand now."""
        self.twins[field] = self._digests(field)

    def stale_twins(self) -> list[str]:
        """Return the fields (``summary_en``, …) that have not followed a change of their twin."""
        return [
            f"{field}_{other(ahead)}"
            for field, today in ((field, self._digests(field)) for field in self.bilingual_fields)
            for ahead in LANGUAGES
            if self._runs_ahead(field, ahead, today)
        ]

    def _runs_ahead(self, field: str, language: str, today: dict[str, str]) -> bool:
        """Whether this text has changed since both said the same, while its twin stands and is not empty."""
        then = self.twins.get(field)
        twin = other(language)
        if then is None or _NOTHING in (today[language], today[twin], then[language], then[twin]):
            return False
        return bool(today[language] != then[language] and today[twin] == then[twin])

    def _digests(self, field: str) -> dict[str, str]:
        return {language: _digest(getattr(self, f"{field}_{language}") or "") for language in LANGUAGES}


_NOTHING = _digest("")
