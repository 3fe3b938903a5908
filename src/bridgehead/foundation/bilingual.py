"""Records in Korean and English as equals: pairs of fields, fallback to the twin, and stale translations."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language

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


def wording(record: Any, field: str, language: str | None = None) -> Wording:
    """Return a bilingual field in the wanted language, or its twin marked as fallback where it is missing."""
    wanted = language or reading_language()
    own = getattr(record, f"{field}_{wanted}") or ""
    twin = getattr(record, f"{field}_{other(wanted)}") or ""
    return Wording(own, wanted, False) if own or not twin else Wording(twin, other(wanted), True)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


class BilingualModel(models.Model):
    """A record whose ``bilingual_fields`` come in pairs ``<field>_ko`` and ``<field>_en``.

    ``twins`` remembers, per field and language, the digest of the other language's text at the time this one was
    written: when the other has changed since, this one is stale and pages say so.
    """

    bilingual_fields: ClassVar[tuple[str, ...]] = ("name",)

    twins = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the language of the page, or its twin."""
        return wording(self, "name").text

    def mark_twins(self, changed: set[str]) -> None:
        """Remember against which text each changed field (``name_ko``, …) was written; call before saving."""
        for field in self.bilingual_fields:
            for language in LANGUAGES:
                if f"{field}_{language}" in changed:
                    twin = getattr(self, f"{field}_{other(language)}") or ""
                    self.twins.setdefault(field, {})[language] = _digest(twin)

    def stale_twins(self) -> list[str]:
        """Return the fields (``summary_en``, …) whose twin has changed since they were written."""
        found = []
        for field in self.bilingual_fields:
            marks = self.twins.get(field, {})
            for language in LANGUAGES:
                own, twin = (getattr(self, f"{field}_{each}") or "" for each in (language, other(language)))
                # Both are marked when both were written at once; the later of the two is then never stale.
                if (
                    own
                    and twin
                    and language in marks
                    and marks[language] != _digest(twin)
                    and not (other(language) in marks and marks[other(language)] != _digest(own))
                ):
                    found.append(f"{field}_{language}")
        return found
