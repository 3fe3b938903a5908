"""Signings at a forum."""

from __future__ import annotations

from datetime import UTC, datetime

from bridgehead.accounts.actor import Actor
from bridgehead.agreements.models import LedgerRole
from bridgehead.directory.models import Organisation
from bridgehead.events.models import Forum, ForumRole, ForumSession, SessionKind
from tests.factories.forums import STARTS_AT, ForumFactory, ForumSessionFactory, PartFactory
from tests.factories.people import UserFactory, actor_of

#: Before the forum of the factories begins.
EVE = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


def signing_session(forum: Forum | None = None) -> ForumSession:
    """Return a signing session that begins with its forum."""
    part = PartFactory(forum=forum or ForumFactory())
    made: ForumSession = ForumSessionFactory(
        part=part, kind=SessionKind.SIGNING, name_ko="체결식", name_en="Signing", starts_at=STARTS_AT
    )
    return made


def keeping_officer(forum: Forum, agency: Organisation) -> Actor:
    """Return somebody who runs a forum and keeps an agency's ledger."""
    user = UserFactory()
    ForumRole.objects.create(forum=forum, user=user, role="officer")
    LedgerRole.objects.create(agency=agency, user=user)
    return actor_of(user)
