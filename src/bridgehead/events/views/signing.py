"""The signing: its pages at the desk, and what is printed or copied from them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.events import queries
from bridgehead.events.actions import signing as deeds
from bridgehead.events.adapters.ceremony import press_article, script
from bridgehead.events.adapters.signing_papers import PAPERS, paper
from bridgehead.events.forms.signing import CheckForm, MinutesForm, SigningForm
from bridgehead.events.models import ForumSession
from bridgehead.events.queries import signing as reads
from bridgehead.events.schemas.seating import picture_of
from bridgehead.events.views.edge import officers_only
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.foundation.refusals import Refused
from bridgehead.web.forms import attempt
from bridgehead.web.printing import PDF_TYPE


@officers_only
@require_safe
def signing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Lead to the first signing session, or say how there comes to be one."""
    forum = queries.officer_forum_or_404(actor_of(request), public_id)
    first = reads.signing_sessions(forum).first()
    if first is not None:
        return redirect("events_desk:signing_order", public_id=forum.public_id, session_id=first.public_id)
    return render(request, "events/desk/signing/none.html", {"forum": forum, "tab": "signing"})


@officers_only
@require_safe
def signing_order(request: HttpRequest, public_id: UUID, session_id: UUID) -> HttpResponse:
    """The running order, what is missing, and the checklist."""
    told = _told(request, public_id, session_id, shown="order")
    session, signings = told["session"], told["signings"]
    told |= {
        "to_add": reads.agreements_to_add(actor_of(request), told["forum"]),
        "missing": reads.missing_signatories(signings),
        "overrun": reads.overrun(session, signings),
        "checks": reads.checklist(session),
        "minutes_form": MinutesForm(session=session),
        "check_form": CheckForm(),
        "papers": PAPERS,
    }
    return render(request, "events/desk/signing/order.html", told)


@officers_only
@require_safe
def signing_seating(request: HttpRequest, public_id: UUID, session_id: UUID) -> HttpResponse:
    """Who sits where, as a picture and as a table, and who signs with which title in both scripts."""
    told = _told(request, public_id, session_id, shown="seating")
    placed = [(each, reads.seats(each)) for each in reads.still_signed(told["signings"]) if each.agreement]
    told["tables"] = [(each, seats, picture_of(seats)) for each, seats in placed]
    return render(request, "events/desk/signing/seating.html", told)


@officers_only
@require_safe
def signing_script(request: HttpRequest, public_id: UUID, session_id: UUID) -> HttpResponse:
    """What the interpreter reads, Korean and English side by side."""
    told = _told(request, public_id, session_id, shown="script")
    told["scenes"] = script(told["forum"], told["signings"])
    return render(request, "events/desk/signing/script.html", told)


@officers_only
@require_safe
def signing_article(request: HttpRequest, public_id: UUID, session_id: UUID) -> HttpResponse:
    """The draft of the press article, to copy."""
    told = _told(request, public_id, session_id, shown="article")
    told["article"] = press_article(told["forum"], told["signings"], told["now"])
    return render(request, "events/desk/signing/article.html", told)


@officers_only
@require_safe
def signing_article_file(request: HttpRequest, public_id: UUID, session_id: UUID, language: str) -> HttpResponse:
    """The draft of the press article in one language, as a text file."""
    if language not in LANGUAGES:
        raise Http404
    told = _told(request, public_id, session_id, shown="article")
    article = press_article(told["forum"], told["signings"], told["now"])
    return HttpResponse(
        getattr(article, language),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="signing-{language}.txt"'},
    )


@officers_only
@require_safe
def signing_paper(request: HttpRequest, public_id: UUID, session_id: UUID, kind: str) -> HttpResponse:
    """One of the papers of the ceremony; a letter that our type does not have is named instead."""
    if kind not in PAPERS:
        raise Http404
    told = _told(request, public_id, session_id, shown="order")
    try:
        written = paper(kind, told["forum"], told["session"], told["signings"])
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("events_desk:signing_order", public_id=public_id, session_id=session_id)
    return HttpResponse(
        written, content_type=PDF_TYPE, headers={"Content-Disposition": f'attachment; filename="signing-{kind}.pdf"'}
    )


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def signing_item(request: HttpRequest, public_id: UUID, session_id: UUID, signing_id: UUID) -> HttpResponse:
    """How one agreement is signed, for those who keep its ledger."""
    actor = actor_of(request)
    forum = queries.officer_forum_or_404(actor, public_id)
    session = reads.signing_session_or_404(forum, session_id)
    item = reads.kept_signing_item_or_404(actor, session, signing_id)
    form = SigningForm(request.POST or None, item=item)
    done = None
    if request.method == "POST":
        done = attempt(form, lambda: deeds.change_signing(item_id=item.pk, by=actor, now=clock.now(), **form.told()))
    if done is not None:
        messages.success(request, _("The signing is changed."))
        return redirect("events_desk:signing_order", public_id=public_id, session_id=session_id)
    told = {"forum": forum, "session": session, "tab": "signing", "form": form, "agreement": item.agreement}
    return render(request, "events/desk/signing/item.html", told, status=422 if form.errors else 200)


def _told(request: HttpRequest, public_id: UUID, session_id: UUID, *, shown: str) -> dict[str, Any]:
    """What each page of the signing is made of."""
    actor, now = actor_of(request), clock.database_now()
    forum = queries.officer_forum_or_404(actor, public_id)
    session: ForumSession = reads.signing_session_or_404(forum, session_id)
    return {
        "forum": forum,
        "tab": "signing",
        "shown": shown,
        "session": session,
        "sessions": reads.signing_sessions(forum),
        "signings": reads.running_order(actor, forum, session, now),
        "now": now,
    }
