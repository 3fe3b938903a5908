"""What the reading engine proposes for an article, accepted at the desk one by one or all at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bridgehead.accounts.edge import actor_of, there_for
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import Refused
from bridgehead.newsroom.actions import proposals as deeds
from bridgehead.newsroom.models import Article
from bridgehead.newsroom.queries import desk as at_desk
from bridgehead.newsroom.queries.proposals import ALL, proposals_for
from bridgehead.newsroom.rules import works_here


@require_http_methods(["GET", "HEAD", "POST"])
@there_for(works_here)
def proposals(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What an article's newest revision proposes: organisations, amounts of the ledger, days, counts and kinds."""
    article = at_desk.article_or_404(actor_of(request), public_id)
    if request.method == "POST":
        try:
            messages.success(request, _done(request, article))
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        return redirect("newsroom_desk:proposals", public_id=public_id)
    written = article.get_latest_revision_as_object()
    told = proposals_for(actor_of(request), written, clock.database_now())
    context = {"article": article, "written": written, "told": told, "all": ALL}
    return render(request, "newsroom/desk/proposals.html", context)


def _done(request: HttpRequest, article: Article) -> str:
    """Do what was asked for, and say it."""
    actor, now = actor_of(request), clock.now()
    sent = request.POST.get("revision", "")
    revision = int(sent) if sent.isdecimal() else None
    if "release" in request.POST:
        figure = _key(request.POST["release"])
        deeds.release_figure(article_id=article.pk, revision_id=revision, figure_id=figure, by=actor, now=now)
        return _("The number is bound to nothing any more, in a new revision.")
    wanted = request.POST.getlist("accept")
    number = deeds.accept_proposals(article_id=article.pk, revision_id=revision, wanted=wanted, by=actor, now=now)
    return ngettext(
        "%(number)s proposal is accepted, in a new revision. Readers see it once that is approved.",
        "%(number)s proposals are accepted, in a new revision. Readers see them once that is approved.",
        number,
    ) % {"number": number}


def _key(sent: str) -> UUID:
    try:
        return UUID(sent)
    except ValueError:
        raise Refused(_("This is no longer there. Load the page again.")) from None
