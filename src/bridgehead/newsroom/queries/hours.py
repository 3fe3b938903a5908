"""When time alone changes what readers find: the hours that are still to come. Told to nobody."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from bridgehead.agreements.models import Agreement
from bridgehead.newsroom.models import Article, LiveItem


def next_change(now: datetime) -> datetime | None:
    """Return the next hour at which an article, a line, an agreement becomes public or a pin ends; None if none."""
    coming = (
        Article.objects.approved().filter(public_from__gt=now).aggregate(at=Min("public_from"))["at"],
        Article.objects.approved().filter(pinned_until__gt=now).aggregate(at=Min("pinned_until"))["at"],
        LiveItem.objects.filter(is_withdrawn=False, at__gt=now).aggregate(at=Min("at"))["at"],
        Agreement.objects.filter(public_from__gt=now).aggregate(at=Min("public_from"))["at"],
    )
    return min((each for each in coming if each is not None), default=None)
