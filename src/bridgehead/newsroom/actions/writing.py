"""Articles written, brought in line with their twin, and approved from elsewhere than the desk's forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.agreements.models import Agreement
from bridgehead.directory.models import Organisation, Topic
from bridgehead.events.models import Forum
from bridgehead.foundation import audit
from bridgehead.foundation.bilingual import other
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import require, require_valid
from bridgehead.newsroom.models import Article, Correction, LinkedAgreement, LinkedForum, LinkedOrganisation
from bridgehead.newsroom.rules import may_approve, may_write


@dataclass(frozen=True, slots=True)
class Ties:
    """What an article is tied to."""

    topics: Sequence[Topic] = field(default_factory=tuple)
    organisations: Sequence[Organisation] = field(default_factory=tuple)
    agreements: Sequence[Agreement] = field(default_factory=tuple)
    forums: Sequence[Forum] = field(default_factory=tuple)


NO_TIES = Ties()


@transaction.atomic
def write_article(
    *,
    language: str,
    fields: Mapping[str, Any],
    by: Actor,
    now: datetime,
    ties: Ties = NO_TIES,
    corrections: Sequence[tuple[datetime, str]] = (),
    twin_of: UUID | None = None,
) -> Article:
    """Write an article, as a draft with its first revision; ``twin_of`` is the key of the one in the other language."""
    require(may_write(by), _("Only the newsroom writes articles."))
    article = Article(locale=Locale.objects.get(language_code=language), live=False, **fields)
    if twin_of is not None:
        article.translation_key = twin_of
        article.follows = _followed(twin_of, other(language))
    article.topics.set(ties.topics)
    article.linked_organisations.set([LinkedOrganisation(organisation=each) for each in ties.organisations])
    article.linked_agreements.set([LinkedAgreement(agreement=each) for each in ties.agreements])
    article.linked_forums.set([LinkedForum(forum=each) for each in ties.forums])
    article.corrections.set([Correction(at=at, note=note) for at, note in corrections])
    require_valid(article)
    article.save()
    article.save_revision(user=author_of(by))
    audit.record("newsroom.article_written", on=article, by=by, at=now, stream="newsroom")
    return article


@transaction.atomic
def approve_article(*, article_id: int, by: Actor) -> Article:
    """Approve the latest revision of an article: readers see it from its hour on."""
    require(may_approve(by), _("Only a press officer approves an article."))
    article = found(Article.objects.select_for_update(), article_id)
    revision = article.get_latest_revision()
    article.publish(revision, user=author_of(by), skip_permission_checks=True)
    return found(Article.objects.all(), article_id)


def _followed(key: UUID, language: str) -> Any:
    twin = Article.objects.filter(translation_key=key, locale__language_code=language).first()
    return twin.latest_revision if twin else None


def author_of(by: Actor) -> User | None:
    """Return the person as whom a revision is written; None for the system."""
    return User.objects.filter(pk=by.user_id).first() if by.user_id else None
