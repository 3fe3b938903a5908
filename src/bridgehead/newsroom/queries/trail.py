"""The audit trail of the newsroom, as its press officers read it: in words, and with what each deed was done to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from bridgehead.accounts.models import User
from bridgehead.accounts.queries import Deed, deeds, entries_of
from bridgehead.foundation.models import AuditEntry
from bridgehead.newsroom.models import Article, PressPass
from bridgehead.newsroom.trail import BY_JOURNALIST, VERBS


@dataclass(frozen=True, slots=True)
class Told:
    """A deed, the article that it was done to, and whom it let in or gave a role; what is gone since is None."""

    deed: Deed
    article: Article | None
    journalist: PressPass | None
    person: User | None


def newsroom_entries() -> QuerySet[AuditEntry]:
    """Return the entries of the newsroom's chain, the newest first; the caller has found the actor to read them."""
    return entries_of("newsroom")


def told(entries: Sequence[AuditEntry]) -> list[Told]:
    """Return the entries of one page in words: four queries for all."""
    keys = {each.object_id for each in entries}
    people = {str(each.public_id): each for each in User.objects.filter(public_id__in=keys)}
    passes = {
        str(each.public_id): each
        for each in PressPass.objects.filter(public_id__in=keys).select_related("article__locale")
    }
    articles = {
        str(each.public_id): each for each in Article.objects.filter(public_id__in=keys).select_related("locale")
    }
    in_words = deeds(entries, by_party=BY_JOURNALIST, verbs=VERBS)
    return [
        Told(
            deed=deed,
            article=articles.get(key) or (passes[key].article if key in passes else None),
            journalist=passes.get(key),
            person=people.get(key),
        )
        for key, deed in zip((each.object_id for each in entries), in_words, strict=True)
    ]
