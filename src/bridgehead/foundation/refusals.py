"""A deed that is refused, with a sentence for the person who tried it."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.functional import Promise

Sentence = str | Promise


class Refused(Exception):
    """A deed that the rules do not allow; nothing was changed.

    ``sentence`` is for the person, in their language. ``field`` names the form field that it is about, if any.
    """

    def __init__(self, sentence: Sentence, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class Overtaken(Refused):
    """Somebody else was quicker with the same record, so what the person saw no longer holds; nothing was changed."""


def require(allowed: bool, sentence: Sentence, *, field: str | None = None) -> None:
    """Raise ``Refused`` with the sentence unless the deed is allowed."""
    if not allowed:
        raise Refused(sentence, field=field)


def require_valid(record: models.Model) -> None:
    """Raise ``Refused`` with the first sentence, and its field, where a record breaks its own model's rules."""
    try:
        record.full_clean()
    except ValidationError as wrong:
        field, sentences = next(iter(wrong.message_dict.items()))
        raise Refused(sentences[0], field=None if field == NON_FIELD_ERRORS else field) from wrong
