"""When time alone changes what readers find: the hours that are still to come. Told to nobody."""

from __future__ import annotations

from datetime import datetime

from bridgehead.agreements.models import Agreement
from bridgehead.newsroom.models import Article, LiveItem


def next_change(now: datetime) -> datetime | None:
    """Return the next hour at which an article, a line, an agreement becomes public or a pin ends; None if none."""
    approved = Article.objects.approved().order_by()
    articles = approved.filter(public_from__gt=now).values_list("public_from")
    pins = approved.filter(pinned_until__gt=now).values_list("pinned_until")
    lines = LiveItem.objects.filter(is_withdrawn=False, at__gt=now).order_by().values_list("at")
    agreements = Agreement.objects.filter(public_from__gt=now).order_by().values_list("public_from")
    # Of every kept page this is asked: one query is enough for all of them.
    first = articles.union(pins, lines, agreements, all=True).order_by("public_from").first()
    return first[0] if first else None
