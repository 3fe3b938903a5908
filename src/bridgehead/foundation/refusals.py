"""A deed that is refused, with a sentence for the person who tried it."""

from __future__ import annotations

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


def require(allowed: bool, sentence: Sentence, *, field: str | None = None) -> None:
    """Raise ``Refused`` with the sentence unless the deed is allowed."""
    if not allowed:
        raise Refused(sentence, field=field)
