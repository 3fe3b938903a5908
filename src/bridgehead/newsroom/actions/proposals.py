"""What an editor accepts of what was read in an article: into a new revision, never straight to what is public."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit
from bridgehead.foundation.records import found
from bridgehead.foundation.refusals import Overtaken, require
from bridgehead.newsroom.actions.writing import author_of
from bridgehead.newsroom.models import Article, Figure, LinkedAgreement, LinkedOrganisation
from bridgehead.newsroom.queries.proposals import ALL, Proposals, figure_of, proposals_for
from bridgehead.newsroom.rules import may_write

#: The longest number that is bound; a longer one is no number.
_LONGEST = 120


@transaction.atomic
def accept_proposals(
    *, article_id: int, revision_id: int | None, wanted: Collection[str], by: Actor, now: datetime
) -> int:
    """Accept proposals by their keys (``all``: whatever leaves no choice) and return how many were new.

    ``revision_id`` is the one that was read; where another has been written since, nothing is accepted.
    """
    article, written = _held(article_id, revision_id, by)
    told = proposals_for(by, written, now)
    keys = {*wanted, *(told.certain if ALL in wanted else ())}
    organisations = _tie(written, told, keys)
    figures = _bind(written, told, keys)
    require(bool(organisations or figures), _("Nothing of that is proposed any more. Load the page again."))
    written.save_revision(user=author_of(by))
    change = {"organisations": (None, organisations), "figures": (None, figures)}
    audit.record("newsroom.proposals_accepted", on=article, by=by, at=now, stream="newsroom", change=change)
    return organisations + figures


@transaction.atomic
def release_figure(*, article_id: int, revision_id: int | None, figure_id: UUID, by: Actor, now: datetime) -> None:
    """Bind a number of an article to nothing any more, in a new revision."""
    article, written = _held(article_id, revision_id, by)
    bound = [each for each in written.figures.all() if each.public_id == figure_id]
    require(bool(bound), _("This is no longer there. Load the page again."))
    written.figures.remove(*bound)
    written.save_revision(user=author_of(by))
    audit.record("newsroom.figure_released", on=article, by=by, at=now, stream="newsroom")


def _held(article_id: int, revision_id: int | None, by: Actor) -> tuple[Article, Article]:
    require(may_write(by), _("Only the newsroom writes articles."))
    article = found(Article.objects.select_for_update(of=("self",)).select_related("locale"), article_id)
    if article.latest_revision_id != revision_id:
        raise Overtaken(_("Somebody has written on since you opened the page. Read what it proposes now."))
    lock, person = article.get_lock(), author_of(by)
    require(
        lock is None or person is None or not lock.for_user(person),
        _("The article is locked for you: somebody else checks or holds it."),
    )
    return article, article.get_latest_revision_as_object()


def _tie(written: Article, told: Proposals, keys: Collection[str]) -> int:
    new = [each.organisation for each in told.organisations if each.key in keys and not each.is_tied]
    written.linked_organisations.add(*(LinkedOrganisation(organisation=each) for each in new))
    return len(new)


def _bind(written: Article, told: Proposals, keys: Collection[str]) -> int:
    """Bind numbers, and tie the article to the agreements that they are bound to."""
    held = {each.quote for each in written.figures.all()}
    new: list[Figure] = []
    for proposed in told.amounts:
        chosen = next((each for each in proposed.candidates if each.key in keys), None)
        is_free = proposed.bound is None and proposed.quote not in held and len(proposed.quote.words) <= _LONGEST
        if chosen is not None and is_free:
            held.add(proposed.quote)
            new.append(figure_of(proposed, chosen))
    tied = {each.agreement_id for each in written.linked_agreements.all()}
    records = dict.fromkeys(each.agreement_id for each in new if each.agreement_id not in tied)
    written.figures.add(*new)
    written.linked_agreements.add(*(LinkedAgreement(agreement_id=each) for each in records))
    return len(new)
