"""The newsroom of the scene: what is public, and what nobody outside it may know of yet, or ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation, Topic
from bridgehead.events.models import Forum
from bridgehead.newsroom.actions.approvals import keep_drawn
from bridgehead.newsroom.actions.follows import ask_to_follow, new_confirm_link
from bridgehead.newsroom.actions.press import new_press_link
from bridgehead.newsroom.actions.rankings import make_lists
from bridgehead.newsroom.actions.recommending import renew_recommendations
from bridgehead.newsroom.actions.writing import Ties
from bridgehead.newsroom.models import FollowRequest, LiveItem, OldAddress, Reading
from bridgehead.newsroom.models.follows import Subject
from bridgehead.newsroom.rules import Role
from tests.factories.newsroom import follower_link, let_in, photographed, section, works_as, wrote

#: By what it gives away: the word that stands nowhere else.
CANARIES = {
    "embargoed article": "canary-held-article",
    "photograph of what is embargoed": "canary-held-photograph",
    "journalist": "canary-journalist",
    "reader of letters": "canary-reader-of-letters",
    "draft article": "canary-draft-article",
    "change not approved": "canary-change-not-approved",
    "confidential article": "canary-confidential-article",
    "real-time news before its moment": "canary-not-yet",
    "organisation nobody may know of": "canary-linked-unlisted",
    "draft forum of an article": "canary-linked-draft-forum",
}


def tell_news(person: User, company: Organisation, forum: Forum, now: datetime) -> dict[str, object]:
    """Fill the newsroom; return the ids that addresses take."""
    works_as(person, Role.OFFICER, now)
    topic = Topic.objects.create(name_ko="디지털 치료기기", name_en="Digital therapeutics")
    hidden = Organisation.objects.create(
        name_en=CANARIES["organisation nobody may know of"], name_ko="", is_listed=False
    )
    draft = Forum.objects.create(
        name_en=CANARIES["draft forum of an article"],
        zone="Asia/Seoul",
        starts_at=now + timedelta(days=30),
        changed_at=now,
        state="draft",
    )
    ties = Ties(topics=[topic], organisations=[company, hidden], forums=[forum, draft])
    told = wrote(now=now, headline="Signed in Boston", ties=ties, photo=photographed())
    told.headline = CANARIES["change not approved"]
    told.save_revision()
    wrote(now=now, language="ko", headline="보스턴에서 서명", twin_of=told, ties=ties)
    secret = CANARIES["photograph of what is embargoed"]
    held = wrote(
        now=now,
        headline=CANARIES["embargoed article"],
        public_from=now + timedelta(hours=1),
        photo=photographed(credit=secret, alt_en=secret),
        ties=ties,
    )
    seen = photographed()
    for_press = wrote(now=now, headline="For the press", public_from=now + timedelta(hours=1), photo=seen, ties=ties)
    journalist = let_in(for_press, now=now, name=CANARIES["journalist"])
    wrote(now=now, headline=CANARIES["draft article"], approved=False)
    wrote(now=now, headline=CANARIES["confidential article"], approved=False, is_confidential=True)
    for words, at in (
        ("Doors are open", now),
        (CANARIES["real-time news before its moment"], now + timedelta(hours=1)),
    ):
        LiveItem.objects.create(words_en=words, words_ko=words, at=at)
    shown = told.photo
    assert shown is not None
    drawn = keep_drawn(shown, "card")
    Reading.objects.bulk_create([Reading(article=told, reader=reader, at=now) for reader in range(25)])
    renew_recommendations(now, make_lists(now))
    old = OldAddress.objects.create(address="/old/held.html", language="en", article=held)
    reader = CANARIES["reader of letters"]
    ask_to_follow(
        email=f"{reader}-who-waits@example.org", language="en", rhythm="daily", subject=Subject(topic=topic), now=now
    )
    return {
        "link to confirm": new_confirm_link(FollowRequest.objects.get().pk, now),
        "follower's link": follower_link(f"{reader}@example.org", now),
        "article": told.translation_key,
        "article at the desk": told.public_id,
        "embargoed article": held.translation_key,
        "article for the press": for_press.public_id,
        "press pass": journalist.public_id,
        "press link": new_press_link(journalist.pk, now),
        "press photo": seen.public_id,
        "news topic": topic.public_id,
        "newsroom person": person.public_id,
        "photo": shown.public_id,
        "drawn": drawn.public_id,
        "old address": old.public_id,
        "slug": section().slug,
    }
