"""Letters to followers: who is to be told of what is new, each of each article once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from bridgehead.foundation import clock, notices
from bridgehead.foundation.jobs import Claim, job
from bridgehead.newsroom.models import Follower, ToldArticle
from bridgehead.newsroom.queries.follows import Fresh, fresh_articles, untold
from bridgehead.newsroom.rules import Rhythm, letter_turn


@job("newsroom.write_letters", lease_seconds=120)
def write_letters(claim: Claim) -> None:
    """Write to the followers whose turn has come, where there is something new."""
    write_letters_due(clock.database_now())


def write_letters_due(now: datetime) -> None:
    """Write to each follower for whom nobody has looked since the last turn of their rhythm.

    Each follower is a transaction of its own: a run that is broken off is taken up where it stood.
    """
    fresh: Sequence[Fresh] | None = None
    for rhythm in Rhythm:
        turn = letter_turn(rhythm, now, ZoneInfo(settings.HOME_ZONE))
        for follower_id in list(
            Follower.objects.due(rhythm, turn).order_by("looked_at", "pk").values_list("pk", flat=True)
        ):
            fresh = fresh_articles(now) if fresh is None else fresh
            write_letter(follower_id, fresh, turn=turn, now=now)


@transaction.atomic
def write_letter(follower_id: int, fresh: Sequence[Fresh], *, turn: datetime, now: datetime) -> bool:
    """Note what a follower is told of and stage the letter; False where somebody has looked already, or nothing is new.

    The follower stays locked meanwhile: whoever comes second finds that it was looked for.
    """
    held = Follower.objects.select_for_update().filter(pk=follower_id, looked_at__lt=turn).first()
    if held is None:
        return False
    held.looked_at = now
    held.save(update_fields=["looked_at"])
    keys = untold(held, fresh)
    if not keys:
        return False
    ToldArticle.objects.bulk_create([ToldArticle(follower=held, translation_key=key, told_at=now) for key in keys])
    notices.after_commit(
        "newsroom/letter_due",
        key=f"newsroom/letter:{held.public_id}:{turn.isoformat()}",
        now=now,
        follower_id=held.pk,
        told_at=now.isoformat(),
    )
    return True
