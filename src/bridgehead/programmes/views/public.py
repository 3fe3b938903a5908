"""Programmes and their calls as everybody reads them, and questions about a call."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from bridgehead.accounts.edge import actor_of
from bridgehead.foundation import clock
from bridgehead.foundation.bilingual import LANGUAGES, wording
from bridgehead.foundation.tokens import new_token
from bridgehead.programmes.actions import questions as deeds
from bridgehead.programmes.forms.desk import AskForm
from bridgehead.programmes.models import Call
from bridgehead.programmes.queries import calls as queries
from bridgehead.programmes.queries import programmes
from bridgehead.programmes.queries.checks import asked_of_applicants
from bridgehead.programmes.queries.cohorts import cohorts_by_year
from bridgehead.programmes.queries.decisions import admitted_named
from bridgehead.programmes.queries.standing import bonuses_of
from bridgehead.programmes.rules import is_open, runs, takes_questions
from bridgehead.programmes.views.edge import signed_in_only
from bridgehead.web.forms import attempt
from bridgehead.web.pages import page_of

PER_PAGE = 20


@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """The programmes, each with its calls that are open or will be."""
    now = clock.now()
    return render(request, "programmes/programmes.html", {"found": programmes.listed_programmes(now), "now": now})


@require_safe
def programme(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One programme with all its calls and its cohorts."""
    actor = actor_of(request)
    found = programmes.programme_or_404(actor, public_id)
    context = {
        "programme": found,
        "page": page_of(request, programmes.public_calls(found), PER_PAGE),
        "cohorts": cohorts_by_year(actor, found),
        "runs": runs(actor, found.pk),
        "now": clock.now(),
    }
    return render(request, "programmes/programme.html", context)


@require_safe
def call(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A call: what is offered to whom, until when, what is asked, what others asked about it."""
    found = queries.call_or_404(actor_of(request), public_id)
    return _call_page(request, found, AskForm(initial={"token": new_token()}))


@signed_in_only
@require_POST
def ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask about a call."""
    actor = actor_of(request)
    found = queries.call_or_404(actor, public_id)
    form = AskForm(request.POST)
    asked = attempt(
        form,
        lambda: deeds.ask(call_id=found.pk, text=form.cleaned_data["text"], by=actor, key=form.cleaned_data["token"]),
    )
    if asked is None:
        return _call_page(request, found, form)
    messages.success(request, _("Your question is with the programme's officers. You are told when it is answered."))
    return redirect("programmes:call", public_id=public_id)


def _call_page(request: HttpRequest, found: Call, form: AskForm) -> HttpResponse:
    now = clock.now()
    context = {
        "call": found,
        "programme": found.programme,
        "asked": queries.asked_in(queries.newest_form(found)),
        "questions": list(queries.published_questions(found)),
        "admitted": admitted_named(found),
        "bonuses": bonuses_of(found),
        "checked": [sentence for sentence in asked_of_applicants(found).values() if sentence],
        "form": form,
        "is_open": is_open(found, now),
        "takes_questions": takes_questions(found, now),
        "runs": runs(actor_of(request), found.programme_id),
        "now": now,
    }
    return render(request, "programmes/call.html", context, status=422 if form.errors else 200)


class _OpenCalls(Atom1Feed):
    """A feed that changes with its calls alone, and not with each asking while there are none."""

    def latest_post_date(self) -> datetime:
        """When it last changed."""
        return super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)


@require_safe
def open_calls_feed(request: HttpRequest, language: str) -> HttpResponse:
    """The open calls in one language, for other programmes to read."""
    if language not in LANGUAGES:
        raise Http404
    with override(language):
        feed = _OpenCalls(
            title=_("Open calls"),
            link=request.build_absolute_uri(reverse("programmes:programmes")),
            description=_("Calls for applications that are open or will be."),
            language=language,
            feed_url=request.build_absolute_uri(),
            feed_guid=request.build_absolute_uri(reverse("programmes:programmes")),
        )
        for each in queries.open_calls(clock.now()):
            feed.add_item(
                title=wording(each, "name", language).text,
                link=request.build_absolute_uri(reverse("programmes:call", args=[each.public_id])),
                description=linebreaks(wording(each, "summary", language).text, autoescape=True),
                unique_id=f"urn:uuid:{each.public_id}",
                pubdate=each.announced_at,
                updateddate=each.announced_at,
            )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
