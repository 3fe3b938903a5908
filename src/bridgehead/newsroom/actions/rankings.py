"""The lists of the front page: made of the readings since the last time, and kept for the page to read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.foundation.jobs import Claim, job
from bridgehead.newsroom.actions.readings import forget_readers
from bridgehead.newsroom.actions.recommending import renew_recommendations
from bridgehead.newsroom.adapters import ranking
from bridgehead.newsroom.models import Article, RankedList, RankingState, Reading
from bridgehead.newsroom.queries.boxes import emphasised
from bridgehead.newsroom.rules import Box

STATE = "popularity"
#: So many readings are counted at once: a worker that was away for long catches up in several turns.
AT_ONCE = 500_000
#: So many entries of each list are kept; a page shows fewer.
KEPT = 20
#: What is told of as most viewed.
WINDOW = timedelta(days=7)
#: Issues are made of articles no older than this.
ISSUES_FROM = timedelta(days=21)
MOST_ARTICLES_OF_ISSUES = 600


@job("newsroom.refresh_rankings", attempts=2)
def refresh_rankings(claim: Claim) -> None:
    """Count the readings since the last time and make the lists of the front page anew; periodic."""
    now = clock.database_now()
    renew_recommendations(now, make_lists(now))
    forget_readers(now)


@transaction.atomic
def make_lists(now: datetime) -> ranking.Counted:
    """Make every list anew, and return what was counted. Whoever comes meanwhile waits for the row of the state."""
    RankingState.objects.get_or_create(name=STATE)
    state = RankingState.objects.select_for_update().get(name=STATE)
    counted = _loaded(state)
    _count(counted, state)
    spoken = dict(Article.objects.public(now).values_list("pk", "locale__language_code"))
    decided = ranking.decided_of(emphasised(now))
    for language in LANGUAGES:
        among = {pk for pk, its in spoken.items() if its == language}
        viewed = counted.most_viewed(now, WINDOW, among, decided, KEPT)
        _keep(Box.VIEWED, language, now, viewed, {"days": WINDOW.days})
        today = counted.popular(now, among, decided, KEPT)
        _keep(Box.TODAY, language, now, today, {"half_life": int(counted.half_life_seconds)})
    for language, issues in _issues(counted, now).items():
        _keep(Box.ISSUES, language, now, issues, {})
    return counted


def _loaded(state: RankingState) -> ranking.Counted:
    """The counts as they were kept; where they were lost they begin anew from the readings that are kept."""
    if state.place and default_storage.exists(state.place):
        with default_storage.open(state.place) as kept:
            return ranking.Counted.read(kept.read())
    state.counted_to = 0
    return ranking.Counted()


def _count(counted: ranking.Counted, state: RankingState) -> None:
    fresh = Reading.objects.filter(pk__gt=state.counted_to).order_by("pk")
    rows = list(fresh.values_list("pk", "reader", "article_id", "at")[:AT_ONCE])
    if not rows:
        return
    counted.take([row[1:] for row in rows])
    before, state.counted_to = state.place, rows[-1][0]
    state.place = default_storage.save("rankings/popularity.npz", ContentFile(counted.written()))
    state.save()
    if before:
        transaction.on_commit(lambda: default_storage.delete(before))


def _issues(counted: ranking.Counted, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """The matters that stand out, for each language those that can be read in it."""
    lately = Article.objects.public(now).filter(public_from__gt=now - ISSUES_FROM).newest_first()
    told = list(
        lately.select_related("locale").prefetch_related("topics", "linked_organisations")[:MOST_ARTICLES_OF_ISSUES]
    )
    spoken = {each.pk: each.language for each in told}
    found = counted.issues([ranking.told_of(each) for each in told], now, KEPT)
    return {
        language: [
            {"articles": own, "readers": each.readers, "number": len(each.articles)}
            for each in found
            if (own := [pk for pk in each.articles if spoken[pk] == language])
        ]
        for language in LANGUAGES
    }


def _keep(box: Box, language: str, now: datetime, entries: list[dict[str, Any]], rule: dict[str, Any]) -> None:
    RankedList.objects.update_or_create(
        box=box, language=language, defaults={"made_at": now, "entries": entries, "rule": rule}
    )
