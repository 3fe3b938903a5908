"""Articles, photographs and what stands around them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.accounts.models import User
from bridgehead.newsroom.actions.follows import ask_to_follow, confirm_follow, new_confirm_link
from bridgehead.newsroom.actions.people import appoint
from bridgehead.newsroom.actions.press import give_press_access
from bridgehead.newsroom.actions.writing import NO_TIES, Ties, approve_article, write_article
from bridgehead.newsroom.models import Article, FollowRequest, Photo, PressPass, Section
from bridgehead.newsroom.models.follows import Subject
from bridgehead.newsroom.rules import THE_NEWSROOM, Role
from tests.factories.pictures import picture_bytes, sent


def section(slug: str = "forums") -> Section:
    """A section of the newsroom, made once."""
    return Section.objects.get_or_create(slug=slug, defaults={"name_ko": f"{slug} 소식", "name_en": f"News of {slug}"})[
        0
    ]


def wrote(
    *,
    now: datetime,
    language: str = "en",
    ties: Ties = NO_TIES,
    approved: bool = True,
    twin_of: Article | None = None,
    corrections: tuple[tuple[datetime, str], ...] = (),
    **fields: Any,
) -> Article:
    """An article as the newsroom writes it, approved and public at once unless it is said otherwise."""
    said = {
        "section": section(),
        "headline": "A headline" if language == "en" else "제목",
        "lead": "A lead." if language == "en" else "리드.",
        "byline": "Haram Lee" if language == "en" else "이하람 기자",
        "body": [("paragraph", "<p>A paragraph.</p>")],
        "public_from": now,
    }
    written = write_article(
        language=language,
        fields=said | fields,
        by=SYSTEM,
        now=now,
        ties=ties,
        corrections=corrections,
        twin_of=twin_of.translation_key if twin_of else None,
    )
    return approve_article(article_id=written.pk, by=SYSTEM) if approved else written


def photographed(title: str = "A signing", *, size: tuple[int, int] = (64, 36), **said: Any) -> Photo:
    """A photograph as it is kept."""
    told = {"credit": "Haram Lee", "alt_en": "Two people shake hands", "alt_ko": "두 사람이 악수한다"} | said
    photo = Photo(title=title, file=sent(picture_bytes("JPEG", size=size), "photo.jpg"), **told)
    photo.save()
    return photo


def let_in(
    article: Article, *, now: datetime, name: str = "Ann Lee", email: str = "ann@daily.example", language: str = "en"
) -> PressPass:
    """A journalist who may read an article under embargo."""
    officer = Actor(user_id=None, roles=frozenset({(Role.OFFICER, THE_NEWSROOM)}))
    fields = {"name": name, "outlet": "Daily", "email": email, "language": language}
    return give_press_access(article_id=article.pk, fields=fields, by=officer, now=now)


WHOLE = Subject()


def follower_link(email: str, now: datetime, *, subject: Subject = WHOLE, **said: str) -> str:
    """The token of an address that asks to follow something, the whole newsroom if nothing else, and confirms."""
    wanted = {"language": "en", "rhythm": "daily", **said}
    ask_to_follow(email=email, now=now, subject=subject, **wanted)
    token = new_confirm_link(FollowRequest.objects.latest("pk").pk, now)
    return (confirm_follow(token, now) if token else None) or ""


def works_as(person: User, role: Role, now: datetime) -> User:
    """Somebody who works in the newsroom."""
    appoint(user_id=person.pk, role=role, by=SYSTEM, now=now)
    return person
