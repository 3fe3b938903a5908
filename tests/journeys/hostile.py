"""Articles that hold every hostile text in every field of theirs; run by ``manage shell`` on the site itself."""

from __future__ import annotations

import json
from datetime import datetime

from bridgehead.accounts.models import User
from bridgehead.foundation import clock
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.rules import Role
from tests.factories.newsroom import works_as, wrote
from tests.journeys.payloads import PAYLOADS

#: Paragraphs, quotations and rows of one article.
PIECES = 31


def print_articles(officer: str) -> None:
    """Publish the articles, let one person work at the desk, and print the articles' keys and ids as JSON."""
    now = clock.database_now()
    works_as(User.objects.get(email=officer), Role.OFFICER, now)
    made = [_article(list(PAYLOADS[start : start + PIECES]), now) for start in range(0, len(PAYLOADS), PIECES)]
    print(json.dumps([{"key": str(each.translation_key), "id": each.pk} for each in made]))


def _article(payloads: list[str], now: datetime) -> Article:
    # One line each: what a line may not hold is refused by the field, which has tests of its own.
    lines = [" ".join(each.split()) for each in payloads]
    table = {"caption": lines[0], "headings": lines[1:3], "rows": [[lines[3], each] for each in lines]}
    return wrote(
        now=now,
        kicker=lines[4][:60],
        headline=lines[5],
        lead="\n".join(payloads[6:9]),
        byline=lines[9][:120],
        corrections=((now, payloads[10]),),
        body=[
            *(("paragraph", each) for each in payloads),
            *(("subhead", each) for each in lines),
            *(
                ("quote", {"words": each, "who": line, "role": line})
                for each, line in zip(payloads, lines, strict=True)
            ),
            ("table", table),
        ],
    )
