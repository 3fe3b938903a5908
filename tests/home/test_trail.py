"""The audit trail of a forum is read by its officers, in words."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from bridgehead.accounts.actor import SYSTEM
from bridgehead.events.actions.forums import change_forum, move_forum
from bridgehead.home.queries.trail import VERBS
from tests.conftest import ROOT
from tests.factories.forums import ForumFactory, ForumRoleFactory
from tests.factories.people import UserFactory, actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

AT = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


def test_every_verb_of_a_forum_has_its_words() -> None:
    listed = Path(ROOT, "docs", "reference", "audit-verbs.md").read_text()

    wanted = set(re.findall(r"`((?:events|partnering)\.[a-z_]+)`", listed))
    wanted |= {f"events.registration_{what}" for what in ("received", "approved", "waiting", "declined", "withdrawn")}

    assert wanted - set(VERBS) == set()


def test_officer_reads_the_deeds_of_the_forum_the_newest_first() -> None:
    forum, other = ForumFactory(), ForumFactory()
    role = ForumRoleFactory(forum=forum)
    change_forum(forum_id=forum.pk, purpose_en="To meet.", by=SYSTEM, now=AT)
    move_forum(forum_id=forum.pk, state="running", by=actor_of(role.user), now=AT)
    change_forum(forum_id=other.pk, purpose_en="Another.", by=SYSTEM, now=AT)
    client = Client()
    client.force_login(role.user)

    shown = client.get(reverse("home:trail", args=[forum.public_id])).context["deeds"]

    assert [(each.who, each.by_platform, str(each.verb)) for each in shown] == [
        (role.user, False, str(VERBS["events.forum_moved"])),
        (None, True, str(VERBS["events.forum_changed"])),
    ]


def test_trail_is_not_there_for_anybody_else() -> None:
    forum = ForumFactory()
    client = Client()
    client.force_login(UserFactory())

    assert client.get(reverse("home:trail", args=[forum.public_id])).status_code == 404
