"""Twins: an article begun in the other language, and the two brought in line."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit
from bridgehead.foundation.bilingual import other
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Overtaken, require
from bridgehead.newsroom.actions.writing import author_of
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.rules import may_write, revisions_mark

#: What is said of one language's text alone: its address at the desk, what was wrong in it, the numbers in it.
_OF_ONE_LANGUAGE = ["public_id", "created_at", "corrections", "figures"]


@transaction.atomic
def begin_twin(*, article_id: int, by: Actor, now: datetime) -> Article:
    """Begin an article's twin: a draft with what it is tied to and the text still to be translated.

    One that has been begun already is returned as it is.
    """
    require(may_write(by), _("Only the newsroom writes articles."))
    source = found(Article.objects.select_for_update(of=("self",)).select_related("locale"), article_id)
    language = other(source.language)
    begun = Article.objects.filter(translation_key=source.translation_key, locale__language_code=language).first()
    if begun is not None:
        return begun
    written = source.get_latest_revision_as_object()
    twin: Article = written.copy_for_translation(
        Locale.objects.get(language_code=language), exclude_fields=_OF_ONE_LANGUAGE
    )
    # Never published by copying: what is not translated is not public.
    twin.live, twin.first_published_at, twin.last_published_at, twin.live_revision = False, None, None, None
    twin.follows = source.latest_revision
    twin.save()
    twin.save_revision(user=author_of(by))
    audit.record("newsroom.twin_begun", on=twin, by=by, at=now, stream="newsroom")
    return twin


@transaction.atomic
def bring_in_line(*, article_id: int, seen: str, by: Actor, now: datetime) -> None:
    """Note that an article says what its twin says as that was last written.

    Args:
        seen: the mark of the revisions that were read before this was said.

    Raises:
        Overtaken: if another was written since.
    """
    require(may_write(by), _("Only the newsroom writes articles."))
    key = found(Article.objects.all(), article_id).translation_key
    both = {each.pk: each for each in Article.objects.select_for_update().filter(translation_key=key).order_by("pk")}
    article = both.pop(article_id)
    require(bool(both), _("There is no article in the other language yet."))
    [twin] = both.values()
    if revisions_mark([article.latest_revision_id, twin.latest_revision_id]) != seen:
        raise Overtaken(_("Somebody has changed this since you opened the page."))
    Article.objects.filter(pk=article.pk).update(follows=twin.latest_revision_id)
    if twin.follows_id is not None:
        Article.objects.filter(pk=twin.pk).update(follows=article.latest_revision_id)
    audit.record("newsroom.twins_in_line", on=article, by=by, at=now, stream="newsroom")
