"""The lists of the front page: made of the readings since the last time, and kept for the page to read."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from bridgehead.foundation import changes, clock
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.foundation.jobs import Claim, job
from bridgehead.newsroom.actions.readings import forget_readers
from bridgehead.newsroom.actions.recommending import renew_recommendations
from bridgehead.newsroom.adapters import ranking
from bridgehead.newsroom.models import Article, RankedList, RankingState, Reading
from bridgehead.newsroom.queries.boxes import emphasised
from bridgehead.newsroom.rules import Box

STATE = "popularity"
#: So many readings are counted in a turn, so many of them read at once: a worker that was away for long catches up in
#: several turns.
AT_ONCE, READ_AT_ONCE = 250_000, 25_000
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


def make_lists(now: datetime) -> ranking.Counted:
    """Make every list anew, and return what was counted.

    All is computed before the transaction that keeps it. Where somebody else was quicker, theirs stays and this goes.
    """
    state, _is_new = RankingState.objects.get_or_create(name=STATE)
    counted, counted_to = _loaded(state)
    last = _count(counted, counted_to)
    decided = ranking.decided_of(emphasised(now))
    viewed, today = counted.most_viewed(now, WINDOW, decided), counted.popular(now, decided)
    issues = _issues(counted, now)
    spoken = _spoken(now, {each["article"] for each in (*viewed, *today)})
    lists = [
        RankedList(box=box, language=language, made_at=now, entries=entries, rule=rule)
        for language in LANGUAGES
        for box, entries, rule in (
            (Box.VIEWED, _in_language(viewed, spoken, language), {"days": WINDOW.days}),
            (Box.TODAY, _in_language(today, spoken, language), {"half_life": int(counted.half_life_seconds)}),
            (Box.ISSUES, issues[language], {}),
        )
    ]
    place = _stored(counted) if last != counted_to else state.place
    was_kept = _keep(state, lists, place, last)
    gone = state.place if was_kept else place
    if gone and place != state.place:
        default_storage.delete(gone)
    return counted


def _loaded(state: RankingState) -> tuple[ranking.Counted, int]:
    """The counts as they were kept, and how far they go; where they were lost they begin anew from what is kept."""
    if state.place and default_storage.exists(state.place):
        with default_storage.open(state.place) as kept:
            counted = ranking.Counted.read(kept)
        if counted is not None:
            return counted, state.counted_to
    return ranking.Counted(), 0


def _count(counted: ranking.Counted, last: int) -> int:
    """Count the readings after one, and return the last that was counted."""
    for _piece in range(0, AT_ONCE, READ_AT_ONCE):
        fresh = Reading.objects.filter(pk__gt=last).order_by("pk")
        rows = list(fresh.values_list("pk", "reader", "article_id", "at")[:READ_AT_ONCE])
        if not rows:
            break
        counted.take([row[1:] for row in rows])
        last = rows[-1][0]
    return last


def _stored(counted: ranking.Counted) -> str:
    """Store the counts under a name that was never used, and return where."""
    with TemporaryFile() as written:
        counted.write(written)
        written.seek(0)
        return default_storage.save(f"rankings/popularity-{secrets.token_hex(8)}.npz", File(written))


def _spoken(now: datetime, articles: Collection[int]) -> dict[int, str]:
    """The language of each of these that is public."""
    found = Article.objects.public(now).filter(pk__in=articles)
    return dict(found.values_list("pk", "locale__language_code"))


def _in_language(entries: list[dict[str, int]], spoken: dict[int, str], language: str) -> list[dict[str, int]]:
    return [each for each in entries if spoken.get(each["article"]) == language][:KEPT]


@transaction.atomic
def _keep(state: RankingState, lists: Sequence[RankedList], place: str, counted_to: int) -> bool:
    """Keep lists and how far was counted, unless somebody else has counted on or made later lists meanwhile."""
    held = RankingState.objects.select_for_update().get(pk=state.pk)
    is_later = RankedList.objects.filter(made_at__gt=lists[0].made_at).exists()
    if is_later or (held.place, held.counted_to) != (state.place, state.counted_to):
        return False
    RankingState.objects.filter(pk=state.pk).update(place=place, counted_to=counted_to)
    RankedList.objects.bulk_create(
        lists,
        update_conflicts=True,
        unique_fields=["box", "language"],
        update_fields=["made_at", "entries", "rule"],
    )
    changes.after_commit()
    return True


def _issues(counted: ranking.Counted, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """The matters that stand out, for each language those that can be read in it."""
    lately = Article.objects.public(now).filter(public_from__gt=now - ISSUES_FROM).newest_first()
    told = list(
        lately.select_related("locale").prefetch_related("topics", "linked_organisations__organisation")[
            :MOST_ARTICLES_OF_ISSUES
        ]
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
