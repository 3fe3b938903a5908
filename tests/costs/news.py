"""The newsroom of the world: articles in every state, tied to one company, in few and large inserts."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import Locale

from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation, Topic
from bridgehead.foundation import clock
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.newsroom.actions.follows import new_follower_link
from bridgehead.newsroom.actions.index import rebuild_search_index
from bridgehead.newsroom.models import (
    Article,
    BusinessLink,
    Follow,
    Follower,
    FollowRequest,
    LinkedOrganisation,
    LiveItem,
    OldAddress,
    PressPass,
    RelatedList,
    Section,
)
from bridgehead.newsroom.models.follows import CONFIRM_PURPOSE
from bridgehead.newsroom.models.press import PRESS_PURPOSE
from bridgehead.newsroom.rules import Role
from tests.factories.newsroom import works_as

BEGAN = datetime(2023, 4, 25, 12, 0, tzinfo=UTC)


class News:
    """What a newsroom has told of one company; ``grow`` tells more of everything."""

    def __init__(self, person: User, company: Organisation) -> None:
        works_as(person, Role.OFFICER, BEGAN)
        self.company = company
        self.locale, self.other = (Locale.objects.get(language_code=each) for each in ("en", "ko"))
        self.section = Section.objects.create(name_ko="포럼", name_en="Forums", slug="forums")
        self.topic = Topic.objects.create(name_ko="이슈", name_en="Issue")
        self.article = self._article(-1)
        self.article.save()
        self.person = person
        self.held = self._article(-2, public_from=BEGAN + timedelta(days=3000))
        self.held.save()
        # Opened a moment ago: an opening is noted in the trail once an hour.
        self.reader = self._pass(-1, opened=1, last_opened_at=self.held.public_from)
        self.reader.save()
        self.link = new_token()
        begun = {"language": "en", "rhythm": "daily", "looked_at": BEGAN}
        self.followers = [
            Follower.objects.create(email="reader@daily.example", **begun),
            Follower.objects.create(person=person, **begun),
        ]
        self.follower_link, self.confirm_link = new_follower_link(self.followers[0].pk, clock.now()), new_token()
        asked = FollowRequest.objects.create(
            email="reader2@daily.example", language="en", rhythm="daily", asked_at=clock.now()
        )
        asked.keys.create(token_hash=token_hash(self.confirm_link, purpose=CONFIRM_PURPOSE))
        self.reader.keys.create(token_hash=token_hash(self.link, purpose=PRESS_PURPOSE))

    def _pass(self, number: int, **fields: Any) -> PressPass:
        named = {"name": f"Reporter {number}", "outlet": "Daily", "email": f"reporter{number}@daily.example"}
        return PressPass(article=self.held, language="en", given_at=BEGAN, **named, **fields)

    def _article(self, number: int, **fields: Any) -> Article:
        said: dict[str, Any] = {
            "locale": self.locale,
            "translation_key": uuid.uuid4(),
            "section": self.section,
            "headline": f"Headline {number:05}",
            "lead": "What is told in two sentences. This is the second.",
            "byline": "Haram Lee",
            "live": True,
            "public_from": BEGAN + number * timedelta(seconds=1),
        }
        return Article(**said | fields)

    def grow(self, more: range, people: list[User], companies: list[Organisation]) -> None:
        """Tell more."""
        told = [self._article(number) for number in more]
        twins = [
            self._article(number, locale=self.other, translation_key=each.translation_key)
            for number, each in zip(more, told, strict=True)
        ]
        public = [*told, *twins]
        held = [self._article(number, public_from=BEGAN + timedelta(days=3000, seconds=number)) for number in more]
        drafts = [self._article(number, live=False) for number in more]
        Article.objects.bulk_create([*public, *held, *drafts])
        LinkedOrganisation.objects.bulk_create(
            [
                *(LinkedOrganisation(article=each, organisation=self.company) for each in public),
                *(LinkedOrganisation(article=self.article, organisation=each) for each in companies),
            ]
        )
        through = Article.topics.through
        through.objects.bulk_create([through(article=each, topic=self.topic) for each in public])
        beside = [{"key": str(each.translation_key), "why": "similar"} for each in told[:20]]
        RelatedList.objects.update_or_create(article=self.article, defaults={"made_at": BEGAN, "entries": beside})
        LiveItem.objects.bulk_create(
            [LiveItem(words_ko=f"말 {n}", words_en=f"Words {n}", at=BEGAN + timedelta(seconds=n)) for n in more]
        )
        BusinessLink.objects.bulk_create(
            [BusinessLink(name_ko=f"링크 {n}", name_en=f"Link {n}", address="/forums/", position=n) for n in more]
        )
        writers = Group.objects.get(name=Role.WRITER)
        belongs = User.groups.through
        belongs.objects.bulk_create([belongs(user=each, group=writers) for each in people])
        OldAddress.objects.bulk_create(
            [
                OldAddress(address=f"/old/{n:05}", language="en", article=each)
                for n, each in zip(more, told, strict=True)
            ]
        )
        Follow.objects.bulk_create(
            [Follow(follower=held, at=BEGAN, organisation=each) for held in self.followers for each in companies]
        )
        PressPass.objects.bulk_create([self._pass(number) for number in more])
        rebuild_search_index()

    @property
    def ids(self) -> dict[str, object]:
        """What stands in addresses."""
        return {
            "article": self.article.translation_key,
            "article at the desk": self.article.public_id,
            "article for the press": self.held.public_id,
            "press link": self.link,
            "link to confirm": self.confirm_link,
            "follower's link": self.follower_link,
            "news topic": self.topic.public_id,
            "newsroom person": self.person.public_id,
            "slug": self.section.slug,
        }
