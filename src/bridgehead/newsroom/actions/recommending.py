"""What goes with what: learnt from the sessions and words of public articles, and kept for pages to ask."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from bridgehead.newsroom.adapters import ranking
from bridgehead.newsroom.adapters.recommending import Advice, Listener
from bridgehead.newsroom.models import Article, RankingState, Reading, RelatedList
from bridgehead.newsroom.models.articles import ArticleQuerySet
from bridgehead.newsroom.queries.boxes import emphasised
from bridgehead.newsroom.queries.recommended import STATE

#: Sessions are heard of the last hours, so many readings at once; what is older tells little.
HEARD, HEARD_AT_ONCE = timedelta(hours=24), 10_000
#: The words of so many of the newest articles are known, of so many more after each turn.
NEWEST, LEARNT_AT_ONCE = 4_000, 500
#: So many articles get a list of what is related at once, and so many entries of each are kept.
RENEWED, KEPT = 200, 20


def renew_recommendations(now: datetime, counted: ranking.Counted) -> None:
    """Hear the readings since the last time, make the lists of related articles anew, and keep what was learnt.

    The work is done outside a transaction. Where somebody else was quicker, theirs stays and this goes.
    """
    state, _is_new = RankingState.objects.get_or_create(name=STATE)
    listener, decided = _listener(state, counted), ranking.decided_of(emphasised(now))
    heard = _unheard(state, now)
    read = list(dict.fromkeys(article for _pk, _reader, article, _at in heard))
    newest = Article.objects.public(now).newest_first().values_list("pk", flat=True)[:NEWEST]
    lacking = listener.lacking(list(dict.fromkeys([*newest, *read])))[:LEARNT_AT_ONCE]
    listener.take(_told(Article.objects.public(now).filter(pk__in=lacking)))
    listener.hear([each[1:] for each in heard])
    _renew_related(listener, now, decided, read)
    if not heard and not lacking and state.place:
        return
    # a name that was never used: whoever has read a version knows by its name that there is a newer one
    named = f"rankings/sessions-{secrets.token_hex(8)}.npz"
    place = default_storage.save(named, ContentFile(listener.written(now, decided)))
    mine = RankingState.objects.filter(pk=state.pk, place=state.place, counted_to=state.counted_to)
    was_kept = mine.update(place=place, counted_to=max([state.counted_to, *(each[0] for each in heard)]))
    gone = state.place if was_kept else place
    if gone:
        default_storage.delete(gone)


def _listener(state: RankingState, counted: ranking.Counted) -> Listener:
    """What was learnt so far; where it was lost it begins anew."""
    if state.place and default_storage.exists(state.place):
        with default_storage.open(state.place) as kept:
            return Listener(counted, kept.read())
    return Listener(counted)


def _unheard(state: RankingState, now: datetime) -> list[tuple[int, int, int, datetime]]:
    """The readings since the last time in the order of time; of very many the latest."""
    fresh = Reading.objects.filter(pk__gt=state.counted_to, at__gt=now - HEARD).order_by("-pk")
    rows = list(fresh.values_list("pk", "reader", "article_id", "at")[:HEARD_AT_ONCE])
    return sorted(rows, key=lambda row: row[3])


def _told(articles: ArticleQuerySet) -> list[ranking.Told]:
    """Articles as the engine is told of them, in the order of their writing: how rare a word is depends on it."""
    read = (
        articles.order_by("pk")
        .select_related("locale")
        .prefetch_related("topics", "linked_organisations__organisation")
    )
    return [ranking.told_of(each) for each in read]


def _renew_related(listener: Listener, now: datetime, decided: ranking.Decided, read: Sequence[int]) -> None:
    """Make the lists of articles that have none, of those that stand there, and of those that were just read."""
    public = Article.objects.public(now)
    without = list(public.filter(related__isnull=True).newest_first().values_list("pk", flat=True)[:RENEWED])
    found = _beside(listener, now, decided, without)
    neighbours = [advice.article for pk in without for advice in found[pk][:KEPT]] if without else []
    more = [pk for pk in dict.fromkeys([*read, *neighbours]) if pk not in found][:RENEWED]
    found |= _beside(listener, now, decided, more)
    keys = _keys(now, {advice.article for each in found.values() for advice in each} | set(found))
    lists = [
        RelatedList(article_id=pk, made_at=now, entries=_entries(keys, pk, advice))
        for pk, advice in found.items()
        if pk in keys
    ]
    RelatedList.objects.bulk_create(
        lists, update_conflicts=True, unique_fields=["article"], update_fields=["made_at", "entries"]
    )


def _beside(
    listener: Listener, now: datetime, decided: ranking.Decided, articles: Sequence[int]
) -> dict[int, list[Advice]]:
    told = _told(Article.objects.public(now).filter(pk__in=articles))
    found = dict(zip((each.pk for each in told), listener.beside(told, now, decided), strict=True))
    return {pk: found[pk] for pk in articles if pk in found}


def _keys(now: datetime, articles: Iterable[int]) -> dict[int, str]:
    """The key of each article that is public; twins share one."""
    found = Article.objects.public(now).filter(pk__in=list(articles)).values_list("pk", "translation_key")
    return {pk: str(key) for pk, key in found}


def _entries(keys: dict[int, str], article: int, found: Sequence[Advice]) -> list[dict[str, Any]]:
    why: dict[str, str] = {}
    for each in found:
        key = keys.get(each.article)
        if key is not None and key != keys[article]:
            why.setdefault(key, each.why)
    return [{"key": key, "why": reason} for key, reason in list(why.items())[:KEPT]]
