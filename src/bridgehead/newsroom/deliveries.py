"""How the newsroom's notices are delivered."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.agreements.adapters.deadlines import told_near
from bridgehead.agreements.deliveries import Contacted
from bridgehead.foundation import clock, mail, notices
from bridgehead.foundation.notices import Staged
from bridgehead.newsroom.actions.follows import new_confirm_link, new_follower_link
from bridgehead.newsroom.actions.press import new_press_link
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.queries.follows import follower_told, letter_of, request_told
from bridgehead.newsroom.queries.press import pass_told
from bridgehead.newsroom.rules import Rhythm
from bridgehead.web.formats import format_day

#: The other clock that the newsroom tells every moment by.
ABROAD = "America/New_York"


def press_given(staged: Staged) -> None:
    """Send a journalist their link; not when it was revoked meanwhile, or the hour has come."""
    pass_id = staged.payload["pass_id"]
    token = new_press_link(pass_id, clock.database_now())
    held = pass_told(pass_id) if token else None
    if held is None or held.article.public_from is None:
        return
    with translation.override(held.language):
        page = settings.SITE_ADDRESS + reverse("newsroom:press", args=[token])
    mail.send(
        "newsroom/mail/press_given",
        to=Contacted(held.email, held.language, held.name),
        key=staged.key,
        # What the article says stands behind the link alone: a letter cannot be revoked.
        context={"page": page, "until": told_near(held.article.public_from, ABROAD, held.language)},
    )


def follow_asked(staged: Staged) -> None:
    """Ask an address to confirm what it is said to want to follow; not when it is too late."""
    request_id, now = staged.payload["request_id"], clock.database_now()
    token = new_confirm_link(request_id, now)
    asked = request_told(request_id, now) if token else None
    if asked is None:
        return
    with translation.override(asked.language):
        page = settings.SITE_ADDRESS + reverse("newsroom:confirm_follow", args=[token])
    mail.send(
        "newsroom/mail/follow_asked",
        to=Contacted(asked.email, asked.language, ""),
        key=staged.key,
        context={"page": page, "record": asked.record, "rhythm": Rhythm(asked.rhythm)},
    )


def letter_due(staged: Staged) -> None:
    """Tell a follower what is new; only what is public and followed now, and nothing where that is nothing."""
    now = clock.database_now()
    held = follower_told(staged.payload["follower_id"])
    letter = letter_of(held, datetime.fromisoformat(staged.payload["told_at"]), now) if held else None
    if held is None or letter is None or not letter.articles:
        return
    token = new_follower_link(held.pk, now)
    with translation.override(held.language):
        pages = {name: settings.SITE_ADDRESS + reverse(f"newsroom:{name}", args=[token]) for name in _OF_FOLLOWER}
    mail.send(
        "newsroom/mail/letter_due",
        to=Contacted(held.address, held.language, ""),
        key=staged.key,
        context={
            "letter": letter,
            "lines": [(each, _day_at_home(each, held.language)) for each in letter.articles],
            "others": len(letter.articles) + letter.more - 1,
            "language": held.language,
            "rhythm": Rhythm(held.rhythm),
            **pages,
        },
        leave=pages["leave"],
    )


def _day_at_home(article: Article, language: str) -> str:
    return format_day(clock.day_at_home(article.public_from), language) if article.public_from else ""


_OF_FOLLOWER = ("followed", "leave")


def register_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    notices.delivers("newsroom/press_given")(press_given)
    notices.delivers("newsroom/follow_asked")(follow_asked)
    notices.delivers("newsroom/letter_due")(letter_due)
