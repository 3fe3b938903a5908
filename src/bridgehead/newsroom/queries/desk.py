"""What the newsroom's desk shows: what waits, what is held until its hour, what has not followed its twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from wagtail.models import TaskState, WorkflowState

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.foundation.bilingual import other
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.models.articles import ArticleQuerySet
from bridgehead.newsroom.queries.figures import Standing, stale_figures
from bridgehead.newsroom.rules import Role, Twins, Version, twins, works_here

#: So many of each list; the others stand in the list of all articles.
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article that waits for somebody's word, and at which step."""

    article: Article
    step: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The newsroom's desk at a moment."""

    waiting: Sequence[Waiting]
    embargoed: Sequence[Article]
    drafts: Sequence[Article]
    stale: Sequence[Article]
    without_twin: Sequence[Article]
    figures: Sequence[Standing]


def overview(actor: Actor, now: datetime) -> Overview:
    """Return what the desk shows, each list the most pressing first; to those who work there."""
    if not works_here(actor):
        raise Http404
    return Overview(
        waiting=_waiting(),
        embargoed=list(all_articles().approved().filter(public_from__gt=now).order_by("public_from")[:SHOWN]),
        drafts=list(_drafts()[:SHOWN]),
        stale=list(stale().order_by("-public_from")[:SHOWN]),
        without_twin=list(_without_twin().order_by("-public_from")[:SHOWN]),
        figures=stale_figures(actor, now)[:SHOWN],
    )


def stale() -> QuerySet[Article]:
    """Return the articles whose twin was approved anew since they were last brought in line with it."""
    others = Article.objects.approved().exclude(locale=OuterRef("locale"))
    twin = others.filter(translation_key=OuterRef("translation_key"))
    followed = all_articles().filter(follows__isnull=False).annotate(ahead=Subquery(twin.values("live_revision")[:1]))
    return followed.filter(ahead__gt=F("follows"))


def article_or_404(actor: Actor, public_id: UUID) -> Article:
    """Return an article, public or not, to those who work in the newsroom."""
    found = all_articles().filter(public_id=public_id).first() if works_here(actor) else None
    if found is None:
        raise Http404
    return found


def twin_of(article: Article) -> Article | None:
    """Return the article in the other language, as it was last written."""
    return (
        Article.objects.filter(translation_key=article.translation_key, locale__language_code=other(article.language))
        .select_related("section", "locale", "latest_revision")
        .first()
    )


def standing_of(article: Article, twin: Article | None) -> Twins:
    """Tell how an article stands to its twin, by what was last written of each."""
    return twins(_version(article), _version(twin) if twin else None)


def _version(article: Article) -> Version:
    return Version(latest=article.latest_revision_id, follows=article.follows_id)


def people() -> QuerySet[User]:
    """Return who works in the newsroom, each with ``role``."""
    held = Group.objects.filter(user=OuterRef("pk"), name__in=Role.values).values("name")[:1]
    return User.objects.filter(groups__name__in=Role.values).annotate(role=Subquery(held)).order_by("pk")


def person_or_404(public_id: UUID) -> User:
    """Return somebody who works in the newsroom."""
    found = people().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def all_articles() -> ArticleQuerySet:
    """Return every article with its section and language; the desk's edge has checked who asks."""
    return Article.objects.select_related("section", "locale")


def _waiting() -> list[Waiting]:
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS,
        current_task_state__status=TaskState.STATUS_IN_PROGRESS,
    ).select_related("current_task_state__task")
    steps = {int(each.object_id): str(each.current_task_state.task.name) for each in states.order_by("pk")[:200]}
    found = all_articles().in_bulk(list(steps)[:SHOWN])
    return [Waiting(found[pk], step) for pk, step in steps.items() if pk in found]


def _drafts() -> QuerySet[Article]:
    written = Q(live=False) | Q(has_unpublished_changes=True)
    return all_articles().filter(written).order_by(F("latest_revision__created_at").desc(nulls_last=True), "-pk")


def _without_twin() -> ArticleQuerySet:
    twin = Article.objects.filter(translation_key=OuterRef("translation_key")).exclude(locale=OuterRef("locale"))
    return all_articles().approved().filter(~Exists(twin))
